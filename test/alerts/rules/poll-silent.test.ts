import { afterAll, beforeAll, expect, test } from 'vitest'
import { rule } from '../../../alerts/rules/poll-silent.ts'
import { hoursAfter, secondsAfter } from '../../../alerts/moments.ts'
import { check, sightOf } from '../../support/alerts.ts'
import { openWorld, type World } from '../../support/world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld({ live: false })
})
afterAll(() => world.close())

const lastGood = async (): Promise<Date> =>
  (await world.readings.status()).lastSuccessfulPollAt ?? new Date(0)

test('a bot that never polled is told a day after it was installed', async () => {
  const { rows } = await world.pool.query<{ at: Date }>('SELECT created_at AS at FROM lamassu_config')
  const installed = rows[0]?.at ?? new Date(0)
  expect(await check(rule, await sightOf(world, { now: hoursAfter(installed, 23.99) }))).toEqual([])
  expect(await check(rule, await sightOf(world, { now: hoursAfter(installed, 24) }))).toMatchObject([
    { entity: '', what: 'never since the installation', since: installed },
  ])
})

test('24 h without a poll that succeeds are told, failed polls or not, and a poll ends it', async () => {
  await world.takeIn()
  const good = await lastGood()
  const failing = await world.takeIn({
    ...world.lamassuSource,
    digests: () => Promise.reject(new Error('no route')),
  })
  expect(failing.kind).toBe('failed')
  const at = async (hours: number) => sightOf(world, { now: hoursAfter(good, hours) })
  expect(await check(rule, await at(23.999))).toEqual([])
  expect(await check(rule, await at(24))).toMatchObject([
    {
      since: good,
      fired: 'none for 1 d, limit 24 hours',
      now: 'Find out why the polls fail, then poll by hand.',
      steps: ['check ssh', 'poll status', 'poll run'],
    },
  ])
  // MAX_POLL_DELAY_HOURS
  expect(await check(rule, await at(5), { afterHours: 4 })).toHaveLength(1)
  await world.takeIn()
  expect(await check(rule, await sightOf(world, { now: hoursAfter(await lastGood(), 23) }))).toEqual([])
})

test('a pause does not silence it: nobody is paid then either', async () => {
  await world.stores.bookkeeping.setSwitches({ polling: false }, 'counting')
  const sight = await sightOf(world, { now: secondsAfter(hoursAfter(await lastGood(), 24), 1) })
  expect(await check(rule, sight)).toMatchObject([
    {
      now: expect.stringContaining('switched off by a person'),
      steps: ['poll resume --what ingest', 'poll status'],
    },
  ])
})
