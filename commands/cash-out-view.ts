import { joined, listed, say, type Text } from '../engine/phrase.ts'
import { type CashOut, judge, QUARANTINE_REASONS, type QuarantineReason } from '../engine/domain/cash-out.ts'
import type { CommissionRule, CommissionTerms } from '../engine/domain/commission.ts'
import { parseDecimal, sats } from '../engine/domain/money.ts'
import type { CashOutRow } from '../engine/ports.ts'
import type { Readings, TransactionReading } from '../engine/readings.ts'
import type { Currency } from './fiat-amount.ts'
import { formatFiat, formatNumber, formatSats, trimZeros } from '../engine/format.ts'

const WAITING_REASONS: Readonly<Record<string, Text>> = {
  dispensing: say`the machine is still dispensing`,
  sats_unconfirmed: say`the customer's sats are not confirmed yet`,
}

/** Why a poll waits for a cash-out, in words. */
export const waitingSentence = (reason: string): Text => WAITING_REASONS[reason] ?? reason

/** Why a cash-out was set aside, in words. */
export const quarantineSentence = (reason: string): Text =>
  Object.hasOwn(QUARANTINE_REASONS, reason) ? listed(QUARANTINE_REASONS[reason as QuarantineReason]) : reason

export const currencyOf = (cashOut: TransactionReading): Currency | null =>
  cashOut.fiatCode === null || cashOut.exponent === null
    ? null
    : { fiatCode: cashOut.fiatCode, exponent: cashOut.exponent }

/** '2,000.00 GTQ'; what Lamassu wrote where the books hold no amount. */
export function cashText(cashOut: TransactionReading): Text {
  const currency = currencyOf(cashOut)
  if (currency === null || cashOut.fiatAmount === null) return rowCashText(cashOut.sourceRow)
  return formatFiat(cashOut.fiatAmount, currency.exponent, currency.fiatCode)
}

export const rowCashText = (row: CashOutRow | null): Text =>
  row === null ? '–' : joined([formatNumber(trimZeros(row.fiat)), ' ', row.fiatCode])

/** What the customer paid, in sats where the coin has them. */
export function paidText(cashOut: TransactionReading): Text {
  if (cashOut.cryptoAtoms !== null) return formatSats(cashOut.cryptoAtoms)
  return cashOut.sourceRow === null ? '–' : rowPaidText(cashOut.sourceRow)
}

export function rowPaidText({ cryptoAtoms, cryptoCode }: CashOutRow): Text {
  const inSats = cryptoCode === 'BTC' || cryptoCode === 'LN'
  const amount = formatNumber(cryptoAtoms)
  return inSats ? joined([amount, ' sats']) : say`${amount} of ${cryptoCode}`
}

/** The formula's inputs as the books keep them; null where the cash-out was set aside before they were read. */
export function storedTerms(cashOut: TransactionReading): CommissionTerms | null {
  const scaled = (text: string | null, decimals: number): bigint | null =>
    text === null ? null : parseDecimal(text, decimals)
  const fiatE5 = scaled(cashOut.fiatMajor, 5)
  const fixedFeeE5 = scaled(cashOut.fixedFee, 5)
  const discountE4 = scaled(cashOut.discount, 4)
  if (cashOut.cryptoAtoms === null || fiatE5 === null || fixedFeeE5 === null || discountE4 === null)
    return null
  return {
    cryptoAtomsSats: sats(cashOut.cryptoAtoms),
    commissionE5: scaled(cashOut.commissionPercentage, 5),
    discountE4,
    fiatE5,
    fixedFeeE5,
    tickerPriceE5: scaled(cashOut.rawTickerPrice, 5),
  }
}

export interface Worth {
  readonly cashOut: CashOut
  readonly currency: Currency
}

/**
 * What a row of Lamassu's would bring if nothing but its numbers counted: the domain's own verdict on the same row
 * with cash and sats taken as settled. For showing only; what may be paid is decided by the row as it is.
 */
export async function worthOf(
  row: CashOutRow,
  rule: CommissionRule,
  context: { readings: Readings; now: Date },
): Promise<Worth | { readonly problem: Text }> {
  const exponent = await context.readings.exponentOf(row.fiatCode)
  if (exponent === null) return { problem: say`${row.fiatCode} is not a currency that the books know` }
  const currency = { fiatCode: row.fiatCode, exponent }
  const settled: CashOutRow = {
    ...row,
    dispense: true,
    dispenseConfirmed: true,
    status: 'confirmed',
    error: null,
    errorCode: null,
    isTestCustomer: false,
    dispensedFiat: null,
  }
  const verdict = judge(settled, { rule, exponents: new Map([[row.fiatCode, exponent]]), now: context.now })
  if (verdict.kind === 'payable') return { cashOut: verdict.cashOut, currency }
  return { problem: verdict.kind === 'quarantine' ? quarantineSentence(verdict.reason) : verdict.kind }
}
