import { say, type Text } from '../phrase.ts'

/** late: not square so far, and nothing is lost; somebody should look. broken: the books and the world can't both be right. */
export type Verdict = 'ok' | 'late' | 'broken'

export const CHECKS = [
  'clients',
  'cash-outs',
  'payments',
  'journal',
  'commission',
  'duplicates',
  'wallets',
  'receivers',
  'coverage',
  'lamassu',
  'unfinished',
  'deposits',
  'action-log',
] as const
export type CheckName = (typeof CHECKS)[number]

/** By how much: millisats ('msat') or minor units of a currency. */
export interface Drift {
  readonly unit: string
  readonly amount: bigint
  /** Digits after the point of the currency; 0 for millisats. */
  readonly exponent: number
}

/** One thing that is not as it should be, named to the row. */
export interface Discrepancy {
  /** 'client:3', 'tx:12', 'payment:client:8', 'deposit:4', 'entry:99', 'wallet:source' */
  readonly entity: string
  readonly verdict: Exclude<Verdict, 'ok'>
  /** What it is about: 'balance of #3 Ana'. */
  readonly what: Text
  /** What should be and what is, in one sentence. */
  readonly why: Text
  /** Null where it is no matter of an amount. Positive: more is there than should be. */
  readonly drift: Drift | null
  /** Sats whose whereabouts are in doubt because of it. */
  readonly doubtSats: bigint
  /** Command lines; the first is the next step. */
  readonly steps: readonly string[]
}

export interface CheckResult {
  readonly name: CheckName
  readonly verdict: Verdict
  /** How many things were looked at. */
  readonly checked: number
  /** The check's own number: '6 clients · 81,600.00 GTQ'. */
  readonly figure: Text
  readonly tolerance: Text
  /** What was compared with what. */
  readonly explanation: Text
  readonly discrepancies: readonly Discrepancy[]
}

const ORDER: readonly Verdict[] = ['ok', 'late', 'broken']
export const worstVerdict = (verdicts: readonly Verdict[]): Verdict =>
  ORDER[Math.max(0, ...verdicts.map((verdict) => ORDER.indexOf(verdict)))] ?? 'ok'

/** A check's verdict is that of its worst discrepancy. */
export const judged = (result: Omit<CheckResult, 'verdict'>): CheckResult => ({
  ...result,
  verdict: worstVerdict(result.discrepancies.map(({ verdict }) => verdict)),
})

export const msatDrift = (amount: bigint): Drift => ({ unit: 'msat', amount, exponent: 0 })
export const satsDrift = (amount: bigint): Drift => msatDrift(amount * 1000n)
export const magnitude = (amount: bigint): bigint => (amount < 0n ? -amount : amount)
/** Whole sats that hold this many millisats. */
export const satsUp = (msat: bigint): bigint => (magnitude(msat) + 999n) / 1000n

/** 'payment #8', 'commission payment #9'. */
export function paymentName(kind: string, id: bigint): Text {
  if (kind === 'commission') return say`commission payment #${id}`
  if (kind === 'compensation') return say`compensation #${id}`
  return kind === 'funding' ? say`funding #${id}` : say`payment #${id}`
}

export const NO_TOLERANCE = say`none`
