import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadRules } from '../alerts/catalogue.ts'
import type { Rule } from '../alerts/rule.ts'
import { parseWords, splitWords } from '../bot/chat/words.ts'
import { loadCommands } from '../commands/catalogue.ts'
import type { Command } from '../commands/definition.ts'
import { freshDatabase, type TestDatabase } from './support/database.ts'

/** docs/runbooks/: whoever is woken at night copies out of it, so what stands there has to work. */

const FOLDER = new URL('../docs/runbooks/', import.meta.url)
const PAGES = ['R0', 'R1', 'R2', 'R3', 'R4', 'R5', 'R6', 'R7', 'R8', 'R9', 'R10']
/** What a telephone shows in one go, with a little scrolling. */
const LINES = 60
const CHARACTERS = 3200
const PARTS = ['## What the bot does by itself', '## Now', '## Verify', '## Prevent']

const read = (file: string): string => readFileSync(new URL(file, FOLDER), 'utf8')
const blocks = (page: string, language: string): string[] =>
  [...page.matchAll(new RegExp(`^ *\`\`\`${language}\\n(.*?)^ *\`\`\`$`, 'gms'))].map(
    ([, inside = '']) => inside,
  )
const lines = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

let rules: readonly Rule[]
let commands: readonly Command[]
let database: TestDatabase
beforeAll(async () => {
  rules = await loadRules()
  commands = await loadCommands()
  database = await freshDatabase()
})
afterAll(() => database?.drop())

test('there is a page for each kind of trouble, and the index leads to all of them', () => {
  const files = readdirSync(FOLDER).sort()
  expect(files).toEqual([...PAGES.map((name) => `${name}.md`), 'README.md'].sort())
  for (const name of PAGES) expect(read('README.md')).toContain(`[${name}](${name}.md)`)
})

test('every rule has a page that names it, and no page names a rule of another', () => {
  const ids = new Map(rules.map(({ id, runbook }) => [id, runbook]))
  for (const { id, runbook } of rules) expect(opening(read(`${runbook}.md`)), id).toMatch(named(id))
  for (const name of PAGES) {
    const shown = [...opening(read(`${name}.md`)).matchAll(/`([A-Z][A-Z0-9]*_[A-Z0-9_]+)`/g)].map(
      (match) => match[1] ?? '',
    )
    for (const id of shown.filter((one) => one !== 'HEARTBEAT_URL')) expect(ids.get(id), id).toBe(name)
  }
})

const opening = (page: string): string => page.slice(0, page.indexOf('\n## '))
const named = (id: string): RegExp => new RegExp(`\`${id}\``)

describe.each(PAGES)('%s', (name) => {
  const page = read(`${name}.md`)

  test('fits a telephone, and has its parts in order', () => {
    expect(page.split('\n').length).toBeLessThanOrEqual(LINES)
    expect(page.length).toBeLessThanOrEqual(CHARACTERS)
    expect(page).toMatch(new RegExp(`^# ${name} · `))
    const places = PARTS.map((part) => page.indexOf(`\n${part}`))
    expect(places).toEqual([...places].sort((a, b) => a - b))
    expect(Math.min(...places)).toBeGreaterThan(0)
  })

  test('leads nowhere that is not there', () => {
    for (const [, target = ''] of page.matchAll(/\]\(([^)#]+)/g))
      expect(() => read(target), target).not.toThrow()
  })

  test('every command line is one', async () => {
    const shown = blocks(page, 'sh').flatMap(lines)
    expect(shown.length).toBeGreaterThan(1)
    for (const line of [...shown, ...inText(page)]) await understood(line)
    for (const line of blocks(page, 'text').flatMap(lines))
      if (line.startsWith('satmachine ')) await understood(line.slice('satmachine '.length))
  })

  test('every SQL statement runs on our own schema, and changes nothing', async () => {
    for (const statement of blocks(page, 'sql')
      .flatMap((block) => block.split(/;\s*$/m))
      .filter((one) => one.trim() !== '')) {
      const client = await database.pool.connect()
      try {
        await client.query('BEGIN READ ONLY; SET LOCAL search_path = pg_catalog')
        await expect(client.query(statement), statement).resolves.toBeDefined()
      } finally {
        await client.query('ROLLBACK')
        client.release()
      }
    }
  })
})

/** `poll resume payout` in the middle of a sentence; `poll pause` alone only names it. */
function inText(page: string): string[] {
  const nouns = new Set(commands.map(({ noun }) => noun))
  const prose = page.replaceAll(/```.*?```/gs, '')
  const quoted = [...prose.matchAll(/`([a-z][^`\n]*)`/g)].map((match) => match[1] ?? '')
  const asLines = quoted.filter((words) => nouns.has(words.split(' ')[0] ?? ''))
  const names = new Set(commands.map(({ noun, verb }) => `${noun} ${verb}`.trim()))
  return asLines.filter((words) => !names.has(words))
}

async function understood(line: string): Promise<void> {
  await expect(
    parseWords(splitWords(line), commands, () => Promise.resolve('0123456789abcdef0123456789abcdef')),
    line,
  ).resolves.toMatchObject({ help: false })
}
