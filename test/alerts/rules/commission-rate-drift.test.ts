import { afterEach, expect, test } from 'vitest'
import { hoursAfter } from '../../../alerts/moments.ts'
import { rule } from '../../../alerts/rules/commission-rate-drift.ts'
import { check, sightOf } from '../../support/alerts.ts'
import { openShop, taken, type Shop } from '../shop.ts'

let shop: Shop
afterEach(() => shop.close())

const found = async (limits = {}, hours = 0) =>
  check(rule, await sightOf(shop.world, { now: hoursAfter(new Date(), hours) }), limits)

test('by the markup the rate is as configured, with a discount and a fixed fee as well', async () => {
  shop = await openShop()
  expect(await found()).toEqual([])
  await taken(shop.world, { commission_percentage: '0.05500', discount: 10 })
  await taken(shop.world)
  await shop.world.pool.query('ALTER TABLE lamassu_transactions DROP CONSTRAINT commission_is_floor')
  expect(await found({ maxPoints: 0.01 })).toEqual([])
})

test('by the ticker a price that is off shows in the rate, once it is a quarter of a point', async () => {
  shop = await openShop({ rule: 'ticker' })
  // 2,000.00 at 772,000.00 are 259,067 sats: 8,702 of 267,769 are earned, and 669 of them too many: 0.2498 points.
  const cashOut = await taken(shop.world, { crypto_atoms: '267769' })
  expect(await found()).toEqual([])
  expect(await found({ maxPoints: 0.24 })).toHaveLength(1)
  await taken(shop.world, { crypto_atoms: '267771' })
  expect(await found()).toMatchObject([
    {
      entity: 'ticker',
      severity: 'info',
      what: '3.25 % earned, 3.00 % configured (rule ticker)',
      exposureSats: 0n,
      since: cashOut.transactionTime,
      fired: '17,406 sats earned of 2 cash-outs in 7 days, 16,066 sats configured; limit 0.25 points',
      steps: ['tx list', 'config show'],
    },
  ])
  expect(await found({ maxPoints: 0.3 })).toEqual([])
  expect(await found({}, 8 * 24)).toEqual([])
})
