import type { Pool } from 'pg'
import type { Bounds, ChartReadings, DayPolls, DaySums, FloatReading, Received } from '../../chart-figures.ts'
import type { Verdict } from '../../reconcile/verdict.ts'
import { guarded } from '../guarded.ts'

/** The series of the charts. Each statement reads the time of the whole chart once and sorts it into its gaps. */
export function createChartReadings(pool: Pool): ChartReadings {
  return guarded<ChartReadings>({
    async beganAt() {
      const { rows } = await pool.query<{ began: Date | null }>(
        'SELECT coalesce(baseline_at, created_at) AS began FROM lamassu_config',
      )
      return rows[0]?.began ?? null
    },
    sums: (bounds) => sums(pool, bounds),
    criticals: (bounds) => criticals(pool, bounds),
    verdicts: (bounds) => verdicts(pool, bounds),
    polls: (bounds, now) => polls(pool, bounds, now),
    client: (clientId, bounds) => client(pool, clientId, bounds),
    float: (bounds, flow) => float(pool, bounds, flow),
  })
}

/** One entry for every gap, in order; gaps number from 1. */
function byGap<R extends { gap: number }, T>(
  bounds: Bounds,
  rows: readonly R[],
  read: (row: R | undefined) => T,
): T[] {
  const found = new Map(rows.map((row) => [row.gap, row]))
  return bounds.slice(1).map((_, i) => read(found.get(i + 1)))
}

async function sums(pool: Pool, bounds: Bounds): Promise<DaySums[]> {
  const { rows } = await pool.query<DaySums & { gap: number }>(
    `SELECT width_bucket(transaction_time, $1::timestamptz[]) AS gap,
            sum(base_amount - unallocated_sats)::bigint AS "clientsSats", sum(commission_amount)::bigint AS "commissionSats",
            sum(unallocated_sats)::bigint AS "houseSats"
     FROM lamassu_transactions WHERE status IN ('processing', 'completed') AND transaction_time >= $2 AND transaction_time < $3
     GROUP BY gap`,
    [bounds, bounds[0], bounds.at(-1)],
  )
  return byGap(bounds, rows, (row) => ({
    clientsSats: row?.clientsSats ?? 0n,
    commissionSats: row?.commissionSats ?? 0n,
    houseSats: row?.houseSats ?? 0n,
  }))
}

/** Members of a group are told by its card, and are no incidents of their own. */
async function criticals(pool: Pool, bounds: Bounds): Promise<number[]> {
  const { rows } = await pool.query<{ gap: number; alerts: number }>(
    `SELECT width_bucket(opened_at, $1::timestamptz[]) AS gap, count(*)::int AS alerts
     FROM alerts WHERE severity = 'critical' AND test_channel IS NULL AND group_id IS NULL AND opened_at >= $2 AND opened_at < $3
     GROUP BY gap`,
    [bounds, bounds[0], bounds.at(-1)],
  )
  return byGap(bounds, rows, (row) => row?.alerts ?? 0)
}

async function verdicts(pool: Pool, bounds: Bounds): Promise<(Verdict | null)[]> {
  const { rows } = await pool.query<{ gap: number; verdict: Verdict }>(
    `SELECT DISTINCT ON (gap) width_bucket(started_at, $1::timestamptz[]) AS gap, verdict
     FROM reconciliations WHERE scope = 'all' AND started_at >= $2 AND started_at < $3
     ORDER BY gap, id DESC`,
    [bounds, bounds[0], bounds.at(-1)],
  )
  return byGap(bounds, rows, (row) => row?.verdict ?? null)
}

async function polls(pool: Pool, bounds: Bounds, now: Date): Promise<DayPolls[]> {
  const { rows } = await pool.query<{ gap: number; succeeded: number; failed: number }>(
    `SELECT width_bucket(window_until, $1::timestamptz[]) AS gap,
            (count(*) FILTER (WHERE result <> 'failed'))::int AS succeeded, (count(*) FILTER (WHERE result = 'failed'))::int AS failed
     FROM lamassu_polls WHERE window_until >= $2 AND window_until < $3
     GROUP BY gap`,
    [bounds, bounds[0], bounds.at(-1)],
  )
  const { rows: pauses } = await pool.query<{ gap: number; seconds: number }>(
    `SELECT g.gap::int AS gap,
            sum(extract(epoch FROM least(coalesce(p.until, $3), g.until, $3) - greatest(p.since, g.since)))::float8 AS seconds
     FROM unnest($1::timestamptz[], $2::timestamptz[]) WITH ORDINALITY AS g(since, until, gap)
     JOIN pauses p ON p.what = 'polling' AND p.since < least(g.until, $3) AND coalesce(p.until, $3) > g.since
     GROUP BY g.gap`,
    [bounds.slice(0, -1), bounds.slice(1), now],
  )
  const paused = byGap(bounds, pauses, (row) => row?.seconds ?? 0)
  return byGap(bounds, rows, (row) => ({
    succeeded: row?.succeeded ?? 0,
    failed: row?.failed ?? 0,
  })).map((counts, i) => ({ ...counts, pausedSeconds: paused[i] ?? 0 }))
}

/** Completed payments, by when they were completed; what came before the first bound is gap 0. */
async function client(
  pool: Pool,
  clientId: bigint,
  bounds: Bounds,
): Promise<{ before: Received; days: readonly Received[] }> {
  const { rows } = await pool.query<Received & { gap: number }>(
    `SELECT width_bucket(completed_at, $2::timestamptz[]) AS gap, sum(amount_sats)::bigint AS sats, coalesce(sum(amount_fiat), 0)::bigint AS fiat
     FROM transfers WHERE kind IN ('client', 'compensation') AND client_id = $1 AND status = 'completed' AND completed_at < $3
     GROUP BY gap`,
    [clientId, bounds, bounds.at(-1)],
  )
  const amounts = (row: Received | undefined): Received => ({ sats: row?.sats ?? 0n, fiat: row?.fiat ?? 0n })
  return { before: amounts(rows.find(({ gap }) => gap === 0)), days: byGap(bounds, rows, amounts) }
}

/**
 * Balances and the journal's changes in one statement, as of one moment. The accounts client:… hold what is available;
 * a change counts from the moment that its cash-out or deposit did.
 */
async function float(
  pool: Pool,
  bounds: Bounds,
  flow: { readonly from: Date; readonly until: Date },
): Promise<FloatReading[]> {
  const { rows } = await pool.query<
    Omit<FloatReading, 'changes' | 'changeSince'> & {
      changes: readonly { gap: number; change: string }[] | null
    }
  >(
    `WITH changed AS (
       SELECT l.client_id, width_bucket(e.effective_at, $1::timestamptz[]) AS gap, -sum(l.amount) AS change
       FROM ledger_entries e JOIN ledger_lines l ON l.entry_id = e.id
       WHERE e.effective_at >= $2 AND l.account LIKE 'client:%' GROUP BY l.client_id, gap
     ), spent AS (
       SELECT client_id, sum(amount_fiat) AS amount FROM dca_payments
       WHERE created_at >= $3 AND created_at < $4 AND status NOT IN ('failed', 'cancelled') GROUP BY client_id
     ), by_client AS (
       SELECT client_id, json_agg(json_build_object('gap', gap, 'change', change::text)) AS changes FROM changed GROUP BY client_id
     )
     SELECT c.id, c.username, c.fiat_code AS "fiatCode", u.exponent::int AS exponent,
            (c.remaining_balance - c.held_balance)::bigint AS available, coalesce(s.amount, 0)::bigint AS spent, b.changes
     FROM dca_clients c JOIN currencies u ON u.code = c.fiat_code
     LEFT JOIN spent s ON s.client_id = c.id LEFT JOIN by_client b ON b.client_id = c.id
     WHERE c.status = 'active' ORDER BY c.id`,
    [bounds, bounds[0], flow.from, flow.until],
  )
  return rows.map(({ changes, ...row }) => {
    const found = new Map((changes ?? []).map(({ gap, change }) => [gap, BigInt(change)]))
    return {
      ...row,
      changes: bounds.slice(1).map((_, i) => found.get(i + 1) ?? 0n),
      changeSince: found.get(bounds.length) ?? 0n,
    }
  })
}
