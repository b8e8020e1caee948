import type { CashOutRow } from '../../../engine/ports.ts'
import type { Dice } from '../simulation/dice.ts'
import { isOpen, rollSale, type Sale } from '../simulation/sales.ts'

/** One row of Lamassu, and when it stands like that. */
export interface RowInTime {
  readonly atMs: number
  readonly row: CashOutRow
}

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/**
 * A sale as simulation/sales.ts makes it, brought into the order in which Lamassu 10 really writes its columns
 * (lamassu.md 2.2): the sats are confirmed, then the cash comes out, then the machine reports. Each such row has a
 * confirmed_at, and never the status `instant`, which no wallet of Lamassu gives: without this the predecessor, which
 * looks at both, would be blamed for rows that do not exist.
 *
 * `oddShare`: how many of the sales that need a person's decision (one in eight there) are kept.
 * Returns one or two rows; the second is the late report, the customer's return, or the late confirmation.
 */
export function rollShopSale(dice: Dice, atMs: number, oddShare: number): RowInTime[] {
  const sale = rollSale(dice, new Date(atMs), ['GTQ'])
  if (sale.fate === 'set_aside' && oddShare < 1 && !dice.chance(oddShare))
    return rollShopSale(dice, atMs, oddShare)
  const row = inOrder(sale.row, atMs)
  if (!isOpen(sale)) return sale.row.dispense ? [{ atMs, row }] : redeemedLater(dice, row, atMs)
  return sale.row.dispenseConfirmed === true
    ? confirmedLater(dice, row, atMs)
    : reportedLate(dice, row, atMs, sale)
}

function inOrder(row: CashOutRow, atMs: number): CashOutRow {
  return {
    ...row,
    status: 'confirmed',
    created: new Date(atMs - 90 * SECOND),
    confirmedAt: new Date(atMs - 40 * SECOND),
    cashTime: new Date(atMs),
  }
}

/** "Redeem later": paid and confirmed, and the customer comes for the cash within a day, or never. */
function redeemedLater(dice: Dice, row: CashOutRow, atMs: number): RowInTime[] {
  const waiting = { ...row, dispense: false, dispenseConfirmed: null, cashTime: null }
  if (dice.chance(0.4)) return [{ atMs, row: waiting }]
  const comesMs = atMs + dice.between(20 * MINUTE, 20 * HOUR)
  return [{ atMs, row: waiting }, finished(row, comesMs)]
}

/** Zero-conf: the cash is out, and the sats are confirmed ten minutes later or more. */
function confirmedLater(dice: Dice, row: CashOutRow, atMs: number): RowInTime[] {
  const authorized = { ...row, status: 'authorized', confirmedAt: null }
  if (dice.chance(0.3)) return [{ atMs, row: authorized }]
  const laterMs = atMs + dice.between(10 * MINUTE, 40 * MINUTE)
  return [
    { atMs, row: authorized },
    { atMs: laterMs, row: { ...row, confirmedAt: new Date(laterMs) } },
  ]
}

/** The machine's report did not get through; it is posted again, often at the machine's next start. */
function reportedLate(dice: Dice, row: CashOutRow, atMs: number, { row: unreported }: Sale): RowInTime[] {
  const silent = { ...row, dispenseConfirmed: null, dispensedFiat: unreported.dispensedFiat }
  if (dice.chance(0.3)) return [{ atMs, row: silent }]
  return [{ atMs, row: silent }, finished(silent, atMs + dice.between(5 * MINUTE, 20 * HOUR))]
}

/** The dispense action bears the time at which the report came in. */
const finished = (row: CashOutRow, atMs: number): RowInTime => ({
  atMs,
  row: { ...row, dispense: true, dispenseConfirmed: true, cashTime: new Date(atMs) },
})
