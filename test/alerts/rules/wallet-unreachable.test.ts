import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { secondsAfter } from '../../../alerts/moments.ts'
import { rule } from '../../../alerts/rules/wallet-unreachable.ts'
import { createObservationStore } from '../../../engine/store/observation-store.ts'
import { check } from '../../support/alerts.ts'
import { answerWallets, lookAtWallets } from '../../support/looking.ts'
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
const after = (seconds: number) => lookAtWallets(world, { now: secondsAfter(START, seconds) })

test('LNbits that answers with errors for three minutes is said, and stops the payouts', async () => {
  await after(-60)
  answerWallets(world, 500, '{"detail":"Unexpected error! ID: 1"}')
  expect(await check(rule, await after(0))).toEqual([])
  expect(await check(rule, await after(179))).toEqual([])
  expect(await check(rule, await after(180))).toMatchObject([
    {
      entity: '',
      what: '3 wallets out of reach',
      since: START,
      fired: 'no answer for 3 min, limit 3 min: Unexpected error! ID: 1 (500)',
      remedies: [{ kind: 'pause_payouts' }],
    },
  ])
  world.control.clearFaults()
  expect(await check(rule, await after(240))).toEqual([])
  expect(rule).toMatchObject({ severity: 'high', respondMinutes: 60, goodChecks: 3, runbook: 'R3' })
})

test('LNbits that breaks every connection is away, too', async () => {
  world.control.inject({ endpoint: 'wallet', fault: { kind: 'drop', moment: 'before' }, times: 'all' })
  await after(0)
  expect(await check(rule, await after(200))).toHaveLength(1)
})

test('one look that failed is none, however long ago it was', async () => {
  world.control.inject({ endpoint: 'wallet', fault: { kind: 'drop', moment: 'before' } })
  const { observations, ...sight } = await after(0)
  expect(observations.get('wallet:source')?.outcome).toBe('unreachable')
  expect(await check(rule, { ...sight, observations, now: secondsAfter(START, 900) })).toEqual([])
})

test('being asked to slow down, or a refused key, is an answer', async () => {
  answerWallets(world, 429, '{"error":"Rate limit exceeded: 200 per 1 minute"}')
  await after(0)
  expect(await check(rule, await after(600))).toEqual([])
  world.control.clearFaults()
  answerWallets(world, 404, '{"detail":"Wallet not found."}')
  await after(660)
  expect(await check(rule, await after(1200))).toEqual([])
})
