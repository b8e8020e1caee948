import type { Pool, PoolClient } from 'pg'
import type { AlertDecision, AlertStore } from '../alert-storage.ts'
import type { AlertReading } from '../alerting.ts'
import {
  addEvent,
  begin,
  due,
  finish,
  keepChannels,
  late,
  messagesSince,
  noteUnheard,
  route,
  shown,
  unheard,
} from './alert-deliveries.ts'
import { ALERT_COLUMNS, alertFromRow, type AlertRow, findingToJson } from './alert-rows.ts'
import { guarded } from './guarded.ts'
import { inTransaction } from './pool.ts'

/** Rounds of two programs that both think they lead are had one after the other. */
const ALERTS_LOCK = 7_276_512

export const createAlertStore = (pool: Pool): AlertStore =>
  guarded<AlertStore>({
    async now() {
      const { rows } = await pool.query<{ now: Date }>('SELECT clock_timestamp() AS now')
      if (rows[0] === undefined) throw new Error('the database tells the time')
      return rows[0].now
    },
    open: (resolvedAfter) => open(pool, resolvedAfter),
    everRaised: (alerts) => everRaised(pool, alerts),
    write: (decisions, now) => inTransaction(pool, (client) => write(client, decisions, now)),
    remediesDone: (alertIds) => remediesDone(pool, alertIds),
    addEvent: (alertId, event, now) => addEvent(pool, alertId, event, now),
    due: (now, limit) => due(pool, now, limit),
    messagesSince: (since) => messagesSince(pool, since),
    begin: (message, now, leaseSeconds) =>
      inTransaction(pool, (client) => begin(client, message, now, leaseSeconds)),
    finish: (message, outcome, now) => inTransaction(pool, (client) => finish(client, message, outcome, now)),
    shown: (alertId, channel, revision, outcome, now) =>
      shown(pool, { alertId, channel, revision, outcome, now }),
    keepChannels: (known) => keepChannels(pool, known),
    late: (wantedBefore, besides, limit) => late(pool, wantedBefore, besides, limit),
    unheard: (wantedBefore, besides, limit) => unheard(pool, wantedBefore, besides, limit),
    noteUnheard: (alertId, besides, now) => noteUnheard(pool, alertId, besides, now),
    route: (alertId, channels, why, now) => route(pool, alertId, channels, why, now),
  })

async function open(pool: Pool, resolvedAfter: Date): Promise<AlertReading[]> {
  const { rows } = await pool.query<AlertRow>(
    `SELECT ${ALERT_COLUMNS} FROM alerts a WHERE a.state = 'firing' OR a.pending IS NOT NULL
     UNION
     SELECT ${ALERT_COLUMNS} FROM alerts a WHERE a.state = 'resolved' AND a.resolved_at > $1
       AND NOT EXISTS (SELECT FROM alerts n WHERE n.rule = a.rule AND n.entity = a.entity AND n.id > a.id)
     ORDER BY id`,
    [resolvedAfter],
  )
  return rows.map(alertFromRow)
}

async function everRaised(
  pool: Pool,
  alerts: readonly { rule: string; entity: string }[],
): Promise<ReadonlySet<string>> {
  const { rows } = await pool.query<{ known: string }>(
    `SELECT DISTINCT a.rule || ' ' || a.entity AS known
     FROM unnest($1::text[], $2::text[]) AS asked (rule, entity) JOIN alerts a USING (rule, entity)
     WHERE a.test_channel IS NULL`,
    [alerts.map(({ rule }) => rule), alerts.map(({ entity }) => entity)],
  )
  return new Set(rows.map(({ known }) => known))
}

async function write(client: PoolClient, decisions: readonly AlertDecision[], now: Date): Promise<void> {
  await client.query('SELECT pg_advisory_xact_lock($1)', [ALERTS_LOCK])
  const ids = new Map<AlertDecision, bigint>()
  const inserted = decisions.filter(({ alert }) => alert.id === null)
  // A group's card comes before those that it stands for.
  await insert(
    client,
    inserted.filter(({ joinsGroup }) => !joinsGroup),
    ids,
  )
  await insert(
    client,
    inserted.filter(({ joinsGroup }) => joinsGroup),
    ids,
  )
  await update(
    client,
    decisions.filter(({ alert }) => alert.id !== null),
    ids,
  )
  const written = [...ids].map(([decision, id]) => ({ decision, id }))
  const events = written.flatMap(({ decision, id }) =>
    decision.events.map((event) => ({ alert_id: String(id), ...event })),
  )
  await client.query(
    `INSERT INTO alert_events (alert_id, at, what, detail, actor)
     SELECT alert_id, $2, what, detail, actor
     FROM jsonb_to_recordset($1) AS e (alert_id bigint, what text, detail text, actor text)`,
    [JSON.stringify(events), now],
  )
  const deliveries = written.flatMap(({ decision, id }) =>
    decision.channels.map((channel) => ({ alert_id: String(id), channel, why: decision.channelsWhy })),
  )
  await client.query(
    `INSERT INTO alert_deliveries (alert_id, channel, why, wanted_at, next_attempt_at)
     SELECT alert_id, channel, why, $2, $2 FROM jsonb_to_recordset($1) AS d (alert_id bigint, channel text, why text)
     ON CONFLICT (alert_id, channel) DO NOTHING`,
    [JSON.stringify(deliveries), now],
  )
  // What is told anew is wanted from now on: how long a channel takes is counted from here.
  await client.query(
    `UPDATE alert_deliveries d SET wanted_at = $2 FROM alerts a
     WHERE a.id = d.alert_id AND a.id = ANY ($1) AND d.told_notice = a.notice - 1 AND d.told_notice > 0`,
    [written.map(({ id }) => id), now],
  )
}

async function insert(
  client: PoolClient,
  decisions: readonly AlertDecision[],
  ids: Map<AlertDecision, bigint>,
): Promise<void> {
  if (decisions.length === 0) return
  const { rows } = await client.query<{ id: bigint; rule: string; entity: string }>(
    `INSERT INTO alerts (rule, entity, group_id, test_channel, state, severity, finding, exposure_sats, since, opened_at,
       last_seen_at, pending, tell_at, muted_by, notice, notice_kind, fired_notice_at, told_exposure_sats, told_severity,
       revision, due_at, level, unacked_since, repeats, next_repeat_at)
     SELECT rule, entity,
       CASE WHEN joins_group THEN (SELECT g.id FROM alerts g WHERE g.rule = n.rule AND g.entity = '*'
                                   AND g.state = 'firing' AND g.test_channel IS NULL) END,
       test_channel, state, severity, finding, exposure_sats, since, opened_at,
       last_seen_at, pending, tell_at, muted_by, notice, notice_kind, fired_notice_at, told_exposure_sats, told_severity,
       revision, due_at, level, unacked_since, repeats, next_repeat_at
     FROM jsonb_to_recordset($1) AS n (${COLUMN_TYPES}, joins_group boolean)
     ON CONFLICT (rule, entity) WHERE state = 'firing' AND test_channel IS NULL DO NOTHING
     RETURNING id, rule, entity`,
    [
      JSON.stringify(
        decisions.map((decision) => ({ ...columnsOf(decision), joins_group: decision.joinsGroup })),
      ),
    ],
  )
  const byKey = new Map(rows.map(({ rule, entity, id }) => [`${rule} ${entity}`, id]))
  for (const decision of decisions) {
    const id = byKey.get(`${decision.alert.rule} ${decision.alert.entity}`)
    if (id !== undefined) ids.set(decision, id)
  }
}

async function update(
  client: PoolClient,
  decisions: readonly AlertDecision[],
  ids: Map<AlertDecision, bigint>,
): Promise<void> {
  if (decisions.length === 0) return
  const { rows } = await client.query<{ id: bigint }>(
    `UPDATE alerts a SET state = n.state, severity = n.severity, finding = n.finding, exposure_sats = n.exposure_sats,
       since = n.since, last_seen_at = n.last_seen_at, good_checks = n.good_checks, good_since = n.good_since, flaps = n.flaps,
       pending = n.pending, tell_at = n.tell_at, muted_by = n.muted_by, notice = n.notice, notice_kind = n.notice_kind,
       fired_notice_at = n.fired_notice_at, resolved_notice_at = n.resolved_notice_at,
       told_exposure_sats = n.told_exposure_sats, told_severity = n.told_severity, revision = n.revision, due_at = n.due_at,
       level = n.level, unacked_since = n.unacked_since, repeats = n.repeats, next_repeat_at = n.next_repeat_at,
       acked_by = n.acked_by, acked_at = n.acked_at, ack_until = n.ack_until, ack_note = n.ack_note,
       resolved_at = n.resolved_at, resolved_how = n.resolved_how
     FROM jsonb_to_recordset($1) AS n (id bigint, seen_revision integer, ${COLUMN_TYPES})
     WHERE a.id = n.id AND a.revision = n.seen_revision RETURNING a.id`,
    [
      JSON.stringify(
        decisions.map((decision) => ({
          ...columnsOf(decision),
          id: String(decision.alert.id),
          seen_revision: decision.seenRevision,
        })),
      ),
    ],
  )
  const done = new Set(rows.map(({ id }) => id))
  for (const decision of decisions)
    if (decision.alert.id !== null && done.has(decision.alert.id)) ids.set(decision, decision.alert.id)
}

const COLUMN_TYPES = `rule text, entity text, test_channel text, state text, severity text, finding jsonb, exposure_sats bigint,
  since timestamptz, opened_at timestamptz, last_seen_at timestamptz, good_checks integer, good_since timestamptz, flaps integer,
  pending text, tell_at timestamptz, muted_by text, notice integer, notice_kind text, fired_notice_at timestamptz,
  resolved_notice_at timestamptz, told_exposure_sats bigint, told_severity text, revision integer, due_at timestamptz,
  level smallint, unacked_since timestamptz, repeats integer, next_repeat_at timestamptz, acked_by text, acked_at timestamptz,
  ack_until timestamptz, ack_note text, resolved_at timestamptz, resolved_how text`

const columnsOf = ({ alert }: AlertDecision): Record<string, unknown> => ({
  rule: alert.rule,
  entity: alert.entity,
  test_channel: alert.testChannel,
  state: alert.state,
  severity: alert.severity,
  finding: findingToJson(alert.finding),
  exposure_sats: String(alert.finding.exposureSats),
  since: alert.finding.since,
  opened_at: alert.openedAt,
  last_seen_at: alert.lastSeenAt,
  good_checks: alert.goodChecks,
  good_since: alert.goodSince,
  flaps: alert.flaps,
  pending: alert.pending,
  tell_at: alert.tellAt,
  muted_by: alert.mutedBy,
  notice: alert.notice,
  notice_kind: alert.noticeKind,
  fired_notice_at: alert.firedNoticeAt,
  resolved_notice_at: alert.resolvedNoticeAt,
  told_exposure_sats: String(alert.toldExposureSats),
  told_severity: alert.toldSeverity,
  revision: alert.revision,
  due_at: alert.dueAt,
  level: alert.level,
  unacked_since: alert.unackedSince,
  repeats: alert.repeats,
  next_repeat_at: alert.nextRepeatAt,
  acked_by: alert.ackedBy,
  acked_at: alert.ackedAt,
  ack_until: alert.ackUntil,
  ack_note: alert.ackNote,
  resolved_at: alert.resolvedAt,
  resolved_how: alert.resolvedHow,
})

async function remediesDone(pool: Pool, alertIds: readonly bigint[]): Promise<ReadonlySet<string>> {
  const { rows } = await pool.query<{ done: string }>(
    // What came back after it was over has to be stopped anew: a person may have resumed in between.
    `SELECT r.alert_id || ':' || r.detail AS done FROM alert_events r
     WHERE r.alert_id = ANY ($1) AND r.what = 'remedy'
       AND NOT EXISTS (SELECT FROM alert_events o WHERE o.alert_id = r.alert_id AND o.what = 'reopened' AND o.id > r.id)`,
    [alertIds],
  )
  return new Set(rows.map(({ done }) => done))
}
