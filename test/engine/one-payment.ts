import { expect } from 'vitest'
import { createActions, type RetryOutcome } from '../../engine/actions.ts'
import type { TransferReading } from '../../engine/readings.ts'
import type { Transfer } from '../../engine/storage.ts'
import type { SimulatedPayment } from '../../bot/sandbox/lnbits/journal.ts'
import type { SaleRow, TestClient, World } from '../support/world.ts'

/** The steps that the tests of paying share: one client, one cash-out of all that he has, one payment. */

export interface StartedPayment {
  readonly client: TestClient
  readonly transactionId: string
  readonly id: bigint
}

let number = 0

/** Later than anything that the database's clock has stamped so far, which counts in finer steps than ours. */
export const soon = (): Date => new Date(Date.now() + 5)

/** A cash-out now, later than every deposit before. */
export const sellNow = (world: World, row: SaleRow = {}): Promise<string> =>
  world.sell({ confirmed_at: soon(), ...row })

/**
 * A new client whose whole deposit is what one new cash-out dispenses, so that no other client shares in it and
 * nothing is left of it for the next. Distributed, not paid.
 */
export async function startPayment(world: World): Promise<StartedPayment> {
  number += 1
  const client = await world.addClient(`client ${number}`, '2000.00')
  const transactionId = await sellNow(world)
  await world.takeIn()
  await world.distribute()
  const [payment] = await world.readings.transfers({ status: 'pending', clientId: client.id, limit: 2 })
  if (payment === undefined) throw new Error('the cash-out was not distributed to its client')
  return { client, transactionId, id: payment.id }
}

export async function readPayment(
  world: World,
  { id }: Pick<StartedPayment, 'id'>,
): Promise<TransferReading> {
  const payment = await world.readings.transfer('client', id)
  if (payment === null) throw new Error(`there is no payment ${id}`)
  return payment
}

/** The payment, leased to this worker; asserts that nobody else has it. */
export async function claimPayment(
  world: World,
  { id }: StartedPayment,
  owner = 'worker',
): Promise<Transfer> {
  const transfer = await world.stores.transfers.claimOne({ owner, seconds: 60 }, 'client', id)
  if (transfer === null) throw new Error(`payment ${id} could not be claimed`)
  return transfer
}

/** The hashes of every invoice that was ever made for the payment. */
export async function hashesOf(world: World, { id }: StartedPayment): Promise<string[]> {
  const { rows } = await world.pool.query<{ payment_hash: string }>(
    `SELECT payment_hash FROM payment_invoices WHERE transfer_kind = 'client' AND transfer_id = $1 ORDER BY seq`,
    [id],
  )
  return rows.map((row) => row.payment_hash)
}

/** Successful debits of the source wallet for the payment, over all its hashes. */
export async function debitsOf(world: World, payment: StartedPayment): Promise<SimulatedPayment[]> {
  const hashes = new Set(await hashesOf(world, payment))
  return world.control
    .payments()
    .filter((row) => row.amountMsat < 0n && row.status === 'success' && hashes.has(row.paymentHash))
}

/** The payment was made once: one debit, and the client holds exactly his sats. */
export async function expectPaidOnce(world: World, payment: StartedPayment): Promise<void> {
  const row = await readPayment(world, payment)
  expect(row).toMatchObject({ status: 'completed', lastError: null })
  expect(await debitsOf(world, payment), 'exactly one debit over all hashes').toHaveLength(1)
  expect(world.control.balanceMsat(payment.client.wallet.walletId)).toBe(row.amountSats * 1000n)
}

/** `payment retry`, as a person at the terminal does it; why not is said in English. */
export async function retryByHand(
  world: World,
  { id }: Pick<StartedPayment, 'id'>,
): Promise<{ kind: RetryOutcome['kind']; why?: string }> {
  const actions = createActions({
    actor: 'terminal:maria',
    bookkeeping: world.stores.bookkeeping,
    preflightStore: world.stores.preflight,
    transfers: world.stores.transfers,
    lnbits: world.client,
    sealing: null,
    pay: world.payDependencies('terminal'),
    poll: () => world.takeIn(),
    ownWalletIds: async () => [],
    byHand: world.byHand(),
  })
  const outcome = await actions.retryPayment('client', id)
  return 'why' in outcome ? { ...outcome, why: String(outcome.why) } : outcome
}
