import type { AlertDecision } from '../engine/alert-storage.ts'
import type { AlertReading, NoticeKind } from '../engine/alerting.ts'
import type { Sats } from '../engine/domain/money.ts'
import { secondsAfter } from './moments.ts'
import { SPACING_SECONDS } from './policy.ts'
import type { Rule } from './rule.ts'

export type RuleWords = Pick<Rule, 'id' | 'severity' | 'respondMinutes' | 'goodChecks' | 'recovery'>

export type Draft = AlertDecision['alert']
export type Happening = AlertDecision['events'][number]

/** An alert on its way through one round. */
export interface Course {
  readonly before: AlertReading | null
  alert: Draft
  readonly events: Happening[]
}

export interface RoundContext {
  readonly now: Date
  /** Why this one may not be told now; null when it may. */
  readonly mutedBy: (alert: Draft) => string | null
  readonly l3ThresholdSats: Sats
  /** The operator's quiet hours: what can wait for the morning does. */
  readonly isQuiet: boolean
  /** 'RULE entity' of what was over once because somebody said so. */
  readonly everRaised: ReadonlySet<string>
}

/** The next message is about this, not before that moment. */
export function tell(course: Course, pending: NoticeKind, tellAt: Date): void {
  course.alert = { ...course.alert, pending, tellAt }
}

/** Not sooner than the spacing after the last one of its kind. */
export const spaced = (last: Date | null, now: Date): Date => {
  const earliest = last === null ? now : secondsAfter(last, SPACING_SECONDS)
  return earliest > now ? earliest : now
}

/** It is over; told once, to those who were told that it began. */
export function over(course: Course, how: string, { now }: RoundContext): void {
  const { alert } = course
  course.alert = {
    ...alert,
    state: 'resolved',
    resolvedAt: now,
    resolvedHow: how,
    revision: alert.revision + 1,
    pending: null,
    tellAt: null,
  }
  course.events.push({ what: 'resolved', detail: how })
  if (isToldAsFiring(alert)) tell(course, 'resolved', spaced(alert.resolvedNoticeAt, now))
}

const isToldAsFiring = ({ notice, noticeKind, groupId }: Draft): boolean =>
  groupId === null && notice > 0 && noticeKind !== 'resolved'
