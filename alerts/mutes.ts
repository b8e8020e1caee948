import type { MaintenanceReading, SilenceReading } from '../engine/alerting.ts'
import type { Draft } from './course.ts'
import type { Rule } from './rule.ts'

export interface Mutes {
  readonly rules: readonly Rule[]
  /** Rules that fire, those found out in this very round included. */
  readonly firing: ReadonlySet<string>
  readonly silences: readonly SilenceReading[]
  readonly maintenance: readonly MaintenanceReading[]
  readonly incidents: readonly LedIncident[]
}

/** An open incident as far as its own alerts are told by it. */
export interface LedIncident {
  readonly id: bigint
  readonly scenario: string
}

/**
 * Who asked for quiet about an alert: a person for a while, maintenance (never about money), its own cause, or an incident
 * of the same page of the handbook that somebody leads.
 */
export function mutesOf(mutes: Mutes): (alert: Draft) => string | null {
  const { rules, firing, silences, maintenance } = mutes
  const byId = new Map(rules.map((rule) => [rule.id, rule]))
  return (alert) => {
    // A silence for one of many does not silence the card of all.
    const silence = silences.find(
      ({ rule, entity }) => rule === alert.rule && (entity === null || entity === alert.entity),
    )
    if (silence !== undefined) return `silence:${silence.id}`
    const rule = byId.get(alert.rule)
    if (rule === undefined) return null
    const window = rule.money ? undefined : maintenance.find((one) => one.rules.includes(rule.id))
    if (window !== undefined) return `maintenance:${window.id}`
    const cause = rule.inhibitedBy?.find((id) => firing.has(id))
    if (cause !== undefined) return `inhibited:${cause}`
    const incident = isForItsIncident(alert)
      ? mutes.incidents.find((one) => one.scenario === rule.runbook)
      : undefined
    return incident === undefined ? null : `incident:${incident.id}`
  }
}

/**
 * Whoever leads has it on his card and in his timeline, and needs no second call for the same. What is critical, or worse
 * than it was told, is told all the same.
 */
const isForItsIncident = ({ severity, pending }: Draft): boolean =>
  severity !== 'critical' && pending !== 'worse'
