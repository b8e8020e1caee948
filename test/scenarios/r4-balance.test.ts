import { afterEach, beforeEach, expect, test } from 'vitest'
import { sell } from './outside.ts'
import { expectWellClosed, minutesUntilTold, openScene, type Scene, theIncident } from './scene.ts'

let scene: Scene
beforeEach(async () => {
  scene = await openScene()
}, 30_000)
afterEach(() => scene?.close())

test('R4: a balance is changed past the books, found, corrected by an entry of two people, and closed', async () => {
  const { outside, bot, ana } = scene
  await sell(outside)
  await bot.pass(2)
  await bot.assembly.pool.query(
    'UPDATE dca_clients SET remaining_balance = remaining_balance + 5000, balance_version = balance_version + 1 WHERE id = $1',
    [ana.id],
  )
  expect(await minutesUntilTold(scene, 'BALANCE_DRIFT')).toBeLessThanOrEqual(11)
  const incident = await theIncident(scene, 'BALANCE_DRIFT', 'R4')
  const robot = scene.robot({
    money: true,
    clients: true,
    blocked: false,
    causeKind: 'human',
    cause: 'somebody changed a balance in the database by hand',
    fix: 'an entry took it back',
  })
  await sell(outside)
  await robot.work()
  await expectWellClosed(scene, incident, {
    scenario: 'R4',
    says: [/somebody changed a balance in the database by hand/, /BALANCE_DRIFT/],
  })
}, 60_000)
