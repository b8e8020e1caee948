import { formatCount, formatSats, shortId } from '../format.ts'
import { say } from '../phrase.ts'
import { type CheckResult, type Discrepancy, judged, magnitude, NO_TOLERANCE, satsDrift } from './verdict.ts'

/** A cash-out whose stored commission is not what its rule's formula gives. */
export interface CommissionFacts {
  readonly id: bigint
  readonly transactionId: string
  readonly rule: string
  readonly base: bigint
  readonly expectedBase: bigint
  readonly commission: bigint
}

/** Every split recomputed by its own rule's formula, in SQL: another hand than the one that made it. */
export function checkCommission(
  odd: readonly CommissionFacts[],
  totals: { readonly count: number; readonly commission: bigint },
): CheckResult {
  return judged({
    name: 'commission',
    checked: totals.count,
    figure: say`${formatCount(totals.count, 'cash-out')} · ${formatSats(totals.commission)} commission`,
    tolerance: NO_TOLERANCE,
    explanation: say`The formula of the rule by which each cash-out was split is worked out again from its stored numbers.`,
    discrepancies: odd.map(discrepancyOf),
  })
}

function discrepancyOf(cashOut: CommissionFacts): Discrepancy {
  const difference = cashOut.expectedBase - cashOut.base
  return {
    entity: `tx:${cashOut.id}`,
    verdict: 'broken',
    what: say`commission of cash-out #${cashOut.id} (${shortId(cashOut.transactionId)})`,
    why: say`by the ${cashOut.rule} rule the clients get ${formatSats(cashOut.expectedBase)}, and ${formatSats(cashOut.base)} is booked`,
    drift: satsDrift(difference),
    doubtSats: magnitude(difference),
    steps: [`tx show ${cashOut.id}`, 'commission verify'],
  }
}
