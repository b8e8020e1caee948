import { afterAll, beforeAll, expect, test } from 'vitest'
import { rule } from '../../../alerts/rules/contacts-missing.ts'
import { createAlertDesk } from '../../../engine/store/alert-desk-store.ts'
import { check, sightOf } from '../../support/alerts.ts'
import { remember } from '../../support/looking.ts'
import { openWorld, type World } from '../../support/world.ts'

const START = new Date('2026-11-22T08:00:00Z')
let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

const bot = (sandbox: boolean, l3ThresholdSats: string | null) =>
  remember(world, 'bot', { at: START, value: { sandbox, l3ThresholdSats, digestCron: null } })

test('blanks of the list of contacts are said until they are filled in, and never in the sandbox', async () => {
  const desk = createAlertDesk(world.pool)
  expect(await check(rule, await sightOf(world))).toEqual([])
  await bot(true, null)
  expect(await check(rule, await sightOf(world))).toEqual([])
  await bot(false, null)
  expect(await check(rule, await sightOf(world))).toMatchObject([
    {
      entity: '',
      what: 'not filled in: level 1, level 2, level 3, the amount that calls the owner',
      since: START,
      fired: "the handbook's list of contacts has 4 blanks",
      steps: ['oncall show', 'config show'],
    },
  ])
  await desk.setContact('level1', { name: 'Mara', email: 'mara@shop.example' }, 'test')
  await desk.setContact('level2', { name: 'Pedro' }, 'test')
  await desk.setContact('level3', { phone: '+502 5555 1234' }, 'test')
  expect(await check(rule, await sightOf(world))).toMatchObject([
    { what: 'not filled in: level 2, level 3, the amount that calls the owner' },
  ])
  await desk.setContact('level2', { phone: '+502 5555 1234' }, 'test')
  await desk.setContact('level3', { name: 'Ana' }, 'test')
  expect(await check(rule, await sightOf(world))).toMatchObject([
    { what: 'not filled in: the amount that calls the owner' },
  ])
  await bot(false, '100000')
  expect(await check(rule, await sightOf(world))).toEqual([])
})
