import type { MaintenanceReading, SilenceReading } from '../engine/alerting.ts'
import type { Draft } from './course.ts'
import type { Rule } from './rule.ts'

export interface Mutes {
  readonly rules: readonly Rule[]
  /** Rules that fire, those found out in this very round included. */
  readonly firing: ReadonlySet<string>
  readonly silences: readonly SilenceReading[]
  readonly maintenance: readonly MaintenanceReading[]
}

/** Who asked for quiet about an alert: a person for a while, maintenance (never about money), or its own cause. */
export function mutesOf({ rules, firing, silences, maintenance }: Mutes): (alert: Draft) => string | null {
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
    return cause === undefined ? null : `inhibited:${cause}`
  }
}
