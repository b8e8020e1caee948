import { afterAll, beforeAll, expect, test } from 'vitest'
import { minutesAfter } from '../../../alerts/moments.ts'
import { rule } from '../../../alerts/rules/check-failed.ts'
import { check, sightOf } from '../../support/alerts.ts'
import { remember } from '../../support/looking.ts'
import { openWorld, type World } from '../../support/world.ts'

const START = new Date('2026-11-22T08:00:00Z')
let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

async function after(minutes: number, outcome: string) {
  const now = minutesAfter(START, minutes)
  await remember(world, 'rule:SOURCE_LOW', { at: now, outcome, detail: 'the check took longer than 20 s' })
  await remember(world, 'wallet:source', { at: now, outcome: 'failed' })
  return sightOf(world, { now })
}

test('a rule that can not be checked three times in a row is said until it can', async () => {
  await after(0, 'ok')
  expect(await check(rule, await after(1, 'failed'))).toEqual([])
  expect(await check(rule, await after(2, 'failed'))).toEqual([])
  expect(await check(rule, await after(3, 'failed'))).toMatchObject([
    {
      entity: 'rule:SOURCE_LOW',
      what: 'SOURCE_LOW is not checked',
      since: minutesAfter(START, 1),
      fired: 'failed 3 times in a row, limit 3: the check took longer than 20 s',
    },
  ])
  // Nobody looks any more: the process that did has ended.
  expect(await check(rule, await sightOf(world, { now: minutesAfter(START, 122) }))).toHaveLength(1)
  expect(await check(rule, await sightOf(world, { now: minutesAfter(START, 123) }))).toEqual([])
  expect(await check(rule, await after(4, 'ok'))).toEqual([])
  expect(await check(rule, await after(5, 'failed'))).toEqual([])
})
