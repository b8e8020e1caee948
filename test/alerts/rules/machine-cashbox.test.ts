import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { rule as cashbox } from '../../../alerts/rules/machine-cashbox.ts'
import { hoursAfter } from '../../../alerts/moments.ts'
import { check, sightOf } from '../../support/alerts.ts'
import { openWorld, type World } from '../../support/world.ts'
import { look, putDevice } from '../lamassu-look.ts'

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

test('a cash box is full above the limit, and over when it is emptied in Lamassu', async () => {
  await putDevice(world, { id: 'a', name: 'Zona 10' })
  const fill = (notes: number) =>
    lamassu(
      "INSERT INTO public.empty_unit_bills (id, fiat, device_id) SELECT gen_random_uuid(), 100, 'a' FROM generate_series(1, $1)",
      [notes],
    )
  await fill(800)
  expect(await check(cashbox, await seen())).toEqual([])
  await fill(1)
  expect(await check(cashbox, await seen())).toMatchObject([
    { entity: 'machine:a:full', what: 'Zona 10 · 801 notes', fired: '801 notes in the cash box, limit 800' },
  ])
  await lamassu('UPDATE public.empty_unit_bills SET cashbox_batch_id = gen_random_uuid()')
  expect(await check(cashbox, await seen())).toEqual([])
})

test('an opened cash box is told for two hours, and a second opening again', async () => {
  await putDevice(world, { id: 'a', name: 'Zona 10' })
  const open = () =>
    lamassu(
      `INSERT INTO public.notifications (id, type, detail, message) VALUES (gen_random_uuid(), 'security', '{"deviceId": "a"}', 'Cash box removed')`,
    )
  await open()
  const [first] = await check(cashbox, await seen())
  expect(first).toMatchObject({
    what: 'Zona 10 · taken out or emptied',
    now: 'If nobody of yours did this, call the shop now.',
  })
  await open()
  const [second] = await check(cashbox, await seen())
  expect(second?.entity).not.toBe(first?.entity)
  const since = second?.since ?? new Date(0)
  expect(await check(cashbox, await sightOf(world, { now: hoursAfter(since, 2) }))).toHaveLength(1)
  expect(await check(cashbox, await sightOf(world, { now: hoursAfter(since, 2.01) }))).toEqual([])
})
