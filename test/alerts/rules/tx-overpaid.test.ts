import { afterEach, beforeEach, expect, test } from 'vitest'
import { hoursAfter, minutesAfter } from '../../../alerts/moments.ts'
import { rule } from '../../../alerts/rules/tx-overpaid.ts'
import { check, sightOf } from '../../support/alerts.ts'
import { byForce, distributed, finished, openShop, paymentsOf, type Shop } from '../shop.ts'

let shop: Shop
beforeEach(async () => {
  shop = await openShop()
})
afterEach(() => shop.close())

const PLUS = `UPDATE transfers SET amount_sats = amount_sats + $2 WHERE id = $1`

test('one sat too much in a payment is said at once, with the whole sum, until it is gone', async () => {
  const { world } = shop
  const cashOut = await distributed(world)
  const [first] = await paymentsOf(world, cashOut)
  expect(await check(rule, await sightOf(world))).toEqual([])
  await byForce(world, PLUS, [first?.id, 1])
  expect(await check(rule, await sightOf(world))).toMatchObject([
    {
      entity: `cash-out:${cashOut.id}`,
      what: `cash-out #${cashOut.id}: 1 sats too much`,
      exposureSats: 1n,
      fired:
        "266,801 sats given out of 266,800 sats (paid 0 sats, in doubt 0 sats, not sent 259,030 sats, given up 0 sats, the operator's 0 sats, commission 7,771 sats), limit 0 sats",
      steps: [`tx show ${cashOut.id}`, 'tx duplicates', 'payment list --status unfinished'],
      remedies: [{ kind: 'pause_payouts' }],
    },
  ])
  expect(await check(rule, await sightOf(world), { afterMinutes: 5 })).toEqual([])
  const later = await sightOf(world, { now: minutesAfter(new Date(), 6) })
  expect(await check(rule, later, { afterMinutes: 5 })).toHaveLength(1)
  await byForce(world, PLUS, [first?.id, -1])
  expect(await check(rule, await sightOf(world))).toEqual([])
})

test('a payment that was added by hand to a finished cash-out is said, and no more once nobody looks back so far', async () => {
  const { world } = shop
  const cashOut = await finished(world)
  await world.pool.query('DROP INDEX one_commission_per_transaction')
  await byForce(
    world,
    `INSERT INTO commission_payments (lamassu_transaction_id, amount_sats, payer_wallet_id, payee_wallet_id, status)
     VALUES ($1, 500, 'a', 'b', 'accrued')`,
    [cashOut.id],
  )
  expect(await check(rule, await sightOf(world))).toMatchObject([
    { exposureSats: 500n, since: cashOut.processedAt },
  ])
  const old = await sightOf(world, { now: hoursAfter(new Date(), 8 * 24) })
  expect(await check(rule, old)).toEqual([])
  expect(await check(rule, old, { lookBackDays: 9 })).toHaveLength(1)
  await world.pool.query(
    `INSERT INTO alerts (rule, entity, state, severity, finding, since, opened_at, last_seen_at)
     VALUES ('TX_OVERPAID', $1, 'firing', 'critical', $2, now(), now(), now())`,
    [`cash-out:${cashOut.id}`, FINDING],
  )
  expect(
    await check(rule, await sightOf(world, { now: hoursAfter(new Date(), 8 * 24) })),
    'told, and not forgotten',
  ).toHaveLength(1)
})

const FINDING = JSON.stringify({
  entity: 'cash-out:1',
  what: 'x',
  exposureSats: '500',
  since: new Date(0).toISOString(),
  fired: 'x',
  now: 'x',
  steps: ['tx list'],
})

test('what was given up and a wallet paid all the same is too much', async () => {
  const { world } = shop
  const cashOut = await finished(world)
  const [first] = await paymentsOf(world, cashOut)
  await byForce(world, `UPDATE transfers SET status = 'cancelled', completed_at = NULL WHERE id = $1`, [
    first?.id,
  ])
  expect(await check(rule, await sightOf(world)), 'given up, and accounted for').toEqual([])
  await world.stores.history.doubt()
  await finished(world)
  expect(await check(rule, await sightOf(world))).toMatchObject([
    { entity: `cash-out:${cashOut.id}`, exposureSats: first?.amountSats },
  ])
  await world.pool.query('SELECT settle_wallet_difference($1, $2)', [
    first?.paymentHash,
    'agreed with the client',
  ])
  expect(await check(rule, await sightOf(world))).toEqual([])
})
