import { afterEach, beforeEach, expect, test } from 'vitest'
import { minutesAfter, secondsBefore } from '../../../alerts/moments.ts'
import { rule } from '../../../alerts/rules/payment-unknown.ts'
import { check, sightOf } from '../../support/alerts.ts'
import { distributed, openShop, paymentsOf, type Shop } from '../shop.ts'

let shop: Shop
beforeEach(async () => {
  shop = await openShop()
})
afterEach(() => shop.close())

test('a payment whose answer is missing for two minutes is said, and over once the wallets are read', async () => {
  const { world, ana } = shop
  const cashOut = await distributed(world)
  world.control.inject({ endpoint: 'pay', fault: { kind: 'drop', moment: 'after' } })
  const clear = world.control.inject({
    endpoint: 'rows',
    fault: { kind: 'drop', moment: 'before' },
    times: 'all',
  })
  await world.pay()
  const paying = (await paymentsOf(world, cashOut)).find(
    ({ status, clientId }) => status === 'paying' && clientId === ana.id,
  )
  const { rows } = await world.pool.query<{ since: Date }>(
    'SELECT paying_since AS since FROM transfers WHERE id = $1',
    [paying?.id],
  )
  const since = rows[0]?.since ?? new Date(0)
  const mine = async (now: Date) =>
    (await check(rule, await sightOf(world, { now }))).filter(
      ({ entity }) => entity === `payment:client:${paying?.id}`,
    )
  expect(await mine(secondsBefore(minutesAfter(since, 2), 1))).toEqual([])
  expect(await mine(minutesAfter(since, 3))).toMatchObject([
    {
      what: `payment #${paying?.id} to #${ana.id} Ana`,
      exposureSats: paying?.amountSats,
      worth: '≈ 1,500.00 GTQ',
      since,
      fired: expect.stringMatching(/^no answer for 3 min, limit 2 minutes; the last: /),
      steps: [`payment lookup ${paying?.id}`, 'check wallets', `payment show ${paying?.id}`],
    },
  ])
  clear()
  await world.skipWaiting()
  await world.pay()
  expect(await check(rule, await sightOf(world, { now: minutesAfter(since, 60) }))).toEqual([])
})

test('an invoice that waited long before it was paid is not an answer that is missing', async () => {
  const { world } = shop
  await distributed(world)
  world.control.inject({ endpoint: 'pay', fault: { kind: 'drop', moment: 'after' }, times: 'all' })
  world.control.inject({ endpoint: 'rows', fault: { kind: 'drop', moment: 'before' }, times: 'all' })
  await world.pay()
  await world.pool.query(
    `UPDATE transfers SET invoiced_at = now() - interval '1 hour' WHERE status = 'paying'`,
  )
  expect(await check(rule, await sightOf(world, { now: minutesAfter(new Date(), 1) }))).toEqual([])
})
