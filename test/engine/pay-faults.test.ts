import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { commonFaults, type Fault } from '../../bot/sandbox/lnbits/faults.ts'
import { expectSoundBooks } from '../support/invariants.ts'
import { openWorld, type World } from '../support/world.ts'
import { expectPaidOnce, hashesOf, readPayment, startPayment } from './one-payment.ts'

/** Every request of a payment, each fault, once, twice and for as long as it lasts: paid once all the same. */

let world: World
beforeAll(async () => {
  world = await openWorld({ commissionWallet: false })
})
afterAll(() => world.close())
afterEach(() => world.control.clearFaults())

const anywhere: Record<string, Fault> = {
  'the connection breaks before': commonFaults.dropBefore,
  'the connection breaks after': commonFaults.dropAfter,
  '500 before': commonFaults.serverError('before'),
  '500 after': commonFaults.serverError('after'),
  '502 before': commonFaults.badGateway('before'),
  '502 after': commonFaults.badGateway('after'),
  'half an answer': commonFaults.truncated,
  '429': commonFaults.rateLimited(),
  '401': commonFaults.unauthorized,
  'wallet not found': commonFaults.walletNotFound,
  '520 insufficient balance before': commonFaults.paymentError('Insufficient balance.'),
  '520 already paid, which is a lie': commonFaults.paymentError('Internal invoice already paid.'),
}

const after520: Record<string, Fault> = {
  '520 already paid, after the effect': commonFaults.paymentError('Internal invoice already paid.', 'after'),
  '520 insufficient balance, after the effect': commonFaults.paymentError('Insufficient balance.', 'after'),
}

const points = [
  { endpoint: 'create', nth: 1, which: 'making the invoice' },
  { endpoint: 'pay', nth: 1, which: 'paying' },
  { endpoint: 'rows', nth: 1, which: "reading the payer's rows" },
  { endpoint: 'rows', nth: 2, which: "reading the receiver's rows" },
] as const

const special: Record<(typeof points)[number]['endpoint'], Record<string, Fault>> = {
  create: { 'another amount': commonFaults.wrongAmount, 'another hash': commonFaults.wrongHash },
  pay: after520,
  rows: { 'a stale read': commonFaults.staleRead },
}

const cells = points.flatMap((point) =>
  Object.entries({ ...anywhere, ...special[point.endpoint] }).flatMap(([name, fault]) =>
    ([1, 2, 'all'] as const).map((times) => ({ ...point, name, fault, times })),
  ),
)

describe('a fault while', () => {
  test.each(cells)('$which: $name (times: $times)', async ({ endpoint, nth, fault, times }) => {
    const payment = await startPayment(world)
    world.control.inject({ endpoint, nth, fault, times })
    for (let round = 0; round < 3; round += 1) {
      await world.pay()
      await world.skipWaiting()
    }
    world.control.clearFaults()
    await world.toRest()
    await expectPaidOnce(world, payment)
    expect(await hashesOf(world, payment), 'one invoice is all it takes').toHaveLength(1)
  })

  test('afterwards every book and wallet agrees', async () => {
    await expectSoundBooks(world)
  })
})

describe('what the books say meanwhile', () => {
  test('a lost answer to a payment that was made: completed at once, from the rows', async () => {
    const payment = await startPayment(world)
    world.control.inject({ endpoint: 'pay', fault: commonFaults.dropAfter })
    expect(await world.pay()).toMatchObject({ completed: 1 })
    await expectPaidOnce(world, payment)
  })

  test('a payment that was never made: put off with the reason, one attempt burned, the invoice kept', async () => {
    const payment = await startPayment(world)
    world.control.inject({ endpoint: 'pay', fault: commonFaults.badGateway('before') })
    expect(await world.pay()).toMatchObject({ completed: 0, postponed: 1 })
    const put = await readPayment(world, payment)
    expect(put).toMatchObject({ status: 'paying', attempts: 1, lastError: expect.stringContaining('502') })
    await world.toRest()
    expect((await readPayment(world, payment)).paymentHash).toBe(put.paymentHash)
    await expectPaidOnce(world, payment)
  })

  test('an invoice whose making is in doubt is never paid: another one is, and the first stays an orphan', async () => {
    const payment = await startPayment(world)
    world.control.inject({ endpoint: 'create', fault: commonFaults.dropAfter })
    await world.pay()
    expect(await readPayment(world, payment)).toMatchObject({
      status: 'pending',
      attempts: 1,
      paymentHash: null,
    })
    await world.toRest()
    await expectPaidOnce(world, payment)
    const rows = world.control.payments().filter((row) => row.walletId === payment.client.wallet.walletId)
    expect(rows.map((row) => row.status)).toEqual(['pending', 'success'])
  })

  test.each([
    ['another amount', commonFaults.wrongAmount, 'instead of'],
    ['another hash', commonFaults.wrongHash, 'another payment hash'],
  ])('an invoice over %s is not even stored', async (_what, fault, words) => {
    const payment = await startPayment(world)
    const before = world.control.requestCount('pay')
    world.control.inject({ endpoint: 'create', fault })
    await world.pay()
    expect(world.control.requestCount('pay')).toBe(before)
    expect(await hashesOf(world, payment)).toEqual([])
    expect(await readPayment(world, payment)).toMatchObject({ lastError: expect.stringContaining(words) })
    await world.toRest()
    await expectPaidOnce(world, payment)
  })

  test('"slow down" burns no attempt and is waited for as long as LNbits says', async () => {
    const payment = await startPayment(world)
    world.control.inject({ endpoint: 'rows', fault: commonFaults.rateLimited() })
    const before = new Date()
    await world.pay()
    const put = await readPayment(world, payment)
    expect(put).toMatchObject({ attempts: 0, lastError: expect.stringContaining('Rate limit exceeded') })
    expect(put.nextAttemptAt.getTime() - before.getTime()).toBeGreaterThanOrEqual(14_000)
    await world.toRest()
    await expectPaidOnce(world, payment)
  })

  test('a read that shows neither debit nor credit is looked at again before anything else', async () => {
    const payment = await startPayment(world)
    world.control.inject({ endpoint: 'rows', fault: commonFaults.staleRead, times: 2 })
    await world.pay()
    expect(await readPayment(world, payment)).toMatchObject({
      status: 'paying',
      lastError: expect.stringContaining('looks dead'),
    })
    expect(await world.pay(), 'it is not due yet').toMatchObject({ completed: 0, postponed: 0 })
    await world.toRest()
    await expectPaidOnce(world, payment)
  })
})
