import { formatAge, formatCount, formatTime } from '../format.ts'
import { say } from '../phrase.ts'
import { type CheckResult, type Discrepancy, judged } from './verdict.ts'

/** Polls that are later than this many times their distance are late. */
const LATE_INTERVALS = 2.25
const MAX_SILENT_HOURS = 24

export interface CoverageFacts {
  readonly succeeded: number
  readonly failed: number
  readonly lastSuccessAt: Date | null
  readonly pollingEnabled: boolean
  /** Between the end of one successful poll and the beginning of the next. */
  readonly gaps: readonly { readonly pollId: bigint; readonly from: Date; readonly until: Date | null }[]
}

/** Successful polls lie one against the other without a gap, up to now. */
export function checkCoverage(
  facts: CoverageFacts,
  { now, pollSeconds }: { readonly now: Date; readonly pollSeconds: number },
): CheckResult {
  const lateness = latenessOf(facts, now, pollSeconds)
  return judged({
    name: 'coverage',
    checked: facts.succeeded,
    figure: say`${formatCount(facts.succeeded, 'poll')} succeeded · ${facts.failed} failed`,
    tolerance: say`no gap; the last one at most ${LATE_INTERVALS} intervals ago`,
    explanation: say`Each successful poll covers everything since the one before it, and the last one is recent.`,
    discrepancies: [...facts.gaps.map(gapOf), ...(lateness === null ? [] : [lateness])],
  })
}

const gapOf = ({ pollId, from, until }: CoverageFacts['gaps'][number]): Discrepancy => ({
  entity: `poll:${pollId}`,
  verdict: 'broken',
  what: say`gap before poll #${pollId}`,
  why: say`nothing covers ${formatTime(from)} to ${formatTime(until)}`,
  drift: null,
  doubtSats: 0n,
  steps: ['poll backfill', 'tx missing'],
})

function latenessOf(facts: CoverageFacts, now: Date, pollSeconds: number): Discrepancy | null {
  const { lastSuccessAt, pollingEnabled } = facts
  const seconds = lastSuccessAt === null ? Infinity : (now.getTime() - lastSuccessAt.getTime()) / 1000
  if (seconds <= Math.max(pollSeconds * LATE_INTERVALS, 60)) return null
  return {
    entity: 'polls',
    verdict: seconds > MAX_SILENT_HOURS * 3600 && lastSuccessAt !== null ? 'broken' : 'late',
    what: say`polling of Lamassu`,
    why:
      lastSuccessAt === null
        ? say`no poll has succeeded so far`
        : pollingEnabled
          ? say`the last successful poll was ${formatAge(lastSuccessAt, now)} ago`
          : say`polling is switched off; the last successful poll was ${formatAge(lastSuccessAt, now)} ago`,
    drift: null,
    doubtSats: 0n,
    steps: ['poll status', 'poll run'],
  }
}
