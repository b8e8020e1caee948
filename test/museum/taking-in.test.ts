import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { Failure } from '../../engine/failure.ts'
import { poll } from '../../engine/take-in.ts'
import { anotherSource, count, minutesAgo, pollWith, reportNotes } from '../engine/cash-outs.ts'
import { expectSoundBooks } from '../support/invariants.ts'
import { openWorld, type World } from '../support/world.ts'
import { openPool, pollAtOnce, refusalOf } from './pool.ts'

/** The room of the cash-outs that were never seen, seen wrongly, or seen too late. */

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())
afterEach(() => expectSoundBooks(world))

const sshDown = new Failure('ssh_unreachable', 'The SSH host does not answer.')
const reasonOf = async (id: string): Promise<string | null | undefined> =>
  (await world.readings.transaction(id))?.quarantineReason

test('B01 a cash-out is in the books before anything moves, and nothing moves when it can not be', async () => {
  const pool = await openPool(world, { Ana: '5000.00' })
  const id = await pool.sell()
  const refused = new Failure('database_failed', 'No.')
  const requests = (): number => world.control.requestCount('create') + world.control.requestCount('pay')
  await pollWith(world, { store: { takeIn: () => Promise.reject(refused) } })
  const before = requests()
  await world.distribute()
  await world.pay()
  expect(requests()).toBe(before)

  await world.takeIn()
  await world.distribute()
  const seen: (string | undefined)[] = []
  await world.pay('worker', {
    ...world.client,
    async createInvoice(key, invoice) {
      seen.push((await world.readings.transaction(id))?.status)
      return world.client.createInvoice(key, invoice)
    },
  })
  expect(seen).toEqual(['processing', 'processing'])
})

test('B21 centavos are kept, and what is no whole centavo is set aside', async () => {
  const pool = await openPool(world, { Ana: '5000.00' })
  const whole = await pool.sell({ fiat: '150.50000' })
  const fraction = await pool.sell({ fiat: '150.50500' })
  const huge = await pool.sell({ crypto_atoms: '123456789012345678901234567890' })
  await world.toRest()
  const tx = await world.readings.transaction(whole)
  expect([tx?.fiatAmount, tx?.fiatMajor]).toEqual([15_050n, '150.50000'])
  expect([await reasonOf(fraction), await reasonOf(huge)]).toEqual(['amount', 'amount'])
})

test('B23 a coin that is not bitcoin is never paid out as bitcoin', async () => {
  const pool = await openPool(world, { Ana: '5000.00' })
  const ids = [
    await pool.sell({ crypto_code: 'LTC', crypto_atoms: '100000000' }),
    await pool.sell({ crypto_code: 'ETH', crypto_atoms: '1000000000000000000' }),
    await pool.sell({ crypto_code: 'BTC' }),
  ]
  await world.toRest()
  const states = await Promise.all(ids.map(async (id) => (await world.readings.transaction(id))?.status))
  expect(states).toEqual(['quarantined', 'quarantined', 'completed'])
  expect(await reasonOf(ids[0] ?? '')).toBe('other_coin')
})

test('B25 no cash-out falls between two polls, however late it is confirmed, dispensed or reported', async () => {
  const pool = await openPool(world, { Ana: '50000.00' })
  // Finished while a poll is running, after it looked.
  let during = ''
  await pollWith(world, {
    source: {
      async digests() {
        const state = await world.lamassuSource.digests()
        during = await pool.sell()
        return state
      },
    },
  })
  const late = await pool.sell({ dispense: false, dispense_confirmed: false })
  await world.lamassu.pool.query(
    `UPDATE public.cash_out_txs SET created = now() - interval '23 hours', confirmed_at = now() - interval '22 hours' WHERE id = $1`,
    [late],
  )
  await world.takeIn()
  await world.changeSale(late, { dispense: true, dispense_confirmed: true })
  const polled = await world.takeIn()
  expect(polled).toMatchObject({ taken: [late] })
  await world.toRest()
  expect(await world.readings.transaction(during)).toMatchObject({ status: 'completed' })
  expect(await world.readings.transaction(late)).toMatchObject({ status: 'completed' })
})

test('B26 an outage is a failed poll, never an empty one, and everything of it is caught up', async () => {
  const pool = await openPool(world, { Ana: '50000.00' })
  const ids = []
  const before = (await world.readings.status()).lastSuccessfulPollAt
  for (let hour = 0; hour < 3; hour += 1) {
    ids.push(await pool.sell())
    const polled = await pollWith(world, { source: { digests: () => Promise.reject(sshDown) } })
    expect(polled).toMatchObject({
      kind: 'failed',
      record: { result: 'failed', errorCode: 'ssh_unreachable' },
    })
  }
  expect((await world.readings.status()).lastSuccessfulPollAt).toEqual(before)
  const polled = await world.takeIn()
  expect(polled.kind === 'done' && [...polled.taken].sort()).toEqual(ids.sort())
  await world.toRest()
})

test('B27 a cash-out that can not be taken in is tried again, and the poll does not pass it by', async () => {
  const pool = await openPool(world, { Ana: '50000.00' })
  const [bad, good] = [await pool.sell(), await pool.sell()]
  for (let poll = 0; poll < 3; poll += 1) {
    const polled = await pollWith(world, {
      store: {
        takeIn: (decision) =>
          decision.row.transactionId === bad
            ? Promise.reject(new Failure('database_failed', 'The database took too long.'))
            : world.stores.takeIn.takeIn(decision),
      },
    })
    expect(polled.kind).toBe('failed')
  }
  await world.toRest()
  for (const id of [bad, good])
    expect(await world.readings.transaction(id)).toMatchObject({ status: 'completed' })
})

test('B28 balances are spent in the order in which the cash left the machine', async () => {
  const pool = await openPool(world, { Ana: '1000.00' })
  const newer = await pool.sell({ fiat: '800', at: '2026-02-02T12:00:00Z' })
  const older = await pool.sell({ fiat: '800', at: '2026-02-01T12:00:00Z' })
  await world.toRest()
  const fiat = async (id: string) => (await pool.payments(id))[0]?.amountFiat
  expect([await fiat(older), await fiat(newer)]).toEqual([80_000n, 20_000n])
})

test('B30 only cash that came out in full, for sats that are confirmed, without any error, is paid', async () => {
  const pool = await openPool(world, { Ana: '50000.00' })
  const zeroConf = await pool.sell({ status: 'authorized', confirmed_at: null })
  const scored = await pool.sell({
    dispense_confirmed: false,
    error_code: 'scoreThresholdReached',
    error: 'risk',
  })
  const failed = await pool.sell({ error: 'Note was not dispensed' })
  const partial = await pool.sell({ dispense: false, dispense_confirmed: false })
  await reportNotes(world, partial, { count: 19, value: 100 })
  await world.changeSale(partial, { dispense: true, dispense_confirmed: true })
  await world.toRest()
  expect(await world.readings.waiting(10)).toMatchObject([
    { transactionId: zeroConf, reason: 'sats_unconfirmed' },
  ])
  expect(await world.readings.transaction(scored)).toBeNull()
  expect([await reasonOf(failed), await reasonOf(partial)]).toEqual([
    'error_after_dispense',
    'partial_dispense',
  ])
  expect(await count(world, 'dca_payments WHERE client_id = $1', [pool.clients['Ana']?.id])).toBe(0)
  await world.changeSale(zeroConf, { status: 'confirmed' })
  await world.toRest()
  expect(await world.readings.transaction(zeroConf)).toMatchObject({ status: 'completed' })
})

test('B39 a missing commission is not a commission of zero', async () => {
  const pool = await openPool(world, { Ana: '5000.00' })
  const id = await pool.sell({ commission_percentage: null })
  await world.toRest()
  expect(await reasonOf(id)).toBe('missing_commission')
})

test('B40 absurd rates are set aside, and the database takes no split that hands out more than came in', async () => {
  const pool = await openPool(world, { Ana: '5000.00' })
  const percent = await pool.sell({ commission_percentage: '5.50000' })
  const discount = await pool.sell({ discount: 150 })
  await world.takeIn()
  expect([await reasonOf(percent), await reasonOf(discount)]).toEqual([
    'absurd_commission',
    'absurd_commission',
  ])

  const insert = (commission: string, off: number, base: number, kept: number): Promise<string> =>
    refusalOf(
      world,
      `INSERT INTO lamassu_transactions
         (transaction_id, status, device_id, crypto_code, crypto_atoms, fiat_code, fiat_amount, fiat_major, raw_ticker_price,
          commission_percentage, discount, commission_rule, base_amount, commission_amount, source_row, source_row_hash, transaction_time)
       VALUES ('x', 'pending', 'm', 'LN', 1000, 'GTQ', 1000, 10, 1111111.11111, $1, $2, 'ticker', $3, $4, '{}', 'x', now())`,
      [commission, off, base, kept],
    )
  expect(await insert('5.5', 0, 900, 100)).toBe('rates_are_sane')
  expect(await insert('0.1', 150, 900, 100)).toBe('rates_are_sane')
  expect(await insert('0.1', 0, 1100, -100)).toBe('base_is_ticker_worth')
  expect(await insert('0.1', 0, 900, 101)).toBe('split_is_exact')
})

test('B45 asking for a poll by hand goes the same way: what is not dispensed is not paid', async () => {
  const pool = await openPool(world, { Ana: '5000.00' })
  const id = await pool.sell({ dispense_confirmed: false, created: minutesAgo(60) })
  const again = await pool.sell()
  const byHand = {
    source: world.lamassuSource,
    store: world.stores.takeIn,
    clock: { now: () => new Date() },
    rule: 'markup',
    connect: () => world.lamassuSource.reconnectNow(),
  } as const
  expect(await poll(byHand)).toMatchObject({ kind: 'done' })
  expect(await reasonOf(id)).toBe('dispense_unconfirmed')
  await world.toRest()
  const paid = await count(world, "transfers WHERE status = 'completed'")
  for (let i = 0; i < 3; i += 1) await poll(byHand)
  await world.toRest()
  expect(await pool.payments(again)).toHaveLength(2)
  expect(await count(world, "transfers WHERE status = 'completed'")).toBe(paid)
})

test('B46 a poll asks the books only for what is new, and a failure there is a failed poll', async () => {
  const pool = await openPool(world, { Ana: '50000.00' })
  for (let i = 0; i < 20; i += 1) await pool.sell({ fiat: '10', crypto_atoms: '1000' })
  await world.toRest()
  const id = await pool.sell()
  const asked: string[] = []
  const polled = await pollWith(world, {
    store: {
      known(ids) {
        asked.push(...ids)
        return world.stores.takeIn.known(ids)
      },
      takeIn: () => Promise.reject(new Failure('database_unreachable', 'gone')),
    },
  })
  expect(polled.kind).toBe('failed')
  expect(asked).toContain(id)
  // Only the ids that share a bucket with it: one of 4096.
  expect(asked.length).toBeLessThanOrEqual(3)
  const failing = { known: () => Promise.reject(new Failure('database_unreachable', 'gone')) }
  expect(await pollWith(world, { store: failing })).toMatchObject({ kind: 'failed' })
  expect(await world.takeIn()).toMatchObject({ taken: [id] })
  await world.toRest()
})

test('B07 of two takers the second is told so by the key, and does nothing', async () => {
  const pool = await openPool(world, { Ana: '5000.00' })
  const id = await pool.sell()
  const second = anotherSource(world)
  try {
    const noLock = { withPollLock: <T>(work: () => Promise<T>) => work() }
    await pollAtOnce(world, [{ store: noLock }, { store: noLock, source: second }, { store: noLock }])
  } finally {
    await second.stop()
  }
  const tx = await world.readings.transaction(id)
  expect(await count(world, 'lamassu_transactions WHERE transaction_id = $1', [id])).toBe(1)
  expect(
    await count(world, "ledger_entries WHERE kind = 'cash_out' AND lamassu_transaction_id = $1", [tx?.id]),
  ).toBe(1)
  expect(
    await refusalOf(
      world,
      `INSERT INTO lamassu_transactions (transaction_id, status, quarantine_reason, device_id, source_row, source_row_hash)
       VALUES ($1, 'quarantined', 'unreadable', 'm', '{}', 'x')`,
      [id],
    ),
  ).toBe('unique_transaction_id')
  await world.toRest()
  expect(await pool.payments(id)).toHaveLength(2)
})
