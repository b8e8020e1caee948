import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { TakeInDecision } from '../../engine/storage.ts'
import { count, pollWith } from '../engine/cash-outs.ts'
import { claimPayment, readPayment, startPayment } from '../engine/one-payment.ts'
import { expectSoundBooks } from '../support/invariants.ts'
import { openWorld, type World } from '../support/world.ts'
import { openPool, refusalOf } from './pool.ts'

/**
 * The safety nets, each by itself. Where one is held up by others, nothing would be lost yet without it: these
 * tests notice all the same that it is gone.
 */

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())
afterEach(async () => {
  await world.stores.bookkeeping.setSwitches({ polling: true, payouts: true }, null)
  await expectSoundBooks(world)
})

test('N1 a cash-out that two replicas found new at the same time is in the books once', async () => {
  const pool = await openPool(world, { N1: '5000.00' })
  const id = await pool.sell()
  const store = world.stores.takeIn
  const twice = async (decision: TakeInDecision): Promise<boolean> => {
    await store.takeIn(decision)
    return store.takeIn(decision)
  }
  await pollWith(world, { store: { takeIn: twice } })
  expect(await count(world, 'lamassu_transactions WHERE transaction_id = $1', [id])).toBe(1)
  await world.toRest()
  expect(world.control.balanceMsat(pool.clients['N1']?.wallet.walletId ?? '')).toBe(259_029_000n)
})

test('N2 a second payment of a cash-out to the same receiver is refused, whoever writes it', async () => {
  const pool = await openPool(world, { N2: '5000.00' })
  const id = await pool.sell()
  await world.takeIn()
  await world.distribute()
  const again = (table: string): Promise<string> =>
    refusalOf(
      world,
      `INSERT INTO ${table} (lamassu_transaction_id, client_id, amount_sats, amount_fiat, fiat_code, payer_wallet_id, payee_wallet_id)
       SELECT t.lamassu_transaction_id, t.client_id, t.amount_sats, t.amount_fiat, t.fiat_code, t.payer_wallet_id, t.payee_wallet_id
       FROM ${table} t JOIN lamassu_transactions l ON l.id = t.lamassu_transaction_id WHERE l.transaction_id = $1`,
      [id],
    )
  expect(await again('dca_payments')).toBe('one_payment_per_client')
  expect(await again('commission_payments')).toBe('one_commission_per_transaction')
  await world.toRest()
})

test('N3 a crash right after LNbits has paid: the next start finds the payment, and makes no other', async () => {
  const payment = await startPayment(world)
  const { amountSats } = await readPayment(world, payment)
  const dies = {
    ...world.client,
    async pay(...args: Parameters<typeof world.client.pay>) {
      await world.client.pay(...args)
      throw new Error('killed')
    },
  }
  await expect(world.pay('first life', dies)).rejects.toThrow('killed')
  await world.toRest()
  expect(world.control.balanceMsat(payment.client.wallet.walletId)).toBe(amountSats * 1000n)
})

test('N4 a payment that one worker has in hand is given to no other, until the lease has run out', async () => {
  const payment = await startPayment(world)
  const { transfers } = world.stores
  const payers = [world.wallets.source.walletId]
  const idsOf = (claimed: readonly { id: bigint }[]): bigint[] => claimed.map((transfer) => transfer.id)
  expect(idsOf(await transfers.claim({ owner: 'a', seconds: 60 }, payers, 10))).toContain(payment.id)
  expect(idsOf(await transfers.claim({ owner: 'b', seconds: 60 }, payers, 10))).toEqual([])
  expect(await transfers.claimOne({ owner: 'b', seconds: 60 }, 'client', payment.id)).toBeNull()
  await world.toRest()
})

test('N5 after payouts were switched off, nothing is claimed and nothing is sent', async () => {
  await startPayment(world)
  const before = world.control.requestCount('pay')
  await world.stores.bookkeeping.setSwitches({ payouts: false }, 'for the night')
  const round = await world.pay()
  expect(world.control.requestCount('pay'), 'nothing is sent').toBe(before)
  expect(round, 'nothing is claimed').toEqual({ completed: 0, postponed: 0, needsReview: 0 })
  const payers = [world.wallets.source.walletId]
  expect(await world.stores.transfers.claim({ owner: 'a', seconds: 60 }, payers, 10)).toEqual([])
  await world.stores.bookkeeping.setSwitches({ payouts: true }, null)
  await world.toRest()
})

test('N6 a payment that was claimed before payouts were switched off is not sent after it', async () => {
  const payment = await startPayment(world)
  const claimed = await claimPayment(world, payment)
  await world.stores.bookkeeping.setSwitches({ payouts: false }, 'for the night')
  const before = world.control.requestCount('pay')
  expect(await world.payOne(claimed)).toEqual({ kind: 'left_alone' })
  expect(world.control.requestCount('pay')).toBe(before)
  await world.stores.bookkeeping.setSwitches({ payouts: true }, null)
  await world.toRest()
})
