import type { Pool, PoolClient } from 'pg'
import { type Allocation, allocate, type Standing, spendable, type Weight } from '../domain/allocation.ts'
import { type FiatMinor, fiatMinor, msat, type Sats, sats, satsToMsat, sum } from '../domain/money.ts'
import type {
  AllocationOutcome,
  AllocationSettings,
  AllocationStore,
  AllocationWallets,
  PendingCashOut,
  TransferStatus,
} from '../storage.ts'
import { type CashOutToSplit, type LockedClient, writeAllocation } from './allocation-write.ts'
import { guarded } from './guarded.ts'
import { databaseFailure, inTransaction } from './pool.ts'

/** Any fixed number, known to this program only: allocations happen one after the other. */
export const ALLOCATION_LOCK = 7_402_002

export function createAllocationStore(pool: Pool): AllocationStore {
  return guarded<AllocationStore>({
    pending: (limit) => pending(pool, limit),
    allocate: (transactionId, wallets, settings) =>
      inTransaction(pool, (client) => allocateOne(client, transactionId, wallets, settings)),
    requestFunding: (transactionId, treasury, source) =>
      requestFunding(pool, transactionId, treasury, source),
    async setWaiting(transactionId, reason) {
      await pool.query(
        `UPDATE lamassu_transactions SET waiting_reason = $2 WHERE id = $1 AND status = 'pending'`,
        [transactionId, reason],
      )
    },
    releaseAccrued: (wallets) => releaseAccrued(pool, wallets),
    completeFinished: () => completeFinished(pool),
  })
}

async function pending(pool: Pool, limit: number): Promise<PendingCashOut[]> {
  const { rows } = await pool.query<{
    id: bigint
    transaction_id: string
    crypto_atoms: bigint
    waiting_reason: string | null
    funding_status: TransferStatus | null
  }>(
    `SELECT t.id, t.transaction_id, t.crypto_atoms, t.waiting_reason, f.status AS funding_status
     FROM lamassu_transactions t LEFT JOIN funding_transfers f ON f.lamassu_transaction_id = t.id
     WHERE t.status = 'pending' AND EXISTS (SELECT FROM lamassu_config WHERE payouts_enabled OR trial_transaction_id = t.id)
     ORDER BY t.transaction_time, t.id LIMIT $1`,
    [limit],
  )
  return rows.map((row) => ({
    id: row.id,
    transactionId: row.transaction_id,
    cryptoAtomsSats: sats(row.crypto_atoms),
    waitingReason: row.waiting_reason,
    fundingStatus: row.funding_status,
  }))
}

async function allocateOne(
  client: PoolClient,
  transactionId: bigint,
  wallets: AllocationWallets,
  settings: AllocationSettings,
): Promise<AllocationOutcome> {
  await client.query('SELECT pg_advisory_xact_lock($1)', [ALLOCATION_LOCK])
  const cashOut = await lockCashOut(client, transactionId)
  if (cashOut === null) return { kind: 'not_now' }
  const clients = await readClients(client, cashOut.fiatCode, 'FOR UPDATE')
  const weights = await weigh(client, cashOut, clients, settings)
  const allocation = allocate({ fiat: cashOut.fiat, base: cashOut.base }, weights)
  const needed = satsToMsat(
    sats(
      sum(allocation.shares.map((s) => s.amount)) +
        (wallets.commissionWalletId === null ? 0n : cashOut.commission),
    ),
  )
  const committed = await committedMsat(client, wallets.sourceWalletId, [cashOut.transactionId])
  const free = msat(wallets.sourceBalanceMsat - committed)
  if (needed > free)
    return { kind: 'awaiting_funds', neededMsat: needed, freeMsat: free > 0n ? free : msat(0n) }
  await writeAllocation(client, { cashOut, clients, weights, allocation, wallets })
  return { kind: 'allocated', allocation, weights }
}

/** The split of a cash-out at this moment, computed as `allocate` would, with nothing locked and nothing written. */
export async function previewSplit(
  pool: Pool,
  cashOut: { fiatCode: string; fiat: FiatMinor; base: Sats; time: Date },
  settings: AllocationSettings,
): Promise<{ allocation: Allocation; weights: Weight[] }> {
  try {
    const clients = await readClients(pool, cashOut.fiatCode, '')
    const weights = await weigh(pool, cashOut, clients, settings)
    return { allocation: allocate(cashOut, weights), weights }
  } catch (thrown) {
    throw databaseFailure(thrown)
  }
}

async function lockCashOut(
  client: PoolClient,
  transactionId: bigint,
): Promise<(CashOutToSplit & { transactionId: string }) | null> {
  const { rows } = await client.query<{
    transaction_id: string
    fiat_code: string
    fiat_amount: bigint
    base_amount: bigint
    commission_amount: bigint
    transaction_time: Date
  }>(
    `SELECT transaction_id, fiat_code, fiat_amount, base_amount, commission_amount, transaction_time FROM lamassu_transactions
     WHERE id = $1 AND status = 'pending' AND EXISTS (SELECT FROM lamassu_config WHERE payouts_enabled OR trial_transaction_id = $1) FOR UPDATE`,
    [transactionId],
  )
  const [row] = rows
  if (row === undefined) return null
  return {
    id: transactionId,
    transactionId: row.transaction_id,
    fiatCode: row.fiat_code,
    fiat: fiatMinor(row.fiat_amount),
    base: sats(row.base_amount),
    commission: sats(row.commission_amount),
    time: row.transaction_time,
  }
}

type Queryable = Pool | PoolClient
/** What of a cash-out decides about weights. */
type Moment = Pick<CashOutToSplit, 'fiatCode' | 'time'>

/** Locked in the order of their ids, as everywhere: no two transactions can wait for each other. */
async function readClients(
  client: Queryable,
  fiatCode: string,
  lock: 'FOR UPDATE' | '',
): Promise<LockedClient[]> {
  const { rows } = await client.query<{
    id: bigint
    dca_mode: 'flow' | 'fixed'
    fixed_mode_daily_limit: bigint | null
    remaining_balance: bigint
    held_balance: bigint
    wallet_id: string
  }>(
    `SELECT id, dca_mode, fixed_mode_daily_limit, remaining_balance, held_balance, wallet_id FROM dca_clients
     WHERE fiat_code = $1 AND status = 'active' AND remaining_balance > held_balance ORDER BY id ${lock}`,
    [fiatCode],
  )
  return rows.map((row) => ({
    id: row.id,
    mode: row.dca_mode,
    dailyLimitMinor: row.fixed_mode_daily_limit,
    remaining: row.remaining_balance,
    held: row.held_balance,
    walletId: row.wallet_id,
  }))
}

async function weigh(
  client: Queryable,
  cashOut: Moment,
  clients: LockedClient[],
  settings: AllocationSettings,
): Promise<Weight[]> {
  const later = await changesAfter(client, cashOut)
  const fixed = clients.filter((c) => c.mode === 'fixed')
  const used =
    fixed.length === 0
      ? new Map<bigint, bigint>()
      : await usedThatDay(client, cashOut, fixed, settings.timeZone)
  return clients
    .filter((c) => c.mode === 'flow' || settings.fixedModeEnabled)
    .map((c) => {
      const available = c.remaining - c.held
      const standing: Standing = {
        asOfMinor: fiatMinor(available - (later.get(c.id) ?? 0n)),
        availableMinor: fiatMinor(available),
        allowanceMinor:
          c.dailyLimitMinor === null || c.mode === 'flow'
            ? null
            : fiatMinor(c.dailyLimitMinor - (used.get(c.id) ?? 0n)),
      }
      return { clientId: c.id, weightMinor: spendable(standing) }
    })
    .filter((weight) => weight.weightMinor > 0n)
}

/** By how much each client's available balance changed through what happened after the cash left the machine. */
async function changesAfter(client: Queryable, cashOut: Moment): Promise<Map<bigint, bigint>> {
  const { rows } = await client.query<{ client_id: bigint; change: string }>(
    `SELECT l.client_id, -sum(l.amount) AS change
     FROM ledger_entries e JOIN ledger_lines l ON l.entry_id = e.id
     WHERE e.effective_at > $1 AND l.unit = $2 AND l.client_id IS NOT NULL AND l.account LIKE 'client:%'
     GROUP BY l.client_id`,
    [cashOut.time, cashOut.fiatCode],
  )
  return new Map(rows.map((row) => [row.client_id, BigInt(row.change)]))
}

/** What the daily limits of the cash-out's own day, in the operator's time zone, have already been used for. */
async function usedThatDay(
  client: Queryable,
  cashOut: Moment,
  fixed: LockedClient[],
  timeZone: string,
): Promise<Map<bigint, bigint>> {
  const { rows } = await client.query<{ client_id: bigint; used: string }>(
    `SELECT p.client_id, sum(p.amount_fiat) AS used
     FROM dca_payments p JOIN lamassu_transactions t ON t.id = p.lamassu_transaction_id
     WHERE p.client_id = ANY($1) AND p.status NOT IN ('failed', 'cancelled')
       AND t.transaction_time >= date_trunc('day', $2::timestamptz AT TIME ZONE $3) AT TIME ZONE $3
       AND t.transaction_time < (date_trunc('day', $2::timestamptz AT TIME ZONE $3) + interval '1 day') AT TIME ZONE $3
     GROUP BY p.client_id`,
    [fixed.map((c) => c.id), cashOut.time, timeZone],
  )
  return new Map(rows.map((row) => [row.client_id, BigInt(row.used)]))
}

/**
 * What unfinished transfers may still take out of the wallet, less what it has already paid of these cash-outs before the
 * books forgot that: those sats are not needed a second time.
 */
export async function committedMsat(
  client: Queryable,
  walletId: string,
  cashOutTransactionIds: readonly string[],
): Promise<bigint> {
  const { rows } = await client.query<{ committed: string; forgotten: string }>(
    `SELECT (SELECT coalesce(sum(amount_sats), 0) FROM transfers
             WHERE payer_wallet_id = $1 AND status IN ('pending', 'invoiced', 'paying')) AS committed,
            (SELECT coalesce(sum(amount_msat), 0) FROM wallet_differences
             WHERE wallet_id = $1 AND what = 'unbooked' AND settled_at IS NULL
               AND split_part(reference, ':', 3) = ANY($2)) AS forgotten`,
    [walletId, cashOutTransactionIds],
  )
  const [row] = rows
  return BigInt(row?.committed ?? '0') * 1000n - BigInt(row?.forgotten ?? '0')
}

/** Two workers that finish the last two payments at once each see the other's as open: this sweeps up behind them. */
async function completeFinished(pool: Pool): Promise<number> {
  const { rowCount } = await pool.query(
    `UPDATE lamassu_transactions t SET status = 'completed', processed_at = now()
     WHERE t.status = 'processing' AND NOT EXISTS (
       SELECT FROM transfers c WHERE c.lamassu_transaction_id = t.id AND c.kind IN ('client', 'commission')
         AND c.status IN ('pending', 'invoiced', 'paying', 'needs_review'))`,
  )
  return rowCount ?? 0
}

async function requestFunding(
  pool: Pool,
  transactionId: bigint,
  treasuryWalletId: string,
  sourceWalletId: string,
): Promise<void> {
  await pool.query(
    `INSERT INTO funding_transfers (lamassu_transaction_id, amount_sats, payer_wallet_id, payee_wallet_id)
     SELECT id, crypto_atoms, $2, $3 FROM lamassu_transactions
     WHERE id = $1 AND status = 'pending' AND EXISTS (SELECT FROM lamassu_config WHERE payouts_enabled OR trial_transaction_id = $1) FOR SHARE
     ON CONFLICT DO NOTHING`,
    [transactionId, treasuryWalletId, sourceWalletId],
  )
}

async function releaseAccrued(
  pool: Pool,
  wallets: { sourceWalletId: string; commissionWalletId: string },
): Promise<number> {
  const { rowCount } = await pool.query(
    `UPDATE commission_payments SET status = 'pending', payee_wallet_id = $2, next_attempt_at = now(), updated_at = now()
     WHERE status = 'accrued' AND payer_wallet_id = $1`,
    [wallets.sourceWalletId, wallets.commissionWalletId],
  )
  return rowCount ?? 0
}
