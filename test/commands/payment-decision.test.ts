import { afterEach, beforeEach, expect, test } from 'vitest'
import { command as cancel } from '../../commands/payment/cancel.ts'
import { command as markPaid } from '../../commands/payment/mark-paid.ts'
import { command as recreate } from '../../commands/payment/recreate.ts'
import { command as show } from '../../commands/payment/show.ts'
import { command as retry } from '../../commands/payment/retry.ts'
import { claimPayment, readPayment, type StartedPayment, startPayment } from '../engine/one-payment.ts'
import { type Desk, openDesk, rowsOf, saidBy } from '../support/commands.ts'

let desk: Desk
beforeEach(async () => {
  desk = await openDesk()
})
afterEach(() => desk.close())

const given = ({ id }: StartedPayment) => ({ payment: id.toString() })

async function invoiced(): Promise<StartedPayment> {
  const payment = await startPayment(desk.world)
  desk.world.control.inject({ endpoint: 'pay', fault: { kind: 'drop', moment: 'before' } })
  await desk.world.payOne(await claimPayment(desk.world, payment))
  await desk.world.skipWaiting()
  return payment
}
function dropUnpaid(): void {
  desk.world.control.settings.fundingAnswer = 'failed'
  desk.world.control.recheckPending()
  desk.world.control.settings.fundingAnswer = 'pending'
}
async function half(): Promise<StartedPayment> {
  const payment = await startPayment(desk.world)
  desk.world.control.inject({ endpoint: 'pay', fault: { kind: 'half_state' } })
  await desk.world.payOne(await claimPayment(desk.world, payment))
  await desk.world.skipWaiting()
  return payment
}

test('payment cancel shows where hold and sats go, and keeps the client out of it', async () => {
  const payment = await startPayment(desk.world)
  expect([cancel.confirm, markPaid.confirm, recreate.confirm]).toEqual(['C4E', 'C4E', 'C2'])
  const { preview, answer } = await desk.run(cancel, { ...given(payment), note: 'he has left' })
  expect(preview?.interested).toEqual([{ clientId: payment.client.id }])
  expect(preview?.lines).toEqual(
    expect.arrayContaining([
      'the books: pending → cancelled',
      "2,000.00 GTQ: on hold → back in the client's balance",
    ]),
  )
  expect(answer).toMatchObject({ tone: 'warn', json: { outcome: 'cancelled', status: 'cancelled' } })
  expect(await desk.refusal(cancel, { ...given(payment), note: 'x' })).toContain(
    'nothing can be changed about it',
  )
})

test('payment cancel of one that lives, or was half paid, is refused with what to do', async () => {
  const living = await invoiced()
  expect(await desk.refusal(cancel, { ...given(living), note: 'x' })).toContain(
    'LNbits has no way to take one back',
  )
  expect(await desk.refusal(cancel, { ...given(await half()), note: 'x' })).toContain(
    'Only what is proven unpaid can be cancelled.',
  )
})

test('payment recreate names the invoices, waits for the proof, and pays the new one', async () => {
  const payment = await invoiced()
  expect(await desk.refusal(recreate, given(payment))).toContain('lives, and a second one beside it')
  dropUnpaid()
  const first = await desk.run(recreate, given(payment))
  expect(first.preview?.word).toBe(payment.id.toString())
  expect(first.preview?.lines.join('\n')).toMatch(/invoice 1 \([0-9a-f]{8}…\): in use/)
  expect(first.answer).toMatchObject({ tone: 'warn', json: { outcome: 'not_yet' } })
  await desk.world.pool.query(`UPDATE payment_invoices SET dead_seen_at = dead_seen_at - interval '1 hour'`)
  const second = await desk.run(recreate, given(payment))
  expect(second.preview?.lines.join('\n')).toContain('seen dead since')
  expect(saidBy(second.answer)).toContain('By invoice number 2.')
  expect(second.answer.json).toMatchObject({ outcome: 'paid', status: 'completed', invoiceNumber: 2 })
  const shown = (await desk.run(show, { payment: payment.id.toString() })).answer
  expect(rowsOf(shown).map(([seq, , dead]) => [seq, dead === '–'])).toEqual([
    ['1', false],
    ['2', true],
  ])
})

test('payment mark-paid takes a proof that fits, and nothing else', async () => {
  const unpaid = await invoiced()
  const note = 'seen'
  expect(await desk.refusal(markPaid, { ...given(unpaid), note, proof: 'maybe' })).toContain(
    '--proof must be a preimage of 64 hex digits, or "receiver"; "maybe" is neither.',
  )
  expect(await desk.refusal(markPaid, { ...given(unpaid), note, proof: 'receiver' })).toContain(
    'Nothing proves that it was paid.',
  )
  const payment = await half()
  expect(await desk.refusal(markPaid, { ...given(payment), note, proof: 'receiver' })).toContain(
    "the receiver's wallet does not show the sats",
  )
  expect(await desk.refusal(markPaid, { ...given(payment), note, proof: 'ab'.repeat(32) })).toContain(
    'its SHA-256 is not the payment hash',
  )
  const { paymentHash } = await readPayment(desk.world, payment)
  const preimage =
    desk.world.control.payments().find((row) => row.paymentHash === paymentHash)?.preimage ?? ''
  const { preview, answer } = await desk.run(markPaid, { ...given(payment), note, proof: preimage })
  expect(preview?.lines.join('\n')).toContain('book it only if the client has the sats in another way')
  expect(answer.json).toMatchObject({ outcome: 'marked_paid', status: 'completed', receiverConfirmed: false })
})

test('payment retry all-unpaid pays one after the other, a line each', async () => {
  const payments = [await startPayment(desk.world), await startPayment(desk.world)]
  const all = { payment: 'all-unpaid' }
  expect(await desk.preview(retry, all)).toMatchObject({
    confirm: 'C1',
    what: expect.stringContaining('4 payments'),
  })
  expect((await desk.preview(retry, { ...all, max: '1' })).what).toContain('1 payment,')
  await desk.world.stores.bookkeeping.setSetting('four-eyes-above-sats', '1000', 'test')
  expect(await desk.preview(retry, all)).toMatchObject({ confirm: 'C4E' })
  await desk.world.stores.bookkeeping.setSetting('four-eyes-above-sats', '5000000', 'test')
  payments.push(await startPayment(desk.world))
  expect(await desk.preview(retry, { ...all, max: '6' })).toMatchObject({ confirm: 'C4E' })
  const { answer } = await desk.run(retry, { ...all, max: '6' })
  expect(answer.heading).toBe('6 of 6 payments are paid')
  expect(rowsOf(answer)).toHaveLength(6)
  for (const payment of payments) expect((await readPayment(desk.world, payment)).status).toBe('completed')
  expect(await desk.refusal(retry, all)).toBe('No payment is unfinished: there is nothing to retry.')
})

test('payment retry all-unpaid goes on where one is refused', async () => {
  const broken = await half()
  const other = await startPayment(desk.world)
  const { answer } = await desk.run(retry, { payment: 'ALL-unpaid' })
  expect(answer.tone).toBe('warn')
  const lines = new Map(rowsOf(answer).map(([id, , words]) => [id, words]))
  expect(lines.get(`#${broken.id}`)).toContain('paying again would pay twice')
  expect(lines.get(`#${other.id}`)).toBe('paid')
})
