import { afterEach, beforeEach, expect, test } from 'vitest'
import { createHaltStore } from '../../engine/store/halt-store.ts'
import { openWorld, type World } from '../support/world.ts'

/** While payouts are off, one cash-out alone may go through: never a second, and no switch is needed to end it. */

let world: World
beforeEach(async () => {
  world = await openWorld()
  await world.addClient('Ana', '90000.00')
})
afterEach(() => world.close())

const stopPayouts = () => world.stores.bookkeeping.setSwitches({ payouts: false }, 'a test')
const startTrial = () => world.stores.bookkeeping.startTrial()

async function states(): Promise<Record<string, string>> {
  const { rows } = await world.pool.query<{ id: bigint; status: string }>(
    'SELECT id, status FROM lamassu_transactions ORDER BY id',
  )
  return Object.fromEntries(rows.map(({ id, status }) => [id.toString(), status]))
}

const unfinished = async (): Promise<number> => {
  const { rows } = await world.pool.query("SELECT FROM transfers WHERE status <> 'completed'")
  return rows.length
}

test('the oldest goes through to its end, commission and all, and the others wait', async () => {
  const hour = (hours: number) => new Date(Date.now() - hours * 3_600_000)
  await world.sell({ created: hour(1), confirmed_at: hour(1) })
  await world.sell({ created: hour(3), confirmed_at: hour(3) })
  await stopPayouts()
  await world.toRest()
  expect(await states()).toEqual({ 1: 'pending', 2: 'pending' })
  const oldest = await world.pool.query<{ id: bigint }>(
    'SELECT id FROM lamassu_transactions ORDER BY transaction_time LIMIT 1',
  )
  const id = oldest.rows[0]?.id
  expect(await startTrial()).toBe(id)
  await world.toRest()
  const after = await states()
  expect(after[String(id)]).toBe('completed')
  expect(Object.values(after).sort()).toEqual(['completed', 'pending'])
  expect(await unfinished()).toBe(0)
  const paid = await world.pool.query('SELECT FROM transfers WHERE lamassu_transaction_id <> $1', [id])
  expect(paid.rows).toHaveLength(0)
})

test('what was distributed before the stop and is not the one stays where it is', async () => {
  await world.sell()
  await world.sell()
  await world.takeIn()
  await world.distribute()
  await stopPayouts()
  expect(await states()).toEqual({ 1: 'processing', 2: 'processing' })
  const id = await startTrial()
  await world.toRest()
  const done = await world.pool.query<{ lamassu_transaction_id: bigint }>(
    "SELECT DISTINCT lamassu_transaction_id FROM transfers WHERE status = 'completed'",
  )
  expect(done.rows).toEqual([{ lamassu_transaction_id: id }])
  const rest = await world.pool.query("SELECT FROM transfers WHERE status = 'pending'")
  expect(rest.rows).toHaveLength(2)
})

test.each([
  ['poll pause', () => stopPayouts()],
  ['panic', () => createHaltStore(world.pool).stopAll('panic')],
  ['SQL by hand', () => world.pool.query('UPDATE lamassu_config SET polling_enabled = false')],
])('%s ends it', async (_, stop) => {
  await world.sell()
  await world.takeIn()
  await world.stores.bookkeeping.setSwitches({ payouts: false, polling: false }, 'a test')
  expect(await startTrial()).toBe(1n)
  await stop()
  const { rows } = await world.pool.query('SELECT trial_transaction_id FROM lamassu_config')
  expect(rows).toEqual([{ trial_transaction_id: null }])
  await world.toRest()
  expect(await states()).toEqual({ 1: 'pending' })
})

test('an invoice that was made in the trial is not paid after its end', async () => {
  await world.sell()
  await world.takeIn()
  await stopPayouts()
  // Compares the wallet with the books, without which nothing is sent in any case.
  await world.pay()
  await startTrial()
  await world.distribute()
  const lease = { owner: 'w', seconds: 60 }
  const [transfer] = await world.stores.transfers.claim(lease, [world.wallets.source.walletId], 1)
  if (transfer === undefined) throw new Error('one is due')
  expect(transfer.maySend).toBe(true)
  const invoice = { paymentHash: 'a'.repeat(64), bolt11: 'lnbc1' }
  expect(await world.stores.transfers.recordInvoice(lease, transfer, invoice)).toBe(true)
  const invoiced = { ...transfer, paymentHash: invoice.paymentHash }
  await stopPayouts()
  expect(await world.stores.transfers.markPaying(lease, invoiced)).toBe(false)
})

test('starting it again is the same one; there is none while payouts are on, or where a person is needed', async () => {
  await world.sell()
  await world.takeIn()
  expect(await startTrial()).toBeNull()
  await stopPayouts()
  expect(await startTrial()).toBe(1n)
  expect(await startTrial()).toBe(1n)
  await world.distribute()
  await world.pool.query("UPDATE transfers SET status = 'needs_review' WHERE kind = 'client'")
  expect(await startTrial()).toBeNull()
})
