import type { Text } from '../engine/phrase.ts'
import type { TransferReading } from '../engine/readings.ts'
import type { TransferStatus } from '../engine/storage.ts'
import type { JsonObject } from './answer.ts'
import { formatFiat, iso } from './format.ts'

/** Where a payment stands, in the words of somebody who waits for it. */
export const STATUS_WORDS: Readonly<Record<TransferStatus, string>> = {
  accrued: 'accrued',
  pending: 'pending',
  invoiced: 'invoiced',
  paying: 'being paid',
  needs_review: 'NEEDS A PERSON',
  completed: 'completed ✔',
  failed: 'failed',
  cancelled: 'cancelled',
}

/** Whom a payment goes to. */
export function receiverOf(transfer: TransferReading): string {
  if (transfer.kind === 'commission') return 'commission'
  if (transfer.kind === 'funding') return 'source wallet (funding)'
  return `#${transfer.clientId} ${transfer.username ?? '?'}`
}

export const transferFiat = (transfer: TransferReading): Text =>
  transfer.amountFiat === null || transfer.exponent === null || transfer.fiatCode === null
    ? '–'
    : formatFiat(transfer.amountFiat, transfer.exponent, transfer.fiatCode)

export const transferJson = (transfer: TransferReading): JsonObject => ({
  paymentId: transfer.id.toString(),
  kind: transfer.kind,
  status: transfer.status,
  transactionId: transfer.lamassuTransactionId?.toString() ?? null,
  clientId: transfer.clientId?.toString() ?? null,
  clientName: transfer.username,
  amountSats: transfer.amountSats.toString(),
  amountMinor: transfer.amountFiat?.toString() ?? null,
  fiatCode: transfer.fiatCode,
  payerWalletId: transfer.payerWalletId,
  payeeWalletId: transfer.payeeWalletId,
  paymentHash: transfer.paymentHash,
  invoiceNumber: transfer.invoiceSeq,
  attempts: transfer.attempts,
  nextAttemptAt: iso(transfer.nextAttemptAt),
  lastError: transfer.lastError,
  feeMsat: transfer.feeMsat.toString(),
  receiverConfirmed: transfer.receiverConfirmed,
  createdAt: iso(transfer.createdAt),
  completedAt: iso(transfer.completedAt),
})
