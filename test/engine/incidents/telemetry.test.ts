import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { sats } from '../../../engine/domain/money.ts'
import type { Incident } from '../../../engine/incidents/incident.ts'
import { type BookTelemetry, readTelemetry } from '../../../engine/incidents/telemetry.ts'
import { Failure } from '../../../engine/failure.ts'
import { createIncidentStore } from '../../../engine/store/incident-store.ts'
import { createIncidentTelemetryStore } from '../../../engine/store/incident-telemetry-store.ts'
import { booksOf } from '../../support/books.ts'
import { type Desk, openDesk } from '../../support/commands.ts'
import { lookAtWallets, remember } from '../../support/looking.ts'

/** Telemetry from real rows: each fact appears when it is so, and goes when it is no longer. */

let desk: Desk
let incident: Incident
let ana: bigint
beforeAll(async () => {
  desk = await openDesk()
  ana = (await desk.world.addClient('Ana', '90000.00')).id
})
afterAll(() => desk.close())
beforeEach(async () => {
  incident = await opened()
})

/** Never twice within a millisecond, which is all that a Date can tell apart. */
async function now(): Promise<Date> {
  const { rows } = await desk.world.pool.query<{ now: Date }>(
    `SELECT clock_timestamp() + interval '1 ms' AS now FROM pg_sleep(0.002)`,
  )
  return rows[0]?.now as Date
}

async function opened(alertId: bigint | null = null): Promise<Incident> {
  const { incident: one } = await createIncidentStore(desk.world.pool).open(
    {
      scenario: 'other',
      severity: 'high',
      summary: 'a test',
      drill: false,
      origin: null,
      alertId,
      openedBy: 'terminal:maria',
      openedAt: await now(),
    },
    { kind: 'opened', what: 'opened' },
  )
  return one
}

const seen = (of: Incident = incident): Promise<BookTelemetry> =>
  createIncidentTelemetryStore(desk.world.pool).read(of)

/** As the chat does it: a row in the action log around the act. */
async function logged<T>(command: string, act: () => Promise<T>, result = 'done'): Promise<T> {
  const row = await desk.stores.log.begin({
    actor: 'terminal:maria',
    surface: 'terminal',
    command,
    arguments: {},
  })
  const outcome = await act()
  await desk.stores.log.finish(row as bigint, result)
  return outcome
}

const switches = (polling: boolean, payouts: boolean, reason: string | null = null) =>
  desk.world.stores.bookkeeping.setSwitches({ polling, payouts }, reason)

test('a pause is seen from its beginning, and whether it ended through "poll resume"', async () => {
  expect(await seen()).toMatchObject({
    polling: { on: true, pause: null },
    payouts: { on: true, pause: null },
  })
  await switches(false, false, 'a test')
  expect(await seen()).toMatchObject({
    polling: { on: false, pause: { until: null, resumed: false } },
    payouts: { on: false, pause: { until: null } },
    pauseReason: 'a test',
  })
  await switches(true, true)
  expect((await seen()).payouts).toMatchObject({
    on: true,
    pause: { until: expect.any(Date), resumed: false },
  })
  await switches(false, false, 'again')
  await logged('poll resume', () => switches(true, true))
  expect((await seen()).payouts).toMatchObject({ on: true, pause: { resumed: true } })
  await switches(false, false, 'once more')
  await logged('poll resume', () => switches(true, true), 'refused: not yet')
  expect((await seen()).payouts, 'a refused one resumed nothing').toMatchObject({ pause: { resumed: false } })
  // What was over before the incident began is none of its business.
  expect((await seen(await opened())).payouts.pause).toBeNull()
})

test('a poll counts as one by hand when a person asked for it, and only since then', async () => {
  await desk.world.takeIn()
  expect((await seen()).polls).toEqual({ byHand: null, failed: 0, goodInARow: 1 })
  await desk.world.sell()
  await logged('poll run', () => desk.world.takeIn())
  expect((await seen()).polls).toMatchObject({ byHand: { result: 'ok', taken: 1 }, goodInARow: 2 })
  await logged('poll run', () =>
    desk.world.takeIn({
      ...desk.world.lamassuSource,
      digests: () => Promise.reject(new Failure('lamassu_timeout', 'Lamassu took longer than 30 s.')),
    }),
  )
  expect((await seen()).polls).toMatchObject({ byHand: { result: 'failed' }, failed: 1, goodInARow: 0 })
  expect((await seen(await opened())).polls.byHand).toBeNull()
})

test('what waits, is let through alone, and is completed', async () => {
  await desk.world.toRest()
  incident = await opened()
  await switches(true, false, 'a test')
  await desk.world.sell()
  await desk.world.takeIn()
  expect((await seen()).cashOuts).toMatchObject({ waiting: 1, completed: 0, onTrial: null })
  const id = await desk.world.stores.bookkeeping.startTrial()
  expect((await seen()).cashOuts).toMatchObject({ waiting: 1, onTrial: id })
  await desk.world.toRest()
  expect(await seen()).toMatchObject({
    cashOuts: { waiting: 0, completed: 1, completedAt: expect.any(Date), completedSinceResumed: null },
    commissionsArrived: 1,
    inFlight: 0,
    inDoubtSats: 0n,
  })
  await desk.incidentsFor('terminal:maria').recordResumed(incident.id, null)
  expect((await seen()).cashOuts.completedSinceResumed).toBe(0)
  await switches(true, true)
})

test('payments in flight and in doubt', async () => {
  await desk.world.sell()
  await desk.world.takeIn()
  await desk.world.distribute()
  await desk.world.pool.query(
    `UPDATE transfers SET status = 'needs_review', last_error = 'x' WHERE status = 'pending' AND kind = 'client'`,
  )
  const { needReview, inDoubtSats, inFlight } = await seen()
  expect({ needReview, inFlight }).toEqual({ needReview: 1, inFlight: 0 })
  expect(inDoubtSats > 0n).toBe(true)
  await desk.world.pool.query(`UPDATE transfers SET status = 'pending' WHERE status = 'needs_review'`)
  await desk.world.toRest()
  expect(await seen()).toMatchObject({ needReview: 0, inDoubtSats: 0n })
})

test('three good looks in a row are remembered with their times, and one bad look forgets them', async () => {
  const start = await now()
  const later = (seconds: number) => new Date(start.getTime() + seconds * 1000)
  for (const seconds of [1, 61, 121, 181]) await remember(desk.world, 'lamassu', { at: later(seconds) })
  const lamassu = async () => (await seen()).connections.find(({ subject }) => subject === 'lamassu')
  expect(await lamassu()).toMatchObject({ ok: true, goodAt: [later(61), later(121), later(181)] })
  await remember(desk.world, 'lamassu', { at: later(241), outcome: 'unreachable', detail: 'no way' })
  expect(await lamassu()).toMatchObject({ ok: false, detail: 'no way', goodAt: [], failedSince: true })
  await remember(desk.world, 'lamassu', { at: later(301) })
  expect(await lamassu()).toMatchObject({ ok: true, detail: null, goodAt: [later(301)], failedSince: true })
  await lookAtWallets(desk.world, { now: start })
  expect((await seen()).connections.map(({ subject, ok }) => [subject, ok])).toEqual([
    ['lamassu', true],
    ['wallet:commission', true],
    ['wallet:source', true],
    ['wallet:treasury', true],
  ])
})

test('a reconciliation, and the correction after it', async () => {
  expect((await seen()).reconciliation).toBeNull()
  const run = await booksOf(desk.world).reconcile({ scope: { kind: 'all' }, actor: 'terminal:maria' })
  const { reconciliation, lastFixAt, corrections } = await seen()
  expect(reconciliation).toMatchObject({ id: run.id, verdict: run.verdict })
  expect(reconciliation?.checks.map(({ name }) => name)).toContain('clients')
  expect({ lastFixAt, corrections }).toEqual({ lastFixAt: null, corrections: 0 })
  await booksOf(desk.world).reconcile({ scope: { kind: 'client', clientId: ana }, actor: 'terminal:maria' })
  expect((await seen()).reconciliation?.id, 'one about a part of the books is none').toBe(run.id)
  await logged('payment retry', async () => undefined, 'refused: nothing to retry')
  expect((await seen()).lastFixAt).toBeNull()
  await logged('payment retry', async () => undefined)
  const fixed = (await seen()).lastFixAt
  expect(fixed !== null && fixed > run.startedAt).toBe(true)
})

test('files, backups, follow-ups, notices and whoever was called', async () => {
  expect(await seen()).toMatchObject({ images: 0, backupAt: null, followUps: 0, clientsTold: 0 })
  const desks = desk.incidentsFor('terminal:maria')
  await desks.attach(
    incident.id,
    { name: 'a.json', mediaType: 'application/json', bytes: Buffer.from('x') },
    null,
  )
  await desks.attach(incident.id, { name: 'a.png', mediaType: 'image/png', bytes: Buffer.from('x') }, null)
  await logged('bot backup', async () => undefined)
  await desk.world.pool.query(
    `INSERT INTO client_notices (client_id, template, language, words, told_by, operation_id) VALUES ($1, 'delay', 'en', 'x', 'm', 'o')`,
    [ana],
  )
  const page = {
    slot: 'level1' as const,
    words: 'come',
    actor: 'terminal:maria',
    name: 'Maria',
    now: await now(),
  }
  const alertId = await desk.stores.alerts.page(page)
  expect(await seen()).toMatchObject({
    images: 1,
    backupAt: expect.any(Date),
    clientsTold: 1,
    calls: { called: [1], answered: [], alertAcked: false },
  })
  const ack = {
    actor: 'person:1',
    note: null,
    until: new Date(Date.now() + 3_600_000),
    now: await now(),
    settles: true,
  }
  await desk.stores.alerts.ack(alertId, ack)
  expect((await seen()).calls).toMatchObject({ called: [1], answered: [1] })
})

test('clients who wait for a day for a cash-out, and who of them was told', async () => {
  await switches(true, false, 'a test')
  const old = new Date(Date.now() - 25 * 3_600_000)
  await desk.world.sell({ created: old, confirmed_at: old })
  await desk.world.takeIn()
  expect((await seen()).delayed).toMatchObject({ clients: 1, told: 0, oldest: expect.any(Date) })
  await desk.world.pool.query(
    `INSERT INTO client_notices (client_id, template, language, words, told_by, operation_id) VALUES ($1, 'delay', 'en', 'x', 'm', 'p')`,
    [ana],
  )
  expect((await seen()).delayed).toMatchObject({ clients: 1, told: 1 })
  await switches(true, true)
  await desk.world.toRest()
  expect((await seen()).delayed.clients).toBe(0)
})

test('settings that were seen to change before and since', async () => {
  const version = (hash: string, seenAt: Date) =>
    desk.world.pool.query('INSERT INTO config_versions (hash, settings, seen_at) VALUES ($1, $2, $3)', [
      hash,
      '{}',
      seenAt,
    ])
  await version('first', await now())
  expect((await seen()).settings).toEqual({ beforehand: 0, since: 0, newestAt: null })
  await desk.world.takeIn()
  await version('second', await now())
  incident = await opened()
  expect((await seen()).settings).toMatchObject({ beforehand: 1, since: 0 })
  await version('third', await now())
  expect(await seen()).toMatchObject({ settings: { beforehand: 1, since: 1 }, lastFixAt: expect.any(Date) })
})

test('a preflight that fails is an answer, and the threshold and the flag are asked for', async () => {
  const deps = {
    store: createIncidentTelemetryStore(desk.world.pool),
    isHalted: () => true,
    thresholdSats: async () => 5n,
  }
  const failing = () => Promise.reject(new Failure('lnbits_unreachable', 'LNbits is away.'))
  expect(await readTelemetry({ ...deps, preflight: failing }, incident)).toMatchObject({
    halted: true,
    thresholdSats: 5n,
    preflight: { ready: false, reasons: ['LNbits is away.'] },
  })
  const none = await readTelemetry({ ...deps, preflight: async () => null }, incident)
  expect(none.preflight.ready).toBe(false)
  const ready = await readTelemetry({ ...deps, preflight: () => desk.world.preflight() }, incident)
  expect(ready.preflight).toMatchObject({ ready: true, reasons: [] })
  expect(ready.inDoubtSats).toBe(sats(0n))
})
