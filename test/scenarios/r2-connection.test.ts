import { afterEach, beforeEach, expect, test } from 'vitest'
import { sell } from './outside.ts'
import { expectWellClosed, minutesUntilTold, openScene, type Scene, theIncident } from './scene.ts'

let scene: Scene
beforeEach(async () => {
  scene = await openScene()
}, 30_000)
afterEach(() => scene?.close())

test('R2: the line to Lamassu is cut; nothing is lost, and what was sold meanwhile is paid once', async () => {
  const { outside, bot } = scene
  await sell(outside)
  await bot.pass(2)
  await outside.line.shut()
  await sell(outside)
  expect(await minutesUntilTold(scene, 'LAMASSU_DB_DOWN')).toBeLessThanOrEqual(5)
  const incident = await theIncident(scene, 'LAMASSU_DB_DOWN', 'R2')
  let isBack = false
  const robot = scene.robot({
    money: false,
    clients: false,
    blocked: true,
    causeKind: 'external',
    cause: 'the router in the shop was off',
    fix: 'the router was switched on again',
    hands: [
      {
        when: /Find out where the way to Lamassu breaks/,
        async act() {
          if (!isBack) await outside.line.open(outside.lamassuPort)
          isBack = true
        },
      },
    ],
  })
  await robot.work()
  await expectWellClosed(scene, incident, {
    scenario: 'R2',
    says: [/router in the shop was off/, /LAMASSU_DB_DOWN/],
  })
}, 90_000)
