import type {
  FollowUp,
  Incident,
  IncidentEvent,
  IncidentFile,
  IncidentSeverity,
  NewEvent,
  Scenario,
  TimelineLine,
} from './incident.ts'

export interface NewIncident {
  readonly scenario: Scenario
  readonly severity: IncidentSeverity
  readonly summary: string
  readonly drill: boolean
  readonly origin: string | null
  readonly alertId: bigint | null
  readonly openedBy: string
  readonly openedAt: Date
}

/** What a step of an incident changes; what is not named stays. */
export type IncidentChange = Partial<
  Pick<
    Incident,
    | 'scenario'
    | 'severity'
    | 'summary'
    | 'status'
    | 'phase'
    | 'leadId'
    | 'moneyAtRisk'
    | 'clientsAffected'
    | 'operationsBlocked'
    | 'impact'
    | 'rootCause'
    | 'causeKind'
    | 'fix'
    | 'level'
    | 'resolvedAt'
    | 'watchUntil'
    | 'recurrences'
    | 'closedBy'
    | 'closedAt'
  >
>

export interface Step {
  readonly change?: IncidentChange
  readonly events: readonly NewEvent[]
}

export interface NewFile {
  readonly name: string
  readonly mediaType: string
  readonly bytes: Uint8Array
}

/** A room as its platform names it; on Discord a thread is one of its own. */
export interface ThreadPlace {
  readonly platform: 'discord' | 'telegram'
  readonly roomId: string
  readonly threadId: string | null
}

/** What may be asked of the incidents. Nothing here changes them. */
export interface IncidentReadings {
  /** Open and watched ones, the most severe first, then the oldest. */
  current(): Promise<readonly Incident[]>
  incident(id: bigint): Promise<Incident | null>
  /** The newest first. */
  recent(limit: number): Promise<readonly Incident[]>
  /** Its own events, the oldest first. */
  events(id: bigint): Promise<readonly IncidentEvent[]>
  /** Everything of its hours, the oldest first: of more than `limit`, the newest. */
  timeline(incident: Incident, until: Date, limit: number): Promise<readonly TimelineLine[]>
  files(id: bigint): Promise<readonly IncidentFile[]>
  file(fileId: bigint): Promise<(IncidentFile & { readonly bytes: Uint8Array }) | null>
  /** Of one incident, or all that are not done; the next due first. */
  followUps(of: { readonly incidentId: bigint } | 'open'): Promise<readonly FollowUp[]>
  followUp(id: bigint): Promise<FollowUp | null>
  /** The incident whose thread or topic this is; null: it is none. */
  incidentAt(where: ThreadPlace): Promise<bigint | null>
}

/** Each change is one commit with its events, and counts the revision up. Times are the database's, unless given. */
export interface IncidentStore extends IncidentReadings {
  /** With its first event. Where an incident of the same origin is open, that one: `isNew` false, nothing written. */
  open(
    incident: NewIncident,
    event: NewEvent,
  ): Promise<{ readonly incident: Incident; readonly isNew: boolean }>
  /**
   * Reads the incident for update, asks what to do, and writes that; `decide` throws what refuses. Null from it: nothing
   * to do. A changed phase sets `phaseSince`. Throws Failure 'refused' where there is no such incident.
   */
  change(
    id: bigint,
    actor: string,
    decide: (incident: Incident, events: readonly IncidentEvent[]) => Step | null,
  ): Promise<Incident>
  /** Keeps the file with its event, in one commit. */
  addFile(id: bigint, file: NewFile, actor: string, event: NewEvent): Promise<IncidentFile>
  addFollowUp(
    followUp: Pick<FollowUp, 'incidentId' | 'what' | 'ownerId' | 'due'>,
    actor: string,
  ): Promise<bigint>
  /** False when it is done already. */
  finishFollowUp(id: bigint, note: string | null, actor: string): Promise<boolean>
}
