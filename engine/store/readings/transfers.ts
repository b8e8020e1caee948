import type { Pool } from 'pg'
import { fiatMinor, sats } from '../../domain/money.ts'
import type { TransferFilter, TransferReading } from '../../readings.ts'
import type { TransferKind, TransferStatus } from '../../storage.ts'

interface TransferRow {
  kind: TransferKind
  id: bigint
  lamassu_transaction_id: bigint | null
  client_id: bigint | null
  username: string | null
  amount_sats: bigint
  amount_fiat: bigint | null
  fiat_code: string | null
  exponent: number | null
  status: TransferStatus
  payer_wallet_id: string | null
  payee_wallet_id: string | null
  payment_hash: string | null
  invoice_seq: number
  attempts: number
  next_attempt_at: Date
  last_error: string | null
  fee_msat: bigint
  receiver_confirmed: boolean | null
  created_at: Date
  completed_at: Date | null
}

const fromRow = (row: TransferRow): TransferReading => ({
  kind: row.kind,
  id: row.id,
  lamassuTransactionId: row.lamassu_transaction_id,
  clientId: row.client_id,
  username: row.username,
  amountSats: sats(row.amount_sats),
  amountFiat: row.amount_fiat === null ? null : fiatMinor(row.amount_fiat),
  fiatCode: row.fiat_code,
  exponent: row.exponent,
  status: row.status,
  payerWalletId: row.payer_wallet_id,
  payeeWalletId: row.payee_wallet_id,
  paymentHash: row.payment_hash,
  invoiceSeq: row.invoice_seq,
  attempts: row.attempts,
  nextAttemptAt: row.next_attempt_at,
  lastError: row.last_error,
  feeMsat: row.fee_msat,
  receiverConfirmed: row.receiver_confirmed,
  createdAt: row.created_at,
  completedAt: row.completed_at,
})

const COLUMNS = `t.kind, t.id, t.lamassu_transaction_id, t.client_id, c.username, t.amount_sats, t.amount_fiat, t.fiat_code, u.exponent,
  t.status, t.payer_wallet_id, t.payee_wallet_id, t.payment_hash, t.invoice_seq, t.attempts, t.next_attempt_at, t.last_error,
  t.fee_msat, t.receiver_confirmed, t.created_at, t.completed_at`

const UNFINISHED: readonly TransferStatus[] = ['accrued', 'pending', 'invoiced', 'paying', 'needs_review']
const ALL: readonly TransferStatus[] = [...UNFINISHED, 'completed', 'failed', 'cancelled']

/** The handbook calls a payment stuck after fifteen minutes. */
const STUCK_MINUTES = 15

function statusesOf(wanted: TransferFilter['status']): readonly TransferStatus[] {
  if (wanted === 'all') return ALL
  if (wanted === 'unfinished') return UNFINISHED
  return wanted === 'stuck' ? UNFINISHED.filter((status) => status !== 'accrued') : [wanted]
}

export async function transfers(pool: Pool, filter: TransferFilter): Promise<TransferReading[]> {
  const { rows } = await pool.query<TransferRow>(
    `SELECT ${COLUMNS} FROM transfers t LEFT JOIN dca_clients c ON c.id = t.client_id LEFT JOIN currencies u ON u.code = t.fiat_code
     WHERE t.status = ANY($1) AND ($2::bigint IS NULL OR t.client_id = $2) AND ($3::bigint IS NULL OR t.lamassu_transaction_id = $3)
       AND ($4::int IS NULL OR t.created_at < now() - make_interval(mins => $4))
     ORDER BY t.id DESC LIMIT $5`,
    [
      statusesOf(filter.status),
      filter.clientId ?? null,
      filter.lamassuTransactionId ?? null,
      filter.status === 'stuck' ? STUCK_MINUTES : null,
      filter.limit,
    ],
  )
  return rows.map(fromRow)
}

/** Ids are unique over all kinds, so the kind may be left open. */
export async function transfer(
  pool: Pool,
  kind: TransferKind | null,
  id: bigint,
): Promise<TransferReading | null> {
  const { rows } = await pool.query<TransferRow>(
    `SELECT ${COLUMNS} FROM transfers t LEFT JOIN dca_clients c ON c.id = t.client_id LEFT JOIN currencies u ON u.code = t.fiat_code
     WHERE t.id = $1 AND ($2::text IS NULL OR t.kind = $2)`,
    [id, kind],
  )
  const [row] = rows
  return row === undefined ? null : fromRow(row)
}
