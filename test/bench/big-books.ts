import { Client } from 'pg'
import { WHOLE_JOURNAL } from './whole-journal.ts'

export interface BigBooks {
  readonly clients: number
  /** A multiple of paymentsPerCashOut. */
  readonly payments: number
  /** A divisor of 1000; 100 unless it is said. */
  readonly paymentsPerCashOut?: number
  /** Only for the days that the alerts look back, unless it is said. */
  readonly journal?: 'newest' | 'whole'
}

const PAYMENTS_PER_CASH_OUT = 100

/**
 * The books of some years: clients, their deposits, completed cash-outs with completed payments and commission, and
 * a poll every ten minutes. Written in sets past the triggers. The journal is there for the newest days, of which the
 * alerts ask it, or all of it and the invoices with it, which nothing looks at while the bot is idle.
 */
export async function fillBigBooks(databaseUrl: string, books: BigBooks): Promise<void> {
  const client = new Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    await client.query('SET session_replication_role = replica; SET search_path = satoshimachine')
    for (const { sql, values } of statements(books)) await client.query(sql, values)
    await client.query('VACUUM (FREEZE, ANALYZE)')
    await client.query('CHECKPOINT')
  } finally {
    await client.end()
  }
}

/** Every client is paid once in `clients / paymentsPerCashOut` cash-outs, a part of 2,000.00 each time. */
function statements({
  clients,
  payments,
  paymentsPerCashOut = PAYMENTS_PER_CASH_OUT,
  journal = 'newest',
}: BigBooks): { sql: string; values: unknown[] }[] {
  const cashOuts = payments / paymentsPerCashOut
  return [
    { sql: CLIENTS, values: [clients] },
    { sql: ACCOUNTS, values: [] },
    { sql: DEPOSITS, values: [] },
    { sql: CASH_OUTS, values: [cashOuts] },
    { sql: COMMISSION, values: [] },
    { sql: PAYMENTS, values: [clients, paymentsPerCashOut] },
    { sql: BALANCES, values: [] },
    ...(journal === 'whole' ? WHOLE_JOURNAL : [JOURNAL_OF_DISTRIBUTIONS, JOURNAL_OF_PAYMENTS]).map((sql) => ({
      sql,
      values: [],
    })),
    { sql: POLLS, values: [] },
    { sql: SEQUENCES, values: [] },
  ]
}

const CLIENTS = `
  INSERT INTO dca_clients (id, username, fiat_code, wallet_id)
  SELECT n, 'client ' || n, 'GTQ', md5('wallet' || n)
  FROM generate_series(1, $1::bigint) AS n`

const ACCOUNTS = `
  INSERT INTO ledger_accounts (code, unit, client_id)
  SELECT account, unit, id FROM dca_clients, LATERAL (VALUES
    ('client:' || id || ':GTQ', 'GTQ'), ('hold:' || id || ':GTQ', 'GTQ'), ('payable:' || id || ':BTC', 'msat')) AS a(account, unit)`

const DEPOSITS = `
  INSERT INTO dca_deposits (client_id, amount, currency, status, confirmed_at, created_at)
  SELECT c.id, 1000000, 'GTQ', 'confirmed', at, at
  FROM dca_clients c, generate_series(1, 10) AS n, LATERAL (SELECT now() - interval '4 years' + n * interval '1 month' AS at) AS t`

const CASH_OUTS = `
  INSERT INTO lamassu_transactions
    (id, transaction_id, status, device_id, machine_name, crypto_code, crypto_atoms, fiat_code, fiat_amount, fiat_major,
     raw_ticker_price, commission_percentage, commission_rule, base_amount, commission_amount, unallocated_sats, unallocated_fiat,
     source_wallet_id, commission_wallet_id, calculation, source_row, source_row_hash, transaction_time, created_at, processed_at)
  SELECT n, gen_random_uuid()::text, 'completed', 'machine-1', 'Bench', 'LN', 266800, 'GTQ', 200000, 2000,
         772000, 0.03, 'markup', 259029, 7771, 29, 0,
         'source', 'commission', '{"method": "filled by the benchmark", "weights": []}', '{}', md5(n::text), at, at, at
  FROM generate_series(1, $1::bigint) AS n, LATERAL (SELECT now() - interval '3 years' * (1 - n / ($1 + 1.0)) AS at) AS t`

const COMMISSION = `
  INSERT INTO commission_payments
    (id, lamassu_transaction_id, amount_sats, status, payer_wallet_id, payee_wallet_id, payment_hash, bolt11, preimage,
     receiver_confirmed, created_at, updated_at, completed_at)
  SELECT nextval('transfer_id'), id, commission_amount, 'completed', 'source', 'commission', encode(sha256(decode(md5('p' || id) || md5('q' || id), 'hex')), 'hex'),
         repeat(md5('b' || id), 10), md5('p' || id) || md5('q' || id), true, transaction_time, transaction_time, transaction_time
  FROM lamassu_transactions`

/** What one gets more, the next gets less, so that every cash-out is divided without a rest; an odd last one gets its part. */
const PAYMENTS = `
  INSERT INTO dca_payments
    (id, lamassu_transaction_id, client_id, amount_sats, amount_fiat, fiat_code, status, payer_wallet_id, payee_wallet_id,
     payment_hash, bolt11, preimage, receiver_confirmed, created_at, updated_at, completed_at, next_attempt_at)
  SELECT nextval('transfer_id'), t.id, client, 259000 / $2 + sign * (dice & 2047), 200000 / $2 + sign * (dice >> 11 & 1023), 'GTQ', 'completed', 'source', md5('wallet' || client),
         encode(sha256(decode(md5('p' || t.id || '/' || n) || md5('q' || n), 'hex')), 'hex'), repeat(md5('b' || t.id || '/' || n), 10),
         md5('p' || t.id || '/' || n) || md5('q' || n), true, at, at, at, at
  FROM lamassu_transactions t, generate_series(0, $2::bigint - 1) AS n,
       LATERAL (SELECT 1 + ((t.id - 1) * $2 + n) % $1::bigint AS client, t.transaction_time AS at,
                       CASE WHEN n = $2 - 1 AND n % 2 = 0 THEN 0 ELSE 1 - 2 * (n % 2) END AS sign, hashint8(t.id * $2 + n / 2) AS dice) AS paid`

const BALANCES = `
  UPDATE dca_clients c SET remaining_balance = 10000000 - p.paid, balance_version = p.payments
  FROM (SELECT client_id, sum(amount_fiat) AS paid, count(*) AS payments FROM dca_payments GROUP BY client_id) AS p
  WHERE p.client_id = c.id`

/** A little more than the alerts look back. */
const JOURNAL_SINCE = `now() - interval '8 days'`

/** As the allocation writes it; the client's balances around a line are left out. */
const JOURNAL_OF_DISTRIBUTIONS = `
  WITH recent AS (SELECT * FROM lamassu_transactions WHERE processed_at >= ${JOURNAL_SINCE}),
  entries AS (
    INSERT INTO ledger_entries (kind, idempotency_key, lamassu_transaction_id, actor, effective_at, created_at)
    SELECT 'allocation', 'allocation:' || id, id, 'bench', transaction_time, processed_at FROM recent ORDER BY id
    RETURNING id, lamassu_transaction_id)
  INSERT INTO ledger_lines (entry_id, account, unit, amount, client_id)
  SELECT e.id, l.account, l.unit, l.amount, l.client_id
  FROM entries e JOIN recent t ON t.id = e.lamassu_transaction_id, LATERAL (
    VALUES ('funding:BTC', 'msat', t.crypto_atoms::bigint * 1000, NULL::bigint),
           ('commission:BTC', 'msat', -t.commission_amount::bigint * 1000, NULL),
           ('house:BTC', 'msat', -t.unallocated_sats::bigint * 1000, NULL)
    UNION ALL
    SELECT x.account, x.unit, x.amount, p.client_id FROM dca_payments p, LATERAL (
      VALUES ('payable:' || p.client_id || ':BTC', 'msat', -p.amount_sats::bigint * 1000),
             ('client:' || p.client_id || ':GTQ', 'GTQ', p.amount_fiat::bigint),
             ('hold:' || p.client_id || ':GTQ', 'GTQ', -p.amount_fiat::bigint)) AS x (account, unit, amount)
    WHERE p.lamassu_transaction_id = t.id) AS l (account, unit, amount, client_id)
  WHERE l.amount <> 0`

const JOURNAL_OF_PAYMENTS = `
  WITH recent AS (
    SELECT kind, id, lamassu_transaction_id, client_id, amount_sats::bigint AS sats, amount_fiat::bigint AS fiat, completed_at
    FROM transfers WHERE completed_at >= ${JOURNAL_SINCE}),
  entries AS (
    INSERT INTO ledger_entries (kind, idempotency_key, lamassu_transaction_id, transfer_id, actor, effective_at, created_at)
    SELECT kind || '_payment', 'payment:' || kind || ':' || id, lamassu_transaction_id, id, 'bench', completed_at, completed_at
    FROM recent ORDER BY id
    RETURNING id, transfer_id)
  INSERT INTO ledger_lines (entry_id, account, unit, amount, client_id)
  SELECT e.id, l.account, l.unit, l.amount, l.client_id
  FROM entries e JOIN recent t ON t.id = e.transfer_id, LATERAL (
    VALUES (CASE t.kind WHEN 'client' THEN 'payable:' || t.client_id || ':BTC' ELSE 'commission:BTC' END, 'msat', t.sats * 1000, t.client_id),
           ('source:BTC', 'msat', -t.sats * 1000, NULL),
           ('hold:' || t.client_id || ':GTQ', 'GTQ', t.fiat, t.client_id),
           ('dispensed:GTQ', 'GTQ', -t.fiat, NULL)) AS l (account, unit, amount, client_id)
  WHERE l.amount IS NOT NULL`

const POLLS = `
  INSERT INTO lamassu_polls (result, window_from, window_until, finished_at, rows_in_lamassu)
  SELECT 'empty', at - interval '10 minutes', at, at, 100
  FROM generate_series(now() - interval '3 years', now(), interval '10 minutes') AS at`

const SEQUENCES = `
  SELECT setval(pg_get_serial_sequence('satoshimachine.dca_clients', 'id'), (SELECT max(id) FROM dca_clients)),
         setval(pg_get_serial_sequence('satoshimachine.lamassu_transactions', 'id'), (SELECT max(id) FROM lamassu_transactions))`
