import { afterEach, beforeEach, expect, test } from 'vitest'
import { rule } from '../../../alerts/rules/books-broken.ts'
import { reconcile, reconcileChanges, type Scope } from '../../../engine/reconcile.ts'
import { openFindings, type OpenFinding } from '../../../engine/reconcile/open-findings.ts'
import { shop as openBooks, tamper } from '../../engine/reconcile-desk.ts'
import { check, sightOf } from '../../support/alerts.ts'
import { reconcileDependencies } from '../../support/books.ts'
import type { World } from '../../support/world.ts'

let world: World
beforeEach(async () => {
  world = await openBooks()
})
afterEach(() => world.close())

const run = (scope: Scope = { kind: 'all' }) =>
  reconcile(reconcileDependencies(world), { scope, actor: 'test' })
const found = async (limits = {}) => check(rule, await sightOf(world), limits)
const entities = async (): Promise<string[]> => (await found()).map(({ entity }) => entity)
const moveBalance = (by: number) =>
  tamper(world, `UPDATE dca_clients SET remaining_balance = remaining_balance + ${by} WHERE id = 1`)

test('books that were never reconciled, or are square, are silent', async () => {
  expect(await found()).toEqual([])
  await run()
  expect(await found()).toEqual([])
})

test('what a run found is told until a newer one has looked at the same and found it square', async () => {
  await moveBalance(700)
  const first = await run()
  const [finding, ...others] = await found()
  expect(others).toEqual([])
  expect(finding).toMatchObject({ entity: 'check:clients', severity: 'high', since: first.startedAt })
  expect(finding?.what).toContain('Ana')
  expect(finding?.steps).toEqual([
    `recon show ${first.id}`,
    'recon explain 1',
    'client history 1',
    'recon run',
  ])
  const second = await run()
  expect(await found(), 'the same since the first').toMatchObject([
    {
      since: first.startedAt,
      steps: [`recon show ${second.id}`, 'recon explain 1', 'client history 1', 'recon run'],
    },
  ])
  await moveBalance(-700)
  expect(await entities(), 'nobody has looked').toEqual(['check:clients'])
  await run({ kind: 'client', clientId: 2n })
  expect(await entities(), 'another client').toEqual(['check:clients'])
  await run({ kind: 'client', clientId: 1n })
  expect(await entities()).toEqual([])
})

test('many sats in doubt are critical', async () => {
  await tamper(world, 'UPDATE dca_payments SET amount_sats = amount_sats + 500 WHERE id = 1')
  await run()
  const cashOuts = async (criticalSats: number) =>
    (await found({ criticalSats })).find(({ entity }) => entity === 'check:cash-outs')
  const doubt = Number((await cashOuts(0))?.exposureSats ?? 0n)
  expect(doubt).toBeGreaterThanOrEqual(500)
  expect(await cashOuts(doubt)).toMatchObject({ severity: 'high' })
  expect(await cashOuts(doubt - 1)).toMatchObject({
    severity: 'critical',
    remedies: [{ kind: 'open_incident', scenario: 'R4' }],
  })
})

test("every minute's look tells what it found, and takes it back when it is gone", async () => {
  const look = () => reconcileChanges(reconcileDependencies(world), 'test')
  await look()
  await moveBalance(1)
  expect((await look()).kind).toBe('found')
  expect(await entities()).toEqual(['check:clients'])
  await moveBalance(-1)
  expect((await look()).kind).toBe('square')
  expect(await entities()).toEqual([])
})

test('what another alert told when the run began is not told again', async () => {
  const tell = (name: string) =>
    world.pool.query(
      `INSERT INTO alerts (rule, entity, state, severity, finding, since, opened_at, last_seen_at)
       VALUES ($1, 'client:1', 'firing', 'high', '{}', now(), now() - interval '1 minute', now())`,
      [name],
    )
  await moveBalance(700)
  await tell('BIG_TX')
  await run()
  expect(await entities(), 'an alert about something else').toEqual(['check:clients'])
  await tell('BALANCE_DRIFT')
  await run()
  expect(await entities()).toEqual([])
})

test('a run that could not see the wallets takes nothing back of what an earlier one saw in them', () => {
  const one: OpenFinding = {
    check: 'wallets',
    entity: 'wallet:source',
    what: 'source',
    why: 'off',
    doubtSats: 1n,
    steps: [],
    run: 1n,
    since: new Date(0),
    isTold: false,
  }
  const scope = { kind: 'all' } as const
  const saw = { scope, checks: [{ name: 'wallets', verdict: 'broken' } as const], found: [one] }
  const later = (verdict: 'late' | 'ok') => ({
    scope,
    checks: [{ name: 'wallets', verdict } as const],
    found: [],
  })
  expect(openFindings([later('late'), saw])).toEqual([one])
  expect(openFindings([later('ok'), saw])).toEqual([])
})
