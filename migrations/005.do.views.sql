-- Every change of a client's balance: when, by whom, why, before and after.
CREATE VIEW satoshimachine.balance_changes AS
SELECT e.id AS entry_id, e.created_at, e.effective_at, l.client_id, c.username, e.kind, l.unit AS fiat_code,
       -sum(l.amount) FILTER (WHERE l.account LIKE 'client:%') AS available_change,
       min(l.remaining_before) AS remaining_before, min(l.remaining_after) AS remaining_after,
       min(l.held_before) AS held_before, min(l.held_after) AS held_after,
       e.transfer_id, e.lamassu_transaction_id, e.actor, e.reason
FROM satoshimachine.ledger_lines l
JOIN satoshimachine.ledger_entries e ON e.id = l.entry_id
JOIN satoshimachine.dca_clients c ON c.id = l.client_id
WHERE l.unit <> 'msat'
GROUP BY e.id, l.client_id, c.username, l.unit;

-- Fiat with fiat: deposits less completed payments plus adjustments is the balance; what is unfinished is the hold.
CREATE VIEW satoshimachine.v_reconciliation AS
SELECT c.id, c.username, c.fiat_code, c.remaining_balance, c.held_balance,
       coalesce(d.deposited, 0) AS deposited, coalesce(p.completed, 0) AS completed, coalesce(a.adjusted, 0) AS adjusted,
       c.remaining_balance - (coalesce(d.deposited, 0) - coalesce(p.completed, 0) + coalesce(a.adjusted, 0)) AS balance_drift,
       c.held_balance - coalesce(p.unfinished, 0) AS hold_drift
FROM satoshimachine.dca_clients c
LEFT JOIN (SELECT client_id, sum(amount) AS deposited FROM satoshimachine.dca_deposits WHERE status = 'confirmed' GROUP BY client_id) d ON d.client_id = c.id
LEFT JOIN (SELECT client_id, sum(amount_fiat) FILTER (WHERE status = 'completed') AS completed,
                  sum(amount_fiat) FILTER (WHERE status NOT IN ('completed', 'failed', 'cancelled')) AS unfinished
           FROM satoshimachine.dca_payments GROUP BY client_id) p ON p.client_id = c.id
LEFT JOIN (SELECT l.client_id, -sum(l.amount) AS adjusted FROM satoshimachine.ledger_lines l
           JOIN satoshimachine.ledger_entries e ON e.id = l.entry_id
           WHERE e.kind = 'manual_adjustment' AND l.client_id IS NOT NULL GROUP BY l.client_id) a ON a.client_id = c.id;

CREATE VIEW satoshimachine.v_stuck_payments AS
SELECT t.kind, t.id, t.client_id, c.username, t.amount_sats, t.amount_fiat, t.fiat_code, t.status, t.payment_hash, t.attempts,
       t.last_error, t.created_at, now() - t.created_at AS age
FROM satoshimachine.transfers t LEFT JOIN satoshimachine.dca_clients c ON c.id = t.client_id
WHERE t.status IN ('pending', 'invoiced', 'paying', 'needs_review') AND t.created_at < now() - interval '15 minutes';

-- The handbook's formula, recomputed in SQL for every distributed cash-out; sound rows show a difference of 0.
CREATE VIEW satoshimachine.v_commission_check AS
SELECT id, transaction_id, commission_rule, crypto_atoms, commission_percentage, discount, base_amount, commission_amount, expected_base,
       base_amount - expected_base AS base_difference
FROM (SELECT t.*, CASE commission_rule
        WHEN 'markup' THEN div(crypto_atoms::numeric * 100 * fiat_major, (100 + commission_percentage * (100 - discount)) * (fiat_major + fixed_fee))
        ELSE least(crypto_atoms::numeric, div(fiat_major * 100000000, raw_ticker_price)) END AS expected_base
      FROM satoshimachine.lamassu_transactions t WHERE status IN ('pending', 'processing', 'completed')) AS t;

CREATE VIEW satoshimachine.v_account_balances AS
SELECT account, unit, sum(amount) AS balance FROM satoshimachine.ledger_lines GROUP BY account, unit;
