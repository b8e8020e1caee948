import type { Pool } from 'pg'
import { fiatMinor, sats } from '../../domain/money.ts'
import type { FiatSum, MoneySigns, NamedClient, UnfinishedTransfer } from '../../signs/money.ts'
import type { TransferKind } from '../../storage.ts'

interface FiatColumns {
  readonly amount_fiat: bigint | null
  readonly fiat_code: string | null
  readonly exponent: number | null
}

export const fiatOf = ({
  amount_fiat: amount,
  fiat_code: fiatCode,
  exponent,
}: FiatColumns): FiatSum | null =>
  amount === null || fiatCode === null || exponent === null
    ? null
    : { amount: fiatMinor(amount), fiatCode, exponent }

interface ClientColumns {
  readonly client_id: bigint | null
  readonly username: string | null
}

export const clientOf = ({ client_id: id, username }: ClientColumns): NamedClient | null =>
  id === null ? null : { id, username: username ?? '?' }

export async function unfinished(
  pool: Pool,
  { statuses, createdUntil, limit }: Parameters<MoneySigns['unfinished']>[0],
): Promise<UnfinishedTransfer[]> {
  const { rows } = await pool.query<
    FiatColumns &
      ClientColumns & {
        kind: TransferKind
        id: bigint
        lamassu_transaction_id: bigint
        amount_sats: bigint
        status: UnfinishedTransfer['status']
        attempts: number
        last_error: string | null
        created_at: Date
        paying_since: Date | null
      }
  >(
    // The states stand there in full too, so that the partial index of what is unfinished is read, and no more.
    `SELECT t.kind, t.id, t.lamassu_transaction_id, t.client_id, c.username, t.amount_sats, t.amount_fiat, t.fiat_code, u.exponent,
            t.status, t.attempts, t.last_error, t.created_at, t.paying_since
     FROM transfers t
     LEFT JOIN dca_clients c ON c.id = t.client_id
     LEFT JOIN currencies u ON u.code = t.fiat_code
     WHERE t.status IN ('pending', 'invoiced', 'paying', 'needs_review') AND t.status = ANY($1) AND t.created_at <= $2
     ORDER BY t.created_at, t.id LIMIT $3`,
    [statuses, createdUntil, limit],
  )
  return rows.map((row) => ({
    kind: row.kind,
    id: row.id,
    cashOutId: row.lamassu_transaction_id,
    client: clientOf(row),
    amountSats: sats(row.amount_sats),
    fiat: fiatOf(row),
    status: row.status,
    attempts: row.attempts,
    lastError: row.last_error,
    createdAt: row.created_at,
    payingSince: row.paying_since,
  }))
}

export async function payoutsOffSince(pool: Pool): Promise<Date | null> {
  const { rows } = await pool.query<{ off_since: Date | null }>(
    'SELECT payouts_off_since AS off_since FROM lamassu_config WHERE NOT payouts_enabled',
  )
  return rows[0]?.off_since ?? null
}
