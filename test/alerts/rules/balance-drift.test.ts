import { afterEach, beforeEach, expect, test } from 'vitest'
import { rule } from '../../../alerts/rules/balance-drift.ts'
import { check, sightOf } from '../../support/alerts.ts'
import { finished, openShop, type Shop } from '../shop.ts'

let shop: Shop
beforeEach(async () => {
  shop = await openShop()
})
afterEach(() => shop.close())

const found = async (limits = {}) => check(rule, await sightOf(shop.world), limits)
/** Past the journal: as if the bot itself had changed it and forgotten to book it. */
const drift = (clientId: bigint, minor: number) =>
  shop.world.pool.query(
    'UPDATE dca_clients SET remaining_balance = remaining_balance + $2, balance_version = balance_version + 1 WHERE id = $1',
    [clientId, minor],
  )

test('a drift above a hundred sats at the last price pauses the client; less stands in the digest', async () => {
  const { world, ana } = shop
  await finished(world)
  expect(await found()).toEqual([])
  // 772,000.00 GTQ for a bitcoin: 100 sats are 0.772 GTQ.
  await drift(ana.id, 77)
  expect(await found()).toMatchObject([{ severity: 'info', exposureSats: 100n }])
  await drift(ana.id, 1)
  const { rows } = await world.pool.query<{ at: Date }>(
    'SELECT max(e.created_at) AS at FROM ledger_entries e JOIN ledger_lines l ON l.entry_id = e.id WHERE l.client_id = $1',
    [ana.id],
  )
  expect(await found()).toEqual([
    {
      entity: `client:${ana.id}`,
      what: `#${ana.id} Ana`,
      exposureSats: 102n,
      worth: '≈ 0.78 GTQ',
      since: rows[0]?.at,
      fired:
        'balance 0.78 GTQ, hold 0.00 GTQ off what the books add up to: 102 sats at the last price, limit 100 sats',
      now: expect.stringMatching(/^Go through the client's history/),
      steps: [`client history ${ana.id}`, `client show ${ana.id}`, 'audit log'],
      remedies: [{ kind: 'pause_client', clientId: ana.id }],
    },
  ])
  await drift(ana.id, -78)
  expect(await found()).toEqual([])
})

test('a balance that is too small drifts as well, and an adjustment is no drift', async () => {
  const { world, ana, luis } = shop
  await finished(world)
  await world.pool.query('SELECT adjust_client($1, 5000, $2)', [ana.id, 'found in the till'])
  expect(await found()).toEqual([])
  await drift(luis.id, -10_000)
  expect(await found()).toMatchObject([{ entity: `client:${luis.id}`, exposureSats: 12_954n }])
})

test('more than so many clients pause the payouts', async () => {
  const { world, ana, luis } = shop
  await finished(world)
  await drift(ana.id, 500)
  await drift(luis.id, 500)
  expect((await found({ pauseAboveClients: 2 }))[0]?.remedies).toEqual([
    { kind: 'pause_client', clientId: ana.id },
  ])
  expect((await found({ pauseAboveClients: 1 })).map(({ remedies }) => remedies)).toEqual([
    [
      { kind: 'pause_client', clientId: ana.id },
      { kind: 'pause_payouts' },
      { kind: 'open_incident', scenario: 'R4' },
    ],
    [
      { kind: 'pause_client', clientId: luis.id },
      { kind: 'pause_payouts' },
      { kind: 'open_incident', scenario: 'R4' },
    ],
  ])
})

test('without any price yet a drift counts, whatever it is', async () => {
  await drift(shop.ana.id, 1)
  expect(await found()).toMatchObject([
    { exposureSats: 0n, fired: expect.stringContaining('there is no ticker price yet'), remedies: [{}] },
  ])
})
