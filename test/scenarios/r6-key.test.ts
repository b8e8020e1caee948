import { afterEach, beforeEach, expect, test } from 'vitest'
import { sell } from './outside.ts'
import { expectWellClosed, minutesUntilTold, openScene, type Scene, theIncident } from './scene.ts'

let scene: Scene
beforeEach(async () => {
  scene = await openScene()
}, 30_000)
afterEach(() => scene?.close())

test('R6: the source key is made anew in LNbits; the new one is entered on the page, and two people put it in force', async () => {
  const { outside, bot } = scene
  await sell(outside)
  await bot.pass(2)
  const { adminKey } = outside.control.resetKeys(outside.wallets.source.walletId)
  expect(await minutesUntilTold(scene, 'WALLET_AUTH')).toBeLessThanOrEqual(3)
  const incident = await theIncident(scene, 'WALLET_AUTH', 'R6')
  const robot = scene.robot({
    money: true,
    clients: false,
    blocked: true,
    causeKind: 'human',
    cause: 'the keys of the wallet were made anew in LNbits',
    fix: 'the new key was entered',
    page: async (url) => {
      const answer = await fetch(url, { method: 'POST', body: new URLSearchParams({ key: adminKey }) })
      const page = await answer.text()
      expect(answer.status, page).toBe(200)
      return /config rotate source --use \d+/.exec(page)?.[0] ?? null
    },
  })
  await sell(outside)
  await robot.work()
  await expectWellClosed(scene, incident, { scenario: 'R6', says: [/made anew in LNbits/, /WALLET_AUTH/] })
}, 90_000)
