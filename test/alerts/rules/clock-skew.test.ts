import { afterAll, beforeAll, expect, test } from 'vitest'
import { rule } from '../../../alerts/rules/clock-skew.ts'
import { secondsAfter } from '../../../alerts/moments.ts'
import { ahead } from '../../../engine/observe-lamassu.ts'
import { check, sightOf } from '../../support/alerts.ts'
import { openWorld, type World } from '../../support/world.ts'
import { look, tellOf } from '../lamassu-look.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

/** This machine's clock is behind the database's, and Lamassu's by as much again. */
async function lookWith(secondsBehind: number, lamassuBehind = 0) {
  await look(world, {
    clock: { now: () => secondsAfter(new Date(), -secondsBehind) },
    source: {
      ...world.lamassuSource,
      async machines() {
        const seen = await world.lamassuSource.machines()
        return { ...seen, databaseTime: secondsAfter(seen.databaseTime, -lamassuBehind) }
      },
    },
  })
  return sightOf(world)
}

test('a clock that differs by more than 30 s is told until it differs by less than 5', async () => {
  expect(await check(rule, await lookWith(0))).toEqual([])
  expect(await check(rule, await lookWith(29))).toEqual([])
  const sight = await lookWith(32)
  const found = await rule.check(sight, { seconds: 30, goodSeconds: 5 })
  expect(await check(rule, sight)).toMatchObject([
    {
      entity: 'database',
      what: expect.stringMatching(/^the books' database is 3[12] s ahead$/),
      steps: ['check time', 'check all'],
    },
  ])
  await tellOf(world, rule, found)
  expect(await check(rule, await lookWith(12))).toMatchObject([
    { entity: 'database', since: found[0]?.since },
  ])
  expect(await check(rule, await lookWith(3))).toEqual([])
})

test("Lamassu's clock is told apart from the books'", async () => {
  expect(await check(rule, await lookWith(0, 45))).toMatchObject([
    { entity: 'lamassu', what: expect.stringMatching(/^Lamassu's database is 4[45] s behind$/) },
  ])
  expect(await check(rule, await lookWith(0))).toEqual([])
})

test('what the way there and back may explain is no difference', () => {
  const askedAt = new Date('2026-03-01T12:00:00Z')
  const way = { askedAt, answeredAt: secondsAfter(askedAt, 40) }
  expect(ahead(secondsAfter(askedAt, 1), way)).toBe(0)
  expect(ahead(secondsAfter(askedAt, 40), way)).toBe(0)
  expect(ahead(secondsAfter(askedAt, 75), way)).toBe(35)
  expect(ahead(secondsAfter(askedAt, -31), way)).toBe(-31)
})
