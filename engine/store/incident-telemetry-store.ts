import type { Pool, PoolClient } from 'pg'
import { sats } from '../domain/money.ts'
import type {
  BookTelemetry,
  IncidentTelemetryStore,
  SwitchSight,
  TelemetrySubject,
} from '../incidents/telemetry.ts'
import { guarded } from './guarded.ts'
import { connections, evidence, lastFixAt, people, reconciliation } from './incident-telemetry-rows.ts'
import { inTransaction } from './pool.ts'

/** What the books show of an incident, all of it as of one moment. */
export const createIncidentTelemetryStore = (pool: Pool): IncidentTelemetryStore =>
  guarded<IncidentTelemetryStore>({
    read: (incident) => inTransaction(pool, (client) => read(client, incident)),
  })

async function read(client: PoolClient, incident: TelemetrySubject): Promise<BookTelemetry> {
  await client.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY')
  const { openedAt } = incident
  return {
    ...(await switches(client, openedAt)),
    ...(await payments(client)),
    ...(await people(client, incident)),
    ...(await evidence(client, incident)),
    alerts: await alerts(client),
    polls: await polls(client, openedAt),
    connections: await connections(client, openedAt),
    reconciliation: await reconciliation(client, openedAt),
    lastFixAt: await lastFixAt(client, openedAt),
    cashOuts: await cashOuts(client, incident),
    ...(await settings(client, openedAt)),
    delayed: await delayed(client, openedAt),
  }
}

interface SwitchRow {
  at: Date
  polling_enabled: boolean
  payouts_enabled: boolean
  pause_reason: string | null
  pauses: Record<'polling' | 'payouts', { since: string; until: string | null; resumed: boolean } | undefined>
}

/** A pause counts from a few seconds before: whoever stops everything opens the incident afterwards. */
async function switches(
  client: PoolClient,
  openedAt: Date,
): Promise<Pick<BookTelemetry, 'at' | 'polling' | 'payouts' | 'pauseReason'>> {
  const { rows } = await client.query<SwitchRow>(
    `SELECT now() AS at, polling_enabled, payouts_enabled, pause_reason,
            coalesce((SELECT jsonb_object_agg(p.what, jsonb_build_object('since', p.since, 'until', p.until, 'resumed', p.resumed)) FROM (
              SELECT DISTINCT ON (what) what, since, until,
                EXISTS (SELECT FROM action_log a WHERE a.command = 'poll resume' AND a.started_at <= p.until
                        AND (a.finished_at IS NULL OR a.finished_at >= p.until AND a.result NOT LIKE 'refused%')) AS resumed
              FROM pauses p WHERE until IS NULL OR until >= $1 ORDER BY what, since DESC) AS p), '{}') AS pauses
     FROM lamassu_config`,
    [openedAt],
  )
  const [row] = rows as [SwitchRow]
  return {
    at: row.at,
    polling: switchOf(row.polling_enabled, row.pauses.polling),
    payouts: switchOf(row.payouts_enabled, row.pauses.payouts),
    pauseReason: row.pause_reason,
  }
}

const switchOf = (on: boolean, pause: SwitchRow['pauses']['polling']): SwitchSight => ({
  on,
  pause:
    pause === undefined
      ? null
      : {
          since: new Date(pause.since),
          until: pause.until === null ? null : new Date(pause.until),
          resumed: pause.resumed,
        },
})

async function payments(
  client: PoolClient,
): Promise<Pick<BookTelemetry, 'inFlight' | 'inDoubtSats' | 'needReview' | 'failed'>> {
  const { rows } = await client.query<{ flying: bigint; review: bigint; failed: bigint; doubt: string }>(
    // Those that were given up are counted while their cash-out is not finished: nobody has decided about them yet.
    `SELECT count(*) FILTER (WHERE status = 'paying') AS flying, count(*) FILTER (WHERE status = 'needs_review') AS review,
            coalesce(sum(amount_sats) FILTER (WHERE status IN ('paying', 'needs_review')), 0)::text AS doubt,
            (SELECT count(*) FROM transfers f JOIN lamassu_transactions x ON x.id = f.lamassu_transaction_id
             WHERE f.status = 'failed' AND x.status = 'processing') AS failed
     FROM transfers WHERE status IN ('paying', 'needs_review')`,
  )
  const [row] = rows
  return {
    inFlight: Number(row?.flying ?? 0n),
    needReview: Number(row?.review ?? 0n),
    failed: Number(row?.failed ?? 0n),
    inDoubtSats: sats(BigInt(row?.doubt ?? '0')),
  }
}

/** Members of a group are told by its card. */
async function alerts(client: PoolClient): Promise<BookTelemetry['alerts']> {
  const { rows } = await client.query<BookTelemetry['alerts'][number]>(
    `SELECT id, rule, severity, acked_by IS NOT NULL AND ack_until > now() AS acked FROM alerts
     WHERE state = 'firing' AND test_channel IS NULL AND group_id IS NULL ORDER BY opened_at, id`,
  )
  return rows
}

async function polls(client: PoolClient, openedAt: Date): Promise<BookTelemetry['polls']> {
  const { rows } = await client.query<{
    failed: bigint
    in_a_row: bigint
    result: 'ok' | 'empty' | 'failed' | null
    finished_at: Date | null
    taken: bigint | null
  }>(
    `WITH since AS MATERIALIZED (SELECT id, result, finished_at, taken FROM lamassu_polls WHERE window_until >= $1),
     by_hand AS (
       SELECT s.result, s.finished_at, s.taken FROM since s
       WHERE EXISTS (SELECT FROM action_log a WHERE a.command IN ('poll run', 'poll backfill') AND a.started_at >= $1
                     AND s.finished_at BETWEEN a.started_at AND coalesce(a.finished_at, now()))
       ORDER BY s.id DESC LIMIT 1)
     SELECT (SELECT count(*) FROM since WHERE result = 'failed') AS failed,
            (SELECT count(*) FROM since WHERE id > coalesce((SELECT max(id) FROM since WHERE result = 'failed'), 0)) AS in_a_row,
            h.result, h.finished_at, h.taken
     FROM (VALUES (1)) AS one LEFT JOIN by_hand h ON true`,
    [openedAt],
  )
  const [row] = rows
  return {
    byHand:
      row === undefined || row.result === null || row.finished_at === null
        ? null
        : { result: row.result, at: row.finished_at, taken: Number(row.taken ?? 0n) },
    failed: Number(row?.failed ?? 0n),
    goodInARow: Number(row?.in_a_row ?? 0n),
  }
}

async function cashOuts(
  client: PoolClient,
  { id, openedAt }: TelemetrySubject,
): Promise<BookTelemetry['cashOuts']> {
  const { rows } = await client.query<{
    waiting: bigint
    completed: bigint
    completed_at: Date | null
    resumed: bigint | null
    on_trial: bigint | null
  }>(
    `WITH resumed AS (SELECT max(at) AS at FROM incident_events WHERE incident_id = $2 AND kind = 'resumed')
     SELECT (SELECT count(*) FROM lamassu_transactions WHERE status = 'pending') AS waiting,
            (SELECT trial_transaction_id FROM lamassu_config) AS on_trial, count(*) AS completed, max(processed_at) AS completed_at,
            CASE WHEN (SELECT at FROM resumed) IS NOT NULL THEN count(*) FILTER (WHERE processed_at >= (SELECT at FROM resumed)) END AS resumed
     FROM lamassu_transactions WHERE status = 'completed' AND processed_at >= $1`,
    [openedAt, id],
  )
  const [row] = rows
  return {
    waiting: Number(row?.waiting ?? 0n),
    completed: Number(row?.completed ?? 0n),
    completedAt: row?.completed_at ?? null,
    completedSinceResumed: row === undefined || row.resumed === null ? null : Number(row.resumed),
    onTrial: row?.on_trial ?? null,
  }
}

/** The first version ever seen is no change. */
async function settings(
  client: PoolClient,
  openedAt: Date,
): Promise<Pick<BookTelemetry, 'settings' | 'lastGoodPollBefore'>> {
  const { rows } = await client.query<{
    beforehand: bigint
    since: bigint
    newest: Date | null
    last_good: Date | null
  }>(
    `WITH good AS (SELECT max(finished_at) AS at FROM (
            SELECT finished_at FROM lamassu_polls WHERE result <> 'failed' AND window_until < $1 ORDER BY id DESC LIMIT 1) AS p),
          changes AS (SELECT seen_at FROM config_versions WHERE id > (SELECT min(id) FROM config_versions))
     SELECT (SELECT at FROM good) AS last_good, (SELECT max(seen_at) FROM changes) AS newest,
            (SELECT count(*) FROM changes WHERE seen_at < $1 AND seen_at > (SELECT at FROM good)) AS beforehand,
            (SELECT count(*) FROM changes WHERE seen_at >= $1) AS since`,
    [openedAt],
  )
  const [row] = rows
  return {
    settings: {
      beforehand: Number(row?.beforehand ?? 0n),
      since: Number(row?.since ?? 0n),
      newestAt: row?.newest ?? null,
    },
    lastGoodPollBefore: row?.last_good ?? null,
  }
}

/** Of a cash-out that is not distributed yet, everybody with a deposit in its currency waits. */
async function delayed(client: PoolClient, openedAt: Date): Promise<BookTelemetry['delayed']> {
  const { rows } = await client.query<{ clients: bigint; told: bigint; oldest: Date | null }>(
    `WITH old AS (SELECT id, fiat_code, status, transaction_time FROM lamassu_transactions
                  WHERE status IN ('pending', 'processing') AND transaction_time <= now() - interval '24 hours'),
     waiting AS (
       SELECT c.id FROM dca_clients c WHERE c.status = 'active' AND c.remaining_balance > 0
         AND c.fiat_code IN (SELECT fiat_code FROM old WHERE status = 'pending')
       UNION
       SELECT p.client_id FROM dca_payments p JOIN old ON old.id = p.lamassu_transaction_id
       WHERE p.status IN ('pending', 'invoiced', 'paying', 'needs_review'))
     SELECT count(*) AS clients, (SELECT min(transaction_time) FROM old) AS oldest,
            count(*) FILTER (WHERE EXISTS (SELECT FROM client_notices n WHERE n.client_id = w.id AND n.created_at >= $1)) AS told
     FROM waiting w`,
    [openedAt],
  )
  const [row] = rows
  return {
    clients: Number(row?.clients ?? 0n),
    told: Number(row?.told ?? 0n),
    oldest: row?.oldest ?? null,
  }
}
