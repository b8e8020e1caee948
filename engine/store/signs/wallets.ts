import type { Pool } from 'pg'
import { fiatMinor, sats } from '../../domain/money.ts'
import type {
  KeylessReading,
  NeedsQuestion,
  RunwayReading,
  UnallocatedReading,
  WalletNeeds,
  WalletsSigns,
} from '../../signs/wallets.ts'
import { guarded } from '../guarded.ts'

export const createWalletsSigns = (pool: Pool): WalletsSigns =>
  guarded<WalletsSigns>({
    needs: (question) =>
      question.funding === 'treasury' ? treasuryNeeds(pool, question) : sourceNeeds(pool, question),
    commissionPaid: (between) => commissionPaid(pool, between),
    runway: (question) => runway(pool, question),
    unallocated: (question) => unallocated(pool, question),
    clientsWithoutKey: (limit) => clientsWithoutKey(pool, limit),
  })

interface NeedsRow {
  due: string
  pending: string
  daily: string
}
const needsFrom = (row: NeedsRow | undefined): WalletNeeds => ({
  dueSats: sats(BigInt(row?.due ?? '0')),
  pendingSats: sats(BigInt(row?.pending ?? '0')),
  dailySats: sats(BigInt(row?.daily ?? '0')),
})

/**
 * Of what is not distributed yet the clients get what their cash covers; the rest stays where it is. A payment is made
 * with its cash-out's distribution, so that those of the last days belong to cash-outs that were finished since, or are not.
 */
async function sourceNeeds(
  pool: Pool,
  { hasCommissionWallet, now, days }: NeedsQuestion,
): Promise<WalletNeeds> {
  const { rows } = await pool.query<NeedsRow>(
    `SELECT (SELECT coalesce(sum(amount_sats), 0) FROM transfers
             WHERE kind <> 'funding' AND status IN ('pending', 'invoiced', 'paying'))::text AS due,
            (SELECT coalesce(sum(commission + ceil(base * least(fiat, left_over) / fiat)), 0) FROM (
               SELECT CASE WHEN $3 THEN sum(commission_amount) ELSE 0 END AS commission, sum(base_amount)::numeric AS base, sum(fiat_amount)::numeric AS fiat,
                      (SELECT coalesce(sum(remaining_balance - held_balance), 0) FROM dca_clients c
                       WHERE c.fiat_code = t.fiat_code AND c.status = 'active') AS left_over
               FROM lamassu_transactions t WHERE status = 'pending' GROUP BY fiat_code) AS by_currency)::text AS pending,
            (SELECT div(coalesce(sum(x.amount_sats), 0), $2::int)
             FROM (SELECT id FROM lamassu_transactions WHERE status = 'processing'
                   UNION SELECT id FROM lamassu_transactions
                         WHERE processed_at IS NOT NULL AND processed_at > $1::timestamptz - make_interval(days => $2::int)) AS recent
             JOIN transfers x ON x.lamassu_transaction_id = recent.id
             WHERE x.kind IN ('client', 'commission') AND x.status NOT IN ('failed', 'cancelled')
               AND x.created_at > $1::timestamptz - make_interval(days => $2::int) AND x.created_at <= $1)::text AS daily`,
    [now, days, hasCommissionWallet],
  )
  return needsFrom(rows[0])
}

/** The treasury moves a cash-out's sats as a whole, before they are distributed. */
async function treasuryNeeds(pool: Pool, { now, days }: NeedsQuestion): Promise<WalletNeeds> {
  const { rows } = await pool.query<NeedsRow>(
    `SELECT (SELECT coalesce(sum(amount_sats), 0) FROM funding_transfers WHERE status IN ('pending', 'invoiced', 'paying'))::text AS due,
            (SELECT coalesce(sum(crypto_atoms), 0) FROM lamassu_transactions t
             WHERE status = 'pending' AND NOT EXISTS (
               SELECT FROM funding_transfers f WHERE f.lamassu_transaction_id = t.id AND f.status NOT IN ('failed', 'cancelled')))::text AS pending,
            (SELECT div(coalesce(sum(amount_sats), 0), $2::int) FROM funding_transfers
             WHERE status NOT IN ('failed', 'cancelled')
               AND created_at > $1::timestamptz - make_interval(days => $2::int) AND created_at <= $1)::text AS daily`,
    [now, days],
  )
  return needsFrom(rows[0])
}

/**
 * What was begun and done in between was paid in between. What was begun before may have been paid before and booked
 * late, and what is not done may have been paid already: both count for the most only. The same holds for the edges.
 */
async function commissionPaid(
  pool: Pool,
  { from, to }: { readonly from: Date; readonly to: Date },
): ReturnType<WalletsSigns['commissionPaid']> {
  const { rows } = await pool.query<{ least: string; most: string }>(
    `SELECT coalesce(sum(amount_sats) FILTER (WHERE status = 'completed' AND created_at > $1 AND completed_at <= $2::timestamptz - interval '5 minutes'), 0)::text AS least,
            coalesce(sum(amount_sats), 0)::text AS most
     FROM commission_payments
     WHERE status IN ('invoiced', 'paying', 'needs_review')
        OR status = 'completed' AND completed_at > $1::timestamptz - interval '5 minutes'`,
    [from, to],
  )
  return { least: sats(BigInt(rows[0]?.least ?? '0')), most: sats(BigInt(rows[0]?.most ?? '0')) }
}

/** Averaged over the days that the books know: a bot that went live yesterday has one. */
async function runway(
  pool: Pool,
  { now, days }: { readonly now: Date; readonly days: number },
): Promise<RunwayReading[]> {
  const { rows } = await pool.query<{
    fiat_code: string
    exponent: number
    clients: bigint
    left_over: string
    per_day: string
  }>(
    `SELECT c.fiat_code, u.exponent, count(*) AS clients, sum(c.remaining_balance - c.held_balance)::text AS left_over,
            (SELECT ceil(coalesce(sum(t.fiat_amount), 0) / greatest(1, least($2::numeric,
                      extract(epoch FROM $1::timestamptz - (SELECT baseline_at FROM lamassu_config)) / 86400)))
             FROM lamassu_transactions t
             WHERE t.fiat_code = c.fiat_code AND t.status IN ('pending', 'processing', 'completed')
               AND t.transaction_time > $1::timestamptz - make_interval(days => $2::int) AND t.transaction_time <= $1)::text AS per_day
     FROM dca_clients c JOIN currencies u ON u.code = c.fiat_code
     WHERE c.status = 'active' GROUP BY c.fiat_code, u.exponent ORDER BY c.fiat_code`,
    [now, days],
  )
  return rows.map((row) => ({
    fiatCode: row.fiat_code,
    exponent: row.exponent,
    clients: Number(row.clients),
    left: fiatMinor(BigInt(row.left_over)),
    perDay: fiatMinor(BigInt(row.per_day)),
  }))
}

async function unallocated(
  pool: Pool,
  { from, moreThan }: Parameters<WalletsSigns['unallocated']>[0],
): Promise<UnallocatedReading> {
  const { rows } = await pool.query<{
    count: bigint
    total: string
    newest: bigint | null
    first_at: Date | null
  }>(
    `SELECT count(*), coalesce(sum(unallocated_sats), 0)::text AS total, max(id) AS newest, min(transaction_time) AS first_at
     FROM lamassu_transactions
     WHERE status IN ('processing', 'completed') AND unallocated_sats > $2 AND transaction_time > $1`,
    [from, moreThan],
  )
  const [row] = rows
  return {
    count: Number(row?.count ?? 0n),
    total: sats(BigInt(row?.total ?? '0')),
    newestId: row?.newest ?? null,
    firstAt: row?.first_at ?? null,
  }
}

async function clientsWithoutKey(pool: Pool, limit: number): Promise<KeylessReading[]> {
  const { rows } = await pool.query<{
    id: bigint
    username: string
    left_over: bigint
    fiat_code: string
    exponent: number
    updated_at: Date
  }>(
    `SELECT c.id, c.username, c.remaining_balance - c.held_balance AS left_over, c.fiat_code, u.exponent, c.updated_at
     FROM dca_clients c JOIN currencies u ON u.code = c.fiat_code
     WHERE c.status = 'active' AND c.remaining_balance > c.held_balance AND c.invoice_key_sealed IS NULL
     ORDER BY c.id LIMIT $1`,
    [limit],
  )
  return rows.map((row) => ({
    id: row.id,
    username: row.username,
    left: fiatMinor(row.left_over),
    fiatCode: row.fiat_code,
    exponent: row.exponent,
    since: row.updated_at,
  }))
}
