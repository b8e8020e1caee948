import { inDoubt, titleOf } from '../alerts/compose-heading.ts'
import { severityLook, stateOf } from '../alerts/compose-look.ts'
import { ACK_MINUTES } from '../alerts/policy.ts'
import type { Rule } from '../alerts/rule.ts'
import { endingText } from '../engine/alert-ending.ts'
import type { AlertReading, AlertReadings, Severity } from '../engine/alerting.ts'
import { Failure } from '../engine/failure.ts'
import { formatShortTime, iso } from '../engine/format.ts'
import type { JsonObject } from '../engine/json-value.ts'
import { actorName, type PersonReading } from '../engine/people.ts'
import { ENGLISH, joined, Phrase, say, type Text, write } from '../engine/phrase.ts'
import { id } from './arguments.ts'
import { type Asker, mayAct } from './asker.ts'

export const alertArgument = id({ help: "the alert's number", positional: true, completes: 'alert' })

export async function theAlert(alerts: Pick<AlertReadings, 'alert'>, alertId: bigint): Promise<AlertReading> {
  const alert = await alerts.alert(alertId)
  if (alert === null)
    throw new Failure('refused', say`There is no alert ${alertId}: "alert list" shows which there are.`)
  return alert
}

/** Null for one that this version of the bot does not have any more. */
export const ruleOf = (rules: readonly Rule[], ruleId: string): Rule | null =>
  rules.find((rule) => rule.id === ruleId) ?? null

export function theRule(rules: readonly Rule[], written: string): Rule {
  const rule = ruleOf(rules, written.toUpperCase())
  if (rule === null)
    throw new Failure(
      'refused',
      say`There is no alert rule "${written}": "alert rules" shows which there are.`,
    )
  return rule
}

/** '🔴 CRITICAL' */
export const severityText = (severity: Severity): Text => {
  const { icon, word } = severityLook(severity)
  return joined([icon, word], ' ')
}

/** 'Payment stuck · 3 payments of cash-out #12' */
export const subjectOf = (alert: AlertReading, rules: readonly Rule[]): Text =>
  joined([titleOf(ruleOf(rules, alert.rule), alert.rule), alert.finding.what], ' · ')

export const moneyOf = (alert: AlertReading): Text => inDoubt(alert.finding, 'firing') ?? '–'

/** How long an acknowledgement of it lasts. */
export const ackSeconds = ({ severity }: Pick<AlertReading, 'severity'>): number => ACK_MINUTES[severity] * 60

/** Who has it, or why nobody needs to. */
export function standingText(alert: AlertReading, people: readonly PersonReading[], now: Date): Text {
  switch (stateOf(alert, now)) {
    case 'resolved':
      return say`over: ${endingText(alert.resolvedHow ?? '', (actor) => actorName(actor, people))}`
    case 'acked':
      return say`${actorName(alert.ackedBy ?? '', people)} has it until ${formatShortTime(alert.ackUntil)}`
    case 'silenced':
      return say`silenced`
    case 'firing':
      return alert.level > 0 ? say`nobody has it, at level ${alert.level}` : say`nobody has it`
  }
}

/** The clock; null when nobody waits for an answer. Where a place has live timestamps, it runs. */
export function clockText(alert: AlertReading, now: Date): Text | null {
  if (alert.dueAt === null || stateOf(alert, now) !== 'firing') return null
  const due = new Phrase({ kind: 'moment', at: alert.dueAt, style: 'relative' })
  return alert.dueAt > now ? say`an answer is due ${due}` : say`an answer was due ${due}`
}

/** A channel's kind, with the room where there is one: numbers and addresses of people are not for everybody. */
export function channelText(channel: string): string {
  const [kind = '', ...rest] = channel.split(':')
  const isOpen = rest[0] === 'room' || /^\d{0,3}$/.test(rest.join(''))
  return isOpen && rest.join('') !== '' ? [kind, ...rest].join(' ') : kind
}

/** For programs; names of clients in full only for those who may read them. */
export function alertJson(alert: AlertReading, asker: Pick<Asker, 'role'>): JsonObject {
  const voice = {
    ...ENGLISH,
    names: mayAct(asker.role, 'operator') ? ('full' as const) : ('initials' as const),
  }
  const { finding } = alert
  return {
    alertId: alert.id.toString(),
    rule: alert.rule,
    entity: alert.entity,
    groupId: alert.groupId?.toString() ?? null,
    test: alert.testChannel !== null,
    state: alert.state,
    severity: alert.severity,
    what: write(finding.what, voice),
    exposureSats: finding.exposureSats.toString(),
    fired: write(finding.fired, voice),
    now: write(finding.now, voice),
    steps: finding.steps,
    since: iso(finding.since),
    openedAt: iso(alert.openedAt),
    dueAt: iso(alert.dueAt),
    level: alert.level,
    ackedBy: alert.ackedBy,
    ackUntil: iso(alert.ackUntil),
    ackNote: alert.ackNote,
    mutedBy: alert.mutedBy,
    resolvedAt: iso(alert.resolvedAt),
    resolvedHow: alert.resolvedHow,
  }
}
