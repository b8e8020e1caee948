import { afterEach, beforeEach, expect, test } from 'vitest'
import { hoursAfter } from '../../../alerts/moments.ts'
import { rule } from '../../../alerts/rules/commission-not-rising.ts'
import { sellNow } from '../../engine/one-payment.ts'
import { check } from '../../support/alerts.ts'
import { lookAtWallets, takeOut } from '../../support/looking.ts'
import { openWorld, type World } from '../../support/world.ts'

/** Of one sale: 7,771 sats. */
let world: World
let start: Date
beforeEach(async () => {
  world = await openWorld()
  await world.addClient('Ana', '500000.00')
  start = new Date()
  await lookAtWallets(world, { now: start })
})
afterEach(() => world.close())

const after = (hours: number) => lookAtWallets(world, { now: hoursAfter(start, hours) })

test('a commission wallet that grows by what was paid is as it should be', async () => {
  await sellNow(world)
  await world.toRest()
  expect(world.control.balanceMsat(world.wallets.commission.walletId)).toBe(7_771_000n)
  expect(await check(rule, await after(24))).toEqual([])
})

test('commission that was taken out is said after a day, and over when a day begins and ends right', async () => {
  await sellNow(world)
  await world.toRest()
  await takeOut(world, world.wallets.commission, 771n)
  expect(await check(rule, await after(23.9))).toEqual([])
  expect(await check(rule, await after(24))).toMatchObject([
    {
      entity: 'wallet:commission',
      what: 'commission wallet: 771 sats less than was paid into it',
      exposureSats: 771n,
      fired:
        'changed by 7,000 sats in 1 d, and the books paid 7,771 sats into it; limit 10 sats of difference',
      now: expect.stringContaining('taken commission out'),
    },
  ])
  expect(await check(rule, await after(24.1), { toleranceSats: 771 })).toEqual([])
  await after(25)
  // From here on the day begins after it was taken.
  expect(await check(rule, await after(48))).toEqual([])
})

test('sats that nobody booked are said, too', async () => {
  world.topUp(world.wallets.commission.walletId, 11n)
  expect(await check(rule, await after(24))).toMatchObject([
    { what: 'commission wallet: 11 sats more than was paid into it', exposureSats: 0n },
  ])
  expect(await check(rule, await after(24), { toleranceSats: 11 })).toEqual([])
})

test.each([
  ['before', 0n],
  ['after', 7_771_000n],
] as const)(
  'a commission whose payment broke off %s it was made is let pass',
  async (moment, arrivedMsat) => {
    world.control.inject({ endpoint: 'pay', fault: { kind: 'drop', moment }, times: 'all' })
    world.control.inject({ endpoint: 'rows', fault: { kind: 'drop', moment: 'before' }, times: 'all' })
    await sellNow(world)
    await world.takeIn()
    await world.distribute()
    await world.pay()
    const { transfers } = await world.readings.status()
    expect(transfers.find(({ kind }) => kind === 'commission')).toMatchObject({ status: 'paying' })
    expect(world.control.balanceMsat(world.wallets.commission.walletId)).toBe(arrivedMsat)
    expect(await check(rule, await after(24))).toEqual([])
    world.topUp(world.wallets.commission.walletId, 7_771n - arrivedMsat / 1000n + 11n)
    expect(await check(rule, await after(25))).toHaveLength(1)
  },
)
