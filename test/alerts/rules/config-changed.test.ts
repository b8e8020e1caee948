import { afterAll, beforeAll, expect, test } from 'vitest'
import { hoursAfter } from '../../../alerts/moments.ts'
import { rule } from '../../../alerts/rules/config-changed.ts'
import { noteConfiguration } from '../../../engine/config-versions.ts'
import { createPeopleStore } from '../../../engine/store/people-store.ts'
import { createConfigVersionStore } from '../../../engine/store/config-version-store.ts'
import { check, sightOf } from '../../support/alerts.ts'
import { openWorld, type World } from '../../support/world.ts'

const START = new Date('2026-11-22T08:00:00Z')
let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

const note = (configuration: Record<string, string>, hours: number) =>
  noteConfiguration(createConfigVersionStore(world.pool), configuration, hoursAfter(START, hours))
const after = (hours: number) => sightOf(world, { now: hoursAfter(START, hours) })

test('each change is said once, with what it was, what it is and whose it is', async () => {
  await note({ funding: 'prefunded', 'commission-rule': 'markup', 'source wallet key': 'key 1' }, 0)
  expect(await check(rule, await after(1))).toEqual([])
  const people = createPeopleStore(world.pool)
  await people.invite('ABCD2345', { kind: 'new_person', name: 'María', role: 'owner' }, 'test')
  await people.pair('ABCD2345', { platform: 'discord', userId: '99' })
  const [{ id } = expect.fail('nobody')] = await people.people()
  await world.stores.bookkeeping.setSetting('funding', 'treasury', `person:${id}`)
  await note({ funding: 'treasury', 'commission-rule': 'markup', 'source wallet key': 'key 1' }, 1)
  await note({ funding: 'treasury', 'source wallet key': 'key 2' }, 2)
  await note({ funding: 'treasury', 'source wallet key': 'key 2' }, 3)
  const found = await check(rule, await after(3))
  expect(found).toMatchObject([
    {
      what: '2 settings changed: commission-rule, source wallet key',
      fired:
        'commission-rule: markup → nothing; source wallet key: key 1 → key 2 · with the environment at a start of the bot, seen 22 Nov 2026, 10:00:00',
      since: hoursAfter(START, 2),
    },
    {
      what: '1 setting changed: funding',
      fired: 'funding: prefunded → treasury · set by María, seen 22 Nov 2026, 09:00:00',
    },
  ])
  expect(new Set(found.map(({ entity }) => entity)).size).toBe(2)
  expect(rule.recovery).toBe('acknowledged')
  // What nobody said to be right in a week stays with the alert; it is not found again.
  expect(await check(rule, await after(168.5))).toHaveLength(2)
  expect(await check(rule, await after(169.5))).toHaveLength(1)
  expect(await check(rule, await after(171))).toEqual([])
})

test('a change of very much names some of it', async () => {
  const many = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`name-${10 + i}`, 'a']))
  await note(many, 5)
  await note(Object.fromEntries(Object.keys(many).map((name) => [name, 'b'])), 6)
  expect((await check(rule, await after(7)))[0]).toMatchObject({
    what: expect.stringMatching(/^12 settings changed: name-10, .*name-17, …$/),
    fired: expect.stringContaining('and 4 more settings'),
  })
})
