import type { Pool } from 'pg'
import type { InterventionReading, InvoiceReading, NoticeReading, ReceiptReading } from '../../readings.ts'
import type { TransferKind } from '../../storage.ts'

/* What people have decided about single cash-outs, payments, deposits and clients. */

export async function interventions(pool: Pool, lamassuId: string): Promise<InterventionReading[]> {
  const { rows } = await pool.query<InterventionReading>(
    `SELECT what, reason, actor, state_before AS "stateBefore", reason_before AS "reasonBefore", status_after AS "statusAfter",
            CASE WHEN status_after = 'quarantined' THEN reason_after END AS "reasonAfter", overridden,
            evidence_name AS "evidenceName", evidence_sha256 AS "evidenceSha256", created_at AS "at"
     FROM cash_out_interventions WHERE transaction_id = $1 ORDER BY id`,
    [lamassuId],
  )
  return rows
}

/** Every invoice that was ever made for the payment, the oldest first. */
export async function invoices(pool: Pool, kind: TransferKind, id: bigint): Promise<InvoiceReading[]> {
  const { rows } = await pool.query<InvoiceReading>(
    `SELECT seq, payment_hash AS "paymentHash", created_at AS "createdAt", dead_seen_at AS "deadSeenAt", dead_at AS "deadAt"
     FROM payment_invoices WHERE transfer_kind = $1 AND transfer_id = $2 ORDER BY seq`,
    [kind, id],
  )
  return rows
}

export async function receipts(pool: Pool, depositId: bigint): Promise<ReceiptReading[]> {
  const { rows } = await pool.query<Omit<ReceiptReading, 'bytes'> & { bytes: Buffer }>(
    `SELECT name, media_type AS "mediaType", bytes, sha256, added_by AS "addedBy", created_at AS "createdAt"
     FROM deposit_receipts WHERE deposit_id = $1 ORDER BY id`,
    [depositId],
  )
  return rows
}

/** The newest first. */
export async function notices(pool: Pool, clientId: bigint, limit: number): Promise<NoticeReading[]> {
  const { rows } = await pool.query<NoticeReading>(
    `SELECT client_id AS "clientId", template, language, words, told_by AS "toldBy", created_at AS "at"
     FROM client_notices WHERE client_id = $1 ORDER BY id DESC LIMIT $2`,
    [clientId, limit],
  )
  return rows
}
