import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadRules } from '../../../alerts/catalogue.ts'
import { rule } from '../../../alerts/rules/page.ts'
import { PAGE_RULE } from '../../../engine/paging.ts'
import { createAlertDesk } from '../../../engine/store/alert-desk-store.ts'
import { check, sightOf } from '../../support/alerts.ts'
import { openWorld, type World } from '../../support/world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

test('nothing is looked for: a person says it, and whoever is called ends it', async () => {
  const desk = createAlertDesk(world.pool)
  await desk.page({ slot: 'level1', words: 'help', actor: 'person:1', name: 'Mara', now: new Date() })
  expect(await check(rule, await sightOf(world))).toEqual([])
  expect(await desk.firing()).toMatchObject([{ rule: PAGE_RULE, severity: 'critical' }])
  expect(rule).toMatchObject({
    recovery: 'acknowledged',
    severity: 'critical',
    respondMinutes: 5,
    money: true,
  })
  expect((await loadRules()).map(({ id }) => id)).toContain(PAGE_RULE)
})
