import assert from 'node:assert/strict'
import { type CommissionRule, type CommissionTerms, splitCommission } from './commission.ts'
import {
  type FiatMinor,
  fiatMinor,
  MAX_FIAT_MINOR,
  MAX_SATS,
  parseDecimal,
  type Sats,
  sats,
} from './money.ts'

/** What decides about a Lamassu row. Numbers are decimal text exactly as PostgreSQL prints them; they are read here. */
export interface ReportedCashOut {
  /** cash_out_txs.id, a uuid made by the machine: the only stable key. */
  readonly transactionId: string
  readonly cryptoCode: string
  /** Smallest units of the coin, commission included: numeric(30,0). */
  readonly cryptoAtoms: string
  /** MAJOR units with five decimals, as requested by the customer: numeric(14,5). */
  readonly fiat: string
  readonly fiatCode: string
  /** MAJOR units; '0' where the server has no such column (before 10.2). */
  readonly fixedFee: string
  /** A fraction (0.05500); null on some old rows. */
  readonly commissionPercentage: string | null
  /** MAJOR units of fiat for one coin, without commission. */
  readonly rawTickerPrice: string | null
  /** Percent OFF THE COMMISSION; null means 0. */
  readonly discount: string | null
  readonly status: string
  readonly dispense: boolean
  readonly dispenseConfirmed: boolean | null
  readonly error: string | null
  readonly errorCode: string | null
  readonly isTestCustomer: boolean
  readonly created: Date
  readonly confirmedAt: Date | null
  /** Σ dispensed·denomination of the last dispense or dispenseError action, MAJOR units; null without such a row. */
  readonly dispensedFiat: string | null
  /** When the cash moved: the last dispense action, else the last provisionNotes action; null without either. */
  readonly cashTime: Date | null
}

/** A cash-out that the clients are owed for, as exact integers. */
export interface CashOut {
  readonly transactionId: string
  readonly cryptoCode: 'BTC' | 'LN'
  readonly fiatCode: string
  readonly fiat: FiatMinor
  readonly terms: CommissionTerms
  readonly baseSats: Sats
  readonly commissionSats: Sats
  /** When the cash left the machine: the moment whose balances count. */
  readonly transactionTime: Date
}

export type Verdict =
  | { readonly kind: 'payable'; readonly cashOut: CashOut }
  /** Nothing to decide yet; looked at again with every poll. */
  | { readonly kind: 'waiting'; readonly reason: WaitingReason }
  /** A human has to decide. */
  | { readonly kind: 'quarantine'; readonly reason: QuarantineReason }
  /** No cash left the machine: nothing is owed to anybody. */
  | { readonly kind: 'nothing' }

export type WaitingReason = 'dispensing' | 'sats_unconfirmed'

/** Why a cash-out is set aside, each with the sentence that the operator reads. */
export const QUARANTINE_REASONS = {
  dispense_unconfirmed: 'the machine started to dispense and never confirmed that all cash came out',
  partial_dispense: 'the notes that came out do not add up to the amount of the cash-out',
  error_after_dispense: 'the cash came out, and Lamassu recorded an error on the same row',
  test_customer: 'the customer is marked as a test customer in Lamassu',
  other_coin: 'the customer paid with a coin that is neither BTC nor LN',
  other_currency: 'no client keeps deposits in the currency that was dispensed',
  amount: 'an amount is missing, zero, negative, out of range, or has more decimals than its currency',
  missing_commission: 'Lamassu recorded no commission',
  missing_price: 'Lamassu recorded no ticker price',
  absurd_commission:
    'the commission is not a fraction from 0 to below 1, or the discount not a percentage from 0 to 100',
  changed_upstream: 'the row changed in Lamassu after it was taken in',
  unreadable: 'the row could not be read',
  held: 'a person holds it back',
} as const

export type QuarantineReason = keyof typeof QUARANTINE_REASONS

export interface VerdictContext {
  readonly rule: CommissionRule
  /** Digits after the point for each currency in which at least one client keeps deposits. */
  readonly exponents: ReadonlyMap<string, number>
  readonly now: Date
}

/** The machine reports a finished dispense within seconds; after five minutes a person should look. */
export const DISPENSE_GRACE_SECONDS = 300

/** Codes with which Lamassu sets `dispense` although no cash moves. */
const NO_CASH_CODES: ReadonlySet<string | null> = new Set([
  'operatorCancel',
  'scoreThresholdReached',
  'walletScoringError',
])
const SETTLED_STATUSES = new Set(['confirmed', 'instant'])

/**
 * The error code that the source gives a row which came back in a shape nobody expected; the error names the columns.
 * It is delivered with the other rows, so that it hides none of them, and a person has to look at it.
 */
export const UNREADABLE_ROW_CODE = 'satmachine_unreadable'

/** What a Lamassu row means for the clients. Pure: the same row, context and time give the same verdict. */
export function judge(row: ReportedCashOut, context: VerdictContext): Verdict {
  if (row.errorCode === UNREADABLE_ROW_CODE) return quarantine('unreadable')
  if (row.dispenseConfirmed !== true) return judgeUndispensed(row, context.now)
  if (row.error !== null || row.errorCode !== null) return quarantine('error_after_dispense')
  if (!SETTLED_STATUSES.has(row.status)) return { kind: 'waiting', reason: 'sats_unconfirmed' }
  return judgeSettled(row, context)
}

function judgeUndispensed(row: ReportedCashOut, now: Date): Verdict {
  if (!row.dispense) return { kind: 'nothing' }
  if (NO_CASH_CODES.has(row.errorCode)) return { kind: 'nothing' }
  const since = row.cashTime ?? row.created
  const ageSeconds = (now.getTime() - since.getTime()) / 1000
  if (ageSeconds < DISPENSE_GRACE_SECONDS) return { kind: 'waiting', reason: 'dispensing' }
  return quarantine('dispense_unconfirmed')
}

function judgeSettled(row: ReportedCashOut, context: VerdictContext): Verdict {
  if (row.isTestCustomer) return quarantine('test_customer')
  if (row.cryptoCode !== 'BTC' && row.cryptoCode !== 'LN') return quarantine('other_coin')
  const exponent = context.exponents.get(row.fiatCode)
  if (exponent === undefined) return quarantine('other_currency')
  const amounts = readAmounts(row, exponent)
  if (amounts === null) return quarantine('amount')
  if (row.dispensedFiat !== null && parseDecimal(row.dispensedFiat, 5) !== amounts.fiatE5)
    return quarantine('partial_dispense')
  const rates = readRates(row)
  if (typeof rates === 'string') return quarantine(rates)
  const { fiat, ...rest } = amounts
  const terms: CommissionTerms = { ...rest, ...rates }
  const split = splitCommission(context.rule, terms)
  assert(split !== null, 'readRates found what either rule needs')
  const transactionTime = row.cashTime ?? row.confirmedAt ?? context.now
  return {
    kind: 'payable',
    cashOut: {
      transactionId: row.transactionId,
      cryptoCode: row.cryptoCode,
      fiatCode: row.fiatCode,
      fiat,
      terms,
      ...split,
      transactionTime,
    },
  }
}

const quarantine = (reason: QuarantineReason): Verdict => ({ kind: 'quarantine', reason })

/** A rule of the ordinary judgement that a person may set aside for one cash-out, with what it says. */
export const OVERRIDES = {
  dispense_unconfirmed: 'the machine has not confirmed that the cash came out',
  error_after_dispense: 'Lamassu recorded an error on the row',
  sats_unconfirmed: "Lamassu has not confirmed that the customer's sats came in",
  partial_dispense: 'the notes that came out do not add up to the amount of the cash-out',
  test_customer: 'the customer is marked as a test customer in Lamassu',
} as const

export type Override = keyof typeof OVERRIDES

export type HandVerdict =
  | { readonly kind: 'payable'; readonly cashOut: CashOut; readonly overridden: readonly Override[] }
  /** Not even a person can have it paid: the coin, the currency or the numbers are wrong. */
  | { readonly kind: 'impossible'; readonly reason: QuarantineReason }

/**
 * What a row brings when a person answers for the cash having come out: the same reading of coin, currency, amounts and
 * rates as `judge`, which nobody can set aside. What `judge` would have objected to besides is named.
 */
export function judgeByHand(row: ReportedCashOut, context: VerdictContext): HandVerdict {
  if (row.errorCode === UNREADABLE_ROW_CODE) return { kind: 'impossible', reason: 'unreadable' }
  const verdict = judgeSettled({ ...row, isTestCustomer: false, dispensedFiat: null }, context)
  if (verdict.kind === 'payable')
    return { kind: 'payable', cashOut: verdict.cashOut, overridden: objectionsTo(row) }
  assert(verdict.kind === 'quarantine', 'a settled row is payable or set aside')
  return { kind: 'impossible', reason: verdict.reason }
}

function objectionsTo(row: ReportedCashOut): Override[] {
  const objections: Record<Override, boolean> = {
    dispense_unconfirmed: row.dispenseConfirmed !== true,
    error_after_dispense: row.error !== null || row.errorCode !== null,
    sats_unconfirmed: !SETTLED_STATUSES.has(row.status),
    partial_dispense:
      row.dispensedFiat !== null && parseDecimal(row.dispensedFiat, 5) !== parseDecimal(row.fiat, 5),
    test_customer: row.isTestCustomer,
  }
  return (Object.keys(objections) as Override[]).filter((objection) => objections[objection])
}

interface Amounts extends Pick<CommissionTerms, 'cryptoAtomsSats' | 'fiatE5' | 'fixedFeeE5'> {
  readonly fiat: FiatMinor
}

function readAmounts(row: ReportedCashOut, exponent: number): Amounts | null {
  const cryptoAtoms = parseDecimal(row.cryptoAtoms, 0)
  const fiat = parseDecimal(row.fiat, exponent)
  const fiatE5 = parseDecimal(row.fiat, 5)
  const fixedFeeE5 = parseDecimal(row.fixedFee, 5)
  if (cryptoAtoms === null || fiat === null || fiatE5 === null || fixedFeeE5 === null) return null
  if (cryptoAtoms <= 0n || cryptoAtoms > MAX_SATS || fiat <= 0n || fiat > MAX_FIAT_MINOR || fixedFeeE5 < 0n)
    return null
  return { cryptoAtomsSats: sats(cryptoAtoms), fiat: fiatMinor(fiat), fiatE5, fixedFeeE5 }
}

type Rates = Pick<CommissionTerms, 'commissionE5' | 'discountE4' | 'tickerPriceE5'>

function readRates(row: ReportedCashOut): Rates | QuarantineReason {
  if (row.commissionPercentage === null) return 'missing_commission'
  if (row.rawTickerPrice === null) return 'missing_price'
  const commissionE5 = parseDecimal(row.commissionPercentage, 5)
  const discountE4 = parseDecimal(row.discount ?? '0', 4)
  const tickerPriceE5 = parseDecimal(row.rawTickerPrice, 5)
  if (tickerPriceE5 === null || tickerPriceE5 <= 0n) return 'missing_price'
  if (commissionE5 === null || commissionE5 < 0n || commissionE5 >= 100_000n) return 'absurd_commission'
  if (discountE4 === null || discountE4 < 0n || discountE4 > 1_000_000n) return 'absurd_commission'
  return { commissionE5, discountE4, tickerPriceE5 }
}
