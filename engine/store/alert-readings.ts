import type { Pool } from 'pg'
import {
  type AlertEvent,
  type AlertMessageReading,
  type AlertReading,
  type AlertReadings,
  type ChannelReading,
  type MaintenanceReading,
  type OncallContact,
  type Recurrence,
  SEVERITIES,
  type SilenceReading,
} from '../alerting.ts'
import { textFromJson } from '../phrase-json.ts'
import { ALERT_COLUMNS, alertFromRow, type AlertRow } from './alert-rows.ts'
import { guarded } from './guarded.ts'

/** The alerts and all about them, for reading. */
export const createAlertReadings = (pool: Pool): AlertReadings =>
  guarded<AlertReadings>({
    firing: (filter) => firing(pool, filter),
    recent: (limit) => recent(pool, limit),
    alert: (id) => alert(pool, id),
    recurring: (overSince) => recurring(pool, overSince),
    members: (groupId, limit) => members(pool, groupId, limit),
    memberCount: (groupId) => memberCount(pool, groupId),
    events: (alertId) => events(pool, alertId),
    messages: (alertId, limit) => messages(pool, alertId, limit),
    channels: () => channels(pool),
    silences: () => silences(pool),
    maintenance: () => maintenance(pool),
    limits: () => limits(pool),
    oncall: () => oncall(pool),
  })

/** More than this is no list for people; groups keep it far below. */
const FIRING_AT_MOST = 1000

async function firing(
  pool: Pool,
  filter: Parameters<AlertReadings['firing']>[0] = {},
): Promise<AlertReading[]> {
  const { rows } = await pool.query<AlertRow>(
    `SELECT ${ALERT_COLUMNS} FROM alerts a
     WHERE a.state = 'firing' AND ($1::text IS NULL OR a.severity = $1) AND ($2 OR a.group_id IS NULL)
     ORDER BY array_position($3, a.severity) DESC, a.exposure_sats DESC, a.opened_at, a.id LIMIT $4`,
    [filter.severity ?? null, filter.members ?? false, SEVERITIES, FIRING_AT_MOST],
  )
  return rows.map(alertFromRow)
}

async function recent(pool: Pool, limit: number): Promise<AlertReading[]> {
  const { rows } = await pool.query<AlertRow>(
    `SELECT ${ALERT_COLUMNS} FROM alerts a WHERE a.state = 'resolved' AND a.group_id IS NULL
     ORDER BY a.resolved_at DESC, a.id DESC LIMIT $1`,
    [limit],
  )
  return rows.map(alertFromRow)
}

async function alert(pool: Pool, id: bigint): Promise<AlertReading | null> {
  const { rows } = await pool.query<AlertRow>(`SELECT ${ALERT_COLUMNS} FROM alerts a WHERE a.id = $1`, [id])
  return rows[0] === undefined ? null : alertFromRow(rows[0])
}

interface RecurrenceRow {
  id: bigint
  rule: string
  what: unknown
  opened_at: Date
  earlier_id: bigint
  over_at: Date
}

async function recurring(pool: Pool, overSince: Date): Promise<Recurrence[]> {
  const { rows } = await pool.query<RecurrenceRow>(
    `SELECT a.id, a.rule, a.finding -> 'what' AS what, a.opened_at, b.id AS earlier_id, b.resolved_at AS over_at
     FROM alerts a CROSS JOIN LATERAL (
       SELECT e.id, e.resolved_at FROM alerts e
       WHERE e.rule = a.rule AND e.entity = a.entity AND e.id < a.id AND e.state = 'resolved' AND e.resolved_at > $1
         AND e.test_channel IS NULL AND EXISTS (SELECT FROM alert_events v WHERE v.alert_id = e.id AND v.what = 'remedy')
       ORDER BY e.id DESC LIMIT 1) b
     WHERE a.state = 'firing' AND a.test_channel IS NULL AND a.group_id IS NULL AND a.rule <> 'RECURRENCE'
     ORDER BY a.id LIMIT $2`,
    [overSince, FIRING_AT_MOST],
  )
  return rows.map((row) => ({
    id: row.id,
    rule: row.rule,
    what: textFromJson(row.what),
    openedAt: row.opened_at,
    earlierId: row.earlier_id,
    overAt: row.over_at,
  }))
}

async function members(pool: Pool, groupId: bigint, limit: number): Promise<AlertReading[]> {
  const { rows } = await pool.query<AlertRow>(
    `SELECT ${ALERT_COLUMNS} FROM alerts a WHERE a.group_id = $1
     ORDER BY a.state, array_position($3, a.severity) DESC, a.exposure_sats DESC, a.id LIMIT $2`,
    [groupId, limit, SEVERITIES],
  )
  return rows.map(alertFromRow)
}

async function memberCount(pool: Pool, groupId: bigint): Promise<number> {
  const { rows } = await pool.query<{ firing: bigint; all: bigint }>(
    "SELECT count(*) FILTER (WHERE state = 'firing') AS firing, count(*) AS all FROM alerts WHERE group_id = $1",
    [groupId],
  )
  const [count] = rows
  return Number(count?.firing === 0n ? count.all : (count?.firing ?? 0n))
}

async function events(pool: Pool, alertId: bigint): Promise<AlertEvent[]> {
  const { rows } = await pool.query<AlertEvent>(
    `SELECT alert_id AS "alertId", at, what, detail, actor FROM alert_events WHERE alert_id = $1 ORDER BY id`,
    [alertId],
  )
  return rows
}

async function messages(pool: Pool, alertId: bigint, limit: number): Promise<AlertMessageReading[]> {
  const { rows } = await pool.query<AlertMessageReading>(
    `SELECT channel, kind, started_at AS "startedAt", finished_at AS "finishedAt", outcome, detail
     FROM alert_messages WHERE alert_id = $1 ORDER BY id DESC LIMIT $2`,
    [alertId, limit],
  )
  return rows
}

async function channels(pool: Pool): Promise<ChannelReading[]> {
  const { rows } = await pool.query<Omit<ChannelReading, 'waiting'> & { waiting: bigint }>(
    `SELECT c.channel, c.ok_at AS "okAt", c.failing_since AS "failingSince", c.failures, c.gone, c.last_error AS "lastError",
            c.blocked_until AS "blockedUntil", count(d.alert_id) AS waiting, min(d.wanted_at) AS "oldestWaitingAt"
     FROM alert_channels c
     LEFT JOIN (alert_deliveries d JOIN alerts a ON a.id = d.alert_id AND a.state = 'firing' AND d.told_notice < a.notice)
       ON d.channel = c.channel
     GROUP BY c.channel ORDER BY c.channel`,
  )
  return rows.map((row) => ({ ...row, waiting: Number(row.waiting) }))
}

async function silences(pool: Pool): Promise<SilenceReading[]> {
  const { rows } = await pool.query<SilenceReading>(
    `SELECT id, rule, entity, reason, created_by AS "createdBy", created_at AS "createdAt", until
     FROM alert_silences WHERE ended_at IS NULL AND until > clock_timestamp() ORDER BY until, id`,
  )
  return rows
}

async function maintenance(pool: Pool): Promise<MaintenanceReading[]> {
  const { rows } = await pool.query<MaintenanceReading>(
    `SELECT id, rules, reason, created_by AS "createdBy", created_at AS "createdAt", until
     FROM maintenance_windows WHERE ended_at IS NULL AND until > clock_timestamp() ORDER BY until, id`,
  )
  return rows
}

async function limits(pool: Pool): Promise<ReadonlyMap<string, ReadonlyMap<string, number>>> {
  const { rows } = await pool.query<{ rule: string; name: string; value: string }>(
    'SELECT rule, name, value::text AS value FROM alert_limits',
  )
  const all = new Map<string, Map<string, number>>()
  for (const { rule, name, value } of rows) {
    const ofRule = all.get(rule) ?? new Map<string, number>()
    all.set(rule, ofRule.set(name, Number(value)))
  }
  return all
}

async function oncall(pool: Pool): Promise<OncallContact[]> {
  const { rows } = await pool.query<OncallContact>(
    `SELECT slot, name, email, phone, availability, person_id AS "personId",
            CASE WHEN taken_until > clock_timestamp() THEN taken_by END AS "takenBy",
            CASE WHEN taken_until > clock_timestamp() THEN taken_until END AS "takenUntil"
     FROM oncall_contacts
     ORDER BY array_position(ARRAY['level1', 'level2', 'level3', 'lamassu', 'lnbits', 'accountant'], slot)`,
  )
  return rows
}
