import type { Pool, PoolClient } from 'pg'
import { Failure } from '../failure.ts'
import type { Incident, IncidentFile, NewEvent } from '../incidents/incident.ts'
import type { IncidentStore, NewFile, NewIncident, Step } from '../incidents/storage.ts'
import { say, type Text } from '../phrase.ts'
import { textToJson } from '../phrase-json.ts'
import { guarded } from './guarded.ts'
import { readingsOf } from './incident-readings.ts'
import {
  EVENT_COLUMNS,
  eventFromRow,
  type EventRow,
  FILE_COLUMNS,
  fileFromRow,
  type FileRow,
  impactToJson,
  INCIDENT_COLUMNS,
  incidentFromRow,
  type IncidentRow,
} from './incident-rows.ts'
import { inTransaction } from './pool.ts'

/** The incidents, each step of them in one commit with its events. */
export const createIncidentStore = (pool: Pool): IncidentStore =>
  guarded<IncidentStore>({
    ...readingsOf(pool),
    open: (incident, event) => inTransaction(pool, (client) => open(client, incident, event)),
    change: (id, actor, decide) => inTransaction(pool, (client) => change(client, id, actor, decide)),
    addFile: (id, file, actor, event) =>
      inTransaction(pool, (client) => addFile(client, id, file, actor, event)),
    addFollowUp: (followUp, actor) => inTransaction(pool, (client) => addFollowUp(client, followUp, actor)),
    finishFollowUp: (id, note, actor) =>
      inTransaction(pool, (client) => finishFollowUp(client, id, note, actor)),
  })

async function open(
  client: PoolClient,
  incident: NewIncident,
  event: NewEvent,
): Promise<{ incident: Incident; isNew: boolean }> {
  const { rows } = await client.query<IncidentRow>(
    `INSERT INTO incidents AS i (scenario, severity, summary, drill, origin, alert_id, opened_by, opened_at, phase_since)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, clock_timestamp())
     ON CONFLICT (origin) WHERE status <> 'closed' DO NOTHING RETURNING ${INCIDENT_COLUMNS}`,
    [
      incident.scenario,
      incident.severity,
      incident.summary,
      incident.drill,
      incident.origin,
      incident.alertId,
      incident.openedBy,
      incident.openedAt,
    ],
  )
  const [row] = rows
  if (row === undefined) return { incident: await openOf(client, incident.origin), isNew: false }
  await addEvents(client, row.id, incident.openedBy, [event])
  return { incident: incidentFromRow(row), isNew: true }
}

/** The one that was in the way; it may have been closed in that very moment. */
async function openOf(client: PoolClient, origin: string | null): Promise<Incident> {
  const { rows } = await client.query<IncidentRow>(
    `SELECT ${INCIDENT_COLUMNS} FROM incidents i WHERE i.origin = $1 ORDER BY i.id DESC LIMIT 1`,
    [origin],
  )
  const [row] = rows
  if (row === undefined) throw new Error('an incident of this origin was in the way')
  return incidentFromRow(row)
}

async function change(
  client: PoolClient,
  id: bigint,
  actor: string,
  decide: Parameters<IncidentStore['change']>[2],
): Promise<Incident> {
  const incident = await lock(client, id)
  const { rows } = await client.query<EventRow>(
    `SELECT ${EVENT_COLUMNS} FROM incident_events e WHERE e.incident_id = $1 ORDER BY e.id`,
    [id],
  )
  const step = decide(incident, rows.map(eventFromRow))
  if (step === null) return incident
  await addEvents(client, id, actor, step.events)
  return write(client, { ...incident, ...step.change })
}

/** Whoever comes second waits here, and sees what the first one did. */
async function lock(client: PoolClient, id: bigint): Promise<Incident> {
  const { rows } = await client.query<IncidentRow>(
    `SELECT ${INCIDENT_COLUMNS} FROM incidents i WHERE i.id = $1 FOR UPDATE`,
    [id],
  )
  const [row] = rows
  if (row === undefined)
    throw new Failure('refused', say`There is no incident ${id}: "incident list" shows which there are.`)
  return incidentFromRow(row)
}

async function write(client: PoolClient, now: Incident & NonNullable<Step['change']>): Promise<Incident> {
  const { rows } = await client.query<IncidentRow>(
    `UPDATE incidents i SET scenario = $2, severity = $3, summary = $4, status = $5, phase = $6,
       phase_since = CASE WHEN i.phase = $6 THEN i.phase_since ELSE clock_timestamp() END,
       lead_id = $7, money_at_risk = $8, clients_affected = $9, operations_blocked = $10, impact = $11, root_cause = $12,
       cause_kind = $13, fix = $14, level = $15, resolved_at = $16, watch_until = $17, recurrences = $18, closed_by = $19,
       closed_at = $20, revision = i.revision + 1
     WHERE i.id = $1 RETURNING ${INCIDENT_COLUMNS}`,
    [
      now.id,
      now.scenario,
      now.severity,
      now.summary,
      now.status,
      now.phase,
      now.leadId,
      now.moneyAtRisk,
      now.clientsAffected,
      now.operationsBlocked,
      now.impact === null ? null : impactToJson(now.impact),
      now.rootCause,
      now.causeKind,
      now.fix,
      now.level,
      now.resolvedAt,
      now.watchUntil,
      now.recurrences,
      now.closedBy,
      now.closedAt,
    ],
  )
  const [row] = rows
  if (row === undefined) throw new Error('the incident is locked and there')
  return incidentFromRow(row)
}

/** In the order given. Their moment is that of the commit, so that what is said first stands first. */
async function addEvents(
  client: PoolClient,
  id: bigint,
  actor: string,
  events: readonly NewEvent[],
): Promise<void> {
  await client.query(
    `INSERT INTO incident_events (incident_id, at, kind, part, what, words, file_id, actor)
     SELECT $1, clock_timestamp(), n.kind, n.part, n.what, n.words, n.file_id, $2
     FROM ROWS FROM (jsonb_to_recordset($3) AS (kind text, part text, what jsonb, words text, file_id bigint))
       WITH ORDINALITY AS n (kind, part, what, words, file_id, place)
     ORDER BY n.place`,
    [id, actor, JSON.stringify(events.map(eventToJson))],
  )
}

const eventToJson = ({ kind, part, what, words, fileId }: NewEvent) => ({
  kind,
  part: part ?? null,
  what: textToJson(what),
  words: words ?? null,
  file_id: fileId?.toString() ?? null,
})

async function addFile(
  client: PoolClient,
  id: bigint,
  file: NewFile,
  actor: string,
  event: NewEvent,
): Promise<IncidentFile> {
  const incident = await lock(client, id)
  const { rows } = await client.query<FileRow>(
    `INSERT INTO incident_files AS f (incident_id, name, media_type, bytes, added_by) VALUES ($1, $2, $3, $4, $5)
     RETURNING ${FILE_COLUMNS}`,
    [id, file.name, file.mediaType, Buffer.from(file.bytes), actor],
  )
  const [row] = rows
  if (row === undefined) throw new Error('an insert returns its row')
  await addEvents(client, id, actor, [{ ...event, fileId: row.id }])
  await write(client, incident)
  return fileFromRow(row)
}

async function addFollowUp(
  client: PoolClient,
  { incidentId, what, ownerId, due }: Parameters<IncidentStore['addFollowUp']>[0],
  actor: string,
): Promise<bigint> {
  const incident = await lock(client, incidentId)
  const { rows } = await client.query<{ id: bigint }>(
    `INSERT INTO incident_follow_ups (incident_id, what, owner_id, due, created_by) VALUES ($1, $2, $3, $4, $5)
     RETURNING id`,
    [incidentId, what, ownerId, due, actor],
  )
  const [row] = rows
  if (row === undefined) throw new Error('an insert returns its row')
  await addEvents(client, incidentId, actor, [followUpEvent(say`Follow-up #${row.id} until ${due}`, what)])
  await write(client, incident)
  return row.id
}

async function finishFollowUp(
  client: PoolClient,
  id: bigint,
  note: string | null,
  actor: string,
): Promise<boolean> {
  const { rows } = await client.query<{ incident_id: bigint; what: string }>(
    `UPDATE incident_follow_ups SET done_by = $2, done_at = clock_timestamp(), done_note = $3
     WHERE id = $1 AND done_at IS NULL RETURNING incident_id, what`,
    [id, actor, note],
  )
  const [row] = rows
  if (row === undefined) return false
  const incident = await lock(client, row.incident_id)
  await addEvents(client, incident.id, actor, [
    followUpEvent(say`Follow-up #${id} is done`, note === null ? row.what : `${row.what} (${note})`),
  ])
  await write(client, incident)
  return true
}

const followUpEvent = (what: Text, words: string): NewEvent => ({ kind: 'follow_up', what, words })
