import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Failure } from '../../engine/failure.ts'
import type { QuarantineReason } from '../../engine/domain/cash-out.ts'
import { expectSoundBooks } from '../support/invariants.ts'
import { openWorld, type SaleRow, type World } from '../support/world.ts'
import { addTestCustomer, count, minutesAgo, pollWith, reportNotes } from './cash-outs.ts'
import { sellNow } from './one-payment.ts'

let world: World
beforeAll(async () => {
  world = await openWorld({ live: false })
  await world.addClient('Ana', '900000.00')
})
afterAll(() => world.close())

const states = async (id: string): Promise<[string | undefined, string | null | undefined]> => {
  const tx = await world.readings.transaction(id)
  return [tx?.status, tx?.quarantineReason]
}

describe('the go-live baseline', () => {
  test('what was finished before is never paid; what was only begun is, once it is finished', async () => {
    const settled = await world.sell()
    const begun = await world.sell({ dispense_confirmed: false, created: minutesAgo(60) })
    const waiting = await world.sell({ dispense: false, dispense_confirmed: false, status: 'rejected' })
    expect(await world.takeIn()).toMatchObject({ kind: 'done', taken: [] })
    expect(await count(world, 'lamassu_transactions')).toBe(0)
    const known = await world.readings.knownIds()
    expect([known.get(settled), known.get(begun), known.get(waiting)]).toEqual([
      'baseline',
      'baseline_unconfirmed',
      undefined,
    ])

    await world.changeSale(settled, { fiat: '2100.00000' })
    expect(await world.takeIn(), 'not even when its row changes').toMatchObject({ taken: [] })
    await world.changeSale(begun, { dispense_confirmed: true })
    await world.changeSale(waiting, { status: 'confirmed', dispense: true, dispense_confirmed: true })
    const polled = await world.takeIn()
    expect(polled.kind === 'done' && [...polled.taken].sort()).toEqual([begun, waiting].sort())
    await world.toRest()
    expect(await states(begun)).toEqual(['completed', null])
    expect(await states(settled)).toEqual([undefined, undefined])
    await expectSoundBooks(world)
  })

  test('a row that comes twice is one row', async () => {
    const fresh = await openWorld({ live: false })
    try {
      const id = await fresh.sell()
      const twice = await pollWith(fresh, {
        source: {
          cashOutsInBuckets: async (buckets) => {
            const rows = await fresh.lamassuSource.cashOutsInBuckets(buckets)
            return [...rows, ...rows]
          },
        },
      })
      expect(twice).toMatchObject({ kind: 'done', taken: [] })
      expect((await fresh.readings.knownIds()).get(id)).toBe('baseline')
    } finally {
      await fresh.close()
    }
  })

  test('a sale that began before and ends with unconfirmed sats waits, like any other', async () => {
    const fresh = await openWorld({ live: false })
    try {
      await fresh.addClient('Ana', '9000.00')
      const begun = await fresh.sell({ dispense_confirmed: false, status: 'authorized' })
      await fresh.takeIn()
      await fresh.changeSale(begun, { dispense_confirmed: true })
      expect(await fresh.takeIn()).toMatchObject({ taken: [], record: { waiting: 1 } })
      await fresh.changeSale(begun, { status: 'confirmed' })
      expect(await fresh.takeIn()).toMatchObject({ taken: [begun] })
    } finally {
      await fresh.close()
    }
  })

  test('that broke off is taken up again, and nothing is paid on the way', async () => {
    const fresh = await openWorld({ live: false })
    try {
      await fresh.addClient('Ana', '9000.00')
      const settled = await fresh.sell()
      const lost = new Failure('ssh_lost', 'The connection broke.')
      const breaks = { cashOutsInBuckets: () => Promise.reject(lost) }
      expect(await pollWith(fresh, { source: breaks })).toMatchObject({ kind: 'failed', code: 'ssh_lost' })
      expect((await fresh.readings.status()).baselineAt).toBeNull()
      await fresh.toRest()
      expect((await fresh.readings.status()).baselineAt).not.toBeNull()
      expect((await fresh.readings.knownIds()).get(settled)).toBe('baseline')
      expect(await count(fresh, 'transfers')).toBe(0)
    } finally {
      await fresh.close()
    }
  })
})

describe('a cash-out that is finished late', () => {
  test('its dispense was reported long after: set aside first, then taken in and paid once', async () => {
    const id = await world.sell({ dispense_confirmed: false, created: minutesAgo(60) })
    await world.takeIn()
    expect(await states(id)).toEqual(['quarantined', 'dispense_unconfirmed'])
    await world.toRest()
    await world.changeSale(id, { dispense_confirmed: true })
    await reportNotes(world, id, { count: 20, value: 100 })
    expect(await world.takeIn()).toMatchObject({ taken: [id] })
    await world.toRest()
    expect(await states(id)).toEqual(['completed', null])
    expect(
      await count(world, "ledger_entries WHERE kind = 'cash_out' AND idempotency_key LIKE 'cash-out:%'"),
    ).toBe(await count(world, "lamassu_transactions WHERE status = 'completed'"))
    await expectSoundBooks(world)
  })

  test('it was redeemed a day after it was paid: polls in between change nothing', async () => {
    const id = await world.sell({
      crypto_code: 'BTC',
      dispense: false,
      dispense_confirmed: false,
      created: minutesAgo(24 * 60),
      confirmed_at: minutesAgo(23 * 60),
    })
    for (let day = 0; day < 3; day += 1) expect(await world.takeIn()).toMatchObject({ taken: [] })
    await world.changeSale(id, { dispense: true, dispense_confirmed: true })
    await reportNotes(world, id, { count: 20, value: 100 })
    expect(await world.takeIn()).toMatchObject({ taken: [id] })
    const tx = await world.readings.transaction(id)
    expect(tx?.transactionTime?.getTime(), 'it counts from the cash, not from the sale').toBeGreaterThan(
      minutesAgo(1).getTime(),
    )
    await world.toRest()
    await expectSoundBooks(world)
  })

  test('its sats are confirmed after the cash: it waits in sight, and is taken in then', async () => {
    const id = await world.sell({ status: 'authorized', confirmed_at: null })
    expect(await world.takeIn()).toMatchObject({ taken: [], record: { result: 'empty', waiting: 1 } })
    expect(await world.readings.waiting(10)).toMatchObject([
      { transactionId: id, reason: 'sats_unconfirmed' },
    ])
    await world.toRest()
    expect(await states(id)).toEqual([undefined, undefined])
    await world.changeSale(id, { status: 'confirmed', confirmed_at: new Date() })
    expect(await world.takeIn()).toMatchObject({ taken: [id] })
    expect(await world.readings.waiting(10)).toEqual([])
    await world.toRest()
    await expectSoundBooks(world)
  })

  test('the notes never come: waiting ends by the clock, without any change of the row', async () => {
    const id = await world.sell({ dispense_confirmed: false, created: new Date() })
    await world.takeIn()
    expect(await world.readings.waiting(10)).toMatchObject([{ transactionId: id, reason: 'dispensing' }])
    await pollWith(world, { now: new Date(Date.now() + 6 * 60_000) })
    expect(await states(id)).toEqual(['quarantined', 'dispense_unconfirmed'])
    expect(await world.readings.waiting(10)).toEqual([])
  })

  test('the operator cancels it while it is waited for: it is forgotten, and nothing is owed', async () => {
    const id = await world.sell({ dispense_confirmed: false, created: new Date() })
    await world.takeIn()
    await world.changeSale(id, { error: 'Operator cancel', error_code: 'operatorCancel' })
    await world.takeIn()
    expect(await world.readings.waiting(10)).toEqual([])
    expect(await states(id)).toEqual([undefined, undefined])
  })
})

describe('a row that changes in Lamassu after it was taken in', () => {
  test('before its distribution: set aside, and not distributed', async () => {
    const id = await sellNow(world)
    await world.takeIn()
    await world.changeSale(id, { crypto_atoms: '999999' })
    await world.takeIn()
    expect(await states(id)).toEqual(['quarantined', 'changed_upstream'])
    const tx = await world.readings.transaction(id)
    expect(tx?.upstreamRow?.cryptoAtoms).toBe('999999')
    await world.toRest()
    expect(await count(world, 'transfers WHERE lamassu_transaction_id = $1', [tx?.id])).toBe(0)
    await expectSoundBooks(world)
  })

  test('after its distribution: marked for a person, and the payments stay as they are', async () => {
    const id = await sellNow(world)
    await world.toRest()
    const before = await world.readings.transaction(id)
    await world.changeSale(id, { dispense_confirmed: false })
    await world.changeSale(id, { fiat: '1.00000' })
    await world.takeIn()
    const after = await world.readings.transaction(id)
    expect(after?.upstreamChangedAt).toBeInstanceOf(Date)
    expect(after?.upstreamRow?.fiat).toBe('1.00000')
    expect({ ...after, upstreamChangedAt: null, upstreamRow: null }).toEqual(before)
    await world.toRest()
    await expectSoundBooks(world)
  })

  test('while its late dispense is waited for: the mark does not outlive the taking in', async () => {
    const id = await world.sell({ dispense_confirmed: false, created: minutesAgo(60) })
    await world.takeIn()
    await world.changeSale(id, { error: 'slow machine' })
    await world.takeIn()
    await world.changeSale(id, { error: null, dispense_confirmed: true })
    await world.toRest()
    expect(await world.readings.transaction(id)).toMatchObject({
      status: 'completed',
      upstreamChangedAt: null,
    })
    await world.changeSale(id, { fiat: '1.00000' })
    await world.takeIn()
    expect((await world.readings.transaction(id))?.upstreamRow?.fiat).toBe('1.00000')
  })

  test('in what is no money: nothing happens', async () => {
    const id = await sellNow(world)
    await world.toRest()
    await world.lamassu.pool.query(
      'UPDATE public.cash_out_txs SET tx_version = tx_version + 1 WHERE id = $1',
      [id],
    )
    expect(await world.takeIn()).toMatchObject({ taken: [], record: { rowsRead: expect.any(Number) } })
    expect((await world.readings.transaction(id))?.upstreamChangedAt).toBeNull()
  })
})

describe('a cash-out that needs a person is set aside with the reason in sight', () => {
  const aside: [reason: QuarantineReason, row: SaleRow][] = [
    ['dispense_unconfirmed', { dispense_confirmed: false, created: minutesAgo(60) }],
    ['error_after_dispense', { error: 'Operator cancel', error_code: 'operatorCancel' }],
    ['other_coin', { crypto_code: 'LTC', crypto_atoms: '100000000' }],
    ['other_currency', { fiat_code: 'USD' }],
    ['amount', { crypto_atoms: '0' }],
    ['amount', { fiat: '2000.00300' }],
    ['amount', { crypto_atoms: '1000000000000000000' }],
    ['missing_commission', { commission_percentage: null }],
    ['missing_price', { raw_ticker_price: null }],
    ['absurd_commission', { commission_percentage: '5.50000' }],
    ['absurd_commission', { discount: 150 }],
  ]
  test.each(aside)('%s: %o', async (reason, row) => {
    const id = await world.sell(row)
    expect(await world.takeIn()).toMatchObject({ taken: [], record: { result: 'ok', quarantined: 1 } })
    expect(await states(id)).toEqual(['quarantined', reason])
    const [listed] = await world.readings.transactions({ status: 'quarantined', limit: 1 })
    expect(listed?.transactionId).toBe(id)
  })

  test('test_customer', async () => {
    const id = await world.sell({ customer_id: await addTestCustomer(world) })
    await world.takeIn()
    expect(await states(id)).toEqual(['quarantined', 'test_customer'])
  })

  test('partial_dispense: only the action log shows it', async () => {
    const id = await world.sell({ dispense: false, dispense_confirmed: false })
    await reportNotes(world, id, { count: 19, value: 100 })
    await world.changeSale(id, { dispense: true, dispense_confirmed: true })
    await world.takeIn()
    expect(await states(id)).toEqual(['quarantined', 'partial_dispense'])
  })

  test('and none of them was paid', async () => {
    await world.toRest()
    expect(
      await count(
        world,
        "transfers p JOIN lamassu_transactions t ON t.id = p.lamassu_transaction_id WHERE t.status = 'quarantined'",
      ),
    ).toBe(0)
    await expectSoundBooks(world)
  })
})
