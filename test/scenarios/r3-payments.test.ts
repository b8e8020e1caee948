import { afterEach, beforeEach, expect, test } from 'vitest'
import { sell } from './outside.ts'
import { expectWellClosed, minutesUntilTold, openScene, type Scene, theIncident } from './scene.ts'

let scene: Scene
beforeEach(async () => {
  scene = await openScene()
}, 30_000)
afterEach(() => scene?.close())

test('R3: LNbits goes away between a payment and its answer; nothing is paid twice', async () => {
  const { outside } = scene
  const { control } = outside
  const away = { status: 502, contentType: 'text/html', body: '<h1>502 Bad Gateway</h1>' }
  control.inject({ endpoint: 'pay', fault: { kind: 'drop', moment: 'after' }, times: 'all' })
  control.inject({
    endpoint: 'rows',
    fault: { kind: 'answer', moment: 'before', answer: away },
    times: 'all',
  })
  await sell(outside)
  expect(await minutesUntilTold(scene, 'PAYMENT_UNKNOWN')).toBeLessThanOrEqual(16)
  const incident = await theIncident(scene, 'PAYMENT_UNKNOWN', 'R3')
  const robot = scene.robot({
    money: true,
    clients: true,
    blocked: true,
    causeKind: 'system',
    cause: 'the LNbits server had no memory left',
    fix: 'LNbits was started again with more memory',
    hands: [{ when: /waits for a person: ask both wallets/, act: async () => control.clearFaults() }],
  })
  await robot.work()
  await expectWellClosed(scene, incident, { scenario: 'R3', says: [/no memory left/, /PAYMENT_UNKNOWN/] })
}, 90_000)
