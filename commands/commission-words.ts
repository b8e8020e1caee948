import { joined, say, type Text } from '../engine/phrase.ts'
import assert from 'node:assert/strict'
import {
  type CommissionRule,
  type CommissionSplit,
  type CommissionTerms,
  markupFactor,
  splitCommission,
} from '../engine/domain/commission.ts'
import { floorDivide, formatDecimal } from '../engine/domain/money.ts'
import type { Currency } from './fiat-amount.ts'
import { formatMajor, formatSats, formatNumber, trimZeros } from '../engine/format.ts'

/** One rule worked out for one cash-out, step by step, for somebody with a pocket calculator. */
export interface WorkedOut {
  readonly rule: CommissionRule
  readonly steps: readonly Text[]
  /** Null: the rule needs a number that Lamassu did not record. */
  readonly split: CommissionSplit | null
}

export const otherRule = (rule: CommissionRule): CommissionRule => (rule === 'markup' ? 'ticker' : 'markup')

export const RULE_NAMES: Readonly<Record<CommissionRule, Text>> = {
  markup: say`markup (the commission is added to what the clients get)`,
  ticker: say`ticker (the clients get what the cash was worth at Lamassu's price)`,
}

/** The steps from what the customer paid to the base amount and the commission, each with its own numbers. */
export function workOut(rule: CommissionRule, terms: CommissionTerms, currency: Currency): WorkedOut {
  const split = splitCommission(rule, terms)
  const paid = say`The customer paid ${formatSats(terms.cryptoAtomsSats)} and got ${cash(terms.fiatE5, currency)}.`
  if (split === null) {
    const lacking =
      rule === 'markup'
        ? say`Not computable: there is no commission.`
        : say`Not computable: there is no ticker price.`
    return { rule, split, steps: [paid, lacking] }
  }
  const quotient = rule === 'markup' ? markupSteps(terms, currency) : tickerSteps(terms, currency)
  return { rule, split, steps: [paid, ...quotient.steps, ...lastSteps(terms, split, quotient)] }
}

interface Quotient {
  readonly steps: readonly Text[]
  readonly numerator: bigint
  readonly denominator: bigint
}

function markupSteps(terms: CommissionTerms, currency: Currency): Quotient {
  const { cryptoAtomsSats, fiatE5, fixedFeeE5 } = terms
  const factor = markupFactor(terms)
  const share = { numerator: cryptoAtomsSats * fiatE5, denominator: fiatE5 + fixedFeeE5 }
  const shareText = decimalOf(share.numerator, share.denominator)
  const numerator = share.numerator * factor.denominator
  const denominator = share.denominator * factor.numerator
  const percent = trimZeros(formatDecimal(factor.numerator - factor.denominator, 9))
  const factorText = trimZeros(formatDecimal(factor.numerator, 11))
  const feeStep = say`On top came a fixed fee of ${cash(fixedFeeE5, currency)}, which is the operator's. What was paid for the cash itself is ${formatNumber(cryptoAtomsSats.toString())} × ${major(fiatE5, currency)} / ${major(fiatE5 + fixedFeeE5, currency)} = ${shareText} sats.`
  return {
    numerator,
    denominator,
    steps: [
      ...(fixedFeeE5 > 0n ? [feeStep] : []),
      rateStep(terms, percent),
      say`What was paid is the clients' sats and ${percent} % of them on top, so the clients' sats are ${shareText} / ${factorText} = ${decimalOf(numerator, denominator)} sats.`,
    ],
  }
}

function rateStep({ commissionE5, discountE4 }: CommissionTerms, percent: string): Text {
  if (discountE4 === 0n) return say`The commission is ${percent} %, without a discount.`
  const full = trimZeros(formatDecimal(commissionE5 ?? 0n, 3))
  const discount = trimZeros(formatDecimal(discountE4, 4))
  return say`The commission is ${full} %, and ${discount} % of it is waived: ${full} % × (100 − ${discount}) / 100 = ${percent} %.`
}

const SATS_PER_BITCOIN = 100_000_000n

function tickerSteps(terms: CommissionTerms, currency: Currency): Quotient {
  const price = terms.tickerPriceE5 ?? 0n
  const numerator = terms.fiatE5 * SATS_PER_BITCOIN
  return {
    numerator,
    denominator: price,
    steps: [
      say`One bitcoin, which is ${formatSats(SATS_PER_BITCOIN)}, was worth ${cash(price, currency)} by Lamassu's ticker, without commission.`,
      say`The cash was worth ${major(terms.fiatE5, currency)} × ${formatNumber(SATS_PER_BITCOIN.toString())} / ${major(price, currency)} = ${decimalOf(numerator, price)} sats.`,
    ],
  }
}

function lastSteps(terms: CommissionTerms, split: CommissionSplit, quotient: Quotient): Text[] {
  const whole = floorDivide(quotient.numerator, quotient.denominator)
  const capped = whole > terms.cryptoAtomsSats
  assert(split.baseSats === (capped ? terms.cryptoAtomsSats : whole), 'the words follow the same formula')
  const exact = quotient.numerator % quotient.denominator === 0n
  const base = formatSats(split.baseSats)
  const rounding = capped
    ? say`That is more than the customer paid, so the clients get all that came in: ${base}.`
    : exact
      ? say`That is a whole number: the clients get ${base}.`
      : say`Only whole sats can be paid and the fraction stays with the operator: the clients get ${base}.`
  const paid = formatNumber(terms.cryptoAtomsSats.toString())
  return [
    rounding,
    say`The rest is the operator's commission: ${paid} − ${formatNumber(split.baseSats.toString())} = ${formatSats(split.commissionSats)}.`,
  ]
}

/** What the other rule would have given, and the difference for the clients. */
export function compared(used: WorkedOut, other: WorkedOut): Text {
  if (other.split === null || used.split === null)
    return other.rule === 'markup'
      ? say`By the markup rule: not computable, there is no commission.`
      : say`By the ticker rule: not computable, there is no ticker price.`
  const { baseSats, commissionSats } = other.split
  const words = differenceWords(baseSats - used.split.baseSats)
  return say`By the ${other.rule} rule: ${formatSats(baseSats)} for the clients, ${formatSats(commissionSats)} commission: ${words}.`
}

function differenceWords(difference: bigint): Text {
  if (difference === 0n) return say`no difference`
  return difference > 0n
    ? say`${formatSats(difference)} more for the clients`
    : say`${formatSats(-difference)} less for the clients`
}

const DIGITS_SHOWN = 6

/** '259,029.126213…': cut off, never rounded, so that its whole part is what is paid. */
export function decimalOf(numerator: bigint, denominator: bigint): Text {
  const scaled = floorDivide(numerator * 10n ** BigInt(DIGITS_SHOWN), denominator)
  const exact = (numerator * 10n ** BigInt(DIGITS_SHOWN)) % denominator === 0n
  const shown = formatDecimal(scaled, DIGITS_SHOWN)
  return exact ? formatNumber(trimZeros(shown)) : joined([formatNumber(shown), '…'])
}

const major = (amountE5: bigint, { exponent }: Currency): Text => formatMajor(amountE5, exponent)
const cash = (amountE5: bigint, currency: Currency): Text =>
  joined([major(amountE5, currency), ' ', currency.fiatCode])
