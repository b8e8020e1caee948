import type { Pool } from 'pg'
import { type ConfigChange, configurationSchema } from '../../config-versions.ts'
import { sats } from '../../domain/money.ts'
import type { Platform } from '../../people.ts'
import type { ScheduledRun } from '../../schedule.ts'
import type {
  DelayReading,
  JobReading,
  OperationsSigns,
  RefusalBurst,
  SwitchesReading,
} from '../../signs/operations.ts'
import { guarded } from '../guarded.ts'

export const createOperationsSigns = (pool: Pool): OperationsSigns =>
  guarded<OperationsSigns>({
    switches: () => switches(pool),
    delayed: (before) => delayed(pool, before),
    configChanges: (from) => configChanges(pool, from),
    refusals: (atLeast) => refusals(pool, atLeast),
    lastRun: (job) => lastRun(pool, job),
    signedWeeks: (weeks) => signedWeeks(pool, weeks),
  })

async function switches(pool: Pool): Promise<SwitchesReading> {
  const { rows } = await pool.query<SwitchesReading>(
    `SELECT payouts_off_since AS "payoutsOffSince", polling_off_since AS "pollingOffSince", pause_reason AS reason FROM lamassu_config`,
  )
  return rows[0] ?? { payoutsOffSince: null, pollingOffSince: null, reason: null }
}

/** As many as one notice goes to. */
const CLIENTS_NAMED = 20

/** Of a cash-out that is not distributed yet everybody waits who has cash left in its currency. */
async function delayed(pool: Pool, before: Date): Promise<DelayReading> {
  const waiting = await pool.query<{ client_id: bigint }>(
    `SELECT p.client_id FROM dca_payments p JOIN lamassu_transactions t ON t.id = p.lamassu_transaction_id
     WHERE p.status IN ('pending', 'invoiced', 'paying', 'needs_review') AND t.transaction_time < $1
     UNION
     SELECT c.id FROM dca_clients c
     WHERE c.status = 'active' AND c.remaining_balance > c.held_balance AND EXISTS (
       SELECT FROM lamassu_transactions t WHERE t.status = 'pending' AND t.fiat_code = c.fiat_code AND t.transaction_time < $1)
     ORDER BY 1`,
    [before],
  )
  const { rows } = await pool.query<{ total: string; oldest: Date | null }>(
    `SELECT coalesce(sum(amount), 0)::text AS total, min(at) AS oldest FROM (
       SELECT p.amount_sats AS amount, t.transaction_time AS at
       FROM dca_payments p JOIN lamassu_transactions t ON t.id = p.lamassu_transaction_id
       WHERE p.status IN ('pending', 'invoiced', 'paying', 'needs_review') AND t.transaction_time < $1
       UNION ALL
       SELECT base_amount, transaction_time FROM lamassu_transactions WHERE status = 'pending' AND transaction_time < $1) AS late`,
    [before],
  )
  return {
    clients: waiting.rows.length,
    clientIds: waiting.rows.slice(0, CLIENTS_NAMED).map((row) => row.client_id),
    total: sats(BigInt(rows[0]?.total ?? '0')),
    oldestAt: rows[0]?.oldest ?? null,
  }
}

/** More changes than anybody makes in the days that are looked at. */
const CHANGES_READ = 200

async function configChanges(pool: Pool, from: Date): Promise<ConfigChange[]> {
  const { rows } = await pool.query<{
    id: bigint
    seen_at: Date
    actor: string | null
    before: unknown
    after: unknown
  }>(
    `SELECT v.id, v.seen_at, v.actor, v.settings AS after,
            (SELECT b.settings FROM config_versions b WHERE b.id < v.id ORDER BY b.id DESC LIMIT 1) AS before
     FROM config_versions v
     WHERE v.seen_at > $1 AND v.id > (SELECT min(id) FROM config_versions) ORDER BY v.id DESC LIMIT $2`,
    [from, CHANGES_READ],
  )
  return rows.map((row) => ({
    id: row.id,
    seenAt: row.seen_at,
    actor: row.actor,
    before: configurationSchema.parse(row.before),
    after: configurationSchema.parse(row.after),
  }))
}

async function refusals(pool: Pool, atLeast: number): Promise<RefusalBurst[]> {
  const { rows } = await pool.query<{
    platform: Platform
    user_id: string
    person: string | null
    person_id: bigint | null
    burst_at: Date
    refusals: number
    locked_until: Date | null
  }>(
    `SELECT r.platform, r.user_id, p.name AS person, p.id AS person_id, r.burst_at, cardinality(r.refused_at) AS refusals,
            CASE WHEN r.locked_until > r.burst_at THEN r.locked_until END AS locked_until
     FROM account_refusals r
     LEFT JOIN identities i ON i.platform = r.platform AND i.user_id = r.user_id
     LEFT JOIN people p ON p.id = i.person_id
     WHERE cardinality(r.refused_at) >= $1 OR r.locked_until > r.burst_at
     ORDER BY r.burst_at, r.platform, r.user_id`,
    [atLeast],
  )
  return rows.map((row) => ({
    identity: { platform: row.platform, userId: row.user_id },
    person: row.person,
    personId: row.person_id,
    beganAt: row.burst_at,
    refusals: row.refusals,
    lockedUntil: row.locked_until,
  }))
}

async function lastRun(pool: Pool, job: string): Promise<JobReading> {
  const { rows } = await pool.query<{ slot: Date; outcome: ScheduledRun['outcome']; settled: Date | null }>(
    `SELECT slot, outcome, (SELECT max(slot) FROM scheduled_runs
                            WHERE job = $1 AND outcome IN ('done', 'slept_through')) AS settled
     FROM scheduled_runs WHERE job = $1 ORDER BY slot DESC LIMIT 1`,
    [job],
  )
  const [row] = rows
  return {
    settledSlot: row?.settled ?? null,
    latest: row === undefined ? null : { slot: row.slot, outcome: row.outcome },
  }
}

async function signedWeeks(pool: Pool, weeks: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await pool.query<{ week: string }>(
    'SELECT week::text AS week FROM weekly_signoffs WHERE week = ANY ($1::date[])',
    [weeks],
  )
  return new Set(rows.map(({ week }) => week))
}
