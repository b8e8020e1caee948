import type { BookingFacts, EntryFacts } from './journal.ts'

/** A line of the journal that is not what its row is booked with; or that is missing, or stands for nothing. */
export interface OddLine {
  /** Of the row; null where it is not booked so at all. */
  readonly what: Exclude<BookingFacts['what'], 'cash_out'> | null
  readonly entity: string | null
  readonly key: string
  /** The client that the row is of. */
  readonly owner: bigint | null
  readonly account: string
  readonly unit: string
  readonly exponent: number
  readonly due: bigint
  readonly booked: bigint | null
  /** It says what the row is about; other lines only balance it. */
  readonly main: boolean
  /** Null where there is no entry. */
  readonly entryId: bigint | null
}

/** All that corrections have ever booked on an account. */
export interface Correction {
  readonly account: string
  readonly booked: bigint
}

const offBy = ({ booked, due }: Pick<OddLine, 'booked' | 'due'>): bigint => (booked ?? 0n) - due
const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((total, amount) => total + amount, 0n)

/**
 * What is left once corrections have accounted for the rest. A row is never changed back, so an account of a client is
 * settled when its corrections make up for all that is odd on it, to the last unit; and an entry that does not sum to zero is,
 * when that is by a settled line.
 */
export function withoutCorrected({
  lines,
  entries,
  corrections,
  whole,
}: {
  readonly lines: readonly OddLine[]
  readonly entries: readonly EntryFacts[]
  readonly corrections: readonly Correction[]
  /** All odd lines of the accounts that have corrections. */
  readonly whole: readonly OddLine[]
}): { readonly lines: OddLine[]; readonly entries: EntryFacts[] } {
  const settled = new Set(
    corrections
      .filter(
        ({ account, booked }) => sum(whole.filter((line) => line.account === account).map(offBy)) === -booked,
      )
      .map(({ account }) => account),
  )
  const isSettled = (line: OddLine): boolean => settled.has(line.account)
  const closed = lines.filter(isSettled)
  const isBeside = (line: OddLine): boolean =>
    !line.main && closed.some(({ key, unit }) => key === line.key && unit === line.unit)
  const isClosed = ({ id, unit, total }: EntryFacts): boolean =>
    total !== 0n &&
    sum(lines.filter((line) => isSettled(line) && line.entryId === id && line.unit === unit).map(offBy)) ===
      total
  return {
    lines: lines.filter((line) => !isSettled(line) && !isBeside(line)),
    entries: entries.filter((entry) => !isClosed(entry)),
  }
}

/** A row that is booked wrongly is told by what it is about: that the other side is off as well goes without saying. */
export function withoutBesides(lines: readonly OddLine[]): OddLine[] {
  const told = new Set(lines.filter(({ main }) => main).map(({ key, unit }) => `${key} ${unit}`))
  return lines.filter(({ main, key, unit }) => main || !told.has(`${key} ${unit}`))
}

/** As the check tells it: of the row that it was written for. */
export function bookingOf(line: OddLine): BookingFacts {
  const { account, unit, exponent, due, booked } = line
  const [first = '', kind = '', id = ''] = line.key.split(':')
  const [what, entity] =
    line.what !== null && line.entity !== null ? [line.what, line.entity] : rowOf(first, kind, id)
  return { what, entity, account, unit, exponent, due, booked }
}

/** 'payment:client:8' is the payment's, 'void:client:8' too; 'deposit:4:reversed', 'allocation:12', 'compensation:12'. */
function rowOf(first: string, second: string, third: string): [BookingFacts['what'], string] {
  switch (first) {
    case 'payment':
    case 'void':
      return [first, `payment:${second}:${third}`]
    case 'deposit':
      return [third === 'reversed' ? 'deposit_reversal' : 'deposit', `deposit:${second}`]
    case 'compensation':
      return ['compensation', `tx:${second}`]
    default:
      return ['allocation', `tx:${second}`]
  }
}
