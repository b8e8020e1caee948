import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { expectSoundBooks } from '../support/invariants.ts'
import { openWorld, type World } from '../support/world.ts'
import { booked, cashDrift, historyOf, someone } from './by-hand.ts'
import { addTestCustomer, minutesAgo, reportNotes } from './cash-outs.ts'
import { sellNow } from './one-payment.ts'

/** What a person may decide about one cash-out, and what is refused. */

let world: World
beforeEach(async () => {
  world = await openWorld()
  await world.addClient('Ana', '90000.00')
})
afterEach(async () => {
  expect(await cashDrift(world)).toEqual([])
  await expectSoundBooks(world, { settled: false })
  await world.close()
})

async function pendingOne(): Promise<string> {
  const id = await sellNow(world)
  await world.takeIn()
  return id
}
/** Dispensing was begun ten minutes ago, and never confirmed. */
const unconfirmedOne = (): Promise<string> =>
  world.sell({ dispense_confirmed: null, created: minutesAgo(10), confirmed_at: minutesAgo(10) })
const why = 'counted again'
const wish = { reason: why, evidence: null, forceUndispensed: false }
const forced = { ...wish, forceUndispensed: true }

describe('hold and release', () => {
  test('a held cash-out is not distributed, and released it is, with the same numbers', async () => {
    const id = await pendingOne()
    const before = await booked(world, id)
    expect(await someone(world).holdCashOut(id, why)).toEqual({ kind: 'set_aside', reason: 'held' })
    expect(await booked(world, id)).toEqual({ ...before, status: 'quarantined', quarantine_reason: 'held' })
    await world.toRest(3)
    expect((await booked(world, id))?.status).toBe('quarantined')
    expect(await someone(world).releaseCashOut(id, 'it was right')).toEqual({ kind: 'queued' })
    expect(await booked(world, id)).toEqual(before)
    await world.toRest()
    expect((await booked(world, id))?.status).toBe('completed')
    expect(await historyOf(world, id)).toEqual([
      'hold pending → quarantined (held) by terminal:maria',
      'release quarantined → pending by terminal:maria',
    ])
    await expectSoundBooks(world)
  })

  test('one that only Lamassu has can be held before any poll', async () => {
    const id = await sellNow(world)
    await someone(world).holdCashOut(id, why)
    await world.toRest(3)
    expect(await booked(world, id)).toMatchObject({
      status: 'quarantined',
      quarantine_reason: 'held',
      base_amount: null,
    })
    expect(await someone(world).releaseCashOut(id, why)).toEqual({ kind: 'queued' })
    await world.toRest()
    expect((await booked(world, id))?.status).toBe('completed')
    expect(await historyOf(world, id)).toHaveLength(2)
  })

  test('one that a poll waits for can be held, and the sighting is gone', async () => {
    const id = await world.sell({ status: 'authorized' })
    await world.takeIn()
    expect(await world.readings.waiting(5)).toHaveLength(1)
    await someone(world).holdCashOut(id, why)
    expect(await world.readings.waiting(5)).toEqual([])
    await expect(someone(world).releaseCashOut(id, why)).rejects.toThrow('Lamassu has not finished with it')
    await world.changeSale(id, { status: 'confirmed' })
    await world.toRest(3)
    expect((await booked(world, id))?.quarantine_reason).toBe('held')
    await someone(world).releaseCashOut(id, why)
    await world.toRest()
    expect((await booked(world, id))?.status).toBe('completed')
  })

  test('a hold outlasts the late report that would have ended the quarantine, and the release comes to the same', async () => {
    const id = await unconfirmedOne()
    await world.takeIn()
    await someone(world).holdCashOut(id, why)
    await world.changeSale(id, { dispense_confirmed: true })
    await world.toRest(3)
    expect((await booked(world, id))?.quarantine_reason).toBe('held')
    await someone(world).releaseCashOut(id, why)
    await world.toRest()
    expect((await booked(world, id))?.status).toBe('completed')
  })

  test('what is released and still has a reason of its own is set aside for that reason again', async () => {
    const id = await unconfirmedOne()
    await world.takeIn()
    await someone(world).holdCashOut(id, why)
    expect(await someone(world).releaseCashOut(id, why)).toEqual({
      kind: 'set_aside',
      reason: 'dispense_unconfirmed',
    })
    // And a poll ends that by itself, as ever.
    await world.changeSale(id, { dispense_confirmed: true })
    await world.toRest()
    expect((await booked(world, id))?.status).toBe('completed')
  })

  test('a held one whose row changed goes back to a person, not into the queue', async () => {
    const id = await pendingOne()
    await someone(world).holdCashOut(id, why)
    await world.changeSale(id, { crypto_atoms: '266900' })
    await world.takeIn()
    expect((await booked(world, id))?.quarantine_reason).toBe('held')
    expect(await someone(world).releaseCashOut(id, why)).toEqual({
      kind: 'set_aside',
      reason: 'changed_upstream',
    })
    await expect(someone(world).releaseCashOut(id, why)).rejects.toThrow(
      'still holds: the row changed in Lamassu after it was taken in. "tx process',
    )
    await world.changeSale(id, { crypto_atoms: '266800' })
    expect(await someone(world).releaseCashOut(id, why)).toEqual({ kind: 'queued' })
    await world.toRest()
    expect((await booked(world, id))?.status).toBe('completed')
  })

  test('a quarantined one is released when its reason is gone, and refused with the reason while it holds', async () => {
    const id = await sellNow(world, { error: 'jam' })
    await world.takeIn()
    await expect(someone(world).releaseCashOut(id, why)).rejects.toThrow(
      'still holds: the cash came out, and Lamassu recorded an error on the same row. "tx process',
    )
    await world.changeSale(id, { error: null })
    expect(await someone(world).releaseCashOut(id, why)).toEqual({ kind: 'queued' })
    await world.toRest()
    expect((await booked(world, id))?.status).toBe('completed')
  })

  test('what is distributed, and what stands otherwise, is refused with a sentence', async () => {
    const id = await pendingOne()
    await expect(someone(world).releaseCashOut(id, why)).rejects.toThrow(
      'it is not held: it goes on by itself',
    )
    await someone(world).holdCashOut(id, why)
    await expect(someone(world).holdCashOut(id, why)).rejects.toThrow('it is held already')
    await someone(world).releaseCashOut(id, why)
    await world.distribute()
    await expect(someone(world).holdCashOut(id, why)).rejects.toThrow(
      '"poll pause --what payout" stops all payments',
    )
    await expect(someone(world).ignoreCashOut(id, why)).rejects.toThrow("it can't be put aside any more")
    await expect(someone(world).processCashOut(id, wish)).rejects.toThrow('"payment retry" is for those')
    await expect(someone(world).releaseCashOut(id, why)).rejects.toThrow('it is distributed already')
    const nowhere = '00000000-0000-4000-8000-000000000000'
    await expect(someone(world).holdCashOut(nowhere, why)).rejects.toThrow(
      `Lamassu has no cash-out ${nowhere}`,
    )
    await expect(someone(world).releaseCashOut(nowhere, why)).rejects.toThrow('nothing to release')
  })
})

describe('ignore', () => {
  test('puts it aside for good, whatever Lamassu says later; release takes it back in two steps', async () => {
    const id = await pendingOne()
    expect(await someone(world).ignoreCashOut(id, 'a test sale')).toEqual({ kind: 'ignored' })
    await world.changeSale(id, { crypto_atoms: '266900' })
    await world.toRest(3)
    expect((await booked(world, id))?.status).toBe('failed')
    await expect(someone(world).ignoreCashOut(id, why)).rejects.toThrow('put aside for good. "tx release')
    await expect(someone(world).processCashOut(id, wish)).rejects.toThrow('takes it back first')
    await world.changeSale(id, { crypto_atoms: '266800' })
    expect(await someone(world).releaseCashOut(id, why)).toEqual({ kind: 'set_aside', reason: 'held' })
    expect(await someone(world).releaseCashOut(id, why)).toEqual({ kind: 'queued' })
    await world.toRest()
    expect((await booked(world, id))?.status).toBe('completed')
    expect(await historyOf(world, id)).toEqual([
      'ignore pending → failed by terminal:maria',
      'release failed → quarantined (held) by terminal:maria',
      'release quarantined → pending by terminal:maria',
    ])
  })

  test('one that only Lamassu has is never taken in afterwards', async () => {
    const id = await sellNow(world)
    await someone(world).ignoreCashOut(id, why)
    await world.toRest(3)
    expect((await booked(world, id))?.status).toBe('failed')
  })

  test('is refused while sats are under way for it', async () => {
    await world.close()
    world = await openWorld({ funding: 'treasury', treasurySats: 10_000_000n })
    await world.addClient('Ana', '90000.00')
    const id = await pendingOne()
    await world.distribute()
    await expect(someone(world).ignoreCashOut(id, why)).rejects.toThrow('Sats are under way')
    await world.skipWaiting()
    await world.pay()
    expect(await someone(world).ignoreCashOut(id, why)).toEqual({ kind: 'ignored' })
    await world.toRest(3)
    expect((await booked(world, id))?.status).toBe('failed')
  })

  test('is refused while the wallet shows sats for it that the books have forgotten', async () => {
    const id = await pendingOne()
    await world.pool.query(
      `INSERT INTO wallet_differences (payment_hash, what, wallet_id, amount_msat, reference)
       VALUES (repeat('ab', 32), 'unbooked', 'w', 1000, 'satmachine:client:' || $1 || ':w:1')`,
      [id],
    )
    await expect(someone(world).ignoreCashOut(id, why)).rejects.toThrow("the books don't know")
    await world.pool.query(`SELECT settle_wallet_difference(repeat('ab', 32), 'looked after')`)
    expect(await someone(world).ignoreCashOut(id, why)).toEqual({ kind: 'ignored' })
  })
})

describe('process', () => {
  test('one whose dispense was never confirmed is paid, once a person says that the cash came out', async () => {
    const id = await unconfirmedOne()
    await world.takeIn()
    await expect(someone(world).processCashOut(id, wish)).rejects.toThrow('say so with --force-undispensed')
    const evidence = { name: 'till.jpg', mediaType: 'image/jpeg', bytes: new Uint8Array([1, 2, 3]) }
    expect(await someone(world).processCashOut(id, { ...forced, evidence })).toEqual({ kind: 'queued' })
    await world.toRest()
    expect((await booked(world, id))?.status).toBe('completed')
    const { rows } = await world.pool.query(
      'SELECT overridden, evidence_name, evidence, reason FROM cash_out_interventions',
    )
    expect(rows).toEqual([
      {
        overridden: ['dispense_unconfirmed'],
        evidence_name: 'till.jpg',
        evidence: Buffer.from([1, 2, 3]),
        reason: why,
      },
    ])
    await expect(someone(world).processCashOut(id, forced)).rejects.toThrow('it has payments already')
    await expectSoundBooks(world)
  })

  test('a late report after it was processed changes nothing', async () => {
    const id = await unconfirmedOne()
    await someone(world).processCashOut(id, forced)
    await world.toRest()
    await world.changeSale(id, { dispense_confirmed: true })
    await world.toRest()
    expect((await booked(world, id))?.status).toBe('completed')
    await expectSoundBooks(world)
  })

  test.each([
    ['no cash, says the machine', { dispense: false, dispense_confirmed: null }, true],
    ['an error on the row', { error: 'jam' }, false],
    ['sats that Lamassu never confirmed', { status: 'authorized' }, false],
  ])('%s: a person may answer for it', async (_what, row, force) => {
    const id = await sellNow(world, row)
    await someone(world).processCashOut(id, { ...wish, forceUndispensed: force })
    await world.toRest()
    expect((await booked(world, id))?.status).toBe('completed')
    await expectSoundBooks(world)
  })

  test('notes that do not add up, and a test customer, too', async () => {
    const partial = await sellNow(world)
    await reportNotes(world, partial, { count: 1, value: 100 })
    const tried = await sellNow(world, { customer_id: await addTestCustomer(world) })
    await world.takeIn()
    for (const id of [partial, tried]) await someone(world).processCashOut(id, wish)
    await world.toRest()
    expect([(await booked(world, partial))?.status, (await booked(world, tried))?.status]).toEqual([
      'completed',
      'completed',
    ])
    const { rows } = await world.pool.query<{ overridden: string[] }>(
      'SELECT overridden FROM cash_out_interventions ORDER BY id',
    )
    expect(rows.map((row) => row.overridden)).toEqual([['partial_dispense'], ['test_customer']])
  })

  test.each([
    ['another coin', { crypto_code: 'ETH' }, 'neither BTC nor LN'],
    ['a currency without clients', { fiat_code: 'USD' }, 'no client keeps deposits in the currency'],
    ['no sats', { crypto_atoms: '0' }, 'an amount is missing, zero'],
    ['too many decimals', { fiat: '10.00500' }, 'more decimals than its currency'],
    ['no commission', { commission_percentage: null }, 'recorded no commission'],
    ['no price', { raw_ticker_price: null }, 'recorded no ticker price'],
    ['an absurd commission', { commission_percentage: '1.5' }, 'not a fraction'],
  ])('%s is never paid, not even by hand', async (_what, row, sentence) => {
    const id = await sellNow(world, row)
    await world.takeIn()
    await expect(someone(world).processCashOut(id, forced)).rejects.toThrow(sentence)
    expect((await booked(world, id))?.status).toBe('quarantined')
  })

  test('one from before go-live is paid only by a person', async () => {
    await world.close()
    world = await openWorld({ live: false })
    await world.addClient('Ana', '90000.00')
    const id = await sellNow(world)
    await world.takeIn()
    await world.toRest(3)
    expect(await booked(world, id)).toBeUndefined()
    await expect(someone(world).holdCashOut(id, why)).rejects.toThrow(
      'finished before this program went live',
    )
    await someone(world).processCashOut(id, wish)
    await world.toRest()
    expect((await booked(world, id))?.status).toBe('completed')
    expect(await historyOf(world, id)).toEqual(['process baseline → pending by terminal:maria'])
    await expectSoundBooks(world)
  })

  test('one whose row changed after it was taken in is processed with the new numbers, and its cash booked again', async () => {
    const id = await pendingOne()
    await world.changeSale(id, { fiat: '2100.00000', crypto_atoms: '280140' })
    await world.takeIn()
    expect((await booked(world, id))?.quarantine_reason).toBe('changed_upstream')
    await someone(world).processCashOut(id, wish)
    expect(await cashDrift(world)).toEqual([])
    await world.changeSale(id, { fiat: '2000.00000', crypto_atoms: '266800' })
    await world.takeIn()
    await someone(world).processCashOut(id, wish)
    await world.toRest()
    const { rows } = await world.pool.query(`SELECT fiat_amount, status FROM lamassu_transactions`)
    expect(rows).toEqual([{ fiat_amount: 200_000n, status: 'completed' }])
    await expectSoundBooks(world)
  })

  test('what waits in the queue by itself is not processed', async () => {
    const id = await pendingOne()
    await expect(someone(world).processCashOut(id, wish)).rejects.toThrow('is taken in and goes on by itself')
  })

  test('it works while polling is off, and pays only once payouts are on', async () => {
    const id = await sellNow(world)
    await world.stores.bookkeeping.setSwitches({ polling: false, payouts: false }, 'night')
    await someone(world).processCashOut(id, wish)
    await world.distribute()
    expect((await booked(world, id))?.status).toBe('pending')
    await world.stores.bookkeeping.setSwitches({ polling: true, payouts: true }, null)
    await world.toRest()
    expect((await booked(world, id))?.status).toBe('completed')
  })
})
