import { afterAll, beforeAll, expect, test } from 'vitest'
import { hoursAfter } from '../../../alerts/moments.ts'
import { rule } from '../../../alerts/rules/lp-runway.ts'
import { sats } from '../../../engine/domain/money.ts'
import { createAlertDesk } from '../../../engine/store/alert-desk-store.ts'
import { sellNow } from '../../engine/one-payment.ts'
import { check, sightOf } from '../../support/alerts.ts'
import { remember } from '../../support/looking.ts'
import { openWorld, type World } from '../../support/world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

test('deposits that last for fewer days than the limit are said, and over above the second limit only', async () => {
  const ana = await world.addClient('Ana', '7999.99')
  expect(await check(rule, await sightOf(world))).toEqual([])
  // Live since today: the average day is this one.
  await sellNow(world)
  await world.toRest()
  expect(await check(rule, await sightOf(world))).toMatchObject([
    {
      entity: 'currency:GTQ',
      what: 'deposits in GTQ last 2.9 days',
      fired: '5,999.99 GTQ left with 1 client, an average day takes 2,000.00 GTQ; limit 3 d',
    },
  ])
  // Nothing of it is in doubt.
  expect((await check(rule, await sightOf(world)))[0]).not.toHaveProperty('worth')
  await world.addDeposit(ana.id, '0.01')
  expect(await check(rule, await sightOf(world))).toEqual([])

  // While the alert is up, it takes four days to end it.
  await raise('currency:GTQ')
  expect(await check(rule, await sightOf(world))).toMatchObject([
    { fired: expect.stringMatching(/limit 4 d$/) },
  ])
  await world.addDeposit(ana.id, '2000.00')
  expect(await check(rule, await sightOf(world))).toEqual([])
})

test('an average is of fourteen days, and a day without cash-outs takes nothing', async () => {
  // 2,000.00 in the last fourteen days, of which one was live.
  const now = hoursAfter(new Date(), 12 * 24)
  expect(await check(rule, await sightOf(world, { now }), { belowDays: 40, overAtDays: 0 })).toEqual([])
  expect(await check(rule, await sightOf(world, { now }), { belowDays: 60, overAtDays: 0 })).toMatchObject([
    { fired: expect.stringContaining('an average day takes 166.') },
  ])
  const idle = hoursAfter(new Date(), 15 * 24)
  expect(await check(rule, await sightOf(world, { now: idle }), { belowDays: 60 })).toEqual([])
})

test('the deposits of clients who are paused count for nothing', async () => {
  expect(await check(rule, await sightOf(world))).toEqual([])
  const eva = await world.addClient('Eva', '0.01')
  await world.pool.query(`UPDATE dca_clients SET status = 'paused' WHERE id <> $1`, [eva.id])
  expect(await check(rule, await sightOf(world))).toMatchObject([{ what: 'deposits in GTQ last 0.0 days' }])
})

test("the sandbox's play money is renewed by itself", async () => {
  expect(await check(rule, await sightOf(world))).toHaveLength(1)
  const value = { sandbox: true, l3ThresholdSats: null, digestCron: null }
  await remember(world, 'bot', { at: new Date(), value })
  expect(await check(rule, await sightOf(world))).toEqual([])
})

/** As the pipeline does it, for this rule's eyes. */
async function raise(entity: string): Promise<void> {
  const [finding] = await rule.check(await sightOf(world), { belowDays: 60, overAtDays: 0 })
  const now = new Date()
  const id = await createAlertDesk(world.pool).startTest({
    rule: rule.id,
    channel: 'email:mara@shop.example',
    finding: { ...(finding ?? expect.fail('nothing was found')), entity, exposureSats: sats(0n) },
    severity: 'medium',
    actor: 'test',
    now,
  })
  // A test alert is not the alert itself.
  expect(await check(rule, await sightOf(world))).toEqual([])
  await world.pool.query('UPDATE alerts SET test_channel = NULL WHERE id = $1', [id])
}
