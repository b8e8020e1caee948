import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { minutesAfter } from '../../../alerts/moments.ts'
import { rule } from '../../../alerts/rules/wallet-auth.ts'
import { createObservationStore } from '../../../engine/store/observation-store.ts'
import { check } from '../../support/alerts.ts'
import { answerWallets, keysOf, lookAtWallets } from '../../support/looking.ts'
import type { WalletKey } from '../../../engine/ports.ts'
import { openWorld, type World } from '../../support/world.ts'

const START = new Date('2026-11-22T08:00:00Z')
let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())
beforeEach(async () => {
  world.control.clearFaults()
  await createObservationStore(world.pool).forgetOthers('', [])
})

test.each([
  [401, '{"detail":"No Api Key provided."}'],
  [403, '{"detail":"Invalid adminkey."}'],
  [404, '{"detail":"Wallet not found."}'],
])('a wallet whose key is answered with %d twice is said, and stops the payouts', async (status, body) => {
  answerWallets(world, status, body)
  expect(await check(rule, await lookAtWallets(world, { now: START }))).toEqual([])
  const found = await check(rule, await lookAtWallets(world, { now: minutesAfter(START, 1) }))
  expect(found).toMatchObject([
    {
      entity: 'wallet:source',
      what: 'source wallet: LNbits refuses its key',
      since: START,
      fired: `refused 2 times in a row, limit 2: ${JSON.parse(body).detail}`,
      remedies: [{ kind: 'pause_payouts' }],
    },
    { entity: 'wallet:commission', now: expect.stringContaining('config rotate commission') },
  ])
  world.control.clearFaults()
  expect(await check(rule, await lookAtWallets(world, { now: minutesAfter(START, 2) }))).toEqual([])
  expect(rule).toMatchObject({ severity: 'high', respondMinutes: 60, goodChecks: 3, runbook: 'R6' })
})

test('keys that were changed in LNbits are said for the wallet that lost its own', async () => {
  const commission = world.control.createWallet('another commission wallet')
  const keys = keysOf(world, { commission: commission.invoiceKey as WalletKey })
  await lookAtWallets(world, { now: START, keys })
  world.control.resetKeys(commission.walletId)
  await lookAtWallets(world, { now: minutesAfter(START, 1), keys })
  const found = await check(rule, await lookAtWallets(world, { now: minutesAfter(START, 2), keys }))
  expect(found).toMatchObject([{ entity: 'wallet:commission', since: minutesAfter(START, 1) }])
})

test('the treasury counts where the sats come from it', async () => {
  const keys = keysOf(world, { treasury: 'f'.repeat(32) as WalletKey })
  await lookAtWallets(world, { now: START, keys })
  const now = minutesAfter(START, 1)
  expect(await check(rule, await lookAtWallets(world, { now, keys }))).toEqual([])
  const environment = new Map([['funding', 'treasury']])
  expect(await check(rule, await lookAtWallets(world, { now, keys, environment }))).toMatchObject([
    { entity: 'wallet:treasury' },
  ])
})

test('a server that is away says nothing about keys', async () => {
  answerWallets(world, 502, '<h1>Bad Gateway</h1>')
  await lookAtWallets(world, { now: START })
  expect(await check(rule, await lookAtWallets(world, { now: minutesAfter(START, 9) }))).toEqual([])
  expect(rule.inhibitedBy).toEqual(['WALLET_UNREACHABLE'])
})
