import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { LnbitsClient } from '../../engine/ports.ts'
import { payTransfer } from '../../engine/pay.ts'
import { createTransferStore } from '../../engine/store/transfer-store.ts'
import { createPool } from '../../engine/store/pool.ts'
import { silentLog } from '../support/database.ts'
import { expectSoundBooks } from '../support/invariants.ts'
import { openWorld, type World } from '../support/world.ts'
import {
  claimPayment,
  expectPaidOnce,
  hashesOf,
  readPayment,
  sellNow,
  type StartedPayment,
  startPayment,
} from './one-payment.ts'

/** Several workers, leases that run out in the wrong moment: one debit all the same. */

let world: World
beforeAll(async () => {
  world = await openWorld({ commissionWallet: false })
})
afterAll(() => world.close())
afterEach(() => expectSoundBooks(world))

/** A gate that somebody else opens. */
function gate(): { passed: Promise<void>; open: () => void } {
  let open = (): void => undefined
  const passed = new Promise<void>((resolve) => {
    open = resolve
  })
  return { passed, open }
}

/** The lease has run out while its owner was stopped. */
const loseLease = (payment: StartedPayment): Promise<unknown> =>
  world.pool.query(`UPDATE transfers SET lease_until = now() - interval '1 second' WHERE id = $1`, [
    payment.id,
  ])

const paymentsOf = (hashes: readonly string[]) =>
  world.control.payments().filter((row) => hashes.includes(row.paymentHash) && row.amountMsat < 0n)

describe('one payment', () => {
  test('is leased to one worker only, until the lease runs out', async () => {
    const payment = await startPayment(world)
    const { transfers } = world.stores
    const payers = [world.wallets.source.walletId]
    const first = await transfers.claim({ owner: 'a', seconds: 60 }, payers, 10)
    expect(first.map((t) => t.id)).toEqual([payment.id])
    expect(await transfers.claim({ owner: 'b', seconds: 60 }, payers, 10)).toEqual([])
    expect(await transfers.claimOne({ owner: 'b', seconds: 60 }, 'client', payment.id)).toBeNull()
    await loseLease(payment)
    const second = await transfers.claim({ owner: 'b', seconds: 60 }, payers, 10)
    expect(second.map((t) => t.id)).toEqual([payment.id])
    await world.skipWaiting()
    await world.pay()
    await expectPaidOnce(world, payment)
  })

  test('of another wallet than those whose keys we hold is not touched', async () => {
    const payment = await startPayment(world)
    expect(await world.stores.transfers.claim({ owner: 'a', seconds: 60 }, ['another'], 10)).toEqual([])
    await world.pay()
    await expectPaidOnce(world, payment)
  })

  test('in the hands of two workers at once, over and over, is made once', async () => {
    for (let round = 0; round < 10; round += 1) {
      const payment = await startPayment(world)
      const a = await claimPayment(world, payment, 'a')
      await loseLease(payment)
      const b = await claimPayment(world, payment, 'b')
      await Promise.all([world.payOne(a, 'a'), world.payOne(b, 'b')])
      await world.toRest()
      await expectPaidOnce(world, payment)
    }
  })

  test('that another worker took before the invoice was stored: the first one’s invoice is never paid', async () => {
    const payment = await startPayment(world)
    const a = await claimPayment(world, payment, 'a')
    await loseLease(payment)
    await world.stores.transfers.claimOne({ owner: 'b', seconds: 60 }, 'client', payment.id)
    expect(await world.payOne(a, 'a')).toEqual({ kind: 'left_alone' })
    expect(await hashesOf(world, payment)).toEqual([])
    await world.toRest()
    await expectPaidOnce(world, payment)
  })

  test('that another worker took and paid while the first hung in its payment request', async () => {
    const payment = await startPayment(world)
    const hung = gate()
    const reached = gate()
    const slow: LnbitsClient = {
      ...world.client,
      async pay(key, request) {
        reached.open()
        await hung.passed
        return world.client.pay(key, request)
      },
    }
    const a = await claimPayment(world, payment, 'a')
    const first = payTransfer(world.payDependencies('a', slow), a)
    await reached.passed
    await loseLease(payment)
    const b = await claimPayment(world, payment, 'b')
    expect(await world.payOne(b, 'b')).toEqual({ kind: 'completed' })
    hung.open()
    // LNbits says that it failed; the rows say that it is paid.
    expect(await first).toEqual({ kind: 'completed' })
    await expectPaidOnce(world, payment)
    const entries = await world.pool.query(`SELECT FROM ledger_entries WHERE idempotency_key = $1`, [
      `payment:client:${payment.id}`,
    ])
    expect(entries.rowCount, 'booked once').toBe(1)
  })

  test('whose worker lost the lease before paying: no request leaves', async () => {
    const payment = await startPayment(world)
    const a = await claimPayment(world, payment, 'a')
    const taken: LnbitsClient = {
      ...world.client,
      async createInvoice(key, invoice) {
        const made = await world.client.createInvoice(key, invoice)
        await loseLease(payment)
        await world.stores.transfers.claimOne({ owner: 'b', seconds: 60 }, 'client', payment.id)
        return made
      },
    }
    const before = world.control.requestCount('pay')
    expect(await payTransfer(world.payDependencies('a', taken), a)).toEqual({ kind: 'left_alone' })
    expect(world.control.requestCount('pay')).toBe(before)
    await world.toRest()
    await expectPaidOnce(world, payment)
  })

  test('that a late worker calls doubtful after it was completed stays completed', async () => {
    const payment = await startPayment(world)
    const transfer = await claimPayment(world, payment)
    await world.payOne(transfer)
    await world.stores.transfers.review(transfer, 'too late')
    await world.stores.transfers.postpone({ owner: 'worker', seconds: 60 }, transfer, {
      error: 'too late',
      seconds: 1,
      attempted: true,
    })
    expect(await readPayment(world, payment)).toMatchObject({
      status: 'completed',
      lastError: null,
      attempts: 0,
    })
    await expectPaidOnce(world, payment)
  })
})

test('sixteen workers with connections of their own pay twelve clients of one cash-out once each', async () => {
  const clients = []
  for (let i = 0; i < 12; i += 1) clients.push(await world.addClient(`crowd ${i}`, '100.00'))
  await sellNow(world, { fiat: '1200.00000' })
  await world.takeIn()
  await world.distribute()
  const pools = Array.from({ length: 16 }, (_, i) =>
    createPool({ databaseUrl: world.books.url, applicationName: `worker ${i}`, max: 2, log: silentLog }),
  )
  try {
    for (let round = 0; round < 3; round += 1) {
      const workers = pools.map(async (pool, i) => {
        const store = createTransferStore(pool)
        const lease = { owner: `worker ${i}`, seconds: 60 }
        const due = await store.claim(lease, [world.wallets.source.walletId], 3)
        for (const transfer of due)
          await payTransfer({ ...world.payDependencies(lease.owner), store }, transfer)
      })
      await Promise.all(workers)
      await world.skipWaiting()
    }
  } finally {
    await Promise.all(pools.map((pool) => pool.end()))
  }
  const { rows } = await world.pool.query<{ payment_hash: string; status: string }>(
    'SELECT payment_hash, status FROM dca_payments WHERE client_id = ANY($1)',
    [clients.map((client) => client.id)],
  )
  expect(rows.map((row) => row.status)).toEqual(Array.from({ length: 12 }, () => 'completed'))
  expect(paymentsOf(rows.map((row) => row.payment_hash))).toHaveLength(12)
})
