import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { unzipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { exportAudit } from '../../bot/audit-export.ts'
import type { AuditExportFile } from '../../commands/host.ts'
import { parseDecimal } from '../../engine/domain/money.ts'
import { createActionLog } from '../../engine/store/action-log-store.ts'
import { createAuditExportStore } from '../../engine/store/audit-export-store.ts'
import { booksOf } from '../support/books.ts'
import { readCsv } from '../support/csv.ts'
import { openWorld, type World } from '../support/world.ts'
import { soon } from './one-payment.ts'

const ANA = '=HYPERLINK("http://evil")'
const hasPsql = spawnSync('psql', ['--version']).status === 0

let world: World
let folder: string
let file: AuditExportFile
let files: Readonly<Record<string, Uint8Array>>
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'satmachine-export-'))
  world = await openWorld()
  await world.addClient(ANA, '4000.00')
  await world.addClient('Luis "el zurdo", S.A.\n', '2000.00')
  await world.addClient('Zoë', null)
  await world.stores.bookkeeping.addDeposit(
    { clientId: 3n, amount: 12_345n as never, note: '@cash', idempotencyKey: null },
    'test',
  )
  for (const fiat of ['1000.00000', '555.00000', '9000.00000'])
    await world.sell({ fiat, confirmed_at: soon() })
  await world.toRest()
  await world.pool.query(
    `UPDATE dca_clients SET invoice_key_sealed = convert_to('under seal ' || id, 'UTF8')`,
  )
  await world.pool.query(`SELECT adjust_client(1, 100, '+1 typed twice')`)
  const log = createActionLog(world.pool)
  for (const reason of ['one', '-two', 'three\nlines']) {
    const id = await log.begin({
      actor: 'terminal:maria',
      surface: 'terminal',
      command: 'panic',
      arguments: { reason },
    })
    await log.finish(id ?? 0n, 'done')
  }
  await booksOf(world).reconcile({ scope: { kind: 'all' }, actor: 'test' })
  file = await exported()
  files = unzipSync(file.bytes ?? new Uint8Array())
})
afterAll(async () => {
  await world.close()
  await rm(folder, { recursive: true, force: true })
})

const exported = (
  range = { from: null as Date | null, to: null as Date | null },
  tables: string[] | null = null,
  dataFolder = folder,
) =>
  exportAudit(
    { range, tables },
    { store: createAuditExportStore(world.pool), dataFolder, now: new Date('2026-11-22T21:05:10Z') },
  )

const rows = (name: string, of = files) => readCsv(of[`${name}.csv`] ?? new Uint8Array())
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
/** Cents, msat or sats: whatever has at most two digits after the point. */
const total = (cells: readonly (string | undefined)[]): bigint =>
  cells.reduce((sum, cell) => sum + (parseDecimal(cell ?? '', 2) ?? 0n), 0n)

describe('the zip', () => {
  test('is named by its kind, time and hash, and lies where only its owner reads', async () => {
    expect(file.name).toBe(`audit_20261122T2105Z_${file.sha256.slice(0, 8)}.zip`)
    expect(sha256(await readFile(file.path))).toBe(file.sha256)
    expect(await readdir(join(folder, 'exports'))).toEqual([file.name])
  })

  test('is there even when five others are of the same minute', async () => {
    const place = await mkdtemp(join(folder, 'full-'))
    await mkdir(join(place, 'exports'))
    const others = [1, 2, 3, 4, 5].map((n) => `audit_20261122T2105Z_fffffff${n}.zip`)
    for (const name of others) await writeFile(join(place, 'exports', name), '')
    const made = await exported({ from: null, to: null }, ['people'], place)
    expect((await readdir(join(place, 'exports'))).sort()).toEqual([made.name, ...others.slice(1)].sort())
  })

  test('holds every file with the sum that SHA256SUMS and the manifest say', () => {
    const sums = new TextDecoder().decode(files['SHA256SUMS']).trim().split('\n')
    expect(sums.map((line) => line.split('  ')[1])).toEqual(
      Object.keys(files).filter((name) => name !== 'SHA256SUMS'),
    )
    for (const line of sums) {
      const [sum, name = ''] = line.split('  ')
      expect(sha256(files[name] ?? new Uint8Array()), name).toBe(sum)
    }
    const manifest = JSON.parse(new TextDecoder().decode(files['manifest.json']))
    expect(manifest).toEqual(JSON.parse(JSON.stringify(file.manifest)))
    for (const { name, bytes, rows: count } of file.manifest.files) {
      expect(files[name]?.length, name).toBe(bytes)
      if (count !== null) expect(rows(name.replace('.csv', '')), name).toHaveLength(count)
    }
  })

  test('says of every column what it is', () => {
    const readme = new TextDecoder().decode(files['README.txt'])
    for (const { name, columns } of createAuditExportStore(world.pool).tables) {
      expect(Object.keys(rows(name)[0] ?? Object.fromEntries(columns.map((c) => [c.name, ''])))).toEqual(
        columns.map((column) => column.name),
      )
      expect(readme).toContain(`${name}.csv`)
      for (const { name: column } of columns) expect(readme).toMatch(new RegExp(`  ${column} .*`))
      expect(columns.every(({ means }) => means.length > 2)).toBe(true)
    }
  })

  test('has no key, sealed or not, in any byte', async () => {
    const { rows: sealed } = await world.pool.query<{ key: Buffer }>(
      'SELECT invoice_key_sealed AS key FROM dca_clients',
    )
    const secrets = [
      ...sealed.flatMap(({ key }) => [key.toString('utf8'), key.toString('hex'), key.toString('base64')]),
      ...Object.values(world.wallets).flatMap((wallet) => [wallet.adminKey, wallet.invoiceKey]),
      ...[...world.clientKeys.values()].map(String),
    ]
    expect(secrets.length).toBeGreaterThan(8)
    for (const [name, bytes] of Object.entries(files)) {
      const text = Buffer.from(bytes).toString('latin1')
      for (const secret of secrets) expect(text.includes(secret), `${name} has ${secret}`).toBe(false)
    }
  })
})

describe('the tables', () => {
  test('have no cell that a spreadsheet would run, and lose nothing of it', () => {
    expect(rows('clients').map((row) => row['username'])).toEqual([
      `'${ANA}`,
      'Luis "el zurdo", S.A.\n',
      'Zoë',
    ])
    expect(rows('deposits').at(-1)).toMatchObject({ note: "'@cash", amount: '123.45', currency: 'GTQ' })
    expect(rows('adjustments')).toMatchObject([
      { client_id: '1', change: '1.00', reason: "'+1 typed twice", kind: 'manual_adjustment' },
    ])
    const numeric = new Map(
      createAuditExportStore(world.pool).tables.map(({ name, columns }) => [
        name,
        new Set(columns.filter(({ kind }) => kind === 'number').map((column) => column.name)),
      ]),
    )
    for (const [name, numbers] of numeric)
      for (const row of rows(name))
        for (const [column, cell] of Object.entries(row))
          if (numbers.has(column)) expect(cell, `${name}.${column}`).toMatch(/^(?:-?\d+(?:\.\d+)?)?$/)
          else expect(cell, `${name}.${column}`).not.toMatch(/^[=+\-@\t\r]/)
  })

  test('give the balances of the books by themselves', async () => {
    const payments = rows('payments')
    const { rows: books } = await world.pool.query<{ id: bigint; remaining: bigint }>(
      'SELECT id, remaining_balance::bigint AS remaining FROM dca_clients ORDER BY id',
    )
    expect(books.length).toBe(3)
    for (const { id, remaining } of books) {
      const mine = (row: Readonly<Record<string, string>>) => row['client_id'] === String(id)
      const sum =
        total(
          rows('deposits')
            .filter((row) => mine(row) && row['status'] === 'confirmed')
            .map((row) => row['amount']),
        ) -
        total(
          payments
            .filter((row) => mine(row) && row['status'] === 'completed')
            .map((row) => row['amount_fiat']),
        ) +
        total(
          rows('adjustments')
            .filter(mine)
            .map((row) => row['change']),
        )
      expect(sum).toBe(remaining)
      expect(
        parseDecimal(rows('clients').find((row) => row['id'] === String(id))?.['remaining_balance'] ?? '', 2),
      ).toBe(remaining)
    }
  })

  test('add up: journal, accounts, splits, trail', () => {
    const entries = new Map<string, bigint>()
    for (const row of rows('journal_lines')) {
      const entry = `${row['entry_id']} ${row['unit']}`
      entries.set(entry, (entries.get(entry) ?? 0n) + total([row['amount']]))
    }
    expect(entries.size).toBeGreaterThan(15)
    expect([...entries].filter(([, sum]) => sum !== 0n)).toEqual([])
    for (const row of rows('account_balances'))
      expect(total([row['opening'], row['debit'], row['credit']])).toBe(total([row['closing']]))
    const trail = rows('combined_trail')
    for (const cashOut of rows('cash_outs')) {
      expect(total([cashOut['base_amount'], cashOut['commission_amount']])).toBe(
        total([cashOut['crypto_atoms']]),
      )
      const shares = trail.filter((row) => row['transaction_id'] === cashOut['id'] && row['client_id'] !== '')
      expect(total(shares.map((row) => row['client_received']))).toBe(
        total([cashOut['base_amount']]) - total([cashOut['unallocated_sats']]),
      )
    }
    expect(rows('payments').every((row) => row['status'] === 'completed')).toBe(true)
    for (const { preimage, payment_hash: hash } of rows('payments'))
      expect(sha256(Buffer.from(preimage ?? '', 'hex'))).toBe(hash)
  })

  test('of a range begin with what was before it', async () => {
    const { rows: moments } = await world.pool.query<{ at: Date }>(
      `SELECT created_at AS at FROM ledger_entries WHERE kind = 'allocation' ORDER BY id LIMIT 1`,
    )
    const from = moments[0]?.at ?? new Date()
    const part = await exported({ from, to: null }, ['account_balances', 'journal_lines', 'deposits'])
    const inside = unzipSync(part.bytes ?? new Uint8Array())
    expect(Object.keys(inside).filter((name) => name.endsWith('.csv'))).toHaveLength(3)
    expect(rows('deposits', inside).length).toBeLessThan(rows('deposits').length)
    const client = rows('account_balances', inside).find((row) => row['account'] === 'client:1:GTQ')
    expect(client?.['opening']).toBe('-4000.00')
    expect(rows('account_balances', inside).map((row) => row['closing'])).toEqual(
      rows('account_balances').map((row) => row['closing']),
    )
  })
})

describe.skipIf(!hasPsql)('verify.sql, in psql', () => {
  async function verify(change: (name: string, text: string) => string, of = files) {
    const place = await mkdtemp(join(folder, 'unzipped-'))
    for (const [name, bytes] of Object.entries(of)) {
      const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
      await writeFile(join(place, name), change(name, text))
    }
    const { stdout, stderr, status } = spawnSync(
      'psql',
      ['--no-psqlrc', '-f', 'verify.sql', world.books.url],
      {
        cwd: place,
        encoding: 'utf8',
      },
    )
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 })
    return stdout.trim().split('\n')
  }
  const wrong = (lines: readonly string[]): string[] => lines.filter((line) => !line.endsWith(': 0'))

  test('finds nothing in sound books', async () => {
    const lines = await verify((_, text) => text)
    expect(lines.length).toBeGreaterThanOrEqual(16)
    expect(wrong(lines)).toEqual([])
  })

  test.each([
    ['payments', /,completed,/, ',failed,', 'clients whose balance does not follow'],
    ['deposits', '4000.00', '4000.01', 'clients whose balance does not follow'],
    ['journal_lines', /^(\d+,[^,]+,GTQ,)-?\d+\.\d+/m, '$10.07', 'journal entries whose lines'],
    ['cash_outs', /,markup,(\d+)/, ',markup,1$1', 'cash-outs whose split'],
    ['actions', 'three', 'thr33', 'blocks of actions whose seal'],
  ] as const)('finds one changed cell in %s', async (table, before, after, words) => {
    const lines = await verify((name, text) =>
      name === `${table}.csv`
        ? text.replace(before, after).replaceAll('three', after === 'thr33' ? after : 'three')
        : text,
    )
    expect(wrong(lines).join('\n')).toContain(words)
  })

  test('of a range checks what a range can prove', async () => {
    const part = await exported({ from: new Date(Date.now() - 1000), to: new Date('2100-01-01') })
    const lines = await verify((_, text) => text, unzipSync(part.bytes ?? new Uint8Array()))
    expect(wrong(lines)).toEqual([])
  })
})
