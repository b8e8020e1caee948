import type { Pool } from 'pg'
import { fiatMinor, sats } from '../../domain/money.ts'
import type { PollReading, StatusReading } from '../../readings.ts'
import type { TransactionStatus, TransferKind, TransferStatus } from '../../storage.ts'

interface PollRow {
  id: bigint
  result: PollReading['result']
  window_from: Date | null
  window_until: Date
  finished_at: Date
  rows_in_lamassu: bigint | null
  rows_read: bigint
  taken: bigint
  quarantined: bigint
  waiting: bigint
  error_code: string | null
  error_message: string | null
}

export async function polls(pool: Pool, limit: number): Promise<PollReading[]> {
  const { rows } = await pool.query<PollRow>(
    `SELECT id, result, window_from, window_until, finished_at, rows_in_lamassu, rows_read, taken, quarantined, waiting,
            error_code, error_message
     FROM lamassu_polls ORDER BY id DESC LIMIT $1`,
    [limit],
  )
  return rows.map((row) => ({
    id: row.id,
    result: row.result,
    windowFrom: row.window_from,
    windowUntil: row.window_until,
    finishedAt: row.finished_at,
    rowsInLamassu: row.rows_in_lamassu,
    rowsRead: row.rows_read,
    taken: row.taken,
    quarantined: row.quarantined,
    waiting: row.waiting,
    errorCode: row.error_code,
    errorMessage: row.error_message,
  }))
}

interface ConfigRow {
  polling_enabled: boolean
  payouts_enabled: boolean
  pause_reason: string | null
  baseline_at: Date | null
  last_successful_poll_at: Date | null
  waiting_count: bigint
  waiting_reason: string | null
  pending_deposits: bigint
  oldest_unfinished_at: Date | null
  database_time: Date
}

export async function status(pool: Pool): Promise<StatusReading> {
  const { rows } = await pool.query<ConfigRow>(
    `SELECT polling_enabled, payouts_enabled, pause_reason, baseline_at, clock_timestamp() AS database_time,
            (SELECT finished_at FROM lamassu_polls WHERE result <> 'failed' ORDER BY id DESC LIMIT 1) AS last_successful_poll_at,
            (SELECT count(*) FROM cash_out_sightings WHERE state = 'waiting') AS waiting_count,
            (SELECT waiting_reason FROM lamassu_transactions WHERE status = 'pending' ORDER BY transaction_time, id LIMIT 1) AS waiting_reason,
            (SELECT count(*) FROM dca_deposits WHERE status = 'pending') AS pending_deposits,
            (SELECT min(created_at) FROM transfers WHERE status IN ('pending', 'invoiced', 'paying', 'needs_review')) AS oldest_unfinished_at
     FROM lamassu_config`,
  )
  const [config] = rows
  if (config === undefined) throw new Error('lamassu_config has no row')
  const { transfers, paymentsFiat } = await transferTotals(pool)
  const inDoubt = transfers.filter((t) => t.status === 'paying' || t.status === 'needs_review')
  return {
    pollingEnabled: config.polling_enabled,
    payoutsEnabled: config.payouts_enabled,
    pauseReason: config.pause_reason,
    baselineAt: config.baseline_at,
    lastSuccessfulPollAt: config.last_successful_poll_at,
    lastPoll: (await polls(pool, 1))[0] ?? null,
    transactions: await transactionCounts(pool),
    waitingCount: Number(config.waiting_count),
    transfers,
    paymentsFiat,
    inDoubtSats: sats(inDoubt.reduce((total, t) => total + t.amountSats, 0n)),
    oldestUnfinishedAt: config.oldest_unfinished_at,
    pools: await pools(pool),
    waitingReason: config.waiting_reason,
    pendingDeposits: Number(config.pending_deposits),
    databaseTime: config.database_time,
  }
}

async function transactionCounts(pool: Pool): Promise<StatusReading['transactions']> {
  const { rows } = await pool.query<{ status: TransactionStatus; count: bigint }>(
    'SELECT status, count(*) FROM lamassu_transactions GROUP BY status',
  )
  const counts = { pending: 0, quarantined: 0, processing: 0, completed: 0, failed: 0 }
  for (const row of rows) counts[row.status] = Number(row.count)
  return counts
}

interface TotalRow {
  kind: TransferKind
  status: TransferStatus
  fiat_code: string | null
  count: bigint
  sats: string
  fiat: string | null
}

/**
 * One pass over all transfers, for both of the status reading's totals. The many that are done are counted from an
 * index of their own, which a query over all states would not use.
 */
async function transferTotals(pool: Pool): Promise<Pick<StatusReading, 'transfers' | 'paymentsFiat'>> {
  const { rows } = await pool.query<TotalRow>(
    `SELECT kind, status, fiat_code, count(*), sum(amount_sats) AS sats, sum(amount_fiat) AS fiat
     FROM transfers WHERE status IN ('completed', 'failed', 'cancelled') GROUP BY kind, status, fiat_code
     UNION ALL
     SELECT kind, status, fiat_code, count(*), sum(amount_sats), sum(amount_fiat)
     FROM transfers WHERE status IN ('accrued', 'pending', 'invoiced', 'paying', 'needs_review') GROUP BY kind, status, fiat_code
     ORDER BY kind, status, fiat_code`,
  )
  const totals = new Map<string, StatusReading['transfers'][number]>()
  const paymentsFiat: StatusReading['paymentsFiat'][number][] = []
  for (const { kind, status, fiat_code: fiatCode, count, ...sums } of rows) {
    const before = totals.get(`${kind} ${status}`)
    totals.set(`${kind} ${status}`, {
      kind,
      status,
      count: (before?.count ?? 0) + Number(count),
      amountSats: sats((before?.amountSats ?? 0n) + BigInt(sums.sats)),
    })
    if (fiatCode !== null && sums.fiat !== null) {
      paymentsFiat.push({ fiatCode, status, amount: fiatMinor(BigInt(sums.fiat)) })
    }
  }
  return { transfers: [...totals.values()], paymentsFiat }
}

async function pools(pool: Pool): Promise<StatusReading['pools']> {
  const { rows } = await pool.query<{
    fiat_code: string
    exponent: number
    clients: bigint
    remaining: string
    held: string
  }>(
    `SELECT c.fiat_code, u.exponent, count(*) FILTER (WHERE c.status = 'active') AS clients,
            sum(c.remaining_balance) AS remaining, sum(c.held_balance) AS held
     FROM dca_clients c JOIN currencies u ON u.code = c.fiat_code GROUP BY c.fiat_code, u.exponent ORDER BY c.fiat_code`,
  )
  return rows.map((row) => ({
    fiatCode: row.fiat_code,
    exponent: row.exponent,
    clients: Number(row.clients),
    remaining: fiatMinor(BigInt(row.remaining)),
    held: fiatMinor(BigInt(row.held)),
  }))
}
