import { formatCount, formatFiat, formatSats } from '../format.ts'
import { say, type Text } from '../phrase.ts'
import { type CheckResult, type Discrepancy, judged, NO_TOLERANCE } from './verdict.ts'

/** What was booked for one row, where that is not what the row says. `booked` null: nothing was. */
export interface BookingFacts {
  readonly what:
    | 'deposit'
    | 'deposit_reversal'
    | 'payment'
    | 'void'
    | 'allocation'
    | 'compensation'
    | 'cash_out'
  /** 'deposit:4', 'payment:client:8', 'tx:12' */
  readonly entity: string
  readonly account: string
  readonly unit: string
  readonly exponent: number
  readonly due: bigint
  readonly booked: bigint | null
}

/** An entry whose lines don't sum to zero, or one that stands for nothing that happened. */
export interface EntryFacts {
  readonly id: bigint
  readonly key: string
  readonly fault: 'unbalanced' | 'stray'
  readonly unit: string | null
  readonly exponent: number
  readonly total: bigint
}

/** An account of sats whose balance is not what the transfers make it. Millisats. */
export interface AccountFacts {
  readonly account: string
  readonly due: bigint
  readonly balance: bigint
}

export interface JournalFacts {
  readonly entries: number
  readonly bookings: readonly BookingFacts[]
  readonly oddEntries: readonly EntryFacts[]
  readonly accounts: readonly AccountFacts[]
  /** Of a thousand entries each; they differ, and were too many to be gone through line by line. */
  readonly blocksLeft: number
}

/** The journal against every row that it was written for, and its accounts against all of them together. */
export function checkJournal(found: JournalFacts): CheckResult {
  return judged({
    name: 'journal',
    checked: found.entries,
    figure: formatCount(found.entries, 'journal entry|journal entries'),
    tolerance: NO_TOLERANCE,
    explanation: say`Every entry sums to zero; every deposit, distribution, payment and given-up payment is booked once with its own amounts; every account of sats is what the payments make it, to the millisat.`,
    discrepancies: [
      ...found.oddEntries.map(entryDiscrepancy),
      ...found.bookings.map(bookingDiscrepancy),
      ...found.accounts.map(accountDiscrepancy),
      ...(found.blocksLeft === 0 ? [] : [tooManyBlocks(found.blocksLeft)]),
    ],
  })
}

const amountIn = (unit: string, exponent: number, amount: bigint): Text =>
  unit === 'msat' ? sayMsat(amount) : formatFiat(amount, exponent, unit)
const sayMsat = (amount: bigint): Text =>
  amount % 1000n === 0n ? formatSats(amount / 1000n) : say`${String(amount)} msat`

function bookingDiscrepancy({
  what,
  entity,
  account,
  unit,
  exponent,
  due,
  booked,
}: BookingFacts): Discrepancy {
  const should = amountIn(unit, exponent, due)
  return {
    entity,
    verdict: 'broken',
    what: BOOKINGS[what](entity),
    why:
      booked === null
        ? say`${should} should be booked on ${account}, and nothing is`
        : say`${should} should be booked on ${account}, and ${amountIn(unit, exponent, booked)} is`,
    drift: { unit, amount: (booked ?? 0n) - due, exponent },
    doubtSats: 0n,
    steps: ['audit log', stepFor(entity)],
  }
}

const BOOKINGS: Readonly<Record<BookingFacts['what'], (entity: string) => Text>> = {
  deposit: (entity) => say`booking of deposit #${last(entity)}`,
  deposit_reversal: (entity) => say`booking of the reversal of deposit #${last(entity)}`,
  payment: (entity) => say`booking of payment #${last(entity)}`,
  void: (entity) => say`booking of the given-up payment #${last(entity)}`,
  allocation: (entity) => say`booking of the distribution of #${last(entity)}`,
  compensation: (entity) => say`booking of the compensation of #${last(entity)}`,
  cash_out: (entity) => say`booking of the cash of cash-out #${last(entity)}`,
}

const last = (entity: string): string => entity.split(':').at(-1) ?? ''
const STEPS: Readonly<Record<string, string>> = {
  deposit: 'deposit show',
  payment: 'payment show',
  tx: 'tx show',
}
const stepFor = (entity: string): string =>
  `${STEPS[entity.split(':')[0] ?? ''] ?? 'tx show'} ${last(entity)}`

const entryDiscrepancy = ({ id, key, fault, unit, exponent, total }: EntryFacts): Discrepancy => ({
  entity: `entry:${id}`,
  verdict: 'broken',
  what: say`journal entry #${id} (${key})`,
  why:
    fault === 'unbalanced' && unit !== null
      ? say`its lines sum to ${amountIn(unit, exponent, total)}, not to zero`
      : say`it stands for nothing that the books know of`,
  drift: unit === null ? null : { unit, amount: total, exponent },
  doubtSats: 0n,
  steps: ['audit log', 'status show'],
})

const tooManyBlocks = (blocks: number): Discrepancy => ({
  entity: 'journal',
  verdict: 'broken',
  what: say`the journal`,
  why: say`${formatCount(blocks, 'block')} more of a thousand entries each differ from what they were written for: too many to be named line by line`,
  drift: null,
  doubtSats: 0n,
  steps: ['recon run', 'status show'],
})

const accountDiscrepancy = ({ account, due, balance }: AccountFacts): Discrepancy => ({
  entity: `account:${account}`,
  verdict: 'broken',
  what: say`journal account ${account}`,
  why: say`the payments make it ${sayMsat(due)}, and it says ${sayMsat(balance)}`,
  drift: { unit: 'msat', amount: balance - due, exponent: 0 },
  doubtSats: 0n,
  steps: ['audit log', 'status show'],
})
