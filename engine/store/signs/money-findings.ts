import type { Pool } from 'pg'
import { textFromJson } from '../../phrase-json.ts'
import { openFindings, type OpenFinding, type RunSight } from '../../reconcile/open-findings.ts'

interface RunRow {
  id: bigint
  scope: RunSight['scope']['kind']
  subject_id: bigint | null
  checks: RunSight['checks']
}
interface FindingRow extends Omit<OpenFinding, 'what' | 'why'> {
  what: unknown
  why: unknown
}

/** Of so many full runs, and what was asked for since the oldest of them. */
const FULL_RUNS = 3
const RUNS_AT_MOST = 200

/** What the newest runs of the reconciliation found broken, and no newer one has looked at. */
export async function brokenFindings(
  pool: Pool,
  { limit, toldBy }: { readonly limit: number; readonly toldBy: readonly string[] },
): Promise<OpenFinding[]> {
  const { rows: runs } = await pool.query<RunRow>(
    `SELECT id, scope, subject_id, (SELECT jsonb_agg(jsonb_build_object('name', c -> 'name', 'verdict', c -> 'verdict')) FROM jsonb_array_elements(checks) AS c) AS checks
     FROM reconciliations
     WHERE id = (SELECT open_run FROM reconciliation_mark)
        OR scope <> 'since' AND id >= coalesce((SELECT min(id) FROM (SELECT id FROM reconciliations WHERE scope = 'all' ORDER BY id DESC LIMIT $1) AS x), 0)
     ORDER BY id DESC LIMIT $2`,
    [FULL_RUNS, RUNS_AT_MOST],
  )
  const found = await findingsOf(
    pool,
    runs.map(({ id }) => id),
    { limit, toldBy },
  )
  return openFindings(
    runs.map((run) => ({
      scope: scopeOf(run),
      checks: run.checks ?? [],
      found: found.filter((one) => one.run === run.id),
    })),
  )
}

async function findingsOf(
  pool: Pool,
  runs: readonly bigint[],
  { limit, toldBy }: { readonly limit: number; readonly toldBy: readonly string[] },
): Promise<OpenFinding[]> {
  if (runs.length === 0) return []
  const { rows } = await pool.query<FindingRow>(
    `SELECT f.reconciliation_id AS run, f.check_name AS "check", f.entity, f.what, f.why, f.doubt_sats::bigint AS "doubtSats", f.steps,
            (SELECT min(r1.started_at) FROM reconciliation_findings f1 JOIN reconciliations r1 ON r1.id = f1.reconciliation_id
             WHERE f1.entity = f.entity AND f1.check_name = f.check_name AND f1.verdict = 'broken' AND r1.id > coalesce((
               SELECT max(r2.id) FROM reconciliations r2
               WHERE r2.scope = 'all' AND r2.id < r.id
                 AND NOT EXISTS (SELECT FROM reconciliation_findings f2
                                 WHERE f2.reconciliation_id = r2.id AND f2.entity = f.entity AND f2.check_name = f.check_name)), 0)) AS since,
            EXISTS (SELECT FROM alerts a
                    WHERE a.rule = ANY($3) AND a.test_channel IS NULL AND a.opened_at <= r.started_at
                      AND (a.resolved_at IS NULL OR a.resolved_at >= r.started_at)
                      AND (a.entity = replace(f.entity, 'tx:', 'cash-out:') OR a.entity = f.entity
                           OR f.entity LIKE 'hash:%' AND a.entity LIKE 'wallet:%')) AS "isTold"
     FROM reconciliation_findings f JOIN reconciliations r ON r.id = f.reconciliation_id
     WHERE f.reconciliation_id = ANY($1) AND f.verdict = 'broken'
     ORDER BY f.reconciliation_id DESC, f.doubt_sats DESC, f.number LIMIT $2`,
    [runs, limit, toldBy],
  )
  return rows.map(({ what, why, ...row }) => ({ ...row, what: textFromJson(what), why: textFromJson(why) }))
}

function scopeOf({ scope, subject_id: subject }: RunRow): RunSight['scope'] {
  switch (scope) {
    case 'client':
      return { kind: scope, clientId: subject ?? 0n }
    case 'tx':
      return { kind: scope, cashOutId: subject ?? 0n }
    case 'since':
      return { kind: scope, since: new Date(0) }
    case 'all':
    case 'wallets':
    case 'commission':
      return { kind: scope }
  }
}
