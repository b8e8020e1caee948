import { Failure } from '../../engine/failure.ts'
import { say, type Text } from '../../engine/phrase.ts'
import type { InvoiceReading } from '../../engine/readings.ts'
import { actCommand } from '../definition.ts'
import { formatSats, formatTime, shortId } from '../../engine/format.ts'
import { VERDICT_WORDS, verdictOf } from '../lookup-verdict.ts'
import {
  interestedIn,
  intervenedAnswer,
  paymentArgument,
  paymentName,
  refuseSettled,
} from '../payment-decision.ts'
import { thePayment } from '../references.ts'

export const command = actCommand({
  noun: 'payment',
  verb: 'recreate',
  help: 'Replace the invoice of a payment, once the wallets prove that the old one is dead, and pay the new one',
  example: 'payment recreate 8',
  role: 'treasurer',
  confirm: 'C2',
  arguments: { payment: paymentArgument },
  async preview({ readings, probes, settings }, args) {
    const payment = await thePayment(readings, args.payment)
    refuseSettled(payment)
    const lookup = await probes.lookUpPayment(payment.kind, payment.id)
    const found = verdictOf(payment, lookup)
    if (found.verdict !== 'UNPAID' && found.retry !== 'heals')
      throw new Failure(
        'refused',
        say`Payment ${payment.id} is ${VERDICT_WORDS[found.verdict]}. ${found.finding} ${found.advice}`,
      )
    if (lookup.kind === 'known' && lookup.resolution.kind === 'unpaid')
      throw new Failure(
        'refused',
        say`The invoice of payment ${payment.id} lives, and a second one beside it could be paid as well. "payment retry ${payment.id}" pays the same invoice, which can happen only once.`,
      )
    const invoices = await readings.invoices(payment.kind, payment.id)
    return {
      what: say`Make ${paymentName(payment)} anew`,
      lines: [
        say`looked up: ${VERDICT_WORDS[found.verdict]}. ${found.finding}`,
        ...invoices.map(invoiceText),
        say`the old invoice stays in the books for ever; the new one is of the same payment, client, cash-out and hold, so that it can only be booked once`,
        say`it is made only once the old one has been dead for ${settings['reissue-after-seconds']} s, when no request to pay it can arrive any more`,
        say`${formatSats(payment.amountSats)} may leave wallet ${payment.payerWalletId ?? '–'}, once`,
      ],
      word: payment.id.toString(),
      interested: interestedIn(payment),
    }
  },
  async act({ actions, readings }, args) {
    const payment = await thePayment(readings, args.payment)
    refuseSettled(payment)
    return intervenedAnswer(readings, payment.id, await actions.recreatePayment(payment.kind, payment.id))
  },
})

function invoiceText({ seq, paymentHash, deadAt, deadSeenAt }: InvoiceReading): Text {
  const hash = shortId(paymentHash)
  if (deadAt !== null) return say`invoice ${seq} (${hash}…): proven dead ${formatTime(deadAt)}`
  return deadSeenAt === null
    ? say`invoice ${seq} (${hash}…): in use`
    : say`invoice ${seq} (${hash}…): seen dead since ${formatTime(deadSeenAt)}`
}
