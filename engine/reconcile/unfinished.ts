import { formatAge, formatCount, formatSats } from '../format.ts'
import { say } from '../phrase.ts'
import { type CheckResult, type Discrepancy, judged, paymentName } from './verdict.ts'

/** After this a payment is stuck, says the handbook. */
export const STUCK_MINUTES = 15

export interface UnfinishedFacts {
  readonly kind: string
  readonly id: bigint
  readonly status: string
  readonly amountSats: bigint
  readonly createdAt: Date
}

/** Payments by their age: what is not finished in time, and what nobody can prove. */
export function checkUnfinished(
  old: readonly UnfinishedFacts[],
  totals: { readonly unfinished: number; readonly sats: bigint; readonly failed: number },
  { now, maxHours }: { readonly now: Date; readonly maxHours: number },
): CheckResult {
  return judged({
    name: 'unfinished',
    checked: totals.unfinished,
    figure: say`${formatCount(totals.unfinished, 'payment')} unfinished · ${formatSats(totals.sats)} · ${totals.failed} given up`,
    tolerance: say`${STUCK_MINUTES} min; ${maxHours} h at most`,
    explanation: say`Every payment is finished within minutes, and none waits for a person.`,
    discrepancies: old.map((payment) => discrepancyOf(payment, now, maxHours)),
  })
}

function discrepancyOf(payment: UnfinishedFacts, now: Date, maxHours: number): Discrepancy {
  const { kind, id, status, amountSats, createdAt } = payment
  const inReview = status === 'needs_review'
  const tooOld = now.getTime() - createdAt.getTime() > maxHours * 3_600_000
  return {
    entity: `payment:${kind}:${id}`,
    verdict: inReview || tooOld ? 'broken' : 'late',
    what: paymentName(kind, id),
    why: inReview
      ? say`${formatSats(amountSats)} wait for a person since ${formatAge(createdAt, now)}`
      : say`${formatSats(amountSats)} unfinished for ${formatAge(createdAt, now)}`,
    drift: null,
    doubtSats: inReview || status === 'paying' ? amountSats : 0n,
    steps: [`payment lookup ${id}`, `payment show ${id}`],
  }
}
