import type { PoolClient } from 'pg'
import type { BookFacts } from '../../reconcile/books.ts'
import { BLOCK_BITS } from './fingerprints.ts'
import type { Part } from './part.ts'
import { faultOf, hashMark, isNoNumber, PREIMAGE, type TransferPass } from './transfer-pass.ts'

/** Payments that are not what their state says, and the differences with a wallet that are open. */
export async function paymentFacts(
  client: PoolClient,
  part: Part | null,
  pass: TransferPass | null,
  seed: bigint,
): Promise<BookFacts['payments']> {
  const ids = part === null ? null : part.transfers
  const odd = pass?.faults === 0n ? [] : await faults(client, ids)
  const told = new Set(odd.map(({ kind, id }) => `${kind} ${id}`))
  const strange = await withoutInvoice(client, ids, pass, seed)
  const { rows: differences } = await client.query<BookFacts['payments']['differences'][number]>(
    `SELECT what, payment_hash AS "paymentHash", amount_msat AS "amountMsat" FROM wallet_differences
     WHERE settled_at IS NULL AND $1 ORDER BY found_at, payment_hash`,
    [part === null],
  )
  return {
    odd: [...odd, ...strange.filter(({ kind, id }) => !told.has(`${kind} ${id}`))],
    differences,
    totals: pass?.completed ?? (await completed(client, ids)),
  }
}

async function completed(
  client: PoolClient,
  ids: readonly bigint[] | null,
): Promise<BookFacts['payments']['totals']> {
  const { rows } = await client.query<BookFacts['payments']['totals']>(
    `SELECT count(*)::int AS completed, coalesce(sum(amount_sats::bigint), 0)::bigint AS sats FROM transfers
     WHERE status = 'completed' AND ($1::bigint[] IS NULL OR id = ANY($1))`,
    [ids],
  )
  return rows[0] ?? { completed: 0, sats: 0n }
}

type OddPayment = BookFacts['payments']['odd'][number]

/** Whether a text is a number in hexadecimal costs more to ask than all the rest, so that it is taken for granted at first. */
async function faults(client: PoolClient, ids: readonly bigint[] | null): Promise<OddPayment[]> {
  await client.query('SAVEPOINT before_preimages')
  try {
    return await faultsWhere(client, ids, PREIMAGE.digits)
  } catch (thrown) {
    if (!isNoNumber(thrown)) throw thrown
    await client.query('ROLLBACK TO before_preimages')
    return faultsWhere(client, ids, PREIMAGE.anything)
  }
}

async function faultsWhere(
  client: PoolClient,
  ids: readonly bigint[] | null,
  preimage: string,
): Promise<OddPayment[]> {
  const { rows } = await client.query<OddPayment>(
    `SELECT * FROM (
       SELECT t.kind, t.id, t.status, t.amount_sats::bigint AS "amountSats",
              ${faultOf(`coalesce(x.status IN ('processing', 'completed'), true)`, preimage)} AS fault
       FROM transfers t
       LEFT JOIN lamassu_transactions x ON x.id = t.lamassu_transaction_id
       WHERE $1::bigint[] IS NULL OR t.id = ANY($1)) AS p
     WHERE fault IS NOT NULL ORDER BY id`,
    [ids],
  )
  return rows
}

/** Completed payments whose hash is none of their own invoices. Of all of them only blocks are looked at whose marks differ. */
async function withoutInvoice(
  client: PoolClient,
  ids: readonly bigint[] | null,
  pass: TransferPass | null,
  seed: bigint,
): Promise<OddPayment[]> {
  if (pass !== null && (await invoicesMatch(client, pass, seed))) return []
  const blocks = ids === null ? await oddInvoiceBlocks(client, seed) : []
  if (ids === null && blocks.length === 0) return []
  const { rows } = await client.query<OddPayment>(
    `SELECT t.kind, t.id, t.status, t.amount_sats::bigint AS "amountSats", 'no_invoice' AS fault FROM transfers t
     WHERE t.status = 'completed' AND (t.id = ANY($1) OR t.id >> ${BLOCK_BITS} = ANY($2))
       AND NOT EXISTS (SELECT FROM payment_invoices i
                       WHERE i.payment_hash = t.payment_hash AND i.transfer_kind = t.kind AND i.transfer_id = t.id)
     ORDER BY t.id LIMIT ${MOST_TOLD}`,
    [ids, blocks],
  )
  return rows
}

/** Every invoice is its payment's own, and the other way round: where none was ever replaced by another, one look tells. */
async function invoicesMatch(client: PoolClient, pass: TransferPass, seed: bigint): Promise<boolean> {
  const { rows } = await client.query<{ mark: bigint | null }>(
    `SELECT bit_xor(${hashMark('transfer_kind', 'transfer_id')}) AS mark FROM payment_invoices`,
    [seed],
  )
  return (rows[0]?.mark ?? 0n) === pass.hashes
}

const MOST_TOLD = 2000

/** The invoices against the payments' own hashes; those that were replaced by another are counted out again. */
async function oddInvoiceBlocks(client: PoolClient, seed: bigint): Promise<bigint[]> {
  const { rows } = await client.query<{ block: bigint }>(
    `SELECT block FROM (
       SELECT id >> ${BLOCK_BITS} AS block, ${hashMark('kind', 'id')} AS mark FROM transfers WHERE payment_hash IS NOT NULL
       UNION ALL
       SELECT transfer_id >> ${BLOCK_BITS}, ${hashMark('transfer_kind', 'transfer_id')} FROM payment_invoices
       UNION ALL
       SELECT i.transfer_id >> ${BLOCK_BITS}, ${hashMark('i.transfer_kind', 'i.transfer_id', 'i')}
       FROM transfers t JOIN payment_invoices i ON i.transfer_kind = t.kind AND i.transfer_id = t.id
       WHERE (t.invoice_seq > 1 OR t.payment_hash IS NULL) AND i.payment_hash IS DISTINCT FROM t.payment_hash) AS marks
     GROUP BY block HAVING bit_xor(mark) <> 0 ORDER BY block`,
    [seed],
  )
  return rows.map(({ block }) => block)
}

/** What the database's unique keys forbid: while each of them is in place and valid, nothing can be there twice. */
export async function duplicateFacts(client: PoolClient): Promise<BookFacts['duplicates']> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT k.name FROM unnest($1::text[]) AS k(name)
     WHERE NOT EXISTS (SELECT FROM pg_class c JOIN pg_index i ON i.indexrelid = c.oid
                       WHERE c.relnamespace = 'satoshimachine'::regnamespace AND c.relname = k.name AND i.indisunique AND i.indisvalid)`,
    [UNIQUE_KEYS],
  )
  const missing = rows.map((row) => row.name)
  return {
    found: missing.length === 0 ? [] : await duplicates(client),
    keys: { wanted: UNIQUE_KEYS, missing },
  }
}

/** Whoever removed a key may have put something in twice. */
async function duplicates(client: PoolClient): Promise<BookFacts['duplicates']['found']> {
  const { rows } = await client.query<BookFacts['duplicates']['found'][number]>(
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
  return rows
}

/** What makes "exactly once" true. */
const UNIQUE_KEYS = [
  'unique_transaction_id',
  'one_payment_per_client',
  'one_commission_per_transaction',
  'one_compensation_per_client',
  'one_compensation_per_transaction',
  'one_funding_per_transaction',
  'ledger_entries_idempotency_key_key',
  'ledger_lines_pkey',
  'payment_invoices_pkey',
]

export async function unfinishedFacts(
  client: PoolClient,
  part: Part | null,
  limits: { readonly now: Date; readonly stuckMinutes: number },
): Promise<BookFacts['unfinished']> {
  const ids = part === null ? null : part.transfers
  const { rows: old } = await client.query<BookFacts['unfinished']['old'][number]>(
    `SELECT kind, id, status, amount_sats::bigint AS "amountSats", created_at AS "createdAt" FROM transfers
     WHERE status IN ('accrued', 'pending', 'invoiced', 'paying', 'needs_review') AND status <> 'accrued'
       AND (status = 'needs_review' OR created_at < $2::timestamptz - $3 * interval '1 minute')
       AND ($1::bigint[] IS NULL OR id = ANY($1))
     ORDER BY created_at, id`,
    [ids, limits.now, limits.stuckMinutes],
  )
  const { rows: totals } = await client.query<BookFacts['unfinished']['totals']>(
    `SELECT (SELECT count(*) FROM transfers WHERE status IN ('accrued', 'pending', 'invoiced', 'paying', 'needs_review') AND status <> 'accrued'
               AND ($1::bigint[] IS NULL OR id = ANY($1)))::int AS unfinished,
            (SELECT coalesce(sum(amount_sats), 0) FROM transfers WHERE status IN ('accrued', 'pending', 'invoiced', 'paying', 'needs_review')
               AND status <> 'accrued' AND ($1::bigint[] IS NULL OR id = ANY($1)))::bigint AS sats,
            (SELECT count(*) FROM transfers WHERE status IN ('failed', 'cancelled') AND ($1::bigint[] IS NULL OR id = ANY($1)))::int AS failed`,
    [ids],
  )
  return { old, totals: totals[0] ?? { unfinished: 0, sats: 0n, failed: 0 } }
}

export async function depositFacts(
  client: PoolClient,
  part: Part | null,
  limits: { readonly now: Date; readonly pendingHours: number },
): Promise<BookFacts['deposits']> {
  const ids = part === null ? null : part.clients
  const { rows: old } = await client.query<BookFacts['deposits']['old'][number]>(
    `SELECT d.id, d.client_id AS "clientId", c.username, d.amount::bigint, d.currency AS "fiatCode", u.exponent, d.created_at AS "createdAt"
     FROM dca_deposits d JOIN dca_clients c ON c.id = d.client_id JOIN currencies u ON u.code = d.currency
     WHERE d.status = 'pending' AND d.created_at < $2::timestamptz - $3 * interval '1 hour' AND ($1::bigint[] IS NULL OR d.client_id = ANY($1))
     ORDER BY d.created_at, d.id`,
    [ids, limits.now, limits.pendingHours],
  )
  const { rows: totals } = await client.query<BookFacts['deposits']['totals']>(
    `SELECT count(*)::int AS deposits, (count(*) FILTER (WHERE status = 'pending'))::int AS pending
     FROM dca_deposits WHERE $1::bigint[] IS NULL OR client_id = ANY($1)`,
    [ids],
  )
  return { old, totals: totals[0] ?? { deposits: 0, pending: 0 } }
}
