import type { Pool } from 'pg'
import { createReconcileStore } from '../../engine/store/reconcile-store.ts'
import { type BigBooks, fillBigBooks } from './big-books.ts'
import type { Ground } from './ground.ts'
import { aimAtMost, atMost, type Finding, finding, takeTurns, timed } from './measure.ts'

const ROUNDS = 3

/** The reconciliation's part over the bot's own books: what the database does for it. */
export async function benchReconciliation(ground: Ground): Promise<Finding[]> {
  const most = { clients: 10_000, payments: 1_000_000, journal: 'whole' as const }
  const big = ground.quick ? { clients: 1000, payments: 10_000, journal: 'whole' as const } : most
  const small = { ...big, clients: big.clients / 10, payments: big.payments / 10 }
  const few = await measure(ground, 'books_small', small)
  const many = await measure(ground, 'books_big', big)
  const medianMs = { bare: many.bare, reconciliation: many.whole, 'a tenth of it': few.whole }
  return [
    finding({
      name: `reconciling ${big.payments} payments, against one bare query of their sums`,
      medianMs,
      ratio: many.whole / many.bare,
      unit: 'x',
      target: atMost(3),
    }),
    finding({
      name: 'reconciling them',
      medianMs: {},
      ratio: many.whole,
      unit: 'ms',
      target: aimAtMost(1000),
    }),
    finding({
      name: 'ten times as many rows cost',
      medianMs: {},
      ratio: many.whole / few.whole,
      unit: 'x',
      target: atMost(12),
    }),
    finding({
      name: "a minute's look at what changed: one cash-out of a hundred payments",
      medianMs: { whole: many.whole },
      ratio: many.changed,
      unit: 'ms',
      target: atMost(50),
    }),
  ]
}

async function measure(
  ground: Ground,
  database: string,
  books: BigBooks,
): Promise<{ bare: number; whole: number; changed: number }> {
  ground.say(`books: filling books with ${books.payments} payments and their journal`)
  await ground.booksDatabase(database)
  await fillBigBooks(ground.url(database), books)
  const pool = ground.pool(database)
  const store = createReconcileStore(pool)
  const since = await newestCashOut(pool)
  ground.say('books: reconciling')
  const { bare, whole, changed } = await takeTurns(ROUNDS, [
    { name: 'bare', run: () => timed(() => bareSums(pool)) },
    {
      name: 'whole',
      run: () =>
        timed(async () => {
          const { journal, clients, payments } = await store.facts({ kind: 'all' }, new Date())
          const odd = [...journal.bookings, ...journal.oddEntries, ...clients.odd, ...payments.odd]
          if (odd.length > 0) throw new Error('something is found in books that are right')
        }),
    },
    { name: 'changed', run: () => timed(() => store.facts({ kind: 'since', since }, new Date())) },
  ])
  await pool.end()
  return { bare, whole, changed }
}

async function newestCashOut(pool: Pool): Promise<Date> {
  const { rows } = await pool.query<{ at: Date }>('SELECT max(created_at) AS at FROM lamassu_transactions')
  return rows[0]?.at ?? new Date()
}

/** Every column that the checks need, summed or counted, with as many workers as the reconciliation takes. */
async function bareSums(pool: Pool): Promise<void> {
  const client = await pool.connect()
  try {
    await client.query('BEGIN; SET LOCAL max_parallel_workers_per_gather = 2; SET LOCAL jit = off')
    await client.query(`
      SELECT count(*), sum(amount_sats::bigint), sum(amount_fiat::bigint), sum(fee_msat), count(payment_hash), count(preimage),
             count(completed_at) + count(client_id) + count(lamassu_transaction_id) + count(status) FROM transfers
      UNION ALL
      SELECT count(*), sum(amount), sum(remaining_before::bigint), sum(remaining_after::bigint), sum(held_before::bigint), sum(held_after::bigint),
             count(account) + count(unit) + count(client_id) + sum(entry_id) FROM ledger_lines
      UNION ALL
      SELECT count(*), sum(id), sum(lamassu_transaction_id), sum(transfer_id), count(idempotency_key), count(kind), 0 FROM ledger_entries
      UNION ALL
      SELECT count(*), sum(transfer_id), count(payment_hash), count(transfer_kind), 0, 0, 0 FROM payment_invoices
      UNION ALL
      SELECT count(*), sum(id), sum(amount::bigint), sum(client_id), count(status), count(currency), 0 FROM dca_deposits
      UNION ALL
      SELECT count(*), sum(crypto_atoms::bigint), sum(base_amount::bigint), sum(commission_amount::bigint), sum(fiat_amount::bigint),
             sum(unallocated_sats::bigint), sum(unallocated_fiat::bigint) FROM lamassu_transactions
      UNION ALL
      SELECT count(*), sum(id), sum(remaining_balance::bigint), sum(held_balance::bigint), 0, 0, 0 FROM dca_clients`)
    await client.query('COMMIT')
  } finally {
    client.release()
  }
}
