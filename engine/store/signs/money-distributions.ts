import type { Pool } from 'pg'
import { fiatMinor, msat, sats } from '../../domain/money.ts'
import type { Distribution, MoneySigns, UnbalancedEntry } from '../../signs/money.ts'

interface DistributionRow {
  id: bigint
  transaction_id: string
  crypto_atoms: bigint
  base_amount: bigint
  commission_amount: bigint
  unallocated_sats: bigint
  fiat_amount: bigint
  fiat_code: string
  exponent: number
  since: Date
  paid: string
  in_doubt: string
  unsent: string
  given_up: string
  commission_sent: string
  unjournaled: string
  unbooked_msat: string
  missing_msat: string
  has_allocation: boolean
  received: string
  clients: string
  commission: string
  house: string
}

/** Sums per cash-out, by its own payments and its own entries alone: the years behind are not read. */
export async function distributions(
  pool: Pool,
  { finishedSince, also }: Parameters<MoneySigns['distributions']>[0],
): Promise<Distribution[]> {
  const { rows } = await pool.query<DistributionRow>(
    `SELECT t.id, t.transaction_id, t.crypto_atoms, t.base_amount, t.commission_amount, t.unallocated_sats, t.fiat_amount, t.fiat_code,
            u.exponent, coalesce(t.processed_at, e.created_at, t.created_at) AS since, e.id IS NOT NULL AS has_allocation,
            p.paid, p.in_doubt, p.unsent, p.given_up, p.commission_sent, p.unjournaled, d.unbooked_msat, d.missing_msat,
            a.received, a.clients, a.commission, a.house
     FROM (SELECT id FROM lamassu_transactions WHERE status = 'processing'
           UNION SELECT id FROM lamassu_transactions WHERE processed_at >= $1 AND processed_at IS NOT NULL
           UNION SELECT unnest($2::bigint[])) AS chosen
     JOIN lamassu_transactions t ON t.id = chosen.id AND t.status IN ('processing', 'completed')
     JOIN currencies u ON u.code = t.fiat_code
     LEFT JOIN ledger_entries e ON e.idempotency_key = 'allocation:' || t.id,
     LATERAL (
       SELECT coalesce(sum(x.amount_sats) FILTER (WHERE x.kind = 'client' AND x.status = 'completed'), 0)::text AS paid,
              coalesce(sum(x.amount_sats) FILTER (WHERE x.kind = 'client' AND x.status IN ('paying', 'needs_review')), 0)::text AS in_doubt,
              coalesce(sum(x.amount_sats) FILTER (WHERE x.kind = 'client' AND x.status IN ('pending', 'invoiced')), 0)::text AS unsent,
              coalesce(sum(x.amount_sats) FILTER (WHERE x.kind = 'client' AND x.status IN ('failed', 'cancelled')), 0)::text AS given_up,
              coalesce(sum(x.amount_sats) FILTER (WHERE x.kind = 'commission'), 0)::text AS commission_sent,
              coalesce(sum(x.amount_sats) FILTER (WHERE x.status IN ('completed', 'failed', 'cancelled') AND NOT EXISTS (
                SELECT FROM ledger_entries j JOIN ledger_lines l ON l.entry_id = j.id
                WHERE j.idempotency_key = CASE x.status WHEN 'completed' THEN 'payment:' ELSE 'void:' END || x.kind || ':' || x.id
                  AND l.account = CASE x.kind WHEN 'client' THEN 'payable:' || x.client_id || ':BTC' ELSE 'commission:BTC' END
                  AND l.amount = x.amount_sats::bigint * 1000)), 0)::text AS unjournaled
       FROM transfers x WHERE x.lamassu_transaction_id = t.id AND x.kind IN ('client', 'commission')) AS p,
     LATERAL (
       SELECT coalesce(sum(l.amount) FILTER (WHERE l.account = 'funding:BTC'), 0)::text AS received,
              coalesce(-sum(l.amount) FILTER (WHERE l.account LIKE 'payable:%'), 0)::text AS clients,
              coalesce(-sum(l.amount) FILTER (WHERE l.account = 'commission:BTC'), 0)::text AS commission,
              coalesce(-sum(l.amount) FILTER (WHERE l.account = 'house:BTC'), 0)::text AS house
       FROM ledger_lines l WHERE l.entry_id = e.id AND l.unit = 'msat') AS a,
     LATERAL (
       SELECT coalesce(sum(w.amount_msat) FILTER (WHERE w.what = 'unbooked' AND x.status IN ('failed', 'cancelled')), 0)::text AS unbooked_msat,
              coalesce(sum(w.amount_msat) FILTER (WHERE w.what = 'missing'), 0)::text AS missing_msat
       FROM wallet_differences w
       JOIN payment_invoices i ON i.payment_hash = w.payment_hash
       JOIN transfers x ON x.kind = i.transfer_kind AND x.id = i.transfer_id
       WHERE w.settled_at IS NULL AND x.lamassu_transaction_id = t.id AND x.kind = 'client') AS d
     ORDER BY t.id`,
    [finishedSince, also],
  )
  return rows.map(fromRow)
}

const fromRow = (row: DistributionRow): Distribution => ({
  id: row.id,
  transactionId: row.transaction_id,
  cryptoAtoms: sats(row.crypto_atoms),
  base: sats(row.base_amount),
  commission: sats(row.commission_amount),
  unallocated: sats(row.unallocated_sats),
  fiat: { amount: fiatMinor(row.fiat_amount), fiatCode: row.fiat_code, exponent: row.exponent },
  since: row.since,
  paid: sats(BigInt(row.paid)),
  inDoubt: sats(BigInt(row.in_doubt)),
  unsent: sats(BigInt(row.unsent)),
  givenUp: sats(BigInt(row.given_up)),
  commissionSent: sats(BigInt(row.commission_sent)),
  unbookedMsat: msat(BigInt(row.unbooked_msat)),
  missingMsat: msat(BigInt(row.missing_msat)),
  journal: {
    allocation: row.has_allocation
      ? {
          receivedMsat: msat(BigInt(row.received)),
          clientsMsat: msat(BigInt(row.clients)),
          commissionMsat: msat(BigInt(row.commission)),
          houseMsat: msat(BigInt(row.house)),
        }
      : null,
    unjournaled: sats(BigInt(row.unjournaled)),
  },
})

export async function unbalancedEntries(
  pool: Pool,
  { newest, also }: Parameters<MoneySigns['unbalancedEntries']>[0],
): Promise<UnbalancedEntry[]> {
  const { rows } = await pool.query<{ id: bigint; kind: string; unit: string; total: string; at: Date }>(
    `SELECT e.id, e.kind, s.unit, s.total::text, e.created_at AS at
     FROM ((SELECT id FROM ledger_entries ORDER BY id DESC LIMIT $1) UNION SELECT unnest($2::bigint[])) AS chosen,
     LATERAL (SELECT l.entry_id, l.unit, sum(l.amount) AS total FROM ledger_lines l WHERE l.entry_id = chosen.id
              GROUP BY l.entry_id, l.unit HAVING sum(l.amount) <> 0) AS s
     JOIN ledger_entries e ON e.id = s.entry_id ORDER BY e.id, s.unit LIMIT 100`,
    [newest, also],
  )
  return rows.map((row) => ({ ...row, total: BigInt(row.total) }))
}
