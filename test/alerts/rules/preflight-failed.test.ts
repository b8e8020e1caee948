import { afterAll, beforeAll, expect, test } from 'vitest'
import { minutesAfter } from '../../../alerts/moments.ts'
import { rule } from '../../../alerts/rules/preflight-failed.ts'
import { observePreflight } from '../../../engine/observe-self.ts'
import { createObservationStore } from '../../../engine/store/observation-store.ts'
import { sellNow } from '../../engine/one-payment.ts'
import { check, sightOf } from '../../support/alerts.ts'
import { answerWallets } from '../../support/looking.ts'
import { openWorld, type World } from '../../support/world.ts'

const START = new Date('2026-11-22T08:00:00Z')
let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

async function after(minutes: number) {
  const now = minutesAfter(START, minutes)
  await createObservationStore(world.pool).record([await observePreflight(() => world.preflight())], now)
  return sightOf(world, { now })
}

test('checks that are red for some minutes are said, until they are green', async () => {
  await world.addClient('Ana', '5000.00')
  await sellNow(world)
  await world.takeIn()
  expect(await check(rule, await after(-1))).toEqual([])
  answerWallets(world, 404, '{"detail":"Wallet not found."}')
  expect(await check(rule, await after(0))).toEqual([])
  expect(await check(rule, await after(4))).toEqual([])
  expect(await check(rule, await after(5))).toMatchObject([
    {
      entity: '',
      what: 'checks are red · 1 cash-out waiting',
      since: START,
      fired: expect.stringMatching(
        /^not ready for 5 min, limit 5 min: LNbits refuses LNBITS_SOURCE_ADMIN_KEY/,
      ),
    },
  ])
  world.control.clearFaults()
  expect(await check(rule, await after(6))).toEqual([])
  expect(rule.inhibitedBy).toEqual(['WALLET_UNREACHABLE', 'WALLET_AUTH', 'CONSERVATION_BREACH'])
})
