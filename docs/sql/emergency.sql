\echo 'Copy single statements out of this file. It is not made to be run as a whole.'
\quit

-- THE BOOKS IN AN EMERGENCY: statements for psql when the bot or its chat can't be asked.
--
-- How to use it: psql "$DATABASE_URL", then copy ONE statement. ":client_id" and the like are psql variables: set
-- them first, for example \set client_id 17 or \set reason 'counted the safe again'.
--   Statements without a mark only read: they can't do harm. CHANGES marks those that change something: read their
-- comment to the end. Every change of a balance is booked in the journal with your login, and each change by hand stands in
-- the action log, where the bot shows it too (Ai); nothing is ever deleted.
--   Money is whole numbers: amount_sats in sats, amount_fiat and every balance in the smallest unit (centavos).
--
-- STOP EVERYTHING, all replicas, at once:  UPDATE satoshimachine.lamassu_config SET polling_enabled = false;
--
-- 0 at a glance · S stop and go on · 1 cash-out processed twice · 2 connection lost · 3 payments fail
-- 4 balances differ · 5 commission wrong · 6 wallet key changed · R reconciliation · A access and corrections · E export


-- ===================================================================================== 0  AT A GLANCE

-- 0a. Is it running, and is money in doubt? Look here first.
-- last_good_poll older than some minutes: group 2. quarantined, in_doubt or stuck above 0: group 3.
SELECT c.polling_enabled, c.payouts_enabled, c.pause_reason,
       (SELECT max(finished_at) FROM satoshimachine.lamassu_polls WHERE result <> 'failed') AS last_good_poll,
       (SELECT count(*) FROM satoshimachine.lamassu_transactions WHERE status = 'pending') AS cash_outs_waiting,
       (SELECT count(*) FROM satoshimachine.lamassu_transactions WHERE status = 'quarantined') AS quarantined,
       (SELECT count(*) FROM satoshimachine.transfers WHERE status IN ('pending', 'invoiced', 'paying')) AS payments_under_way,
       (SELECT count(*) FROM satoshimachine.v_stuck_payments) AS stuck,
       (SELECT count(*) FROM satoshimachine.transfers WHERE status = 'needs_review') AS in_doubt,
       (SELECT coalesce(sum(amount_sats), 0) FROM satoshimachine.transfers WHERE status = 'needs_review') AS sats_in_doubt
FROM satoshimachine.lamassu_config c;

-- 0b. All payments by kind and state, with their sats and the oldest of each.
SELECT kind, status, count(*), sum(amount_sats) AS sats, min(created_at) AS oldest, max(created_at) AS newest
FROM satoshimachine.transfers GROUP BY kind, status ORDER BY kind, status;

-- 0c. The last ten cash-outs.
SELECT id, transaction_id, status, transaction_time, crypto_atoms, fiat_amount, fiat_code, base_amount, commission_amount,
       unallocated_sats, coalesce(quarantine_reason, waiting_reason, error_message) AS why
FROM satoshimachine.lamassu_transactions ORDER BY created_at DESC, id DESC LIMIT 10;

-- 0d. All clients: the balance, what of it unfinished payments hold, and what is free (in quetzales, dollars and so on).
SELECT c.id, c.username, c.status, c.fiat_code,
       round(c.remaining_balance / 10::numeric ^ u.exponent, u.exponent) AS balance,
       round(c.held_balance / 10::numeric ^ u.exponent, u.exponent) AS on_hold,
       round((c.remaining_balance - c.held_balance) / 10::numeric ^ u.exponent, u.exponent) AS free
FROM satoshimachine.dca_clients c JOIN satoshimachine.currencies u ON u.code = c.fiat_code
ORDER BY c.remaining_balance DESC, c.id;


-- ===================================================================================== S  STOP AND GO ON

-- Sa. After a stop: what may still be under way? No row with a lease_until in the future: all is still.
-- A payment that was already sent can't be called back; 'paying' ones are looked up, and never paid a second time.
SELECT kind, id, client_id, amount_sats, status, lease_owner, lease_until, lease_until > now() AS in_hand
FROM satoshimachine.transfers
WHERE status = 'paying' OR lease_until > now() ORDER BY lease_until DESC NULLS LAST, kind, id;

-- Sb. CHANGES: stops everything on every replica: taking cash-outs in, distributing, paying. Loses nothing.
-- Use it at any doubt. Write down the time; then look at Sa.
UPDATE satoshimachine.lamassu_config SET polling_enabled = false, pause_reason = 'stopped by hand in psql';

-- Sc. CHANGES: stops polling only; payouts stay as they are. For work on the Lamassu server.
DO $$
DECLARE
  payouts boolean;
BEGIN
  SELECT payouts_enabled INTO payouts FROM satoshimachine.lamassu_config FOR UPDATE;
  UPDATE satoshimachine.lamassu_config SET polling_enabled = false, pause_reason = 'polling stopped by hand in psql';
  -- The statement above stopped payouts, too: they are put back to what they were.
  UPDATE satoshimachine.lamassu_config SET payouts_enabled = payouts;
END $$;

-- Sd. CHANGES: stops distributing and paying only; cash-outs are still taken in, and wait. For work on LNbits.
UPDATE satoshimachine.lamassu_config SET payouts_enabled = false, pause_reason = 'payouts stopped by hand in psql', updated_at = now();

-- Se. CHANGES: goes on with everything. First: the cause is known, Ra to Re are empty, nothing in 3b is unexplained.
UPDATE satoshimachine.lamassu_config SET polling_enabled = true, payouts_enabled = true, pause_reason = NULL;


-- ===================================================================================== 1  A CASH-OUT PROCESSED TWICE

-- 1a. Was a cash-out taken in twice? No rows: no (the database can't store it twice, under unique_transaction_id).
SELECT transaction_id, count(*), string_agg(id::text, ', ') AS record_ids
FROM satoshimachine.lamassu_transactions GROUP BY transaction_id HAVING count(*) > 1;

-- 1b. Does a client have two living payments of one cash-out? No rows: no.
-- (The handbook compares with the clients who still have money, so it takes fright when a cash-out used somebody up.)
SELECT lamassu_transaction_id, client_id, count(*) AS payments, string_agg(id::text, ', ') AS payment_ids, sum(amount_sats) AS sats
FROM satoshimachine.dca_payments
WHERE lamassu_transaction_id IS NOT NULL AND status NOT IN ('failed', 'cancelled')
GROUP BY lamassu_transaction_id, client_id HAVING count(*) > 1;

-- 1c. Was more (or less) handed out than there was? Sats and fiat of each cash-out, to the last one. No rows: exact.
-- A row with positive numbers: stop (Sb); its clients are in 1e.
SELECT t.id, t.transaction_id, t.base_amount, t.fiat_amount,
       coalesce(p.sats, 0) + t.unallocated_sats - t.base_amount AS sats_too_many,
       coalesce(p.fiat, 0) + t.unallocated_fiat - t.fiat_amount AS fiat_too_much
FROM satoshimachine.lamassu_transactions t
LEFT JOIN (SELECT lamassu_transaction_id, sum(amount_sats) AS sats, sum(amount_fiat) AS fiat
           FROM satoshimachine.dca_payments GROUP BY lamassu_transaction_id) p ON p.lamassu_transaction_id = t.id
WHERE t.status IN ('processing', 'completed')
  AND (coalesce(p.sats, 0) + t.unallocated_sats <> t.base_amount OR coalesce(p.fiat, 0) + t.unallocated_fiat <> t.fiat_amount)
ORDER BY t.id;

-- 1d. Does one invoice pay for two payments, or has a payment more than one invoice that could be paid? No rows: no.
SELECT 'one hash, several payments' AS what, payment_hash, string_agg(kind || ' ' || id, ', ') AS payments
FROM satoshimachine.transfers WHERE payment_hash IS NOT NULL GROUP BY payment_hash HAVING count(*) > 1
UNION ALL
SELECT 'several living invoices', string_agg(payment_hash, ', '), transfer_kind || ' ' || transfer_id
FROM satoshimachine.payment_invoices WHERE dead_at IS NULL GROUP BY transfer_kind, transfer_id HAVING count(*) > 1;

-- 1e. Who received other sats than the journal gave him of a cash-out? No rows: nobody.
-- sats_too_many is what to talk about with the client; what his balance gets for it is booked by 4f.
SELECT coalesce(p.tx, j.tx) AS cash_out, coalesce(p.client_id, j.client_id) AS client_id,
       coalesce(p.sats, 0) AS sats_paid_or_due, div(coalesce(j.msat, 0), 1000) AS sats_in_journal,
       coalesce(p.sats, 0) - div(coalesce(j.msat, 0), 1000) AS sats_too_many
FROM (SELECT lamassu_transaction_id AS tx, client_id, sum(amount_sats) AS sats FROM satoshimachine.dca_payments
      WHERE lamassu_transaction_id IS NOT NULL GROUP BY 1, 2) p
FULL JOIN (SELECT e.lamassu_transaction_id AS tx, l.client_id, -sum(l.amount) AS msat
           FROM satoshimachine.ledger_lines l JOIN satoshimachine.ledger_entries e ON e.id = l.entry_id
           WHERE e.kind = 'allocation' AND l.account LIKE 'payable:%' GROUP BY 1, 2) j ON j.tx = p.tx AND j.client_id = p.client_id
WHERE coalesce(p.sats, 0) * 1000 <> coalesce(j.msat, 0) ORDER BY 1, 2;

-- 1f. One cash-out with all that came of it. Example: \set tx_id 17
SELECT t.kind, t.id, t.client_id, c.username, t.amount_sats, t.amount_fiat, t.fiat_code, t.status, t.payment_hash, t.completed_at, t.last_error
FROM satoshimachine.transfers t LEFT JOIN satoshimachine.dca_clients c ON c.id = t.client_id
WHERE t.lamassu_transaction_id = :tx_id ORDER BY t.kind, t.client_id;


-- ===================================================================================== 2  CONNECTION LOST

-- 2a. When did polling last work, and what did it fail with since? More than 24 h: act at once. Nothing is lost by
-- waiting: the next poll that works compares all of Lamassu's rows, however long the outage was.
SELECT g.finished_at AS last_good_poll, round(extract(epoch FROM now() - g.finished_at) / 3600, 2) AS hours_since,
       (SELECT count(*) FROM satoshimachine.lamassu_polls WHERE id > coalesce(g.id, 0) AND result = 'failed') AS failed_since,
       l.error_code AS last_error_code, l.error_message AS last_error
FROM (SELECT max(id) AS id, max(finished_at) AS finished_at FROM satoshimachine.lamassu_polls WHERE result <> 'failed') g
LEFT JOIN LATERAL (SELECT error_code, error_message FROM satoshimachine.lamassu_polls
                   WHERE result = 'failed' AND id > coalesce(g.id, 0) ORDER BY id DESC LIMIT 1) l ON true;

-- 2b. When was the last cash-out? A long time with good polls: the machines are idle, or Lamassu's database is the wrong one.
SELECT max(transaction_time) AS last_transaction, round(extract(epoch FROM now() - max(transaction_time)) / 3600, 2) AS hours_since_last
FROM satoshimachine.lamassu_transactions;

-- 2c. The last twenty polls.
SELECT id, result, window_from, window_until, rows_in_lamassu, rows_read, taken, quarantined, waiting, error_code, error_message
FROM satoshimachine.lamassu_polls ORDER BY id DESC LIMIT 20;

-- 2d. Cash-outs that are seen but not finished on Lamassu's side, and why they are waited for.
SELECT transaction_id, reason, first_seen_at, now() - first_seen_at AS age
FROM satoshimachine.cash_out_sightings WHERE state = 'waiting' ORDER BY first_seen_at;


-- ===================================================================================== 3  PAYMENTS FAIL

-- 3a. Payments that have been unfinished for more than 15 minutes, with the reason. The bot goes on trying by itself:
-- mend the cause in last_error (source wallet empty, key refused, LNbits down).
SELECT kind, id, client_id, username, amount_sats, amount_fiat, fiat_code, status, attempts, last_error, payment_hash, created_at, age
FROM satoshimachine.v_stuck_payments ORDER BY created_at;

-- 3b. Payments in doubt: the bot won't touch them again. Compare payment_hash in BOTH wallets in LNbits before you
-- do anything. Never pay by other means what may have been paid.
SELECT t.kind, t.id, t.client_id, c.username, t.amount_sats, t.amount_fiat, t.fiat_code, t.payment_hash,
       t.payer_wallet_id, t.payee_wallet_id, t.last_error, t.updated_at
FROM satoshimachine.transfers t LEFT JOIN satoshimachine.dca_clients c ON c.id = t.client_id
WHERE t.status = 'needs_review' ORDER BY t.updated_at;

-- 3c. Cash-outs that nobody has been paid for yet: waiting (for funds, a switch, LNbits), or for a person to decide.
SELECT id, transaction_id, status, coalesce(quarantine_reason, waiting_reason) AS why, crypto_atoms, fiat_amount, fiat_code, created_at
FROM satoshimachine.lamassu_transactions WHERE status IN ('pending', 'quarantined') ORDER BY transaction_time NULLS FIRST, id;

-- 3d. Payments that were given up (failed, cancelled): their fiat is back in the client's balance.
SELECT id, lamassu_transaction_id, client_id, amount_sats, amount_fiat, fiat_code, status, coalesce(note, last_error) AS why, updated_at
FROM satoshimachine.dca_payments WHERE status IN ('failed', 'cancelled') ORDER BY updated_at DESC;

-- 3e. One payment with every invoice that was ever made for it. Example: \set kind client   \set payment_id 8
-- alive: it could still be paid, so the payment can't be given up.
SELECT t.kind, t.id, t.status, t.amount_sats, t.attempts, t.next_attempt_at, t.lease_owner, t.lease_until, t.last_error,
       i.seq, i.payment_hash, i.created_at AS invoice_made, i.dead_proof,
       i.payment_hash IS NOT NULL AND i.dead_at IS NULL AS alive
FROM satoshimachine.transfers t
LEFT JOIN satoshimachine.payment_invoices i ON i.transfer_kind = t.kind AND i.transfer_id = t.id
WHERE t.kind = :'kind' AND t.id = :payment_id ORDER BY i.seq;

-- 3f. CHANGES: tries all unfinished payments again now, not at the end of their pause. After the cause was mended.
-- Safe at any time: each is looked up first, and pays the invoice that it has.
UPDATE satoshimachine.transfers SET next_attempt_at = now(), updated_at = now()
WHERE status IN ('pending', 'invoiced', 'paying') AND next_attempt_at > now();

-- 3g. CHANGES: gives one client's payment up: his hold is released, the sats stay with the operator. Only one that never
-- had an invoice, or whose invoices are all proven dead; the database refuses any other.
-- There is no way back, and no second payment. Example: \set payment_id 8   \set reason 'client has left'
UPDATE satoshimachine.dca_payments SET status = 'cancelled', note = :'reason', updated_at = now()
WHERE id = :payment_id AND status IN ('pending', 'needs_review') RETURNING id, client_id, amount_sats, amount_fiat, status;

-- 3h. CHANGES: a person's word on a payment that a wallet shows and the books don't, or the other way round (Rj), after he
-- has found out whose sats they were and put it right (4f). Then everything goes on with Se. It moves nothing by itself.
-- Example: \set payment_hash 0123abcd   \set reason 'paid to Ana by hand on March 3, booked by 4f'
-- After a new start with empty books, for all at once: the same with payment_hash, FROM satoshimachine.wallet_differences.
SELECT satoshimachine.settle_wallet_difference(:'payment_hash', :'reason');


-- ===================================================================================== 4  BALANCES DIFFER

-- 4a. Fiat with fiat: whose balance or hold differs from his deposits, payments and adjustments? No rows: nobody's.
SELECT id, username, fiat_code, remaining_balance, deposited, completed, adjusted, balance_drift, held_balance, hold_drift
FROM satoshimachine.v_reconciliation WHERE balance_drift <> 0 OR hold_drift <> 0 ORDER BY abs(balance_drift) DESC;

-- 4b. One client's account, line by line. Example: \set client_id 17
-- running is added up here, free_after is what was stored: they must be equal. broken: somebody changed it past the books.
SELECT entry_id, created_at, kind, lamassu_transaction_id AS cash_out, transfer_id AS payment,
       coalesce(available_change, 0) AS change, remaining_after AS balance, held_after AS on_hold,
       remaining_after - held_after AS free_after, sum(coalesce(available_change, 0)) OVER (ORDER BY entry_id) AS running,
       (remaining_before, held_before) IS DISTINCT FROM
         (lag(remaining_after, 1, 0) OVER (ORDER BY entry_id), lag(held_after, 1, 0) OVER (ORDER BY entry_id)) AS broken,
       actor, reason
FROM satoshimachine.balance_changes WHERE client_id = :client_id ORDER BY entry_id;

-- 4c. One client's deposits and payments as papers, each with its own unit. Example: \set client_id 17
SELECT 'DEPOSIT' AS type, id, amount AS fiat, NULL::bigint AS sats, status, created_at, confirmed_at AS effective_at, note
FROM satoshimachine.dca_deposits WHERE client_id = :client_id
UNION ALL
SELECT 'PAYMENT', id, amount_fiat, amount_sats, status, created_at, completed_at, coalesce(note, last_error)
FROM satoshimachine.dca_payments WHERE client_id = :client_id
ORDER BY created_at, type, id;

-- 4d. All corrections by hand, newest first: who, when, before, after, why.
SELECT created_at, client_id, username, remaining_before, remaining_after, available_change AS change, fiat_code, actor, reason
FROM satoshimachine.balance_changes WHERE kind = 'manual_adjustment' ORDER BY entry_id DESC;

-- 4e. What a number of sats of a cash-out was worth in fiat, in minor units. Example: \set tx_id 17   \set sats 250
SELECT id, transaction_id, fiat_code, round(:sats * fiat_amount::numeric / base_amount) AS worth
FROM satoshimachine.lamassu_transactions WHERE id = :tx_id AND base_amount > 0;

-- 4f. CHANGES: corrects a client's balance by a difference (centavos; negative takes away), as an adjustment in the
-- journal with before and after. Returns the new balance; never below what is on hold. Use it, not an UPDATE.
-- Example: \set client_id 17   \set delta_minor -5000   \set reason 'deposit 12 was 150.00, not 200.00'
SELECT satoshimachine.adjust_client(:client_id, :delta_minor, :'reason') AS new_balance;


-- ===================================================================================== 5  COMMISSION WRONG

-- 5a. Is each cash-out split as its own rule says? No rows: yes, to the sat, discounts and fixed fees included.
SELECT id, transaction_id, commission_rule, crypto_atoms, commission_percentage, discount, base_amount, expected_base, base_difference, compensated_sats, open_difference, commission_amount
FROM satoshimachine.v_commission_check
WHERE open_difference IS DISTINCT FROM 0 OR base_amount + commission_amount IS DISTINCT FROM crypto_atoms ORDER BY id;

-- 5b. The last twenty cash-outs by both rules: what the clients got, and what the other rule would have given them.
-- markup is the handbook's formula; ticker is what the cash was worth at the machine's raw price.
SELECT id, transaction_id, commission_rule, crypto_atoms, commission_percentage, discount, base_amount,
       div(crypto_atoms::numeric * 100 * fiat_major, (100 + commission_percentage * (100 - discount)) * (fiat_major + fixed_fee)) AS base_by_markup,
       CASE WHEN raw_ticker_price > 0 THEN least(crypto_atoms::numeric, div(fiat_major * 100000000, raw_ticker_price)) END AS base_by_ticker
FROM satoshimachine.lamassu_transactions WHERE status IN ('pending', 'processing', 'completed')
ORDER BY transaction_time DESC, id DESC LIMIT 20;

-- 5c. The sum of it by month: a positive difference was given to the clients beyond the raw price.
SELECT date_trunc('month', transaction_time) AS month, fiat_code, commission_rule, count(*) AS cash_outs,
       sum(base_amount) AS sats_to_clients, sum(commission_amount) AS commission_sats,
       sum(base_amount - least(crypto_atoms::numeric, div(fiat_major * 100000000, raw_ticker_price)))
         FILTER (WHERE raw_ticker_price > 0) AS sats_beyond_ticker
FROM satoshimachine.lamassu_transactions WHERE status IN ('processing', 'completed') GROUP BY 1, 2, 3 ORDER BY 1 DESC, 2, 3;

-- 5d. Which clients shared in a cash-out, and what each got of it. Example: \set tx_id 17
-- A cash-out that was distributed is never split again. Owed sats are corrected in fiat: 4e for the worth, 4f to book it.
SELECT c.id, c.username, p.amount_sats, p.amount_fiat, p.fiat_code, p.status,
       round(100 * p.amount_sats::numeric / nullif(t.base_amount, 0), 2) AS percent_of_base
FROM satoshimachine.dca_payments p JOIN satoshimachine.dca_clients c ON c.id = p.client_id
JOIN satoshimachine.lamassu_transactions t ON t.id = p.lamassu_transaction_id
WHERE t.id = :tx_id ORDER BY p.amount_sats DESC, c.id;


-- ===================================================================================== 6  WALLET KEY CHANGED

-- 6a. Which wallets are configured? The keys themselves are in the bot's settings, or sealed (6d): four characters show which.
SELECT source_wallet_id, commission_wallet_id, left(commission_wallet_adminkey, 4) || '...' AS key_preview, updated_at
FROM satoshimachine.lamassu_config;

-- 6b. From and to which wallets do unfinished payments go? A wallet that no key opens any more: those payments wait for it.
SELECT kind, payer_wallet_id, payee_wallet_id, status, count(*), sum(amount_sats) AS sats, max(last_error) AS an_error
FROM satoshimachine.transfers WHERE status IN ('accrued', 'pending', 'invoiced', 'paying', 'needs_review')
GROUP BY kind, payer_wallet_id, payee_wallet_id, status ORDER BY kind, status;

-- 6c. Commission since a day: earned, arrived in the wallet, and still to come. Example: \set since 2026-01-01
-- arrived must equal what LNbits shows as received in the commission wallet. Mend the key in the settings, restart, then 3f.
SELECT coalesce(sum(t.commission_amount), 0) AS earned, coalesce(sum(p.amount_sats) FILTER (WHERE p.status = 'completed'), 0) AS arrived,
       coalesce(sum(p.amount_sats) FILTER (WHERE p.status NOT IN ('completed', 'failed', 'cancelled')), 0) AS to_come,
       coalesce(sum(p.amount_sats) FILTER (WHERE p.status IN ('failed', 'cancelled')), 0) AS given_up
FROM satoshimachine.lamassu_transactions t
LEFT JOIN satoshimachine.commission_payments p ON p.lamassu_transaction_id = t.id
WHERE t.status IN ('processing', 'completed') AND t.created_at >= :'since'::timestamptz;

-- 6d. Which keys of our own wallets were entered while the bot ran, by whom, and what became of each? Of a key that is needed
-- no more the sealed text is erased. A key that is changed in the settings wins over all of these.
SELECT id, role, wallet_id, first_characters || '...' AS key_preview, entered_by, entered_at, in_force_by, in_force_at,
       proven_at, withdrawn_by, withdrawn_at, sealed IS NOT NULL AS still_kept
FROM satoshimachine.wallet_keys ORDER BY id DESC LIMIT 50;


-- ===================================================================================== R  RECONCILIATION

-- Ra. Every client, fiat with fiat: OK or MISMATCH. Weekly, and after any incident.
SELECT id, username, fiat_code, remaining_balance, deposited, completed, adjusted, held_balance, balance_drift, hold_drift,
       CASE WHEN balance_drift = 0 AND hold_drift = 0 THEN 'OK' ELSE 'MISMATCH' END AS status
FROM satoshimachine.v_reconciliation ORDER BY abs(balance_drift) + abs(hold_drift) DESC, id;

-- Rb. Sats with sats: is every cash-out's crypto exactly base and commission, and is each part a payment? No rows: yes.
SELECT t.id, t.transaction_id, t.crypto_atoms, t.base_amount, t.commission_amount, t.unallocated_sats,
       coalesce(p.sats, 0) AS clients_sats, coalesce(m.amount_sats, 0) AS commission_sats
FROM satoshimachine.lamassu_transactions t
LEFT JOIN (SELECT lamassu_transaction_id, sum(amount_sats) AS sats FROM satoshimachine.dca_payments GROUP BY 1) p ON p.lamassu_transaction_id = t.id
LEFT JOIN satoshimachine.commission_payments m ON m.lamassu_transaction_id = t.id
WHERE t.status IN ('processing', 'completed')
  AND (t.base_amount + t.commission_amount <> t.crypto_atoms OR coalesce(m.amount_sats, 0) <> t.commission_amount
       OR coalesce(p.sats, 0) + t.unallocated_sats <> t.base_amount) ORDER BY t.id;

-- Rc. Does every journal entry sum to zero in each unit? No rows: yes.
SELECT entry_id, unit, sum(amount) AS off_by FROM satoshimachine.ledger_lines GROUP BY entry_id, unit HAVING sum(amount) <> 0;

-- Rd. Do the balances equal the journal? No rows: yes. A row: stop (Sb); the journal is the truth.
SELECT c.id, c.username, c.remaining_balance, c.held_balance,
       -coalesce(f.balance, 0) AS free_in_journal, -coalesce(h.balance, 0) AS held_in_journal
FROM satoshimachine.dca_clients c
LEFT JOIN satoshimachine.v_account_balances f ON f.account = 'client:' || c.id || ':' || c.fiat_code
LEFT JOIN satoshimachine.v_account_balances h ON h.account = 'hold:' || c.id || ':' || c.fiat_code
WHERE c.remaining_balance - c.held_balance <> -coalesce(f.balance, 0) OR c.held_balance <> -coalesce(h.balance, 0) ORDER BY c.id;

-- Re. Is every completed payment in the journal, and nothing else? No rows: yes.
SELECT coalesce(t.kind || ' ' || t.id, e.idempotency_key) AS payment, t.amount_sats, e.id AS entry_id
FROM (SELECT * FROM satoshimachine.transfers WHERE status = 'completed') t
FULL JOIN (SELECT * FROM satoshimachine.ledger_entries WHERE kind IN ('client_payment', 'commission_payment', 'funding_payment')) e
  ON e.idempotency_key = 'payment:' || t.kind || ':' || t.id
WHERE t.id IS NULL OR e.id IS NULL;

-- Rf. Wallet totals by the journal, to compare with LNbits. source: what left it (negative) less what a treasury brought;
-- commission and payable: still owed to that wallet or those clients; house: the operator's own part; fees: paid to LNbits.
SELECT CASE WHEN account LIKE 'payable:%' THEN 'payable' ELSE account END AS account, div(sum(amount), 1000) AS sats, sum(amount) % 1000 AS and_msat
FROM satoshimachine.ledger_lines WHERE unit = 'msat' GROUP BY 1 ORDER BY 1;

-- Rg. What each wallet has received and paid through us, in sats: the received side must be in LNbits to the sat.
SELECT wallet, sum(received) AS received, trim_scale(sum(paid)) AS paid
FROM (SELECT payee_wallet_id AS wallet, amount_sats AS received, 0 AS paid FROM satoshimachine.transfers WHERE status = 'completed'
      UNION ALL
      SELECT payer_wallet_id, 0, amount_sats + abs(fee_msat) / 1000.0 FROM satoshimachine.transfers WHERE status = 'completed') w
GROUP BY wallet ORDER BY wallet;

-- Rh. All cash-outs in total, by state and currency.
SELECT status, fiat_code, count(*) AS cash_outs, sum(crypto_atoms) AS sats, sum(fiat_amount) AS fiat, sum(base_amount) AS to_clients,
       sum(commission_amount) AS commission, sum(unallocated_sats) AS to_operator, min(created_at) AS first, max(created_at) AS last
FROM satoshimachine.lamassu_transactions GROUP BY status, fiat_code ORDER BY status, fiat_code;

-- Ri. Deposits that nobody has confirmed or rejected for 48 hours: ask who counted the cash.
SELECT d.id, d.client_id, c.username, d.amount, d.currency, d.created_by, d.created_at,
       round(extract(epoch FROM now() - d.created_at) / 3600, 1) AS hours_pending
FROM satoshimachine.dca_deposits d JOIN satoshimachine.dca_clients c ON c.id = d.client_id
WHERE d.status = 'pending' AND d.created_at < now() - interval '48 hours' ORDER BY d.created_at;

-- Rj. Do the wallets and the books know the same payments? An open row (settled_at empty) stops all paying until 3h.
-- unbooked: the wallet paid, and the books know nothing of it (the database lost its last commits, or a backup was restored).
-- missing: the books call it paid, and the wallet doesn't show it any more (LNbits was restored from a backup).
SELECT payment_hash, what, amount_msat / 1000 AS sats, wallet_id, reference, paid_at, found_at, settled_at, settled_how
FROM satoshimachine.wallet_differences ORDER BY settled_at IS NOT NULL, found_at DESC LIMIT 100;


-- ===================================================================================== A  ACCESS AND CORRECTIONS

-- Aa. Who is connected to the database? Each bot shows as satmachine; anybody else should be known to you.
SELECT pid, usename, application_name, client_addr, state, backend_start, state_change
FROM pg_stat_activity WHERE datname = current_database() ORDER BY backend_start;

-- Ab. What was asked of the bot, by whom, and with what result, newest first.
SELECT id, started_at, finished_at, actor, surface, command, arguments, result FROM satoshimachine.action_log ORDER BY id DESC LIMIT 50;

-- Ai. What was changed by hand, past the bot: who, with which program, from where, each value before and after, newest first.
SELECT id, started_at, actor, command, arguments ->> 'table' AS what, arguments ->> 'row' AS id_of_row,
       arguments ->> 'program' AS program, arguments ->> 'address' AS address,
       arguments - 'table' - 'row' - 'program' - 'address' AS changes
FROM satoshimachine.action_log WHERE surface = 'sql' ORDER BY id DESC LIMIT 100;

-- Ac. Every change of a balance since a moment: who, before, after, why. Example: \set since '2026-01-31 18:00'
SELECT created_at, username, kind, remaining_before, remaining_after, held_before, held_after, fiat_code, lamassu_transaction_id, transfer_id, actor, reason
FROM satoshimachine.balance_changes WHERE created_at >= :'since'::timestamptz ORDER BY entry_id;

-- Ad. CHANGES: books a confirmed deposit by hand (centavos). Example: \set client_id 17   \set amount_minor 20000
-- \set reason 'slip 4711'. It counts from now on; look at 4b first, whether it is not booked already.
INSERT INTO satoshimachine.dca_deposits (client_id, amount, status, note) VALUES (:client_id, :amount_minor, 'confirmed', :'reason')
RETURNING id, client_id, amount, currency, confirmed_at;

-- Ae. CHANGES: confirms a deposit that is pending. No row comes back: it was decided already. Example: \set deposit_id 12
UPDATE satoshimachine.dca_deposits SET status = 'confirmed', decided_by = session_user, decided_at = now()
WHERE id = :deposit_id AND status = 'pending' RETURNING id, client_id, amount, currency;

-- Af. CHANGES: rejects a deposit that is pending. Example: \set deposit_id 12   \set reason 'no cash in the envelope'
UPDATE satoshimachine.dca_deposits SET status = 'rejected', decided_by = session_user, decided_at = now(), note = :'reason'
WHERE id = :deposit_id AND status = 'pending' RETURNING id, client_id, amount, currency;

-- Ag. CHANGES: takes a confirmed deposit back. Refused when part of it is spent or on hold; then 4f for what is left.
-- Example: \set deposit_id 12   \set reason 'false notes'
UPDATE satoshimachine.dca_deposits SET status = 'reversed', note = :'reason'
WHERE id = :deposit_id AND status = 'confirmed' RETURNING id, client_id, amount, currency;

-- Ah. CHANGES: takes one client out of all cash-outs to come (status 'active' puts him back). Example: \set client_id 17
-- What is on hold for him is still paid.
UPDATE satoshimachine.dca_clients SET status = 'paused', updated_at = now()
WHERE id = :client_id AND status = 'active' RETURNING id, username, status;


-- ===================================================================================== E  EXPORT

-- Ea. The complete audit trail, from each cash-out to each client, as a table here.
SELECT t.id AS cash_out, t.transaction_id AS lamassu_id, t.status AS cash_out_status, t.transaction_time, t.crypto_atoms, t.fiat_code, t.fiat_amount,
       t.commission_rule, t.commission_percentage, t.discount, t.base_amount, t.commission_amount, t.unallocated_sats, t.unallocated_fiat,
       c.id AS client_id, c.username, p.amount_sats AS client_sats, p.amount_fiat AS client_fiat, p.status AS payment_status, p.payment_hash
FROM satoshimachine.lamassu_transactions t
LEFT JOIN satoshimachine.dca_payments p ON p.lamassu_transaction_id = t.id
LEFT JOIN satoshimachine.dca_clients c ON c.id = p.client_id
ORDER BY t.created_at DESC, t.id DESC, c.username;

-- Eb. The same things as CSV files in the folder where psql was started (\copy is written on your side of the connection).
\copy (SELECT * FROM satoshimachine.lamassu_transactions ORDER BY id) TO 'lamassu_transactions.csv' WITH (FORMAT csv, HEADER)

-- Ec. All transfers: clients, commission and funding.
\copy (SELECT * FROM satoshimachine.transfers ORDER BY kind, id) TO 'transfers.csv' WITH (FORMAT csv, HEADER)

-- Ed. Clients' payments under the handbook's name.
\copy (SELECT * FROM satoshimachine.dca_payments ORDER BY id) TO 'dca_payments.csv' WITH (FORMAT csv, HEADER)

-- Ee. Deposits.
\copy (SELECT * FROM satoshimachine.dca_deposits ORDER BY id) TO 'dca_deposits.csv' WITH (FORMAT csv, HEADER)

-- Ef. Clients, without their sealed keys.
\copy (SELECT id, user_id, wallet_id, username, fiat_code, dca_mode, fixed_mode_daily_limit, status, remaining_balance, held_balance, created_at, updated_at FROM satoshimachine.dca_clients ORDER BY id) TO 'dca_clients.csv' WITH (FORMAT csv, HEADER)

-- Eg. The journal, one row a line: what an auditor needs to add everything up by himself.
\copy (SELECT e.id AS entry_id, e.kind, e.created_at, e.effective_at, e.actor, e.approver, e.reason, e.incident, e.reverses, e.lamassu_transaction_id, e.transfer_id, l.account, l.unit, l.amount, l.client_id, l.remaining_before, l.remaining_after, l.held_before, l.held_after FROM satoshimachine.ledger_entries e JOIN satoshimachine.ledger_lines l ON l.entry_id = e.id ORDER BY e.id, l.account) TO 'journal.csv' WITH (FORMAT csv, HEADER)

-- Eh. Every invoice that was ever made.
\copy (SELECT * FROM satoshimachine.payment_invoices ORDER BY created_at, payment_hash) TO 'payment_invoices.csv' WITH (FORMAT csv, HEADER)

-- Ei. What was asked of the bot.
\copy (SELECT * FROM satoshimachine.action_log ORDER BY id) TO 'action_log.csv' WITH (FORMAT csv, HEADER)
