import type { Pool } from 'pg'
import type { ReconcileMark } from '../../reconcile/changes.ts'

export async function readMark(pool: Pool): Promise<ReconcileMark | null> {
  const { rows } = await pool.query<ReconcileMark>(
    `SELECT checked_until AS "checkedUntil", open_run AS "openRun", now() AS now FROM reconciliation_mark`,
  )
  return rows[0] ?? null
}

/** Never ahead of the database's own clock, and never back: another replica, or a run of everything, may have been there. */
export async function moveMark(
  pool: Pool,
  to: { readonly checkedUntil: Date; readonly openRun: bigint | null },
): Promise<void> {
  await pool.query(
    `INSERT INTO reconciliation_mark AS m (checked_until, looked_at, open_run) VALUES (least($1::timestamptz, now()), now(), $2)
     ON CONFLICT (only_one) DO UPDATE SET checked_until = greatest(m.checked_until, excluded.checked_until), looked_at = now(), open_run = $2`,
    [to.checkedUntil, to.openRun],
  )
}

export async function entitiesOf(pool: Pool, run: bigint): Promise<string[]> {
  const { rows } = await pool.query<{ found: string }>(
    `SELECT trim(check_name || ' ' || entity || ' ' || coalesce(trim_scale(drift)::text, '')) AS found FROM reconciliation_findings
     WHERE reconciliation_id = $1 AND verdict = 'broken'`,
    [run],
  )
  return rows.map(({ found }) => found).toSorted()
}
