/**
 * The journal of all of it, as triggers and engine would have written it: every entry in the order of its time, every
 * line with the client's balances around it, and every invoice. Follows after clients, deposits, cash-outs and payments.
 */
export const WHOLE_JOURNAL: readonly string[] = [
  `SET work_mem = '512MB'`,

  `INSERT INTO payment_invoices (payment_hash, transfer_kind, transfer_id, seq, bolt11, created_at)
   SELECT payment_hash, kind, id, 1, bolt11, created_at FROM transfers ORDER BY id`,

  `INSERT INTO ledger_entries (kind, idempotency_key, lamassu_transaction_id, transfer_id, actor, effective_at, created_at)
   SELECT kind, key, cash_out, transfer, 'bench', at, at FROM (
     SELECT 'deposit' AS kind, 'deposit:' || id AS key, NULL::bigint AS cash_out, NULL::bigint AS transfer, confirmed_at AS at, 0 AS step
     FROM dca_deposits
     UNION ALL
     SELECT 'cash_out', 'cash-out:' || id, id, NULL, transaction_time, 1 FROM lamassu_transactions
     UNION ALL
     SELECT 'allocation', 'allocation:' || id, id, NULL, transaction_time, 2 FROM lamassu_transactions
     UNION ALL
     SELECT kind || '_payment', 'payment:' || kind || ':' || id, lamassu_transaction_id, id, completed_at, 3 FROM transfers) AS e
   ORDER BY at, cash_out NULLS FIRST, step, transfer`,

  `INSERT INTO ledger_lines (entry_id, account, unit, amount, client_id, remaining_before, remaining_after, held_before, held_after)
   WITH deposits AS (
     SELECT e.id AS entry_id, d.client_id, d.amount::bigint AS amount, row_number() OVER (PARTITION BY d.client_id ORDER BY e.id) AS nth
     FROM dca_deposits d JOIN ledger_entries e ON e.idempotency_key = 'deposit:' || d.id),
   paid AS (
     SELECT e.id AS entry_id, a.id AS allocation_id, p.client_id, p.amount_sats::bigint * 1000 AS msat, p.amount_fiat::bigint AS fiat,
            10000000 - (sum(p.amount_fiat::bigint) OVER (PARTITION BY p.client_id ORDER BY p.id))::bigint AS remaining
     FROM dca_payments p
     JOIN ledger_entries e ON e.transfer_id = p.id
     JOIN ledger_entries a ON a.lamassu_transaction_id = p.lamassu_transaction_id AND a.kind = 'allocation')
   SELECT * FROM (
     SELECT entry_id, 'cash:GTQ' AS account, 'GTQ' AS unit, amount, NULL::bigint AS client_id,
            NULL::bigint AS remaining_before, NULL::bigint AS remaining_after, NULL::bigint AS held_before, NULL::bigint AS held_after FROM deposits
     UNION ALL
     SELECT entry_id, 'client:' || client_id || ':GTQ', 'GTQ', -amount, client_id, (nth - 1) * 1000000, nth * 1000000, 0, 0 FROM deposits
     UNION ALL
     SELECT e.id, l.account, 'GTQ', l.amount, NULL, NULL, NULL, NULL, NULL
     FROM ledger_entries e JOIN lamassu_transactions t ON t.id = e.lamassu_transaction_id,
          LATERAL (VALUES ('dispensed:GTQ', t.fiat_amount::bigint), ('cash:GTQ', -t.fiat_amount::bigint)) AS l (account, amount)
     WHERE e.kind = 'cash_out'
     UNION ALL
     SELECT e.id, l.account, 'msat', l.amount, NULL, NULL, NULL, NULL, NULL
     FROM ledger_entries e JOIN lamassu_transactions t ON t.id = e.lamassu_transaction_id,
          LATERAL (VALUES ('funding:BTC', t.crypto_atoms::bigint * 1000), ('commission:BTC', -t.commission_amount::bigint * 1000),
                          ('house:BTC', -t.unallocated_sats::bigint * 1000)) AS l (account, amount)
     WHERE e.kind = 'allocation' AND l.amount <> 0
     UNION ALL
     SELECT p.allocation_id, l.account, l.unit, l.amount, p.client_id, l.remaining, l.remaining, l.before, l.after
     FROM paid p, LATERAL (VALUES
       ('payable:' || p.client_id || ':BTC', 'msat', -p.msat, NULL::bigint, NULL::bigint, NULL::bigint),
       ('client:' || p.client_id || ':GTQ', 'GTQ', p.fiat, p.remaining + p.fiat, 0, p.fiat),
       ('hold:' || p.client_id || ':GTQ', 'GTQ', -p.fiat, p.remaining + p.fiat, 0, p.fiat)) AS l (account, unit, amount, remaining, before, after)
     UNION ALL
     SELECT p.entry_id, l.account, l.unit, l.amount, l.client_id, l.before, l.after, l.held, l.held_after
     FROM paid p, LATERAL (VALUES
       ('payable:' || p.client_id || ':BTC', 'msat', p.msat, p.client_id, NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint),
       ('source:BTC', 'msat', -p.msat, NULL, NULL, NULL, NULL, NULL),
       ('hold:' || p.client_id || ':GTQ', 'GTQ', p.fiat, p.client_id, p.remaining + p.fiat, p.remaining, p.fiat, 0),
       ('dispensed:GTQ', 'GTQ', -p.fiat, NULL, NULL, NULL, NULL, NULL)) AS l (account, unit, amount, client_id, before, after, held, held_after)
     UNION ALL
     SELECT e.id, l.account, 'msat', l.amount, NULL, NULL, NULL, NULL, NULL
     FROM ledger_entries e JOIN commission_payments c ON c.id = e.transfer_id,
          LATERAL (VALUES ('commission:BTC', c.amount_sats::bigint * 1000), ('source:BTC', -c.amount_sats::bigint * 1000)) AS l (account, amount)) AS lines
   ORDER BY entry_id, account`,
]
