import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { loadRules } from '../alerts/catalogue.ts'
import { LIMIT_VARIABLES } from '../alerts/limit-variables.ts'
import { manual } from '../bot/terminal/manual.ts'
import { loadCommands } from '../commands/catalogue.ts'
import { SETTINGS } from '../engine/settings.ts'
import { rulesManual } from './support/rules-manual.ts'

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')

test('docs/commands.md is what the definitions say', async () => {
  await expect(manual(await loadCommands())).toMatchFileSnapshot('../docs/commands.md')
})

test('docs/alert-rules.md is what the rules say', async () => {
  await expect(rulesManual(await loadRules())).toMatchFileSnapshot('../docs/alert-rules.md')
})

test('a limit that the environment may fix has the bounds of its rule, and stands in docs/settings.md', async () => {
  const specs = (await loadRules()).flatMap((rule) => Object.values(rule.limits))
  const variables = specs.flatMap(({ variable, least, most }) =>
    variable === undefined ? [] : [[variable, { least, most }] as const],
  )
  for (const [variable, bounds] of variables) {
    expect(LIMIT_VARIABLES, variable).toMatchObject({ [variable]: bounds })
    expect(read('docs/settings.md')).toContain(`\`${variable}\``)
    expect(read('.env.example')).toContain(variable)
  }
  expect(variables.map(([variable]) => variable).sort()).toEqual(Object.keys(LIMIT_VARIABLES).sort())
})

test('every setting stands in docs/settings.md and .env.example', () => {
  for (const { name, variable } of SETTINGS) {
    expect(read('docs/settings.md')).toContain(`\`${variable}\``)
    expect(read('docs/settings.md')).toContain(`\`${name}\``)
    expect(read('.env.example')).toContain(variable)
  }
})

test('every variable that the program reads stands in docs/settings.md', () => {
  const sources = read('bot/config.ts') + read('bot/chat-settings.ts') + read('bot/alert-settings.ts')
  const reads = sources.matchAll(
    /\b(?:text|secret|walletKey|url|port|choice)\(\s*'([A-Z_]+)'|'((?:DISCORD|TELEGRAM)_[A-Z_]+_ID)'/g,
  )
  const names = new Set([...reads].map((match) => match[1] ?? match[2]))
  expect(names.size).toBeGreaterThan(15)
  for (const name of names) expect(read('docs/settings.md'), name).toContain(`\`${name}\``)
})

test('every command that README.md shows exists', async () => {
  const known = new Set((await loadCommands()).map((command) => `${command.noun} ${command.verb}`))
  const shown = [
    ...read('README.md').matchAll(/(?:npx satmachine|`)\s?([a-z]+ [a-z-]+)(?= --|`| \d| "|$)/gm),
  ].map((match) => match[1] ?? '')
  const nouns = new Set([...known].map((name) => name.split(' ')[0]))
  const commands = shown.filter((words) => nouns.has(words.split(' ')[0] ?? ''))
  expect(commands.length).toBeGreaterThan(5)
  for (const words of commands) expect(known, words).toContain(words)
})
