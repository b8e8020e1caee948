import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import pino from 'pino'
import { hoursAfter, minutesAfter } from '../../../alerts/moments.ts'
import { rule } from '../../../alerts/rules/log-errors.ts'
import { countingRing, createLogCounts, type LogCounts } from '../../../bot/host/log-counts.ts'
import { observeSelf } from '../../../engine/observe-self.ts'
import { createConfigVersionStore } from '../../../engine/store/config-version-store.ts'
import { createObservationStore } from '../../../engine/store/observation-store.ts'
import { check, sightOf } from '../../support/alerts.ts'
import { openWorld, type World } from '../../support/world.ts'

const START = new Date('2026-11-22T08:00:00Z')
let world: World
let counts: LogCounts
let log: pino.Logger
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())
beforeEach(() => begin())

async function begin(): Promise<void> {
  await createObservationStore(world.pool).forgetOthers('', [])
  counts = createLogCounts(START)
  log = pino({}, countingRing(counts, null))
}

async function after(hours: number) {
  const now = hoursAfter(START, hours)
  const store = createObservationStore(world.pool)
  const sightings = await observeSelf({
    before: await store.all(),
    now,
    sandbox: false,
    l3ThresholdSats: null,
    configuration: {},
    versions: createConfigVersionStore(world.pool),
    errors: counts.counts(),
  })
  await store.record(sightings, now)
  return sightOf(world, { now })
}
const fail = (times: number): void => {
  for (let one = 0; one < times; one += 1) log.warn({ code: 'ssh_lost' }, 'a poll failed')
}

/** Four lines an hour of each search that finds them. */
async function usualHours(hours: number): Promise<void> {
  for (let hour = 0; hour < hours; hour += 1) {
    fail(4)
    await after(hour)
  }
}

test('more than three times the usual is for the digest, more than ten times is said', async () => {
  await usualHours(26)
  fail(12)
  expect(await check(rule, await after(26))).toEqual([])
  fail(1)
  const found = await check(rule, await after(26.5))
  expect(found.map(({ entity, severity }) => [entity, severity])).toEqual([
    ['log:errors', 'info'],
    ['log:processor', 'info'],
    ['log:ssh', 'info'],
  ])
  expect(found[2]).toMatchObject({
    what: 'trouble with the SSH connection in the log',
    fired: '13 lines in an hour, usually 4.0; limit 3 times that',
    steps: ['bot logs ssh', 'status show', 'check all'],
  })
  fail(28)
  expect((await check(rule, await after(26.9)))[0]).toMatchObject({ severity: 'medium' })
  // Over once the hour after it is over, too.
  expect(await check(rule, await after(27.5))).toHaveLength(3)
  expect(await check(rule, await after(28))).toEqual([])
})

test('a day has to be known, and few lines are never told', async () => {
  await usualHours(24)
  fail(100)
  expect(await check(rule, await after(24))).toEqual([])
  expect(await check(rule, await after(25))).toHaveLength(3)
  await begin()
  for (let hour = 0; hour < 30; hour += 1) await after(hour)
  fail(9)
  expect(await check(rule, await after(30))).toEqual([])
  fail(1)
  const sight = await after(30.5)
  expect(await check(rule, sight)).toHaveLength(3)
  expect(await check(rule, { ...sight, now: minutesAfter(sight.now, 90) })).toEqual([])
})
