-- A database that comes back from an asynchronous standby or from a backup has forgotten its last commits, and the
-- wallets have not. Nothing is sent from a wallet before its history was compared with these very books.

-- Which books these are. Another timeline is a standby that took over, or a recovery to an earlier moment; another
-- server, database or table is a restored dump. (These functions are asked with every payment: in plpgsql their plans are
-- kept, which makes them thirty times faster than in SQL.)
CREATE FUNCTION satoshimachine.books_identity() RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN concat_ws(':', (SELECT system_identifier FROM pg_control_system()), left(pg_walfile_name(pg_current_wal_lsn()), 8),
                   (SELECT oid FROM pg_database WHERE datname = current_database()), 'satoshimachine.transfers'::regclass::oid);
END $$;
-- The same, and since when this server has been running: a folder that was put back needs a server to be started on it.
CREATE FUNCTION satoshimachine.books_mark() RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN satoshimachine.books_identity() || ':' || extract(epoch FROM pg_postmaster_start_time());
END $$;

CREATE TABLE satoshimachine.wallet_checks (
  wallet_id text PRIMARY KEY,
  books text NOT NULL,
  -- When these books took the place of others; NULL for the first ones.
  books_since timestamptz,
  -- Of which books and server the history was compared; NULL: it has to be, before anything is sent.
  compared_mark text,
  compared_at timestamptz,
  -- By LNbits' clock: everything up to here has been compared.
  compared_until timestamptz,
  -- The newest payment of ours in it: when LNbits comes back from a backup, this one is missing.
  newest_hash text
);

CREATE TABLE satoshimachine.wallet_differences (
  payment_hash text NOT NULL,
  -- unbooked: the wallet paid, and the books know nothing of it. missing: the books call it paid, and the wallet does not.
  what text NOT NULL CHECK (what IN ('unbooked', 'missing')),
  wallet_id text NOT NULL,
  amount_msat bigint NOT NULL CHECK (amount_msat > 0),
  reference text,
  bolt11 text,
  paid_at timestamptz,
  found_at timestamptz NOT NULL DEFAULT now(),
  settled_at timestamptz,
  settled_how text CHECK (settled_how <> ''),
  PRIMARY KEY (payment_hash, what),
  CONSTRAINT settled_has_words CHECK ((settled_at IS NULL) = (settled_how IS NULL))
);
CREATE INDEX wallet_differences_open ON satoshimachine.wallet_differences (found_at) WHERE settled_at IS NULL;
CREATE TRIGGER kept BEFORE DELETE OR TRUNCATE ON satoshimachine.wallet_differences FOR EACH STATEMENT EXECUTE FUNCTION satoshimachine.refuse_removal();

-- Once a day even when nothing happened: that is how a wallet that was put back is noticed.
CREATE FUNCTION satoshimachine.is_compared(wallet text) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN EXISTS (SELECT FROM satoshimachine.wallet_checks WHERE wallet_id = wallet
                 AND compared_mark = satoshimachine.books_mark() AND compared_at > now() - interval '1 day');
END $$;
-- Read in the last statement before money moves.
CREATE FUNCTION satoshimachine.may_send(wallet text) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN satoshimachine.is_compared(wallet) AND NOT EXISTS (SELECT FROM satoshimachine.wallet_differences WHERE settled_at IS NULL);
END $$;

-- For a person who has found out what became of the sats, and put it right.
CREATE FUNCTION satoshimachine.settle_wallet_difference(hash text, words text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  IF coalesce(trim(words), '') = '' THEN RAISE EXCEPTION 'say what was done about it' USING ERRCODE = 'check_violation'; END IF;
  UPDATE satoshimachine.wallet_differences
  SET settled_at = clock_timestamp(), settled_how = words || ' (' || satoshimachine.actor() || ')'
  WHERE payment_hash = hash AND settled_at IS NULL;
  RETURN CASE WHEN FOUND THEN 'settled' ELSE 'nothing was changed: no open difference has this hash' END;
END $$;
