import type { PoolClient } from 'pg'
import type { BookFacts } from '../../reconcile/books.ts'
import type { BookingFacts } from '../../reconcile/journal.ts'
import type { Only } from './only.ts'

/** The journal against every row that it was written for. */
export async function journalFacts(client: PoolClient, only: Only): Promise<BookFacts['journal']> {
  const whole = only.clientId === null && only.cashOutId === null
  const { rows: count } = await client.query<{ entries: number }>(
    `SELECT count(*)::int AS entries FROM ledger_entries e
     WHERE ($2::bigint IS NULL OR e.lamassu_transaction_id = $2)
       AND ($1::bigint IS NULL OR EXISTS (SELECT FROM ledger_lines l WHERE l.entry_id = e.id AND l.client_id = $1))`,
    [only.clientId, only.cashOutId],
  )
  return {
    entries: count[0]?.entries ?? 0,
    bookings: [
      ...(await depositBookings(client, only)),
      ...(await cashBookings(client, only)),
      ...(await allocationBookings(client, only)),
      ...(await shareBookings(client, only)),
      ...(await compensationBookings(client, only)),
      ...(await paymentBookings(client, only)),
    ],
    oddEntries: whole ? await oddEntries(client) : [],
    accounts: whole ? await oddAccounts(client) : [],
  }
}

/** What each query below ends in: what is due beside what is booked, where the two differ. */
const DIFFERING = `
  SELECT d.what, d.entity, d.account, d.unit, coalesce(u.exponent, 0)::int AS exponent, d.due::bigint, l.amount AS booked
  FROM due d
  LEFT JOIN ledger_entries e ON e.idempotency_key = d.key
  LEFT JOIN ledger_lines l ON l.entry_id = e.id AND l.account = d.account
  LEFT JOIN currencies u ON u.code = d.unit
  WHERE coalesce(l.amount, 0) <> d.due OR d.due <> 0 AND l.unit <> d.unit
  ORDER BY d.entity, d.account`

async function depositBookings(client: PoolClient, { clientId, cashOutId }: Only): Promise<BookingFacts[]> {
  const { rows } = await client.query<BookingFacts>(
    `WITH due AS (
       SELECT b.what, 'deposit:' || d.id AS entity, b.key, 'client:' || d.client_id || ':' || d.currency AS account, d.currency AS unit, b.due
       FROM dca_deposits d CROSS JOIN LATERAL (VALUES
         ('deposit', 'deposit:' || d.id, CASE WHEN d.status IN ('confirmed', 'reversed') THEN -d.amount ELSE 0 END),
         ('deposit_reversal', 'deposit:' || d.id || ':reversed', CASE WHEN d.status = 'reversed' THEN d.amount ELSE 0 END)) AS b(what, key, due)
       WHERE ($1::bigint IS NULL OR d.client_id = $1) AND $2::bigint IS NULL)
     ${DIFFERING}`,
    [clientId, cashOutId],
  )
  return rows
}

/** The cash that a machine gave out: booked when it was taken in, and again where Lamassu's row was corrected before it was distributed. */
async function cashBookings(client: PoolClient, { clientId, cashOutId }: Only): Promise<BookingFacts[]> {
  const { rows } = await client.query<BookingFacts>(
    `SELECT 'cash_out' AS what, 'tx:' || t.id AS entity, 'dispensed:' || t.fiat_code AS account, t.fiat_code AS unit,
            u.exponent::int AS exponent, t.fiat_amount::bigint AS due, b.booked::bigint
     FROM lamassu_transactions t
     JOIN currencies u ON u.code = t.fiat_code
     LEFT JOIN (SELECT e.lamassu_transaction_id AS id, l.unit, sum(l.amount) AS booked
                FROM ledger_entries e JOIN ledger_lines l ON l.entry_id = e.id AND l.account LIKE 'dispensed:%'
                WHERE e.kind = 'cash_out' GROUP BY 1, 2) b ON b.id = t.id AND b.unit = t.fiat_code
     WHERE t.status IN ('pending', 'processing', 'completed') AND coalesce(b.booked, 0) <> t.fiat_amount
       AND $1::bigint IS NULL AND ($2::bigint IS NULL OR t.id = $2)
     ORDER BY t.id`,
    [clientId, cashOutId],
  )
  return rows
}

async function allocationBookings(
  client: PoolClient,
  { clientId, cashOutId }: Only,
): Promise<BookingFacts[]> {
  const { rows } = await client.query<BookingFacts>(
    `WITH due AS (
       SELECT 'allocation' AS what, 'tx:' || t.id AS entity, 'allocation:' || t.id AS key, b.account, b.unit, b.due
       FROM lamassu_transactions t CROSS JOIN LATERAL (VALUES
         ('funding:BTC', 'msat', (t.base_amount + t.commission_amount) * 1000),
         ('commission:BTC', 'msat', -t.commission_amount * 1000),
         ('house:BTC', 'msat', -t.unallocated_sats * 1000),
         ('house:' || t.fiat_code, t.fiat_code, t.unallocated_fiat::bigint)) AS b(account, unit, due)
       WHERE t.status IN ('processing', 'completed') AND $1::bigint IS NULL AND ($2::bigint IS NULL OR t.id = $2))
     ${DIFFERING}`,
    [clientId, cashOutId],
  )
  return rows
}

/** Each client's share of a cash-out as it was held. */
async function shareBookings(client: PoolClient, { clientId, cashOutId }: Only): Promise<BookingFacts[]> {
  const { rows } = await client.query<BookingFacts>(
    `WITH due AS (
       SELECT 'allocation' AS what, 'payment:client:' || p.id AS entity, 'allocation:' || p.lamassu_transaction_id AS key, b.account, b.unit, b.due
       FROM dca_payments p CROSS JOIN LATERAL (VALUES
         ('payable:' || p.client_id || ':BTC', 'msat', -p.amount_sats * 1000),
         ('client:' || p.client_id || ':' || p.fiat_code, p.fiat_code, p.amount_fiat::bigint),
         ('hold:' || p.client_id || ':' || p.fiat_code, p.fiat_code, -p.amount_fiat::bigint)) AS b(account, unit, due)
       WHERE ($1::bigint IS NULL OR p.client_id = $1) AND ($2::bigint IS NULL OR p.lamassu_transaction_id = $2))
     ${DIFFERING}`,
    [clientId, cashOutId],
  )
  return rows
}

/** What was taken back from the commission, and for whom. */
async function compensationBookings(
  client: PoolClient,
  { clientId, cashOutId }: Only,
): Promise<BookingFacts[]> {
  const { rows } = await client.query<BookingFacts>(
    `WITH due AS (
       SELECT 'compensation' AS what, 'tx:' || k.lamassu_transaction_id AS entity, 'compensation:' || k.lamassu_transaction_id AS key,
              b.account, 'msat' AS unit, b.due
       FROM commission_compensations k CROSS JOIN LATERAL (VALUES
         ('commission:BTC', k.amount_sats * 1000), ('house:BTC', -k.house_sats * 1000)) AS b(account, due)
       WHERE $1::bigint IS NULL AND ($2::bigint IS NULL OR k.lamassu_transaction_id = $2)
       UNION ALL
       SELECT 'compensation', 'payment:compensation:' || p.id, 'compensation:' || p.lamassu_transaction_id,
              'payable:' || p.client_id || ':BTC', 'msat', -p.amount_sats * 1000
       FROM compensation_payments p
       WHERE ($1::bigint IS NULL OR p.client_id = $1) AND ($2::bigint IS NULL OR p.lamassu_transaction_id = $2))
     ${DIFFERING}`,
    [clientId, cashOutId],
  )
  return rows
}

/** What was booked when a payment was completed, or given up; nothing while it is neither. */
async function paymentBookings(client: PoolClient, { clientId, cashOutId }: Only): Promise<BookingFacts[]> {
  const { rows } = await client.query<BookingFacts>(
    `WITH due AS (
       SELECT b.what, 'payment:' || t.kind || ':' || t.id AS entity, b.what || ':' || t.kind || ':' || t.id AS key, b.account, b.unit,
              CASE WHEN b.what = 'payment' AND t.status = 'completed' OR b.what = 'void' AND t.status IN ('failed', 'cancelled') THEN b.due ELSE 0 END AS due
       FROM transfers t CROSS JOIN LATERAL (
         SELECT * FROM (VALUES
           ('client', 'payment', 'payable:' || t.client_id || ':BTC', 'msat', t.amount_sats * 1000),
           ('client', 'payment', 'hold:' || t.client_id || ':' || t.fiat_code, t.fiat_code, t.amount_fiat::bigint),
           ('client', 'payment', 'source:BTC', 'msat', t.fee_msat - t.amount_sats * 1000),
           ('client', 'void', 'payable:' || t.client_id || ':BTC', 'msat', t.amount_sats * 1000),
           ('client', 'void', 'hold:' || t.client_id || ':' || t.fiat_code, t.fiat_code, t.amount_fiat::bigint),
           ('commission', 'payment', 'commission:BTC', 'msat', t.amount_sats * 1000),
           ('commission', 'payment', 'source:BTC', 'msat', t.fee_msat - t.amount_sats * 1000),
           ('commission', 'void', 'commission:BTC', 'msat', t.amount_sats * 1000),
           ('compensation', 'payment', 'payable:' || t.client_id || ':BTC', 'msat', t.amount_sats * 1000),
           ('compensation', 'payment', 'source:BTC', 'msat', t.fee_msat - t.amount_sats * 1000),
           ('compensation', 'void', 'payable:' || t.client_id || ':BTC', 'msat', t.amount_sats * 1000),
           ('funding', 'payment', 'source:BTC', 'msat', t.amount_sats * 1000),
           ('funding', 'payment', 'funding:BTC', 'msat', t.fee_msat - t.amount_sats * 1000)) AS v(kind, what, account, unit, due)
         WHERE v.kind = t.kind) AS b
       WHERE ($1::bigint IS NULL OR t.client_id = $1) AND ($2::bigint IS NULL OR t.lamassu_transaction_id = $2))
     ${DIFFERING}`,
    [clientId, cashOutId],
  )
  return rows
}

/** Entries whose lines don't sum to zero, and those whose deposit, cash-out or payment is gone. */
async function oddEntries(client: PoolClient): Promise<BookFacts['journal']['oddEntries']> {
  const { rows } = await client.query<BookFacts['journal']['oddEntries'][number]>(
    `SELECT b.entry_id AS id, coalesce(e.idempotency_key, '–') AS key, 'unbalanced' AS fault, b.unit,
            coalesce(u.exponent, 0)::int AS exponent, b.total::bigint
     FROM (SELECT entry_id, unit, sum(amount) AS total FROM ledger_lines GROUP BY 1, 2 HAVING sum(amount) <> 0) b
     LEFT JOIN ledger_entries e ON e.id = b.entry_id LEFT JOIN currencies u ON u.code = b.unit
     UNION ALL
     SELECT e.id, e.idempotency_key, 'stray', NULL, 0, 0 FROM ledger_entries e
     LEFT JOIN dca_deposits d ON 'deposit:' || d.id = e.idempotency_key
     WHERE e.kind = 'deposit' AND d.id IS NULL
     UNION ALL
     SELECT e.id, e.idempotency_key, 'stray', NULL, 0, 0 FROM ledger_entries e
     LEFT JOIN lamassu_transactions t ON 'allocation:' || t.id = e.idempotency_key AND t.status IN ('processing', 'completed')
     WHERE e.kind = 'allocation' AND t.id IS NULL
     UNION ALL
     SELECT e.id, e.idempotency_key, 'stray', NULL, 0, 0 FROM ledger_entries e
     LEFT JOIN commission_compensations k ON 'compensation:' || k.lamassu_transaction_id = e.idempotency_key
     WHERE e.kind = 'compensation' AND k.id IS NULL
     UNION ALL
     SELECT e.id, e.idempotency_key, 'stray', NULL, 0, 0 FROM ledger_entries e
     LEFT JOIN transfers t ON t.id = e.transfer_id AND e.idempotency_key IN ('payment:' || t.kind || ':' || t.id, 'void:' || t.kind || ':' || t.id)
     WHERE e.transfer_id IS NOT NULL AND t.id IS NULL
     ORDER BY 1`,
  )
  return rows
}

/** The accounts of sats as the transfers make them, so that an entry of whatever other kind would show. */
async function oddAccounts(client: PoolClient): Promise<BookFacts['journal']['accounts']> {
  const { rows } = await client.query<BookFacts['journal']['accounts'][number]>(
    `WITH due(account, due) AS (
       SELECT 'payable:' || c.id || ':BTC', -coalesce(sum(p.amount_sats), 0) * 1000
       FROM dca_clients c LEFT JOIN transfers p ON p.client_id = c.id AND p.kind IN ('client', 'compensation')
         AND p.status NOT IN ('completed', 'failed', 'cancelled') GROUP BY c.id
       UNION ALL
       SELECT 'commission:BTC', 1000 * ((SELECT coalesce(sum(amount_sats), 0) FROM commission_compensations)
              - (SELECT coalesce(sum(amount_sats), 0) FROM commission_payments WHERE status NOT IN ('completed', 'failed', 'cancelled')))
       UNION ALL
       SELECT 'source:BTC', coalesce(sum(CASE kind WHEN 'funding' THEN amount_sats * 1000 ELSE fee_msat - amount_sats * 1000 END), 0)
       FROM transfers WHERE status = 'completed'
       UNION ALL
       SELECT 'house:BTC', -1000 * ((SELECT coalesce(sum(unallocated_sats), 0) FROM lamassu_transactions WHERE status IN ('processing', 'completed'))
              + (SELECT coalesce(sum(house_sats), 0) FROM commission_compensations)
              + (SELECT coalesce(sum(amount_sats), 0) FROM transfers WHERE kind <> 'funding' AND status IN ('failed', 'cancelled'))))
     SELECT d.account, d.due::bigint, coalesce(b.balance, 0)::bigint AS balance
     FROM due d LEFT JOIN v_account_balances b ON b.account = d.account WHERE coalesce(b.balance, 0) <> d.due ORDER BY 1`,
  )
  return rows
}
