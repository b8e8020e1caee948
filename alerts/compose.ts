import {
  type AlertEvent,
  type AlertReading,
  isWorse,
  type NoticeKind,
  type OncallContact,
  type Severity,
  type SilenceReading,
  worstOf,
} from '../engine/alerting.ts'
import { iso, formatCount, formatShortTime } from '../engine/format.ts'
import type { JsonObject } from '../engine/json-value.ts'
import { joined, say, type Text } from '../engine/phrase.ts'
import { countsText, headingOf, inDoubt, titleOf } from './compose-heading.ts'
import { type AlertBefore, leadOf } from './compose-lead.ts'
import { severityLook, stateOf } from './compose-look.ts'
import { sectionsOf } from './compose-sections.ts'
import type { AlertButton, AlertMessage } from './message.ts'
import type { Rule, Runbook } from './rule.ts'

/** What a message about an alert needs to know besides the alert. */
export interface AlertContext {
  readonly kind: NoticeKind
  readonly now: Date
  /** The operator's quiet hours: what can wait makes no sound and calls nobody. */
  readonly quiet: boolean
  /** 'discord:123' → 'Mara'; without it the account itself is written. */
  readonly actorName?: (actor: string) => Text
  /** Of a group: the worst of its members, the worst first, and how many they are in all. */
  readonly members?: readonly AlertReading[]
  readonly memberCount?: number
  /** What happened to it so far. */
  readonly events?: readonly AlertEvent[]
  /** Who is on call; those of the levels that are called stand there with their numbers. */
  readonly contacts?: readonly OncallContact[]
  /** Of what the bot stopped, that which people have let go on; let-go.ts finds it out. */
  readonly letGo?: ReadonlySet<string>
  /** The silence that holds, if any. */
  readonly silence?: SilenceReading
  /** How it was told before it became worse. */
  readonly before?: AlertBefore
  /** The runbook's address; without it its name is written. */
  readonly runbookUrl?: (runbook: Runbook) => string | null
}

/** What everybody is told about an alert now; in no language yet. Pure. */
export function composeAlert(alert: AlertReading, rule: Rule | null, context: AlertContext): AlertMessage {
  const state = stateOf(alert, context.now)
  const title = titleOf(rule, alert.rule)
  const isTest = alert.testChannel !== null
  return {
    alertId: alert.id,
    kind: context.kind,
    severity: alert.severity,
    state,
    isTest,
    heading: headingOf(alert, rule, { state, memberCount: context.memberCount }),
    subject: isTest ? say`TEST · Alert ${alert.id} · ${title}` : say`Alert ${alert.id} · ${title}`,
    lead: leadOf(alert, context),
    sections: sectionsOf(alert, rule, context),
    clock: state === 'firing' || state === 'silenced' ? alert.dueAt : null,
    buttons: buttonsOf(alert, state),
    runbook: rule === null ? null : (context.runbookUrl?.(rule.runbook) ?? rule.runbook),
    silent: isSilent(alert, state, context),
    mention: isMention(alert, state, context),
    json: jsonOf(alert, rule, state, context),
  }
}

/** Two to press, an incident where it is serious, and the way to the rest; when it is over there is nothing to press but that. */
function buttonsOf(
  { id, finding, severity, testChannel }: AlertReading,
  state: AlertMessage['state'],
): AlertButton[] {
  const more: AlertButton = { label: say`More`, line: `alert show ${id}`, style: 'plain' }
  if (state === 'resolved') return [more]
  const [step] = finding.steps
  return [
    ...(state === 'acked'
      ? []
      : [{ label: say`Acknowledge`, line: `alert ack ${id}`, style: 'primary' } as const]),
    ...(step === undefined || step === more.line
      ? []
      : [{ label: step, line: step, style: 'primary' } as const]),
    // What is serious may become a matter of several people and hours.
    ...(testChannel === null && isWorse(severity, 'medium') && !finding.entity.startsWith('incident:')
      ? [{ label: say`Open incident`, line: `incident open --from-alert ${id}`, style: 'plain' } as const]
      : []),
    // Stopping is always safe: one tap.
    ...(testChannel === null && severity === 'critical' && step !== 'panic'
      ? [{ label: say`⛔ Panic`, line: 'panic', style: 'danger' } as const]
      : []),
    more,
  ]
}

/** What nobody must do anything about now: it is there to be read in the morning. */
function isSilent(
  { severity }: AlertReading,
  state: AlertMessage['state'],
  { quiet }: AlertContext,
): boolean {
  if (severity === 'info' || state === 'silenced') return true
  return quiet && (state === 'resolved' || !isWorse(severity, 'medium'))
}

/** A test calls nobody. */
function isMention(alert: AlertReading, state: AlertMessage['state'], { quiet }: AlertContext): boolean {
  if (alert.testChannel !== null || state !== 'firing' || alert.severity === 'info') return false
  return isWorse(alert.severity, 'medium') || !quiet
}

function jsonOf(
  alert: AlertReading,
  rule: Rule | null,
  state: AlertMessage['state'],
  { kind, now, memberCount }: AlertContext,
): JsonObject {
  return {
    alertId: String(alert.id),
    rule: alert.rule,
    title: rule?.title ?? alert.rule,
    entity: alert.entity,
    kind,
    state,
    severity: alert.severity,
    test: alert.testChannel !== null,
    exposureSats: String(alert.finding.exposureSats),
    since: iso(alert.finding.since),
    openedAt: iso(alert.openedAt),
    at: iso(now),
    dueAt: iso(alert.dueAt),
    level: alert.level,
    ackedBy: alert.ackedBy,
    ackUntil: iso(alert.ackUntil),
    resolvedAt: iso(alert.resolvedAt),
    notice: alert.notice,
    ...(memberCount === undefined ? {} : { members: memberCount }),
    steps: alert.finding.steps,
    runbook: rule?.runbook ?? null,
  }
}

export interface OverviewContext {
  readonly now: Date
  /** So that titles stand there instead of ids. */
  readonly rules?: ReadonlyMap<string, Rule>
  readonly quiet?: boolean
}

const MOST_NAMED = 5

/**
 * One message instead of many: how many fire, and the worst by the money in doubt.
 * @param alerts the worst of them, or all.
 * @param counts of all, whether they are among `alerts` or not.
 */
export function composeOverview(
  alerts: readonly AlertReading[],
  counts: Readonly<Partial<Record<Severity, number>>>,
  { now, rules, quiet = false }: OverviewContext,
): AlertMessage {
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0)
  const severity = alerts.reduce((worst, alert) => worstOf(alert.severity, worst), worstCounted(counts))
  const { icon, word } = severityLook(severity)
  const many = say`${formatCount(total, 'alert')} firing: ${countsText(counts)}`
  const worst = [...alerts].sort(byExposure).slice(0, MOST_NAMED)
  const lines = worst.map((alert) => overviewLine(alert, rules))
  return {
    alertId: null,
    kind: 'overview',
    severity,
    state: 'firing',
    isTest: false,
    heading: joined([joined([icon, word], ' '), many], ' · '),
    lead: say`Too many to tell one by one. Begin with the worst; "alert list" shows all of them.`,
    sections: lines.length === 0 ? [] : [[say`The worst of them`, joined(lines, '\n')]],
    clock: null,
    buttons: [{ label: say`All alerts`, line: 'alert list', style: 'primary' }],
    runbook: null,
    silent: quiet && !isWorse(severity, 'medium'),
    mention: isWorse(severity, 'medium'),
    json: {
      kind: 'overview',
      severity,
      at: iso(now),
      openedAt: iso(oldestOf(alerts)),
      counts: { ...counts },
      alertIds: worst.map(({ id }) => String(id)),
    },
  }
}

const oldestOf = (alerts: readonly AlertReading[]): Date | null =>
  alerts.reduce<Date | null>(
    (oldest, { openedAt }) => (oldest === null || openedAt < oldest ? openedAt : oldest),
    null,
  )

const worstCounted = (counts: Readonly<Partial<Record<Severity, number>>>): Severity =>
  (['critical', 'high', 'medium'] as const).find((severity) => (counts[severity] ?? 0) > 0) ?? 'info'

const byExposure = (a: AlertReading, b: AlertReading): number => {
  const [less, more] = [a.finding.exposureSats, b.finding.exposureSats]
  if (less !== more) return less < more ? 1 : -1
  if (a.severity !== b.severity) return isWorse(a.severity, b.severity) ? -1 : 1
  return a.openedAt.getTime() - b.openedAt.getTime()
}

function overviewLine(alert: AlertReading, rules: ReadonlyMap<string, Rule> | undefined): Text {
  const { icon, word } = severityLook(alert.severity)
  const money = inDoubt(alert.finding, 'firing')
  return joined(
    [
      joined([icon, word], ' '),
      titleOf(rules?.get(alert.rule) ?? null, alert.rule),
      alert.finding.what,
      ...(money === null ? [] : [money]),
      say`since ${formatShortTime(alert.finding.since)}`,
      `alert show ${alert.id}`,
    ],
    ' · ',
  )
}
