import { type AlertReading, type OncallContact, type Severity, SEVERITIES } from '../engine/alerting.ts'
import { formatAge, formatCount, formatSats, formatShortTime } from '../engine/format.ts'
import { joined, say, type Text } from '../engine/phrase.ts'
import { severityLook } from './compose-look.ts'
import { leftTexts } from './compose-remedies.ts'
import type { AlertContext } from './compose.ts'
import { minutesAfter } from './moments.ts'
import { ESCALATION_MINUTES } from './policy.ts'

/** The second line: what is new, since when, and what to do now. */
export function leadOf(alert: AlertReading, context: AlertContext): Text {
  if (context.kind === 'resolved' || alert.state === 'resolved') return resolvedLead(alert, context)
  const { since, now: step } = alert.finding
  const news = newsOf(alert, context)
  const age = say`Since ${formatShortTime(since)} (${formatAge(since, context.now)}).`
  return joined([...(news === null ? [] : [news]), age, step], ' ')
}

/** What is left to do stands in the line that is read. */
function resolvedLead(alert: AlertReading, context: AlertContext): Text {
  const { since } = alert.finding
  const age = formatAge(since, alert.resolvedAt ?? context.now)
  const over = say`Over after ${age} (it began ${formatShortTime(since)}).`
  const left = leftTexts(alert, context)
  return left.length === 0 ? over : joined([over, ...left], ' ')
}

function newsOf(alert: AlertReading, context: AlertContext): Text | null {
  switch (context.kind) {
    case 'first':
    case 'resolved':
      return null
    case 'again':
      return say`It was over and is back, ${formatCount(Math.max(1, alert.flaps), 'time')} so far.`
    case 'worse':
      return worseText(alert, context)
    case 'repeat':
      return say`Still so, told ${formatCount(Math.max(2, alert.repeats + 1), 'time')}.`
    case 'escalated':
      return escalatedText(alert, context)
    case 'unacked':
      return say`The acknowledgement ran out, and it still is so.`
  }
}

/** Level 3 is called before its time when very much money is in doubt. */
function escalatedText(alert: AlertReading, { now, contacts }: AlertContext): Text {
  const from = alert.unackedSince ?? alert.openedAt
  const minutes = ESCALATION_MINUTES[alert.severity][3]
  const isEarly = minutes === null || minutesAfter(from, minutes) > now
  if (alert.level === 3 && isEarly && alert.testChannel === null)
    return isThere(alert, contacts)
      ? say`So much money is in doubt that level 3 is called.`
      : say`So much money is in doubt that level 3 should be called, but nobody is entered there ("oncall set").`
  const level = alert.level === 3 ? 3 : 2
  if (!isThere(alert, contacts))
    return say`Nobody has answered for ${formatAge(from, now)}, and nobody is entered as level ${level} ("oncall set").`
  return say`Nobody has answered for ${formatAge(from, now)}: level ${level} is called.`
}

/** Whether the level that has its turn is anybody; where that is not known, or nobody is really called, it is. */
export function isThere(
  { level, testChannel }: AlertReading,
  contacts: readonly OncallContact[] | undefined,
): boolean {
  const contact = contacts?.find(({ slot }) => slot === `level${level}`)
  if (contact === undefined || testChannel !== null) return true
  return [contact.email, contact.phone, contact.personId, contact.takenBy].some((way) => way !== null)
}

function worseText(alert: AlertReading, context: AlertContext): Text {
  const before = beforeOf(alert, context)
  const word = before.severity === alert.severity ? null : severityLook(before.severity).word
  const isMore = before.exposureSats < alert.finding.exposureSats
  if (word !== null && isMore)
    return say`It has become worse: it was ${word}, with ${formatSats(before.exposureSats)} in doubt.`
  if (word !== null) return say`It has become worse: it was ${word}.`
  return isMore
    ? say`It has become worse: it was ${formatSats(before.exposureSats)}.`
    : say`It has become worse.`
}

export interface AlertBefore {
  readonly severity: Severity
  readonly exposureSats: bigint
}

/** How it was told before: as the context says, else as the event says, else as the alert was told last. */
function beforeOf(alert: AlertReading, { before, events }: AlertContext): AlertBefore {
  if (before !== undefined) return before
  const detail = events?.findLast(({ what }) => what === 'worse')?.detail ?? ''
  const [, word, amount] = /^([a-z]+) (\d+)$/.exec(detail) ?? []
  const severity = SEVERITIES.find((one) => one === word)
  if (severity !== undefined && amount !== undefined) return { severity, exposureSats: BigInt(amount) }
  return { severity: alert.toldSeverity ?? alert.severity, exposureSats: alert.toldExposureSats }
}
