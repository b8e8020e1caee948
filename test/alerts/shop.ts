import type { TransactionReading, TransferReading } from '../../engine/readings.ts'
import type { LnbitsClient } from '../../engine/ports.ts'
import { soon } from '../engine/one-payment.ts'
import { openWorld, type SaleRow, type TestClient, type World, type WorldOptions } from '../support/world.ts'

/** A shop with two clients, for the rules about money. */
export interface Shop {
  readonly world: World
  readonly ana: TestClient
  readonly luis: TestClient
  close(): Promise<void>
}

export async function openShop(options: WorldOptions = {}): Promise<Shop> {
  const world = await openWorld({ reissueAfterSeconds: 0, ...options })
  const ana = await world.addClient('Ana', '30000.00')
  const luis = await world.addClient('Luis', '10000.00')
  return { world, ana, luis, close: () => world.close() }
}

export async function taken(world: World, row: SaleRow = {}): Promise<TransactionReading> {
  const id = await world.sell({ confirmed_at: soon(), ...row })
  await world.takeIn()
  return read(world, id)
}

export async function distributed(world: World, row: SaleRow = {}): Promise<TransactionReading> {
  const { transactionId } = await taken(world, row)
  await world.distribute()
  return read(world, transactionId)
}

export async function finished(world: World, row: SaleRow = {}): Promise<TransactionReading> {
  const { transactionId } = await taken(world, row)
  await world.toRest()
  return read(world, transactionId)
}

export async function read(world: World, id: string | bigint): Promise<TransactionReading> {
  const cashOut = await world.readings.transaction(String(id))
  if (cashOut === null) throw new Error(`there is no cash-out ${id}`)
  return cashOut
}

/** The payments to clients of a cash-out, in order. */
export async function paymentsOf(world: World, cashOut: TransactionReading): Promise<TransferReading[]> {
  const all = await world.readings.transfers({
    status: 'all',
    lamassuTransactionId: cashOut.id,
    limit: 100,
  })
  return all.filter(({ kind }) => kind === 'client').sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** Past every trigger, as somebody who may do anything in the database could. */
export async function byForce(world: World, sql: string, values: readonly unknown[] = []): Promise<void> {
  const client = await world.pool.connect()
  try {
    await client.query(`SET session_replication_role = replica`)
    await client.query(sql, [...values])
  } finally {
    await client.query(`SET session_replication_role = origin`)
    client.release()
  }
}

/** LNbits comes back from a backup that is older than this payment; returns what makes it remember. */
export function forgetPayment(world: World, paymentHash: string): () => void {
  const before = { ...world.client }
  Object.assign(world.client, {
    history: async (...asked: Parameters<LnbitsClient['history']>) => {
      const read = await before.history(...asked)
      return read.kind === 'ok'
        ? { ...read, value: read.value.filter((row) => row.paymentHash !== paymentHash) }
        : read
    },
    rowsByHash: async (...asked: Parameters<LnbitsClient['rowsByHash']>) =>
      asked[1] === paymentHash ? { kind: 'ok', value: [] } : before.rowsByHash(...asked),
  })
  return () => {
    Object.assign(world.client, before)
  }
}
