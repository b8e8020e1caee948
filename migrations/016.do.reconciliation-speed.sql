-- What changed since a moment is found without reading what did not. Block ranges: rows lie in the order of their time,
-- so that a few pages of index do, and a payment's way through its states costs nothing more.
CREATE INDEX transfers_updated ON satoshimachine.transfers USING brin (updated_at) WITH (pages_per_range = 32, autosummarize = on);
CREATE INDEX lamassu_transactions_created ON satoshimachine.lamassu_transactions USING brin (created_at) WITH (pages_per_range = 32, autosummarize = on);
CREATE INDEX dca_deposits_confirmed ON satoshimachine.dca_deposits (confirmed_at);
CREATE INDEX ledger_entries_transfer ON satoshimachine.ledger_entries (transfer_id) WHERE transfer_id IS NOT NULL;
CREATE INDEX ledger_entries_cash_out ON satoshimachine.ledger_entries (lamassu_transaction_id) WHERE transfer_id IS NULL AND lamassu_transaction_id IS NOT NULL;

-- A run over what changed since a moment; kept where something was found, or somebody asked.
ALTER TABLE satoshimachine.reconciliations DROP CONSTRAINT reconciliations_scope_check,
  ADD CONSTRAINT reconciliations_scope_check CHECK (scope IN ('all', 'client', 'wallets', 'commission', 'tx', 'since')),
  ADD COLUMN since timestamptz,
  ADD CONSTRAINT since_where_it_is_one CHECK ((scope = 'since') = (since IS NOT NULL));

-- Up to where every minute's look has come: one row. It stays where it is while something is found, so that what was
-- found is looked at again until it is gone; a run of everything moves it on.
CREATE TABLE satoshimachine.reconciliation_mark (
  only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
  -- What was committed before this moment has been looked at.
  checked_until timestamptz NOT NULL,
  looked_at timestamptz NOT NULL,
  -- The run that holds what is open; NULL: nothing is.
  open_run bigint REFERENCES satoshimachine.reconciliations (id)
);

-- Numbers that stand for a line of the journal and for a client's balances: very many of them are compared at once, by the
-- exclusive or of all. `seed` is another one at every run, so that nobody can look for two lines with the same number.
CREATE FUNCTION satoshimachine.account_mark(account text, unit text, seed bigint) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN hashtextextended(account COLLATE "C", hashtextextended(unit COLLATE "C", seed));
CREATE FUNCTION satoshimachine.line_mark(entry bigint, account_mark bigint, amount bigint) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE WHEN amount <> 0 THEN hashint8extended(amount, account_mark # entry) ELSE 0 END;
CREATE FUNCTION satoshimachine.balance_mark(client bigint, remaining bigint, held bigint, seed bigint) RETURNS bigint
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN hashint8extended(remaining, hashint8extended(held, hashint8extended(client, seed)));
