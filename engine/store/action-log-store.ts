import type { Pool, PoolClient } from 'pg'
import { Failure } from '../failure.ts'
import type { ActionLog, ActionReading, NewAction } from '../people.ts'
import { say } from '../phrase.ts'
import { verifyChain } from './action-chain.ts'
import { guarded } from './guarded.ts'
import { inTransaction } from './pool.ts'

export function createActionLog(pool: Pool): ActionLog {
  return guarded<ActionLog>({
    begin: (action) => begin(pool, action),
    finish: (id, result) => finish(pool, id, result),
    actions: (filter) => actions(pool, filter),
    verify: () => verifyChain(pool),
  })
}

async function begin(pool: Pool, action: NewAction): Promise<bigint | null> {
  const { rows } = await pool.query<{ id: bigint }>(
    `INSERT INTO action_log (actor, surface, command, arguments, delivery_id, preview, preview_hash, approver)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
     ON CONFLICT (delivery_id) WHERE delivery_id IS NOT NULL DO NOTHING RETURNING id`,
    [
      action.actor,
      action.surface,
      action.command,
      JSON.stringify(action.arguments),
      action.deliveryId ?? null,
      action.preview ?? null,
      action.previewHash ?? null,
      action.approver ?? null,
    ],
  )
  return rows[0]?.id ?? null
}

async function finish(pool: Pool, id: bigint, result: string): Promise<void> {
  const { rowCount } = await pool.query(
    'UPDATE action_log SET finished_at = clock_timestamp(), result = $2 WHERE id = $1',
    [id, result],
  )
  if (rowCount !== 1) throw new Failure('database_refused', say`There is no action ${id} to be finished.`)
  await seal(pool)
}

/**
 * Rows that are being added hold a lock until they can be seen; sealing waits for them, but not for long: whoever
 * finishes next seals what was left.
 */
async function seal(pool: Pool): Promise<void> {
  try {
    await inTransaction(pool, sealFinished)
  } catch (thrown) {
    if ((thrown as { code?: string }).code !== LOCK_NOT_AVAILABLE) throw thrown
  }
}
const LOCK_NOT_AVAILABLE = '55P03'

/** Puts all rows after the last sealed one into a block, up to the first that may still be finished. */
async function sealFinished(client: PoolClient): Promise<void> {
  await client.query(`SET LOCAL lock_timeout = '500ms'`)
  await client.query('SELECT pg_advisory_xact_lock(action_log_lock())')
  const { rows } = await client.query<{ sealed: bigint; first_id: bigint | null; last_id: bigint | null }>(
    `WITH sealed AS (SELECT coalesce((SELECT b.last_id FROM action_log_blocks b ORDER BY b.number DESC LIMIT 1), 0) AS last_id),
          under_way AS (SELECT min(a.id) AS first_id FROM action_log a, sealed
                        WHERE a.id > sealed.last_id AND a.finished_at IS NULL AND a.started_at > now() - interval '1 hour')
     SELECT (SELECT last_id FROM sealed) AS sealed, min(a.id) AS first_id, max(a.id) AS last_id
     FROM action_log a WHERE a.id > (SELECT last_id FROM sealed)
       AND a.id < coalesce((SELECT first_id FROM under_way), 9223372036854775807)`,
  )
  const [reach] = rows
  if (reach === undefined || reach.first_id === null || reach.last_id === null) return
  // Older than an hour and unfinished, they are sealed as they are: nobody finishes them meanwhile.
  await client.query(
    'SELECT FROM action_log WHERE id > $1 AND id <= $2 AND finished_at IS NULL ORDER BY id FOR UPDATE',
    [reach.sealed, reach.last_id],
  )
  await client.query('SET LOCAL lock_timeout = 0')
  await addBlock(client, { after: reach.sealed, first: reach.first_id, last: reach.last_id })
}

async function addBlock(
  client: PoolClient,
  { after, first, last }: { after: bigint; first: bigint; last: bigint },
): Promise<void> {
  // The first block of an old log may be long.
  await client.query(`SET LOCAL statement_timeout = '10min'`)
  await client.query(
    `WITH made AS (
       SELECT ROW(coalesce(h.number, 0) + 1, $2::bigint, $3::bigint, r.row_count, r.rows_hash, h.hash, NULL, now())::action_log_blocks AS block
       FROM action_log_head h, action_rows($1, $3) AS r),
     added AS (
       INSERT INTO action_log_blocks (number, first_id, last_id, row_count, rows_hash, previous_hash, hash, sealed_at)
       SELECT (block).number, (block).first_id, (block).last_id, (block).row_count, (block).rows_hash, (block).previous_hash,
              action_block_hash(block), (block).sealed_at
       FROM made RETURNING number, hash)
     UPDATE action_log_head SET number = added.number, hash = added.hash FROM added`,
    [after, first, last],
  )
}

interface ActionRow {
  id: bigint
  actor: string
  surface: string
  command: string
  written: Record<string, unknown>
  preview: string | null
  approver: string | null
  started_at: Date
  finished_at: Date | null
  result: string | null
}

/** The newest first. */
async function actions(
  pool: Pool,
  { actor, noun, from, limit }: Parameters<ActionLog['actions']>[0],
): Promise<ActionReading[]> {
  const { rows } = await pool.query<ActionRow>(
    `SELECT id, actor, surface, command, arguments AS written, preview, approver, started_at, finished_at, result
     FROM action_log
     WHERE ($1::text IS NULL OR actor = $1) AND ($2::text IS NULL OR split_part(command, ' ', 1) = $2)
       AND ($3::timestamptz IS NULL OR started_at >= $3)
     ORDER BY id DESC LIMIT $4`,
    [actor ?? null, noun ?? null, from ?? null, limit],
  )
  return rows.map(({ started_at: startedAt, finished_at: finishedAt, ...row }) => ({
    ...row,
    startedAt,
    finishedAt,
  }))
}
