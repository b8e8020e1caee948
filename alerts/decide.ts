import { type AlertReading, type Finding, isWorse } from '../engine/alerting.ts'
import { sats } from '../engine/domain/money.ts'
import { textToJson } from '../engine/phrase-json.ts'
import { advance } from './advance.ts'
import { type Course, type Draft, over, type RoundContext, type RuleWords, spaced, tell } from './course.ts'
import { groupFinding } from './group.ts'
import { secondsAfter, secondsBetween } from './moments.ts'
import {
  FLAP_SECONDS,
  GOOD_CHECKS,
  GOOD_SECONDS,
  GROUP_WAIT_SECONDS,
  SINGLE_CARDS,
  WORSE_FACTOR,
} from './policy.ts'

/** The entity of the one card that stands for many. */
export const GROUP = '*'

/**
 * What a rule's findings mean for what was known before: new, worse, the same, over. Pure; `open` are the rule's alerts
 * that may still change. Findings are null when the rule was not asked, or could not tell.
 */
export function decide(
  rule: RuleWords,
  findings: readonly Finding[] | null,
  open: readonly AlertReading[],
  context: RoundContext,
): Course[] {
  const courses = open.map((alert): Course => ({ before: alert, alert, events: [] }))
  const real = courses.filter(({ alert }) => alert.testChannel === null)
  if (findings !== null) compare(rule, findings, real, courses, context)
  regroup(rule, courses, context)
  for (const course of courses) advance(rule, course, context)
  return courses.filter(({ before, alert }) => alert !== before)
}

function compare(
  rule: RuleWords,
  findings: readonly Finding[],
  real: readonly Course[],
  courses: Course[],
  context: RoundContext,
): void {
  const known = new Map(
    real.filter(({ alert }) => alert.entity !== GROUP).map((one) => [one.alert.entity, one]),
  )
  const found = new Set(findings.map((finding) => finding.entity))
  const cards = real.filter(({ alert }) => alert.state === 'firing' && alert.groupId === null).length
  const news: Course[] = []
  for (const finding of findings) {
    const course = known.get(finding.entity)
    if (course?.alert.state === 'firing') seen(rule, course, finding, context)
    else if (isSettled(rule, finding, context)) continue
    else if (course !== undefined && flaps(course.alert, context)) reopened(rule, course, finding, context)
    else news.push({ before: null, alert: opened(rule, finding, context), events: [] })
  }
  const isMany = cards + news.length > SINGLE_CARDS
  const hasGroup = real.some(({ alert }) => alert.entity === GROUP && alert.state === 'firing')
  for (const one of news)
    if (isMany || hasGroup) one.alert = { ...one.alert, groupId: NEW_MEMBER, pending: null }
  courses.push(...news)
  if (rule.recovery === 'acknowledged') return
  for (const course of known.values())
    if (course.alert.state === 'firing' && !found.has(course.alert.entity)) good(rule, course, context)
}

/** Stands for the id of a group's card that has none yet. */
export const NEW_MEMBER = -1n

const isSettled = (rule: RuleWords, { entity }: Finding, { everRaised }: RoundContext): boolean =>
  rule.recovery === 'acknowledged' && everRaised.has(`${rule.id} ${entity}`)

const flaps = ({ resolvedAt }: Draft, { now }: RoundContext): boolean =>
  resolvedAt !== null && secondsBetween(resolvedAt, now) < FLAP_SECONDS

function opened(rule: RuleWords, finding: Finding, { now }: RoundContext): Draft {
  const severity = finding.severity ?? rule.severity
  return {
    ...UNTOLD,
    id: null,
    rule: rule.id,
    entity: finding.entity,
    severity,
    finding,
    openedAt: now,
    lastSeenAt: now,
    // What is for the digest alone is never told by itself.
    pending: severity === 'info' ? null : 'first',
    tellAt: severity === 'info' ? null : secondsAfter(now, GROUP_WAIT_SECONDS[severity]),
  }
}

const UNTOLD = {
  groupId: null,
  testChannel: null,
  state: 'firing',
  goodChecks: 0,
  goodSince: null,
  flaps: 0,
  mutedBy: null,
  notice: 0,
  noticeKind: null,
  firedNoticeAt: null,
  resolvedNoticeAt: null,
  toldExposureSats: sats(0n),
  toldSeverity: null,
  revision: 1,
  dueAt: null,
  level: 0,
  unackedSince: null,
  repeats: 0,
  nextRepeatAt: null,
  ackedBy: null,
  ackedAt: null,
  ackUntil: null,
  ackNote: null,
  resolvedAt: null,
  resolvedHow: null,
} as const satisfies Partial<Draft>

/** Still there. A new minute in its words is no news; another amount is. */
function seen(rule: RuleWords, course: Course, finding: Finding, context: RoundContext): void {
  const { alert } = course
  const severity = finding.severity ?? rule.severity
  const isChanged = severity !== alert.severity || substanceOf(finding) !== substanceOf(alert.finding)
  if (!isChanged && alert.goodChecks === 0) return
  course.alert = {
    ...alert,
    severity,
    finding,
    lastSeenAt: context.now,
    goodChecks: 0,
    goodSince: null,
    revision: alert.revision + (isChanged ? 1 : 0),
  }
  if (alert.groupId === null) worsened(course, context)
}

const substanceOf = ({ what, worth, did, exposureSats, steps }: Finding): string =>
  JSON.stringify([
    textToJson(what),
    worth && textToJson(worth),
    did && textToJson(did),
    String(exposureSats),
    steps,
  ])

function worsened(course: Course, { now }: RoundContext): void {
  const { alert } = course
  if (alert.pending !== null && alert.pending !== 'repeat') return
  if (alert.notice === 0) {
    if (alert.severity !== 'info') tell(course, 'first', now)
    return
  }
  if (isWorse(alert.severity, alert.toldSeverity ?? 'info')) return tell(course, 'worse', now)
  const { exposureSats } = alert.finding
  const isMore = exposureSats > 0n && exposureSats >= alert.toldExposureSats * WORSE_FACTOR
  if (isMore && exposureSats > alert.toldExposureSats) tell(course, 'worse', spaced(alert.firedNoticeAt, now))
}

/** Back within minutes: the same alert, and one message for all its ups and downs. */
function reopened(rule: RuleWords, course: Course, finding: Finding, { now }: RoundContext): void {
  const { alert } = course
  const severity = finding.severity ?? rule.severity
  const wait = secondsAfter(now, GROUP_WAIT_SECONDS[severity])
  const isToldFiring = alert.pending === 'resolved'
  course.alert = {
    ...alert,
    state: 'firing',
    severity,
    finding,
    lastSeenAt: now,
    goodChecks: 0,
    goodSince: null,
    flaps: alert.flaps + 1,
    resolvedAt: null,
    resolvedHow: null,
    ackedBy: null,
    ackedAt: null,
    ackUntil: null,
    ackNote: null,
    unackedSince: alert.unackedSince === null ? null : now,
    revision: alert.revision + 1,
    pending: null,
    tellAt: null,
  }
  course.events.push({ what: 'reopened', detail: null })
  if (isToldFiring || alert.groupId !== null || severity === 'info') return
  const earliest = spaced(alert.firedNoticeAt, now)
  tell(course, alert.notice === 0 ? 'first' : 'again', earliest > wait ? earliest : wait)
}

/** Not found any more. One good look may be luck. */
function good(rule: RuleWords, course: Course, context: RoundContext): void {
  const { alert } = course
  const goodChecks = alert.goodChecks + 1
  const goodSince = alert.goodSince ?? context.now
  course.alert = { ...alert, goodChecks, goodSince }
  const isLongEnough = secondsBetween(goodSince, context.now) >= GOOD_SECONDS
  if (goodChecks >= (rule.goodChecks ?? GOOD_CHECKS) || isLongEnough) over(course, 'observed', context)
}

/** Many alerts of one rule have one card, which is an alert itself: it counts them and names the worst. */
function regroup(rule: RuleWords, courses: Course[], context: RoundContext): void {
  const members = courses.filter(({ alert }) => alert.groupId !== null && alert.state === 'firing')
  const group = courses.find(
    ({ alert }) =>
      alert.entity === GROUP &&
      alert.testChannel === null &&
      (alert.state === 'firing' || flaps(alert, context)),
  )
  if (members.length === 0) {
    if (group?.alert.state === 'firing') over(group, 'observed', context)
    return
  }
  const finding = groupFinding(members.map(({ alert }) => alert))
  if (group === undefined) courses.push({ before: null, alert: opened(rule, finding, context), events: [] })
  else if (group.alert.state === 'firing') seen(rule, group, finding, context)
  else reopened(rule, group, finding, context)
}
