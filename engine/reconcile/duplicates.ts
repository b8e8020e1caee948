import { formatCount } from '../format.ts'
import { say, type Text } from '../phrase.ts'
import { type CheckResult, type Discrepancy, judged, NO_TOLERANCE } from './verdict.ts'

export interface DuplicateFacts {
  readonly kind: 'cash_out' | 'payment' | 'commission' | 'funding' | 'compensation' | 'hash' | 'booking'
  /** Lamassu's id, 'cash-out 12, client 3', a hash. */
  readonly reference: string
  readonly count: number
  readonly entity: string
  readonly doubtSats: bigint
}

const KINDS: Readonly<Record<DuplicateFacts['kind'], Text>> = {
  cash_out: say`the same cash-out`,
  payment: say`payments to one client for one cash-out`,
  commission: say`commission payments for one cash-out`,
  funding: say`fundings for one cash-out`,
  compensation: say`compensations to one client for one cash-out`,
  hash: say`payments with one hash`,
  booking: say`bookings of one event`,
}

/** Nothing twice; and the unique keys that forbid it are all in place. */
export function checkDuplicates(
  found: readonly DuplicateFacts[],
  keys: { readonly wanted: readonly string[]; readonly missing: readonly string[] },
): CheckResult {
  return judged({
    name: 'duplicates',
    checked: keys.wanted.length,
    figure: formatCount(found.length, 'duplicate'),
    tolerance: NO_TOLERANCE,
    explanation: say`No cash-out, payment, commission or hash is there twice, and the ${formatCount(keys.wanted.length, 'unique key')} that forbid it are in place.`,
    discrepancies: [...found.map(discrepancyOf), ...keys.missing.map(missingKey)],
  })
}

const discrepancyOf = ({ kind, reference, count, entity, doubtSats }: DuplicateFacts): Discrepancy => ({
  entity,
  verdict: 'broken',
  what: KINDS[kind],
  why: say`${reference} is there ${count} times`,
  drift: null,
  doubtSats,
  steps: ['tx duplicates', 'poll pause --what both --reason "duplicates"'],
})

const missingKey = (name: string): Discrepancy => ({
  entity: `key:${name}`,
  verdict: 'broken',
  what: say`unique key ${name}`,
  why: say`it is gone from the database: nothing forbids a duplicate any more, until whoever runs the database makes it again`,
  drift: null,
  doubtSats: 0n,
  steps: ['tx duplicates', 'poll pause --what both --reason "unique key"'],
})
