import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { loadRules } from '../alerts/catalogue.ts'
import { parseWords, splitWords } from '../bot/chat/words.ts'
import { loadCommands } from '../commands/catalogue.ts'
import type { Command } from '../commands/definition.ts'
import { ITEMS, PART_KEYS } from '../engine/incidents/checklist.ts'

/** docs/coverage.md: everything of the printed handbook, and what serves it. What it names has to be there. */

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')
const PAGE = read('docs/coverage.md')

/** How many rows the handbook itself has, counted on paper: none may get lost. */
const ROWS: Readonly<Record<string, number>> = {
  '0. The document': 5,
  '1. Duplicate transaction processing': 21,
  '2. SSH or database connection loss': 27,
  '3. Payment distribution failures': 29,
  '4. Balance discrepancies': 21,
  '5. Commission calculation errors': 28,
  '6. Wallet key rotation or invalidation': 31,
  '7. Checklist: phases': 5,
  '7. Checklist: items': 16,
  '7. Checklist: sub-items': 57,
  '8. Recovery procedures': 17,
  '9. Prevention measures': 28,
  '10. Monitoring: indicators': 8,
  '10. Monitoring: alert triggers': 7,
  '10. Monitoring: logs': 6,
  '10. Monitoring: weekly checks': 8,
  '11. Contact information': 12,
  '12. Appendix': 7,
  '13. Change log and sign-off': 7,
}

interface Row {
  readonly chapter: string
  readonly item: string
  readonly servedBy: string
}

const chapters = PAGE.split(/^## /m)
  .slice(1)
  .map((text) => ({ title: text.split('\n')[0] ?? '', text }))
const rows: readonly Row[] = chapters.flatMap(({ title, text }) =>
  [...text.matchAll(/^\| (.+?) \| (.+) \|$/gm)]
    .slice(1)
    .map(([, item = '', servedBy = '']) => ({ chapter: title, item, servedBy })),
)
const of = (chapter: string): readonly Row[] => rows.filter((row) => row.chapter === chapter)
const tokens = (text: string): string[] => [...text.matchAll(/`([^`]+)`/g)].map(([, token = '']) => token)

let commands: readonly Command[]
let ruleIds: ReadonlySet<string>
beforeAll(async () => {
  commands = await loadCommands()
  ruleIds = new Set((await loadRules()).map(({ id }) => id))
})

test('has every chapter of the handbook, and every row of each', () => {
  expect(chapters.map(({ title }) => title)).toEqual(Object.keys(ROWS))
  for (const [title, count] of Object.entries(ROWS)) expect(of(title), title).toHaveLength(count)
})

test('each row is served by something that can be looked up, or says why it is not', () => {
  for (const { chapter, item, servedBy } of rows)
    expect(tokens(servedBy).length > 0 || /\]\([^)]+\)/.test(servedBy), `${chapter}: ${item}`).toBe(true)
})

describe('what it names is there', () => {
  test('commands, rules, settings, parts, statements and constraints', async () => {
    const unknown: string[] = []
    for (const { title, text } of chapters)
      for (const token of tokens(text)) if ((await whatIs(token)) === null) unknown.push(`${title}: ${token}`)
    expect(unknown).toEqual([])
  })

  test('pages and files', () => {
    const targets = [...PAGE.matchAll(/\]\(([^)]+)\)/g)].map(([, target = '']) => target)
    expect(targets.length).toBeGreaterThan(80)
    for (const target of targets)
      expect(existsSync(new URL(`../docs/${target}`, import.meta.url)), target).toBe(true)
  })

  test('the tests of the commission that it names are there', () => {
    const tested = read('test/engine/domain/commission.test.ts')
    for (const figure of ['259_029', '95_693']) expect(tested).toContain(figure)
  })
})

describe('the checklist', () => {
  test('has the sixteen items in the order of the card, with as many parts', () => {
    expect(of('7. Checklist: items').map(({ servedBy }) => servedBy)).toEqual(
      ITEMS.map(({ key, parts }) => `\`${key}\`: ${parts.length} parts`),
    )
  })

  test('has the fifty-seven parts, each by its own key, in order', () => {
    expect(of('7. Checklist: sub-items').map(({ servedBy }) => tokens(servedBy)[0])).toEqual(PART_KEYS)
  })
})

test('names every rule whose alert the handbook asks for, with its severity', async () => {
  const severities = new Map((await loadRules()).map(({ id, severity }) => [id, severity]))
  for (const { item, servedBy } of of('10. Monitoring: alert triggers')) {
    const wanted = /: (critical|high|medium)/.exec(item)?.[1]
    for (const token of tokens(servedBy).slice(0, 1)) expect(severities.get(token), item).toBe(wanted)
  }
})

test('docs/incidents.md names commands that are there, and shows a picture that is', async () => {
  const page = read('docs/incidents.md')
  const nouns = new Set(commands.map(({ noun }) => noun))
  const shown = tokens(page)
    .map((token) => token.replace(/^satmachine /, ''))
    .filter((token) => nouns.has(token.split(' ')[0] ?? ''))
  expect(shown.length).toBeGreaterThan(25)
  for (const token of shown) expect(await whatIs(token), token).not.toBeNull()
  for (const [, target = ''] of page.matchAll(/\]\(([^)]+)\)/g))
    expect(existsSync(new URL(`../docs/${target}`, import.meta.url)), target).toBe(true)
})

const STATEMENTS = read('docs/sql/emergency.sql')
const SETTINGS = read('docs/settings.md')
const MIGRATIONS = readdirSync(new URL('../migrations/', import.meta.url))
  .map((name) => read(`migrations/${name}`))
  .join('\n')

/** What kind of thing a word in code is; null: nothing that exists. */
async function whatIs(token: string): Promise<string | null> {
  if (/^[A-Z][A-Z0-9_]+$/.test(token))
    return ruleIds.has(token) ? 'rule' : SETTINGS.includes(`\`${token}\``) ? 'setting' : null
  if (/^(?:\d[a-z]|[A-Z][a-z])$/.test(token))
    return new RegExp(`^-- ${token}\\. `, 'm').test(STATEMENTS) ? 'statement' : null
  if (PART_KEYS.includes(token)) return 'part'
  if (ITEMS.some(({ key }) => key === token)) return 'item'
  if (/^[a-z]+(?:_[a-z]+)+$/.test(token))
    return new RegExp(`\\b${token}\\b`).test(MIGRATIONS) ? 'constraint' : null
  if (token.startsWith('test/')) return existsSync(new URL(`../${token}`, import.meta.url)) ? 'file' : null
  if (commands.some(({ noun, verb }) => `${noun} ${verb}`.trim() === token)) return 'command'
  return (await isCommandLine(token)) ? 'command line' : null
}

const isCommandLine = (line: string): Promise<boolean> =>
  parseWords(splitWords(line), commands, () => Promise.resolve('0123456789abcdef0123456789abcdef')).then(
    ({ help }) => !help,
    () => false,
  )
