import type { Pool } from 'pg'
import { msat, sats } from '../../domain/money.ts'
import type { DoubleCashOut, DoubleTransfer, Guard, OpenDifference } from '../../signs/money.ts'
import type { TransferKind, TransferStatus } from '../../storage.ts'
import { clientOf, fiatOf } from './money-transfers.ts'

/** A unique index over exactly these columns, valid and in force, whatever its name is by now. */
export async function guards(pool: Pool): Promise<Guard[]> {
  const { rows } = await pool.query<Guard>(
    `SELECT g.name, g.tablename AS "table",
            coalesce((SELECT CASE WHEN bool_or(i.indpred IS NULL) THEN 'whole' ELSE 'partial' END
                      FROM pg_index i
                      WHERE i.indrelid = to_regclass('satoshimachine.' || g.tablename) AND i.indisunique AND i.indisvalid
                        AND i.indisready AND i.indexprs IS NULL AND i.indnkeyatts = cardinality(g.columns)
                        AND (SELECT array_agg(a.attname::text ORDER BY a.attname) FROM pg_attribute a
                             WHERE a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey)) = g.columns
                      HAVING count(*) > 0), 'missing') AS state
     FROM (VALUES
       ('unique_transaction_id', 'lamassu_transactions', ARRAY['transaction_id']),
       ('one_payment_per_client', 'dca_payments', ARRAY['client_id', 'lamassu_transaction_id']),
       ('one_commission_per_transaction', 'commission_payments', ARRAY['lamassu_transaction_id']),
       ('one_funding_per_transaction', 'funding_transfers', ARRAY['lamassu_transaction_id']),
       ('one_compensation_per_client', 'compensation_payments', ARRAY['client_id', 'lamassu_transaction_id']),
       ('one_compensation_per_transaction', 'commission_compensations', ARRAY['lamassu_transaction_id']),
       ('payment_invoices_pkey', 'payment_invoices', ARRAY['payment_hash']),
       ('ledger_entries_idempotency_key_key', 'ledger_entries', ARRAY['idempotency_key'])
     ) AS g(name, tablename, columns)`,
  )
  return rows
}

/** An adjustment is what corrects a payment too many; it says so by naming it. What is put aside for good counts no more. */
export async function doubleCashOuts(pool: Pool, limit: number): Promise<DoubleCashOut[]> {
  const { rows } = await pool.query<{
    transaction_id: string
    ids: bigint[]
    surplus_sats: string
    surplus_ids: bigint[]
    amount_fiat: string | null
    fiat_code: string | null
    exponent: number | null
    since: Date
  }>(
    `SELECT d.transaction_id, d.ids, s.surplus_sats, s.surplus_ids, s.amount_fiat, s.fiat_code, u.exponent, s.since
     FROM (SELECT transaction_id, array_agg(id ORDER BY id) AS ids FROM lamassu_transactions
           GROUP BY transaction_id HAVING count(*) > 1) AS d,
     LATERAL (
       SELECT coalesce(sum(CASE WHEN t.status = 'pending' THEN t.base_amount ELSE p.sats END), 0)::text AS surplus_sats,
              coalesce(string_to_array(string_agg(p.ids, ',' ORDER BY t.id), ','), '{}')::bigint[] AS surplus_ids,
              sum(CASE WHEN t.status = 'pending' THEN t.fiat_amount ELSE p.fiat END)::text AS amount_fiat,
              min(t.fiat_code) AS fiat_code, min(t.created_at) AS since,
              bool_or(t.status IN ('pending', 'quarantined') OR p.sats > 0) AS is_open
       FROM lamassu_transactions t,
       LATERAL (SELECT sum(x.amount_sats) AS sats, sum(x.amount_fiat) AS fiat, string_agg(x.id::text, ',' ORDER BY x.id) AS ids
                FROM dca_payments x
                WHERE x.lamassu_transaction_id = t.id AND x.status NOT IN ('failed', 'cancelled')
                  AND NOT EXISTS (SELECT FROM ledger_entries e JOIN ledger_lines l ON l.entry_id = e.id
                                  WHERE e.kind = 'manual_adjustment' AND l.client_id = x.client_id
                                    AND e.reason ~ ('\\mpayment #?' || x.id || '\\M'))) AS p
       WHERE t.id = ANY(d.ids[2:])) AS s
     LEFT JOIN currencies u ON u.code = s.fiat_code
     WHERE s.is_open ORDER BY d.ids[1] LIMIT $1`,
    [limit],
  )
  return rows.map((row) => ({
    transactionId: row.transaction_id,
    ids: row.ids,
    surplusSats: sats(BigInt(row.surplus_sats)),
    surplusIds: row.surplus_ids,
    fiat: fiatOf({ ...row, amount_fiat: row.amount_fiat === null ? null : BigInt(row.amount_fiat) }),
    since: row.since,
  }))
}

export async function doubleTransfers(pool: Pool, limit: number): Promise<DoubleTransfer[]> {
  const { rows } = await pool.query<{
    kind: TransferKind
    lamassu_transaction_id: bigint
    client_id: bigint | null
    username: string | null
    ids: bigint[]
    surplus_sats: string
    surplus_ids: bigint[]
    amount_fiat: string | null
    fiat_code: string | null
    exponent: number | null
    since: Date
  }>(
    `SELECT d.kind, d.lamassu_transaction_id, d.client_id, c.username, d.ids, s.surplus_sats, s.surplus_ids, s.amount_fiat, c.fiat_code, u.exponent, s.since
     FROM (SELECT kind, lamassu_transaction_id, client_id, array_agg(id ORDER BY id) AS ids FROM transfers
           WHERE status NOT IN ('failed', 'cancelled')
           GROUP BY kind, lamassu_transaction_id, client_id HAVING count(*) > 1) AS d
     LEFT JOIN dca_clients c ON c.id = d.client_id
     LEFT JOIN currencies u ON u.code = c.fiat_code,
     LATERAL (
       SELECT sum(x.amount_sats)::text AS surplus_sats, array_agg(x.id ORDER BY x.id) AS surplus_ids, sum(x.amount_fiat)::text AS amount_fiat, min(x.created_at) AS since
       FROM transfers x
       WHERE x.kind = d.kind AND x.id = ANY(d.ids[2:])
         AND NOT EXISTS (SELECT FROM ledger_entries e JOIN ledger_lines l ON l.entry_id = e.id
                         WHERE e.kind = 'manual_adjustment' AND l.client_id = x.client_id
                           AND e.reason ~ ('\\mpayment #?' || x.id || '\\M'))) AS s
     WHERE s.surplus_sats IS NOT NULL ORDER BY d.ids[1] LIMIT $1`,
    [limit],
  )
  return rows.map((row) => ({
    kind: row.kind,
    cashOutId: row.lamassu_transaction_id,
    client: clientOf(row),
    ids: row.ids,
    surplusSats: sats(BigInt(row.surplus_sats)),
    surplusIds: row.surplus_ids,
    fiat: fiatOf({ ...row, amount_fiat: row.amount_fiat === null ? null : BigInt(row.amount_fiat) }),
    since: row.since,
  }))
}

/** A difference belongs to the transfer whose invoice it paid; without one, to the transfer that its reference names. */
export async function openDifferences(pool: Pool, limit: number): Promise<OpenDifference[]> {
  const { rows } = await pool.query<{
    what: OpenDifference['what']
    wallet_id: string
    payment_hash: string
    amount_msat: bigint
    since: Date
    found_at: Date
    cash_out_id: bigint | null
    kind: TransferKind | null
    id: bigint | null
    status: TransferStatus | null
    client_id: bigint | null
    username: string | null
    amount_fiat: bigint | null
    fiat_code: string | null
    exponent: number | null
  }>(
    `SELECT d.what, d.wallet_id, d.payment_hash, d.amount_msat, coalesce(d.paid_at, d.found_at) AS since, d.found_at,
            coalesce(h.lamassu_transaction_id, x.id) AS cash_out_id,
            coalesce(h.kind, r.kind) AS kind, coalesce(h.id, r.id) AS id, coalesce(h.status, r.status) AS status,
            c.id AS client_id, c.username, coalesce(h.amount_fiat, r.amount_fiat) AS amount_fiat, c.fiat_code, u.exponent
     FROM (SELECT what, wallet_id, payment_hash, amount_msat, reference, paid_at, found_at FROM wallet_differences
           WHERE settled_at IS NULL ORDER BY found_at, payment_hash LIMIT $1) AS d
     LEFT JOIN payment_invoices i ON i.payment_hash = d.payment_hash
     LEFT JOIN transfers h ON h.kind = i.transfer_kind AND h.id = i.transfer_id
     LEFT JOIN LATERAL (SELECT id FROM lamassu_transactions WHERE transaction_id = split_part(d.reference, ':', 3)
                        ORDER BY id LIMIT 1) AS x ON true
     LEFT JOIN LATERAL (SELECT t.kind, t.id, t.status, t.client_id, t.amount_fiat FROM transfers t
                        WHERE i.payment_hash IS NULL AND t.lamassu_transaction_id = x.id AND t.kind = split_part(d.reference, ':', 2)
                          AND t.payee_wallet_id = split_part(d.reference, ':', 4)
                        ORDER BY t.id LIMIT 1) AS r ON true
     LEFT JOIN dca_clients c ON c.id = coalesce(h.client_id, r.client_id)
     LEFT JOIN currencies u ON u.code = c.fiat_code
     ORDER BY d.found_at, d.payment_hash`,
    [limit],
  )
  return rows.map((row) => ({
    what: row.what,
    walletId: row.wallet_id,
    paymentHash: row.payment_hash,
    amountMsat: msat(row.amount_msat),
    since: row.since,
    foundAt: row.found_at,
    cashOutId: row.cash_out_id,
    transfer:
      row.kind === null || row.id === null || row.status === null
        ? null
        : { kind: row.kind, id: row.id, status: row.status, client: clientOf(row), fiat: fiatOf(row) },
  }))
}
