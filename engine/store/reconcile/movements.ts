import type { PoolClient } from 'pg'
import type { BookFacts } from '../../reconcile/books.ts'
import type { Only } from './only.ts'

/** Payments that are not what their state says, and the differences with a wallet that are open. */
export async function paymentFacts(
  client: PoolClient,
  { clientId, cashOutId }: Only,
): Promise<BookFacts['payments']> {
  const { rows: odd } = await client.query<BookFacts['payments']['odd'][number]>(
    `SELECT * FROM (
       SELECT t.kind, t.id, t.status, t.amount_sats::bigint AS "amountSats",
              CASE WHEN t.status NOT IN ('accrued', 'pending', 'invoiced', 'paying', 'needs_review', 'completed', 'failed', 'cancelled') THEN 'unknown_status'
                   WHEN (t.status = 'completed') <> (t.completed_at IS NOT NULL) THEN 'no_time'
                   WHEN t.kind IN ('client', 'compensation') AND x.status NOT IN ('processing', 'completed') THEN 'stray'
                   WHEN t.status <> 'completed' THEN NULL
                   WHEN i.payment_hash IS NULL THEN 'no_invoice'
                   WHEN t.preimage ~ '^[0-9a-f]{64}$' AND encode(sha256(decode(t.preimage, 'hex')), 'hex') <> t.payment_hash THEN 'preimage'
                   WHEN t.receiver_confirmed IS FALSE THEN 'unconfirmed' END AS fault
       FROM transfers t
       LEFT JOIN lamassu_transactions x ON x.id = t.lamassu_transaction_id
       LEFT JOIN payment_invoices i ON i.payment_hash = t.payment_hash AND i.transfer_kind = t.kind AND i.transfer_id = t.id
       WHERE ($1::bigint IS NULL OR t.client_id = $1) AND ($2::bigint IS NULL OR t.lamassu_transaction_id = $2)) AS p
     WHERE fault IS NOT NULL ORDER BY id`,
    [clientId, cashOutId],
  )
  const { rows: differences } = await client.query<BookFacts['payments']['differences'][number]>(
    `SELECT what, payment_hash AS "paymentHash", amount_msat AS "amountMsat" FROM wallet_differences
     WHERE settled_at IS NULL AND $1::bigint IS NULL AND $2::bigint IS NULL ORDER BY found_at, payment_hash`,
    [clientId, cashOutId],
  )
  const { rows: totals } = await client.query<BookFacts['payments']['totals']>(
    `SELECT count(*)::int AS completed, coalesce(sum(amount_sats), 0)::bigint AS sats FROM transfers
     WHERE status = 'completed' AND ($1::bigint IS NULL OR client_id = $1) AND ($2::bigint IS NULL OR lamassu_transaction_id = $2)`,
    [clientId, cashOutId],
  )
  return { odd, differences, totals: totals[0] ?? { completed: 0, sats: 0n } }
}

/** What the database's unique keys forbid, looked for all the same: somebody may have removed one. */
export async function duplicateFacts(client: PoolClient): Promise<BookFacts['duplicates']> {
  const { rows: found } = await client.query<BookFacts['duplicates']['found'][number]>(
    `SELECT 'cash_out' AS kind, transaction_id AS reference, count(*)::int AS count, 'tx:' || max(id) AS entity,
            (sum(crypto_atoms) - min(crypto_atoms))::bigint AS "doubtSats"
     FROM lamassu_transactions GROUP BY transaction_id HAVING count(*) > 1
     UNION ALL
     SELECT CASE kind WHEN 'client' THEN 'payment' ELSE kind END,
            'cash-out ' || lamassu_transaction_id || coalesce(', client ' || client_id, ''), count(*)::int,
            'payment:' || kind || ':' || max(id), (sum(amount_sats) - min(amount_sats))::bigint
     FROM transfers GROUP BY kind, lamassu_transaction_id, client_id HAVING count(*) > 1
     UNION ALL
     SELECT 'hash', payment_hash, count(*)::int, 'payment:' || max(kind) || ':' || max(id), (sum(amount_sats) - min(amount_sats))::bigint
     FROM transfers WHERE payment_hash IS NOT NULL GROUP BY payment_hash HAVING count(*) > 1
     UNION ALL
     SELECT 'booking', idempotency_key, count(*)::int, 'entry:' || max(id), 0::bigint
     FROM ledger_entries GROUP BY idempotency_key HAVING count(*) > 1
     ORDER BY 1, 2`,
  )
  const { rows } = await client.query<{ name: string }>(
    `SELECT k.name FROM unnest($1::text[]) AS k(name)
     WHERE NOT EXISTS (SELECT FROM pg_class c JOIN pg_index i ON i.indexrelid = c.oid
                       WHERE c.relnamespace = 'satoshimachine'::regnamespace AND c.relname = k.name AND i.indisunique AND i.indisvalid)`,
    [UNIQUE_KEYS],
  )
  return { found, keys: { wanted: UNIQUE_KEYS, missing: rows.map((row) => row.name) } }
}

/** What makes "exactly once" true. */
const UNIQUE_KEYS = [
  'unique_transaction_id',
  'one_payment_per_client',
  'one_commission_per_transaction',
  'one_funding_per_transaction',
  'one_compensation_per_client',
  'one_compensation_per_transaction',
  'ledger_entries_idempotency_key_key',
  'payment_invoices_pkey',
]

export async function unfinishedFacts(
  client: PoolClient,
  { clientId, cashOutId }: Only,
  limits: { readonly now: Date; readonly stuckMinutes: number },
): Promise<BookFacts['unfinished']> {
  const { rows: old } = await client.query<BookFacts['unfinished']['old'][number]>(
    `SELECT kind, id, status, amount_sats::bigint AS "amountSats", created_at AS "createdAt" FROM transfers
     WHERE status IN ('pending', 'invoiced', 'paying', 'needs_review')
       AND (status = 'needs_review' OR created_at < $3::timestamptz - $4 * interval '1 minute')
       AND ($1::bigint IS NULL OR client_id = $1) AND ($2::bigint IS NULL OR lamassu_transaction_id = $2)
     ORDER BY created_at, id`,
    [clientId, cashOutId, limits.now, limits.stuckMinutes],
  )
  const { rows: totals } = await client.query<BookFacts['unfinished']['totals']>(
    `SELECT (count(*) FILTER (WHERE status NOT IN ('completed', 'failed', 'cancelled', 'accrued')))::int AS unfinished,
            coalesce(sum(amount_sats) FILTER (WHERE status NOT IN ('completed', 'failed', 'cancelled', 'accrued')), 0)::bigint AS sats,
            (count(*) FILTER (WHERE status IN ('failed', 'cancelled')))::int AS failed
     FROM transfers WHERE ($1::bigint IS NULL OR client_id = $1) AND ($2::bigint IS NULL OR lamassu_transaction_id = $2)`,
    [clientId, cashOutId],
  )
  return { old, totals: totals[0] ?? { unfinished: 0, sats: 0n, failed: 0 } }
}

export async function depositFacts(
  client: PoolClient,
  { clientId }: Only,
  limits: { readonly now: Date; readonly pendingHours: number },
): Promise<BookFacts['deposits']> {
  const { rows: old } = await client.query<BookFacts['deposits']['old'][number]>(
    `SELECT d.id, d.client_id AS "clientId", c.username, d.amount::bigint, d.currency AS "fiatCode", u.exponent, d.created_at AS "createdAt"
     FROM dca_deposits d JOIN dca_clients c ON c.id = d.client_id JOIN currencies u ON u.code = d.currency
     WHERE d.status = 'pending' AND d.created_at < $2::timestamptz - $3 * interval '1 hour' AND ($1::bigint IS NULL OR d.client_id = $1)
     ORDER BY d.created_at, d.id`,
    [clientId, limits.now, limits.pendingHours],
  )
  const { rows: totals } = await client.query<BookFacts['deposits']['totals']>(
    `SELECT count(*)::int AS deposits, (count(*) FILTER (WHERE status = 'pending'))::int AS pending
     FROM dca_deposits WHERE $1::bigint IS NULL OR client_id = $1`,
    [clientId],
  )
  return { old, totals: totals[0] ?? { deposits: 0, pending: 0 } }
}

/** Polls by the thousand each day: gaps are looked for among the newest of them. */
const POLLS_LOOKED_AT = 100_000

export async function coverageFacts(
  client: PoolClient,
): Promise<BookFacts['coverage'] & { readonly coveredUntil: Date | null }> {
  const { rows: gaps } = await client.query<{ pollId: bigint; from: Date; until: Date | null }>(
    `SELECT id AS "pollId", before AS "from", window_from AS until FROM (
       SELECT id, window_from, max(window_until) OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
       FROM lamassu_polls WHERE result <> 'failed' AND id > (SELECT coalesce(max(id), 0) FROM lamassu_polls) - $1) AS p
     WHERE before IS NOT NULL AND (window_from IS NULL OR window_from > before) ORDER BY id`,
    [POLLS_LOOKED_AT],
  )
  const { rows } = await client.query<{
    succeeded: number
    failed: number
    last: Date | null
    until: Date | null
    enabled: boolean
  }>(
    `SELECT (SELECT count(*) FROM lamassu_polls WHERE result <> 'failed')::int AS succeeded,
            (SELECT count(*) FROM lamassu_polls WHERE result = 'failed')::int AS failed,
            (SELECT max(finished_at) FROM lamassu_polls WHERE result <> 'failed') AS last,
            (SELECT max(window_until) FROM lamassu_polls WHERE result <> 'failed') AS until,
            (SELECT polling_enabled FROM lamassu_config) AS enabled`,
  )
  const [row] = rows
  if (row === undefined) throw new Error('one row is asked for')
  const { succeeded, failed, last, until, enabled } = row
  return { succeeded, failed, lastSuccessAt: last, pollingEnabled: enabled, gaps, coveredUntil: until }
}
