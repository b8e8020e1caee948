import type { Pool } from 'pg'
import type { CommissionRule } from '../../domain/commission.ts'
import { fiatMinor, sats } from '../../domain/money.ts'
import type {
  DuplicateReading,
  KnownAs,
  TransactionFilter,
  TransactionReading,
  WaitingReading,
} from '../../readings.ts'
import type { TransactionStatus } from '../../storage.ts'
import { sourceRowOf } from './source-row.ts'

interface TransactionRow {
  id: bigint
  transaction_id: string
  status: TransactionStatus
  quarantine_reason: string | null
  waiting_reason: string | null
  error_message: string | null
  device_id: string
  machine_name: string | null
  crypto_code: string | null
  crypto_atoms: bigint | null
  fiat_code: string | null
  exponent: number | null
  fiat_amount: bigint | null
  fiat_major: string | null
  fixed_fee: string
  raw_ticker_price: string | null
  commission_percentage: string | null
  discount: string
  commission_rule: CommissionRule | null
  base_amount: bigint | null
  commission_amount: bigint | null
  unallocated_sats: bigint | null
  unallocated_fiat: bigint | null
  source_wallet_id: string | null
  commission_wallet_id: string | null
  calculation: TransactionReading['calculation']
  source_row: unknown
  upstream_changed_at: Date | null
  upstream_row: unknown
  transaction_time: Date | null
  created_at: Date
  processed_at: Date | null
}

const maybe = <In, Out>(value: In | null, brand: (value: In) => Out): Out | null =>
  value === null ? null : brand(value)

const fromRow = (row: TransactionRow): TransactionReading => ({
  id: row.id,
  transactionId: row.transaction_id,
  status: row.status,
  quarantineReason: row.quarantine_reason,
  waitingReason: row.waiting_reason,
  errorMessage: row.error_message,
  deviceId: row.device_id,
  machineName: row.machine_name,
  cryptoCode: row.crypto_code,
  cryptoAtoms: maybe(row.crypto_atoms, sats),
  fiatCode: row.fiat_code,
  exponent: row.exponent,
  fiatAmount: maybe(row.fiat_amount, fiatMinor),
  fiatMajor: row.fiat_major,
  fixedFee: row.fixed_fee,
  rawTickerPrice: row.raw_ticker_price,
  commissionPercentage: row.commission_percentage,
  discount: row.discount,
  rule: row.commission_rule,
  baseAmount: maybe(row.base_amount, sats),
  commissionAmount: maybe(row.commission_amount, sats),
  unallocatedSats: maybe(row.unallocated_sats, sats),
  unallocatedFiat: maybe(row.unallocated_fiat, fiatMinor),
  sourceWalletId: row.source_wallet_id,
  commissionWalletId: row.commission_wallet_id,
  calculation: row.calculation,
  sourceRow: sourceRowOf(row.source_row),
  upstreamChangedAt: row.upstream_changed_at,
  upstreamRow: sourceRowOf(row.upstream_row),
  transactionTime: row.transaction_time,
  createdAt: row.created_at,
  processedAt: row.processed_at,
})

const COLUMNS = `t.id, t.transaction_id, t.status, t.quarantine_reason, t.waiting_reason, t.error_message, t.device_id, t.machine_name,
  t.crypto_code, t.crypto_atoms, t.fiat_code, u.exponent, t.fiat_amount, t.fiat_major, t.fixed_fee, t.raw_ticker_price,
  t.commission_percentage, t.discount, t.commission_rule, t.base_amount, t.commission_amount, t.unallocated_sats, t.unallocated_fiat,
  t.source_wallet_id, t.commission_wallet_id, t.calculation, t.source_row, t.upstream_changed_at, t.upstream_row, t.transaction_time,
  t.created_at, t.processed_at`

export async function transactions(pool: Pool, filter: TransactionFilter): Promise<TransactionReading[]> {
  const { rows } = await pool.query<TransactionRow>(
    `SELECT ${COLUMNS} FROM lamassu_transactions t LEFT JOIN currencies u ON u.code = t.fiat_code
     WHERE ($1::text IS NULL OR t.status = $1) AND ($2::text IS NULL OR t.machine_name = $2 OR t.device_id = $2)
       AND ($3::timestamptz IS NULL OR coalesce(t.transaction_time, t.created_at) >= $3)
       AND ($4::timestamptz IS NULL OR coalesce(t.transaction_time, t.created_at) < $4)
     ORDER BY t.id DESC LIMIT $5`,
    [filter.status ?? null, filter.machine ?? null, filter.from ?? null, filter.to ?? null, filter.limit],
  )
  return rows.map(fromRow)
}

/** The shortest beginning of an id that is accepted in its place. */
const SHORTEST_BEGINNING = 4

export async function transaction(pool: Pool, reference: string): Promise<TransactionReading | null> {
  const { rows } = await pool.query<TransactionRow>(
    `SELECT ${COLUMNS} FROM lamassu_transactions t LEFT JOIN currencies u ON u.code = t.fiat_code
     WHERE t.id::text = $1 OR t.transaction_id = lower($1)
       OR (length($1) >= $2 AND $1 ~ '^[0-9a-fA-F-]+$' AND starts_with(t.transaction_id, lower($1)))
     ORDER BY (t.id::text = $1 OR t.transaction_id = lower($1)) DESC, t.id LIMIT 2`,
    [reference, SHORTEST_BEGINNING],
  )
  const [first, second] = rows
  if (first === undefined) return null
  const exact = first.id.toString() === reference || first.transaction_id === reference.toLowerCase()
  return exact || second === undefined ? fromRow(first) : null
}

export async function waiting(pool: Pool, limit: number): Promise<WaitingReading[]> {
  const { rows } = await pool.query<{
    transaction_id: string
    reason: string
    source_row: unknown
    first_seen_at: Date
  }>(
    `SELECT transaction_id, reason, source_row, first_seen_at FROM cash_out_sightings WHERE state = 'waiting'
     ORDER BY first_seen_at LIMIT $1`,
    [limit],
  )
  return rows.map((row) => ({
    transactionId: row.transaction_id,
    reason: row.reason,
    row: sourceRowOf(row.source_row),
    firstSeenAt: row.first_seen_at,
  }))
}

export async function knownIds(pool: Pool): Promise<Map<string, KnownAs>> {
  const { rows } = await pool.query<{ transaction_id: string; how: KnownAs }>(
    `SELECT transaction_id, state AS how FROM cash_out_sightings
     UNION ALL SELECT transaction_id, 'taken' FROM lamassu_transactions`,
  )
  return new Map(rows.map((row) => [row.transaction_id, row.how]))
}

/** What the constraints make impossible; asked all the same, since a constraint may have been dropped by hand. */
export async function duplicates(pool: Pool): Promise<DuplicateReading[]> {
  const { rows } = await pool.query<{
    kind: DuplicateReading['kind']
    reference: string
    count: bigint
    ids: string[]
  }>(
    `SELECT 'same_lamassu_id' AS kind, transaction_id AS reference, count(*), array_agg(id::text ORDER BY id) AS ids
     FROM lamassu_transactions GROUP BY transaction_id HAVING count(*) > 1
     UNION ALL
     SELECT 'several_payments_for_one_client', lamassu_transaction_id || ' / client ' || client_id, count(*), array_agg(id::text ORDER BY id)
     FROM dca_payments WHERE status NOT IN ('failed', 'cancelled') AND lamassu_transaction_id IS NOT NULL
     GROUP BY lamassu_transaction_id, client_id HAVING count(*) > 1`,
  )
  return rows.map((row) => ({
    kind: row.kind,
    reference: row.reference,
    count: Number(row.count),
    ids: row.ids,
  }))
}
