import { besideBefore } from '../engine/beside.ts'
import { formatDecimal } from '../engine/domain/money.ts'
import { formatCount, formatFiat, formatNumber, formatSats } from '../engine/format.ts'
import type { JsonObject } from '../engine/json-value.ts'
import { joined, say, type Text } from '../engine/phrase.ts'
import {
  type CurrencyFigures,
  leadsToClosing,
  type MachineFigures,
  type PeriodFigures,
  splitsWhole,
  totalOf,
} from '../engine/period-figures.ts'
import { type Block, fields, right, table, text } from './answer.ts'
import { csvFile } from './csv.ts'

/** Two checks that the figures carry with them: each split is whole, and the balances follow from what moved them. */
export const isSound = ({ machines, currencies }: PeriodFigures): boolean =>
  machines.every(splitsWhole) && currencies.every(leadsToClosing)

/** What happened, beside the same length of time before it. */
export function totalsBlock(figures: PeriodFigures, before: PeriodFigures): Block {
  const now = totalOf(figures.machines)
  const then = totalOf(before.machines)
  const { told, inTime } = figures.responses
  return fields(
    [
      say`Cash-outs`,
      joined([formatNumber(String(now.cashOuts)), besideBefore(BigInt(now.cashOuts), BigInt(then.cashOuts))]),
    ],
    [
      say`Received`,
      joined([formatSats(now.receivedSats), besideBefore(now.receivedSats, then.receivedSats)]),
    ],
    [say`To clients`, joined([formatSats(now.clientsSats), besideBefore(now.clientsSats, then.clientsSats)])],
    [
      say`Commission`,
      joined([formatSats(now.commissionSats), besideBefore(now.commissionSats, then.commissionSats)]),
    ],
    [say`House`, formatSats(now.houseSats)],
    [say`Alerts`, told === 0 ? say`none was told` : say`${inTime} of ${told} answered in time`],
  )
}

export const machinesBlock = ({ machines }: PeriodFigures): Block =>
  table(
    [say`Machine`, right(say`Cash-outs`), right(say`Cash`), right(say`To clients`), right(say`Commission`)],
    machines.map((one) => [
      machineOf(one),
      formatNumber(String(one.cashOuts)),
      formatFiat(one.fiat, one.exponent, one.fiatCode),
      formatSats(one.clientsSats),
      formatSats(one.commissionSats),
    ]),
    say`No cash-outs.`,
  )

/** Of the clients' money, currency by currency. */
export const balancesBlock = ({ currencies }: PeriodFigures): Block =>
  table(
    [
      say`Clients' money`,
      right(say`At the beginning`),
      right(say`Deposits`),
      right(say`Spent`),
      right(say`At the end`),
    ],
    currencies.map((one) => {
      const money = (amount: bigint): Text => formatFiat(amount, one.exponent, one.fiatCode)
      return [
        one.fiatCode,
        money(one.opening),
        money(one.deposits + one.reversals),
        money(-one.spent),
        money(one.closing),
      ]
    }),
    say`No client has had a balance so far.`,
  )

/** What the tables have no room for. */
export function remarksBlock({ currencies, paid }: PeriodFigures): Block {
  const adjusted = currencies.filter(({ adjustments }) => adjustments !== 0n)
  const sats = (amountMsat: bigint): Text =>
    amountMsat % 1000n === 0n ? formatSats(amountMsat / 1000n) : say`${String(amountMsat)} msat`
  return fields(
    [
      say`Paid out`,
      say`${sats(paid.clientsMsat)} to clients, ${sats(paid.commissionMsat)} of commission, ${sats(paid.feesMsat)} of fees`,
    ],
    [
      say`Adjustments`,
      adjusted.length === 0
        ? say`none`
        : joined(
            adjusted.map((one) => formatFiat(one.adjustments, one.exponent, one.fiatCode)),
            ' · ',
          ),
    ],
  )
}

export const soundLine = (figures: PeriodFigures): Block =>
  text(
    isSound(figures)
      ? say`Received = clients + commission + house, and the balances follow from what moved them ✔`
      : say`The figures do not add up ✘: run "recon run"`,
  )

const machineOf = ({ machineName, deviceId }: MachineFigures): string => machineName ?? deviceId

const MACHINE_TITLES = [
  'currency',
  'machine',
  'device_id',
  'cash_outs',
  'fiat',
  'received_sats',
  'clients_sats',
  'commission_sats',
  'house_sats',
]
const BALANCE_TITLES = [
  'currency',
  'opening',
  'deposits',
  'deposits_taken_back',
  'spent',
  'adjusted_up',
  'adjusted_down',
  'closing',
]

/** The same for a spreadsheet, exact to the last unit; what goes out stands in columns of its own, so that none is negative. */
export function periodFiles(kind: string, figures: PeriodFigures, now: Date): Block[] {
  const files = [
    csvFile(`${kind}-machines`, [MACHINE_TITLES, ...figures.machines.map(machineRow)], now),
    csvFile(`${kind}-balances`, [BALANCE_TITLES, ...figures.currencies.map(balanceRow)], now),
  ]
  return files.map((file) => ({ kind: 'file', private: true, ...file }))
}

const machineRow = (one: MachineFigures): string[] => [
  one.fiatCode,
  machineOf(one),
  one.deviceId,
  String(one.cashOuts),
  formatDecimal(one.fiat, one.exponent),
  one.receivedSats.toString(),
  one.clientsSats.toString(),
  one.commissionSats.toString(),
  one.houseSats.toString(),
]

function balanceRow(one: CurrencyFigures): string[] {
  const money = (amount: bigint): string => formatDecimal(amount, one.exponent)
  const { adjustments } = one
  return [
    one.fiatCode,
    money(one.opening),
    money(one.deposits),
    money(-one.reversals),
    money(-one.spent),
    money(adjustments > 0n ? adjustments : 0n),
    money(adjustments < 0n ? -adjustments : 0n),
    money(one.closing),
  ]
}

export const periodJson = (name: string, figures: PeriodFigures): JsonObject => ({
  period: name,
  from: figures.from.toISOString(),
  until: figures.until.toISOString(),
  sound: isSound(figures),
  machines: figures.machines.map((one) => ({
    fiatCode: one.fiatCode,
    deviceId: one.deviceId,
    machineName: one.machineName,
    cashOuts: one.cashOuts,
    fiatMinor: one.fiat.toString(),
    receivedSats: one.receivedSats.toString(),
    clientsSats: one.clientsSats.toString(),
    commissionSats: one.commissionSats.toString(),
    houseSats: one.houseSats.toString(),
  })),
  currencies: figures.currencies.map((one) => ({
    fiatCode: one.fiatCode,
    openingMinor: one.opening.toString(),
    depositsMinor: one.deposits.toString(),
    reversalsMinor: one.reversals.toString(),
    spentMinor: one.spent.toString(),
    adjustmentsMinor: one.adjustments.toString(),
    closingMinor: one.closing.toString(),
  })),
  paid: {
    clientsMsat: figures.paid.clientsMsat.toString(),
    commissionMsat: figures.paid.commissionMsat.toString(),
    feesMsat: figures.paid.feesMsat.toString(),
  },
  alertsTold: figures.responses.told,
  alertsInTime: figures.responses.inTime,
})

/** '17 cash-outs, 3,147,203 sats to clients' */
export function headlineOf({ machines }: PeriodFigures): Text {
  const { cashOuts, clientsSats } = totalOf(machines)
  return say`${formatCount(cashOuts, 'cash-out')}, ${formatSats(clientsSats)} to clients`
}
