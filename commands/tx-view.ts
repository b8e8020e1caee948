import { joined, say, type Text } from '../engine/phrase.ts'
import type { CommissionRule, CommissionTerms } from '../engine/domain/commission.ts'
import { splitCommission } from '../engine/domain/commission.ts'
import type { CompensableReading } from '../engine/compensations.ts'
import { parseDecimal, sum } from '../engine/domain/money.ts'
import type { CashOutRow } from '../engine/ports.ts'
import type { TransactionReading, TransferReading } from '../engine/readings.ts'
import { type Block, fields, lines, right, table, text } from './answer.ts'
import { currencyOf, rowCashText, rowPaidText, storedTerms } from './cash-out-view.ts'
import { compared, otherRule, RULE_NAMES, workOut } from './commission-words.ts'
import type { Currency } from './fiat-amount.ts'
import { formatNumber, formatSats, formatTime, trimZeros } from '../engine/format.ts'
import { type Check, conservation, fiatText, moreRows, ROWS_SHOWN, sumCheck } from './split-view.ts'
import { STATUS_WORDS } from './status-words.ts'
import { receiverOf, transferFiat } from './transfer-view.ts'

export const numbered = (steps: readonly Text[]): Text[] =>
  steps.map((step, i) => joined([`${i + 1}. `, step]))

/** The commission worked out with a rule's own numbers, and what the other rule would have given. */
export function formulaBlocks(rule: CommissionRule, terms: CommissionTerms, currency: Currency): Block[] {
  const used = workOut(rule, terms, currency)
  return [
    text(say`The commission, by the rule ${RULE_NAMES[rule]}:`),
    lines(numbered(used.steps)),
    text(compared(used, workOut(otherRule(rule), terms, currency))),
  ]
}

/** Who got what of a distributed cash-out, and how far each payment is; what each could spend is his balance. */
export function distributionBlocks(
  cashOut: TransactionReading,
  transfers: readonly TransferReading[],
  showBalances: boolean,
): Block[] {
  const currency = currencyOf(cashOut)
  const weights = new Map(cashOut.calculation?.weights ?? [])
  const weightOf = (transfer: TransferReading): Text => {
    if (!showBalances || transfer.kind !== 'client') return '–'
    const weight = parseDecimal(weights.get(transfer.clientId?.toString() ?? '') ?? '', 0)
    return weight === null || currency === null ? '–' : fiatText(weight, currency)
  }
  const rows = transfers
    .slice(0, ROWS_SHOWN)
    .map((transfer) => [
      receiverOf(transfer),
      weightOf(transfer),
      transferFiat(transfer),
      formatSats(transfer.amountSats),
      joined([`#${transfer.id} `, STATUS_WORDS[transfer.status]]),
    ])
  return [
    table(
      [say`To`, right(say`Could spend`), right(say`Paid`), right(say`Got`), say`Payment`],
      rows,
      say`No client had a deposit that it could be spent on.`,
    ),
    ...moreRows(transfers.length),
  ]
}

/** The sums that a distributed cash-out must keep for ever; broken ones mean that somebody changed the books by hand. */
export function bookedChecks(cashOut: TransactionReading, transfers: readonly TransferReading[]): Check[] {
  const currency = currencyOf(cashOut)
  const { cryptoAtoms, fiatAmount, baseAmount, commissionAmount, unallocatedSats, unallocatedFiat } = cashOut
  if (currency === null || cryptoAtoms === null || fiatAmount === null) return []
  if (baseAmount === null || commissionAmount === null) return []
  if (unallocatedSats === null || unallocatedFiat === null) return recomputed(cashOut)
  const paid = transfers.filter((transfer) => transfer.kind === 'client')
  return [
    ...conservation({
      currency,
      fiat: fiatAmount,
      base: baseAmount,
      commission: commissionAmount,
      cryptoAtoms,
      shares: paid.map((transfer) => ({ fiat: transfer.amountFiat ?? 0n, amount: transfer.amountSats })),
      unallocatedFiat,
      unallocatedSats,
    }),
    ...recomputed(cashOut),
  ]
}

/** What was given back of the commission afterwards, beside the payments that it was made of. */
export function compensationChecks(
  {
    compensatedSats,
    compensatedHouseSats,
  }: Pick<CompensableReading, 'compensatedSats' | 'compensatedHouseSats'>,
  transfers: readonly TransferReading[],
): Check[] {
  if (compensatedSats === 0n) return []
  const given = sum(
    transfers.filter(({ kind }) => kind === 'compensation').map(({ amountSats }) => amountSats),
  )
  return [
    sumCheck(
      say`given back: ${formatSats(given)} to clients + ${formatSats(compensatedHouseSats)} to the house = ${formatSats(compensatedSats)} of the commission`,
      [given, compensatedHouseSats],
      compensatedSats,
    ),
  ]
}

function recomputed(cashOut: TransactionReading): Check[] {
  const terms = storedTerms(cashOut)
  if (terms === null || cashOut.rule === null) return []
  const again = splitCommission(cashOut.rule, terms)
  return [
    {
      words: say`worked out again from this row alone: the same`,
      holds: again?.baseSats === cashOut.baseAmount,
    },
  ]
}

/** What Lamassu's own row says, as it was taken in. */
export function lamassuBlock(row: CashOutRow): Block {
  return fields(
    [say`In Lamassu`, row.transactionId],
    [
      say`Status`,
      row.dispenseConfirmed === true
        ? say`${row.status}, cash confirmed`
        : say`${row.status}, cash NOT confirmed`,
    ],
    [
      say`Cash`,
      row.dispensedFiat === null
        ? rowCashText(row)
        : say`${rowCashText(row)}, dispensed ${formatNumber(trimZeros(row.dispensedFiat))}`,
    ],
    [say`Paid`, row.cryptoCode === 'LN' ? say`${rowPaidText(row)} over Lightning` : rowPaidText(row)],
    [say`Commission`, row.commissionPercentage === null ? '–' : trimZeros(row.commissionPercentage)],
    [say`Discount`, row.discount === null ? '–' : `${trimZeros(row.discount)} %`],
    [say`Ticker price`, row.rawTickerPrice === null ? '–' : trimZeros(row.rawTickerPrice)],
    [say`Error`, [row.errorCode, row.error].filter((words) => words !== null).join(': ') || say`none`],
    [say`Cash came out`, formatTime(row.cashTime)],
  )
}

/** '… cryptoAtoms: 31100 → 31200': what is different in Lamassu since the row was taken in. */
export function changedFields(before: CashOutRow | null, after: CashOutRow | null): Text[] {
  if (before === null || after === null) return []
  const words = (value: CashOutRow[keyof CashOutRow]): Text => {
    if (value instanceof Date) return value.toISOString()
    return value === null ? say`nothing` : String(value)
  }
  return (Object.keys(after) as (keyof CashOutRow)[])
    .filter((name) => String(words(before[name])) !== String(words(after[name])))
    .map((name) => joined([`${name}: `, words(before[name]), ' → ', words(after[name])]))
}
