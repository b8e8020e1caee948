import type { Pool } from 'pg'
import type { PollRecord, TakeInStore } from '../storage.ts'

/* What a poll writes down about itself and about Lamassu's table as a whole. */

/** A row that comes twice is one row; an upsert would refuse it. */
export async function recordBaseline(
  pool: Pool,
  rows: Parameters<TakeInStore['recordBaseline']>[0],
): Promise<void> {
  await pool.query(
    `INSERT INTO cash_out_sightings (transaction_id, bucket, state)
     SELECT DISTINCT ON (r.id) r.id, r.bucket, CASE WHEN r.confirmed THEN 'baseline' ELSE 'baseline_unconfirmed' END
     FROM unnest($1::text[], $2::int[], $3::boolean[]) AS r(id, bucket, confirmed)
     ON CONFLICT (transaction_id) DO UPDATE SET state = excluded.state, updated_at = now()`,
    [rows.map((row) => row.transactionId), rows.map((row) => row.bucket), rows.map((row) => row.confirmed)],
  )
}

export async function recordDigests(pool: Pool, digests: ReadonlyMap<number, string | null>): Promise<void> {
  const held = [...digests].filter(([, digest]) => digest !== null)
  const gone = [...digests].filter(([, digest]) => digest === null).map(([bucket]) => bucket)
  await pool.query(
    `INSERT INTO lamassu_digests (bucket, digest) SELECT * FROM unnest($1::int[], $2::text[])
     ON CONFLICT (bucket) DO UPDATE SET digest = excluded.digest`,
    [held.map(([bucket]) => bucket), held.map(([, digest]) => digest)],
  )
  if (gone.length > 0) await pool.query('DELETE FROM lamassu_digests WHERE bucket = ANY($1)', [gone])
}

export async function recordPoll(pool: Pool, record: PollRecord): Promise<void> {
  await pool.query(
    `INSERT INTO lamassu_polls (result, window_from, window_until, rows_in_lamassu, rows_read, taken, quarantined, waiting, error_code, error_message)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      record.result,
      record.windowFrom,
      record.windowUntil,
      record.rowsInLamassu,
      record.rowsRead,
      record.taken,
      record.quarantined,
      record.waiting,
      record.errorCode,
      record.errorMessage,
    ],
  )
}
