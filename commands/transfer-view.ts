import { say, type Text } from '../engine/phrase.ts'
import type { TransferReading } from '../engine/readings.ts'
import type { JsonObject } from '../engine/json-value.ts'
import { clientName, formatFiat, iso } from '../engine/format.ts'

/** Whom a payment goes to. */
export function receiverOf(transfer: TransferReading): Text {
  if (transfer.kind === 'commission') return say`commission`
  if (transfer.kind === 'funding') return say`source wallet (funding)`
  const client = clientName({ id: transfer.clientId ?? 0n, username: transfer.username })
  return transfer.kind === 'compensation' ? say`${client} (commission given back)` : client
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
