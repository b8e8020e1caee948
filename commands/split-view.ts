import { joined, say, type Text } from '../engine/phrase.ts'
import type { Allocation, Weight } from '../engine/domain/allocation.ts'
import { type FiatMinor, type Sats, sum } from '../engine/domain/money.ts'
import type { Readings } from '../engine/readings.ts'
import { type Block, lines, right, table } from './answer.ts'
import type { JsonObject } from '../engine/json-value.ts'
import type { Currency } from './fiat-amount.ts'
import { clientName, formatCount, formatFiat, formatSats } from '../engine/format.ts'

/** A split that was worked out and not booked. */
export interface Split {
  readonly currency: Currency
  readonly fiat: FiatMinor
  readonly base: Sats
  readonly commission: Sats
  readonly allocation: Allocation
  readonly weights: readonly Weight[]
}

/** Longer tables are cut, and say so; `--json` has every row. */
export const ROWS_SHOWN = 50

/** One line of the arithmetic that must come out, with its mark. */
export interface Check {
  readonly words: Text
  readonly holds: boolean
}

export const sumCheck = (words: Text, parts: readonly bigint[], total: bigint): Check => ({
  words,
  holds: sum(parts) === total,
})

export const checkLines = (checks: readonly Check[]): Block =>
  lines(checks.map((check) => joined([check.words, check.holds ? ' ✔' : ' ✘'])))

export const fiatText = (amount: bigint, { exponent, fiatCode }: Currency): Text =>
  formatFiat(amount, exponent, fiatCode)

export async function splitBlocks(readings: Readings, split: Split): Promise<Block[]> {
  const { shares } = split.allocation
  const shown = shares.slice(0, ROWS_SHOWN)
  const names = await readings.clientNames(shown.map((share) => share.clientId))
  const weights = new Map(split.weights.map((weight) => [weight.clientId, weight.weightMinor]))
  const rows = shown.map((share) => [
    clientName({ id: share.clientId, username: names.get(share.clientId) ?? null }),
    fiatText(weights.get(share.clientId) ?? 0n, split.currency),
    fiatText(share.fiat, split.currency),
    formatSats(share.amount),
  ])
  const columns = [say`Client`, right(say`Could spend`), right(say`Pays`), right(say`Gets`)]
  return [
    table(columns, rows, say`No client has a deposit that this cash-out could be spent on.`),
    ...moreRows(shares.length),
    checkLines(splitChecks(split)),
  ]
}

export const moreRows = (count: number): Block[] =>
  count > ROWS_SHOWN
    ? [lines([say`… and ${formatCount(count - ROWS_SHOWN, 'more row')}: --json has all of them.`])]
    : []

function splitChecks({ currency, fiat, base, commission, allocation }: Split): Check[] {
  const { shares, unallocatedFiat, unallocatedSats } = allocation
  return conservation({
    currency,
    fiat,
    base,
    commission,
    cryptoAtoms: null,
    shares: shares.map((share) => ({ fiat: share.fiat, amount: share.amount })),
    unallocatedFiat,
    unallocatedSats,
  })
}

/** Nothing is lost and nothing is made: cash and sats, each to the last unit. */
export function conservation(split: {
  readonly currency: Currency
  readonly fiat: bigint
  readonly base: bigint
  readonly commission: bigint
  /** What the customer paid, where it is known apart from the two. */
  readonly cryptoAtoms: bigint | null
  readonly shares: readonly { fiat: bigint; amount: bigint }[]
  readonly unallocatedFiat: bigint
  readonly unallocatedSats: bigint
}): Check[] {
  const fiatShares = sum(split.shares.map((share) => share.fiat))
  const satsShares = sum(split.shares.map((share) => share.amount))
  const total = split.cryptoAtoms ?? split.base + split.commission
  const inCash = (amount: bigint): Text => fiatText(amount, split.currency)
  return [
    sumCheck(
      say`Σ sats: ${formatSats(split.base)} for the clients + ${formatSats(split.commission)} commission = ${formatSats(total)}`,
      [split.base, split.commission],
      total,
    ),
    sumCheck(
      say`Σ clients: ${formatSats(satsShares)} + ${formatSats(split.unallocatedSats)} that no deposit covers (the operator's) = ${formatSats(split.base)}`,
      [satsShares, split.unallocatedSats],
      split.base,
    ),
    sumCheck(
      say`Σ cash: ${inCash(fiatShares)} + ${inCash(split.unallocatedFiat)} that no deposit covers = ${inCash(split.fiat)}`,
      [fiatShares, split.unallocatedFiat],
      split.fiat,
    ),
  ]
}

export const splitJson = (split: Split): JsonObject => ({
  fiatCode: split.currency.fiatCode,
  fiatMinor: split.fiat.toString(),
  baseSats: split.base.toString(),
  commissionSats: split.commission.toString(),
  shares: split.allocation.shares.map((share) => ({
    clientId: share.clientId.toString(),
    amountMinor: share.fiat.toString(),
    amountSats: share.amount.toString(),
  })),
  weights: split.weights.map((weight) => ({
    clientId: weight.clientId.toString(),
    weightMinor: weight.weightMinor.toString(),
  })),
  unallocatedMinor: split.allocation.unallocatedFiat.toString(),
  unallocatedSats: split.allocation.unallocatedSats.toString(),
})
