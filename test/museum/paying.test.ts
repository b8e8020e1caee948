import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { commonFaults } from '../../bot/sandbox/lnbits/faults.ts'
import { payDue } from '../../engine/pay-due.ts'
import type { WalletKey } from '../../engine/ports.ts'
import { count } from '../engine/cash-outs.ts'
import { expectSoundBooks } from '../support/invariants.ts'
import { openWorld, type World } from '../support/world.ts'
import { debitsOf, openPool, pollAtOnce, refusalOf } from './pool.ts'

/** The room of the payments that were made twice, never, or only in the books. */

let world: World
beforeAll(async () => {
  world = await openWorld({ maxAttempts: 4 })
})
afterAll(() => world.close())
afterEach(async () => {
  world.control.clearFaults()
  await expectSoundBooks(world)
})

const heldBy = async (name: string): Promise<bigint | undefined> =>
  (await world.readings.findClients(name))[0]?.held

test('B04 a cash-out that is seen again is not funded again, however often, and whether anybody shares in it or not', async () => {
  const own = await openWorld({ funding: 'treasury', sourceSats: 0n, treasurySats: 5_000_000n })
  try {
    const pool = await openPool(own, { Ana: '5000.00', Nobody: '0.01' })
    const seen = [await pool.sell()]
    const empty = await openPool(own, { Poor: '0.01' })
    seen.push(await empty.sell())
    await own.takeIn()
    const { treasury, source } = own.wallets
    for (let again = 0; again < 10; again += 1) {
      // What a new configuration did there: everything is looked at as if for the first time.
      await own.pool.query('DELETE FROM lamassu_digests')
      for (const id of seen) {
        const tx = await own.readings.transaction(id)
        await own.stores.allocation.requestFunding(tx?.id ?? 0n, treasury.walletId, source.walletId)
      }
      await own.toRest()
    }
    expect(own.control.balanceMsat(treasury.walletId)).toBe((5_000_000n - 2n * 266_800n) * 1000n)
    expect(await count(own, "transfers WHERE kind = 'funding'")).toBe(2)
    await expectSoundBooks(own)
  } finally {
    await own.close()
  }
})

test('B05 a crash after one of four payments: the other three are made after the start, the first is not made again', async () => {
  const pool = await openPool(world, { B05a: '1000.00', B05b: '1000.00', B05c: '1000.00' })
  const id = await pool.sell()
  await world.takeIn()
  await world.distribute()
  let paid = 0
  const dies = {
    ...world.client,
    pay: (...args: Parameters<typeof world.client.pay>) => {
      paid += 1
      if (paid > 1) throw new Error('killed')
      return world.client.pay(...args)
    },
  }
  await expect(world.pay('first life', dies)).rejects.toThrow('killed')
  expect(await debitsOf(world, id)).toBe(1)
  await world.toRest()
  expect((await pool.payments(id)).map((payment) => payment.status)).toEqual(Array(4).fill('completed'))
  expect(await debitsOf(world, id)).toBe(4)
})

test('B06 polls by the clock, by hand and on other replicas overlap: one distribution', async () => {
  const pool = await openPool(world, { B06a: '5000.00', B06b: '5000.00' })
  const id = await pool.sell()
  const replicas = Array.from({ length: 8 }, () => ({}))
  await pollAtOnce(world, replicas)
  const cycle = async (): Promise<void> => {
    await world.takeIn()
    await world.distribute()
    await world.pay()
  }
  await Promise.all(replicas.map(cycle))
  await world.toRest()
  expect(await pool.payments(id)).toHaveLength(3)
  expect(await debitsOf(world, id)).toBe(3)
})

test('B08 a lost answer is not a failed payment: the wallets are asked, and it was paid once', async () => {
  const pool = await openPool(world, { B08: '5000.00' })
  const id = await pool.sell()
  await world.takeIn()
  await world.distribute()
  world.control.inject({ endpoint: 'pay', fault: commonFaults.dropAfter, times: 2 })
  const round = await world.pay()
  await world.toRest()
  expect(await debitsOf(world, id)).toBe(2)
  expect(round).toMatchObject({ completed: 2 })
})

test('B09 a passing failure is tried again; one that lasts goes to a person, with the hold kept', async () => {
  const pool = await openPool(world, { B09: '2000.00' })
  const id = await pool.sell()
  await world.takeIn()
  await world.distribute()
  const lift = world.control.inject({
    endpoint: 'create',
    fault: commonFaults.badGateway('before'),
    times: 'all',
  })
  const dueIn: number[] = []
  for (let attempt = 0; attempt < 5; attempt += 1) {
    await world.pay()
    const [payment] = await pool.payments(id)
    if (payment?.status === 'pending') dueIn.push(payment.nextAttemptAt.getTime() - Date.now())
    await world.skipWaiting()
  }
  expect(dueIn).toHaveLength(3)
  expect(dueIn[0], 'each wait is longer than the one before').toBeLessThan(dueIn[1] ?? 0)
  expect(dueIn[1]).toBeLessThan(dueIn[2] ?? 0)
  expect((await pool.payments(id)).map((p) => p.status)).toEqual(['needs_review', 'needs_review'])
  expect(await heldBy('B09')).toBe(200_000n)
  expect(await world.readings.transaction(id)).toMatchObject({ status: 'processing' })
  lift()
})

test('B10 a payment whose worker died is taken over when its lease has run out', async () => {
  const pool = await openPool(world, { B10: '5000.00' })
  const id = await pool.sell()
  await world.takeIn()
  await world.distribute()
  const { transfers } = world.stores
  const payers = [world.wallets.source.walletId]
  expect(await transfers.claim({ owner: 'died', seconds: 0 }, payers, 10)).toHaveLength(2)
  expect(await world.pay('heir')).toMatchObject({ completed: 2 })
  expect(await debitsOf(world, id)).toBe(2)
})

test('B11 a payment that could not be booked keeps its hold, and is found and booked later', async () => {
  const pool = await openPool(world, { B11: '2000.00' })
  const id = await pool.sell()
  await world.takeIn()
  await world.distribute()
  const unbookable = {
    ...world.payDependencies(),
    store: { ...world.stores.transfers, complete: () => Promise.reject(new Error('the disk is full')) },
    payerWalletIds: [world.wallets.source.walletId],
    stopping: () => false,
    nowMs: () => 0,
  }
  await expect(payDue(unbookable)).rejects.toThrow('the disk is full')
  expect(await debitsOf(world, id)).toBe(2)
  expect(await heldBy('B11')).toBe(200_000n)
  const next = await pool.sell()
  await world.toRest()
  expect(await pool.payments(next), 'the money that is on hold buys nothing more').toMatchObject([
    { kind: 'commission' },
  ])
  expect((await pool.payments(id)).map((p) => p.status)).toEqual(['completed', 'completed'])
  expect(await debitsOf(world, id)).toBe(2)
})

test('B12 the hash is stored before the payment, never missing, never shared, never forgotten', async () => {
  const pool = await openPool(world, { B12: '5000.00' })
  const paid = await pool.sell()
  await world.takeIn()
  await world.distribute()
  const stored: boolean[] = []
  await world.pay('worker', {
    ...world.client,
    async pay(key, payment) {
      stored.push((await count(world, 'payment_invoices WHERE bolt11 = $1', [payment.bolt11])) === 1)
      return world.client.pay(key, payment)
    },
  })
  expect(stored).toEqual([true, true])

  const open = await pool.sell()
  await world.takeIn()
  await world.distribute()
  const change = async (id: string, what: string): Promise<string> => {
    const [payment] = await pool.payments(id)
    return refusalOf(world, `UPDATE transfers SET ${what} WHERE id = $1`, [payment?.id])
  }
  expect(await change(open, "status = 'invoiced'")).toBe('invoice_is_known')
  expect(await change(paid, "payment_hash = repeat('0', 64)")).toBe('agreed_is_final')
  const copy = `INSERT INTO payment_invoices (payment_hash, transfer_kind, transfer_id, seq, bolt11)
                SELECT payment_hash, transfer_kind, transfer_id, 99, bolt11 FROM payment_invoices LIMIT 1`
  expect(await refusalOf(world, copy)).toBe('payment_invoices_pkey')
  expect(await refusalOf(world, 'DELETE FROM payment_invoices')).toMatch(/append_only|kept for ever/)
  await world.toRest()
})

test('B13 without a source wallet nothing is distributed, and nothing counts as paid without proof', async () => {
  const own = await openWorld()
  try {
    const pool = await openPool(own, { B13: '5000.00' })
    const id = await pool.sell()
    const { walletId, adminKey } = own.wallets.source
    // As in a bot that has paid from it before.
    await own.stores.preflight.rememberWalletId(adminKey as WalletKey, walletId)
    own.control.deleteWallet(walletId)
    await own.toRest(3)
    const tx = await own.readings.transaction(id)
    expect(tx?.status).toBe('pending')
    expect(tx?.waitingReason).toContain('LNBITS_SOURCE_ADMIN_KEY')
    expect(await own.readings.findClients('B13')).toMatchObject([{ remaining: 500_000n, held: 0n }])
    own.control.undeleteWallet(walletId)
    await own.takeIn()
    await own.distribute()
    const claim = `UPDATE dca_payments SET status = 'completed', completed_at = now()`
    expect(await refusalOf(own, claim)).toMatch(/legal_status_changes|invoice_is_known|pending/)
    await own.toRest()
    await expectSoundBooks(own)
  } finally {
    await own.close()
  }
})

test('B14 a commission that can not be paid stays in the books until it is', async () => {
  const own = await openWorld({ commissionWallet: false })
  try {
    const pool = await openPool(own, { B14: '5000.00' })
    const id = await pool.sell()
    await own.toRest()
    const commission = async () => (await pool.payments(id)).find((payment) => payment.kind === 'commission')
    expect(await commission()).toMatchObject({ status: 'accrued', amountSats: 7_771n })
    await own.stores.allocation.releaseAccrued({
      sourceWalletId: own.wallets.source.walletId,
      commissionWalletId: own.wallets.commission.walletId,
    })
    own.control.deleteWallet(own.wallets.commission.walletId)
    await own.pay()
    expect(await commission()).toMatchObject({
      status: 'pending',
      lastError: expect.stringContaining('refuses'),
    })
    own.control.undeleteWallet(own.wallets.commission.walletId)
    await own.toRest()
    expect(own.control.balanceMsat(own.wallets.commission.walletId)).toBe(7_771_000n)
    await expectSoundBooks(own)
  } finally {
    await own.close()
  }
})

test('B15 the commission is paid also where no client shares in the cash-out', async () => {
  const pool = await openPool(world, { B15: '0.01' })
  await world.pool.query(`UPDATE dca_clients SET status = 'paused' WHERE fiat_code = $1`, [pool.fiatCode])
  const before = world.control.balanceMsat(world.wallets.commission.walletId)
  const id = await pool.sell()
  await world.toRest()
  expect(await world.readings.transaction(id)).toMatchObject({
    status: 'completed',
    unallocatedSats: 259_029n,
  })
  expect(world.control.balanceMsat(world.wallets.commission.walletId) - before).toBe(7_771_000n)
})

test('B41 a change of wallets in the middle redirects nothing that is under way', async () => {
  const own = await openWorld()
  try {
    const pool = await openPool(own, { B41: '5000.00' })
    const id = await pool.sell()
    await own.takeIn()
    await own.distribute()
    const other = own.control.createWallet('other')
    own.topUp(other.walletId, 1_000_000n)
    const oldKey = (walletId: string) =>
      walletId === own.wallets.source.walletId ? (own.wallets.source.adminKey as WalletKey) : null
    // The bot holds the new wallet's key beside the old one's, and could pay from either.
    own.keyring.payerKey = (walletId) =>
      walletId === other.walletId ? (other.adminKey as WalletKey) : oldKey(walletId)
    await own.pool.query(`UPDATE lamassu_config SET source_wallet_id = $1, commission_wallet_id = $1`, [
      other.walletId,
    ])
    const redirect = (column: string): Promise<string> =>
      refusalOf(
        own,
        `UPDATE transfers SET ${column} = $1 WHERE lamassu_transaction_id = (SELECT id FROM lamassu_transactions WHERE transaction_id = $2)`,
        [other.walletId, id],
      )
    expect(await redirect('payer_wallet_id')).toBe('agreed_is_final')
    expect(await redirect('payee_wallet_id')).toBe('agreed_is_final')
    await own.toRest()
    expect(own.control.balanceMsat(other.walletId)).toBe(1_000_000_000n)
    const paid = await pool.payments(id)
    expect(paid.map((payment) => [payment.kind, payment.payerWalletId, payment.payeeWalletId])).toEqual([
      ['client', own.wallets.source.walletId, pool.clients['B41']?.wallet.walletId],
      ['commission', own.wallets.source.walletId, own.wallets.commission.walletId],
    ])
    await expectSoundBooks(own)
  } finally {
    await own.close()
  }
})
