import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { expectSoundBooks } from '../support/invariants.ts'
import { openWorld, type World } from '../support/world.ts'
import { booked, cashDrift, done, historyOf, sentences, sixteen, someone } from './by-hand.ts'
import { minutesAgo } from './cash-outs.ts'
import {
  debitsOf,
  hashesOf,
  readPayment,
  sellNow,
  soon,
  startPayment,
  type StartedPayment,
} from './one-payment.ts'

/** Sixteen at once, people and machines: one wins as a whole, and the books and wallets are sound afterwards. */

let world: World
beforeEach(async () => {
  world = await openWorld({ reissueAfterSeconds: 1 })
})
afterEach(async () => {
  // Whatever looks dead has looked so for long enough, twice.
  for (let round = 0; round < 2; round += 1) {
    await world.toRest()
    await world.pool.query(
      `UPDATE payment_invoices SET dead_seen_at = dead_seen_at - interval '1 hour' WHERE dead_at IS NULL`,
    )
  }
  await world.toRest()
  expect(await cashDrift(world)).toEqual([])
  await expectSoundBooks(world)
  await world.close()
})

const person = (number: number) => someone(world, `person:${number}`)
const forced = { reason: 'counted', evidence: null, forceUndispensed: true }

async function openForAll(): Promise<void> {
  await world.addClient('Ana', '90000.00')
  // Compared once, so that no race is decided by the first comparison.
  await world.preflight()
}

describe('a cash-out', () => {
  beforeEach(openForAll)

  test.each([1, 2, 3, 4])('held and distributed at once is one of the two (%i)', async () => {
    const id = await sellNow(world)
    await world.takeIn()
    const results = await sixteen<unknown>((number) =>
      number % 2 === 0 ? person(number).holdCashOut(id, 'wait') : world.distribute(),
    )
    const holders = done(results.filter((_, number) => number % 2 === 0))
    const { status } = (await booked(world, id)) ?? {}
    expect(holders).toHaveLength(status === 'quarantined' ? 1 : 0)
    expect(['quarantined', 'processing']).toContain(status)
    for (const sentence of sentences(results))
      expect(sentence).toMatch(/held already|is distributed|just been changed/)
    const { rows } = await world.pool.query('SELECT count(*) AS n FROM dca_payments')
    expect(rows).toEqual([{ n: status === 'quarantined' ? 0n : 1n }])
  })

  test('processed by sixteen is taken in once, and paid once', async () => {
    const id = await world.sell({
      dispense_confirmed: null,
      created: minutesAgo(10),
      confirmed_at: soon(),
    })
    const results = await sixteen((number) => person(number).processCashOut(id, forced))
    expect(done(results)).toEqual([{ kind: 'queued' }])
    for (const sentence of sentences(results))
      expect(sentence).toMatch(/just been changed|goes on by itself|has payments/)
    expect(await historyOf(world, id)).toHaveLength(1)
    await world.toRest()
    const { rows } = await world.pool.query(
      'SELECT kind, count(*) AS n FROM transfers GROUP BY kind ORDER BY kind',
    )
    expect(rows).toEqual([
      { kind: 'client', n: 1n },
      { kind: 'commission', n: 1n },
    ])
  })

  test.each([
    ['payable', {}],
    ['unconfirmed', { dispense_confirmed: null, created: minutesAgo(10) }],
  ])('processed while polls take it in (%s) is taken in once', async (_what, row) => {
    const id = await sellNow(world, row)
    const results = await sixteen<unknown>((number) =>
      number % 4 === 0 ? world.takeIn() : person(number).processCashOut(id, forced),
    )
    const people = done(results.filter((_, number) => number % 4 !== 0))
    expect(people.length).toBeLessThanOrEqual(1)
    await world.toRest()
    const state = await booked(world, id)
    expect(state?.status).toBe('completed')
    expect(await world.readings.transfers({ status: 'all', limit: 10 })).toHaveLength(2)
  })

  test('held, released, ignored and processed by everybody at once comes to one state, each step on record', async () => {
    const id = await sellNow(world)
    await world.takeIn()
    for (let round = 0; round < 4; round += 1) {
      const results = await sixteen<unknown>((number) => {
        const one = person(number)
        if (number % 5 === 0) return one.holdCashOut(id, 'x')
        if (number % 5 === 1) return one.releaseCashOut(id, 'x')
        if (number % 5 === 2) return one.ignoreCashOut(id, 'x')
        if (number % 5 === 3) return one.processCashOut(id, forced)
        return world.takeIn()
      })
      for (const sentence of sentences(results)) expect(sentence).toMatch(/[Cc]ash-out|reason for which/)
    }
    // Each step begins where the one before it ended: nobody acted on what was no longer so.
    const steps = (await historyOf(world, id)).map((line) => /^\w+ (\S+) → (\S+)/.exec(line)?.slice(1) ?? [])
    expect(steps.slice(1).map(([before]) => before)).toEqual(steps.slice(0, -1).map(([, after]) => after))
    expect(steps.at(-1)?.[1]).toBe((await booked(world, id))?.status)
  })
})

/** With an invoice that LNbits has dropped, seen dead long enough ago. */
async function dead(): Promise<StartedPayment> {
  const payment = await startPayment(world)
  world.control.inject({ endpoint: 'pay', fault: { kind: 'drop', moment: 'before' } })
  await world.pay()
  await world.skipWaiting()
  world.control.settings.fundingAnswer = 'failed'
  world.control.recheckPending()
  world.control.settings.fundingAnswer = 'pending'
  return payment
}

/** Workers that find everything due, as after every pause. */
async function work(number: number): Promise<unknown> {
  return world.pay(`worker ${number}`)
}

describe('a payment', () => {
  test.each([1, 2, 3])('cancelled while workers pay is one of the two (%i)', async () => {
    const payment = await startPayment(world)
    const results = await sixteen<unknown>((number) =>
      number % 4 === 0 ? work(number) : person(number).cancelPayment('client', payment.id, 'x'),
    )
    expect(sentences(results)).toEqual([])
    await world.toRest()
    const { status } = await readPayment(world, payment)
    const cancelled = done(results).filter((result) => (result as { kind?: string }).kind === 'cancelled')
    expect(cancelled).toHaveLength(status === 'cancelled' ? 1 : 0)
    expect(['completed', 'cancelled']).toContain(status)
    expect(await debitsOf(world, payment)).toHaveLength(status === 'completed' ? 1 : 0)
  })

  test.each([1, 2, 3])('recreated, cancelled and paid at once is paid at most once (%i)', async () => {
    const payment = await dead()
    await someone(world).recreatePayment('client', payment.id)
    await world.pool.query(
      `UPDATE payment_invoices SET dead_seen_at = dead_seen_at - interval '1 minute' WHERE dead_at IS NULL`,
    )
    await world.skipWaiting()
    const results = await sixteen<unknown>((number) => {
      if (number % 3 === 0) return work(number)
      if (number % 3 === 1) return person(number).recreatePayment('client', payment.id)
      return person(number).cancelPayment('client', payment.id, 'x')
    })
    expect(sentences(results)).toEqual([])
    await world.toRest()
    const { status } = await readPayment(world, payment)
    expect(['completed', 'cancelled']).toContain(status)
    expect(await debitsOf(world, payment)).toHaveLength(status === 'completed' ? 1 : 0)
    expect((await hashesOf(world, payment)).length).toBeLessThanOrEqual(2)
  })

  test.each([1, 2, 3])('marked as paid while workers pay is booked once (%i)', async () => {
    const payment = await startPayment(world)
    const results = await sixteen<unknown>((number) =>
      number % 3 === 0
        ? work(number)
        : person(number).markPaid('client', payment.id, { preimage: null, note: 'seen' }),
    )
    expect(sentences(results)).toEqual([])
    await world.toRest()
    expect(await debitsOf(world, payment)).toHaveLength(1)
    const { rows } = await world.pool.query(
      `SELECT count(*) AS n FROM ledger_entries WHERE transfer_id = $1 AND kind = 'client_payment'`,
      [payment.id],
    )
    expect(rows).toEqual([{ n: 1n }])
  })
})
