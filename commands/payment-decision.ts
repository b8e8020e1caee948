import { Failure } from '../engine/failure.ts'
import type { PaymentIntervened } from '../engine/payment-interventions.ts'
import { say, type Text } from '../engine/phrase.ts'
import type { Readings, TransferReading } from '../engine/readings.ts'
import { type Answer, next, text } from './answer.ts'
import { id } from './arguments.ts'
import { formatSats } from '../engine/format.ts'
import type { Interest } from './definition.ts'
import { thePayment } from './references.ts'
import { TRANSFER_STATUS } from './status-words.ts'
import { receiverOf, transferJson } from './transfer-view.ts'

/* What the commands have in common with which a person takes one payment in hand. */

export const paymentArgument = id({ help: "the payment's number", positional: true, completes: 'payment' })

/** 'payment #8 of 259,029 sats to #3 Ana' */
export const paymentName = (payment: TransferReading): Text =>
  say`payment #${payment.id} of ${formatSats(payment.amountSats)} to ${receiverOf(payment)}`

/** The client who is paid has an interest in it, and is never the one who says yes. */
export const interestedIn = (payment: TransferReading): Interest[] =>
  payment.clientId === null ? [] : [{ clientId: payment.clientId }]

/** Refuses what no person can change any more. */
export function refuseSettled(payment: TransferReading): void {
  if (payment.status === 'completed' || payment.status === 'failed' || payment.status === 'cancelled')
    throw new Failure(
      'refused',
      say`Payment ${payment.id} is ${TRANSFER_STATUS[payment.status]}: nothing can be changed about it. "payment lookup ${payment.id}" shows what the wallets say.`,
    )
  if (payment.status === 'accrued')
    throw new Failure(
      'refused',
      say`Payment ${payment.id} is commission without a wallet to go to: set LNBITS_COMMISSION_INVOICE_KEY, and it is paid by itself.`,
    )
}

/** What became of it, as the books have it now; what was refused is thrown. */
export async function intervenedAnswer(
  readings: Readings,
  paymentId: bigint,
  outcome: PaymentIntervened,
): Promise<Answer> {
  if (outcome.kind === 'refused')
    throw new Failure('refused', say`Nothing was changed about payment ${paymentId}: ${outcome.why}.`)
  const payment = await thePayment(readings, paymentId)
  const json = { ...transferJson(payment), outcome: outcome.kind }
  const done = next(`payment show ${paymentId}`, 'payment list')
  if (outcome.kind === 'not_yet')
    return {
      tone: 'warn',
      heading: say`Payment #${paymentId}: not yet`,
      blocks: [text(say`${outcome.why}.`), next(`payment lookup ${paymentId}`, `payment show ${paymentId}`)],
      json: { ...json, why: String(outcome.why) },
    }
  return {
    tone: outcome.kind === 'cancelled' ? 'warn' : 'good',
    heading: headingOf(payment, outcome.kind),
    blocks: [...explained(payment, outcome), done],
    json,
  }
}

function headingOf(
  payment: TransferReading,
  kind: Exclude<PaymentIntervened['kind'], 'refused' | 'not_yet'>,
): Text {
  switch (kind) {
    case 'healed':
      return say`Payment #${payment.id} had been paid before`
    case 'paid':
      return say`Payment #${payment.id} is paid: ${formatSats(payment.amountSats)} to ${receiverOf(payment)}`
    case 'cancelled':
      return say`Payment #${payment.id} is cancelled`
    case 'marked_paid':
      return say`Payment #${payment.id} is booked as completed`
  }
}

function explained(payment: TransferReading, outcome: PaymentIntervened): Answer['blocks'] {
  if (outcome.kind === 'healed') return [text(say`The books say so now; nothing was sent.`)]
  if (outcome.kind === 'paid')
    return [
      text(
        say`By invoice number ${payment.invoiceSeq}. The ones before it are proven dead and stay in the books.`,
      ),
    ]
  if (outcome.kind === 'cancelled')
    return [
      text(
        payment.kind === 'client'
          ? say`What was on hold is back in the client's balance, and buys from the next cash-outs. The sats stay in the source wallet and are the operator's.`
          : say`The sats stay in the source wallet and are the operator's.`,
      ),
    ]
  if (outcome.kind !== 'marked_paid') return []
  return [
    text(
      outcome.how === 'debited'
        ? say`The paying wallet's debit is booked. Nothing was sent.`
        : say`The sats came from another wallet than ours: they are booked as the operator's own, from outside. Nothing was sent.`,
    ),
  ]
}
