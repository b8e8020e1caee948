import { afterAll, beforeAll, expect, test } from 'vitest'
import { rule } from '../../../alerts/rules/auth-abuse.ts'
import type { Identity } from '../../../engine/people.ts'
import { createPeopleStore } from '../../../engine/store/people-store.ts'
import { check, sightOf } from '../../support/alerts.ts'
import { openWorld, type World } from '../../support/world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

const people = () => createPeopleStore(world.pool, 'en')
async function refuse(identity: Identity, times: number): Promise<void> {
  for (let one = 0; one < times; one += 1) await people().countRefusal(identity)
}
/** As if so many minutes had gone by since. */
const age = (minutes: number) =>
  world.pool.query(
    `UPDATE account_refusals SET refused_at = array(SELECT r - make_interval(mins => $1) FROM unnest(refused_at) AS r),
       burst_at = burst_at - make_interval(mins => $1), locked_until = locked_until - make_interval(mins => $1)`,
    [minutes],
  )

test('three refusals of a stranger are one alert, and the lock after five the same one', async () => {
  const stranger = { platform: 'telegram', userId: '4711' } as const
  await refuse(stranger, 2)
  expect(await check(rule, await sightOf(world))).toEqual([])
  expect(await check(rule, await sightOf(world), { refusals: 2 })).toHaveLength(1)
  await refuse(stranger, 1)
  const [third] = await check(rule, await sightOf(world))
  expect(third).toMatchObject({
    what: 'a stranger (telegram account 4711) was refused',
    fired: '3 refusals within ten minutes, limit 3',
    steps: ['user list', 'audit log'],
  })
  await refuse(stranger, 2)
  const [locked] = await check(rule, await sightOf(world))
  expect(locked).toMatchObject({
    entity: third?.entity,
    since: third?.since,
    what: 'a stranger (telegram account 4711) was locked',
    fired: expect.stringMatching(/^five refusals within ten minutes; locked until /),
    did: expect.stringContaining('fifteen minutes'),
  })
  // The next attempt after the lock is another burst, which is none yet.
  await age(20)
  await refuse(stranger, 1)
  expect(await check(rule, await sightOf(world))).toEqual([])
  await refuse(stranger, 2)
  const [again] = await check(rule, await sightOf(world))
  expect(again?.entity).not.toBe(third?.entity)
  expect(rule.recovery).toBe('acknowledged')
})

test('refusals that are far apart are no burst, and a known person is named', async () => {
  await world.pool.query('DELETE FROM account_refusals')
  const maria = { platform: 'discord', userId: '99' } as const
  await people().invite('ABCD2345', { kind: 'new_person', name: 'María', role: 'viewer' }, 'test')
  await people().pair('ABCD2345', maria)
  await refuse(maria, 2)
  await age(11)
  await refuse(maria, 2)
  expect(await check(rule, await sightOf(world))).toEqual([])
  await refuse(maria, 1)
  expect(await check(rule, await sightOf(world))).toMatchObject([
    {
      what: 'María (discord account 99) was refused',
      steps: [expect.stringMatching(/^user revoke \d+$/), 'audit log'],
    },
  ])
})
