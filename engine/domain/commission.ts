import assert from 'node:assert/strict'
import { floorDivide, type Sats, sats } from './money.ts'

/**
 * How a cash-out's sats are divided between the operator (commission) and the clients (base amount).
 * - markup: base = ⌊C · fiat/(fiat + fee) / (1 + c·(100 − d)/100)⌋, the handbook's formula.
 * - ticker: base = min(C, ⌊fiat · 10⁸ / price⌋), what machines have really charged since 2022.
 */
export type CommissionRule = 'markup' | 'ticker'

export const COMMISSION_RULES: readonly CommissionRule[] = ['markup', 'ticker']

/** Everything either rule needs, as exact integers. */
export interface CommissionTerms {
  /** Sats received from the customer, commission included. */
  readonly cryptoAtomsSats: Sats
  /** The commission as a fraction times 10^5 (5.5 % is 5500); null when Lamassu did not record one. */
  readonly commissionE5: bigint | null
  /** Percent off the commission, times 10^4 (10 % off is 100000). */
  readonly discountE4: bigint
  /** Fiat paid out, major units times 10^5. */
  readonly fiatE5: bigint
  /** Fixed fee in fiat on top, major units times 10^5. */
  readonly fixedFeeE5: bigint
  /** Fiat for one bitcoin without commission, major units times 10^5; null when Lamassu did not record one. */
  readonly tickerPriceE5: bigint | null
}

export interface CommissionSplit {
  readonly baseSats: Sats
  readonly commissionSats: Sats
}

const COMMISSION_SCALE = 100_000n
const PERCENT_SCALE = 10_000n
const SATS_PER_BITCOIN = 100_000_000n

/** The split under one rule; null when the terms lack what the rule needs. base + commission = C, exactly. */
export function splitCommission(rule: CommissionRule, terms: CommissionTerms): CommissionSplit | null {
  assert(
    terms.cryptoAtomsSats >= 0n && terms.fiatE5 > 0n && terms.fixedFeeE5 >= 0n,
    'amounts must be positive',
  )
  const base = rule === 'markup' ? markupBase(terms) : tickerBase(terms)
  if (base === null) return null
  const commission = terms.cryptoAtomsSats - base
  assert(base >= 0n && commission >= 0n, 'a split never hands out more than came in')
  return { baseSats: sats(base), commissionSats: sats(commission) }
}

/** 1 + c·(100 − d)/100 as a fraction: with c·10^5 and d·10^4 the denominator is 10^5·100·10^4. */
export function markupFactor(terms: Pick<CommissionTerms, 'commissionE5' | 'discountE4'>): {
  numerator: bigint
  denominator: bigint
} {
  const { commissionE5, discountE4 } = terms
  assert(
    commissionE5 !== null && commissionE5 >= 0n && commissionE5 < COMMISSION_SCALE,
    'commission is a fraction from 0 to below 1',
  )
  assert(discountE4 >= 0n && discountE4 <= 100n * PERCENT_SCALE, 'discount is a percentage from 0 to 100')
  const denominator = COMMISSION_SCALE * 100n * PERCENT_SCALE
  return { numerator: denominator + commissionE5 * (100n * PERCENT_SCALE - discountE4), denominator }
}

function markupBase(terms: CommissionTerms): bigint | null {
  if (terms.commissionE5 === null) return null
  const factor = markupFactor(terms)
  return floorDivide(
    terms.cryptoAtomsSats * terms.fiatE5 * factor.denominator,
    (terms.fiatE5 + terms.fixedFeeE5) * factor.numerator,
  )
}

function tickerBase(terms: CommissionTerms): bigint | null {
  if (terms.tickerPriceE5 === null) return null
  assert(terms.tickerPriceE5 > 0n, 'a ticker price is positive')
  const worth = floorDivide(terms.fiatE5 * SATS_PER_BITCOIN, terms.tickerPriceE5)
  return worth < terms.cryptoAtomsSats ? worth : terms.cryptoAtomsSats
}
