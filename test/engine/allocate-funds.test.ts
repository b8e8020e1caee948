import { afterEach, describe, expect, test } from 'vitest'
import { commonFaults } from '../../bot/sandbox/lnbits/faults.ts'
import { allocatePending } from '../../engine/allocate.ts'
import { createAllocationStore } from '../../engine/store/allocation-store.ts'
import { createPool } from '../../engine/store/pool.ts'
import { silentLog } from '../support/database.ts'
import { expectSoundBooks } from '../support/invariants.ts'
import { openWorld, type World, type WorldOptions } from '../support/world.ts'
import { count } from './cash-outs.ts'
import { sellNow } from './one-payment.ts'

/** Where the sats of a cash-out come from, and what waits while they are not there. */

let world: World
afterEach(() => world.close())
const open = async (options: WorldOptions): Promise<void> => {
  world = await openWorld(options)
}

const balanceSats = (wallet: 'source' | 'commission' | 'treasury'): bigint =>
  world.control.balanceMsat(world.wallets[wallet].walletId) / 1000n

describe('prefunded', () => {
  test('too little in the source wallet: waits with the numbers, holds nothing, and goes on after a top-up', async () => {
    await open({ sourceSats: 266_799n })
    await world.addClient('Ana', '9000.00')
    const id = await sellNow(world)
    await world.takeIn()
    expect(await world.distribute()).toEqual({
      allocated: [],
      waiting: 'awaiting_funds: 266800 sats are needed, and the source wallet has 266799 to spare',
    })
    expect(await world.readings.transaction(id)).toMatchObject({
      status: 'pending',
      waitingReason: expect.stringContaining('awaiting_funds'),
    })
    expect(await world.readings.status()).toMatchObject({ waitingReason: expect.stringContaining('266800') })
    expect(await count(world, 'transfers')).toBe(0)
    expect(await world.readings.findClients('Ana')).toMatchObject([{ held: 0n, remaining: 900_000n }])
    world.topUp(world.wallets.source.walletId, 1n)
    await world.toRest()
    expect(await world.readings.transaction(id)).toMatchObject({ status: 'completed', waitingReason: null })
    expect(balanceSats('source')).toBe(0n)
    await expectSoundBooks(world)
  })

  test('a later, smaller cash-out does not overtake one that waits for funds', async () => {
    await open({ sourceSats: 100_000n })
    await world.addClient('Ana', '9000.00')
    const large = await world.sell({ confirmed_at: new Date(Date.now() + 10) })
    const small = await world.sell({
      crypto_atoms: '1000',
      fiat: '7.50',
      confirmed_at: new Date(Date.now() + 20),
    })
    await world.takeIn()
    expect(await world.distribute()).toMatchObject({ allocated: [] })
    world.topUp(world.wallets.source.walletId, 1_000_000n)
    expect(await world.distribute()).toEqual({ allocated: [large, small], waiting: null })
    await world.toRest()
    await expectSoundBooks(world)
  })

  test('what unfinished payments still need is not given away twice', async () => {
    await open({ sourceSats: 400_000n })
    await world.addClient('Ana', '9000.00')
    const first = await world.sell({ confirmed_at: new Date(Date.now() + 10) })
    const second = await world.sell({ confirmed_at: new Date(Date.now() + 20) })
    await world.takeIn()
    const round = await world.distribute()
    expect(round.allocated).toEqual([first])
    expect(round.waiting).toBe(
      'awaiting_funds: 266800 sats are needed, and the source wallet has 133200 to spare',
    )
    world.topUp(world.wallets.source.walletId, 133_600n)
    await world.toRest()
    expect(await world.readings.transaction(second)).toMatchObject({ status: 'completed' })
    expect(balanceSats('source')).toBe(0n)
    await expectSoundBooks(world)
  })

  test('wallets that are not fit to pay: waits with the reason, nothing is distributed', async () => {
    await open({})
    await world.addClient('Ana', '9000.00')
    const id = await sellNow(world)
    await world.takeIn()
    world.control.deleteWallet(world.wallets.commission.walletId)
    expect((await world.distribute()).waiting).toContain("LNbits refuses the commission wallet's invoice key")
    world.control.undeleteWallet(world.wallets.commission.walletId)
    world.control.inject({ endpoint: 'wallet', fault: commonFaults.dropBefore })
    expect((await world.distribute()).waiting).toContain(
      'LNbits gave no clear answer about the source wallet',
    )
    await world.toRest()
    expect(await world.readings.transaction(id)).toMatchObject({ status: 'completed' })
    await expectSoundBooks(world)
  })

  test('a payment that is stuck for hours holds up new distributions, and says which one it is', async () => {
    await open({ commissionWallet: false })
    await world.addClient('Ana', '9000.00')
    await sellNow(world)
    await world.takeIn()
    await world.distribute()
    await world.pool.query(`UPDATE transfers SET created_at = now() - interval '3 hours'`)
    const [stuck] = await world.readings.transfers({ status: 'stuck', limit: 2 })
    await sellNow(world)
    await world.takeIn()
    expect((await world.distribute()).waiting).toContain(`the oldest is ${stuck?.id}`)
    await world.pay()
    expect((await world.distribute()).waiting).toBeNull()
    await world.toRest()
    await expectSoundBooks(world)
  })
})

describe('treasury', () => {
  test('each cash-out is funded exactly once, whatever breaks, and the treasury is down by exactly its sats', async () => {
    await open({ funding: 'treasury', sourceSats: 0n, treasurySats: 1_000_000n })
    await world.addClient('Ana', '9000.00')
    const id = await sellNow(world)
    await world.takeIn()
    expect((await world.distribute()).waiting).toContain('the treasury is moving the sats')
    await world.distribute()
    const tx = await world.readings.transaction(id)
    const { treasury, source } = world.wallets
    await Promise.all(
      Array.from({ length: 16 }, () =>
        world.stores.allocation.requestFunding(tx?.id ?? 0n, treasury.walletId, source.walletId),
      ),
    )
    expect(await count(world, "transfers WHERE kind = 'funding'")).toBe(1)
    world.control.inject({ endpoint: 'pay', fault: commonFaults.dropAfter })
    world.control.inject({ endpoint: 'rows', fault: commonFaults.serverError('before'), times: 2 })
    await world.toRest()
    expect(await world.readings.transaction(id)).toMatchObject({ status: 'completed' })
    expect(balanceSats('treasury')).toBe(1_000_000n - 266_800n)
    expect(balanceSats('source')).toBe(0n)
    await expectSoundBooks(world)
  })

  test('what no client’s deposit covers stays in the source wallet, and the journal says so', async () => {
    await open({ funding: 'treasury', sourceSats: 0n, treasurySats: 1_000_000n })
    await world.addClient('Ana', '500.00')
    await sellNow(world)
    await world.toRest()
    const { rows } = await world.pool.query(
      "SELECT account, balance::text FROM v_account_balances WHERE unit = 'msat' AND balance <> 0 ORDER BY account",
    )
    const house = 259_029n - 64_757n
    expect(balanceSats('source')).toBe(house)
    expect(rows).toEqual([
      { account: 'house:BTC', balance: `-${house}000` },
      { account: 'source:BTC', balance: `${house}000` },
    ])
    await expectSoundBooks(world)
  })

  test('an empty treasury: the cash-out waits, and nothing is lost', async () => {
    await open({ funding: 'treasury', sourceSats: 0n, treasurySats: 0n })
    await world.addClient('Ana', '9000.00')
    const id = await sellNow(world)
    await world.toRest(3)
    expect(await world.readings.transaction(id)).toMatchObject({ status: 'pending' })
    world.topUp(world.wallets.treasury.walletId, 266_800n)
    await world.toRest()
    expect(await world.readings.transaction(id)).toMatchObject({ status: 'completed' })
    await expectSoundBooks(world)
  })

  test('without a treasury wallet: says which setting is missing', async () => {
    await open({})
    await world.addClient('Ana', '9000.00')
    await sellNow(world)
    await world.takeIn()
    const round = await allocatePending({
      store: world.stores.allocation,
      preflight: world.preflight,
      funding: 'treasury',
      settings: { fixedModeEnabled: true, timeZone: 'UTC' },
    })
    expect(round.waiting).toContain('LNBITS_TREASURY_ADMIN_KEY')
  })
})

describe('the commission', () => {
  test('accrues in sight while no wallet is set, does not keep the cash-out open, and is paid once there is one', async () => {
    await open({ commissionWallet: false })
    await world.addClient('Ana', '9000.00')
    const ids = [await sellNow(world), await sellNow(world)]
    await world.toRest()
    for (const id of ids) expect(await world.readings.transaction(id)).toMatchObject({ status: 'completed' })
    const accrued = { kind: 'commission', status: 'accrued', amountSats: 7_771n }
    expect(await world.readings.transfers({ status: 'accrued', limit: 9 })).toMatchObject([accrued, accrued])
    expect(balanceSats('commission')).toBe(0n)

    const wallets = {
      sourceWalletId: world.wallets.source.walletId,
      commissionWalletId: world.wallets.commission.walletId,
    }
    expect(await world.stores.allocation.releaseAccrued(wallets)).toBe(2)
    expect(await world.stores.allocation.releaseAccrued(wallets), 'released once').toBe(0)
    await world.toRest()
    expect(balanceSats('commission')).toBe(15_542n)
    await expectSoundBooks(world)
  })

  test('does not wait for clients, and clients do not wait for it', async () => {
    await open({})
    const id = await sellNow(world)
    await world.toRest()
    expect(balanceSats('commission'), 'nobody keeps deposits at all').toBe(0n)
    expect(await world.readings.transaction(id)).toMatchObject({ quarantineReason: 'other_currency' })
    await world.addClient('Ana', null)
    await sellNow(world)
    await world.toRest()
    // The first one as well: there is a client of its currency now.
    expect(balanceSats('commission'), 'nobody has a balance').toBe(2n * 7_771n)
    await expectSoundBooks(world)
  })

  test('of zero has no payment', async () => {
    await open({})
    await world.addClient('Ana', '9000.00')
    const id = await world.sell({ discount: 100, confirmed_at: new Date(Date.now() + 5) })
    await world.toRest()
    const tx = await world.readings.transaction(id)
    expect(tx).toMatchObject({ status: 'completed', commissionAmount: 0n })
    expect(await count(world, "transfers WHERE kind = 'commission'")).toBe(0)
    await expectSoundBooks(world)
  })
})

test('sixteen allocators with ten cash-outs at once: each is split once, and nobody spends more than he has', async () => {
  await open({ commissionWallet: false })
  for (let i = 1; i <= 5; i += 1) await world.addClient(`c${i}`, `${i}000.00`)
  for (let i = 0; i < 10; i += 1) await world.sell({ confirmed_at: new Date(Date.now() + 5 + i) })
  await world.takeIn()
  const pending = await world.stores.allocation.pending(20)
  const ready = await world.preflight()
  if (!ready.ready) throw new Error(ready.reasons.join())
  const pools = Array.from({ length: 16 }, (_, i) =>
    createPool({ databaseUrl: world.books.url, applicationName: `allocator ${i}`, max: 2, log: silentLog }),
  )
  try {
    await Promise.all(
      pools.map(async (pool, i) => {
        const store = createAllocationStore(pool)
        for (let turn = 0; turn < pending.length; turn += 1) {
          const cashOut = pending[(turn * 7 + i) % pending.length]
          await store.allocate(cashOut?.id ?? 0n, ready.wallets, { fixedModeEnabled: true, timeZone: 'UTC' })
        }
      }),
    )
  } finally {
    await Promise.all(pools.map((pool) => pool.end()))
  }
  const [totals] = (
    await world.pool.query(
      'SELECT sum(held_balance)::text AS held, sum(remaining_balance)::text AS remaining FROM dca_clients',
    )
  ).rows
  // Ten times 2,000.00 were dispensed, and the clients had 15,000.00.
  expect(totals).toEqual({ held: '1500000', remaining: '1500000' })
  expect(await count(world, "ledger_entries WHERE kind = 'allocation'")).toBe(10)
  await expectSoundBooks(world, { settled: false })
  await world.toRest()
  await expectSoundBooks(world)
})
