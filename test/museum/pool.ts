import type { Pool, PoolClient } from 'pg'
import type { TransferReading } from '../../engine/readings.ts'
import type { PollOutcome } from '../../engine/take-in.ts'
import { type PollWays, pollWith } from '../engine/cash-outs.ts'
import type { SaleRow, TestClient, World } from '../support/world.ts'

/**
 * A pool of clients in a currency of its own: the exhibits of one room share a world, and never each other's
 * clients. All these currencies have two decimals.
 */
const CURRENCIES =
  'USD EUR MXN CAD CHF GBP SEK NOK DKK CZK PLN RON BRL PEN COP ARS HNL NIO CRC DOP BOB UYU ZAR INR THB'
const LONG_AGO = '2026-01-01T00:00:00Z'

export interface ClientPool {
  readonly fiatCode: string
  readonly clients: Readonly<Record<string, TestClient>>
  /** A finished cash-out in this currency; the cash left the machine at `at`. */
  sell(row?: SaleRow & { at?: string }): Promise<string>
  payments(transactionId: string): Promise<TransferReading[]>
}

const used = new WeakMap<World, number>()

/** Deposits in major units, confirmed long ago. */
export async function openPool(
  world: World,
  deposits: Readonly<Record<string, string>>,
): Promise<ClientPool> {
  const number = used.get(world) ?? 0
  used.set(world, number + 1)
  const fiatCode = CURRENCIES.split(' ')[number]
  if (fiatCode === undefined) throw new Error('this world has no currency left')
  const clients: Record<string, TestClient> = {}
  for (const [name, deposit] of Object.entries(deposits)) {
    const client = await world.addClient(name, null, { fiatCode })
    clients[name] = client
    await depositAt(world, client.id, BigInt(deposit.replace('.', '')), LONG_AGO)
  }
  return {
    fiatCode,
    clients,
    sell({ at, ...row } = {}) {
      const cashTime = at === undefined ? new Date(Date.now() + 5) : new Date(at)
      return world.sell({ fiat_code: fiatCode, confirmed_at: cashTime, ...row })
    },
    async payments(transactionId) {
      const tx = await world.readings.transaction(transactionId)
      if (tx === null) return []
      const all = await world.readings.transfers({ status: 'all', lamassuTransactionId: tx.id, limit: 1000 })
      return all.toReversed()
    },
  }
}

/** A confirmed deposit in minor units that counts from a given moment. */
export async function depositAt(world: World, clientId: bigint, amount: bigint, at: string): Promise<void> {
  await world.pool.query(
    `INSERT INTO dca_deposits (client_id, amount, status, confirmed_at) VALUES ($1, $2, 'confirmed', $3)`,
    [clientId, amount, at],
  )
}

/** How often the source or treasury wallet was debited for the transfers of one cash-out, over all their hashes. */
export async function debitsOf(world: World, transactionId: string): Promise<number> {
  const { rows } = await world.pool.query<{ payment_hash: string }>(
    `SELECT i.payment_hash FROM payment_invoices i JOIN transfers t ON t.kind = i.transfer_kind AND t.id = i.transfer_id
     JOIN lamassu_transactions l ON l.id = t.lamassu_transaction_id WHERE l.transaction_id = $1`,
    [transactionId],
  )
  const hashes = new Set(rows.map((row) => row.payment_hash))
  const debits = world.control
    .payments()
    .filter((row) => row.amountMsat < 0n && row.status === 'success' && hashes.has(row.paymentHash))
  return debits.length
}

/** What the database says to a statement that it must refuse: the constraint's name. */
export async function refusalOf(world: World, sql: string, values: readonly unknown[] = []): Promise<string> {
  try {
    await world.pool.query(sql, [...values])
  } catch (thrown) {
    const { constraint, message } = thrown as { constraint?: string; message: string }
    return constraint ?? message
  }
  return 'accepted'
}

/** Sees, and may change, every statement with parameters that goes through the pool. */
export function intercept(pool: Pool, see: (sql: string) => string): void {
  pool.on('connect', (connection: PoolClient) => {
    const query = connection.query.bind(connection) as (...args: unknown[]) => unknown
    connection.query = ((first: unknown, ...rest: unknown[]) =>
      query(typeof first === 'string' ? see(first) : first, ...rest)) as typeof connection.query
  })
}

/**
 * Polls at the same time, in as many ways as are given: none goes on before each has asked what the books know, or
 * has ended. So whatever lets two of them at a cash-out at once, does.
 */
export function pollAtOnce(world: World, ways: readonly PollWays[]): Promise<PollOutcome[]> {
  let missing = ways.length
  let open = (): void => undefined
  const allAreHere = new Promise<void>((resolve) => {
    open = resolve
  })
  const pollIn = async (way: PollWays): Promise<PollOutcome> => {
    let isHere = false
    const come = (): void => {
      if (!isHere) missing -= 1
      isHere = true
      if (missing === 0) open()
    }
    const store: PollWays['store'] = {
      ...way.store,
      async known(ids) {
        const known = await world.stores.takeIn.known(ids)
        come()
        await allAreHere
        return known
      },
    }
    return pollWith(world, { ...way, store }).finally(come)
  }
  return Promise.all(ways.map(pollIn))
}
