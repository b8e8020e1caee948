import type { PoolClient } from 'pg'
import { z } from 'zod'
import type { BookTelemetry, ReconciliationSight, TelemetrySubject } from '../incidents/telemetry.ts'
import { CHECKS } from '../reconcile/verdict.ts'

interface ConnectionRow {
  subject: string
  outcome: string
  detail: string | null
  observed_at: Date
  ok_at: Date[]
  since: Date
}

/** Lamassu, and the wallets that the settings name. */
export async function connections(client: PoolClient, openedAt: Date): Promise<BookTelemetry['connections']> {
  const { rows } = await client.query<ConnectionRow>(
    `SELECT subject, outcome, detail, observed_at, ok_at, since FROM observations
     WHERE (subject = 'lamassu' OR starts_with(subject, 'wallet:')) AND outcome <> 'none' ORDER BY subject`,
  )
  return rows.map((row) => ({
    subject: row.subject,
    ok: row.outcome === 'ok',
    detail: row.outcome === 'ok' ? null : (row.detail ?? row.outcome),
    testedAt: row.observed_at,
    goodAt: row.ok_at,
    failedSince: row.outcome !== 'ok' || row.since > openedAt,
  }))
}

const verdict = z.enum(['ok', 'late', 'broken'])
const checksSchema = z.array(z.object({ name: z.enum(CHECKS), verdict }))

/** The newest of the whole that began since then. */
export async function reconciliation(
  client: PoolClient,
  openedAt: Date,
): Promise<ReconciliationSight | null> {
  const { rows } = await client.query<{
    id: bigint
    started_at: Date
    finished_at: Date
    verdict: ReconciliationSight['verdict']
    checks: unknown
  }>(
    `SELECT id, started_at, finished_at, verdict, checks FROM reconciliations
     WHERE scope = 'all' AND started_at >= $1 ORDER BY id DESC LIMIT 1`,
    [openedAt],
  )
  const [row] = rows
  if (row === undefined) return null
  return {
    id: row.id,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    verdict: row.verdict,
    checks: checksSchema.parse(row.checks),
  }
}

/** Commands that put something right; looks have no row in the action log. */
const MENDING =
  /^(?:adjust|payment|tx|commission) |^(?:config (?:set|rotate)|client set-key|deposit (?:reverse|amend))$/

/**
 * When something was put right last: what a reconciliation before it has shown says nothing any more. A change of
 * the environment shows in the settings alone; one that was made in chat has its action.
 */
export async function lastFixAt(client: PoolClient, openedAt: Date): Promise<Date | null> {
  const { rows } = await client.query<{ at: Date | null }>(
    `SELECT max(at) AS at FROM (
       SELECT max(created_at) AS at FROM ledger_entries WHERE kind IN ('manual_adjustment', 'correction') AND created_at >= $1
       UNION ALL SELECT max(created_at) FROM cash_out_interventions WHERE created_at >= $1
       UNION ALL SELECT max(finished_at) FROM action_log WHERE started_at >= $1 AND command ~ $2 AND result NOT LIKE 'refused%'
       UNION ALL SELECT max(seen_at) FROM config_versions WHERE seen_at >= $1 AND actor IS NULL
         AND id > (SELECT min(id) FROM config_versions)) AS fixes`,
    [openedAt, MENDING.source],
  )
  return rows[0]?.at ?? null
}

interface PeopleRow {
  called: number[]
  answered: number[]
  alert_acked: boolean
  lead_is_level1: boolean
  origin_rule: string | null
  origin_over: boolean | null
  clients_told: bigint
  contacts_missing: bigint
  silences: bigint
  windows: bigint
  looked_at: Date | null
}

/** Whoever was called a little earlier was called for this: the incident may be opened after the first page. */
export async function people(
  client: PoolClient,
  { openedAt, alertId, leadId }: TelemetrySubject,
): Promise<Pick<BookTelemetry, 'calls' | 'origin' | 'clientsTold' | 'contactsMissing' | 'muted'>> {
  const { rows } = await client.query<PeopleRow>(
    `WITH pages AS (
       SELECT substr(split_part(entity, ':', 2), 6)::int AS level, acked_by FROM alerts
       WHERE rule = 'PAGE' AND entity LIKE 'page:level%' AND test_channel IS NULL AND opened_at >= $1::timestamptz - interval '5 minutes'),
     origin AS (SELECT rule, state, level, acked_by FROM alerts WHERE id = $2)
     SELECT ARRAY(SELECT level FROM pages UNION SELECT level FROM origin WHERE level > 0 ORDER BY 1) AS called,
            ARRAY(SELECT DISTINCT level FROM pages WHERE acked_by IS NOT NULL ORDER BY 1) AS answered,
            coalesce((SELECT acked_by IS NOT NULL FROM origin), false) AS alert_acked,
            coalesce((SELECT CASE WHEN taken_until > now() THEN taken_by ELSE person_id END = $3 FROM oncall_contacts
                      WHERE slot = 'level1'), false) AS lead_is_level1,
            (SELECT rule FROM origin) AS origin_rule, (SELECT state = 'resolved' FROM origin) AS origin_over,
            (SELECT count(DISTINCT client_id) FROM client_notices WHERE created_at >= $1) AS clients_told,
            (SELECT count(*) FROM oncall_contacts WHERE slot LIKE 'level%'
              AND (name IS NULL OR num_nonnulls(email, phone, person_id) = 0)) AS contacts_missing,
            (SELECT count(*) FROM alert_silences WHERE ended_at IS NULL AND until > now()) AS silences,
            (SELECT count(*) FROM maintenance_windows WHERE ended_at IS NULL AND until > now()) AS windows,
            (SELECT observed_at FROM observations WHERE subject = 'heartbeat') AS looked_at`,
    [openedAt, alertId, leadId],
  )
  const [row] = rows as [PeopleRow]
  return {
    calls: {
      called: row.called as (1 | 2 | 3)[],
      answered: row.answered as (1 | 2 | 3)[],
      alertAcked: row.alert_acked,
      leadIsLevel1: row.lead_is_level1,
    },
    origin:
      alertId === null || row.origin_rule === null
        ? null
        : { id: alertId, rule: row.origin_rule, over: row.origin_over === true },
    clientsTold: Number(row.clients_told),
    contactsMissing: Number(row.contacts_missing),
    muted: { silences: Number(row.silences), windows: Number(row.windows), lookedAt: row.looked_at },
  }
}

interface EvidenceRow {
  backup_at: Date | null
  export_at: Date | null
  corrections: bigint
  images: bigint
  follow_ups: bigint
  commissions: bigint
}

export async function evidence(
  client: PoolClient,
  { id, openedAt }: TelemetrySubject,
): Promise<
  Pick<BookTelemetry, 'backupAt' | 'exportAt' | 'corrections' | 'images' | 'followUps' | 'commissionsArrived'>
> {
  const { rows } = await client.query<EvidenceRow>(
    `WITH done AS (SELECT command, finished_at FROM action_log WHERE started_at >= $1 AND result NOT LIKE 'refused%')
     SELECT (SELECT max(finished_at) FROM done WHERE command = 'bot backup') AS backup_at,
            (SELECT max(finished_at) FROM done WHERE command = 'export audit') AS export_at,
            (SELECT count(*) FROM ledger_entries WHERE created_at >= $1 AND ltrim(incident, '#') = $2::text) AS corrections,
            (SELECT count(*) FROM incident_files WHERE incident_id = $2::bigint AND media_type LIKE 'image/%') AS images,
            (SELECT count(*) FROM incident_follow_ups WHERE incident_id = $2::bigint) AS follow_ups,
            (SELECT count(*) FROM commission_payments WHERE status = 'completed' AND completed_at >= $1) AS commissions`,
    [openedAt, id],
  )
  const [row] = rows as [EvidenceRow]
  return {
    backupAt: row.backup_at,
    exportAt: row.export_at,
    corrections: Number(row.corrections),
    images: Number(row.images),
    followUps: Number(row.follow_ups),
    commissionsArrived: Number(row.commissions),
  }
}
