import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { commonFaults } from '../../bot/sandbox/lnbits/faults.ts'
import { payDue } from '../../engine/pay-due.ts'
import type { WalletKey } from '../../engine/ports.ts'
import { expectSoundBooks } from '../support/invariants.ts'
import { openWorld, type World } from '../support/world.ts'
import {
  claimPayment,
  debitsOf,
  expectPaidOnce,
  hashesOf,
  readPayment,
  retryByHand,
  startPayment,
} from './one-payment.ts'

let world: World
beforeAll(async () => {
  world = await openWorld({ commissionWallet: false, maxAttempts: 5 })
})
afterAll(() => world.close())
afterEach(async () => {
  world.control.clearFaults()
  world.control.settings.fundingAnswer = 'pending'
  await world.stores.bookkeeping.setSwitches({ polling: true, payouts: true }, null)
  await expectSoundBooks(world, { settled: false })
})

/** As if that much time had passed since the invoice was first seen dead. */
async function ageDeadInvoices(seconds: number): Promise<void> {
  await world.pool.query(
    `UPDATE payment_invoices SET dead_seen_at = dead_seen_at - make_interval(secs => $1)`,
    [seconds],
  )
}

async function payRounds(rounds: number): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    await world.pay()
    await world.skipWaiting()
  }
}

describe('the switch', () => {
  test('payouts switched off between claim and pay: no payment request leaves', async () => {
    const payment = await startPayment(world)
    const transfer = await claimPayment(world, payment)
    await world.pool.query('UPDATE satoshimachine.lamassu_config SET polling_enabled = false')
    const before = world.control.requestCount('pay')
    expect(await world.payOne(transfer)).toEqual({ kind: 'left_alone' })
    expect(world.control.requestCount('pay')).toBe(before)
    await world.skipWaiting()
    expect(await world.pay(), 'nothing new is claimed either').toMatchObject({ completed: 0, postponed: 0 })
    await world.stores.bookkeeping.setSwitches({ polling: true, payouts: true }, null)
    await world.toRest()
    await expectPaidOnce(world, payment)
  })

  test('a payment that was already sent is still looked up and booked while payouts are off', async () => {
    const payment = await startPayment(world)
    world.control.inject({ endpoint: 'rows', fault: commonFaults.badGateway('before') })
    await world.pay()
    expect(await readPayment(world, payment)).toMatchObject({ status: 'paying' })
    await world.pool.query('UPDATE satoshimachine.lamassu_config SET polling_enabled = false')
    await world.skipWaiting()
    const before = world.control.requestCount('pay')
    expect(await world.pay()).toMatchObject({ completed: 1 })
    expect(world.control.requestCount('pay')).toBe(before)
    await expectPaidOnce(world, payment)
  })

  test('the program is about to end: what was claimed is handed back untouched', async () => {
    const payment = await startPayment(world)
    let asked = 0
    await payDue({
      ...world.payDependencies(),
      payerWalletIds: [world.wallets.source.walletId],
      nowMs: () => 0,
      stopping: () => (asked += 1) > 1,
    })
    expect(await readPayment(world, payment)).toMatchObject({ status: 'pending', attempts: 0 })
    expect(await world.pay(), 'it is due at once').toMatchObject({ completed: 1 })
    await expectPaidOnce(world, payment)
  })
})

describe('an invoice that died', () => {
  test('is replaced only when it is still dead after the time that no request of LNbits can outlive', async () => {
    const payment = await startPayment(world)
    world.control.inject({ endpoint: 'pay', fault: commonFaults.dropBefore })
    await payRounds(1)
    world.control.settings.fundingAnswer = 'failed'
    world.control.recheckPending()
    await payRounds(4)
    await ageDeadInvoices(590)
    await payRounds(2)
    expect(await hashesOf(world, payment), 'ten minutes are not over').toHaveLength(1)
    expect(await readPayment(world, payment)).toMatchObject({ status: 'paying' })
    await ageDeadInvoices(10)
    await world.toRest()
    expect(await hashesOf(world, payment)).toHaveLength(2)
    expect(await readPayment(world, payment)).toMatchObject({ invoiceSeq: 2 })
    await expectPaidOnce(world, payment)
    const { rows } = await world.pool.query(
      'SELECT seq, dead_at IS NOT NULL AS dead, dead_proof FROM payment_invoices WHERE transfer_id = $1 ORDER BY seq',
      [payment.id],
    )
    expect(rows).toEqual([
      { seq: 1, dead: true, dead_proof: expect.stringContaining('no payable invoice') },
      { seq: 2, dead: false, dead_proof: null },
    ])
  })

  test('and came back to life is paid, and counts as never having been dead', async () => {
    const payment = await startPayment(world)
    world.control.inject({ endpoint: 'pay', fault: commonFaults.dropBefore })
    await payRounds(1)
    world.control.inject({ endpoint: 'rows', fault: commonFaults.staleRead, times: 2 })
    await payRounds(1)
    await ageDeadInvoices(3600)
    world.control.inject({ endpoint: 'pay', fault: commonFaults.dropBefore })
    await payRounds(1)
    world.control.inject({ endpoint: 'rows', fault: commonFaults.staleRead, times: 2 })
    await payRounds(1)
    expect(await hashesOf(world, payment)).toHaveLength(1)
    await world.toRest()
    await expectPaidOnce(world, payment)
    expect(await hashesOf(world, payment)).toHaveLength(1)
  })

  test('is not replaced when anything but death was seen between the two looks', async () => {
    const payment = await startPayment(world)
    const nobodyShowsIt = { endpoint: 'rows', fault: commonFaults.staleRead, times: 2 } as const
    world.control.inject(nobodyShowsIt)
    await payRounds(1)
    await ageDeadInvoices(3600)
    // The payer's row is there, the receiver's not yet: proof of a debit.
    world.control.inject({ endpoint: 'rows', fault: commonFaults.staleRead, nth: 2 })
    await payRounds(1)
    world.control.inject(nobodyShowsIt)
    await payRounds(1)
    expect(await hashesOf(world, payment)).toHaveLength(1)
    await world.toRest()
    await expectPaidOnce(world, payment)
  })
})

describe('a half state', () => {
  test('goes to a person after a few looks, is never paid again, and heals once LNbits was repaired', async () => {
    const payment = await startPayment(world)
    const before = world.control.requestCount('pay')
    world.control.inject({ endpoint: 'pay', fault: commonFaults.halfState })
    await payRounds(3)
    expect(await readPayment(world, payment)).toMatchObject({ status: 'paying' })
    await payRounds(3)
    const review = {
      status: 'needs_review',
      lastError: expect.stringMatching(/^half_state: .*never pay this again/),
    }
    expect(await readPayment(world, payment)).toMatchObject(review)
    expect(world.control.requestCount('pay') - before).toBe(1)
    expect(await debitsOf(world, payment)).toHaveLength(1)

    const why = expect.stringContaining('paying again would pay twice')
    expect(await retryByHand(world, payment)).toEqual({ kind: 'refused', why })
    expect(await readPayment(world, payment), 'the reason is still there to be read').toMatchObject(review)

    world.control.settings.fundingAnswer = 'success'
    world.control.recheckPending()
    expect(await retryByHand(world, payment)).toEqual({ kind: 'healed' })
    expect(world.control.requestCount('pay') - before).toBe(1)
    await expectPaidOnce(world, payment)
  })
})

describe('attempts', () => {
  test('end with a person, the hold kept; a retry by hand pays it', async () => {
    const payment = await startPayment(world)
    world.control.inject({ endpoint: 'create', fault: commonFaults.serverError('before'), times: 'all' })
    await payRounds(8)
    expect(await readPayment(world, payment)).toMatchObject({
      status: 'needs_review',
      attempts: 4,
      lastError: expect.stringMatching(/^5 attempts without proof; the last: /),
    })
    const [client] = await world.readings.findClients(payment.client.name)
    expect(client).toMatchObject({ held: 200_000n, remaining: 200_000n })
    expect(await retryByHand(world, payment)).toMatchObject({ kind: 'not_yet' })
    world.control.clearFaults()
    await world.skipWaiting()
    expect(await retryByHand(world, payment)).toEqual({ kind: 'paid' })
    await expectPaidOnce(world, payment)
  })

  test('that failed at paying keep the invoice; a retry by hand pays the same one', async () => {
    const payment = await startPayment(world)
    world.control.inject({ endpoint: 'pay', fault: commonFaults.dropBefore, times: 'all' })
    await payRounds(8)
    const { paymentHash, status } = await readPayment(world, payment)
    expect(status).toBe('needs_review')
    world.control.clearFaults()
    expect(await retryByHand(world, payment)).toEqual({ kind: 'paid' })
    expect(await readPayment(world, payment)).toMatchObject({ paymentHash })
    await expectPaidOnce(world, payment)
  })

  test('a finished payment is not retried', async () => {
    const payment = await startPayment(world)
    await world.toRest()
    expect(await retryByHand(world, payment)).toMatchObject({ kind: 'refused' })
    await expectPaidOnce(world, payment)
  })
})

describe('what another hand did', () => {
  test('an invoice that was paid from the source wallet behind our back is booked, not paid again', async () => {
    const payment = await startPayment(world)
    const transfer = await claimPayment(world, payment)
    const key = world.wallets.source.adminKey as WalletKey
    const invoice = await world.client.createInvoice(payment.client.wallet.invoiceKey as WalletKey, {
      amountSats: transfer.amountSats,
      memo: 'DCA',
      reference: 'by-hand',
      expirySeconds: 3600,
    })
    if (invoice.kind !== 'ok') throw new Error('LNbits made no invoice')
    await world.stores.transfers.recordInvoice({ owner: 'worker', seconds: 60 }, transfer, invoice.value)
    await world.client.pay(key, { bolt11: invoice.value.bolt11, reference: 'by-hand' })
    await world.pool.query(
      `UPDATE transfers SET invoiced_at = invoiced_at - interval '1 minute' WHERE id = $1`,
      [payment.id],
    )
    await world.skipWaiting()
    const before = world.control.requestCount('pay')
    await world.pay()
    expect(world.control.requestCount('pay')).toBe(before)
    await expectPaidOnce(world, payment)
  })
})
