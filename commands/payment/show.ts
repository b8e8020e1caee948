import type { Text } from '../../engine/phrase.ts'
import type { TransferReading } from '../../engine/readings.ts'
import { type Block, fields, next, text } from '../answer.ts'
import { id } from '../arguments.ts'
import { lookCommand } from '../definition.ts'
import { formatSats, formatTime } from '../format.ts'
import { thePayment } from '../references.ts'
import { receiverOf, STATUS_WORDS, transferFiat, transferJson } from '../transfer-view.ts'

export const command = lookCommand({
  noun: 'payment',
  verb: 'show',
  help: 'One payment as the books have it: receiver, amount, invoice, attempts',
  example: 'payment show 8',
  role: 'operator',
  arguments: { payment: id({ help: "the payment's number", positional: true, completes: 'payment' }) },
  async look({ readings, settings }, args) {
    const payment = await thePayment(readings, args.payment)
    return {
      tone: payment.status === 'needs_review' ? 'bad' : payment.status === 'completed' ? 'good' : 'plain',
      heading: `Payment #${payment.id}: ${formatSats(payment.amountSats)} to ${receiverOf(payment)}, ${STATUS_WORDS[payment.status]}`,
      blocks: [
        fields(...pairsOf(payment, settings['operator-timezone'])),
        ...remarks(payment),
        next(...nextOf(payment)),
      ],
      json: transferJson(payment),
    }
  },
})

function pairsOf(payment: TransferReading, zone: string): (readonly [string, string])[] {
  return [
    [
      'Amount',
      `${formatSats(payment.amountSats)}${payment.amountFiat === null ? '' : ` for ${transferFiat(payment)}`}`,
    ],
    ['Cash-out', payment.lamassuTransactionId === null ? '–' : `#${payment.lamassuTransactionId}`],
    ['From wallet', payment.payerWalletId ?? '–'],
    ['To wallet', payment.payeeWalletId ?? '–'],
    ['Payment hash', payment.paymentHash ?? 'no invoice yet'],
    ['Invoice', payment.paymentHash === null ? '–' : `number ${payment.invoiceSeq}`],
    ['Attempts', String(payment.attempts)],
    ['Queued', formatTime(payment.createdAt)],
    payment.completedAt === null
      ? ['Next attempt', WAITS.has(payment.status) ? formatTime(payment.nextAttemptAt) : '–']
      : ['Completed', formatTime(payment.completedAt)],
  ]
}

const WAITS: ReadonlySet<string> = new Set(['pending', 'invoiced', 'paying'])

function remarks(payment: TransferReading): Block[] {
  const unconfirmed = payment.status === 'completed' && payment.receiverConfirmed === false
  const accrued =
    'No commission wallet is set: it stays in the source wallet until LNBITS_COMMISSION_INVOICE_KEY is.'
  return [
    ...(payment.lastError === null || payment.status === 'completed'
      ? []
      : [text(`Last: ${payment.lastError}`)]),
    ...(unconfirmed
      ? [text("The debit is final, and the receiver's wallet could not be read any more.")]
      : []),
    ...(payment.status === 'accrued' ? [text(accrued)] : []),
  ]
}

function nextOf(payment: TransferReading): string[] {
  const cashOut = payment.lamassuTransactionId === null ? [] : [`tx show ${payment.lamassuTransactionId}`]
  return payment.status === 'accrued'
    ? ['config show', ...cashOut]
    : [`payment lookup ${payment.id}`, ...cashOut]
}
