import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { rule as lowCash } from '../../../alerts/rules/machine-low-cash.ts'
import { check, sightOf } from '../../support/alerts.ts'
import { openWorld, type World } from '../../support/world.ts'
import { look, putDevice, tellOf } from '../lamassu-look.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
beforeEach(async () => {
  await lamassu('TRUNCATE public.devices, public.user_config, public.empty_unit_bills, public.notifications')
  await world.pool.query('DELETE FROM observations')
})
afterAll(() => world.close())

const lamassu = (sql: string, values: unknown[] = []) => world.lamassu.pool.query(sql, values)
const seen = async () => {
  await look(world)
  return sightOf(world)
}

test('a cassette below a tenth or below twenty notes is low, an empty machine is told loudly, a refill ends it', async () => {
  await putDevice(world, { id: 'a', name: 'Zona 10', notes: [50, 49] })
  await putDevice(world, { id: 'b', name: 'Antigua', notes: [50] })
  expect(await check(lowCash, await seen())).toMatchObject([
    {
      entity: 'machine:a',
      severity: 'medium',
      what: 'Zona 10 · cassette 2: 49',
      fired: '49 notes, limit 50',
    },
  ])
  const sight = await sightOf(world)
  expect(await check(lowCash, sight, { percent: 0, notes: 50 })).toHaveLength(1)
  expect(await check(lowCash, sight, { percent: 0, notes: 49 })).toEqual([])
  expect(await check(lowCash, sight, { cassetteCapacity: 1000 })).toHaveLength(2)
  const found = await lowCash.check(sight, {
    percent: 10,
    notes: 20,
    cassetteCapacity: 500,
    recyclerCapacity: 60,
  })
  await tellOf(world, lowCash, found)
  await putDevice(world, { id: 'a', notes: [12, 3] })
  // Since it was told first, not since the last look.
  expect(await check(lowCash, await seen())).toMatchObject([
    { since: found[0]?.since, what: 'Zona 10 · cassette 1: 12, cassette 2: 3' },
  ])
  await putDevice(world, { id: 'a', notes: [500, 500] })
  expect(await check(lowCash, await seen())).toEqual([])
})

test('a machine without any note is told if it ever sold, or is set to sell; one that only buys is not', async () => {
  await putDevice(world, { id: 'a', name: 'Zona 10', notes: [0] })
  expect(await check(lowCash, await seen())).toEqual([])
  await world.sell({ device_id: 'a' } as Parameters<World['sell']>[0])
  await world.takeIn()
  expect(await check(lowCash, await sightOf(world))).toMatchObject([
    { severity: 'high', now: expect.stringMatching(/no notes at all/) },
  ])
  const configure = (active: boolean) =>
    lamassu("INSERT INTO public.user_config (type, data, valid) VALUES ('config', $1, true)", [
      { config: { cashOut_a_active: active, cashOut_b_active: active, cashOut_b_cassette1: 100 } },
    ])
  await putDevice(world, { id: 'b', notes: [0, 0] })
  await configure(true)
  expect((await check(lowCash, await seen())).map(({ what }) => what)).toEqual([
    'Zona 10 · cassette 1: 0',
    'b · cassette 1: 0 × 100',
  ])
  await configure(false)
  expect(await check(lowCash, await seen())).toEqual([])
})

test('a recycler is measured by what fits into one', async () => {
  await putDevice(world, { id: 'a', notes: [400] })
  await lamassu('UPDATE public.devices SET number_of_recyclers = 2, recycler1 = 6, recycler2 = 5')
  expect(await check(lowCash, await seen())).toMatchObject([
    { what: 'a · recycler 2: 5', fired: '5 notes, limit 6' },
  ])
})
