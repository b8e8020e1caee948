import assert from 'node:assert/strict'
import type { Pool } from 'pg'
import type { CommissionRule } from '../../domain/commission.ts'
import { fiatMinor, parseDecimal, sats } from '../../domain/money.ts'
import type {
  BigCashOut,
  CommissionRecord,
  CommissionTotals,
  MoneySigns,
  PricedCashOut,
} from '../../signs/money.ts'
import type { TransactionStatus } from '../../storage.ts'

function scaled(text: string, decimals: number): bigint {
  const value = parseDecimal(text, decimals)
  assert(value !== null, `"${text}" has more than ${decimals} decimals`)
  return value
}

export async function commissions(
  pool: Pool,
  { since, least, most }: Parameters<MoneySigns['commissions']>[0],
): Promise<CommissionRecord[]> {
  const { rows } = await pool.query<{
    id: bigint
    commission_rule: CommissionRule
    crypto_atoms: bigint
    fiat_major: string
    fixed_fee: string
    discount: string
    commission_percentage: string | null
    raw_ticker_price: string | null
    base_amount: bigint
    commission_amount: bigint
    expected_base: string
    created_at: Date
  }>(
    `SELECT t.id, t.commission_rule, t.crypto_atoms, t.fiat_major, t.fixed_fee, t.discount, t.commission_percentage, t.raw_ticker_price,
            t.base_amount, t.commission_amount, v.expected_base::text, t.created_at
     FROM (SELECT id, row_number() OVER (ORDER BY id DESC) AS place FROM (
             SELECT id FROM lamassu_transactions WHERE status IN ('pending', 'processing', 'completed')
             ORDER BY id DESC LIMIT $3) AS newest) AS n
     JOIN lamassu_transactions t ON t.id = n.id
     JOIN v_commission_check v ON v.id = n.id
     WHERE (t.created_at >= $1 OR n.place <= $2) AND (v.compensated_sats = 0 OR v.open_difference <> 0)
     ORDER BY t.id DESC`,
    [since, least, most],
  )
  return rows.map((row) => ({
    id: row.id,
    rule: row.commission_rule,
    terms: {
      cryptoAtomsSats: sats(row.crypto_atoms),
      fiatE5: scaled(row.fiat_major, 5),
      fixedFeeE5: scaled(row.fixed_fee, 5),
      discountE4: scaled(row.discount, 4),
      commissionE5: row.commission_percentage === null ? null : scaled(row.commission_percentage, 5),
      tickerPriceE5: row.raw_ticker_price === null ? null : scaled(row.raw_ticker_price, 5),
    },
    base: sats(row.base_amount),
    commission: sats(row.commission_amount),
    expectedBase: sats(scaled(row.expected_base, 0)),
    createdAt: row.created_at,
  }))
}

/**
 * With c the commission less its discount and f the fixed fee, by markup the operator keeps (1 + c)(fiat + f)/fiat − 1 of
 * the base amount, by ticker 1 − (1 − c)·fiat/(fiat + f) of what was received: that is how each is configured.
 */
export async function commissionTotals(pool: Pool, since: Date): Promise<CommissionTotals[]> {
  const { rows } = await pool.query<{
    rule: CommissionRule
    cash_outs: number
    earned: string
    configured: string
    basis: string
    since: Date
  }>(
    `SELECT commission_rule AS rule, count(*)::int AS cash_outs, sum(commission_amount)::text AS earned, sum(basis)::text AS basis,
            round(sum(CASE commission_rule
              WHEN 'markup' THEN basis * ((1 + c) * (fiat_major + fixed_fee) / fiat_major - 1)
              ELSE basis * (1 - (1 - c) * fiat_major / (fiat_major + fixed_fee)) END))::text AS configured, min(transaction_time) AS since
     FROM (SELECT commission_rule, commission_amount, fiat_major, fixed_fee, transaction_time, commission_percentage * (100 - discount) / 100 AS c,
                  CASE commission_rule WHEN 'markup' THEN base_amount ELSE crypto_atoms END::numeric AS basis
           FROM lamassu_transactions
           WHERE transaction_time >= $1 AND status IN ('pending', 'processing', 'completed') AND commission_percentage IS NOT NULL) AS t
     GROUP BY commission_rule HAVING sum(basis) > 0 ORDER BY commission_rule`,
    [since],
  )
  return rows.map((row) => ({
    rule: row.rule,
    cashOuts: row.cash_outs,
    earned: sats(BigInt(row.earned)),
    configured: sats(BigInt(row.configured)),
    basis: sats(BigInt(row.basis)),
    since: row.since,
  }))
}

export async function priced(
  pool: Pool,
  { since, referenceHours, limit }: Parameters<MoneySigns['priced']>[0],
): Promise<PricedCashOut[]> {
  const { rows } = await pool.query<{
    id: bigint
    transaction_id: string
    status: TransactionStatus
    fiat_amount: bigint
    fiat_code: string
    exponent: number
    fiat_major: string
    base_amount: bigint
    created_at: Date
    reference: string | null
    references: number
  }>(
    `SELECT t.id, t.transaction_id, t.status, t.fiat_amount, t.fiat_code, u.exponent, t.fiat_major, t.base_amount, t.created_at,
            r.reference::text, r.many AS "references"
     FROM (SELECT id FROM lamassu_transactions
           WHERE status = 'pending' OR status = 'quarantined' AND quarantine_reason = 'held'
           UNION
           SELECT id FROM lamassu_transactions WHERE transaction_time >= $1 AND status IN ('processing', 'completed')
           ORDER BY id DESC LIMIT $3) AS chosen
     JOIN lamassu_transactions t ON t.id = chosen.id AND t.base_amount > 0 AND t.fiat_major > 0 AND t.transaction_time IS NOT NULL
     JOIN currencies u ON u.code = t.fiat_code,
     LATERAL (SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY o.raw_ticker_price) AS reference, count(*)::int AS many
              FROM lamassu_transactions o
              WHERE o.transaction_time BETWEEN t.transaction_time - make_interval(secs => $2 * 3600)
                                           AND t.transaction_time + make_interval(secs => $2 * 3600)
                AND o.id <> t.id AND o.fiat_code = t.fiat_code AND o.raw_ticker_price > 0) AS r
     WHERE NOT EXISTS (SELECT FROM cash_out_interventions i
                       WHERE i.transaction_id = t.transaction_id AND i.what IN ('release', 'ignore', 'process'))
     ORDER BY t.id`,
    [since, referenceHours, limit],
  )
  return rows.map((row) => ({
    id: row.id,
    transactionId: row.transaction_id,
    status: row.status,
    fiat: { amount: fiatMinor(row.fiat_amount), fiatCode: row.fiat_code, exponent: row.exponent },
    fiatE5: scaled(row.fiat_major, 5),
    base: sats(row.base_amount),
    createdAt: row.created_at,
    referenceE5: row.reference === null ? null : scaled(row.reference, 5),
    references: row.references,
  }))
}

export async function bigCashOuts(
  pool: Pool,
  { leastSats, finishedSince, limit }: Parameters<MoneySigns['bigCashOuts']>[0],
): Promise<BigCashOut[]> {
  const { rows } = await pool.query<{
    id: bigint
    crypto_atoms: bigint
    fiat_amount: bigint
    fiat_code: string
    exponent: number
    machine_name: string | null
    status: TransactionStatus
    created_at: Date
  }>(
    `SELECT t.id, t.crypto_atoms, t.fiat_amount, t.fiat_code, u.exponent, t.machine_name, t.status, t.created_at
     FROM (SELECT id FROM lamassu_transactions WHERE status IN ('pending', 'quarantined', 'processing')
           UNION SELECT id FROM lamassu_transactions WHERE processed_at >= $2 AND processed_at IS NOT NULL) AS chosen
     JOIN lamassu_transactions t ON t.id = chosen.id AND t.crypto_atoms >= $1 AND t.fiat_amount IS NOT NULL
     JOIN currencies u ON u.code = t.fiat_code
     ORDER BY t.id LIMIT $3`,
    [leastSats, finishedSince, limit],
  )
  return rows.map((row) => ({
    id: row.id,
    cryptoAtoms: sats(row.crypto_atoms),
    fiat: { amount: fiatMinor(row.fiat_amount), fiatCode: row.fiat_code, exponent: row.exponent },
    machineName: row.machine_name,
    status: row.status,
    createdAt: row.created_at,
  }))
}
