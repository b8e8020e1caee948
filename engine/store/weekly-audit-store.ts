import type { Pool } from 'pg'
import { z } from 'zod'
import { textFromJson, textToJson } from '../phrase-json.ts'
import {
  AUDIT_CHECKS,
  type AuditCheck,
  type ProtocolSignoff,
  type WeeklyAudit,
  type WeeklyAuditStore,
  type WeekReading,
  type WeekSignoff,
} from '../weekly-audit.ts'
import { guarded } from './guarded.ts'

export const createWeeklyAuditStore = (pool: Pool): WeeklyAuditStore =>
  guarded<WeeklyAuditStore>({
    save: (audit) => save(pool, audit),
    weeks: (weeks) => readWeeks(pool, weeks),
    async sign({ week, auditId, actor, evidence, accepting }) {
      const { rowCount } = await pool.query(
        `INSERT INTO weekly_signoffs (week, audit_id, actor, evidence, accepting) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (week) DO NOTHING`,
        [week, auditId, actor, evidence, accepting],
      )
      return rowCount === 1
    },
    async signProtocol({ quarter, role, actor, version, note }) {
      const { rowCount } = await pool.query(
        `INSERT INTO protocol_signoffs (quarter, role, actor, version, note) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (quarter, role) DO NOTHING`,
        [quarter, role, actor, version, note],
      )
      return rowCount === 1
    },
    async protocol(limit) {
      const { rows } = await pool.query<ProtocolSignoff>(
        `SELECT quarter, role, actor, version, note, signed_at AS "signedAt" FROM protocol_signoffs
         ORDER BY signed_at DESC, role LIMIT $1`,
        [limit],
      )
      return rows
    },
    async commission() {
      const { rows } = await pool.query<{ dueSats: bigint; paidSats: bigint; givenUpSats: bigint }>(
        `SELECT (SELECT coalesce(sum(commission_amount), 0)::bigint FROM lamassu_transactions
                 WHERE status IN ('processing', 'completed')) AS "dueSats",
                (SELECT coalesce(sum(amount_sats), 0)::bigint FROM commission_payments WHERE status = 'completed') AS "paidSats",
                (SELECT coalesce(sum(amount_sats), 0)::bigint FROM commission_payments
                 WHERE status IN ('failed', 'cancelled')) AS "givenUpSats"`,
      )
      return rows[0] ?? { dueSats: 0n, paidSats: 0n, givenUpSats: 0n }
    },
  })

async function save(pool: Pool, audit: Omit<WeeklyAudit, 'id'>): Promise<bigint> {
  const { rows } = await pool.query<{ id: bigint }>(
    `INSERT INTO weekly_audits (week, actor, started_at, finished_at, reconciliation_id, export_name, export_sha256, results)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id`,
    [
      audit.week,
      audit.actor,
      audit.startedAt,
      audit.finishedAt,
      audit.reconciliationId,
      audit.exported?.name ?? null,
      audit.exported?.sha256 ?? null,
      JSON.stringify(audit.checks.map((check) => ({ ...check, figure: textToJson(check.figure) }))),
    ],
  )
  const [row] = rows
  if (row === undefined) throw new Error('one row was inserted')
  return row.id
}

const resultsSchema = z.array(
  z.object({
    number: z.literal([...AUDIT_CHECKS]),
    outcome: z.enum(['good', 'attention', 'unknown']),
    figure: z.unknown(),
    steps: z.array(z.string()),
  }),
)

interface WeekRow {
  readonly week: string
  readonly id: bigint | null
  readonly actor: string
  readonly started_at: Date
  readonly finished_at: Date
  readonly reconciliation_id: bigint | null
  readonly export_name: string | null
  readonly export_sha256: string | null
  readonly results: unknown
  readonly audit_id: bigint | null
  readonly signed_by: string
  readonly evidence: string
  readonly accepting: string | null
  readonly signed_at: Date
}

async function readWeeks(pool: Pool, weeks: readonly string[]): Promise<WeekReading[]> {
  const { rows } = await pool.query<WeekRow>(
    `SELECT w.week::text AS week, a.id, a.actor, a.started_at, a.finished_at, a.reconciliation_id, a.export_name, a.export_sha256, a.results,
            s.audit_id, s.actor AS signed_by, s.evidence, s.accepting, s.signed_at
     FROM unnest($1::date[]) WITH ORDINALITY AS w(week, place)
     LEFT JOIN weekly_signoffs s ON s.week = w.week
     LEFT JOIN weekly_audits a ON a.id = coalesce(s.audit_id, (SELECT max(id) FROM weekly_audits WHERE week = w.week))
     ORDER BY w.place`,
    [weeks],
  )
  return rows.map((row) => ({ week: row.week, latest: auditOf(row), signoff: signoffOf(row) }))
}

function auditOf(row: WeekRow): WeeklyAudit | null {
  if (row.id === null) return null
  const { export_name: name, export_sha256: sha256 } = row
  return {
    id: row.id,
    week: row.week,
    actor: row.actor,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    reconciliationId: row.reconciliation_id,
    exported: name === null || sha256 === null ? null : { name, sha256 },
    checks: resultsSchema
      .parse(row.results)
      .map((check): AuditCheck => ({ ...check, figure: textFromJson(check.figure) })),
  }
}

const signoffOf = (row: WeekRow): WeekSignoff | null =>
  row.audit_id === null
    ? null
    : {
        week: row.week,
        auditId: row.audit_id,
        actor: row.signed_by,
        evidence: row.evidence,
        accepting: row.accepting,
        signedAt: row.signed_at,
      }
