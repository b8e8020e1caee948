import type { Pool } from 'pg'
import type { IncidentPlace, IncidentPlaceStore, PlaceState } from '../incidents/places.ts'
import { guarded } from './guarded.ts'

interface StateRow {
  thread_id: string | null
  threadless: boolean
  headline_id: string | null
  message_id: string | null
  pinned: boolean
  unpinnable: boolean
  shown_hash: string | null
  told_event: bigint
  told_at: Date | null
  ended_at: Date | null
}

const STATE_COLUMNS = `c.thread_id, c.threadless, c.headline_id, c.message_id, c.pinned, c.unpinnable, c.shown_hash, c.told_event,
  c.told_at, c.ended_at`

const stateFromRow = (row: StateRow): PlaceState => ({
  threadId: row.thread_id,
  threadless: row.threadless,
  headlineId: row.headline_id,
  messageId: row.message_id,
  pinned: row.pinned,
  unpinnable: row.unpinnable,
  shownHash: row.shown_hash,
  toldEvent: row.told_event,
  toldAt: row.told_at,
  endedAt: row.ended_at,
})

/** Where the cards of incidents stand. */
export const createIncidentPlaceStore = (pool: Pool): IncidentPlaceStore =>
  guarded<IncidentPlaceStore>({
    places: () => places(pool),
    take: (place, seconds) => take(pool, place, seconds),
    keep: (place, known) => keep(pool, place, known),
    leave: (place, seconds) => leave(pool, place, seconds),
  })

async function places(pool: Pool): Promise<(IncidentPlace & PlaceState)[]> {
  const { rows } = await pool.query<
    StateRow & { incident_id: bigint; platform: IncidentPlace['platform']; room_id: string }
  >(
    `SELECT c.incident_id, c.platform, c.room_id, ${STATE_COLUMNS} FROM incident_cards c
     WHERE c.ended_at IS NULL ORDER BY c.incident_id, c.platform, c.room_id`,
  )
  return rows.map((row) => ({
    incidentId: row.incident_id,
    platform: row.platform,
    roomId: row.room_id,
    ...stateFromRow(row),
  }))
}

/** By the database's clock: of two leaders who follow each other, the second waits for what the first has in hand. */
async function take(
  pool: Pool,
  { incidentId, platform, roomId }: IncidentPlace,
  seconds: number,
): Promise<(PlaceState & { now: Date }) | null> {
  const { rows } = await pool.query<StateRow & { now: Date }>(
    `INSERT INTO incident_cards AS c (incident_id, platform, room_id, busy_until)
     VALUES ($1, $2, $3, now() + make_interval(secs => $4))
     ON CONFLICT (incident_id, platform, room_id) DO UPDATE SET busy_until = EXCLUDED.busy_until
       WHERE c.ended_at IS NULL AND (c.busy_until IS NULL OR c.busy_until <= now())
     RETURNING ${STATE_COLUMNS}, now() AS now`,
    [incidentId, platform, roomId, seconds],
  )
  const [row] = rows
  return row === undefined ? null : { ...stateFromRow(row), now: row.now }
}

/** What is not named stays as it is. */
async function keep(
  pool: Pool,
  { incidentId, platform, roomId }: IncidentPlace,
  known: Partial<PlaceState>,
): Promise<void> {
  await pool.query(
    `UPDATE incident_cards SET
       thread_id = CASE WHEN $4::jsonb ? 'threadId' THEN $4 ->> 'threadId' ELSE thread_id END,
       threadless = COALESCE(($4 ->> 'threadless')::boolean, threadless),
       headline_id = CASE WHEN $4 ? 'headlineId' THEN $4 ->> 'headlineId' ELSE headline_id END,
       message_id = CASE WHEN $4 ? 'messageId' THEN $4 ->> 'messageId' ELSE message_id END,
       pinned = COALESCE(($4 ->> 'pinned')::boolean, pinned),
       unpinnable = COALESCE(($4 ->> 'unpinnable')::boolean, unpinnable),
       shown_hash = CASE WHEN $4 ? 'shownHash' THEN $4 ->> 'shownHash' ELSE shown_hash END,
       shown_at = CASE WHEN $4 ? 'shownHash' THEN now() ELSE shown_at END,
       told_event = COALESCE(($4 ->> 'toldEvent')::bigint, told_event),
       told_at = COALESCE(($4 ->> 'toldAt')::timestamptz, told_at),
       ended_at = COALESCE(($4 ->> 'endedAt')::timestamptz, ended_at)
     WHERE incident_id = $1 AND platform = $2 AND room_id = $3`,
    [incidentId, platform, roomId, JSON.stringify(known, decimal)],
  )
}

const decimal = (_name: string, value: unknown): unknown =>
  typeof value === 'bigint' ? value.toString() : value

async function leave(
  pool: Pool,
  { incidentId, platform, roomId }: IncidentPlace,
  seconds: number,
): Promise<void> {
  await pool.query(
    `UPDATE incident_cards SET busy_until = now() + make_interval(secs => $4)
     WHERE incident_id = $1 AND platform = $2 AND room_id = $3`,
    [incidentId, platform, roomId, seconds],
  )
}
