-- Every movement of sats that the bot makes is a transfer: one queue, one state machine, one table. The partitions
-- carry the handbook's names, so that its statements run as printed.
CREATE SEQUENCE satoshimachine.transfer_id;
CREATE TABLE satoshimachine.transfers (
  id bigint NOT NULL DEFAULT nextval('satoshimachine.transfer_id'),
  kind text NOT NULL DEFAULT 'client' CHECK (kind IN ('client', 'commission', 'funding')),
  lamassu_transaction_id bigint REFERENCES satoshimachine.lamassu_transactions (id) ON DELETE RESTRICT,
  client_id bigint,
  transaction_type text NOT NULL DEFAULT 'flow' CHECK (transaction_type IN ('flow', 'fixed', 'correction')),
  amount_sats satoshimachine.sats NOT NULL,
  amount_fiat satoshimachine.minor,
  fiat_code text,
  status text NOT NULL DEFAULT 'pending'
    CHECK (status IN ('accrued', 'pending', 'invoiced', 'paying', 'needs_review', 'completed', 'failed', 'cancelled')),
  -- Snapshots: a change of configuration never redirects a transfer that is under way.
  payer_wallet_id text,
  payee_wallet_id text,
  payment_hash text,
  bolt11 text,
  preimage text,
  fee_msat bigint NOT NULL DEFAULT 0,
  -- False when the debit is final and the receiver's row could not be read any more.
  receiver_confirmed boolean,
  invoice_seq integer NOT NULL DEFAULT 1,
  attempts integer NOT NULL DEFAULT 0,
  next_attempt_at timestamptz NOT NULL DEFAULT now(),
  lease_owner text,
  lease_until timestamptz,
  invoiced_at timestamptz,
  last_error text,
  note text,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  completed_at timestamptz,
  -- The id first: lists are in its order, whatever the kind.
  PRIMARY KEY (id, kind),
  CONSTRAINT positive_payment CHECK (amount_sats > 0),
  CONSTRAINT invoice_is_known CHECK (status IN ('accrued', 'pending', 'needs_review', 'failed', 'cancelled') OR (payment_hash IS NOT NULL AND bolt11 IS NOT NULL)),
  CONSTRAINT completed_has_time CHECK ((status = 'completed') = (completed_at IS NOT NULL)),
  CONSTRAINT client_pays_fiat CHECK (kind <> 'client' OR (client_id IS NOT NULL AND amount_fiat > 0 AND fiat_code IS NOT NULL) IS TRUE),
  FOREIGN KEY (client_id, fiat_code) REFERENCES satoshimachine.dca_clients (id, fiat_code) ON DELETE RESTRICT,
  CONSTRAINT others_have_no_client CHECK (kind = 'client' OR (client_id IS NULL AND amount_fiat IS NULL AND lamassu_transaction_id IS NOT NULL)),
  -- The unique keys below hold per cash-out: a payment without one would slip past them.
  CONSTRAINT client_payment_has_cash_out CHECK (kind <> 'client' OR lamassu_transaction_id IS NOT NULL),
  CONSTRAINT commission_may_accrue CHECK (status <> 'accrued' OR kind = 'commission')
) PARTITION BY LIST (kind);
CREATE TABLE satoshimachine.dca_payments PARTITION OF satoshimachine.transfers (kind DEFAULT 'client') FOR VALUES IN ('client');
CREATE TABLE satoshimachine.commission_payments PARTITION OF satoshimachine.transfers (kind DEFAULT 'commission') FOR VALUES IN ('commission');
CREATE TABLE satoshimachine.funding_transfers PARTITION OF satoshimachine.transfers (kind DEFAULT 'funding') FOR VALUES IN ('funding');

-- What makes "exactly once" true: one payment a client and cash-out, one commission and one funding a cash-out.
CREATE UNIQUE INDEX one_payment_per_client ON satoshimachine.dca_payments (lamassu_transaction_id, client_id);
CREATE UNIQUE INDEX one_commission_per_transaction ON satoshimachine.commission_payments (lamassu_transaction_id);
CREATE UNIQUE INDEX one_funding_per_transaction ON satoshimachine.funding_transfers (lamassu_transaction_id);
CREATE INDEX transfers_queue ON satoshimachine.transfers (next_attempt_at, id) WHERE status IN ('pending', 'invoiced', 'paying');
CREATE INDEX transfers_unfinished ON satoshimachine.transfers (lamassu_transaction_id)
  WHERE status IN ('accrued', 'pending', 'invoiced', 'paying', 'needs_review');
-- For counting what is done without reading every payment there ever was.
CREATE INDEX transfers_settled ON satoshimachine.transfers (kind, status, fiat_code) INCLUDE (amount_sats, amount_fiat)
  WHERE status IN ('completed', 'failed', 'cancelled');
CREATE INDEX dca_payments_client ON satoshimachine.dca_payments (client_id, created_at);

-- Every invoice that was ever made for a transfer, for ever: a hash is never forgotten, and never shared.
CREATE TABLE satoshimachine.payment_invoices (
  payment_hash text PRIMARY KEY CHECK (payment_hash ~ '^[0-9a-f]{64}$'),
  transfer_kind text NOT NULL,
  transfer_id bigint NOT NULL,
  seq integer NOT NULL,
  bolt11 text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  -- Proof that it can't be paid any more: seen dead first, and seen dead again long enough afterwards.
  dead_seen_at timestamptz,
  dead_at timestamptz,
  dead_proof text,
  UNIQUE (transfer_kind, transfer_id, seq),
  FOREIGN KEY (transfer_kind, transfer_id) REFERENCES satoshimachine.transfers (kind, id) ON DELETE RESTRICT,
  CONSTRAINT dead_has_proof CHECK ((dead_at IS NULL) = (dead_proof IS NULL) AND (dead_at IS NULL OR dead_seen_at IS NOT NULL))
);

-- The states and the only ways between them. '' is "not there yet".
CREATE TABLE satoshimachine.legal_status_changes (
  entity text NOT NULL,
  from_status text NOT NULL,
  to_status text NOT NULL,
  PRIMARY KEY (entity, from_status, to_status)
);
INSERT INTO satoshimachine.legal_status_changes (entity, from_status, to_status) VALUES
  ('transaction', '', 'pending'), ('transaction', '', 'quarantined'),
  ('transaction', 'pending', 'processing'), ('transaction', 'pending', 'quarantined'), ('transaction', 'pending', 'failed'),
  ('transaction', 'quarantined', 'pending'), ('transaction', 'quarantined', 'failed'),
  ('transaction', 'processing', 'completed'),
  ('transfer', '', 'pending'), ('transfer', '', 'accrued'),
  ('transfer', 'accrued', 'pending'),
  ('transfer', 'pending', 'invoiced'), ('transfer', 'pending', 'cancelled'), ('transfer', 'pending', 'needs_review'),
  ('transfer', 'invoiced', 'paying'), ('transfer', 'invoiced', 'pending'), ('transfer', 'invoiced', 'needs_review'),
  -- Paid from the source wallet by another hand than ours, or before a database lost its last commits.
  ('transfer', 'invoiced', 'completed'),
  ('transfer', 'paying', 'completed'), ('transfer', 'paying', 'needs_review'), ('transfer', 'paying', 'pending'),
  -- Only by hand, and only where no invoice was ever stored.
  ('transfer', 'needs_review', 'invoiced'),
  ('transfer', 'needs_review', 'paying'), ('transfer', 'needs_review', 'pending'), ('transfer', 'needs_review', 'completed'),
  ('transfer', 'needs_review', 'failed'), ('transfer', 'needs_review', 'cancelled'),
  ('deposit', '', 'pending'), ('deposit', '', 'confirmed'),
  ('deposit', 'pending', 'confirmed'), ('deposit', 'pending', 'rejected'), ('deposit', 'confirmed', 'reversed');

CREATE FUNCTION satoshimachine.refuse_illegal_status() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  before text := CASE TG_OP WHEN 'INSERT' THEN '' ELSE OLD.status END;
BEGIN
  IF NOT EXISTS (SELECT FROM satoshimachine.legal_status_changes
                 WHERE entity = TG_ARGV[0] AND from_status = before AND to_status = NEW.status) THEN
    RAISE EXCEPTION 'a % can''t go from "%" to "%"', TG_ARGV[0], before, NEW.status USING
      ERRCODE = 'check_violation', CONSTRAINT = 'legal_status_changes',
      HINT = 'To correct a client''s balance use satoshimachine.adjust_client(client_id, delta_minor, reason).';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER legal_status_of_new BEFORE INSERT ON satoshimachine.lamassu_transactions
  FOR EACH ROW EXECUTE FUNCTION satoshimachine.refuse_illegal_status('transaction');
CREATE TRIGGER legal_status BEFORE UPDATE OF status ON satoshimachine.lamassu_transactions
  FOR EACH ROW WHEN (OLD.status <> NEW.status) EXECUTE FUNCTION satoshimachine.refuse_illegal_status('transaction');
CREATE TRIGGER legal_status BEFORE UPDATE OF status ON satoshimachine.transfers
  FOR EACH ROW WHEN (OLD.status <> NEW.status) EXECUTE FUNCTION satoshimachine.refuse_illegal_status('transfer');
-- New transfers by far the most are 'pending': the lookup is made only for the others.
CREATE TRIGGER legal_status_of_new BEFORE INSERT ON satoshimachine.transfers
  FOR EACH ROW WHEN (NEW.status <> 'pending') EXECUTE FUNCTION satoshimachine.refuse_illegal_status('transfer');
CREATE TRIGGER legal_status_of_new BEFORE INSERT ON satoshimachine.dca_deposits
  FOR EACH ROW EXECUTE FUNCTION satoshimachine.refuse_illegal_status('deposit');
CREATE TRIGGER legal_status BEFORE UPDATE OF status ON satoshimachine.dca_deposits
  FOR EACH ROW WHEN (OLD.status <> NEW.status) EXECUTE FUNCTION satoshimachine.refuse_illegal_status('deposit');

-- What was agreed stays agreed: the amounts of a transfer, and of a cash-out once it is being distributed.
CREATE FUNCTION satoshimachine.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% %: the amounts and parties of what was agreed don''t change', TG_TABLE_NAME, OLD.id USING
    ERRCODE = 'check_violation', CONSTRAINT = 'agreed_is_final',
    HINT = 'Add a correcting entry instead.';
END $$;
CREATE TRIGGER agreed_is_final BEFORE UPDATE ON satoshimachine.transfers FOR EACH ROW
  WHEN (OLD.amount_sats <> NEW.amount_sats OR OLD.amount_fiat IS DISTINCT FROM NEW.amount_fiat OR OLD.kind <> NEW.kind
    OR OLD.client_id IS DISTINCT FROM NEW.client_id OR OLD.lamassu_transaction_id IS DISTINCT FROM NEW.lamassu_transaction_id
    OR OLD.fiat_code IS DISTINCT FROM NEW.fiat_code
    OR (OLD.payer_wallet_id IS NOT NULL AND OLD.payer_wallet_id IS DISTINCT FROM NEW.payer_wallet_id)
    OR (OLD.payee_wallet_id IS NOT NULL AND OLD.payee_wallet_id IS DISTINCT FROM NEW.payee_wallet_id)
    OR (OLD.status = 'completed' AND OLD.payment_hash IS DISTINCT FROM NEW.payment_hash))
  EXECUTE FUNCTION satoshimachine.refuse_change();
CREATE TRIGGER agreed_is_final BEFORE UPDATE ON satoshimachine.lamassu_transactions FOR EACH ROW
  WHEN (OLD.transaction_id <> NEW.transaction_id OR (OLD.status IN ('processing', 'completed') AND (
    OLD.crypto_atoms <> NEW.crypto_atoms OR OLD.base_amount <> NEW.base_amount OR OLD.commission_amount <> NEW.commission_amount
    OR OLD.fiat_amount <> NEW.fiat_amount OR OLD.fiat_code <> NEW.fiat_code
    OR OLD.unallocated_sats IS DISTINCT FROM NEW.unallocated_sats OR OLD.unallocated_fiat IS DISTINCT FROM NEW.unallocated_fiat
    OR OLD.fiat_major <> NEW.fiat_major OR OLD.fixed_fee <> NEW.fixed_fee OR OLD.raw_ticker_price IS DISTINCT FROM NEW.raw_ticker_price
    OR OLD.commission_percentage IS DISTINCT FROM NEW.commission_percentage OR OLD.discount <> NEW.discount
    OR OLD.commission_rule <> NEW.commission_rule OR OLD.calculation IS DISTINCT FROM NEW.calculation
    OR OLD.transaction_time <> NEW.transaction_time OR OLD.source_wallet_id IS DISTINCT FROM NEW.source_wallet_id
    OR OLD.commission_wallet_id IS DISTINCT FROM NEW.commission_wallet_id)))
  EXECUTE FUNCTION satoshimachine.refuse_change();
CREATE TRIGGER agreed_is_final BEFORE UPDATE ON satoshimachine.dca_deposits FOR EACH ROW
  WHEN (OLD.amount <> NEW.amount OR OLD.client_id <> NEW.client_id OR OLD.currency <> NEW.currency
    OR (OLD.confirmed_at IS NOT NULL AND OLD.confirmed_at IS DISTINCT FROM NEW.confirmed_at))
  EXECUTE FUNCTION satoshimachine.refuse_change();

CREATE FUNCTION satoshimachine.refuse_removal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% on % is refused: what happened is kept for ever', TG_OP, TG_TABLE_NAME USING
    ERRCODE = 'restrict_violation', CONSTRAINT = 'append_only', HINT = 'Close a client, cancel a payment, reverse a deposit, add a correcting entry.';
END $$;
CREATE TRIGGER kept BEFORE DELETE OR TRUNCATE ON satoshimachine.lamassu_config FOR EACH STATEMENT EXECUTE FUNCTION satoshimachine.refuse_removal();
CREATE TRIGGER kept BEFORE DELETE OR TRUNCATE ON satoshimachine.dca_clients FOR EACH STATEMENT EXECUTE FUNCTION satoshimachine.refuse_removal();
CREATE TRIGGER kept BEFORE DELETE OR TRUNCATE ON satoshimachine.dca_deposits FOR EACH STATEMENT EXECUTE FUNCTION satoshimachine.refuse_removal();
CREATE TRIGGER kept BEFORE DELETE OR TRUNCATE ON satoshimachine.lamassu_transactions FOR EACH STATEMENT EXECUTE FUNCTION satoshimachine.refuse_removal();
CREATE TRIGGER kept BEFORE DELETE OR TRUNCATE ON satoshimachine.transfers FOR EACH STATEMENT EXECUTE FUNCTION satoshimachine.refuse_removal();
CREATE TRIGGER kept BEFORE DELETE OR TRUNCATE ON satoshimachine.dca_payments FOR EACH STATEMENT EXECUTE FUNCTION satoshimachine.refuse_removal();
CREATE TRIGGER kept BEFORE DELETE OR TRUNCATE ON satoshimachine.commission_payments FOR EACH STATEMENT EXECUTE FUNCTION satoshimachine.refuse_removal();
CREATE TRIGGER kept BEFORE DELETE OR TRUNCATE ON satoshimachine.funding_transfers FOR EACH STATEMENT EXECUTE FUNCTION satoshimachine.refuse_removal();
CREATE TRIGGER kept BEFORE DELETE OR TRUNCATE ON satoshimachine.payment_invoices FOR EACH STATEMENT EXECUTE FUNCTION satoshimachine.refuse_removal();
CREATE TRIGGER kept BEFORE UPDATE OR DELETE OR TRUNCATE ON satoshimachine.lamassu_polls FOR EACH STATEMENT EXECUTE FUNCTION satoshimachine.refuse_removal();
