import type { Pool, PoolClient } from 'pg'
import type { JsonObject } from '../json-value.ts'
import type { ScheduledRun, ScheduledRunStore, Turn } from '../schedule.ts'
import { guarded } from './guarded.ts'
import { inTransaction } from './pool.ts'

export function createScheduledRunStore(pool: Pool): ScheduledRunStore {
  return guarded<ScheduledRunStore>({
    async newestSlot(job) {
      const { rows } = await pool.query<{ slot: Date | null }>(
        'SELECT max(slot) AS slot FROM scheduled_runs WHERE job = $1',
        [job],
      )
      return rows[0]?.slot ?? null
    },
    async begin(job, slot) {
      await pool.query(
        `INSERT INTO scheduled_runs (job, slot, started_at, finished_at, outcome, attempts, detail)
         VALUES ($1, $2, now(), now(), 'slept_through', 0, '{"why": "the job is new"}') ON CONFLICT DO NOTHING`,
        [job, slot],
      )
    },
    claim: (job, slot, missed) => inTransaction(pool, (client) => claim(client, job, slot, missed)),
    async finish(job, { slot, attempt }, outcome, detail) {
      const { rowCount } = await pool.query(
        `UPDATE scheduled_runs SET finished_at = clock_timestamp(), outcome = $4, detail = $5, lease_until = NULL
         WHERE job = $1 AND slot = $2 AND attempts = $3 AND outcome IS NULL`,
        [job, slot, attempt, outcome, JSON.stringify(detail)],
      )
      return rowCount === 1
    },
    runs: (job, limit) => runs(pool, job, limit),
  })
}

async function claim(
  client: PoolClient,
  job: Parameters<ScheduledRunStore['claim']>[0],
  slot: Date,
  missed: readonly Date[],
): Promise<Turn | null> {
  await giveUp(client, job.name, job.maxAttempts)
  const { rows } = await client.query<{ attempts: number }>(
    `INSERT INTO scheduled_runs AS r (job, slot, started_at, lease_until)
     VALUES ($1, $2, clock_timestamp(), clock_timestamp() + $3 * interval '1 second')
     ON CONFLICT (job, slot) DO UPDATE
       SET started_at = clock_timestamp(), lease_until = excluded.lease_until, attempts = r.attempts + 1,
           finished_at = NULL, outcome = NULL, detail = NULL
     WHERE r.attempts < $4 AND (
       r.outcome IS NULL AND r.lease_until <= clock_timestamp()
       OR r.outcome = 'failed' AND r.finished_at + $5 * 2 ^ (r.attempts - 1) * interval '1 second' <= clock_timestamp())
     RETURNING attempts`,
    [job.name, slot, job.leaseSeconds, job.maxAttempts, job.backOffSeconds],
  )
  const [claimed] = rows
  if (claimed === undefined) return null
  await client.query(
    `INSERT INTO scheduled_runs (job, slot, started_at, finished_at, outcome, attempts, detail)
     SELECT $1, m.slot, now(), now(), 'slept_through', 0, jsonb_build_object('caughtUpBy', $3::text)
     FROM unnest($2::timestamptz[]) AS m(slot) ON CONFLICT DO NOTHING`,
    [job.name, missed, slot.toISOString()],
  )
  return { slot, attempt: claimed.attempts, missed: await caughtUpBy(client, job.name, slot) }
}

/** A runner that died at its last attempt has nobody after it who would write that down. */
const giveUp = (client: PoolClient, job: string, maxAttempts: number): Promise<unknown> =>
  client.query(
    `UPDATE scheduled_runs
     SET finished_at = clock_timestamp(), outcome = 'failed', lease_until = NULL, detail = '{"why": "its runner died"}'
     WHERE job = $1 AND outcome IS NULL AND attempts >= $2 AND lease_until <= clock_timestamp()`,
    [job, maxAttempts],
  )

/** From the books, so that a second attempt says it too. */
async function caughtUpBy(client: PoolClient, job: string, slot: Date): Promise<Date[]> {
  const { rows } = await client.query<{ slot: Date }>(
    `SELECT slot FROM scheduled_runs
     WHERE job = $1 AND outcome = 'slept_through' AND detail ->> 'caughtUpBy' = $2 ORDER BY slot`,
    [job, slot.toISOString()],
  )
  return rows.map((row) => row.slot)
}

async function runs(pool: Pool, job: string, limit: number): Promise<ScheduledRun[]> {
  const { rows } = await pool.query<{
    slot: Date
    started_at: Date
    finished_at: Date | null
    outcome: ScheduledRun['outcome']
    attempts: number
    detail: JsonObject | null
  }>(
    `SELECT slot, started_at, finished_at, outcome, attempts, detail FROM scheduled_runs
     WHERE job = $1 ORDER BY slot DESC LIMIT $2`,
    [job, limit],
  )
  return rows.map((row) => ({
    job,
    slot: row.slot,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    outcome: row.outcome,
    attempts: row.attempts,
    detail: row.detail,
  }))
}
