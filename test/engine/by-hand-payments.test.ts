import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { PaymentIntervened } from '../../engine/payment-interventions.ts'
import type { WalletKey } from '../../engine/ports.ts'
import { expectSoundBooks } from '../support/invariants.ts'
import { openWorld, type World } from '../support/world.ts'
import { someone } from './by-hand.ts'
import {
  claimPayment,
  debitsOf,
  expectPaidOnce,
  hashesOf,
  readPayment,
  type StartedPayment,
  startPayment,
} from './one-payment.ts'

/** What a person may do to one payment, and what is refused. */

let world: World
beforeEach(async () => {
  world = await openWorld()
})
afterEach(() => world.close())

/** With an invoice in the books that was never sent, or whose sending LNbits lost. */
async function invoiced(): Promise<StartedPayment> {
  const payment = await startPayment(world)
  const transfer = await claimPayment(world, payment)
  world.control.inject({ endpoint: 'pay', fault: { kind: 'drop', moment: 'before' } })
  await world.payOne(transfer)
  await world.skipWaiting()
  expect((await readPayment(world, payment)).status).toBe('paying')
  return payment
}

/** LNbits drops what is unpaid, as it may every half hour. */
function dropUnpaid(): void {
  world.control.settings.fundingAnswer = 'failed'
  world.control.recheckPending()
  world.control.settings.fundingAnswer = 'pending'
}
async function dead(): Promise<StartedPayment> {
  const payment = await invoiced()
  dropUnpaid()
  return payment
}
const longAgo = (): Promise<unknown> =>
  world.pool.query(
    `UPDATE payment_invoices SET dead_seen_at = dead_seen_at - interval '1 hour' WHERE dead_at IS NULL`,
  )

/** Debited and not credited, and LNbits forgets nothing. */
async function half(): Promise<StartedPayment> {
  const payment = await startPayment(world)
  world.control.inject({ endpoint: 'pay', fault: { kind: 'half_state' } })
  await world.payOne(await claimPayment(world, payment))
  await world.skipWaiting()
  return payment
}

/** Paid by an operator's own hand, from a wallet that the books know nothing of. */
async function elsewhere(): Promise<StartedPayment> {
  const payment = await invoiced()
  const other = world.control.createWallet('the operator at home')
  world.topUp(other.walletId, 10_000_000n)
  const { rows } = await world.pool.query<{ bolt11: string }>(
    'SELECT bolt11 FROM dca_payments WHERE id = $1',
    [payment.id],
  )
  await world.client.pay(other.adminKey as WalletKey, { bolt11: rows[0]?.bolt11 ?? '', reference: 'x' })
  return payment
}

async function preimageOf(payment: StartedPayment): Promise<string> {
  const [hash] = await hashesOf(world, payment)
  const row = world.control.payments().find((p) => p.paymentHash === hash && p.preimage !== null)
  expect(
    createHash('sha256')
      .update(Buffer.from(row?.preimage ?? '', 'hex'))
      .digest('hex'),
  ).toBe(hash)
  return row?.preimage ?? ''
}

const why = async (outcome: Promise<PaymentIntervened>): Promise<string> => {
  const found = await outcome
  return 'why' in found ? `${found.kind}: ${String(found.why)}` : found.kind
}
const cancel = (payment: StartedPayment) => someone(world).cancelPayment('client', payment.id, 'given up')
const recreate = (payment: StartedPayment) => someone(world).recreatePayment('client', payment.id)
const mark = (payment: StartedPayment, preimage: string | null = null) =>
  someone(world).markPaid('client', payment.id, { preimage, note: 'seen in his wallet' })

describe('cancel', () => {
  test('a payment without an invoice is given up: the hold is back, the sats stay the operator’s', async () => {
    const payment = await startPayment(world)
    const [before] = await world.readings.findClients(String(payment.client.id))
    expect(before?.held).toBe(200_000n)
    expect(await cancel(payment)).toEqual({ kind: 'cancelled' })
    const [after] = await world.readings.findClients(String(payment.client.id))
    expect([after?.held, after?.remaining]).toEqual([0n, 200_000n])
    const { rows } = await world.pool.query(
      `SELECT kind, actor, reason FROM ledger_entries WHERE transfer_id = $1`,
      [payment.id],
    )
    expect(rows).toEqual([{ kind: 'client_payment_void', actor: 'terminal:maria', reason: 'given up' }])
    expect(await why(cancel(payment))).toContain('refused: it is finished')
    await world.toRest()
    await expectSoundBooks(world)
  })

  test('an invoice that lives can’t be taken back, so the payment can’t be given up', async () => {
    const payment = await invoiced()
    expect(await why(cancel(payment))).toContain('refused: its invoice can still be paid')
    await world.toRest()
    await expectPaidOnce(world, payment)
  })

  test('one whose invoice is dead is set aside, and given up once no request can arrive any more', async () => {
    const payment = await dead()
    expect(await why(cancel(payment))).toMatch(/^not_yet: its invoice is dead .* for 600 s more/)
    expect(await readPayment(world, payment)).toMatchObject({ status: 'needs_review' })
    await world.toRest(3)
    expect(await hashesOf(world, payment), 'no worker makes a new one').toHaveLength(1)
    expect(await why(cancel(payment))).toMatch(/^not_yet/)
    await longAgo()
    expect(await cancel(payment)).toEqual({ kind: 'cancelled' })
    await world.toRest()
    expect(await debitsOf(world, payment)).toEqual([])
    await expectSoundBooks(world)
  })

  test('one that was paid, or half paid, or is unknown, is not given up', async () => {
    const paid = await startPayment(world)
    world.control.inject({ endpoint: 'pay', fault: { kind: 'drop', moment: 'after' } })
    world.control.inject({ endpoint: 'rows', fault: { kind: 'drop', moment: 'before' }, times: 'all' })
    await world.payOne(await claimPayment(world, paid))
    await world.skipWaiting()
    expect(await why(cancel(paid))).toContain("not_yet: the wallets can't be read")
    world.control.clearFaults()
    expect(await why(cancel(paid))).toContain('"payment retry" books it as completed')
    const broken = await half()
    expect(await why(cancel(broken))).toContain('debited and the receiver was not credited')
  })

  test('nothing is given up while the wallet’s history was not compared with the books', async () => {
    const payment = await startPayment(world)
    await world.pool.query(
      `INSERT INTO wallet_differences (payment_hash, what, wallet_id, amount_msat) VALUES (repeat('ab', 32), 'missing', $1, 1000)`,
      [world.wallets.source.walletId],
    )
    expect(await why(cancel(payment))).toContain('not_yet: wallet')
    expect((await readPayment(world, payment)).status).toBe('pending')
  })

  test('a commission goes to the operator, a funding is not given up', async () => {
    const payment = await startPayment(world)
    const [commission] = (await world.readings.transfers({ status: 'pending', limit: 5 })).filter(
      (transfer) => transfer.kind === 'commission',
    )
    expect(await someone(world).cancelPayment('commission', commission?.id ?? 0n, 'x')).toEqual({
      kind: 'cancelled',
    })
    await world.toRest()
    await expectPaidOnce(world, payment)
    const { rows } = await world.pool.query('SELECT status FROM lamassu_transactions')
    expect(rows).toEqual([{ status: 'completed' }])
    await expectSoundBooks(world)
  })
})

describe('recreate', () => {
  test('a dead invoice is replaced once it is proven, and the old one stays', async () => {
    const payment = await dead()
    expect(await why(recreate(payment))).toMatch(/^not_yet: the invoice is dead .* 600 s/)
    await longAgo()
    expect(await recreate(payment)).toEqual({ kind: 'paid' })
    expect(await hashesOf(world, payment)).toHaveLength(2)
    await expectPaidOnce(world, payment)
    await world.toRest()
    await expectSoundBooks(world)
  })

  test('beside a living invoice, or a paid one, there is never a second', async () => {
    const living = await invoiced()
    expect(await why(recreate(living))).toContain('"payment retry" pays the same invoice')
    await world.toRest()
    await expectPaidOnce(world, living)
    expect(await why(recreate(living))).toContain('refused: it is finished')
    const paid = await startPayment(world)
    expect(await why(recreate(paid))).toContain('no invoice stands for it')
    world.control.inject({ endpoint: 'pay', fault: { kind: 'drop', moment: 'after' } })
    world.control.inject({ endpoint: 'rows', fault: { kind: 'drop', moment: 'before' }, times: 'all' })
    await world.payOne(await claimPayment(world, paid))
    await world.skipWaiting()
    world.control.clearFaults()
    expect(await recreate(paid)).toEqual({ kind: 'healed' })
    await expectPaidOnce(world, paid)
    const broken = await half()
    expect(await why(recreate(broken))).toContain('paying again would pay twice')
    expect(await why(recreate(await elsewhere()))).toContain('"payment mark-paid" books it')
  })

  test('with payouts off the new invoice waits', async () => {
    const payment = await dead()
    await recreate(payment)
    await longAgo()
    await world.stores.bookkeeping.setSwitches({ payouts: false }, 'counting')
    expect(await why(recreate(payment))).toContain('not_yet: the old invoice is void')
    expect(await debitsOf(world, payment)).toEqual([])
    await world.stores.bookkeeping.setSwitches({ payouts: true }, null)
    await world.toRest()
    await expectPaidOnce(world, payment)
  })
})

describe('mark-paid', () => {
  test('what the wallets show as paid is booked, with the person who said so', async () => {
    const payment = await startPayment(world)
    world.control.inject({ endpoint: 'pay', fault: { kind: 'drop', moment: 'after' } })
    world.control.inject({ endpoint: 'rows', fault: { kind: 'drop', moment: 'before' }, times: 'all' })
    await world.payOne(await claimPayment(world, payment))
    await world.skipWaiting()
    expect(await why(mark(payment))).toContain('not_yet')
    world.control.clearFaults()
    expect(await why(mark(payment, 'ab'.repeat(32)))).toContain('does not belong to the payment')
    expect(await mark(payment)).toEqual({ kind: 'marked_paid', how: 'debited' })
    await expectPaidOnce(world, payment)
    const { rows } = await world.pool.query(
      `SELECT actor, reason FROM ledger_entries WHERE transfer_id = $1`,
      [payment.id],
    )
    expect(rows).toEqual([{ actor: 'terminal:maria', reason: 'seen in his wallet' }])
    await world.toRest()
    await expectSoundBooks(world)
  })

  test('nothing that was not debited and not credited is called paid, whatever preimage is brought', async () => {
    const payment = await invoiced()
    const preimage = await preimageOf(payment)
    expect(await why(mark(payment))).toContain('nothing proves that it was paid')
    expect(await why(mark(payment, preimage))).toContain('nothing proves that it was paid')
    dropUnpaid()
    expect(await why(mark(payment, preimage))).toContain('nothing proves that it was paid')
    const fresh = await startPayment(world)
    expect(await why(mark(fresh))).toContain('no invoice was ever made for it')
  })

  test('a half payment needs the preimage, and is never sent again', async () => {
    const payment = await half()
    expect(await why(mark(payment))).toContain("the receiver's wallet does not show the sats")
    expect(await mark(payment, await preimageOf(payment))).toEqual({ kind: 'marked_paid', how: 'debited' })
    expect(await readPayment(world, payment)).toMatchObject({ status: 'completed', receiverConfirmed: false })
    await world.toRest()
    expect(await debitsOf(world, payment)).toHaveLength(1)
    const { rows } = await world.pool.query('SELECT status FROM lamassu_transactions')
    expect(rows).toEqual([{ status: 'completed' }])
  })

  test('one paid from another wallet is booked against the operator, and stops no payouts', async () => {
    const payment = await elsewhere()
    expect(await mark(payment)).toEqual({ kind: 'marked_paid', how: 'elsewhere' })
    const { rows } = await world.pool.query(
      `SELECT account, amount FROM ledger_lines l JOIN ledger_entries e ON e.id = l.entry_id
       WHERE e.transfer_id = $1 AND unit = 'msat' ORDER BY amount`,
      [payment.id],
    )
    const { amountSats } = await readPayment(world, payment)
    expect(rows).toEqual([
      { account: 'funding:BTC', amount: -amountSats * 1000n },
      { account: `payable:${payment.client.id}:BTC`, amount: amountSats * 1000n },
    ])
    // The comparison with the wallet's history is made anew, and misses nothing.
    await world.stores.history.doubt()
    const next = await startPayment(world)
    await world.toRest()
    await expectPaidOnce(world, next)
    expect((await world.readings.status()).payoutsEnabled).toBe(true)
    await expectSoundBooks(world)
  })
})
