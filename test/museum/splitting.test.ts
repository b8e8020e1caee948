import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { allocatePending } from '../../engine/allocate.ts'
import { createAllocationStore } from '../../engine/store/allocation-store.ts'
import { createPool } from '../../engine/store/pool.ts'
import { count } from '../engine/cash-outs.ts'
import { silentLog } from '../support/database.ts'
import { expectSoundBooks } from '../support/invariants.ts'
import { openWorld, type World } from '../support/world.ts'
import { type ClientPool, depositAt, intercept, openPool, refusalOf } from './pool.ts'

/** The room of the sats and centavos that were lost, invented, or given to the wrong one. */

let world: World
beforeAll(async () => {
  world = await openWorld({ commissionWallet: false })
})
afterAll(() => world.close())
afterEach(() => expectSoundBooks(world))

async function clientNamed(name: string) {
  const [client] = await world.readings.findClients(name)
  if (client === undefined) throw new Error(`no client ${name}`)
  return client
}

test('B02 all payments of a cash-out are made in one piece, or none, and it stays pending with the reason', async () => {
  const pool = await openPool(world, { B02a: '1000.00', B02b: '1000.00', B02c: '1000.00' })
  const next = await openPool(world, { B02d: '1000.00' })
  await world.pool.query(`
    CREATE FUNCTION fail_for_b02b() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'not this one'; END $$;
    CREATE TRIGGER fail_for_b02b BEFORE INSERT ON dca_payments FOR EACH ROW
      WHEN (NEW.client_id = ${pool.clients['B02b']?.id}) EXECUTE FUNCTION fail_for_b02b()`)
  const id = await pool.sell()
  const good = await next.sell()
  await world.takeIn()
  const round = await world.distribute()
  expect(round).toMatchObject({ waiting: expect.stringContaining('not this one') })
  expect(await world.readings.transaction(id)).toMatchObject({
    status: 'pending',
    waitingReason: expect.stringContaining('not this one'),
  })
  expect(await pool.payments(id)).toEqual([])
  expect(await clientNamed('B02a')).toMatchObject({ held: 0n })
  expect(round.allocated, 'the one behind it is not held up').toEqual([good])
  await world.pool.query('DROP TRIGGER fail_for_b02b ON dca_payments')
  await world.toRest()
  expect(await pool.payments(id)).toHaveLength(4)
})

test('B03 a balance that can not be read is an error, not a balance of nothing', async () => {
  const pool = await openPool(world, { B03: '5000.00' })
  const id = await pool.sell()
  await world.takeIn()
  // The very mistake: the balance as of a moment, asked for by a column that does not exist.
  const mistaken = createPool({
    databaseUrl: world.books.url,
    applicationName: 'B03',
    max: 1,
    log: silentLog,
  })
  intercept(mistaken, (sql) => sql.replace('e.effective_at > $1', 'e.confirmed_at > $1'))
  const round = await allocatePending({
    store: createAllocationStore(mistaken),
    preflight: world.preflight,
    funding: 'prefunded',
    settings: { fixedModeEnabled: true, timeZone: 'UTC' },
  })
  await mistaken.end()
  expect(round).toMatchObject({
    allocated: [],
    waiting: expect.stringContaining('confirmed_at does not exist'),
  })
  expect(await pool.payments(id)).toEqual([])
  await world.toRest()
  expect(await world.readings.transaction(id)).toMatchObject({ status: 'completed', unallocatedSats: 0n })
})

test('B16 totals are of what was really paid, not of what was planned', async () => {
  const pool = await openPool(world, { B16a: '1000.00', B16b: '1000.00' })
  const id = await pool.sell()
  await world.takeIn()
  await world.distribute()
  const dead = pool.clients['B16b']?.wallet.walletId ?? ''
  world.control.deleteWallet(dead)
  await world.pay()
  const paid = await clientNamed('B16a')
  expect(paid).toMatchObject({ paidFiat: 100_000n, payments: 1, remaining: 0n })
  const { paidFiat, paidSats, payments, remaining } = await clientNamed('B16b')
  expect([paidFiat, paidSats, payments, remaining]).toEqual([0n, 0n, 0, 100_000n])
  expect(await world.readings.transaction(id)).toMatchObject({ status: 'processing' })
  world.control.undeleteWallet(dead)
  await world.toRest()
})

const odd = { a: '1234.56', b: '77.77', c: '3.01', d: '0.02', e: '999.99', f: '10000.00', g: '333.33' }
/** Five cash-outs, one after the other; the last is more than all have left. */
async function sellOddAmounts(pool: ClientPool): Promise<void> {
  for (const [i, fiat] of ['2000', '33.33', '7.01', '1111.11', '90000'].entries())
    await pool.sell({ fiat, crypto_atoms: '98765', at: `2026-05-01T12:00:0${i}Z` })
}
const renamed = (prefix: string): Record<string, string> =>
  Object.fromEntries(Object.entries(odd).map(([name, amount]) => [prefix + name, amount]))

test('B17 every sat of the base has an owner in the books', async () => {
  const pool = await openPool(world, renamed('B17'))
  await sellOddAmounts(pool)
  await world.toRest()
  const covered = await world.pool.query(
    'SELECT unallocated_sats FROM lamassu_transactions WHERE fiat_code = $1 AND unallocated_fiat = 0',
    [pool.fiatCode],
  )
  expect(covered.rows, 'nothing is left over where the clients can pay for all').toEqual(
    Array.from({ length: 4 }, () => ({ unallocated_sats: 0n })),
  )
  const { rows } = await world.pool.query(
    `SELECT t.base_amount - t.unallocated_sats - coalesce((SELECT sum(amount_sats) FROM dca_payments p WHERE p.lamassu_transaction_id = t.id), 0) AS lost
     FROM lamassu_transactions t WHERE t.fiat_code = $1`,
    [pool.fiatCode],
  )
  expect(rows).toEqual(Array.from({ length: 5 }, () => ({ lost: '0' })))
})

test('B18 every centavo that was dispensed is debited, or the operator’s by name', async () => {
  const pool = await openPool(world, renamed('B18'))
  await sellOddAmounts(pool)
  await world.toRest()
  const { rows } = await world.pool.query(
    `SELECT (SELECT sum(amount) FROM dca_deposits WHERE currency = $1) - (SELECT sum(remaining_balance) FROM dca_clients WHERE fiat_code = $1)
            + (SELECT sum(unallocated_fiat) FROM lamassu_transactions WHERE fiat_code = $1)
            - (SELECT sum(fiat_amount) FROM lamassu_transactions WHERE fiat_code = $1) AS lost,
            (SELECT balance FROM v_account_balances WHERE account = 'dispensed:' || $1) AS undecided`,
    [pool.fiatCode],
  )
  expect(
    await count(world, 'lamassu_transactions WHERE fiat_code = $1 AND unallocated_fiat = 0', [pool.fiatCode]),
  ).toBe(4)
  expect(rows).toEqual([{ lost: '0', undecided: '0' }])
})

test('B19 an exact multiple is not one sat short', async () => {
  const pool = await openPool(world, { B19: '5000.00' })
  const id = await pool.sell({ crypto_atoms: '20003', commission_percentage: '0.00150', discount: 90 })
  await world.toRest()
  const tx = await world.readings.transaction(id)
  expect([tx?.baseAmount, tx?.commissionAmount]).toEqual([20_000n, 3n])
})

test('B20 a client buys what he has, and not a sat more', async () => {
  const pool = await openPool(world, { B20: '100.00' })
  const id = await pool.sell()
  await world.toRest()
  const [payment] = await pool.payments(id)
  expect([payment?.amountFiat, payment?.amountSats]).toEqual([10_000n, 12_951n])
  expect(await clientNamed('B20')).toMatchObject({ remaining: 0n, held: 0n })
  const change = 'UPDATE dca_clients SET remaining_balance = -1 WHERE username = $1'
  expect(await refusalOf(world, change, ['B20'])).toBe('positive_balance')
})

test('B22 a deposit of 2,000.00 buys all of a cash-out of 2,000.00: both are centavos in the books', async () => {
  const pool = await openPool(world, {})
  const client = await world.addClient('B22', null, { fiatCode: pool.fiatCode })
  await world.addDeposit(client.id, '2000.00')
  const id = await pool.sell()
  await world.toRest()
  const [payment] = await pool.payments(id)
  expect([payment?.amountFiat, payment?.amountSats]).toEqual([200_000n, 259_029n])
  expect(await clientNamed('B22')).toMatchObject({ remaining: 0n, deposited: 200_000n, paidFiat: 200_000n })
  const { rows } = await world.pool.query(
    `SELECT col_description('dca_deposits'::regclass, attnum) AS unit FROM pg_attribute
     WHERE attrelid = 'dca_deposits'::regclass AND attname = 'amount'`,
  )
  expect(rows[0]?.unit).toContain('minor units')
})

test('B24 one client, two currencies: each has its own balance, and a cash-out touches its own only', async () => {
  const [first, second] = [
    await openPool(world, { B24: '1000.00' }),
    await openPool(world, { B24: '700.00' }),
  ]
  await first.sell({ fiat: '600' })
  await world.toRest()
  const both = await world.readings.findClients('B24')
  expect(both.map((client) => client.remaining)).toEqual([40_000n, 70_000n])
  const insert = 'INSERT INTO dca_deposits (client_id, amount, currency) VALUES ($1, 100, $2)'
  expect(await refusalOf(world, insert, [first.clients['B24']?.id, second.fiatCode])).toMatch(
    /client_id_currency/,
  )
})

test('B29 a late cash-out can not spend what newer ones have spent', async () => {
  const pool = await openPool(world, { B29: '1000.00' })
  await pool.sell({ fiat: '900', at: '2026-03-02T12:00:00Z' })
  await world.toRest()
  const late = await pool.sell({ fiat: '900', at: '2026-03-01T12:00:00Z' })
  await world.toRest()
  expect((await pool.payments(late)).map((payment) => payment.amountFiat)).toEqual([10_000n, null])
})

test('B31 what is on hold for one cash-out is not there for the next, paid or not', async () => {
  const pool = await openPool(world, { B31: '1000.00' })
  const [first, second] = [
    await pool.sell({ fiat: '900', at: '2026-03-01T12:00:00Z' }),
    await pool.sell({ fiat: '900', at: '2026-03-02T12:00:00Z' }),
  ]
  await world.takeIn()
  await world.distribute()
  const { remaining, held } = await clientNamed('B31')
  expect([remaining, held]).toEqual([100_000n, 100_000n])
  const fiat = async (id: string) => (await pool.payments(id))[0]?.amountFiat
  expect([await fiat(first), await fiat(second)]).toEqual([90_000n, 10_000n])
  await world.toRest()
})

test('B35 rates are kept as exact decimals, so that an audit gets the same result', async () => {
  const pool = await openPool(world, { B35: '900000.00' })
  const rates = { commission_percentage: '0.05557', raw_ticker_price: '123456789.12345', discount: 7 }
  const id = await pool.sell(rates)
  for (const crypto_atoms of ['1', '98765', '20003', '99999999', '4999999999'])
    await pool.sell({ ...rates, crypto_atoms, fiat: '1234.56' })
  await world.toRest()
  const tx = await world.readings.transaction(id)
  expect([tx?.rawTickerPrice, tx?.commissionPercentage]).toEqual(['123456789.12345', '0.05557'])
  const { rows } = await world.pool.query('SELECT base_difference FROM v_commission_check')
  expect(rows.length).toBeGreaterThan(5)
  expect(new Set(rows.map((row) => row.base_difference))).toEqual(new Set(['0']))
  const columns = await count(
    world,
    "information_schema.columns WHERE table_schema = 'satoshimachine' AND data_type = 'real'",
  )
  expect(columns).toBe(0)
})

test('B36 moments are moments: a deposit counts from the same instant, wherever its clerk sits', async () => {
  const pool = await openPool(world, { B36: '1.00' })
  const clerk = await world.pool.connect()
  await clerk.query("SET TIME ZONE 'Asia/Tokyo'")
  const insert = `INSERT INTO dca_deposits (client_id, amount, status, confirmed_at) VALUES ($1, 50000, 'confirmed', '2026-04-01 21:00:00')`
  await clerk.query(insert, [pool.clients['B36']?.id])
  await clerk.query("SET TIME ZONE 'UTC'")
  clerk.release()
  // Nine in the evening in Tokyo is noon in UTC.
  const before = await pool.sell({ fiat: '100', at: '2026-04-01T11:59:59Z' })
  const after = await pool.sell({ fiat: '100', at: '2026-04-01T12:00:00Z' })
  await world.toRest()
  const fiat = async (id: string) => (await pool.payments(id))[0]?.amountFiat
  expect([await fiat(before), await fiat(after)]).toEqual([100n, 10_000n])
  const naive =
    "information_schema.columns WHERE table_schema = 'satoshimachine' AND data_type = 'timestamp without time zone' AND table_name <> 'schema_versions'"
  expect(await count(world, naive)).toBe(0)
})

test('B42 a split is made in one moment and in the same number of statements for two clients as for forty', async () => {
  const statementsFor = async (clients: number): Promise<number> => {
    const pool = await openPool(world, {})
    for (let i = 0; i < clients; i += 1) {
      const client = await world.addClient(`B42 ${clients} ${i}`, null, { fiatCode: pool.fiatCode })
      await depositAt(world, client.id, 10_000n, '2026-01-01T00:00:00Z')
    }
    const id = await pool.sell({ fiat: '100' })
    await world.takeIn()
    const tx = await world.readings.transaction(id)
    const ready = await world.preflight()
    if (!ready.ready || tx === null) throw new Error('not ready')
    const counted = createPool({
      databaseUrl: world.books.url,
      applicationName: 'B42',
      max: 1,
      log: silentLog,
    })
    let statements = 0
    intercept(counted, (sql) => {
      statements += 1
      return sql
    })
    await createAllocationStore(counted).allocate(tx.id, ready.wallets, {
      fixedModeEnabled: true,
      timeZone: 'UTC',
    })
    await counted.end()
    // Paused now, in the middle of it: the share is kept, and paid.
    await world.pool.query(`UPDATE dca_clients SET status = 'paused' WHERE fiat_code = $1`, [pool.fiatCode])
    await world.toRest()
    expect(
      await count(world, "dca_payments WHERE lamassu_transaction_id = $1 AND status = 'completed'", [tx.id]),
    ).toBe(clients)
    return statements
  }
  const few = await statementsFor(2)
  expect(few).toBeGreaterThan(5)
  expect(await statementsFor(40)).toBe(few)
})
