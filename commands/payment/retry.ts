import { say } from '../../engine/phrase.ts'
import { Failure } from '../../engine/failure.ts'
import type { RetryOutcome } from '../../engine/actions.ts'
import type { TransferReading } from '../../engine/readings.ts'
import { type Answer, next, text } from '../answer.ts'
import { count, withDefault } from '../arguments.ts'
import { actCommand } from '../definition.ts'
import { formatSats } from '../../engine/format.ts'
import { ALL_UNPAID, batchPreview, FEW, MOST, oneOrAll, retryBatch } from '../payment-batch.ts'
import { VERDICT_WORDS, verdictOf } from '../lookup-verdict.ts'
import { thePayment } from '../references.ts'
import { STATUS_WORDS, TRANSFER_STATUS } from '../status-words.ts'
import { receiverOf, transferJson } from '../transfer-view.ts'

export const command = actCommand({
  noun: 'payment',
  verb: 'retry',
  help: 'Look a payment up and, only if the wallets prove it unpaid, send it again',
  example: 'payment retry 8',
  role: 'treasurer',
  confirm: 'C1',
  arguments: {
    payment: oneOrAll({
      help: "the payment's number, or all-unpaid for everything that is not finished",
      positional: true,
      completes: 'payment',
    }),
    max: withDefault(
      count({ help: 'with all-unpaid: at most so many, the oldest first', least: 1, most: MOST }),
      FEW,
    ),
  },
  async preview(context, args) {
    if (args.payment === ALL_UNPAID) return batchPreview(context, args.max)
    const { readings, probes } = context
    const payment = await thePayment(readings, args.payment)
    refuseFinished(payment)
    const found = verdictOf(payment, await probes.lookUpPayment(payment.kind, payment.id))
    if (found.retry === 'refuses')
      throw new Failure(
        'refused',
        say`Payment ${payment.id} is ${VERDICT_WORDS[found.verdict]}. ${found.finding} ${found.advice}`,
      )
    if (found.retry === 'sends' && !(await readings.status()).payoutsEnabled)
      throw new Failure(
        'refused',
        say`Payouts are switched off: "poll resume --what payout" switches them on.`,
      )
    const amount = formatSats(payment.amountSats)
    return {
      what: say`Retry payment #${payment.id} of ${amount} to ${receiverOf(payment)}`,
      lines: [
        say`looked up: ${VERDICT_WORDS[found.verdict]}. ${found.finding}`,
        found.retry === 'heals'
          ? say`the books: ${STATUS_WORDS[payment.status]} → completed; nothing is sent`
          : say`${amount} may leave wallet ${payment.payerWalletId ?? '–'} for wallet ${payment.payeeWalletId ?? '–'}, once`,
        say`both wallets are asked again before anything is sent`,
      ],
    }
  },
  async act({ actions, readings }, args) {
    if (args.payment === ALL_UNPAID) return retryBatch(readings, actions, args.max)
    const payment = await thePayment(readings, args.payment)
    refuseFinished(payment)
    const outcome = await actions.retryPayment(payment.kind, payment.id)
    return answerOf(await thePayment(readings, payment.id), outcome)
  },
})

function refuseFinished(payment: TransferReading): void {
  if (payment.status === 'accrued')
    throw new Failure(
      'refused',
      say`Payment ${payment.id} is commission without a wallet to go to: set LNBITS_COMMISSION_INVOICE_KEY, and it is paid by itself.`,
    )
  if (payment.status === 'completed' || payment.status === 'failed' || payment.status === 'cancelled')
    throw new Failure(
      'refused',
      say`Payment ${payment.id} is ${TRANSFER_STATUS[payment.status]}: there is nothing to retry. "payment lookup ${payment.id}" shows what the wallets say.`,
    )
}

function answerOf(payment: TransferReading, outcome: RetryOutcome): Answer {
  const json = { ...transferJson(payment), outcome: outcome.kind }
  const done = next(`payment show ${payment.id}`, 'payment list')
  if (outcome.kind === 'refused')
    throw new Failure('refused', say`Payment ${payment.id} was not retried: ${outcome.why}.`)
  if (outcome.kind === 'not_yet')
    return {
      tone: 'warn',
      heading: say`Payment #${payment.id} is not paid yet`,
      blocks: [
        text(say`${outcome.why}. It is tried again by itself.`),
        next(`payment lookup ${payment.id}`, `payment show ${payment.id}`),
      ],
      json: { ...json, why: String(outcome.why) },
    }
  if (outcome.kind === 'healed')
    return {
      tone: 'good',
      heading: say`Payment #${payment.id} had been paid before`,
      blocks: [text(say`The books say so now; nothing was sent.`), done],
      json,
    }
  return {
    tone: 'good',
    heading: say`Payment #${payment.id} is paid: ${formatSats(payment.amountSats)} to ${receiverOf(payment)}`,
    blocks: [done],
    json,
  }
}
