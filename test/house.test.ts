import { readFile, readdir } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { FLOORS, MAX_LINES, type Source, breaches, laws } from './support/house-laws.ts'

/** The house's laws hold, and each of them is able to catch something. */

const root = fileURLToPath(new URL('..', import.meta.url))

async function ownSources(): Promise<Source[]> {
  const sources: Source[] = []
  for (const floor of FLOORS) {
    // A floor that is not built yet has no files.
    const names = await readdir(path.join(root, floor), { recursive: true }).catch(() => [])
    for (const name of names.filter((file) => file.endsWith('.ts'))) {
      const file = path.join(floor, name)
      sources.push({
        path: file.replaceAll(path.sep, '/'),
        text: await readFile(path.join(root, file), 'utf8'),
      })
    }
  }
  return sources
}

test('the house keeps its laws', async () => {
  const sources = await ownSources()
  expect(sources.map((source) => source.path)).toContain('engine/domain/money.ts')
  expect(breaches(sources)).toEqual([])
})

/** For each law, in the order above: sources that break it, and sources that look like it but don't. */
const examples: { broken: Source[]; kept: Source[] }[] = [
  {
    broken: [
      { path: 'engine/pay.ts', text: "\nimport { post } from '../bot/discord/post.ts'" },
      { path: 'alerts/rules/late.ts', text: "\nexport const x = await import('../../commands/a/b.ts')" },
      { path: 'commands/pay/retry.ts', text: "\nimport type { X } from '../../test/support/x.ts'" },
    ],
    kept: [{ path: 'bot/main.ts', text: "import { pay } from '../engine/pay.ts'\n// from '../../bot/x.ts'" }],
  },
  {
    broken: [
      { path: 'engine/domain/sale.ts', text: "// why\nimport { z } from 'zod'" },
      { path: 'engine/domain/sale.ts', text: "\nimport type { Clock } from '../ports.ts'" },
    ],
    kept: [
      { path: 'engine/domain/sale.ts', text: "import assert from 'node:assert/strict'\nimport './money.ts'" },
    ],
  },
  {
    broken: [{ path: 'engine/pay.ts', text: "\nimport type { Row } from './store/rows.ts'" }],
    kept: [{ path: 'engine/pay.ts', text: "import type { Clock } from './ports.ts'" }],
  },
  {
    broken: [{ path: 'engine/lnbits/client.ts', text: "\nimport { createPool } from '../store/pool.ts'" }],
    kept: [{ path: 'engine/store/embedded/open.ts', text: "import { createPool } from '../pool.ts'" }],
  },
  {
    broken: [
      { path: 'commands/pay/retry.ts', text: "\nimport { Client } from 'discord.js'" },
      { path: 'bot/discord/client.ts', text: "\nimport { Telegraf } from 'telegraf'" },
    ],
    kept: [{ path: 'bot/discord/client.ts', text: "import { Client } from 'discord.js'" }],
  },
  {
    broken: [{ path: 'bot/long.ts', text: 'x\n'.repeat(MAX_LINES + 1) }],
    kept: [{ path: 'bot/long.ts', text: 'x\n'.repeat(MAX_LINES) }],
  },
  {
    broken: [
      { path: 'bot/main.ts', text: '\nconst a = process.env.A' },
      { path: 'bot/main.ts', text: "\nimport { env } from 'node:process'" },
    ],
    kept: [
      { path: 'bot/config.ts', text: 'const a = process.env.A' },
      { path: 'bot/main.ts', text: '// process.env is read in config.ts' },
    ],
  },
  {
    broken: [
      { path: 'engine/pay.ts', text: '\nconst now = Date.now()' },
      { path: 'engine/pay.ts', text: '\nconst now = new Date()' },
      { path: 'engine/pay.ts', text: '\nconst dice = Math.random()' },
    ],
    kept: [
      { path: 'engine/pay.ts', text: 'const then = new Date(row.at)\n/* Date.now() is the clock’s */' },
      { path: 'engine/clock.ts', text: 'const now = () => new Date()' },
    ],
  },
  {
    broken: [
      { path: 'engine/domain/share.ts', text: '\nconst a = Number(amount)' },
      { path: 'engine/domain/share.ts', text: '\nconst a = Number.parseFloat(text)' },
      { path: 'engine/domain/share.ts', text: '\nconst a = rate.toFixed(2)' },
    ],
    kept: [
      { path: 'engine/domain/money.ts', text: 'const a = Number(amount)' },
      { path: 'engine/domain/share.ts', text: 'const isPhoneNumber = (text: string) => true' },
    ],
  },
  {
    broken: [
      { path: 'bot/http/ready.ts', text: "\nquery('SELECT 1')" },
      { path: 'engine/pay.ts', text: '\nquery(`INSERT INTO t VALUES (1)`)' },
      { path: 'engine/pay.ts', text: '\nquery(`UPDATE t SET a = 1`)' },
    ],
    kept: [
      { path: 'engine/store/rows.ts', text: "query('SELECT 1')" },
      { path: 'commands/a/b.ts', text: "const help = 'Select a client, then update it'" },
    ],
  },
  {
    broken: [
      { path: 'engine/store/row-helpers.ts', text: '' },
      { path: 'bot/PaymentService.ts', text: '' },
      { path: 'bot/utils.ts', text: '' },
    ],
    kept: [{ path: 'engine/store/database.ts', text: '' }],
  },
  {
    broken: [
      { path: 'engine/index.ts', text: '' },
      { path: 'engine/all.ts', text: "export * from './pay.ts'" },
      { path: 'engine/all.ts', text: "export { pay } from './pay.ts'" },
      { path: 'engine/all.ts', text: "export type { Pay } from './pay.ts'" },
    ],
    kept: [{ path: 'engine/pay.ts', text: "import { a } from './a.ts'\nexport { b }\nexport const pay = a" }],
  },
]

describe.each(laws.map((law, index) => ({ ...law, law, ...(examples[index] ?? { broken: [], kept: [] }) })))(
  'the law that $name',
  ({ law, broken, kept }) => {
    test('catches what breaks it, and says where', () => {
      expect(broken.length).toBeGreaterThan(0)
      for (const source of broken) {
        const line = source.text.startsWith('\n') || source.text.startsWith('//') ? 2 : '(1|301)'
        expect(breaches([source], [law]).join('\n')).toMatch(
          new RegExp(`^${source.path}:${line} .+ \\(.+\\)$`),
        )
      }
    })
    test('lets the rest pass', () => {
      expect(kept.length).toBeGreaterThan(0)
      expect(breaches(kept, [law])).toEqual([])
    })
  },
)
