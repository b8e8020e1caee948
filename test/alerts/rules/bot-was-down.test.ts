import { afterAll, beforeAll, expect, test } from 'vitest'
import { minutesAfter } from '../../../alerts/moments.ts'
import { rule } from '../../../alerts/rules/bot-was-down.ts'
import { observeSelf } from '../../../engine/observe-self.ts'
import { createConfigVersionStore } from '../../../engine/store/config-version-store.ts'
import { createObservationStore } from '../../../engine/store/observation-store.ts'
import { check, sightOf } from '../../support/alerts.ts'
import { openWorld, type World } from '../../support/world.ts'

const START = new Date('2026-11-22T08:00:00Z')
const quiet = { errors: 0, processor: 0, payments: 0, ssh: 0, wallet: 0 }
let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

async function after(minutes: number) {
  const now = minutesAfter(START, minutes)
  const store = createObservationStore(world.pool)
  const sightings = await observeSelf({
    before: await store.all(),
    now,
    sandbox: false,
    l3ThresholdSats: null,
    configuration: {},
    versions: createConfigVersionStore(world.pool),
    errors: { processStartedAt: START, totals: quiet },
  })
  await store.record(sightings, now)
  return sightOf(world, { now })
}

test('a bot that was away for more than ten minutes says so when it is back, once for each time', async () => {
  expect(await check(rule, await after(0))).toEqual([])
  expect(await check(rule, await after(10))).toEqual([])
  const [first] = await check(rule, await after(20.5))
  expect(first).toMatchObject({
    what: 'nothing was looked at for 10 min',
    since: minutesAfter(START, 10),
    fired: 'away from 22 Nov 2026, 08:10:00 to 22 Nov 2026, 08:20:30, limit 10 min',
  })
  expect((await check(rule, await after(21.5)))[0]?.entity).toBe(first?.entity)
  const [second] = await check(rule, await after(60))
  expect(second?.entity).not.toBe(first?.entity)
  expect(await check(rule, await sightOf(world, { now: minutesAfter(START, 60 + 169 * 60) }))).toEqual([])
  expect(rule.recovery).toBe('acknowledged')
})
