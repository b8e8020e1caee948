import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../support/database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await freshDatabase()
  await database.pool.query(
    `INSERT INTO dca_clients (username, fiat_code, wallet_id) VALUES ('ana', 'GTQ', 'w1'), ('ben', 'GTQ', 'w2')`,
  )
})
afterAll(() => database.drop())

let entries = 0

/** Writes a balanced entry of two lines, the first of them as given. */
async function write(line: { account: string; unit: string; clientId: number | null; entry?: number }) {
  entries += 1
  const { rows } = await database.pool.query<{ id: bigint }>(
    `INSERT INTO ledger_entries (kind, idempotency_key, actor, effective_at) VALUES ('test', $1, 'test', now()) RETURNING id`,
    [`test:${entries}`],
  )
  const entryId = line.entry ?? rows[0]?.id
  await database.pool.query(
    `INSERT INTO ledger_lines (entry_id, account, unit, amount, client_id)
     VALUES ($1, $2, $3, 5, $4), ($1, CASE WHEN $3 = 'msat' THEN 'source:BTC' ELSE 'cash:' || $3 END, $3, -5, NULL)`,
    [entryId, line.account, line.unit, line.clientId],
  )
}

test('a line stands on an account that exists, in its unit and of its client', async () => {
  await write({ account: 'client:1:GTQ', unit: 'GTQ', clientId: 1 })
  await write({ account: 'payable:2:BTC', unit: 'msat', clientId: 2 })
  const sound = await database.pool.query('SELECT FROM ledger_lines')
  expect(sound.rowCount).toBe(4)
})

test.each([
  ['an account that nobody has', { account: 'client:99:GTQ', unit: 'GTQ', clientId: 99 }],
  ['an account in another unit', { account: 'client:1:GTQ', unit: 'USD', clientId: 1 }],
  ['an account of another client', { account: 'client:1:GTQ', unit: 'GTQ', clientId: 2 }],
  ["a client's account without the client", { account: 'client:1:GTQ', unit: 'GTQ', clientId: null }],
])('a line on %s is refused', async (_, line) => {
  await expect(write(line)).rejects.toMatchObject({ code: '23503', constraint: 'line_has_account' })
})

test('a line without its entry is refused', async () => {
  const line = { account: 'client:1:GTQ', unit: 'GTQ', clientId: 1, entry: 999_999 }
  await expect(write(line)).rejects.toMatchObject({ code: '23503', constraint: 'line_has_entry' })
})

test('an entry that does not balance is refused', async () => {
  await database.pool.query(
    `INSERT INTO ledger_entries (kind, idempotency_key, actor, effective_at) VALUES ('test', 'lame', 'test', now())`,
  )
  const lame = database.pool.query(
    `INSERT INTO ledger_lines (entry_id, account, unit, amount)
     SELECT id, 'source:BTC', 'msat', 7 FROM ledger_entries WHERE idempotency_key = 'lame'`,
  )
  await expect(lame).rejects.toMatchObject({ code: '23514', constraint: 'entry_balances' })
})
