import { afterAll, beforeAll, expect, test } from 'vitest'
import { rule } from '../../../alerts/rules/poll-late.ts'
import { hoursAfter, minutesAfter, secondsAfter } from '../../../alerts/moments.ts'
import { Failure } from '../../../engine/failure.ts'
import { check, sightOf } from '../../support/alerts.ts'
import { openWorld, type World } from '../../support/world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

const lastGood = async (): Promise<Date> =>
  (await world.readings.status()).lastSuccessfulPollAt ?? new Date(0)

test('with a poll a minute nobody is told of a few missed ones, and of four hours loudly', async () => {
  const good = await lastGood()
  const after = async (minutes: number) =>
    check(rule, await sightOf(world, { now: minutesAfter(good, minutes) }))
  expect(await after(3)).toEqual([])
  expect(await after(15)).toEqual([])
  expect(await after(15.1)).toMatchObject([
    {
      severity: 'medium',
      since: good,
      fired: 'none for 15 min, limit 15 min',
      did: 'nothing: no poll was tried',
      now: 'No poll was even tried: see whether the bot is well, and poll by hand.',
    },
  ])
  expect(await after(240)).toMatchObject([{ severity: 'medium' }])
  expect(await after(240.1)).toMatchObject([{ severity: 'high' }])
})

test('with a poll an hour it is 2.25 hours, and with one every 6 hours never high before it is late', async () => {
  const good = await lastGood()
  const after = async (hours: number, pollSeconds: number) =>
    (await check(rule, await sightOf(world, { now: hoursAfter(good, hours), pollSeconds }))).map(
      ({ severity }) => severity,
    )
  expect(await after(2.25, 3600)).toEqual([])
  expect(await after(2.26, 3600)).toEqual(['medium'])
  expect(await after(13.4, 21_600)).toEqual([])
  expect(await after(13.6, 21_600)).toEqual(['high'])
})

test('what failed is named, and a poll that succeeds ends it', async () => {
  const refusing = {
    ...world.lamassuSource,
    digests: () =>
      Promise.reject(
        new Failure('database_failed', 'The database failed (08006). The next try is due in 7 s.'),
      ),
  }
  await world.takeIn(refusing)
  await world.takeIn(refusing)
  const now = minutesAfter(await lastGood(), 20)
  expect(await check(rule, await sightOf(world, { now }))).toMatchObject([
    { did: '2 polls tried; the last failed: The database failed (08006).' },
  ])
  await world.takeIn()
  expect(await check(rule, await sightOf(world))).toEqual([])
})

test('nobody waits for polls that a person has stopped, nor is one late as soon as they begin again', async () => {
  await world.stores.bookkeeping.setSwitches({ polling: false }, 'counting')
  const now = hoursAfter(await lastGood(), 5)
  expect(await check(rule, await sightOf(world, { now }))).toEqual([])
  await world.stores.bookkeeping.setSwitches({ polling: true, payouts: true }, null)
  const { rows } = await world.pool.query<{ until: Date }>("SELECT until FROM pauses WHERE what = 'polling'")
  const resumed = rows[0]?.until ?? new Date(0)
  expect(await check(rule, await sightOf(world, { now: minutesAfter(resumed, 15) }))).toEqual([])
  expect(
    await check(rule, await sightOf(world, { now: secondsAfter(minutesAfter(resumed, 15), 1) })),
  ).toMatchObject([{ since: resumed }])
})
