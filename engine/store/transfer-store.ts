import type { Pool, PoolClient } from 'pg'
import { fiatMinor, sats } from '../domain/money.ts'
import type { Lease, Transfer, TransferKind, TransferStatus, TransferStore } from '../storage.ts'
import { guarded } from './guarded.ts'
import { databaseFailure, inTransaction } from './pool.ts'
import { complete } from './transfer-completion.ts'

export function createTransferStore(pool: Pool): TransferStore {
  return guarded<TransferStore>({
    claim: (lease, payerWalletIds, limit) => claim(pool, lease, payerWalletIds, limit),
    claimOne: (lease, kind, id) => claimOne(pool, lease, kind, id),
    recordInvoice: (lease, transfer, invoice) => recordInvoice(pool, lease, transfer, invoice),
    markPaying: (lease, transfer) => markPaying(pool, lease, transfer),
    complete: (transfer, proof) => inTransaction(pool, (client) => complete(client, transfer, proof)),
    postpone: (lease, transfer, why) => postpone(pool, lease, transfer, why),
    holdBackWallet: (payerWalletId, why) => holdBackWallet(pool, payerWalletId, why),
    review: (transfer, reason) => review(pool, transfer, reason),
    invoiceSeenDead: (lease, transfer, proof, afterSeconds) =>
      inTransaction(pool, (client) => invoiceSeenDead(client, lease, transfer, proof, afterSeconds)),
    async invoiceSeenAlive(transfer) {
      await pool.query(
        'UPDATE payment_invoices SET dead_seen_at = NULL WHERE payment_hash = $1 AND dead_at IS NULL AND dead_seen_at IS NOT NULL',
        [transfer.paymentHash],
      )
    },
    async stopPayouts(reason) {
      await pool.query(
        'UPDATE lamassu_config SET payouts_enabled = false, pause_reason = $1, updated_at = now()',
        [reason],
      )
    },
  })
}

interface TransferRow {
  kind: TransferKind
  id: bigint
  lamassu_transaction_id: bigint | null
  cash_out_id: string
  client_id: bigint | null
  amount_sats: bigint
  amount_fiat: bigint | null
  fiat_code: string | null
  status: TransferStatus
  payer_wallet_id: string
  payee_wallet_id: string
  payment_hash: string | null
  bolt11: string | null
  invoice_seq: number
  attempts: number
  invoice_age_seconds: number | null
  may_send: boolean
}

const fromRow = (row: TransferRow): Transfer => ({
  kind: row.kind,
  id: row.id,
  lamassuTransactionId: row.lamassu_transaction_id,
  cashOutId: row.cash_out_id,
  clientId: row.client_id,
  amountSats: sats(row.amount_sats),
  amountFiat: row.amount_fiat === null ? null : fiatMinor(row.amount_fiat),
  fiatCode: row.fiat_code,
  status: row.status,
  payerWalletId: row.payer_wallet_id,
  payeeWalletId: row.payee_wallet_id,
  paymentHash: row.payment_hash,
  bolt11: row.bolt11,
  invoiceSeq: row.invoice_seq,
  attempts: row.attempts,
  invoiceAgeSeconds: row.invoice_age_seconds,
  maySend: row.may_send,
})

/** The payments table is the queue: no two workers lease the same row, and the switch is read in the same statement. */
async function claim(
  pool: Pool,
  lease: Lease,
  payerWalletIds: readonly string[],
  limit: number,
): Promise<Transfer[]> {
  const { rows } = await pool.query<TransferRow>({
    name: 'claim-transfers',
    text: `UPDATE transfers t
           SET lease_owner = $1, lease_until = now() + make_interval(secs => $2), updated_at = now()
           FROM (
             SELECT kind, id FROM transfers
             WHERE status IN ('pending', 'invoiced', 'paying') AND next_attempt_at <= now()
               AND (lease_until IS NULL OR lease_until < now()) AND payer_wallet_id = ANY($3)
               AND (status = 'paying' OR (SELECT payouts_enabled FROM lamassu_config)
                 OR lamassu_transaction_id = (SELECT trial_transaction_id FROM lamassu_config))
             ORDER BY next_attempt_at, id LIMIT $4 FOR UPDATE SKIP LOCKED) AS due
           WHERE t.kind = due.kind AND t.id = due.id
           RETURNING t.kind, t.id, t.lamassu_transaction_id, t.client_id, t.amount_sats, t.amount_fiat, t.fiat_code, t.status,
                     t.payer_wallet_id, t.payee_wallet_id, t.payment_hash, t.bolt11, t.invoice_seq, t.attempts,
                     extract(epoch FROM now() - t.invoiced_at)::float8 AS invoice_age_seconds,
                     (SELECT x.transaction_id FROM lamassu_transactions x WHERE x.id = t.lamassu_transaction_id) AS cash_out_id,
                     may_send(t.payer_wallet_id)`,
    values: [lease.owner, lease.seconds, payerWalletIds, limit],
  })
  return rows.map(fromRow)
}

async function claimOne(pool: Pool, lease: Lease, kind: TransferKind, id: bigint): Promise<Transfer | null> {
  const { rows } = await pool.query<TransferRow>(
    `UPDATE transfers t
     SET lease_owner = $1, lease_until = now() + make_interval(secs => $2), updated_at = now()
     WHERE t.kind = $3 AND t.id = $4 AND (t.lease_until IS NULL OR t.lease_until < now() OR t.lease_owner = $1)
       AND t.status IN ('pending', 'invoiced', 'paying', 'needs_review')
     RETURNING t.kind, t.id, t.lamassu_transaction_id, t.client_id, t.amount_sats, t.amount_fiat, t.fiat_code, t.status,
               t.payer_wallet_id, t.payee_wallet_id, t.payment_hash, t.bolt11, t.invoice_seq, t.attempts,
               extract(epoch FROM now() - t.invoiced_at)::float8 AS invoice_age_seconds,
               (SELECT x.transaction_id FROM lamassu_transactions x WHERE x.id = t.lamassu_transaction_id) AS cash_out_id,
               may_send(t.payer_wallet_id)`,
    [lease.owner, lease.seconds, kind, id],
  )
  const [row] = rows
  return row === undefined ? null : fromRow(row)
}

/** One transfer as a worker would see it, without leasing it. */
export async function readTransfer(pool: Pool, kind: TransferKind, id: bigint): Promise<Transfer | null> {
  try {
    const { rows } = await pool.query<TransferRow>(
      `SELECT t.kind, t.id, t.lamassu_transaction_id, t.client_id, t.amount_sats, t.amount_fiat, t.fiat_code, t.status,
              t.payer_wallet_id, t.payee_wallet_id, t.payment_hash, t.bolt11, t.invoice_seq, t.attempts,
              extract(epoch FROM now() - t.invoiced_at)::float8 AS invoice_age_seconds,
              (SELECT x.transaction_id FROM lamassu_transactions x WHERE x.id = t.lamassu_transaction_id) AS cash_out_id,
              may_send(t.payer_wallet_id)
       FROM transfers t WHERE t.kind = $1 AND t.id = $2`,
      [kind, id],
    )
    const [row] = rows
    return row === undefined ? null : fromRow(row)
  } catch (thrown) {
    throw databaseFailure(thrown)
  }
}

async function recordInvoice(
  pool: Pool,
  lease: Lease,
  transfer: Transfer,
  invoice: { paymentHash: string; bolt11: string },
): Promise<boolean> {
  const { rowCount } = await pool.query({
    name: 'record-invoice',
    text: `WITH recorded AS (
             UPDATE transfers
             SET payment_hash = $4, bolt11 = $5, status = 'invoiced', invoiced_at = now(), updated_at = now()
             WHERE kind = $1 AND id = $2 AND lease_owner = $3 AND payment_hash IS NULL AND status IN ('pending', 'needs_review')
             RETURNING kind, id, invoice_seq)
           INSERT INTO payment_invoices (payment_hash, transfer_kind, transfer_id, seq, bolt11)
           SELECT $4, kind, id, invoice_seq, $5 FROM recorded`,
    values: [transfer.kind, transfer.id, lease.owner, invoice.paymentHash, invoice.bolt11],
  })
  return rowCount === 1
}

async function markPaying(pool: Pool, lease: Lease, transfer: Transfer): Promise<boolean> {
  const { rowCount } = await pool.query({
    name: 'mark-paying',
    // FOR SHARE: whoever switches payouts off waits for this commit, and nothing is sent after his that was not before.
    text: `WITH switched_on AS (SELECT FROM lamassu_config WHERE payouts_enabled OR trial_transaction_id = $6 FOR SHARE)
           UPDATE transfers
           SET status = 'paying', lease_until = now() + make_interval(secs => $4), updated_at = now()
           WHERE kind = $1 AND id = $2 AND lease_owner = $3 AND payment_hash = $5
             AND status IN ('invoiced', 'paying', 'needs_review') AND EXISTS (SELECT FROM switched_on)
             AND may_send(payer_wallet_id)`,
    values: [
      transfer.kind,
      transfer.id,
      lease.owner,
      lease.seconds,
      transfer.paymentHash,
      transfer.lamassuTransactionId,
    ],
  })
  return rowCount === 1
}

async function postpone(
  pool: Pool,
  lease: Lease,
  transfer: Transfer,
  why: { error: string | null; seconds: number; attempted: boolean },
): Promise<void> {
  await pool.query(
    `UPDATE transfers
     SET lease_owner = NULL, lease_until = NULL, next_attempt_at = now() + make_interval(secs => $4),
         last_error = coalesce($5, last_error), attempts = attempts + $6, updated_at = now()
     WHERE kind = $1 AND id = $2 AND lease_owner = $3 AND status IN ('pending', 'invoiced', 'paying', 'needs_review')`,
    [transfer.kind, transfer.id, lease.owner, why.seconds, why.error, why.attempted ? 1 : 0],
  )
}

async function holdBackWallet(
  pool: Pool,
  payerWalletId: string,
  why: { error: string; seconds: number },
): Promise<void> {
  await pool.query(
    `UPDATE transfers SET next_attempt_at = now() + make_interval(secs => $2), last_error = $3, updated_at = now()
     WHERE payer_wallet_id = $1 AND status IN ('pending', 'invoiced', 'paying') AND next_attempt_at <= now() AND lease_owner IS NULL`,
    [payerWalletId, why.seconds, why.error],
  )
}

async function review(pool: Pool, transfer: Transfer, reason: string): Promise<void> {
  await pool.query(
    `UPDATE transfers
     SET status = 'needs_review', last_error = $3, lease_owner = NULL, lease_until = NULL, updated_at = now()
     WHERE kind = $1 AND id = $2 AND status IN ('pending', 'invoiced', 'paying', 'needs_review')`,
    [transfer.kind, transfer.id, reason],
  )
}

/** How soon a dead-looking invoice is looked at again; it may only have been a stale read. */
const DEAD_LOOK_SECONDS = 30

async function invoiceSeenDead(
  client: PoolClient,
  lease: Lease,
  transfer: Transfer,
  proof: string,
  afterSeconds: number,
): Promise<'noted' | 'voided'> {
  const { rows } = await client.query<{ proven: boolean }>(
    `UPDATE payment_invoices SET dead_seen_at = coalesce(dead_seen_at, now()) WHERE payment_hash = $1
     RETURNING dead_seen_at < now() AND dead_seen_at <= now() - make_interval(secs => $2) AS proven`,
    [transfer.paymentHash, afterSeconds],
  )
  if (rows[0]?.proven !== true) {
    await client.query(
      `UPDATE transfers
       SET lease_owner = NULL, lease_until = NULL, next_attempt_at = now() + make_interval(secs => least($4::float8, $5::float8)),
           last_error = 'the invoice looks dead; it is looked at again before a new one is made', updated_at = now(),
           -- A person looked, and wants it paid: the second look comes by itself.
           status = CASE status WHEN 'needs_review' THEN 'invoiced' ELSE status END,
           attempts = CASE status WHEN 'needs_review' THEN 0 ELSE attempts END
       WHERE kind = $1 AND id = $2 AND lease_owner = $3`,
      [transfer.kind, transfer.id, lease.owner, afterSeconds, DEAD_LOOK_SECONDS],
    )
    return 'noted'
  }
  const voided = await client.query(
    `UPDATE transfers
     SET status = 'pending', payment_hash = NULL, bolt11 = NULL, invoiced_at = NULL, invoice_seq = invoice_seq + 1,
         lease_owner = NULL, lease_until = NULL, next_attempt_at = now(), updated_at = now()
     WHERE kind = $1 AND id = $2 AND payment_hash = $3 AND lease_owner = $4`,
    [transfer.kind, transfer.id, transfer.paymentHash, lease.owner],
  )
  // The lease was lost meanwhile: whoever has it now decides.
  if (voided.rowCount === 0) return 'noted'
  await client.query('UPDATE payment_invoices SET dead_at = now(), dead_proof = $2 WHERE payment_hash = $1', [
    transfer.paymentHash,
    proof,
  ])
  return 'voided'
}
