import assert from 'node:assert/strict'
import type { Pool, PoolClient } from 'pg'
import { acknowledgedBy, resolvedBy } from '../alert-ending.ts'
import type { AckOutcome, AlertDesk, Finding, Severity } from '../alerting.ts'
import { PAGE_RULE, pageFinding } from '../paging.ts'
import { findingToJson } from './alert-rows.ts'
import { inTransaction } from './pool.ts'

type Ack = Parameters<AlertDesk['ack']>[1]

interface Card {
  id: bigint
  state: 'firing' | 'resolved'
  acked_by: string | null
}

/** The card on which this alert is told, locked: of two people who act at once, one comes after the other. */
async function lockCard(client: PoolClient, id: bigint, now: Date): Promise<Card | null> {
  const { rows } = await client.query<Card>(
    `SELECT c.id, CASE WHEN asked.state = 'resolved' THEN 'resolved' ELSE c.state END AS state,
            CASE WHEN c.ack_until > $2 THEN c.acked_by END AS acked_by
     FROM alerts asked JOIN alerts c ON c.id = COALESCE(asked.group_id, asked.id)
     WHERE asked.id = $1 FOR UPDATE OF c`,
    [id, now],
  )
  return rows[0] ?? null
}

export const ack = (pool: Pool, id: bigint, by: Ack): Promise<AckOutcome | null> =>
  inTransaction(pool, async (client) => {
    const card = await lockCard(client, id, by.now)
    if (card === null) return null
    if (card.state === 'resolved') return { kind: 'resolved', alertId: id }
    await markAcked(client, card.id, by)
    await addEvent(client, { alertId: card.id, at: by.now, what: 'acked', detail: by.note, actor: by.actor })
    if (!by.settles) return { kind: 'acked', alertId: card.id, previous: card.acked_by }
    await close(client, card.id, { how: acknowledgedBy(by.actor), actor: by.actor, now: by.now })
    return { kind: 'settled', alertId: card.id }
  })

async function markAcked(client: PoolClient, id: bigint, by: Ack): Promise<void> {
  await client.query(
    `UPDATE alerts SET acked_by = $2, acked_at = $3, ack_until = $4, ack_note = $5, unacked_since = NULL,
       next_repeat_at = NULL, revision = revision + 1,
       pending = CASE WHEN pending NOT IN ('repeat', 'escalated', 'unacked') THEN pending END,
       tell_at = CASE WHEN pending NOT IN ('repeat', 'escalated', 'unacked') THEN tell_at END
     WHERE id = $1`,
    [id, by.actor, by.now, by.until, by.note],
  )
}

export const unack = (
  pool: Pool,
  id: bigint,
  by: Parameters<AlertDesk['unack']>[1],
): Promise<'done' | 'not_acked' | null> =>
  inTransaction(pool, async (client) => {
    const card = await lockCard(client, id, by.now)
    if (card === null) return null
    const { rowCount } = await client.query(
      `UPDATE alerts SET acked_by = NULL, acked_at = NULL, ack_until = NULL, ack_note = NULL, unacked_since = $2,
         repeats = 0, next_repeat_at = NULL, level = LEAST(level, 1), revision = revision + 1,
         pending = CASE WHEN notice > 0 THEN COALESCE(NULLIF(NULLIF(pending, 'repeat'), 'escalated'), 'unacked') ELSE pending END,
         tell_at = CASE WHEN notice > 0 AND (pending IS NULL OR pending IN ('repeat', 'escalated')) THEN $2 ELSE tell_at END
       WHERE id = $1 AND state = 'firing' AND acked_by IS NOT NULL`,
      [card.id, by.now],
    )
    if (rowCount !== 1) return 'not_acked'
    await addEvent(client, { alertId: card.id, at: by.now, what: 'unacked', detail: null, actor: by.actor })
    return 'done'
  })

export const resolve = (
  pool: Pool,
  id: bigint,
  by: Parameters<AlertDesk['resolve']>[1],
): Promise<'done' | 'resolved' | null> =>
  inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ state: Card['state'] }>(
      'SELECT state FROM alerts WHERE id = $1 FOR UPDATE',
      [id],
    )
    if (rows[0] === undefined) return null
    if (rows[0].state === 'resolved') return 'resolved'
    await close(client, id, { how: resolvedBy(by.actor, by.reason), actor: by.actor, now: by.now })
    return 'done'
  })

/** Ends a card and all that it stands for; only whoever was told that it began is told that it is over. */
async function close(
  client: PoolClient,
  id: bigint,
  ending: { how: string; actor: string; now: Date },
): Promise<void> {
  const { rows } = await client.query<{ id: bigint }>(
    `UPDATE alerts SET state = 'resolved', resolved_at = $2, resolved_how = $3, revision = revision + 1,
       pending = CASE WHEN group_id IS NULL AND notice > 0 AND notice_kind <> 'resolved' THEN 'resolved' END,
       tell_at = CASE WHEN group_id IS NULL AND notice > 0 AND notice_kind <> 'resolved' THEN $2::timestamptz END
     WHERE (id = $1 OR group_id = $1) AND state = 'firing' RETURNING id`,
    [id, ending.now, ending.how],
  )
  const { now: at, how: detail, actor } = ending
  for (const row of rows) await addEvent(client, { alertId: row.id, at, what: 'resolved', detail, actor })
}

export const startTest = (pool: Pool, test: Parameters<AlertDesk['startTest']>[0]): Promise<bigint> =>
  inTransaction(pool, async (client) => {
    const id = await nextId(client)
    await insert(client, { ...test, id, testChannel: test.channel })
    await addEvent(client, {
      alertId: id,
      at: test.now,
      what: 'test',
      detail: test.channel,
      actor: test.actor,
    })
    return id
  })

export const page = (pool: Pool, call: Parameters<AlertDesk['page']>[0]): Promise<bigint> =>
  inTransaction(pool, async (client) => {
    const id = await nextId(client)
    const finding = pageFinding(call, id)
    await insert(client, {
      id,
      rule: PAGE_RULE,
      testChannel: null,
      finding,
      severity: 'critical',
      now: call.now,
    })
    await addEvent(client, {
      alertId: id,
      at: call.now,
      what: 'called',
      detail: call.words,
      actor: call.actor,
    })
    return id
  })

/** Known beforehand where the alert's own words name it. */
async function nextId(client: PoolClient): Promise<bigint> {
  const { rows } = await client.query<{ id: bigint }>(
    `SELECT nextval(pg_get_serial_sequence('alerts', 'id')) AS id`,
  )
  const [row] = rows
  assert(row, 'a sequence has a next value')
  return row.id
}

async function insert(
  client: PoolClient,
  alert: {
    id: bigint
    rule: string
    testChannel: string | null
    finding: Finding
    severity: Severity
    now: Date
  },
): Promise<void> {
  await client.query(
    `INSERT INTO alerts (id, rule, entity, test_channel, state, severity, finding, exposure_sats, since, opened_at,
                         last_seen_at, pending, tell_at)
     VALUES ($1, $2, $3, $4, 'firing', $5, $6, $7, $8, $9, $9, 'first', $9)`,
    [
      alert.id,
      alert.rule,
      alert.finding.entity,
      alert.testChannel,
      alert.severity,
      JSON.stringify(findingToJson(alert.finding)),
      alert.finding.exposureSats,
      alert.finding.since,
      alert.now,
    ],
  )
}

async function addEvent(
  client: PoolClient,
  event: { alertId: bigint; at: Date; what: string; detail: string | null; actor: string },
): Promise<void> {
  await client.query(
    'INSERT INTO alert_events (alert_id, at, what, detail, actor) VALUES ($1, $2, $3, $4, $5)',
    [event.alertId, event.at, event.what, event.detail, event.actor],
  )
}
