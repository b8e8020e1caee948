import { type AlertReading, SEVERITIES } from '../engine/alerting.ts'

/** The worst first: by severity, then money, then age. */
export function byUrgency(
  a: Pick<AlertReading, 'severity' | 'finding' | 'openedAt'>,
  b: Pick<AlertReading, 'severity' | 'finding' | 'openedAt'>,
): number {
  const severity = SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity)
  if (severity !== 0) return severity
  const [less, more] = [a.finding.exposureSats, b.finding.exposureSats]
  if (less !== more) return less < more ? 1 : -1
  return a.openedAt.getTime() - b.openedAt.getTime()
}
