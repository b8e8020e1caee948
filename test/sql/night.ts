import { randomBytes } from 'node:crypto'
import { soon } from '../engine/one-payment.ts'
import { openWorld, type World } from '../support/world.ts'

/**
 * Books with a past, as an operator finds them at night: three cash-outs in two currencies paid, one quarantined, and
 * one of which ana's part was paid, bruno's is in doubt and carla's has been stuck for 90 minutes.
 */
export interface History {
  readonly world: World
  readonly clients: Readonly<Record<'ana' | 'bruno' | 'carla' | 'dora', bigint>>
  /** Lamassu's ids, in the order in which they were sold. */
  readonly paid: readonly string[]
  readonly quarantined: string
  readonly halfPaid: string
  readonly stuckPayment: bigint
  readonly paymentInDoubt: bigint
  /** Pending for three days, and for a moment. */
  readonly oldDeposit: bigint
  readonly newDeposit: bigint
}

export async function openHistory(): Promise<History> {
  const world = await openWorld()
  const { bookkeeping } = world.stores
  await bookkeeping.describeWallets({
    sourceWalletId: world.wallets.source.walletId,
    commissionWalletId: world.wallets.commission.walletId,
    commissionKeyPreview: world.wallets.commission.invoiceKey.slice(0, 4),
  })
  const ana = (await world.addClient('ana', '10000.00')).id
  const bruno = (await world.addClient('bruno', '6000.00')).id
  const carla = (await world.addClient('carla', '4000.00')).id
  const dora = (await world.addClient('dora', '500.00', { fiatCode: 'USD' })).id
  // A second deposit, so that a join of deposits with payments counts both more than once.
  await world.addDeposit(ana, '1000.00')
  const paid = await sellAndPay(world)
  const quarantined = await world.sell({ commission_percentage: null, confirmed_at: soon() })
  const half = await leaveHalfPaid(world, bruno, carla)
  const pendingDeposit = (clientId: bigint) =>
    bookkeeping.addDeposit({ clientId, amount: 50_000n as never, note: null, idempotencyKey: null }, 'test')
  const oldDeposit = await pendingDeposit(bruno)
  await world.pool.query(`UPDATE dca_deposits SET created_at = now() - interval '3 days' WHERE id = $1`, [
    oldDeposit,
  ])
  const newDeposit = await pendingDeposit(carla)
  return {
    world,
    clients: { ana, bruno, carla, dora },
    paid,
    quarantined,
    ...half,
    oldDeposit,
    newDeposit,
  }
}

async function sellAndPay(world: World): Promise<string[]> {
  const paid = [
    await world.sell({ confirmed_at: soon() }),
    await world.sell({
      confirmed_at: soon(),
      crypto_atoms: '100003',
      fiat: '750.00000',
      commission_percentage: '0.05500',
      discount: 10,
    }),
    await world.sell({ confirmed_at: soon(), crypto_atoms: '99999', fiat: '100.00000', fiat_code: 'USD' }),
  ]
  await world.toRest()
  return paid
}

async function leaveHalfPaid(world: World, bruno: bigint, carla: bigint) {
  const halfPaid = await world.sell({ confirmed_at: soon() })
  await world.takeIn()
  await world.distribute()
  const paymentInDoubt = await pendingPaymentOf(world, bruno)
  await putInDoubt(world, paymentInDoubt)
  const stuckPayment = await pendingPaymentOf(world, carla)
  const lease = { owner: 'worker', seconds: 60 }
  const stuck = await world.stores.transfers.claimOne(lease, 'client', stuckPayment)
  if (stuck === null) throw new Error('the payment could not be claimed')
  const why = { error: 'LNbits refuses the key', seconds: 3600, attempted: true }
  await world.stores.transfers.postpone(lease, stuck, why)
  await world.pool.query(`UPDATE dca_payments SET created_at = now() - interval '90 minutes' WHERE id = $1`, [
    stuckPayment,
  ])
  await world.pay()
  return { halfPaid, paymentInDoubt, stuckPayment }
}

async function pendingPaymentOf(world: World, clientId: bigint): Promise<bigint> {
  const { rows } = await world.pool.query<{ id: bigint }>(
    `SELECT id FROM dca_payments WHERE client_id = $1 AND status = 'pending'`,
    [clientId],
  )
  const [row] = rows
  if (row === undefined || rows.length > 1)
    throw new Error(`client ${clientId} has ${rows.length} pending payments`)
  return row.id
}

async function putInDoubt(world: World, id: bigint): Promise<void> {
  const store = world.stores.transfers
  const lease = { owner: 'worker', seconds: 60 }
  const invoice = { paymentHash: randomBytes(32).toString('hex'), bolt11: 'lnbc1' }
  const claimed = await store.claimOne(lease, 'client', id)
  if (claimed === null || !(await store.recordInvoice(lease, claimed, invoice)))
    throw new Error('the payment could not be claimed')
  const invoiced = { ...claimed, ...invoice }
  await store.markPaying(lease, invoiced)
  await store.review(invoiced, 'debited, but the receiver was never credited')
}
