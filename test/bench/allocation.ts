import type { Pool } from 'pg'
import { fiatMinor, msat, sats } from '../../engine/domain/money.ts'
import type { CashOutRow } from '../../engine/ports.ts'
import type { AllocationSettings, AllocationWallets } from '../../engine/storage.ts'
import { createAllocationStore, previewSplit } from '../../engine/store/allocation-store.ts'
import { inTransaction } from '../../engine/store/pool.ts'
import { fillClients, finishedSale, takeInSale } from './books.ts'
import type { Ground } from './ground.ts'
import {
  aimAtLeast,
  aimAtMost,
  atLeast,
  atMost,
  type Contender,
  type Finding,
  finding,
  takeTurns,
  timed,
} from './measure.ts'
import {
  BALANCE_RULE_ON_COMMIT,
  type SplitToWrite,
  WITHOUT_BALANCE_RULE,
  writeRowByRow,
} from './row-by-row.ts'

const SETTINGS: AllocationSettings = { fixedModeEnabled: true, timeZone: 'UTC' }
const WALLETS: AllocationWallets = {
  sourceWalletId: 'source',
  commissionWalletId: 'commission',
  sourceBalanceMsat: msat(1_000_000_000_000_000n),
}

/** One cash-out to many clients, journal and holds included, against its rows written one by one. */
export async function benchAllocation(ground: Ground): Promise<Finding[]> {
  const [few, many] = ground.quick ? [50, 500] : [1000, 10_000]
  ground.say(`allocation: making books with ${few} and with ${many} clients`)
  await fillBooks(ground, few)
  await fillBooks(ground, many)
  return [...(await againstRows(ground, few)), ...(await againstFewer(ground, few, many))]
}

async function againstRows(ground: Ground, clients: number): Promise<Finding[]> {
  ground.say(`allocation: ${clients} clients in sets and row by row`)
  const sale = sameSales()
  const sets = await copyOfBooks(ground, clients, 'in_sets')
  const rows = await copyOfBooks(ground, clients, 'row_by_row')
  await rows.query(BALANCE_RULE_ON_COMMIT)
  const unchecked = await copyOfBooks(ground, clients, 'row_by_row_unchecked')
  await unchecked.query(WITHOUT_BALANCE_RULE)
  const medianMs = await takeTurns(ground.quick ? 2 : 7, [
    { name: 'inSets', run: inSets(sets, sale) },
    { name: 'rowByRow', run: rowByRow(rows, sale) },
    { name: 'unchecked', run: rowByRow(unchecked, sale) },
  ])
  await assertSameRows(sets, rows)
  await assertSameRows(sets, unchecked)
  const { inSets: inSetsMs, rowByRow: rowByRowMs, unchecked: uncheckedMs } = medianMs
  return [
    finding({
      name: `allocation to ${clients} clients: faster than row by row`,
      medianMs: { inSets: inSetsMs, rowByRow: rowByRowMs },
      ratio: rowByRowMs / inSetsMs,
      unit: 'x',
      target: atLeast(20),
    }),
    finding({
      name: 'the same, where row by row gives up that every journal entry balances',
      medianMs: { inSets: inSetsMs, rowByRow: uncheckedMs },
      ratio: uncheckedMs / inSetsMs,
      unit: 'x',
      target: aimAtLeast(10),
    }),
  ]
}

async function againstFewer(ground: Ground, few: number, many: number): Promise<Finding[]> {
  ground.say(`allocation: ${many} clients and ${few}`)
  const fewPool = await copyOfBooks(ground, few, 'few')
  const manyPool = await copyOfBooks(ground, many, 'many')
  const { few: fewMs, many: manyMs } = await takeTurns(ground.quick ? 3 : 9, [
    { name: 'few', run: inSets(fewPool, sameSales()) },
    { name: 'many', run: inSets(manyPool, sameSales()) },
  ])
  const plain = { unit: 'ms' } as const
  return [
    finding({
      name: `allocation to ${many} clients: times the cost of ${few}`,
      medianMs: { [few]: fewMs, [many]: manyMs },
      ratio: manyMs / fewMs,
      unit: 'x',
      target: atMost(12),
    }),
    finding({
      ...plain,
      name: `allocation to ${few} clients`,
      medianMs: {},
      ratio: fewMs,
      target: aimAtMost(100),
    }),
    finding({
      ...plain,
      name: `allocation to ${many} clients`,
      medianMs: {},
      ratio: manyMs,
      target: aimAtMost(1000),
    }),
  ]
}

const nameOf = (clients: number): string => `books_of_${clients}`

async function fillBooks(ground: Ground, clients: number): Promise<void> {
  await ground.booksDatabase(nameOf(clients))
  const pool = ground.pool(nameOf(clients))
  await fillClients(pool, clients)
  await pool.end()
}

async function copyOfBooks(ground: Ground, clients: number, name: string): Promise<Pool> {
  await ground.copyDatabase(nameOf(clients), name)
  return ground.pool(name)
}

type SaleOfRound = (round: number) => CashOutRow

/** Whoever asks for the same round gets the same sale, so that the rows can be compared afterwards. */
function sameSales(): SaleOfRound {
  const sales: CashOutRow[] = []
  return (round) => {
    const sale = sales[round] ?? finishedSale()
    sales[round] = sale
    return sale
  }
}

/** A count of its own for every database: each gets the same sales in the same order. */
const rounds = new WeakMap<Pool, number>()
function nextRound(pool: Pool): number {
  const round = rounds.get(pool) ?? 0
  rounds.set(pool, round + 1)
  return round
}

function inSets(pool: Pool, sale: SaleOfRound): Contender['run'] {
  const store = createAllocationStore(pool)
  return async () => {
    const id = await takeInSale(pool, sale(nextRound(pool)))
    const milliseconds = await timed(async () => {
      const outcome = await store.allocate(id, WALLETS, SETTINGS)
      if (outcome.kind !== 'allocated') throw new Error(`the cash-out was not allocated: ${outcome.kind}`)
    })
    await clearQueue(pool)
    return milliseconds
  }
}

function rowByRow(pool: Pool, sale: SaleOfRound): Contender['run'] {
  return async () => {
    const id = await takeInSale(pool, sale(nextRound(pool)))
    const split = await splitOf(pool, id)
    const milliseconds = await timed(() => writeRowByRow(pool, split))
    await clearQueue(pool)
    return milliseconds
  }
}

/** Between two cash-outs the clients are paid. Here the queue is emptied past the triggers, and without bookings. */
async function clearQueue(pool: Pool): Promise<void> {
  await inTransaction(pool, async (client) => {
    await client.query('SET LOCAL session_replication_role = replica')
    await client.query(`UPDATE transfers SET status = 'cancelled' WHERE status = 'pending'`)
  })
}

/** Everything that has to be known to write the rows, worked out before the clock starts. */
async function splitOf(pool: Pool, id: bigint): Promise<SplitToWrite> {
  const { rows } = await pool.query<{ fiat: bigint; base: bigint; commission: bigint; time: Date }>(
    `SELECT fiat_amount AS fiat, base_amount AS base, commission_amount AS commission, transaction_time AS time
     FROM lamassu_transactions WHERE id = $1`,
    [id],
  )
  const [row] = rows
  if (row === undefined) throw new Error(`there is no cash-out ${id}`)
  const cashOut = { ...row, id, fiatCode: 'GTQ', fiat: fiatMinor(row.fiat), base: sats(row.base) }
  const { allocation, weights } = await previewSplit(pool, cashOut, SETTINGS)
  const clients = await pool.query<{ id: bigint; remaining: bigint; held: bigint; walletId: string }>(
    `SELECT id, remaining_balance AS remaining, held_balance AS held, wallet_id AS "walletId" FROM dca_clients`,
  )
  return {
    cashOut,
    allocation,
    weights,
    clients: new Map(clients.rows.map((c) => [c.id, c])),
    wallets: WALLETS,
  }
}

/** A comparison of different work would say nothing. */
async function assertSameRows(one: Pool, other: Pool): Promise<void> {
  for (const [what, sql] of Object.entries(FINGERPRINTS)) {
    const [mine, theirs] = await Promise.all([one.query(sql), other.query(sql)])
    const [a, b] = [JSON.stringify(mine.rows), JSON.stringify(theirs.rows)]
    if (a !== b) throw new Error(`the two ways did not write the same ${what}: ${a} and ${b}`)
  }
}

const FINGERPRINTS = {
  payments: `SELECT count(*)::int, md5(string_agg(t::text, '|' ORDER BY t.tx, t.kind, t.client_id)) FROM (
    SELECT kind, lamassu_transaction_id AS tx, client_id, transaction_type, amount_sats, amount_fiat, fiat_code, status,
           payer_wallet_id, payee_wallet_id FROM transfers) AS t`,
  lines: `SELECT count(*)::int, md5(string_agg(l::text, '|' ORDER BY e.idempotency_key, l.account)) FROM ledger_lines l
    JOIN ledger_entries e ON e.id = l.entry_id`,
  clients: `SELECT count(*)::int, md5(string_agg(c::text, '|' ORDER BY c.id)) FROM (
    SELECT id, remaining_balance, held_balance, balance_version FROM dca_clients) AS c`,
}
