import { isWorse, type NoticeKind, type Severity } from '../engine/alerting.ts'
import { type Course, type Draft, over, type RoundContext, type RuleWords, tell } from './course.ts'
import { minutesAfter, secondsAfter, secondsBetween } from './moments.ts'
import { AFTER_INHIBITION_SECONDS, ESCALATION_MINUTES, REPEAT_MINUTES, TEST_STEPS } from './policy.ts'

/** What time alone does to an alert: mutes begin and end, acknowledgements run out, nobody answers, tests go their way. */
export function advance(rule: RuleWords, course: Course, context: RoundContext): void {
  const { alert } = course
  if (alert.testChannel !== null) return advanceTest(rule, course, context)
  // Members are told by their group's card.
  if (alert.groupId !== null) return
  mute(course, context)
  if (alert.state === 'firing') {
    expireAck(course, context)
    insist(course, context)
  }
  promote(rule, course, context)
}

function mute(course: Course, context: RoundContext): void {
  const { alert } = course
  const mutedBy = context.mutedBy(alert)
  if (mutedBy === alert.mutedBy) return
  course.alert = { ...alert, mutedBy, revision: alert.revision + 1 }
  course.events.push({ what: mutedBy === null ? 'unmuted' : 'muted', detail: mutedBy ?? alert.mutedBy })
  if (mutedBy !== null || alert.state === 'resolved') return
  const wasConsequence = /^(?:inhibited|incident):/.test(alert.mutedBy ?? '') && alert.pending !== 'worse'
  const soon = wasConsequence ? secondsAfter(context.now, AFTER_INHIBITION_SECONDS) : context.now
  // Still there after all that time: it is said again, or for the first time.
  if (alert.pending !== null) tell(course, alert.pending, later(alert.tellAt, soon))
  else if (alert.notice > 0) course.alert = { ...course.alert, nextRepeatAt: soon }
}

const later = (a: Date | null, b: Date): Date => (a !== null && a > b ? a : b)

function expireAck(course: Course, { now }: RoundContext): void {
  const { alert } = course
  if (alert.ackUntil === null || alert.ackUntil > now) return
  course.events.push({ what: 'unacked', detail: 'it ran out' })
  course.alert = {
    ...alert,
    ackedBy: null,
    ackedAt: null,
    ackUntil: null,
    ackNote: null,
    unackedSince: now,
    level: alert.level === 0 ? 0 : 1,
    revision: alert.revision + 1,
  }
  tell(course, 'unacked', now)
}

/** Nobody has answered: others are called, and it is said again. */
function insist(course: Course, { now, isQuiet, l3ThresholdSats }: RoundContext): void {
  const { alert } = course
  if (alert.notice === 0 || alert.pending !== null || alert.ackedBy !== null || alert.mutedBy !== null) return
  const level = dueLevel(alert, now, l3ThresholdSats)
  if (level > alert.level && !(isQuiet && alert.severity === 'medium')) {
    course.alert = { ...alert, level }
    return tell(course, 'escalated', now)
  }
  if (alert.nextRepeatAt !== null && alert.nextRepeatAt <= now) tell(course, 'repeat', now)
}

function dueLevel({ severity, unackedSince, finding }: Draft, now: Date, threshold: bigint): Draft['level'] {
  if (threshold > 0n && finding.exposureSats >= threshold) return 3
  const minutes = unackedSince === null ? 0 : secondsBetween(unackedSince, now) / 60
  const { 2: second, 3: third } = ESCALATION_MINUTES[severity]
  if (third !== null && minutes >= third) return 3
  return second !== null && minutes >= second ? 2 : firstLevelOf(severity)
}

/** Whoever is on call is called at once for what can't wait. */
const firstLevelOf = (severity: Severity): Draft['level'] =>
  severity === 'critical' || severity === 'high' ? 1 : 0

/** What waited for its moment becomes a message that every channel has to tell. */
function promote(rule: RuleWords, course: Course, context: RoundContext): void {
  const { alert } = course
  if (alert.pending === null || alert.tellAt === null || alert.tellAt > context.now || alert.mutedBy !== null)
    return
  course.events.push({ what: alert.pending, detail: alert.pending === 'worse' ? beforeOf(alert) : null })
  course.alert = {
    ...alert,
    pending: null,
    tellAt: null,
    notice: alert.notice + 1,
    noticeKind: alert.pending,
    revision: alert.revision + 1,
    ...(alert.pending === 'resolved'
      ? { resolvedNoticeAt: context.now }
      : firing(rule, alert, alert.pending, context)),
  }
}

/** 'high 50000': how it was told before. */
const beforeOf = ({ toldSeverity, toldExposureSats }: Draft): string =>
  `${toldSeverity ?? 'info'} ${toldExposureSats}`

const BEGINNINGS: readonly NoticeKind[] = ['first', 'again']

function firing(
  rule: RuleWords,
  alert: Draft,
  kind: NoticeKind,
  { now, l3ThresholdSats }: RoundContext,
): Partial<Draft> {
  const { severity, finding } = alert
  const repeats = kind === 'repeat' ? alert.repeats + 1 : BEGINNINGS.includes(kind) ? 0 : alert.repeats
  const steps = REPEAT_MINUTES[severity]
  const minutes = steps[Math.min(repeats, steps.length - 1)]
  const isBeginning = BEGINNINGS.includes(kind)
  const isLouder = kind === 'worse' && isWorse(severity, alert.toldSeverity ?? 'info')
  return {
    firedNoticeAt: now,
    toldExposureSats: finding.exposureSats,
    toldSeverity: severity,
    repeats,
    nextRepeatAt: minutes === undefined ? null : minutesAfter(now, minutes),
    ...(isBeginning || isLouder
      ? {
          dueAt: minutesAfter(now, rule.respondMinutes),
          unackedSince: now,
          level: dueLevel({ ...alert, unackedSince: now }, now, l3ThresholdSats),
        }
      : {}),
  }
}

/** A test goes the whole way within seconds, on its own channel alone. */
function advanceTest(rule: RuleWords, course: Course, context: RoundContext): void {
  const { now } = context
  const age = secondsBetween(course.alert.openedAt, now)
  const { alert } = course
  if (alert.state === 'firing') {
    if (alert.notice === 0 && alert.pending === null) tell(course, 'first', now)
    else if (age >= TEST_STEPS.resolved && alert.noticeKind === 'escalated')
      over(course, 'the test is over', context)
    else if (age >= TEST_STEPS.escalated && alert.noticeKind === 'first' && alert.ackedBy !== null) {
      course.alert = { ...alert, ackedBy: null, ackedAt: null, ackUntil: null, level: 2 }
      tell(course, 'escalated', now)
    } else if (age >= TEST_STEPS.acked && alert.noticeKind === 'first' && alert.ackedBy === null) {
      course.alert = {
        ...alert,
        ackedBy: 'test',
        ackedAt: now,
        ackUntil: secondsAfter(now, 60),
        revision: alert.revision + 1,
      }
      course.events.push({ what: 'acked', detail: null, actor: 'test' })
    }
  }
  promote(rule, course, context)
}
