import { afterEach, beforeEach, expect, test } from 'vitest'
import { rule } from '../../../alerts/rules/negative-balance.ts'
import { check, sightOf } from '../../support/alerts.ts'
import { finished, openShop, type Shop } from '../shop.ts'

let shop: Shop
beforeEach(async () => {
  shop = await openShop()
})
afterEach(() => shop.close())

const found = async (limits = {}) => check(rule, await sightOf(shop.world), limits)
const setBalance = (clientId: bigint, minor: number, held = 0) =>
  shop.world.pool.query(
    'UPDATE dca_clients SET remaining_balance = $2, held_balance = $3, balance_version = balance_version + 1 WHERE id = $1',
    [clientId, minor, held],
  )

test('a balance below zero, or below its holds, is said when the constraints are gone', async () => {
  const { world, ana, luis } = shop
  await finished(world)
  await world.pool.query(
    'ALTER TABLE dca_clients DROP CONSTRAINT positive_balance, DROP CONSTRAINT hold_within_balance',
  )
  await setBalance(ana.id, 0)
  expect(await found()).toEqual([])
  await setBalance(ana.id, -1)
  expect(await found()).toMatchObject([
    {
      entity: `client:${ana.id}`,
      what: `#${ana.id} Ana`,
      // One centavo at 772,000.00 GTQ for a bitcoin is 1.3 sats.
      exposureSats: 2n,
      worth: '≈ 0.01 GTQ',
      fired: 'balance -0.01 GTQ, on hold 0.00 GTQ, limit 0.00 GTQ available',
      steps: [`client history ${ana.id}`, `client show ${ana.id}`, 'audit log'],
      remedies: [{ kind: 'pause_client', clientId: ana.id }],
    },
  ])
  await setBalance(luis.id, 500, 501)
  expect(await found({ pauseAboveClients: 1 })).toMatchObject([
    {},
    { exposureSats: 2n, remedies: [{ kind: 'pause_client', clientId: luis.id }, { kind: 'pause_payouts' }] },
  ])
  await setBalance(ana.id, 10)
  await setBalance(luis.id, 501, 501)
  expect(await found()).toEqual([])
})
