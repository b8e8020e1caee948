import { afterEach, beforeEach, expect, test } from 'vitest'
import { hoursAfter } from '../../../alerts/moments.ts'
import { rule } from '../../../alerts/rules/commission-anomaly.ts'
import { check, sightOf } from '../../support/alerts.ts'
import { byForce, finished, openShop, taken, type Shop } from '../shop.ts'

let shop: Shop
beforeEach(async () => {
  shop = await openShop()
  await shop.world.pool.query(
    'ALTER TABLE lamassu_transactions DROP CONSTRAINT commission_is_floor, DROP CONSTRAINT base_is_ticker_worth',
  )
})
afterEach(() => shop.close())

const found = async (limits = {}, hours = 0) =>
  check(rule, await sightOf(shop.world, { now: hoursAfter(new Date(), hours) }), limits)
const shift = (id: bigint, by: number) =>
  byForce(
    shop.world,
    'UPDATE lamassu_transactions SET base_amount = base_amount + $2, commission_amount = commission_amount - $2 WHERE id = $1',
    [id, by],
  )

test('a commission that differs by more than one sat is said, and is over after five right ones and a day', async () => {
  const { world } = shop
  const cashOut = await finished(world)
  expect(await found()).toEqual([])
  await shift(cashOut.id, 1)
  expect(await found()).toEqual([])
  await shift(cashOut.id, 1)
  expect(await found()).toMatchObject([
    {
      entity: '',
      severity: 'medium',
      what: `1 cash-out, the newest #${cashOut.id}`,
      exposureSats: 2n,
      since: cashOut.createdAt,
      fired: `2 sats off in all (cash-outs #${cashOut.id}), limit 1 sats each`,
      steps: [`tx show ${cashOut.id}`, 'poll pause --what payout --reason "wrong commission"', 'tx list'],
    },
  ])
  for (let right = 0; right < 4; right += 1) await taken(world)
  expect(await found({}, 25), 'four right ones are not enough').toHaveLength(1)
  await taken(world)
  expect(await found(), 'a day is not over').toHaveLength(1)
  expect(await found({}, 25)).toEqual([])
})

test('three wrong ones in a row are high and pause payouts', async () => {
  const { world } = shop
  const ids: bigint[] = []
  for (let n = 0; n < 4; n += 1) ids.push((await taken(world)).id)
  const [first = 0n, second = 0n, third = 0n, fourth = 0n] = ids
  await shift(first, -10)
  await shift(second, -10)
  await shift(fourth, -10)
  expect(await found()).toMatchObject([{ severity: 'medium', exposureSats: 30n }])
  expect((await found())[0]?.remedies).toBeUndefined()
  await shift(third, 5)
  expect(await found()).toMatchObject([
    {
      severity: 'high',
      what: `4 cash-outs, the newest #${fourth}`,
      exposureSats: 35n,
      remedies: [{ kind: 'pause_payouts' }],
    },
  ])
  for (const id of [first, second, fourth]) await shift(id, 10)
  await shift(third, -5)
  expect(await found()).toEqual([])
})

test('sats that are neither commission nor base are found by the other half of the sum', async () => {
  const { world } = shop
  const cashOut = await taken(world)
  await world.pool.query('ALTER TABLE lamassu_transactions DROP CONSTRAINT split_is_exact')
  await byForce(
    world,
    'UPDATE lamassu_transactions SET commission_amount = commission_amount - 7 WHERE id = $1',
    [cashOut.id],
  )
  expect(await found()).toMatchObject([{ exposureSats: 7n }])
})

test('both rules are computed again by their own formula', async () => {
  await shop.close()
  shop = await openShop({ rule: 'ticker' })
  const { world } = shop
  await world.pool.query('ALTER TABLE lamassu_transactions DROP CONSTRAINT base_is_ticker_worth')
  const cashOut = await taken(world)
  expect(await found()).toEqual([])
  await shift(cashOut.id, -20)
  expect(await found()).toMatchObject([{ exposureSats: 20n }])
})
