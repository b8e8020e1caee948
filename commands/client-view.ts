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

/** Minor units for one bitcoin, over everything that was paid so far; null before the first payment. */
export const averagePrice = (client: ClientReading): bigint | null =>
  client.paidSats === 0n ? null : floorDivide(client.paidFiat * 100_000_000n, client.paidSats)

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
