import type { Pool } from 'pg'
import { fiatMinor, sats } from '../../domain/money.ts'
import type {
  ClientReading,
  ClientStatus,
  DepositReading,
  DepositStatus,
  HistoryReading,
} from '../../readings.ts'

interface ClientRow {
  id: bigint
  username: string
  wallet_id: string
  fiat_code: string
  exponent: number
  dca_mode: 'flow' | 'fixed'
  fixed_mode_daily_limit: bigint | null
  status: ClientStatus
  remaining_balance: bigint
  held_balance: bigint
  deposited: string
  paid_fiat: string
  paid_sats: string
  payments: bigint
  has_key: boolean
  last_paid_at: Date | null
  created_at: Date
}

const fromRow = (row: ClientRow): ClientReading => ({
  id: row.id,
  username: row.username,
  walletId: row.wallet_id,
  fiatCode: row.fiat_code,
  exponent: row.exponent,
  mode: row.dca_mode,
  dailyLimit: row.fixed_mode_daily_limit === null ? null : fiatMinor(row.fixed_mode_daily_limit),
  status: row.status,
  remaining: fiatMinor(row.remaining_balance),
  held: fiatMinor(row.held_balance),
  deposited: fiatMinor(BigInt(row.deposited)),
  paidFiat: fiatMinor(BigInt(row.paid_fiat)),
  paidSats: sats(BigInt(row.paid_sats)),
  payments: Number(row.payments),
  hasKey: row.has_key,
  lastPaidAt: row.last_paid_at,
  createdAt: row.created_at,
})

export async function clients(
  pool: Pool,
  filter: { status?: ClientStatus; fiatCode?: string; limit: number },
): Promise<ClientReading[]> {
  const { rows } = await pool.query<{ id: bigint }>(
    `SELECT id FROM dca_clients WHERE ($1::text IS NULL OR status = $1) AND ($2::text IS NULL OR fiat_code = $2)
     ORDER BY lower(username), id LIMIT $3`,
    [filter.status ?? null, filter.fiatCode ?? null, filter.limit],
  )
  return clientsByIds(
    pool,
    rows.map((row) => row.id),
  )
}

export async function findClients(pool: Pool, reference: string): Promise<ClientReading[]> {
  const { rows } = await pool.query<{ id: bigint }>(
    'SELECT id FROM dca_clients WHERE lower(username) = lower($1) OR id::text = $1 ORDER BY id LIMIT 25',
    [reference],
  )
  return clientsByIds(
    pool,
    rows.map((row) => row.id),
  )
}

async function clientsByIds(pool: Pool, ids: readonly bigint[]): Promise<ClientReading[]> {
  const { rows } = await pool.query<ClientRow>(
    `SELECT c.id, c.username, c.wallet_id, c.fiat_code, u.exponent, c.dca_mode, c.fixed_mode_daily_limit, c.status,
            c.remaining_balance, c.held_balance, coalesce(d.deposited, 0) AS deposited, coalesce(p.fiat, 0) AS paid_fiat,
            coalesce(p.sats, 0) AS paid_sats, coalesce(p.payments, 0) AS payments, c.invoice_key_sealed IS NOT NULL AS has_key,
            p.last_paid_at, c.created_at
     FROM unnest($1::bigint[]) WITH ORDINALITY AS wanted(id, place)
     JOIN dca_clients c ON c.id = wanted.id JOIN currencies u ON u.code = c.fiat_code
     LEFT JOIN (SELECT client_id, sum(amount) AS deposited FROM dca_deposits
                WHERE client_id = ANY($1) AND status = 'confirmed' GROUP BY client_id) d ON d.client_id = c.id
     LEFT JOIN (SELECT client_id, sum(amount_fiat) AS fiat, sum(amount_sats) AS sats, count(*) AS payments,
                       max(completed_at) AS last_paid_at FROM transfers
                WHERE kind IN ('client', 'compensation') AND client_id = ANY($1) AND status = 'completed' GROUP BY client_id) p ON p.client_id = c.id
     ORDER BY wanted.place`,
    [ids],
  )
  return rows.map(fromRow)
}

export async function clientNames(pool: Pool, ids: readonly bigint[]): Promise<Map<bigint, string>> {
  const { rows } = await pool.query<{ id: bigint; username: string }>(
    'SELECT id, username FROM dca_clients WHERE id = ANY($1)',
    [ids],
  )
  return new Map(rows.map((row) => [row.id, row.username]))
}

export async function clientHistory(pool: Pool, clientId: bigint, limit: number): Promise<HistoryReading[]> {
  const { rows } = await pool.query<{
    created_at: Date
    kind: string
    reference: string
    change: bigint
    amount_sats: bigint | null
    remaining_after: bigint
    held_after: bigint
    actor: string
    reason: string | null
  }>(
    `SELECT b.created_at, b.kind, e.idempotency_key AS reference, b.remaining_after - b.remaining_before AS change,
            p.amount_sats, b.remaining_after, b.held_after, b.actor, b.reason
     FROM balance_changes b JOIN ledger_entries e ON e.id = b.entry_id
     LEFT JOIN dca_payments p ON p.client_id = b.client_id AND p.lamassu_transaction_id = b.lamassu_transaction_id
     WHERE b.client_id = $1 ORDER BY b.entry_id DESC LIMIT $2`,
    [clientId, limit],
  )
  return rows.map((row) => ({
    at: row.created_at,
    kind: row.kind,
    reference: row.reference,
    change: fiatMinor(row.change),
    amountSats: row.amount_sats === null ? null : sats(row.amount_sats),
    remainingAfter: fiatMinor(row.remaining_after),
    heldAfter: fiatMinor(row.held_after),
    actor: row.actor,
    reason: row.reason,
  }))
}

interface DepositRow {
  id: bigint
  client_id: bigint
  username: string
  amount: bigint
  currency: string
  exponent: number
  status: DepositStatus
  note: string | null
  created_by: string | null
  decided_by: string | null
  created_at: Date
  confirmed_at: Date | null
}

const fromDepositRow = (row: DepositRow): DepositReading => ({
  id: row.id,
  clientId: row.client_id,
  username: row.username,
  amount: fiatMinor(row.amount),
  fiatCode: row.currency,
  exponent: row.exponent,
  status: row.status,
  note: row.note,
  createdBy: row.created_by,
  decidedBy: row.decided_by,
  createdAt: row.created_at,
  confirmedAt: row.confirmed_at,
})

export async function deposits(
  pool: Pool,
  filter: { id?: bigint; status?: DepositStatus; clientId?: bigint; limit: number },
): Promise<DepositReading[]> {
  const { rows } = await pool.query<DepositRow>(
    `SELECT d.id, d.client_id, c.username, d.amount, d.currency, u.exponent, d.status, d.note, d.created_by, d.decided_by,
            d.created_at, d.confirmed_at
     FROM dca_deposits d JOIN dca_clients c ON c.id = d.client_id JOIN currencies u ON u.code = d.currency
     WHERE ($1::text IS NULL OR d.status = $1) AND ($2::bigint IS NULL OR d.client_id = $2) AND ($3::bigint IS NULL OR d.id = $3)
     ORDER BY d.id DESC LIMIT $4`,
    [filter.status ?? null, filter.clientId ?? null, filter.id ?? null, filter.limit],
  )
  return rows.map(fromDepositRow)
}
