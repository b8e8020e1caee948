import type { Pool, PoolClient } from 'pg'
import type { ReconcileStore, Scope } from '../reconcile.ts'
import type { BookFacts } from '../reconcile/books.ts'
import { PENDING_HOURS } from '../reconcile/deposits.ts'
import type { ReceivedPayment } from '../reconcile/receivers.ts'
import { STUCK_MINUTES } from '../reconcile/unfinished.ts'
import type { BookedTransfer, WalletBooks } from '../reconcile/wallets.ts'
import { guarded } from './guarded.ts'
import { inTransaction } from './pool.ts'
import { cashOutFacts, clientFacts, commissionFacts, snapshotFacts } from './reconcile/balances.ts'
import { journalFacts } from './reconcile/bookings.ts'
import {
  coverageFacts,
  depositFacts,
  duplicateFacts,
  paymentFacts,
  unfinishedFacts,
} from './reconcile/movements.ts'
import { onlyOf } from './reconcile/only.ts'
import { lastWallets, runById, runHistory, saveRun } from './reconcile/runs.ts'

export function createReconcileStore(pool: Pool): ReconcileStore {
  return guarded<ReconcileStore>({
    facts: (scope, now) => inTransaction(pool, (client) => facts(client, scope, now)),
    walletBooks: (walletId, hashes) => inTransaction(pool, (client) => walletBooks(client, walletId, hashes)),
    receivers: (scope, limit) => receivers(pool, scope, limit),
    save: (run) => inTransaction(pool, (client) => saveRun(client, run)),
    byId: (id) => runById(pool, id),
    history: (limit) => runHistory(pool, limit),
    lastWallets: () => lastWallets(pool),
  })
}

/** All of it as of one moment, however long it takes to read. */
async function facts(client: PoolClient, scope: Scope, now: Date): Promise<BookFacts> {
  await client.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY')
  await client.query(`SET LOCAL statement_timeout = '10min'`)
  const only = onlyOf(scope)
  const { coveredUntil, ...coverage } = await coverageFacts(client)
  return {
    clients: await clientFacts(client, only),
    cashOuts: await cashOutFacts(client, only),
    payments: await paymentFacts(client, only),
    journal: await journalFacts(client, only),
    commission: await commissionFacts(client, only),
    duplicates: await duplicateFacts(client),
    unfinished: await unfinishedFacts(client, only, { now, stuckMinutes: STUCK_MINUTES }),
    deposits: await depositFacts(client, only, { now, pendingHours: PENDING_HOURS }),
    coverage,
    coveredUntil,
    snapshot: scope.kind === 'all' ? await snapshotFacts(client) : { clients: [], accounts: [] },
  }
}

async function walletBooks(
  client: PoolClient,
  walletId: string,
  hashes: readonly string[],
): Promise<WalletBooks> {
  await client.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY')
  const { rows: transfers } = await client.query<BookedTransfer>(
    `SELECT kind, id, payment_hash AS "paymentHash", status, completed_at AS "completedAt",
            CASE WHEN payer_wallet_id = $1 THEN fee_msat - amount_sats * 1000 ELSE amount_sats * 1000 END AS "effectMsat"
     FROM transfers WHERE (payer_wallet_id = $1 OR payee_wallet_id = $1) AND (payment_hash IS NOT NULL OR status = 'completed')
     ORDER BY id`,
    [walletId],
  )
  const { rows: own } = await client.query<{ payment_hash: string }>(
    'SELECT payment_hash FROM payment_invoices WHERE payment_hash = ANY($1)',
    [hashes],
  )
  return { transfers, ownHashes: new Set(own.map((row) => row.payment_hash)) }
}

async function receivers(
  pool: Pool,
  scope: Scope,
  limit: number,
): Promise<Awaited<ReturnType<ReconcileStore['receivers']>>> {
  const { clientId } = onlyOf(scope)
  const { rows: clients } = await pool.query<{
    id: bigint
    username: string
    fiatCode: string
    walletId: string
    all: number
  }>(
    `SELECT c.id, c.username, c.fiat_code AS "fiatCode", c.wallet_id AS "walletId", (count(*) OVER ())::int AS "all"
     FROM dca_clients c JOIN (SELECT client_id, max(completed_at) AS last FROM transfers WHERE kind IN ('client', 'compensation') AND status = 'completed' GROUP BY 1) p ON p.client_id = c.id
     WHERE $1::bigint IS NULL OR c.id = $1 ORDER BY p.last DESC LIMIT $2`,
    [clientId, limit],
  )
  const { rows: payments } = await pool.query<ReceivedPayment & { clientId: bigint }>(
    `SELECT id, client_id AS "clientId", payment_hash AS "paymentHash", amount_sats::bigint AS "amountSats", payee_wallet_id AS "walletId",
            completed_at AS "completedAt", receiver_confirmed IS NOT FALSE AS confirmed
     FROM transfers WHERE kind IN ('client', 'compensation') AND status = 'completed' AND payment_hash IS NOT NULL AND client_id = ANY($1) ORDER BY id`,
    [clients.map(({ id }) => id)],
  )
  const byClient = new Map<bigint, ReceivedPayment[]>(clients.map(({ id }) => [id, []]))
  for (const { clientId: of, ...payment } of payments) byClient.get(of)?.push(payment)
  return {
    clients: clients.map(({ id, username, fiatCode, walletId }) => ({
      client: { id, username, fiatCode, walletId },
      payments: byClient.get(id) ?? [],
    })),
    left: (clients[0]?.all ?? 0) - clients.length,
  }
}
