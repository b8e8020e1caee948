-- A payment of a client spends a hold, and holds are journal lines: one that was added without the distribution of its
-- cash-out would be paid and could then not be booked. Looked for once a statement, for all its rows at once.
CREATE FUNCTION satoshimachine.refuse_payment_without_hold() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  cash_out bigint;
  entry bigint;
  stray bigint;
BEGIN
  FOR cash_out IN SELECT DISTINCT lamassu_transaction_id FROM new_payments WHERE kind = 'client' LOOP
    SELECT id INTO entry FROM satoshimachine.ledger_entries WHERE idempotency_key = 'allocation:' || cash_out;
    -- A difference of two sets, which costs the same however little is known of tables that are just being filled.
    SELECT missing.client_id INTO stray FROM (
      SELECT client_id, fiat_code, -amount_fiat::bigint FROM new_payments WHERE kind = 'client' AND lamassu_transaction_id = cash_out
      EXCEPT
      SELECT client_id, unit, amount FROM satoshimachine.ledger_lines WHERE entry_id = entry AND account LIKE 'hold:%') AS missing
    LIMIT 1;
    IF FOUND THEN
      RAISE EXCEPTION 'client % has nothing on hold for a payment from cash-out %', stray, cash_out USING
        ERRCODE = 'check_violation', CONSTRAINT = 'payment_has_hold',
        HINT = 'Payments come from the distribution of a cash-out alone. To correct a client''s balance use satoshimachine.adjust_client(client_id, delta_minor, reason).';
    END IF;
  END LOOP;
  RETURN NULL;
END $$;
-- A statement's triggers are those of the table that it names: a payment can be added under either name.
CREATE TRIGGER payment_has_hold AFTER INSERT ON satoshimachine.dca_payments REFERENCING NEW TABLE AS new_payments
  FOR EACH STATEMENT EXECUTE FUNCTION satoshimachine.refuse_payment_without_hold();
CREATE TRIGGER payment_has_hold AFTER INSERT ON satoshimachine.transfers REFERENCING NEW TABLE AS new_payments
  FOR EACH STATEMENT EXECUTE FUNCTION satoshimachine.refuse_payment_without_hold();

-- A transfer's hash is one of its own invoices; an invoice belongs to one transfer, of whatever kind; so no two
-- transfers share a hash. Looked at on commit, because the two rows are written by one statement.
ALTER TABLE satoshimachine.payment_invoices
  ADD CONSTRAINT invoice_of_transfer UNIQUE (transfer_kind, transfer_id, payment_hash);
ALTER TABLE satoshimachine.transfers
  ADD CONSTRAINT hash_is_own_invoice FOREIGN KEY (kind, id, payment_hash)
  REFERENCES satoshimachine.payment_invoices (transfer_kind, transfer_id, payment_hash) ON DELETE RESTRICT
  DEFERRABLE INITIALLY DEFERRED;
