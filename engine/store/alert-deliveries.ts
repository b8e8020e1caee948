import type { Pool, PoolClient } from 'pg'
import type { AlertStore, DeliveryOutcome, DueDelivery } from '../alert-storage.ts'
import { SEVERITIES } from '../alerting.ts'
import type { JsonObject } from '../json-value.ts'
import { ALERT_COLUMNS, alertFromRow, type AlertRow } from './alert-rows.ts'

/** Edits of one card come no closer together than this: they tell nobody anything that can't wait. */
const EDIT_SECONDS = 10

interface DueRow extends AlertRow {
  channel: string
  told_notice: number
  posted: JsonObject | null
  wanted_at: Date
  attempts: number
}

export async function due(pool: Pool, now: Date, limit: number): Promise<DueDelivery[]> {
  const { rows } = await pool.query<DueRow>(
    `SELECT ${ALERT_COLUMNS}, d.channel, d.told_notice, d.posted, d.wanted_at, d.attempts
     FROM alert_deliveries d JOIN alerts a ON a.id = d.alert_id LEFT JOIN alert_channels c ON c.channel = d.channel
     WHERE (d.lease_until IS NULL OR d.lease_until < $1) AND d.next_attempt_at <= $1
       AND (c.blocked_until IS NULL OR c.blocked_until <= $1)
       AND (d.told_notice < a.notice
            OR (d.posted IS NOT NULL AND d.shown_revision < a.revision
                AND (d.shown_at IS NULL OR d.shown_at < $1::timestamptz - make_interval(secs => $2))))
     ORDER BY (d.told_notice < a.notice) DESC, array_position($4, a.severity) DESC, a.exposure_sats DESC, a.id, d.channel
     LIMIT $3`,
    [now, EDIT_SECONDS, limit, SEVERITIES],
  )
  return rows.map(deliveryFromRow)
}

const deliveryFromRow = (row: DueRow): DueDelivery => ({
  alert: alertFromRow(row),
  channel: row.channel,
  what: row.told_notice < row.notice ? 'message' : 'edit',
  toldNotice: row.told_notice,
  posted: row.posted,
  wantedAt: row.wanted_at,
  attempts: row.attempts,
})

export async function late(
  pool: Pool,
  wantedBefore: Date,
  besides: string,
  limit: number,
): Promise<DueDelivery[]> {
  const { rows } = await pool.query<DueRow>(
    `SELECT ${ALERT_COLUMNS}, d.channel, d.told_notice, d.posted, d.wanted_at, d.attempts
     FROM alert_deliveries d JOIN alerts a ON a.id = d.alert_id JOIN alert_channels c ON c.channel = d.channel
     WHERE d.told_notice < a.notice AND d.wanted_at <= $1 AND d.channel <> $2 AND a.test_channel IS NULL
       AND c.failing_since IS NOT NULL
       AND NOT EXISTS (SELECT FROM alert_deliveries f WHERE f.alert_id = a.id AND f.why = 'fallback')
     ORDER BY d.wanted_at, a.id LIMIT $3`,
    [wantedBefore, besides, limit],
  )
  return rows.map(deliveryFromRow)
}

export async function unheard(
  pool: Pool,
  wantedBefore: Date,
  besides: string,
  limit: number,
): Promise<DueDelivery[]> {
  const { rows } = await pool.query<DueRow>(
    `SELECT DISTINCT ON (a.id) ${ALERT_COLUMNS}, d.channel, d.told_notice, d.posted, d.wanted_at, d.attempts
     FROM alert_deliveries d JOIN alerts a ON a.id = d.alert_id JOIN alert_channels c ON c.channel = d.channel
     WHERE d.told_notice < a.notice AND d.wanted_at <= $1 AND d.channel <> $2 AND a.test_channel IS NULL
       AND c.failing_since IS NOT NULL
       AND NOT EXISTS (SELECT FROM alert_deliveries t WHERE t.alert_id = a.id AND t.channel <> $2 AND t.told_notice >= a.notice)
       AND NOT EXISTS (SELECT FROM alert_events e WHERE e.alert_id = a.id AND e.what = 'unheard' AND e.detail = a.notice::text)
     ORDER BY a.id, d.wanted_at LIMIT $3`,
    [wantedBefore, besides, limit],
  )
  return rows.map(deliveryFromRow)
}

export async function messagesSince(pool: Pool, since: Date): Promise<ReadonlyMap<string, number>> {
  const { rows } = await pool.query<{ channel: string; count: bigint }>(
    'SELECT channel, count(*) FROM alert_messages WHERE started_at > $1 GROUP BY channel',
    [since],
  )
  return new Map(rows.map(({ channel, count }) => [channel, Number(count)]))
}

/**
 * A try that broke off (the program was killed) is one doubt: it may not even have been sent. One whose answer was lost
 * is two: it most likely was. Beyond this it counts as told; the other channels, and the repeats, have told it too.
 */
const DOUBTS_AT_MOST = 2

export async function begin(
  client: PoolClient,
  { channel, kind, told }: Parameters<AlertStore['begin']>[0],
  now: Date,
  leaseSeconds: number,
): ReturnType<AlertStore['begin']> {
  const { rows } = await client.query<{ alert_id: bigint; uncertain: number }>(
    `UPDATE alert_deliveries d
     SET sending_notice = t.notice, lease_until = $3::timestamptz + make_interval(secs => $4), attempts = attempts + 1,
         uncertain = CASE WHEN d.sending_notice = t.notice THEN uncertain + 1 ELSE 0 END
     FROM unnest($1::bigint[], $2::int[]) AS t (alert_id, notice)
     WHERE d.alert_id = t.alert_id AND d.channel = $5 AND d.told_notice < t.notice
       AND (d.lease_until IS NULL OR d.lease_until < $3)
     RETURNING d.alert_id, d.uncertain`,
    [told.map(({ alertId }) => alertId), told.map(({ notice }) => notice), now, leaseSeconds, channel],
  )
  if (rows.length < told.length) {
    await release(
      client,
      channel,
      rows.map((row) => row.alert_id),
    )
    return { kind: 'taken' }
  }
  if (rows.some(({ uncertain }) => uncertain > DOUBTS_AT_MOST)) {
    await remember(client, channel, told, null, now)
    return { kind: 'doubtful' }
  }
  const made = await client.query<{ id: bigint }>(
    `INSERT INTO alert_messages (channel, alert_id, notice, kind, started_at) VALUES ($1, $2, $3, $4, $5) RETURNING id`,
    [channel, told.length === 1 ? told[0]?.alertId : null, told[0]?.notice, kind, now],
  )
  if (made.rows[0] === undefined) throw new Error('an insert answers its row')
  return { kind: 'go', messageId: made.rows[0].id }
}

async function release(client: PoolClient, channel: string, alertIds: readonly bigint[]): Promise<void> {
  await client.query(
    'UPDATE alert_deliveries SET lease_until = NULL WHERE channel = $1 AND alert_id = ANY ($2)',
    [channel, alertIds],
  )
}

async function remember(
  client: PoolClient,
  channel: string,
  told: Parameters<AlertStore['finish']>[0]['told'],
  posted: JsonObject | null,
  now: Date,
): Promise<void> {
  await client.query(
    `UPDATE alert_deliveries d
     SET told_notice = t.notice, told_at = $4, shown_revision = t.revision, shown_at = $4, posted = coalesce($5, d.posted),
         sending_notice = NULL, lease_until = NULL, uncertain = 0, attempts = 0, failing_since = NULL, last_error = NULL
     FROM unnest($1::bigint[], $2::int[], $3::int[]) AS t (alert_id, notice, revision)
     WHERE d.alert_id = t.alert_id AND d.channel = $6 AND d.told_notice < t.notice`,
    [
      told.map(({ alertId }) => alertId),
      told.map(({ notice }) => notice),
      told.map(({ revision }) => revision),
      now,
      posted === null ? null : JSON.stringify(posted),
      channel,
    ],
  )
}

export async function finish(
  client: PoolClient,
  { messageId, channel, told }: Parameters<AlertStore['finish']>[0],
  outcome: DeliveryOutcome,
  now: Date,
): Promise<void> {
  await client.query('UPDATE alert_messages SET finished_at = $2, outcome = $3, detail = $4 WHERE id = $1', [
    messageId,
    now,
    outcome.kind,
    outcome.kind === 'sent' ? null : outcome.why,
  ])
  if (outcome.kind === 'sent') await remember(client, channel, told, outcome.posted, now)
  else await postpone(client, channel, told, outcome, now)
  await noteChannel(client, channel, outcome, now)
}

/** What certainly did not arrive leaves no doubt behind; what may have, does. */
async function postpone(
  client: PoolClient,
  channel: string,
  told: Parameters<AlertStore['finish']>[0]['told'],
  outcome: Exclude<DeliveryOutcome, { kind: 'sent' }>,
  now: Date,
): Promise<void> {
  await client.query(
    `UPDATE alert_deliveries
     SET lease_until = NULL, next_attempt_at = $3, last_error = $4, failing_since = coalesce(failing_since, $5),
         sending_notice = CASE WHEN $6 THEN sending_notice END, uncertain = CASE WHEN $6 THEN uncertain + 1 ELSE 0 END
     WHERE channel = $1 AND alert_id = ANY ($2)`,
    [
      channel,
      told.map(({ alertId }) => alertId),
      outcome.nextAttemptAt,
      outcome.why,
      now,
      outcome.kind === 'unknown',
    ],
  )
}

async function noteChannel(
  client: PoolClient,
  channel: string,
  outcome: DeliveryOutcome,
  now: Date,
): Promise<void> {
  const isOk = outcome.kind === 'sent'
  const isGone = outcome.kind === 'failed' && outcome.gone
  await client.query(
    `INSERT INTO alert_channels AS c (channel, ok_at, failing_since, failures, gone, last_error, blocked_until)
     VALUES ($1, CASE WHEN $2 THEN $3::timestamptz END, CASE WHEN NOT $2 THEN $3::timestamptz END,
             CASE WHEN $2 THEN 0 ELSE 1 END, $4, $5, $6)
     ON CONFLICT (channel) DO UPDATE SET
       ok_at = coalesce(excluded.ok_at, c.ok_at),
       failing_since = CASE WHEN $2 THEN NULL ELSE coalesce(c.failing_since, excluded.failing_since) END,
       failures = CASE WHEN $2 THEN 0 ELSE c.failures + 1 END,
       gone = excluded.gone, last_error = excluded.last_error, blocked_until = excluded.blocked_until`,
    [channel, isOk, now, isGone, isOk ? null : outcome.why, isOk || isGone ? null : outcome.nextAttemptAt],
  )
}

export async function shown(
  pool: Pool,
  {
    alertId,
    channel,
    revision,
    outcome,
    now,
  }: { alertId: bigint; channel: string; revision: number; outcome: 'shown' | 'gone' | 'later'; now: Date },
): Promise<void> {
  await pool.query(
    `UPDATE alert_deliveries
     SET shown_at = $4, shown_revision = CASE WHEN $5 = 'later' THEN shown_revision ELSE $3 END,
         posted = CASE WHEN $5 = 'gone' THEN NULL ELSE posted END
     WHERE alert_id = $1 AND channel = $2`,
    [alertId, channel, revision, now, outcome],
  )
}

export async function route(
  pool: Pool,
  alertId: bigint,
  channels: readonly string[],
  why: string,
  now: Date,
): Promise<void> {
  await pool.query(
    `INSERT INTO alert_deliveries (alert_id, channel, why, wanted_at, next_attempt_at)
     SELECT $1, channel, $3, $4, $4 FROM unnest($2::text[]) AS channel ON CONFLICT (alert_id, channel) DO NOTHING`,
    [alertId, channels, why, now],
  )
}

export async function keepChannels(pool: Pool, known: readonly string[]): Promise<void> {
  await pool.query('DELETE FROM alert_channels WHERE channel <> ALL ($1)', [known])
  await pool.query(
    `DELETE FROM alert_deliveries d USING alerts a
     WHERE a.id = d.alert_id AND a.test_channel IS NULL AND d.told_notice < a.notice AND d.channel <> ALL ($1)`,
    [known],
  )
}

export async function noteUnheard(pool: Pool, alertId: bigint, besides: string, now: Date): Promise<boolean> {
  const { rowCount } = await pool.query(
    `INSERT INTO alert_events (alert_id, at, what, detail)
     SELECT a.id, $3, 'unheard', a.notice::text FROM alerts a
     WHERE a.id = $1
       AND NOT EXISTS (SELECT FROM alert_deliveries d WHERE d.alert_id = a.id AND d.channel <> $2 AND d.told_notice >= a.notice)
       AND NOT EXISTS (SELECT FROM alert_events e WHERE e.alert_id = a.id AND e.what = 'unheard' AND e.detail = a.notice::text)`,
    [alertId, besides, now],
  )
  return rowCount === 1
}

export async function addEvent(
  pool: Pool,
  alertId: bigint,
  { what, detail, actor }: { what: string; detail: string | null; actor: string | null },
  now: Date,
): Promise<void> {
  await pool.query(
    'INSERT INTO alert_events (alert_id, at, what, detail, actor) VALUES ($1, $2, $3, $4, $5)',
    [alertId, now, what, detail, actor],
  )
}
