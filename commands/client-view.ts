import { say, type Text } from '../engine/phrase.ts'
import { floorDivide } from '../engine/domain/money.ts'
import type { ClientReading } from '../engine/readings.ts'
import type { JsonObject } from '../engine/json-value.ts'
import { formatFiat, iso } from '../engine/format.ts'

/** An amount in the client's own currency. */
export const inClientFiat = (client: ClientReading, amount: bigint): Text =>
  formatFiat(amount, client.exponent, client.fiatCode)

export const availableOf = (client: ClientReading): bigint => client.remaining - client.held

/** What is neither a deposit nor a payment: adjustments that a person made. */
export const adjustedOf = (client: ClientReading): bigint =>
  client.remaining - (client.deposited - client.paidFiat)

const MSAT_PER_BITCOIN = 100_000_000_000n

/** Minor units for one bitcoin, when so many bought so much; null for nothing. */
export const bitcoinPrice = (fiatMinor: bigint, amountMsat: bigint): bigint | null =>
  amountMsat === 0n ? null : floorDivide(fiatMinor * MSAT_PER_BITCOIN, amountMsat)

/** Over everything that was paid so far; null before the first payment. */
export const averagePrice = (client: ClientReading): bigint | null =>
  bitcoinPrice(client.paidFiat, client.paidSats * 1000n)

export const modeText = (client: ClientReading): Text =>
  client.mode === 'flow' || client.dailyLimit === null
    ? say`flow`
    : say`fixed, at most ${inClientFiat(client, client.dailyLimit)} a day`

export const clientJson = (client: ClientReading): JsonObject => ({
  clientId: client.id.toString(),
  name: client.username,
  status: client.status,
  fiatCode: client.fiatCode,
  exponent: client.exponent,
  mode: client.mode,
  dailyLimitMinor: client.dailyLimit?.toString() ?? null,
  walletId: client.walletId,
  hasKey: client.hasKey,
  remainingMinor: client.remaining.toString(),
  heldMinor: client.held.toString(),
  availableMinor: availableOf(client).toString(),
  depositedMinor: client.deposited.toString(),
  paidMinor: client.paidFiat.toString(),
  adjustedMinor: adjustedOf(client).toString(),
  paidSats: client.paidSats.toString(),
  payments: client.payments,
  lastPaidAt: iso(client.lastPaidAt),
  createdAt: iso(client.createdAt),
})
