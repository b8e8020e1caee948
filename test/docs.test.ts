import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { manual } from '../bot/terminal/manual.ts'
import { loadCommands } from '../commands/catalogue.ts'
import { SETTINGS } from '../engine/settings.ts'

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')

test('docs/commands.md is what the definitions say', async () => {
  await expect(manual(await loadCommands())).toMatchFileSnapshot('../docs/commands.md')
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
