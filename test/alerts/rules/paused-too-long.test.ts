import { afterAll, beforeAll, expect, test } from 'vitest'
import { hoursAfter } from '../../../alerts/moments.ts'
import { rule } from '../../../alerts/rules/paused-too-long.ts'
import { sellNow } from '../../engine/one-payment.ts'
import { check, sightOf } from '../../support/alerts.ts'
import { openWorld, type World } from '../../support/world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

const after = (hours: number) => sightOf(world, { now: hoursAfter(new Date(), hours) })
const set = (switches: { payouts?: boolean; polling?: boolean }, reason: string | null) =>
  world.stores.bookkeeping.setSwitches(switches, reason)

test('a pause of two hours is said, whatever else is written beside the switches, until it ends', async () => {
  expect(await check(rule, await after(3))).toEqual([])
  await set({ payouts: false }, 'counting the cash')
  const paused = await check(rule, await after(2.1))
  expect(await check(rule, await after(1.9))).toEqual([])
  expect(paused).toMatchObject([
    {
      entity: '',
      what: 'payouts are off',
      fired: 'off for 2 h 6 min, limit 2 h: counting the cash',
      steps: ['check all', 'poll resume payout'],
    },
  ])
  await world.pool.query(
    `UPDATE lamassu_config SET updated_at = now() + interval '1 hour', source_wallet_id = 'x'`,
  )
  await set({ payouts: false }, 'still counting')
  expect((await check(rule, await after(2.1)))[0]?.since).toEqual(paused[0]?.since)
  await set({ payouts: true }, null)
  expect(await check(rule, await after(9))).toEqual([])
  // A new pause begins anew.
  await set({ payouts: false }, 'again')
  expect((await check(rule, await after(9)))[0]?.since.getTime()).toBeGreaterThan(
    paused[0]?.since.getTime() ?? 0,
  )
  await set({ payouts: true }, null)
})

test('polling that is off counts alone, and the handbook’s statement switches both off', async () => {
  await set({ polling: false, payouts: true }, 'Lamassu is moved')
  expect(await check(rule, await after(3))).toMatchObject([
    { what: 'polling is off', steps: ['check all', 'poll resume ingest'] },
  ])
  await set({ polling: true }, null)
  expect(await check(rule, await after(3))).toEqual([])
  await world.pool.query('UPDATE satoshimachine.lamassu_config SET polling_enabled = false')
  expect(await check(rule, await after(3))).toMatchObject([
    { what: 'payouts and polling are off', steps: ['check all', 'poll resume both'] },
  ])
  await set({ polling: true, payouts: true }, null)
})

test('clients who wait for more than a day are counted, and what they are told is at hand', async () => {
  const ana = await world.addClient('Ana', '5000.00')
  const luis = await world.addClient('Luis', '5000.00')
  await world.addClient('Eva', null)
  await sellNow(world)
  await world.takeIn()
  await world.distribute()
  await sellNow(world)
  await world.takeIn()
  await set({ payouts: false }, 'a fire in the shop')
  expect(await check(rule, await after(23))).toMatchObject([{ what: 'payouts are off' }])
  expect(await check(rule, await after(25))).toMatchObject([
    {
      what: 'payouts are off · 2 clients waiting for up to 518,058 sats',
      steps: [`client notify ${ana.id},${luis.id} --template delay`, 'check all', 'poll resume payout'],
    },
  ])
  await set({ payouts: true }, null)
  await world.toRest()
  await set({ payouts: false }, 'once more')
  expect(await check(rule, await after(25))).toMatchObject([{ what: 'payouts are off' }])
})
