import type { Pool, PoolClient } from 'pg'
import { z } from 'zod'
import { textFromJson, textToJson } from '../../phrase-json.ts'
import type { Reconciliation, ReconciliationHead, Scope, Snapshot } from '../../reconcile.ts'
import { CHECKS, type CheckResult, type Discrepancy, type Verdict } from '../../reconcile/verdict.ts'
import type { WalletSnapshot } from '../../reconcile/wallets.ts'

/** Writes the run and its findings: one commit of the caller's. */
export async function saveRun(client: PoolClient, run: Omit<Reconciliation, 'id'>): Promise<bigint> {
  const { rows } = await client.query<{ id: bigint }>(
    `INSERT INTO reconciliations (scope, subject_id, actor, slot, missed_slots, started_at, finished_at, verdict, checks, snapshot, since)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id`,
    [
      run.scope.kind,
      subjectOf(run.scope),
      run.actor,
      run.slot,
      run.missed,
      run.startedAt,
      run.finishedAt,
      run.verdict,
      JSON.stringify(run.checks.map(checkToJson)),
      JSON.stringify(run.snapshot, (_, value: unknown) =>
        typeof value === 'bigint' ? value.toString() : value,
      ),
      run.scope.kind === 'since' ? run.scope.since : null,
    ],
  )
  const id = rows[0]?.id
  if (id === undefined) throw new Error('an insert returns its row')
  await saveFindings(client, id, run.checks)
  return id
}

async function saveFindings(client: PoolClient, id: bigint, checks: readonly CheckResult[]): Promise<void> {
  const found = checks.flatMap(({ name, discrepancies }) =>
    discrepancies.map((one) => ({ ...one, check: name })),
  )
  await client.query(
    `INSERT INTO reconciliation_findings (reconciliation_id, number, check_name, entity, verdict, unit, drift, exponent, doubt_sats, what, why, steps)
     SELECT $1, f.number, f.check_name, f.entity, f.verdict, f.unit, f.drift, f.exponent, f.doubt_sats, f.what, f.why,
            ARRAY(SELECT jsonb_array_elements_text(f.steps))
     FROM jsonb_to_recordset($2::jsonb) AS f(number int, check_name text, entity text, verdict text, unit text, drift numeric, exponent smallint,
                                           doubt_sats numeric, what jsonb, why jsonb, steps jsonb)`,
    [
      id,
      JSON.stringify(
        found.map(({ check, entity, verdict, drift, doubtSats, what, why, steps }, i) => ({
          number: i + 1,
          check_name: check,
          entity,
          verdict,
          unit: drift?.unit ?? null,
          drift: drift?.amount.toString() ?? null,
          exponent: drift?.exponent ?? null,
          doubt_sats: doubtSats.toString(),
          what: textToJson(what),
          why: textToJson(why),
          steps,
        })),
      ),
    ],
  )
}

const subjectOf = (scope: Scope): bigint | null => {
  if (scope.kind === 'client') return scope.clientId
  return scope.kind === 'tx' ? scope.cashOutId : null
}

const checkToJson = ({ name, verdict, checked, figure, tolerance, explanation }: CheckResult) => ({
  name,
  verdict,
  checked,
  figure: textToJson(figure),
  tolerance: textToJson(tolerance),
  explanation: textToJson(explanation),
})

const amount = z.string().transform((text) => BigInt(text))
const storedVerdict = z.enum(['ok', 'late', 'broken'])
const storedChecks = z.array(
  z.object({
    name: z.enum(CHECKS),
    verdict: storedVerdict,
    checked: z.number(),
    figure: z.unknown().transform(textFromJson),
    tolerance: z.unknown().transform(textFromJson),
    explanation: z.unknown().transform(textFromJson),
  }),
)
const storedSnapshot = z.object({
  clients: z.array(z.object({ id: amount, fiatCode: z.string(), remaining: amount, held: amount })),
  wallets: z.array(
    z.object({
      role: z.enum(['source', 'commission', 'treasury']),
      walletId: z.string(),
      balanceMsat: amount,
      bookedMsat: amount,
      inFlightMsat: amount,
      othersInMsat: amount,
      othersOutMsat: amount,
    }),
  ),
})

interface RunRow {
  id: bigint
  scope: Scope['kind']
  subject_id: bigint | null
  since: Date | null
  actor: string
  slot: Date | null
  missed_slots: Date[]
  started_at: Date
  finished_at: Date
  verdict: Verdict
  checks: unknown
  snapshot: unknown
}

const scopeOf = ({
  scope,
  subject_id: subject,
  since,
}: Pick<RunRow, 'scope' | 'subject_id' | 'since'>): Scope => {
  if (scope === 'since') return { kind: scope, since: since ?? new Date(0) }
  if (scope === 'client') return { kind: scope, clientId: subject ?? 0n }
  return scope === 'tx' ? { kind: scope, cashOutId: subject ?? 0n } : { kind: scope }
}

export async function runById(pool: Pool, id: bigint | null): Promise<Reconciliation | null> {
  const { rows } = await pool.query<RunRow>(
    `SELECT id, scope, subject_id, since, actor, slot, missed_slots, started_at, finished_at, verdict, checks, snapshot
     FROM reconciliations WHERE id = coalesce($1, (SELECT max(id) FROM reconciliations WHERE scope = 'all'))`,
    [id],
  )
  const [row] = rows
  if (row === undefined) return null
  const found = await findingsOf(pool, row.id)
  const snapshot: Snapshot = storedSnapshot.parse(row.snapshot)
  return {
    ...headOf(row),
    checks: storedChecks.parse(row.checks).map((check) => ({
      ...check,
      discrepancies: found.filter((one) => one.check === check.name).map(({ discrepancy }) => discrepancy),
    })),
    snapshot,
  }
}

const headOf = (row: Omit<RunRow, 'checks' | 'snapshot'>) => ({
  id: row.id,
  scope: scopeOf(row),
  actor: row.actor,
  startedAt: row.started_at,
  finishedAt: row.finished_at,
  verdict: row.verdict,
  slot: row.slot,
  missed: row.missed_slots,
})

async function findingsOf(pool: Pool, id: bigint): Promise<{ check: string; discrepancy: Discrepancy }[]> {
  const { rows } = await pool.query<{
    check_name: string
    entity: string
    verdict: Discrepancy['verdict']
    unit: string | null
    drift: bigint | null
    exponent: number | null
    doubt_sats: bigint
    what: unknown
    why: unknown
    steps: string[]
  }>(
    `SELECT check_name, entity, verdict, unit, drift::bigint, exponent, doubt_sats::bigint, what, why, steps
     FROM reconciliation_findings WHERE reconciliation_id = $1 ORDER BY number`,
    [id],
  )
  return rows.map((row) => ({
    check: row.check_name,
    discrepancy: {
      entity: row.entity,
      verdict: row.verdict,
      what: textFromJson(row.what),
      why: textFromJson(row.why),
      drift:
        row.unit === null || row.drift === null
          ? null
          : { unit: row.unit, amount: row.drift, exponent: row.exponent ?? 0 },
      doubtSats: row.doubt_sats,
      steps: row.steps,
    },
  }))
}

export async function runHistory(pool: Pool, limit: number): Promise<ReconciliationHead[]> {
  const { rows } = await pool.query<
    Omit<RunRow, 'checks' | 'snapshot'> & { broken: number; late: number; doubt_sats: bigint }
  >(
    `SELECT r.id, scope, subject_id, since, actor, slot, missed_slots, started_at, finished_at, r.verdict,
            (count(*) FILTER (WHERE f.verdict = 'broken'))::int AS broken, (count(*) FILTER (WHERE f.verdict = 'late'))::int AS late,
            coalesce(max(f.doubt), 0)::bigint AS doubt_sats
     FROM (SELECT * FROM reconciliations ORDER BY id DESC LIMIT $1) r
     LEFT JOIN (SELECT reconciliation_id, verdict, sum(doubt_sats) OVER (PARTITION BY reconciliation_id, check_name) AS doubt
                FROM reconciliation_findings) f ON f.reconciliation_id = r.id
     GROUP BY r.id, scope, subject_id, since, actor, slot, missed_slots, started_at, finished_at, r.verdict ORDER BY r.id DESC`,
    [limit],
  )
  return rows.map((row) => ({
    ...headOf(row),
    broken: row.broken,
    late: row.late,
    doubtSats: row.doubt_sats,
  }))
}

/** Of each wallet the newest run that saw it. */
export async function lastWallets(pool: Pool): Promise<readonly WalletSnapshot[]> {
  const { rows } = await pool.query<{ snapshot: unknown }>(
    `SELECT snapshot FROM reconciliations WHERE jsonb_array_length(snapshot -> 'wallets') > 0 ORDER BY id DESC LIMIT 5`,
  )
  const newest = new Map<string, WalletSnapshot>()
  for (const row of rows)
    for (const wallet of storedSnapshot.parse(row.snapshot).wallets)
      if (!newest.has(wallet.role)) newest.set(wallet.role, wallet)
  return [...newest.values()]
}
