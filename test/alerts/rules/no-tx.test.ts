import { afterAll, beforeAll, expect, test } from 'vitest'
import { rule } from '../../../alerts/rules/no-tx.ts'
import { hoursBefore } from '../../../alerts/moments.ts'
import { check, sightOf } from '../../support/alerts.ts'
import { openWorld, type World } from '../../support/world.ts'
import { look, putDevice } from '../lamassu-look.ts'

let world: World
let now: Date
beforeAll(async () => {
  world = await openWorld()
  await world.addClient('Ana', '500000.00')
  now = new Date()
})
afterAll(() => world.close())

const sellAt = async (device: string, hoursAgo: number): Promise<void> => {
  const at = hoursBefore(now, hoursAgo)
  await world.sell({ device_id: device, created: at, confirmed_at: at } as Parameters<World['sell']>[0])
}
const found = async (limits = {}) => check(rule, await sightOf(world), limits)

test('each machine is measured by its own gaps, and never by less than a day', async () => {
  // Busy: every two hours until 25 hours ago. Slow: every three days, and silent for two. Quick: 23.9 hours ago.
  for (let hours = 25; hours < 25 + 240; hours += 2) await sellAt('busy', hours)
  for (let hours = 48; hours < 48 + 72 * 8; hours += 72) await sellAt('slow', hours)
  for (let hours = 23.9; hours < 48; hours += 1) await sellAt('quick', hours)
  await world.takeIn()
  const findings = await found()
  expect(findings).toMatchObject([
    {
      entity: 'machine:busy',
      // Its own gaps are of two hours: the day is the limit's.
      fired: expect.stringMatching(/; limit 1 d$/),
      did: 'Whether the machine is there could not be seen in Lamassu.',
      exposureSats: 0n,
    },
  ])
  expect(findings[0]?.since).toEqual(hoursBefore(now, 25))
  expect(await found({ floorHours: 20 })).toHaveLength(2)
  expect((await found({ floorHours: 1 })).find(({ entity }) => entity === 'machine:busy')?.fired).toMatch(
    /; 99 of 100 come within 2 h$/,
  )
})

test('it is said whether the machine is there, and whether it has notes; an unpaired one is not waited for', async () => {
  await putDevice(world, { id: 'busy', name: 'Zona 10', notes: [30, 12] })
  await look(world)
  expect(await found()).toMatchObject([{ did: 'The machine answers, and has 42 notes.' }])
  await putDevice(world, { id: 'busy', silentSeconds: 7200, notes: [30] })
  await look(world)
  expect(await found()).toMatchObject([
    {
      did: expect.stringMatching(/^The machine does not answer either: last heard of 2 h( \d+ min)? ago\.$/),
    },
  ])
  await putDevice(world, { id: 'slow' })
  await world.lamassu.pool.query("UPDATE public.devices SET paired = false WHERE device_id = 'busy'")
  await look(world)
  expect(await found()).toEqual([])
  await world.lamassu.pool.query("UPDATE public.devices SET paired = true WHERE device_id = 'busy'")
  await look(world)
})

test('what is not known yet is no silence: without polls the time stands still', async () => {
  const sight = await sightOf(world, { now: hoursBefore(now, -100) })
  expect((await check(rule, sight)).map(({ entity }) => entity)).toEqual(['machine:busy'])
})

test('a sale ends it, also one that is set aside or waits for its sats', async () => {
  expect(await found()).toHaveLength(1)
  await world.sell({ device_id: 'busy', status: 'authorized' } as Parameters<World['sell']>[0])
  await world.takeIn()
  expect(await found()).toEqual([])
})
