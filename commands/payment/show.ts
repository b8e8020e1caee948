import { say, type Text } from '../../engine/phrase.ts'
import type { InvoiceReading, TransferReading } from '../../engine/readings.ts'
import { type Block, fields, next, table, text } from '../answer.ts'
import { id } from '../arguments.ts'
import { lookCommand } from '../definition.ts'
import { formatSats, formatShortTime, formatTime } from '../../engine/format.ts'
import { thePayment } from '../references.ts'
import { STATUS_WORDS } from '../status-words.ts'
import { receiverOf, transferFiat, transferJson } from '../transfer-view.ts'
import { recorded } from '../../engine/recorded.ts'

export const command = lookCommand({
  noun: 'payment',
  verb: 'show',
  help: 'One payment as the books have it: receiver, amount, invoice, attempts',
  example: 'payment show 8',
  role: 'operator',
  arguments: { payment: id({ help: "the payment's number", positional: true, completes: 'payment' }) },
  async look({ readings }, args) {
    const payment = await thePayment(readings, args.payment)
    const invoices = await readings.invoices(payment.kind, payment.id)
    return {
      tone: payment.status === 'needs_review' ? 'bad' : payment.status === 'completed' ? 'good' : 'plain',
      heading: say`Payment #${payment.id}: ${formatSats(payment.amountSats)} to ${receiverOf(payment)}, ${STATUS_WORDS[payment.status]}`,
      blocks: [
        fields(...pairsOf(payment)),
        ...remarks(payment),
        ...earlierInvoices(invoices),
        next(...nextOf(payment)),
      ],
      json: transferJson(payment),
    }
  },
})

function pairsOf(payment: TransferReading): (readonly [Text, Text])[] {
  const amount = formatSats(payment.amountSats)
  return [
    [say`Amount`, payment.amountFiat === null ? amount : say`${amount} for ${transferFiat(payment)}`],
    [say`Cash-out`, payment.lamassuTransactionId === null ? '–' : `#${payment.lamassuTransactionId}`],
    [say`From wallet`, payment.payerWalletId ?? '–'],
    [say`To wallet`, payment.payeeWalletId ?? '–'],
    [say`Payment hash`, payment.paymentHash ?? say`no invoice yet`],
    [say`Invoice`, payment.paymentHash === null ? '–' : say`number ${payment.invoiceSeq}`],
    [say`Attempts`, String(payment.attempts)],
    [say`Queued`, formatTime(payment.createdAt)],
    payment.completedAt === null
      ? [say`Next attempt`, WAITS.has(payment.status) ? formatTime(payment.nextAttemptAt) : '–']
      : [say`Completed`, formatTime(payment.completedAt)],
  ]
}

/** Invoices that were replaced are kept for ever: whoever doubts a payment looks for each of them in the wallets. */
function earlierInvoices(invoices: readonly InvoiceReading[]): Block[] {
  if (invoices.length < 2) return []
  const rows = invoices.map((invoice) => [
    String(invoice.seq),
    formatShortTime(invoice.createdAt),
    formatShortTime(invoice.deadAt),
    invoice.paymentHash,
  ])
  return [table([say`Invoice`, say`Made`, say`Dead since`, say`Payment hash`], rows, '–')]
}

const WAITS: ReadonlySet<string> = new Set(['pending', 'invoiced', 'paying'])

function remarks(payment: TransferReading): Block[] {
  const unconfirmed = payment.status === 'completed' && payment.receiverConfirmed === false
  const accrued = say`No commission wallet is set: it stays in the source wallet until LNBITS_COMMISSION_INVOICE_KEY is.`
  return [
    ...(payment.lastError === null || payment.status === 'completed'
      ? []
      : [text(say`Last: ${recorded(payment.lastError)}`)]),
    ...(unconfirmed
      ? [text(say`The debit is final, and the receiver's wallet could not be read any more.`)]
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
