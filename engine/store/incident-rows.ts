import { z } from 'zod'
import type {
  CauseKind,
  EventKind,
  FollowUp,
  Impact,
  Incident,
  IncidentEvent,
  IncidentFile,
  IncidentSeverity,
  IncidentStatus,
  Phase,
  Scenario,
} from '../incidents/incident.ts'
import { textFromJson } from '../phrase-json.ts'

export interface IncidentRow {
  id: bigint
  scenario: Scenario
  severity: IncidentSeverity
  summary: string
  drill: boolean
  origin: string | null
  alert_id: bigint | null
  status: IncidentStatus
  phase: Phase
  phase_since: Date
  opened_by: string
  opened_at: Date
  lead_id: bigint | null
  money_at_risk: boolean | null
  clients_affected: boolean | null
  operations_blocked: boolean | null
  impact: unknown
  root_cause: string | null
  cause_kind: CauseKind | null
  fix: string | null
  level: 0 | 1 | 2 | 3
  resolved_at: Date | null
  watch_until: Date | null
  recurrences: number
  closed_by: string | null
  closed_at: Date | null
  revision: number
}

export const INCIDENT_COLUMNS = `i.id, i.scenario, i.severity, i.summary, i.drill, i.origin, i.alert_id, i.status, i.phase, i.phase_since,
  i.opened_by, i.opened_at, i.lead_id, i.money_at_risk, i.clients_affected, i.operations_blocked, i.impact, i.root_cause,
  i.cause_kind, i.fix, i.level, i.resolved_at, i.watch_until, i.recurrences, i.closed_by, i.closed_at, i.revision`

export const incidentFromRow = (row: IncidentRow): Incident => ({
  id: row.id,
  scenario: row.scenario,
  severity: row.severity,
  summary: row.summary,
  drill: row.drill,
  origin: row.origin,
  alertId: row.alert_id,
  status: row.status,
  phase: row.phase,
  phaseSince: row.phase_since,
  openedBy: row.opened_by,
  openedAt: row.opened_at,
  leadId: row.lead_id,
  moneyAtRisk: row.money_at_risk,
  clientsAffected: row.clients_affected,
  operationsBlocked: row.operations_blocked,
  impact: row.impact === null ? null : impactFromJson(row.impact),
  rootCause: row.root_cause,
  causeKind: row.cause_kind,
  fix: row.fix,
  level: row.level,
  resolvedAt: row.resolved_at,
  watchUntil: row.watch_until,
  recurrences: row.recurrences,
  closedBy: row.closed_by,
  closedAt: row.closed_at,
  revision: row.revision,
})

/** Amounts and ids as decimal strings, the moment as ISO 8601: nothing is lost on the way. */
export const impactToJson = ({ at, ...impact }: Impact): string =>
  JSON.stringify({ ...impact, at: at.toISOString() }, (_, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value,
  )

const whole = z.string().transform((digits) => BigInt(digits))
const impactSchema = z.object({
  cashOuts: z.number(),
  clients: z.number(),
  satsOver: whole,
  satsUnder: whole,
  satsInDoubt: whole,
  fiat: z.array(z.object({ fiatCode: z.string(), exponent: z.number(), amount: whole })),
  cashOutIds: z.array(whole),
  clientIds: z.array(whole),
  at: z.string().transform((iso) => new Date(iso)),
})

const impactFromJson = (json: unknown): Impact => impactSchema.parse(json)

export interface EventRow {
  id: bigint
  incident_id: bigint
  at: Date
  kind: EventKind
  part: string | null
  what: unknown
  words: string | null
  file_id: bigint | null
  actor: string
}

export const EVENT_COLUMNS = 'e.id, e.incident_id, e.at, e.kind, e.part, e.what, e.words, e.file_id, e.actor'

export const eventFromRow = (row: EventRow): IncidentEvent => ({
  id: row.id,
  incidentId: row.incident_id,
  at: row.at,
  kind: row.kind,
  part: row.part,
  what: textFromJson(row.what),
  words: row.words,
  fileId: row.file_id,
  actor: row.actor,
})

export interface FileRow {
  id: bigint
  incident_id: bigint
  name: string
  media_type: string
  size: number
  sha256: string
  added_by: string
  added_at: Date
}

/** All of a file but its bytes. */
export const FILE_COLUMNS =
  'f.id, f.incident_id, f.name, f.media_type, length(f.bytes) AS size, f.sha256, f.added_by, f.added_at'

export const fileFromRow = (row: FileRow): IncidentFile => ({
  id: row.id,
  incidentId: row.incident_id,
  name: row.name,
  mediaType: row.media_type,
  size: row.size,
  sha256: row.sha256,
  addedBy: row.added_by,
  addedAt: row.added_at,
})

export interface FollowUpRow {
  id: bigint
  incident_id: bigint
  what: string
  owner_id: bigint
  due: string
  created_by: string
  created_at: Date
  done_by: string | null
  done_at: Date | null
  done_note: string | null
}

export const FOLLOW_UP_COLUMNS =
  'u.id, u.incident_id, u.what, u.owner_id, u.due, u.created_by, u.created_at, u.done_by, u.done_at, u.done_note'

export const followUpFromRow = (row: FollowUpRow): FollowUp => ({
  id: row.id,
  incidentId: row.incident_id,
  what: row.what,
  ownerId: row.owner_id,
  due: row.due,
  createdBy: row.created_by,
  createdAt: row.created_at,
  doneBy: row.done_by,
  doneAt: row.done_at,
  doneNote: row.done_note,
})
