import assert from 'node:assert/strict'
import { type FiatMinor, fiatMinor, floorDivide, type Sats, sats, sum } from './money.ts'

/** What a client may be given from one cash-out. */
export interface Weight {
  readonly clientId: bigint
  /** Fiat that this client may spend on this cash-out, from `spendable`. */
  readonly weightMinor: FiatMinor
}

export interface Share {
  readonly clientId: bigint
  readonly fiat: FiatMinor
  readonly amount: Sats
}

export interface Allocation {
  /** Only clients who get something: fiat > 0 and sats > 0. In order of client id. */
  readonly shares: readonly Share[]
  /** Fiat that no client's deposit covers, and the sats that belong to it: the operator's. */
  readonly unallocatedFiat: FiatMinor
  readonly unallocatedSats: Sats
}

/** A client's standing at the moment of one allocation; all amounts in the client's currency. */
export interface Standing {
  readonly asOfMinor: FiatMinor
  readonly availableMinor: FiatMinor
  /** What is left of the daily limit, for clients in fixed mode; null in flow mode. */
  readonly allowanceMinor: FiatMinor | null
}

/**
 * A client's weight: the balance as of the cash-out, at most what is available now (as-of alone would spend money
 * twice, available alone would let a later deposit share in an earlier cash-out), at most the rest of a daily limit.
 */
export function spendable(standing: Standing): FiatMinor {
  const limits = [standing.asOfMinor, standing.availableMinor]
  if (standing.allowanceMinor !== null) limits.push(standing.allowanceMinor)
  const least = limits.reduce((a, b) => (a < b ? a : b))
  return fiatMinor(least > 0n ? least : 0n)
}

/**
 * Divides `total` in proportion to the weights by the method of largest remainders (Hamilton): every part is the
 * floor of its quota, and the units left over go one each to the largest remainders, ties to the lowest index.
 * Σ parts = total exactly; with total ≤ Σ weights no part exceeds its weight.
 */
export function largestRemainder(total: bigint, weights: readonly bigint[]): bigint[] {
  const weightSum = sum(weights)
  assert(total >= 0n && (weightSum > 0n || total === 0n), 'a positive total needs a positive weight')
  if (total === 0n) return weights.map(() => 0n)
  const parts: bigint[] = []
  const remainders: { index: number; remainder: bigint }[] = []
  for (const [index, weight] of weights.entries()) {
    const product = total * weight
    parts.push(floorDivide(product, weightSum))
    remainders.push({ index, remainder: product % weightSum })
  }
  const leftOver = total - sum(parts)
  assert(
    leftOver >= 0n && leftOver < BigInt(weights.length),
    'fewer units are left over than there are parts',
  )
  remainders.sort((a, b) =>
    a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1,
  )
  for (const [place, { index }] of remainders.entries())
    if (BigInt(place) < leftOver) parts[index] = (parts[index] ?? 0n) + 1n
  return parts
}

/**
 * Splits one cash-out among the clients: fiat first, in proportion to the weights; sats second, in proportion to
 * that fiat, so that all clients of a cash-out get the same price to within one sat. Where the cash-out is larger
 * than all weights together, clients buy only what they have; the rest is the operator's. A client whose share
 * would cost fiat and bring no sat is left out, and the split is made again without him.
 *
 * Σ fiat + unallocated = dispensed, Σ sats + unallocated = base, fiatᵢ ≤ weightᵢ, satsᵢ > 0 ⇔ fiatᵢ > 0.
 */
export function allocate(cashOut: { fiat: FiatMinor; base: Sats }, weights: readonly Weight[]): Allocation {
  assert(cashOut.fiat > 0n && cashOut.base >= 0n, 'a cash-out dispensed cash')
  let takers = weights.filter((w) => w.weightMinor > 0n).sort((a, b) => (a.clientId < b.clientId ? -1 : 1))
  for (let round = 0; round <= weights.length; round++) {
    const shares = shareOut(cashOut, takers)
    const withoutSats = new Set(shares.filter((s) => s.fiat > 0n && s.amount === 0n).map((s) => s.clientId))
    if (withoutSats.size === 0) return conserve(cashOut, shares)
    takers = takers.filter((taker) => !withoutSats.has(taker.clientId))
  }
  throw new Error('unreachable: every round leaves out at least one client')
}

function shareOut(cashOut: { fiat: FiatMinor; base: Sats }, takers: readonly Weight[]): Share[] {
  const weightSum = sum(takers.map((t) => t.weightMinor))
  const covered = cashOut.fiat <= weightSum
  const fiatToSplit = covered ? cashOut.fiat : weightSum
  const satsToSplit = covered ? cashOut.base : floorDivide(cashOut.base * weightSum, cashOut.fiat)
  const fiatParts = largestRemainder(
    fiatToSplit,
    takers.map((t) => t.weightMinor),
  )
  const satsParts = largestRemainder(satsToSplit, fiatParts)
  return takers.map((taker, i) => {
    const fiat = fiatMinor(fiatParts[i] ?? 0n)
    assert(fiat <= taker.weightMinor, 'no client spends more than he has')
    return { clientId: taker.clientId, fiat, amount: sats(satsParts[i] ?? 0n) }
  })
}

function conserve(cashOut: { fiat: FiatMinor; base: Sats }, all: readonly Share[]): Allocation {
  const shares = all.filter((share) => share.fiat > 0n)
  const unallocatedFiat = fiatMinor(cashOut.fiat - sum(shares.map((s) => s.fiat)))
  const unallocatedSats = sats(cashOut.base - sum(shares.map((s) => s.amount)))
  assert(unallocatedFiat >= 0n && unallocatedSats >= 0n, 'an allocation never hands out more than there is')
  assert(
    shares.every((s) => s.amount > 0n),
    'nobody pays for nothing',
  )
  return { shares, unallocatedFiat, unallocatedSats }
}
