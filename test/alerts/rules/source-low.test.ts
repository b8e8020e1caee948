import { afterAll, beforeAll, expect, test } from 'vitest'
import { minutesAfter } from '../../../alerts/moments.ts'
import { rule } from '../../../alerts/rules/source-low.ts'
import { sellNow } from '../../engine/one-payment.ts'
import { check } from '../../support/alerts.ts'
import { keysOf, lookAtWallets, takeOut } from '../../support/looking.ts'
import { openWorld, type World } from '../../support/world.ts'

/** A sale of 266,800 sats at 3 %: 259,029 for the clients and 7,771 of commission. */
const SALE = 266_800n
let world: World
let treasury: World
beforeAll(async () => {
  world = await openWorld({ sourceSats: SALE - 1n })
  treasury = await openWorld({ funding: 'treasury', sourceSats: 0n, treasurySats: SALE })
})
afterAll(async () => {
  await world.close()
  await treasury.close()
})

test('a source wallet that lacks one sat of the next distribution is said until it has it', async () => {
  const look = () => lookAtWallets(world, { now: new Date() })
  await world.addClient('Ana', '5000.00')
  expect(await check(rule, await look())).toEqual([])
  await sellNow(world)
  await world.takeIn()
  expect(await check(rule, await look())).toMatchObject([
    {
      entity: 'wallet:source',
      what: 'source wallet: 1 sats short',
      fired: 'needs 266,800 sats for what is owed next, has 266,799 sats',
    },
  ])
  // The core came to the same.
  expect((await world.distribute()).waiting).toContain('266800 sats are needed')
  world.topUp(world.wallets.source.walletId, 1n)
  expect(await check(rule, await look())).toEqual([])
})

test('what is distributed and not paid yet is needed as much', async () => {
  const look = () => lookAtWallets(world, { now: new Date() })
  expect((await world.distribute()).allocated).toHaveLength(1)
  expect(await check(rule, await look(), { flowDays: 0 })).toEqual([])
  await takeOut(world, world.wallets.source, 1n)
  expect(await check(rule, await look(), { flowDays: 0 })).toMatchObject([
    { fired: 'needs 266,800 sats for what is owed next, has 266,799 sats' },
  ])
  world.topUp(world.wallets.source.walletId, 1n)
  await world.toRest()
  expect(world.control.balanceMsat(world.wallets.source.walletId)).toBe(0n)
  expect(await check(rule, await look(), { flowDays: 0 })).toEqual([])
})

test('a wallet that holds less than a usual day is said before anything waits', async () => {
  // 266,800 sats in the last seven days are 38,114 a day.
  const look = () => lookAtWallets(world, { now: minutesAfter(new Date(), 1) })
  expect(await check(rule, await look())).toMatchObject([
    { fired: 'has 0 sats; usual days take 38,114 sats, limit 1 d of them' },
  ])
  world.topUp(world.wallets.source.walletId, 38_113n)
  expect(await check(rule, await look())).toHaveLength(1)
  world.topUp(world.wallets.source.walletId, 1n)
  expect(await check(rule, await look())).toEqual([])
  expect(await check(rule, await look(), { flowDays: 1.5 })).toHaveLength(1)
})

test('of what no deposit covers nothing is needed', async () => {
  // Ana has 3,000.00 left: of two sales of 2,000.00 three quarters.
  await sellNow(world)
  await sellNow(world)
  await world.takeIn()
  const [found] = await check(rule, await lookAtWallets(world, { now: new Date() }))
  const needed = 2n * 7_771n + (2n * 259_029n * 3n + 3n) / 4n
  expect(found?.fired).toBe(
    `needs ${needed.toLocaleString('en-GB')} sats for what is owed next, has 38,114 sats`,
  )
})

test('without a commission wallet the commission stays in the source wallet', async () => {
  const keys = keysOf(world, { commission: null })
  const [found] = await check(rule, await lookAtWallets(world, { now: new Date(), keys }))
  expect(found?.fired).toContain(`needs ${((2n * 259_029n * 3n + 3n) / 4n).toLocaleString('en-GB')} sats`)
})

test('where a treasury fills the source wallet, the treasury has to have enough', async () => {
  const environment = new Map([['funding', 'treasury']])
  const look = () => lookAtWallets(treasury, { now: new Date(), environment })
  await treasury.addClient('Ana', '5000.00')
  await sellNow(treasury)
  await treasury.takeIn()
  expect(await check(rule, await look())).toEqual([])
  await sellNow(treasury)
  await treasury.takeIn()
  expect(await check(rule, await look())).toMatchObject([
    { entity: 'wallet:treasury', what: 'treasury wallet: 266,800 sats short' },
  ])
  // The first of them is asked for: it is due, and not needed twice.
  await treasury.distribute()
  expect(await check(rule, await look())).toMatchObject([{ what: 'treasury wallet: 266,800 sats short' }])
})

test('a wallet that was never seen says nothing', async () => {
  const sight = await lookAtWallets(world, { now: new Date() })
  expect(await check(rule, { ...sight, observations: new Map() })).toEqual([])
})
