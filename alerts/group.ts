import type { AlertReading, Finding } from '../engine/alerting.ts'
import { sats } from '../engine/domain/money.ts'
import { formatCount } from '../engine/format.ts'
import { joined, say } from '../engine/phrase.ts'
import { byUrgency } from './urgency.ts'

const NAMED = 5

/** What one card says for many alerts of a rule: how many, how much in all, and the worst of them. */
export function groupFinding(
  members: readonly Pick<AlertReading, 'severity' | 'finding' | 'openedAt'>[],
): Finding {
  const [worst, ...others] = [...members].sort(byUrgency).slice(0, NAMED)
  if (worst === undefined) throw new Error('a group has members')
  const named = [worst, ...others].map(({ finding }) => finding)
  return {
    entity: '*',
    severity: worst.severity,
    what: say`${formatCount(members.length, 'alert')} at once; the worst: ${worst.finding.what}`,
    exposureSats: sats(members.reduce((sum, { finding }) => sum + finding.exposureSats, 0n)),
    since: new Date(Math.min(...members.map(({ finding }) => finding.since.getTime()))),
    fired: joined(
      named.map(({ what, fired }) => joined([what, ' (', fired, ')'])),
      '; ',
    ),
    now: worst.finding.now,
    steps: worst.finding.steps,
  }
}
