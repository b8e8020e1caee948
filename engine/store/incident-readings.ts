import type { Pool } from 'pg'
import type { FollowUp, Incident, IncidentEvent, IncidentFile } from '../incidents/incident.ts'
import { INCIDENT_SEVERITIES } from '../incidents/incident.ts'
import type { IncidentReadings, ThreadPlace } from '../incidents/storage.ts'
import { guarded } from './guarded.ts'
import {
  EVENT_COLUMNS,
  eventFromRow,
  type EventRow,
  FILE_COLUMNS,
  fileFromRow,
  type FileRow,
  FOLLOW_UP_COLUMNS,
  followUpFromRow,
  type FollowUpRow,
  INCIDENT_COLUMNS,
  incidentFromRow,
  type IncidentRow,
} from './incident-rows.ts'
import { readTimeline } from './incident-timeline.ts'

/** The incidents and all about them, for reading. */
export const createIncidentReadings = (pool: Pool): IncidentReadings =>
  guarded<IncidentReadings>(readingsOf(pool))

/** The same unguarded, for a store that is guarded as a whole. */
export const readingsOf = (pool: Pool): IncidentReadings => ({
  current: () => current(pool),
  incident: (id) => incident(pool, id),
  recent: (limit) => recent(pool, limit),
  events: (id) => events(pool, id),
  timeline: (about, until, limit) => readTimeline(pool, about, until, limit),
  files: (id) => files(pool, id),
  file: (fileId) => file(pool, fileId),
  followUps: (of) => followUps(pool, of),
  followUp: (id) => followUp(pool, id),
  incidentAt: (where) => incidentAt(pool, where),
})

async function current(pool: Pool): Promise<Incident[]> {
  const { rows } = await pool.query<IncidentRow>(
    `SELECT ${INCIDENT_COLUMNS} FROM incidents i WHERE i.status <> 'closed'
     ORDER BY array_position($1, i.severity) DESC, i.opened_at, i.id`,
    [INCIDENT_SEVERITIES],
  )
  return rows.map(incidentFromRow)
}

async function incident(pool: Pool, id: bigint): Promise<Incident | null> {
  const { rows } = await pool.query<IncidentRow>(
    `SELECT ${INCIDENT_COLUMNS} FROM incidents i WHERE i.id = $1`,
    [id],
  )
  return rows[0] === undefined ? null : incidentFromRow(rows[0])
}

async function recent(pool: Pool, limit: number): Promise<Incident[]> {
  const { rows } = await pool.query<IncidentRow>(
    `SELECT ${INCIDENT_COLUMNS} FROM incidents i ORDER BY i.id DESC LIMIT $1`,
    [limit],
  )
  return rows.map(incidentFromRow)
}

async function events(pool: Pool, id: bigint): Promise<IncidentEvent[]> {
  const { rows } = await pool.query<EventRow>(
    `SELECT ${EVENT_COLUMNS} FROM incident_events e WHERE e.incident_id = $1 ORDER BY e.id`,
    [id],
  )
  return rows.map(eventFromRow)
}

async function files(pool: Pool, id: bigint): Promise<IncidentFile[]> {
  const { rows } = await pool.query<FileRow>(
    `SELECT ${FILE_COLUMNS} FROM incident_files f WHERE f.incident_id = $1 ORDER BY f.id`,
    [id],
  )
  return rows.map(fileFromRow)
}

async function file(pool: Pool, fileId: bigint): Promise<(IncidentFile & { bytes: Uint8Array }) | null> {
  const { rows } = await pool.query<FileRow & { bytes: Buffer }>(
    `SELECT ${FILE_COLUMNS}, f.bytes FROM incident_files f WHERE f.id = $1`,
    [fileId],
  )
  const [row] = rows
  return row === undefined ? null : { ...fileFromRow(row), bytes: row.bytes }
}

async function followUps(pool: Pool, of: Parameters<IncidentReadings['followUps']>[0]): Promise<FollowUp[]> {
  const { rows } = await pool.query<FollowUpRow>(
    `SELECT ${FOLLOW_UP_COLUMNS} FROM incident_follow_ups u
     WHERE CASE WHEN $1::bigint IS NULL THEN u.done_at IS NULL ELSE u.incident_id = $1 END
     ORDER BY u.due, u.id`,
    [of === 'open' ? null : of.incidentId],
  )
  return rows.map(followUpFromRow)
}

async function followUp(pool: Pool, id: bigint): Promise<FollowUp | null> {
  const { rows } = await pool.query<FollowUpRow>(
    `SELECT ${FOLLOW_UP_COLUMNS} FROM incident_follow_ups u WHERE u.id = $1`,
    [id],
  )
  return rows[0] === undefined ? null : followUpFromRow(rows[0])
}

/** On Discord a thread is a channel with a number of its own; on Telegram topics are counted in each group. */
async function incidentAt(pool: Pool, { platform, roomId, threadId }: ThreadPlace): Promise<bigint | null> {
  const { rows } = await pool.query<{ incident_id: bigint }>(
    `SELECT incident_id FROM incident_cards
     WHERE platform = $1 AND ((platform = 'discord' AND thread_id = $2) OR (room_id = $2 AND thread_id = $3))`,
    [platform, roomId, threadId],
  )
  return rows[0]?.incident_id ?? null
}
