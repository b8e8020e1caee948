import { afterEach, beforeEach, expect, test } from 'vitest'
import { minutesAfter, secondsBefore } from '../../../alerts/moments.ts'
import { rule } from '../../../alerts/rules/tx-underpaid.ts'
import { check, sightOf } from '../../support/alerts.ts'
import { byForce, distributed, finished, forgetPayment, openShop, paymentsOf, type Shop } from '../shop.ts'

let shop: Shop
beforeEach(async () => {
  shop = await openShop()
})
afterEach(() => shop.close())

test('one sat too little is said ten minutes after the distribution', async () => {
  const { world } = shop
  const cashOut = await finished(world)
  const at = cashOut.processedAt ?? new Date(0)
  const [first] = await paymentsOf(world, cashOut)
  const after = (minutes: number) => sightOf(world, { now: minutesAfter(at, minutes) })
  expect(await check(rule, await after(11))).toEqual([])
  await byForce(world, `UPDATE transfers SET amount_sats = amount_sats - 1 WHERE id = $1`, [first?.id])
  expect(await check(rule, await sightOf(world, { now: secondsBefore(minutesAfter(at, 10), 1) }))).toEqual([])
  expect(await check(rule, await after(10))).toMatchObject([
    {
      entity: `cash-out:${cashOut.id}`,
      what: `cash-out #${cashOut.id}: 1 sats too little`,
      exposureSats: 1n,
      since: at,
      fired: expect.stringMatching(/^266,799 sats accounted for of 266,800 sats \(paid 259,028 sats, /),
      steps: [`tx show ${cashOut.id}`, 'check wallets', 'payment list --status unfinished'],
    },
  ])
  await byForce(world, `UPDATE transfers SET amount_sats = amount_sats + 1 WHERE id = $1`, [first?.id])
  expect(await check(rule, await after(11))).toEqual([])
})

test('a payment that is still to be made, or was given up with proof, is accounted for', async () => {
  const { world } = shop
  const cashOut = await distributed(world)
  const [first] = await paymentsOf(world, cashOut)
  await world.pool.query(`UPDATE transfers SET status = 'cancelled' WHERE id = $1`, [first?.id])
  expect(await check(rule, await sightOf(world, { now: minutesAfter(new Date(), 60) }))).toEqual([])
})

test('a completed payment that the wallet does not show any more is too little, until it shows it again', async () => {
  const { world } = shop
  const cashOut = await finished(world)
  const [first] = await paymentsOf(world, cashOut)
  const remember = forgetPayment(world, first?.paymentHash ?? '')
  await world.stores.history.doubt()
  await world.payDependencies().history.payDoubt()
  const later = await sightOf(world, { now: minutesAfter(new Date(), 11) })
  expect(await check(rule, later)).toMatchObject([
    { entity: `cash-out:${cashOut.id}`, exposureSats: first?.amountSats },
  ])
  remember()
  await world.stores.history.doubt()
  await world.payDependencies().history.payDoubt()
  expect(await check(rule, later)).toEqual([])
})
