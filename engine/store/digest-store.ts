import type { Pool } from 'pg'
import type {
  DayFigures,
  DigestStore,
  FiatFigure,
  FloatFigure,
  Need,
  WorkFigures,
} from '../digest-figures.ts'
import { guarded } from './guarded.ts'

export function createDigestStore(pool: Pool): DigestStore {
  return guarded<DigestStore>({
    async days(days) {
      const figures: DayFigures[] = []
      for (const day of days) figures.push(await dayFigures(pool, day))
      return figures
    },
    async beganAt() {
      const { rows } = await pool.query<{ began: Date | null }>(
        'SELECT coalesce(baseline_at, created_at) AS began FROM lamassu_config',
      )
      return rows[0]?.began ?? null
    },
    work: (day, now) => work(pool, day, now),
    float: (since, days) => float(pool, since, days),
    needs: (limit) => needs(pool, limit),
    async paused() {
      const { rows } = await pool.query<{ payouts_enabled: boolean; pause_reason: string | null }>(
        'SELECT payouts_enabled, pause_reason FROM lamassu_config',
      )
      const [row] = rows
      return row === undefined || row.payouts_enabled ? null : { reason: row.pause_reason }
    },
    async verdicts(timeZone, limit) {
      const { rows } = await pool.query<{ day: string; verdict: string; at: Date }>(
        `SELECT * FROM (
           SELECT DISTINCT ON (day) to_char(started_at AT TIME ZONE $1, 'YYYY-MM-DD') AS day, verdict, started_at AS at
           FROM reconciliations WHERE scope = 'all' ORDER BY day DESC, id DESC) AS d
         ORDER BY day DESC LIMIT $2`,
        [timeZone, limit],
      )
      return rows
    },
  })
}

interface Bounds {
  readonly from: Date
  readonly until: Date
}

async function dayFigures(pool: Pool, { from, until }: Bounds): Promise<DayFigures> {
  const { rows } = await pool.query<Omit<DayFigures, 'fiat' | 'clients'>>(
    `SELECT count(*)::int AS "cashOuts", coalesce(sum(crypto_atoms), 0)::bigint AS "receivedSats",
            coalesce(sum(base_amount - unallocated_sats), 0)::bigint AS "clientsSats",
            coalesce(sum(commission_amount), 0)::bigint AS "commissionSats", coalesce(sum(unallocated_sats), 0)::bigint AS "houseSats"
     FROM lamassu_transactions WHERE status IN ('processing', 'completed') AND transaction_time >= $1 AND transaction_time < $2`,
    [from, until],
  )
  const { rows: fiat } = await pool.query<FiatFigure>(
    `SELECT t.fiat_code AS "fiatCode", u.exponent::int AS exponent, sum(t.fiat_amount)::bigint AS amount
     FROM lamassu_transactions t JOIN currencies u ON u.code = t.fiat_code
     WHERE t.status IN ('processing', 'completed') AND t.transaction_time >= $1 AND t.transaction_time < $2 GROUP BY 1, 2 ORDER BY 3 DESC`,
    [from, until],
  )
  const { rows: clients } = await pool.query<{ clients: number }>(
    `SELECT count(DISTINCT p.client_id)::int AS clients
     FROM dca_payments p JOIN lamassu_transactions t ON t.id = p.lamassu_transaction_id
     WHERE t.transaction_time >= $1 AND t.transaction_time < $2 AND p.status NOT IN ('failed', 'cancelled')`,
    [from, until],
  )
  const [row] = rows
  if (row === undefined) throw new Error('a sum has one row')
  return { ...row, fiat, clients: clients[0]?.clients ?? 0 }
}

async function work(pool: Pool, { from, until }: Bounds, now: Date): Promise<WorkFigures> {
  const { rows } = await pool.query<WorkFigures>(
    `SELECT (SELECT count(DISTINCT floor(extract(epoch FROM window_until - $1::timestamptz) / 3600)) FROM lamassu_polls
             WHERE result <> 'failed' AND window_until >= $1 AND window_until < $2)::int AS "hoursPolled",
            (extract(epoch FROM least($2::timestamptz, greatest($3::timestamptz, $1::timestamptz)) - $1::timestamptz) / 3600)::int AS hours,
            (SELECT max(extract(epoch FROM completed_at - created_at)) FROM dca_payments
             WHERE status = 'completed' AND completed_at >= $1 AND completed_at < $2)::float8 AS "slowestPayoutSeconds",
            (SELECT count(*) FROM transfers WHERE status = 'needs_review' OR status IN ('pending', 'invoiced', 'paying')
               AND created_at < $3::timestamptz - interval '15 minutes')::int AS stuck`,
    [from, until, now],
  )
  const [row] = rows
  if (row === undefined) throw new Error('one row is asked for')
  return row
}

async function float(pool: Pool, since: Date, days: number): Promise<FloatFigure[]> {
  const { rows } = await pool.query<{
    id: bigint
    username: string
    fiat_code: string
    exponent: number
    remaining: bigint
    spent: bigint
  }>(
    `SELECT c.id, c.username, c.fiat_code, u.exponent::int AS exponent, (c.remaining_balance - c.held_balance)::bigint AS remaining,
            coalesce(sum(p.amount_fiat), 0)::bigint AS spent
     FROM dca_clients c JOIN currencies u ON u.code = c.fiat_code
     LEFT JOIN dca_payments p ON p.client_id = c.id AND p.created_at >= $1 AND p.status NOT IN ('failed', 'cancelled')
     WHERE c.status = 'active' GROUP BY c.id, u.exponent ORDER BY c.id`,
    [since],
  )
  return [...new Set(rows.map((row) => row.fiat_code))].map((fiatCode) => {
    const clients = rows.filter((row) => row.fiat_code === fiatCode)
    const remaining = clients.reduce((sum, row) => sum + row.remaining, 0n)
    const spent = clients.reduce((sum, row) => sum + row.spent, 0n)
    const [first] = clients
      .filter((row) => row.spent > 0n && row.remaining > 0n)
      .map(({ id, username, ...row }) => ({ id, username, daysLeft: daysLeft(row, days) ?? 0 }))
      .sort((a, b) => a.daysLeft - b.daysLeft)
    return {
      fiatCode,
      exponent: clients[0]?.exponent ?? 0,
      amount: remaining,
      daysLeft: daysLeft({ remaining, spent }, days),
      firstDry: first ?? null,
    }
  })
}

/** To a tenth of a day: a forecast, not money. */
const daysLeft = ({ remaining, spent }: { remaining: bigint; spent: bigint }, days: number): number | null =>
  spent === 0n ? null : Number((remaining * BigInt(days) * 10n) / spent) / 10

async function needs(pool: Pool, limit: number): Promise<Need[]> {
  const { rows: payments } = await pool.query<{ id: bigint; sats: bigint; since: Date }>(
    `SELECT id, amount_sats::bigint AS sats, created_at AS since FROM transfers WHERE status = 'needs_review' ORDER BY amount_sats DESC LIMIT $1`,
    [limit],
  )
  const { rows: cashOuts } = await pool.query<{ id: bigint; reason: string; since: Date }>(
    `SELECT id, quarantine_reason AS reason, created_at AS since FROM lamassu_transactions WHERE status = 'quarantined' ORDER BY id LIMIT $1`,
    [limit],
  )
  const { rows: deposits } = await pool.query<{
    id: bigint
    client_id: bigint
    username: string
    amount: bigint
    currency: string
    exponent: number
    since: Date
  }>(
    `SELECT d.id, d.client_id, c.username, d.amount::bigint, d.currency, u.exponent::int AS exponent, d.created_at AS since
     FROM dca_deposits d JOIN dca_clients c ON c.id = d.client_id JOIN currencies u ON u.code = d.currency
     WHERE d.status = 'pending' ORDER BY d.created_at, d.id LIMIT $1`,
    [limit],
  )
  return [
    ...payments.map((row) => ({ kind: 'payment' as const, ...row })),
    ...cashOuts.map((row) => ({ kind: 'cash_out' as const, ...row })),
    ...deposits.map(({ id, client_id, username, amount, currency, exponent, since }) => ({
      kind: 'deposit' as const,
      id,
      clientId: client_id,
      username,
      amount: { amount, fiatCode: currency, exponent },
      since,
    })),
  ].slice(0, limit)
}
