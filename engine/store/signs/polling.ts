import assert from 'node:assert/strict'
import type { Pool } from 'pg'
import type {
  Pace,
  PollCourse,
  PollFailures,
  PollingSigns,
  QuietMachine,
  Uncovered,
} from '../../signs/polling.ts'
import { guarded } from '../guarded.ts'

export const createPollingSigns = (pool: Pool): PollingSigns =>
  guarded<PollingSigns>({
    databaseTime: () => databaseTime(pool),
    course: () => course(pool),
    uncovered: () => uncovered(pool),
    goodPollsSince: (moment) => goodPollsSince(pool, moment),
    quietMachines: (since) => quietMachines(pool, since),
    sellers: (deviceIds) => sellers(pool, deviceIds),
    pace: (since, now) => pace(pool, since, now),
  })

async function databaseTime(pool: Pool): Promise<Date> {
  const { rows } = await pool.query<{ now: Date }>('SELECT clock_timestamp() AS now')
  return rows[0]?.now ?? assert.fail('a query without a table has one row')
}

interface CourseRow {
  polling_enabled: boolean
  installed_at: Date
  resumed_at: Date | null
  last_good_id: bigint | null
  last_good_at: Date | null
  known_until: Date | null
}

async function course(pool: Pool): Promise<PollCourse> {
  const { rows } = await pool.query<CourseRow>(
    `SELECT c.polling_enabled, c.created_at AS installed_at,
            (SELECT max(until) FROM pauses WHERE what = 'polling') AS resumed_at,
            good.id AS last_good_id, good.finished_at AS last_good_at, good.window_until AS known_until
     FROM lamassu_config c
     LEFT JOIN LATERAL (SELECT id, finished_at, window_until FROM lamassu_polls
                        WHERE result <> 'failed' ORDER BY id DESC LIMIT 1) AS good ON true`,
  )
  const [row] = rows
  assert(row !== undefined, 'lamassu_config has a row')
  const silentSince = row.last_good_at ?? row.installed_at
  const isResumed = row.resumed_at !== null && row.resumed_at > silentSince
  return {
    pollingEnabled: row.polling_enabled,
    lastGoodAt: row.last_good_at,
    knownUntil: row.known_until,
    silentSince,
    awaitedSince: isResumed && row.resumed_at !== null ? row.resumed_at : silentSince,
    failures: await failuresAfter(pool, row.last_good_id ?? 0n),
  }
}

interface FailuresRow {
  count: bigint
  first_at: Date | null
  last_at: Date | null
  codes: string[] | null
  last_message: string | null
}

async function failuresAfter(pool: Pool, lastGoodId: bigint): Promise<PollFailures | null> {
  const { rows } = await pool.query<FailuresRow>(
    `SELECT count(*), min(finished_at) AS first_at, max(finished_at) AS last_at,
            (array_agg(coalesce(error_code, '') ORDER BY id DESC))[1:3] AS codes,
            (array_agg(error_message ORDER BY id DESC))[1] AS last_message
     FROM lamassu_polls WHERE id > $1`,
    [lastGoodId],
  )
  const [row] = rows
  if (row === undefined || row.first_at === null || row.last_at === null) return null
  return {
    count: Number(row.count),
    firstAt: row.first_at,
    lastAt: row.last_at,
    lastCodes: row.codes ?? [],
    lastMessage: row.last_message ?? '',
  }
}

/** Two days of polls every minute; a gap is said at once, and is healed by any comparison of all ids after it. */
const POLLS_LOOKED_AT = 3000

async function uncovered(pool: Pool): Promise<Uncovered[]> {
  const { rows } = await pool.query<{ id: bigint; from: Date; until: Date; finished_at: Date }>(
    `SELECT id, covered_until AS "from", window_from AS until, finished_at
     FROM (SELECT id, window_from, finished_at,
                  max(window_until) OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS covered_until
           FROM (SELECT id, window_from, window_until, finished_at FROM lamassu_polls
                 WHERE result <> 'failed' ORDER BY id DESC LIMIT $1) AS recent) AS windows
     WHERE window_from > covered_until ORDER BY id`,
    [POLLS_LOOKED_AT],
  )
  return rows.map(({ id, from, until, finished_at: finishedAt }) => ({ pollId: id, from, until, finishedAt }))
}

async function goodPollsSince(pool: Pool, moment: Date): Promise<number> {
  const { rows } = await pool.query<{ count: bigint }>(
    // The window's end is the poll's beginning.
    `SELECT count(*) FROM (SELECT window_until FROM lamassu_polls WHERE result <> 'failed' ORDER BY id DESC LIMIT $2) AS recent
     WHERE window_until > $1`,
    [moment, POLLS_LOOKED_AT],
  )
  return Number(rows[0]?.count ?? 0n)
}

interface QuietRow {
  device_id: string
  name: string | null
  last_at: Date
  cash_outs: bigint
  usual_seconds: number | null
}

async function quietMachines(pool: Pool, since: Date): Promise<QuietMachine[]> {
  const { rows } = await pool.query<QuietRow>(
    // Set aside ones have no time of their own; those that wait for their sats are sales as well.
    `SELECT device_id, max(at) AS last_at, count(*) AS cash_outs, (array_agg(name ORDER BY at DESC))[1] AS name,
            percentile_disc(0.99) WITHIN GROUP (ORDER BY extract(epoch FROM gap)::float8) AS usual_seconds
     FROM (SELECT device_id, name, at, at - lag(at) OVER (PARTITION BY device_id ORDER BY at) AS gap
           FROM (SELECT device_id, machine_name AS name, coalesce(transaction_time, created_at) AS at FROM lamassu_transactions
                 WHERE transaction_time >= $1 OR (transaction_time IS NULL AND created_at >= $1)
                 UNION ALL
                 SELECT source_row->>'deviceId', source_row->>'machineName', first_seen_at FROM cash_out_sightings
                 WHERE state = 'waiting' AND first_seen_at >= $1) AS sales) AS gaps
     WHERE device_id IS NOT NULL
     GROUP BY device_id ORDER BY device_id`,
    [since],
  )
  return rows.map((row) => ({
    deviceId: row.device_id,
    name: row.name,
    lastAt: row.last_at,
    cashOuts: Number(row.cash_outs),
    usualSeconds: row.usual_seconds,
  }))
}

async function sellers(pool: Pool, deviceIds: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await pool.query<{ id: string }>(
    'SELECT wanted.id FROM unnest($1::text[]) AS wanted (id) WHERE EXISTS (SELECT FROM lamassu_transactions t WHERE t.device_id = wanted.id)',
    [deviceIds],
  )
  return new Set(rows.map(({ id }) => id))
}

interface PaceRow {
  count: bigint
  unfinished: bigint
  p95_seconds: number | null
  ids: string[] | null
  seconds: number[] | null
  begun: Date[] | null
}

/** The newest so many cash-outs are looked at, whatever is asked for. */
const CASH_OUTS_LOOKED_AT = 5000

async function pace(pool: Pool, since: Date, now: Date): Promise<Pace> {
  const { rows } = await pool.query<PaceRow>(
    // The booking of its cash is when a cash-out could be paid: one that was set aside first was in the books before.
    `SELECT count(*), count(*) FILTER (WHERE NOT finished) AS unfinished,
            percentile_disc(0.95) WITHIN GROUP (ORDER BY took.seconds) AS p95_seconds,
            (array_agg(id::text ORDER BY took.seconds DESC))[1:1] AS ids,
            (array_agg(took.seconds ORDER BY took.seconds DESC))[1:1] AS seconds,
            (array_agg(begun ORDER BY took.seconds DESC))[1:1] AS begun
     FROM (SELECT t.id, t.transaction_id, t.status = 'completed' AS finished, coalesce(e.created_at, t.created_at) AS begun,
                  CASE WHEN t.status = 'completed'
                    THEN coalesce((SELECT max(p.completed_at) FROM dca_payments p WHERE p.lamassu_transaction_id = t.id), t.processed_at)
                    ELSE $2 END AS ended
           FROM (SELECT id, transaction_id, status, created_at, processed_at FROM lamassu_transactions ORDER BY id DESC LIMIT $3) AS t
           LEFT JOIN ledger_entries e ON e.idempotency_key = 'cash-out:' || t.id
           WHERE t.status IN ('pending', 'processing') OR (t.status = 'completed' AND t.processed_at >= $1)) AS spans
     CROSS JOIN LATERAL (
       SELECT extract(epoch FROM ended - begun)::float8 - coalesce(sum(
         extract(epoch FROM least(coalesce(o.until, $2), ended) - greatest(o.since, begun))), 0)::float8 AS seconds
       FROM pauses o WHERE o.what = 'payouts' AND o.since < ended AND coalesce(o.until, $2) > begun) AS took
     WHERE NOT EXISTS (SELECT FROM cash_out_interventions i
                       WHERE i.transaction_id = spans.transaction_id AND i.created_at > spans.begun AND i.created_at < spans.ended)`,
    [since, now, CASH_OUTS_LOOKED_AT],
  )
  const [row] = rows
  assert(row !== undefined, 'an aggregate without groups is one row')
  const [id, seconds, begun] = [row.ids?.[0], row.seconds?.[0], row.begun?.[0]]
  return {
    count: Number(row.count),
    unfinished: Number(row.unfinished),
    p95Seconds: row.p95_seconds,
    slowest:
      id === undefined || seconds === undefined || begun === undefined
        ? null
        : { id: BigInt(id), seconds, since: begun },
  }
}
