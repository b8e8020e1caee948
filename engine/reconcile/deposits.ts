import { clientName, formatAge, formatCount, formatFiat } from '../format.ts'
import { say } from '../phrase.ts'
import { type CheckResult, type Discrepancy, judged } from './verdict.ts'

export const PENDING_HOURS = 48
export const PENDING_DAYS = 7

export interface PendingDeposit {
  readonly id: bigint
  readonly clientId: bigint
  readonly username: string
  readonly amount: bigint
  readonly fiatCode: string
  readonly exponent: number
  readonly createdAt: Date
}

/** A deposit that nobody confirms keeps its client's money out of every cash-out. */
export function checkDeposits(
  old: readonly PendingDeposit[],
  totals: { readonly deposits: number; readonly pending: number },
  now: Date,
): CheckResult {
  return judged({
    name: 'deposits',
    checked: totals.deposits,
    figure: say`${formatCount(totals.pending, 'deposit')} pending`,
    tolerance: say`${PENDING_HOURS} h; ${PENDING_DAYS} days at most`,
    explanation: say`Every deposit is confirmed or rejected in time.`,
    discrepancies: old.map((deposit) => discrepancyOf(deposit, now)),
  })
}

function discrepancyOf(deposit: PendingDeposit, now: Date): Discrepancy {
  const { id, clientId, username, amount, exponent, fiatCode, createdAt } = deposit
  const days = (now.getTime() - createdAt.getTime()) / 86_400_000
  const age = formatAge(createdAt, now)
  return {
    entity: `deposit:${id}`,
    verdict: 'late',
    what: say`deposit #${id} of ${formatFiat(amount, exponent, fiatCode)} for ${clientName({ id: clientId, username })}`,
    why:
      days > PENDING_DAYS
        ? say`pending for ${age}, which is more than a week`
        : say`pending for ${age}, which is more than two days`,
    drift: null,
    doubtSats: 0n,
    steps: [`deposit confirm ${id}`, `deposit show ${id}`],
  }
}
