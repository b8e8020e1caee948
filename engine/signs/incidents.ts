import type { Incident } from '../incidents/incident.ts'

/** What the rules about incidents ask of the books. */
export interface IncidentsSigns {
  /** Those that are not closed; drills are none. */
  current(): Promise<readonly IncidentSight[]>
}

export interface IncidentSight
  extends Pick<
    Incident,
    | 'id'
    | 'scenario'
    | 'severity'
    | 'status'
    | 'phase'
    | 'phaseSince'
    | 'openedAt'
    | 'leadId'
    | 'alertId'
    | 'resolvedAt'
  > {
  readonly watchUntil: Date | null
  /** When somebody last told how it stands; null: nobody has. */
  readonly updatedAt: Date | null
  /** When it came back last; null: it did not. */
  readonly recurredAt: Date | null
  /** Alerts that were its recurrences: the incident tells of them. */
  readonly recurredBy: readonly bigint[]
}
