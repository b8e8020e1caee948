import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { unzipSync } from 'fflate'
import { exportAudit } from '../../../bot/audit-export.ts'
import { VERIFY_GUIDE } from '../../../engine/audit-export/verify-guide.ts'
import { VERIFY_SCRIPT } from '../../../engine/audit-export/verify-script.ts'
import { createActionLog } from '../../../engine/store/action-log-store.ts'
import { createAuditExportStore } from '../../../engine/store/audit-export-store.ts'
import { booksOf } from '../../support/books.ts'
import { seededRandom } from '../../support/random.ts'
import { openWorld, type World } from '../../support/world.ts'
import { soon } from '../one-payment.ts'

const DOCS = new URL('../../../docs/', import.meta.url)
const has = (program: string) => spawnSync(program, ['--version']).status === 0
const hasTools = has('psql') && has('sha256sum') && spawnSync('unzip', ['-v']).status === 0

let world: World
let folder: string
let zip: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'satmachine-verify-'))
  world = await openWorld({ sourceSats: 1_000_000_000n })
  await trade()
  const made = await exportAudit(
    { range: { from: null, to: null }, tables: null },
    { store: createAuditExportStore(world.pool), dataFolder: folder, now: new Date('2026-11-22T21:05:10Z') },
  )
  zip = made.path
  expect(spawnSync('unzip', ['-q', zip, '-d', join(folder, 'sound')]).status).toBe(0)
}, 120_000)
afterAll(async () => {
  await world.close()
  await rm(folder, { recursive: true, force: true })
})

/** Books of some days, by chance: clients, deposits in every state, sales, a payment that is under way, people at work. */
async function trade(): Promise<void> {
  const random = seededRandom(20_261_122)
  const upTo = (most: number): number => 1 + Math.floor(random() * most)
  for (const name of ['=Ana', 'Luis "el zurdo", S.A.\n', 'Zoë', '-Max'])
    await world.addClient(name, `${upTo(9000)}.${10 + upTo(89)}`)
  await world.addClient('Kenji', '90000.00')
  const deposit = await world.addDeposit(2n, '777.77')
  await world.pool.query(`UPDATE dca_deposits SET status = 'reversed', decided_by = 'test' WHERE id = $1`, [
    deposit,
  ])
  await world.stores.bookkeeping.addDeposit(
    { clientId: 3n, amount: 12_345n as never, note: '@cash', idempotencyKey: null },
    'person:1',
  )
  await world.pool.query(`INSERT INTO people (name, role, created_by) VALUES ('María', 'owner', 'test')`)
  for (let sale = 0; sale < 6; sale += 1)
    await world.sell({ fiat: `${50 * upTo(40)}.00000`, discount: upTo(20), confirmed_at: soon() })
  await world.toRest()
  await world.pool.query(`SELECT adjust_client(1, 100, '+1 typed twice')`)
  const log = createActionLog(world.pool)
  for (const reason of ['one', '-two', 'three\nlines']) {
    const id = await log.begin({
      actor: 'person:1',
      surface: 'terminal',
      command: 'panic',
      arguments: { reason },
    })
    await log.finish(id ?? 0n, '=done')
  }
  await booksOf(world).reconcile({ scope: { kind: 'all' }, actor: 'test' })
  await log.begin({ actor: 'person:1', surface: 'terminal', command: 'panic', arguments: {} })
  await world.sell({ confirmed_at: soon() })
  await world.takeIn()
  await world.distribute()
}

function verify(given: string, more: readonly string[] = []): { status: number | null; lines: string[] } {
  const { stdout, stderr, status } = spawnSync('sh', [join(folder, 'sound', 'verify.sh'), given, ...more], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], DATABASE_URL: world.books.url },
  })
  return { status, lines: `${stdout}${stderr}`.trim().split('\n') }
}
const wrong = (lines: readonly string[]): string[] => lines.filter((line) => line.startsWith('WRONG: '))
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** A copy with one file changed; with `forged`, SHA256SUMS agrees with it. */
async function changed(name: string, change: (text: string) => string, forged: boolean): Promise<string> {
  const place = await mkdtemp(join(folder, 'changed-'))
  await cp(join(folder, 'sound'), place, { recursive: true })
  const before = await readFile(join(place, name), 'utf8')
  const after = change(before)
  expect(after, `${name} is another`).not.toBe(before)
  await writeFile(join(place, name), after)
  if (forged) {
    const sums = await readFile(join(place, 'SHA256SUMS'), 'utf8')
    await writeFile(join(place, 'SHA256SUMS'), sums.replace(sha256(before), sha256(after)))
  }
  return place
}

/** Rows end where a line feed stands outside of quotes. */
const rowsOf = (text: string): string[] => text.match(/(?:"(?:[^"]|"")*"|[^"\n])+\n/g) ?? []
const cell =
  (pattern: RegExp, replacement: string) =>
  (text: string): string =>
    text.replace(pattern, replacement)
const without = (row: number) => (text: string) => rowsOf(text).toSpliced(row, 1).join('')
const twice = (row: number) => (text: string) => {
  const rows = rowsOf(text)
  return rows.toSpliced(row, 0, rows[row] ?? '').join('')
}

test('docs/verify.md and docs/verify/ are what every complete export has', async () => {
  const store = createAuditExportStore(world.pool)
  await expect(VERIFY_GUIDE).toMatchFileSnapshot(new URL('verify.md', DOCS).pathname)
  await expect(VERIFY_SCRIPT).toMatchFileSnapshot(new URL('verify/verify.sh', DOCS).pathname)
  await expect(store.verification(store.tables, { from: null, to: null })).toMatchFileSnapshot(
    new URL('verify/verify.sql', DOCS).pathname,
  )
  const files = unzipSync(new Uint8Array(await readFile(zip)))
  const text = (name: string) => new TextDecoder().decode(files[name])
  expect(text('VERIFY.md')).toBe(VERIFY_GUIDE)
  expect(text('verify.sh')).toBe(VERIFY_SCRIPT)
})

describe.skipIf(!hasTools)('verify.sh', () => {
  test('finds nothing wrong in the zip, nor in its folder, nor by the statements of the source', () => {
    const { status, lines } = verify(zip)
    expect({ status, wrong: wrong(lines), end: lines.at(-1) }).toEqual({
      status: 0,
      wrong: [],
      end: 'RESULT: all is well.',
    })
    expect(lines.filter((line) => line.endsWith(': none')).length).toBeGreaterThanOrEqual(28)
    expect(verify(join(folder, 'sound'), [new URL('verify/verify.sql', DOCS).pathname]).status).toBe(0)
  })

  test('says that it could not check, where it could not', () => {
    expect(verify(join(folder, 'nowhere'))).toMatchObject({ status: 2 })
    const { status, stderr } = spawnSync('sh', [join(folder, 'sound', 'verify.sh'), join(folder, 'sound')], {
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], DATABASE_URL: 'postgresql://127.0.0.1:1/none' },
    })
    expect({ status, stderr }).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('verify.sh: psql could not check'),
    })
  })

  test('says that a zip is not the one of its name', async () => {
    const other = join(folder, 'audit_20261122T2105Z_00000000.zip')
    await cp(zip, other)
    expect(verify(other)).toMatchObject({
      status: 1,
      lines: expect.arrayContaining([expect.stringMatching(/^WRONG: the zip/)]),
    })
  })

  test('names a file that was put in or taken away', async () => {
    const place = await mkdtemp(join(folder, 'more-'))
    await cp(join(folder, 'sound'), place, { recursive: true })
    await writeFile(join(place, 'extra.csv'), 'id\n')
    await rm(join(place, 'people.csv'))
    const { status, lines } = verify(place)
    expect(status).toBe(1)
    expect(wrong(lines)).toEqual(
      expect.arrayContaining([
        'WRONG: people.csv: FAILED open or read',
        'WRONG: extra.csv is not in SHA256SUMS',
      ]),
    )
  })

  const money = /^(client,2,.*?,)(\d+)(,\d+\.\d\d,GTQ)/m
  test.each([
    ['payments.csv', 'an amount', cell(/^(client,\d+,1,1,flow,)(\d)/m, '$19$2'), 'payments.csv id'],
    ['payments.csv', 'a state', cell(/,completed,/, ',failed,'), 'payments.csv id'],
    ['payments.csv', 'a row too few', without(1), 'payments.csv'],
    ['payments.csv', 'a row too many', twice(1), 'payments.csv'],
    [
      'payments.csv',
      'a receipt',
      cell(/,[0-9a-f]{64},([0-9a-f]{64}),0,t/, ',' + '0'.repeat(64) + ',$1,0,t'),
      'payments.csv id',
    ],
    ['deposits.csv', 'an amount', cell(/^(\d+,1,)\d/m, '$19'), 'deposits.csv id 1'],
    ['deposits.csv', 'a client', cell(/^1,1,/m, '1,2,'), 'deposits.csv id 1'],
    ['deposits.csv', 'a state', cell(/,pending,/, ',confirmed,'), 'deposits.csv id 7'],
    ['deposits.csv', 'a row too few', without(2), 'deposits.csv id 2'],
    ['deposits.csv', 'a row too many', twice(2), 'clients.csv id 2'],
    ['clients.csv', 'a balance', cell(/,GTQ,flow,,active,\d/, ',GTQ,flow,,active,9'), 'clients.csv id 1'],
    ['clients.csv', 'a row too few', without(5), 'clients.csv id 5'],
    ['cash_outs.csv', 'sats', cell(/,LN,2/, ',LN,3'), 'cash_outs.csv id 1'],
    ['cash_outs.csv', 'a row too few', without(3), 'cash_outs.csv id 3'],
    ['cash_outs.csv', 'a row too many', twice(3), 'cash_outs.csv transaction_id'],
    [
      'journal_lines.csv',
      'an amount',
      cell(/^(\d+,client:1:GTQ,GTQ,-)\d/m, '$15'),
      'journal_lines.csv entry_id 1',
    ],
    [
      'journal_lines.csv',
      'a balance',
      cell(/^(\d+,client:\d+:GTQ,GTQ,[^,]*,\d+,[^,]+),/m, '$1,9'),
      'journal_lines.csv entry_id',
    ],
    ['journal_lines.csv', 'a row too few', without(4), 'journal_lines.csv entry_id'],
    ['journal_lines.csv', 'a row too many', twice(4), 'journal_lines.csv entry_id'],
    ['journal_entries.csv', 'a row too few', without(2), 'journal_lines.csv entry_id 2'],
    ['journal_entries.csv', 'a reference', cell(/,deposit:1,/, ',deposit:8,'), 'deposits.csv id'],
    [
      'account_balances.csv',
      'a figure',
      cell(/^(client:1:GTQ,GTQ,0.00,)\d/m, '$18'),
      'account_balances.csv account client:1:GTQ',
    ],
    ['account_balances.csv', 'a row too few', without(1), 'account_balances.csv'],
    ['adjustments.csv', 'an amount', cell(/,1\.00,GTQ/, ',2.00,GTQ'), 'adjustments.csv entry_id'],
    ['adjustments.csv', 'a row too few', without(1), 'adjustments.csv entry_id'],
    ['combined_trail.csv', 'a name', cell(/Kenji/, 'Kenjo'), 'combined_trail.csv transaction_id'],
    ['combined_trail.csv', 'a row too few', without(2), 'combined_trail.csv transaction_id'],
    ['invoices.csv', 'a hash', cell(/^[0-9a-f]{4}/m, '0000'), 'payments.csv id'],
    ['invoices.csv', 'a row too few', without(1), 'payments.csv id'],
    ['people.csv', 'a row too few', without(1), 'people.csv actor person:1'],
    ['actions.csv', 'a cell alone', cell(/,person:1,/, ',person:2,'), 'actions.csv id 1'],
    [
      'actions.csv',
      'a cell and its line',
      (text: string) => text.replaceAll('person:1', 'person:2'),
      'action_blocks.csv number 1, actions.csv id 1 to 1',
    ],
    ['actions.csv', 'a row too few', without(2), 'action_blocks.csv number 2, actions.csv id 2 to 2'],
    ['actions.csv', 'a row too many', twice(2), 'action_blocks.csv number 2'],
    ['action_blocks.csv', 'a hash', cell(/^(1,1,1,1,)[0-9a-f]{4}/m, '$10000'), 'action_blocks.csv number 1'],
    ['action_blocks.csv', 'a moment', cell(/:\d\d\.\d+\n$/, ':00.001\n'), 'action_blocks.csv number 3'],
  ] as const)(
    '%s: finds %s, by the sums and, where they were forged too, by the figures',
    async (name, _what, change, place) => {
      const open = verify(await changed(name, change, false))
      expect(open.status).toBe(1)
      expect(open.lines).toContain(`WRONG: ${name}: FAILED`)
      const forged = verify(await changed(name, change, true))
      expect(forged.status).toBe(1)
      expect(forged.lines.filter((line) => line.endsWith(': FAILED'))).toEqual([])
      expect(wrong(forged.lines).join('\n')).toContain(place)
    },
  )

  test('a file that is no table any more is named with its line', async () => {
    const { status, lines } = verify(await changed('payments.csv', cell(money, '$1x$3'), true))
    expect(status).toBe(1)
    expect(lines.join('\n')).toMatch(/COPY payments, line \d+, column amount_sats: "x"/)
  })

  test('what nobody could find by the figures is found by the sums alone', async () => {
    const change = cell(/@cash/, '@cosh')
    expect(verify(await changed('deposits.csv', change, false)).lines).toContain(
      'WRONG: deposits.csv: FAILED',
    )
    expect(verify(await changed('deposits.csv', change, true)).status).toBe(0)
  })
})
