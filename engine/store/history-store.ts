import type { Pool, PoolClient } from 'pg'
import type { Place } from '../adopt.ts'
import { msat, sats } from '../domain/money.ts'
import type { BookedPayment, Comparison, HistoryStore, WalletDifference } from '../history.ts'
import type { Reference } from '../reference.ts'
import type { TransactionStatus, Transfer, TransferKind } from '../storage.ts'
import { guarded } from './guarded.ts'
import { inTransaction } from './pool.ts'
import { readTransfer } from './transfer-store.ts'

export function createHistoryStore(pool: Pool): HistoryStore {
  return guarded<HistoryStore>({
    async isCompared(walletId) {
      const { rows } = await pool.query<{ compared: boolean }>('SELECT is_compared($1) AS compared', [
        walletId,
      ])
      return rows[0]?.compared === true
    },
    async doubt() {
      await pool.query('UPDATE wallet_checks SET compared_mark = NULL WHERE compared_mark IS NOT NULL')
    },
    begin: (walletId, settleSeconds) => begin(pool, walletId, settleSeconds),
    completedBeside: (walletId, comparison, hashes, limit) =>
      completedBeside(pool, walletId, comparison, hashes, limit),
    record: (walletId, comparison, found) =>
      inTransaction(pool, (client) => record(client, walletId, comparison, found)),
    openDifferences: (limit) => openDifferences(pool, limit),
    placeOf: (reference, paymentHash) => placeOf(pool, reference, paymentHash),
    adopt: (transfer, difference) => inTransaction(pool, (client) => adopt(client, transfer, difference)),
  })
}

async function begin(pool: Pool, walletId: string, settleSeconds: number): Promise<Comparison> {
  const { rows } = await pool.query<{
    books: string
    mark: string
    started_at: Date
    wait_seconds: number
    compared_until: Date | null
    compared_at: Date | null
    newest_hash: string | null
  }>(
    `INSERT INTO wallet_checks AS w (wallet_id, books) VALUES ($1, books_identity())
     ON CONFLICT (wallet_id) DO UPDATE
       SET books = excluded.books,
           books_since = CASE WHEN w.books = excluded.books THEN w.books_since ELSE now() END,
           compared_mark = CASE WHEN w.books = excluded.books THEN w.compared_mark END
     RETURNING books, books_mark() AS mark, now() AS started_at, compared_until, compared_at, newest_hash,
               coalesce(extract(epoch FROM books_since - now()) + $2, 0)::float8 AS wait_seconds`,
    [walletId, settleSeconds],
  )
  const [row] = rows
  if (row === undefined) throw new Error('an upsert returns its row')
  return {
    books: row.books,
    mark: row.mark,
    startedAt: row.started_at,
    waitSeconds: row.wait_seconds,
    comparedUntil: row.compared_until,
    comparedAt: row.compared_at,
    newestHash: row.newest_hash,
  }
}

/**
 * Without an earlier comparison the newest one stands for all: a wallet from a backup lacks it first. What was
 * completed shortly before the last one is looked for again: clocks step back, and the hashes reach back for a day.
 */
async function completedBeside(
  pool: Pool,
  walletId: string,
  { comparedAt, newestHash }: Comparison,
  hashes: readonly string[],
  limit: number,
): Promise<BookedPayment[]> {
  const { rows } = await pool.query<{
    kind: TransferKind
    id: bigint
    payment_hash: string
    amount_sats: bigint
  }>(
    `SELECT kind, id, payment_hash, amount_sats FROM transfers
     WHERE payer_wallet_id = $1 AND status = 'completed'
       AND (completed_at > $2::timestamptz - interval '1 hour' OR payment_hash = $3
            OR $2 IS NULL AND completed_at = (SELECT max(completed_at) FROM transfers WHERE payer_wallet_id = $1 AND status = 'completed'))
       AND payment_hash NOT IN (SELECT unnest($4::text[]))
     ORDER BY completed_at DESC LIMIT $5`,
    [walletId, comparedAt, newestHash, hashes, limit],
  )
  return rows.map((row) => ({
    kind: row.kind,
    id: row.id,
    paymentHash: row.payment_hash,
    amountSats: sats(row.amount_sats),
  }))
}

async function record(
  client: PoolClient,
  walletId: string,
  comparison: Comparison,
  { sent, missing, until }: Parameters<HistoryStore['record']>[2],
): Promise<void> {
  await client.query(
    `INSERT INTO wallet_differences (payment_hash, what, wallet_id, amount_msat, reference, bolt11, paid_at)
     SELECT s.hash, 'unbooked', $1, s.amount, s.reference, s.bolt11, s.time
     FROM unnest($2::text[], $3::bigint[], $4::text[], $5::text[], $6::timestamptz[]) AS s(hash, amount, reference, bolt11, time)
     LEFT JOIN payment_invoices i ON i.payment_hash = s.hash
     LEFT JOIN transfers t ON t.kind = i.transfer_kind AND t.id = i.transfer_id
     WHERE t.payment_hash IS DISTINCT FROM s.hash OR t.status IN ('failed', 'cancelled')
     ON CONFLICT DO NOTHING`,
    [
      walletId,
      sent.map((row) => row.paymentHash),
      sent.map((row) => row.amountMsat),
      sent.map((row) => row.reference),
      sent.map((row) => row.bolt11),
      sent.map((row) => row.time),
    ],
  )
  await client.query(
    `INSERT INTO wallet_differences (payment_hash, what, wallet_id, amount_msat)
     SELECT m.hash, 'missing', $1, m.amount * 1000 FROM unnest($2::text[], $3::bigint[]) AS m(hash, amount)
     ON CONFLICT DO NOTHING`,
    [walletId, missing.map((row) => row.paymentHash), missing.map((row) => row.amountSats)],
  )
  await client.query(
    `UPDATE wallet_differences SET settled_at = now(), settled_how = 'the wallet shows it again'
     WHERE wallet_id = $1 AND what = 'missing' AND settled_at IS NULL AND payment_hash = ANY($2)`,
    [walletId, sent.map((row) => row.paymentHash)],
  )
  // Of other books by now: then nothing has been compared with these.
  await client.query(
    `UPDATE wallet_checks
     SET compared_mark = $3, compared_at = $4, compared_until = $5, newest_hash = coalesce($6, newest_hash)
     WHERE wallet_id = $1 AND books = $2`,
    [walletId, comparison.books, comparison.mark, comparison.startedAt, until, sent[0]?.paymentHash ?? null],
  )
}

async function openDifferences(pool: Pool, limit: number): Promise<WalletDifference[]> {
  const { rows } = await pool.query<{
    payment_hash: string
    what: WalletDifference['what']
    wallet_id: string
    amount_msat: bigint
    reference: string | null
    bolt11: string | null
  }>(
    `SELECT payment_hash, what, wallet_id, amount_msat, reference, bolt11 FROM wallet_differences
     WHERE settled_at IS NULL ORDER BY found_at, paid_at, payment_hash LIMIT $1`,
    [limit],
  )
  return rows.map((row) => ({
    paymentHash: row.payment_hash,
    what: row.what,
    walletId: row.wallet_id,
    amountMsat: msat(row.amount_msat),
    reference: row.reference,
    bolt11: row.bolt11,
  }))
}

async function placeOf(pool: Pool, reference: Reference, paymentHash: string): Promise<Place> {
  const { rows } = await pool.query<{
    cash_out: TransactionStatus | null
    is_baseline: boolean
    is_given_up: boolean
    transfer_id: bigint | null
    is_accrued: boolean
  }>(
    `SELECT x.status AS cash_out, t.id AS transfer_id,
            EXISTS (SELECT FROM cash_out_sightings WHERE transaction_id = $2 AND state <> 'waiting') AS is_baseline,
            EXISTS (SELECT FROM payment_invoices i JOIN transfers o ON o.kind = i.transfer_kind AND o.id = i.transfer_id
                    WHERE i.payment_hash = $5 AND (o.payment_hash IS DISTINCT FROM $5 OR o.status IN ('failed', 'cancelled'))) AS is_given_up,
            EXISTS (SELECT FROM commission_payments c WHERE c.lamassu_transaction_id = x.id AND $1 = 'commission' AND c.status = 'accrued') AS is_accrued
     FROM (SELECT) AS one
     LEFT JOIN lamassu_transactions x ON x.transaction_id = $2
     LEFT JOIN transfers t ON t.kind = $1 AND (t.id = $4 OR t.lamassu_transaction_id = x.id AND t.payee_wallet_id = $3)`,
    'transferId' in reference
      ? [reference.kind, null, null, reference.transferId, paymentHash]
      : [reference.kind, reference.cashOutId, reference.payeeWalletId, null, paymentHash],
  )
  const [row] = rows
  if (row === undefined) throw new Error('one row is joined with what there is')
  return {
    cashOut: row.cash_out,
    isBaseline: row.is_baseline,
    isAccrued: row.is_accrued,
    isGivenUp: row.is_given_up,
    transfer: row.transfer_id === null ? null : await readTransfer(pool, reference.kind, row.transfer_id),
  }
}

/** The invoice counts as an old one, so that nobody takes it for a fresh one and pays it unseen. */
async function adopt(client: PoolClient, transfer: Transfer, difference: WalletDifference): Promise<boolean> {
  const { paymentHash, bolt11 } = difference
  const adopted = await client.query(
    `UPDATE transfers
     SET payment_hash = $4, bolt11 = $5, status = CASE WHEN status = 'paying' THEN status ELSE 'invoiced' END,
         invoiced_at = now() - interval '1 minute',
         invoice_seq = 1 + coalesce((SELECT max(seq) FROM payment_invoices WHERE transfer_kind = $1 AND transfer_id = $2), 0),
         lease_owner = NULL, lease_until = NULL, next_attempt_at = now(), updated_at = now()
     WHERE kind = $1 AND id = $2 AND payment_hash IS NOT DISTINCT FROM $3
       AND status IN ('pending', 'invoiced', 'paying', 'needs_review')`,
    [transfer.kind, transfer.id, transfer.paymentHash, paymentHash, bolt11],
  )
  if (adopted.rowCount === 0) return false
  await client.query(
    `INSERT INTO payment_invoices (payment_hash, transfer_kind, transfer_id, seq, bolt11)
     SELECT $3, kind, id, invoice_seq, $4 FROM transfers WHERE kind = $1 AND id = $2`,
    [transfer.kind, transfer.id, paymentHash, bolt11],
  )
  await client.query(
    `UPDATE wallet_differences SET settled_at = now(), settled_how = $2 WHERE payment_hash = $1 AND what = 'unbooked'`,
    [paymentHash, `recognised as ${transfer.kind} payment ${transfer.id}`],
  )
  return true
}
