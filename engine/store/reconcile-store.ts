import { randomBytes } from 'node:crypto'
import type { Pool, PoolClient } from 'pg'
import type { ReconcileStore, Scope } from '../reconcile.ts'
import type { BookFacts } from '../reconcile/books.ts'
import { PENDING_HOURS } from '../reconcile/deposits.ts'
import type { ReceivedPayment } from '../reconcile/receivers.ts'
import { STUCK_MINUTES } from '../reconcile/unfinished.ts'
import type { BookedTransfer, WalletBooks } from '../reconcile/wallets.ts'
import { guarded } from './guarded.ts'
import { inTransaction } from './pool.ts'
import { snapshotFacts } from './reconcile/accounts.ts'
import { journalFacts } from './reconcile/bookings.ts'
import { cashOutFacts, commissionFacts } from './reconcile/cash-outs.ts'
import { clientFacts } from './reconcile/clients.ts'
import { coverageFacts } from './reconcile/coverage.ts'
import { depositFacts, duplicateFacts, paymentFacts, unfinishedFacts } from './reconcile/movements.ts'
import { entitiesOf, moveMark, readMark } from './reconcile/mark.ts'
import { partOf } from './reconcile/part.ts'
import { transferPass } from './reconcile/transfer-pass.ts'
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
    mark: () => readMark(pool),
    moveMark: (to) => moveMark(pool, to),
    entitiesOf: (run) => entitiesOf(pool, run),
  })
}

/** All of it as of one moment, however long it takes to read. */
async function facts(client: PoolClient, scope: Scope, now: Date): Promise<BookFacts> {
  await client.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY')
  const part = await partOf(client, scope)
  if (part === null) await forAll(client)
  const seed = newSeed()
  const pass = part === null ? await transferPass(client, seed) : null
  const { journal, isAsDue, chainsHold } = await journalFacts(client, part, pass, seed)
  const isSince = scope.kind === 'since'
  const look = { part, withJournal: !isAsDue, chainsHold, seed }
  const { coveredUntil, ...coverage } = scope.kind === 'all' ? await coverageFacts(client) : NO_COVERAGE
  return {
    clients: await clientFacts(client, look),
    cashOuts: await cashOutFacts(client, part, isAsDue ? pass : null),
    payments: await paymentFacts(client, part, pass, seed),
    journal,
    commission: await commissionFacts(client, part),
    duplicates: isSince ? NO_DUPLICATES : await duplicateFacts(client),
    unfinished: isSince
      ? NOTHING_UNFINISHED
      : await unfinishedFacts(client, part, { now, stuckMinutes: STUCK_MINUTES }),
    deposits: isSince ? NO_DEPOSITS : await depositFacts(client, part, { now, pendingHours: PENDING_HOURS }),
    coverage,
    coveredUntil,
    snapshot: scope.kind === 'all' ? await snapshotFacts(client) : { clients: [] },
  }
}

/** What every minute's look does not tell, it does not ask. */
const NO_DUPLICATES = { found: [], keys: { wanted: [], missing: [] } }
const NO_DEPOSITS = { old: [], totals: { deposits: 0, pending: 0 } }
const NOTHING_UNFINISHED = { old: [], totals: { unfinished: 0, sats: 0n, failed: 0 } }
const NO_COVERAGE = {
  succeeded: 0,
  failed: 0,
  lastSuccessAt: null,
  pollingEnabled: true,
  gaps: [],
  coveredUntil: null,
}

/** Nobody can know it beforehand. */
const newSeed = (): bigint => BigInt.asIntN(64, BigInt(`0x${randomBytes(8).toString('hex')}`))

/** Millions of rows in a few passes: two cores at a time, and joins that read a table once. */
async function forAll(client: PoolClient): Promise<void> {
  await client.query(
    `SET LOCAL statement_timeout = '10min'; SET LOCAL work_mem = '128MB'; SET LOCAL jit = off;
     SET LOCAL max_parallel_workers_per_gather = 2; SET LOCAL enable_mergejoin = off`,
  )
}

/** Completed in the books, gone from the wallets, and a person has said what was done about it. */
const ACCEPTED_AS_MISSING = `
  SELECT payment_hash FROM wallet_differences WHERE what = 'missing' AND settled_at IS NOT NULL
    AND settled_how NOT LIKE 'paid from another wallet:%' AND settled_how <> 'the wallet shows it again'`

async function walletBooks(
  client: PoolClient,
  walletId: string,
  hashes: readonly string[],
): Promise<WalletBooks> {
  await client.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY')
  const { rows: transfers } = await client.query<BookedTransfer>(
    `SELECT kind, id, payment_hash AS "paymentHash", status, completed_at AS "completedAt",
            CASE WHEN payer_wallet_id <> $1 THEN amount_sats * 1000
                 WHEN payment_hash IN (SELECT payment_hash FROM wallet_differences
                                       WHERE what = 'missing' AND settled_how LIKE 'paid from another wallet:%') THEN 0
                 ELSE fee_msat - amount_sats * 1000 END AS "effectMsat",
            coalesce(payment_hash IN (${ACCEPTED_AS_MISSING}), false) AS "mayLack"
     FROM transfers WHERE (payer_wallet_id = $1 OR payee_wallet_id = $1) AND (payment_hash IS NOT NULL OR status = 'completed')
     ORDER BY id`,
    [walletId],
  )
  const { rows: own } = await client.query<{ payment_hash: string }>(
    'SELECT payment_hash FROM payment_invoices WHERE payment_hash = ANY($1)',
    [hashes],
  )
  // What the bot itself has recognised as a transfer's has to have that transfer: nobody's word stands for it.
  const { rows: accepted } = await client.query<{ payment_hash: string; amount_msat: bigint }>(
    `SELECT payment_hash, amount_msat FROM wallet_differences
     WHERE what = 'unbooked' AND settled_at IS NOT NULL AND settled_how NOT LIKE 'recognised as %' AND payment_hash = ANY($1)`,
    [hashes],
  )
  return {
    transfers,
    ownHashes: new Set(own.map((row) => row.payment_hash)),
    acceptedMsat: new Map(accepted.map((row) => [row.payment_hash, row.amount_msat])),
  }
}

async function receivers(
  pool: Pool,
  scope: Scope,
  limit: number,
): Promise<Awaited<ReturnType<ReconcileStore['receivers']>>> {
  const clientId = scope.kind === 'client' ? scope.clientId : null
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
            completed_at AS "completedAt", receiver_confirmed IS NOT FALSE AS confirmed,
            payment_hash IN (${ACCEPTED_AS_MISSING}) AS "mayLack"
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
