import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { rule as cashbox } from '../../../alerts/rules/machine-cashbox.ts'
import { rule as down } from '../../../alerts/rules/machine-down.ts'
import { rule as lowCash } from '../../../alerts/rules/machine-low-cash.ts'
import { minutesAfter } from '../../../alerts/moments.ts'
import { Failure } from '../../../engine/failure.ts'
import { check, sightOf } from '../../support/alerts.ts'
import { openWorld, type World } from '../../support/world.ts'
import { look, lookSeveral, putDevice } from '../lamassu-look.ts'

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

test('a machine that Lamassu does not hear of for more than three minutes is down, each by itself, until it is heard of', async () => {
  await putDevice(world, { id: 'a', name: 'Zona 10', silentSeconds: 175 })
  await putDevice(world, { id: 'b', name: 'Antigua', silentSeconds: 200 })
  await putDevice(world, { id: 'c', name: '', silentSeconds: 3700 })
  expect(await check(down, await seen())).toMatchObject([
    {
      entity: 'machine:b',
      severity: 'medium',
      what: 'Antigua',
      exposureSats: 0n,
      fired: 'not heard of for 3 min, limit 3 min',
    },
    { entity: 'machine:c', severity: 'high', what: 'c' },
  ])
  await putDevice(world, { id: 'a', silentSeconds: 181 })
  expect((await check(down, await seen())).map(({ entity }) => entity)).toEqual([
    'machine:a',
    'machine:b',
    'machine:c',
  ])
  for (const id of ['a', 'b', 'c']) await putDevice(world, { id })
  expect(await check(down, await seen())).toEqual([])
})

test('by the time that Lamassu was last seen: while nobody can look no machine goes down, and none comes up', async () => {
  await putDevice(world, { id: 'a' })
  await putDevice(world, { id: 'b', silentSeconds: 600 })
  await look(world)
  const away = new Failure('ssh_unreachable', 'The SSH server is away.')
  await lookSeveral(world, 4, {
    source: { ...world.lamassuSource, machines: () => Promise.reject(away) },
  })
  const later = await sightOf(world, { now: minutesAfter(new Date(), 30) })
  expect((await check(down, later)).map(({ entity }) => entity)).toEqual(['machine:b'])
})

test('an unpaired machine is gone, and nothing of it is told any more', async () => {
  await putDevice(world, { id: 'a', silentSeconds: 600, notes: [1] })
  expect(await check(down, await seen())).toHaveLength(1)
  await lamassu('DELETE FROM public.devices')
  const sight = await seen()
  expect(await check(down, sight)).toEqual([])
  expect(await check(lowCash, sight)).toEqual([])
})

test('machines that may not be read are one finding, with the statement that helps; a look that fails once is none', async () => {
  await putDevice(world, { id: 'a' })
  const real = await world.lamassuSource.machines()
  const hidden =
    'The database user reader may not read what Lamassu knows of the machines. Run … GRANT SELECT …'
  const machines = real.machines.map((machine) => ({
    ...machine,
    lastOnlineAt: null,
    units: null,
    cashboxNotes: null,
  }))
  await look(world, {
    source: { ...world.lamassuSource, machines: async () => ({ ...real, machines, hidden }) },
  })
  const sight = await sightOf(world)
  expect(await check(down, sight)).toMatchObject([
    {
      entity: 'machines',
      what: 'the machines cannot be seen',
      fired: expect.stringContaining('GRANT SELECT'),
    },
  ])
  expect(await check(lowCash, sight)).toEqual([])
  expect(await check(cashbox, sight)).toEqual([])
  const failing = new Failure('lamassu_timeout', 'It took too long.')
  const broken = { source: { ...world.lamassuSource, machines: () => Promise.reject(failing) } }
  await lookSeveral(world, 2, broken)
  expect(await check(down, await sightOf(world))).toEqual([])
  await look(world, broken)
  expect(await check(down, await sightOf(world))).toMatchObject([
    { entity: 'machines', fired: '3 looks at the machines in vain: It took too long.' },
  ])
  expect(await check(down, await seen())).toEqual([])
})
