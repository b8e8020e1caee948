import { afterEach, beforeEach, expect, test } from 'vitest'
import { createRemedies } from '../../../bot/alerts/remedies.ts'
import { createIncidentRounds, type IncidentRoundsParts } from '../../../bot/incidents/rounds.ts'
import { BOT_ACTOR } from '../../../engine/incidents/checklist.ts'
import type { Incident } from '../../../engine/incidents/incident.ts'
import type { IncidentStore } from '../../../engine/incidents/storage.ts'
import { ENGLISH, write } from '../../../engine/phrase.ts'
import { createIncidentStore } from '../../../engine/store/incident-store.ts'
import { createIncidentWatchStore } from '../../../engine/store/incident-watch-store.ts'
import { createScheduledRunStore } from '../../../engine/store/scheduled-run-store.ts'
import { finding, openPipeline, scriptedRule } from '../../support/alert-pipeline.ts'
import { booksOf } from '../../support/books.ts'
import { type Desk, openDesk } from '../../support/commands.ts'
import { silentLog } from '../../support/database.ts'
import { sellNow } from '../../engine/one-payment.ts'
import { tamper } from '../../engine/reconcile-desk.ts'

/** The bot's own work on incidents, on the real books with the wallets' simulator. */

let desk: Desk
let store: IncidentStore
/** How far ahead the bot's clock is; what is written has the database's time. */
let hoursAhead = 0
beforeEach(async () => {
  hoursAhead = 0
  desk = await openDesk()
  store = createIncidentStore(desk.world.pool)
  await desk.world.addClient('Ana', '90000.00')
})
afterEach(() => desk.close())

/** One program. */
function program(more: Partial<IncidentRoundsParts> = {}) {
  const { pool, stores, readings } = desk.world
  const watch = createIncidentWatchStore(pool)
  const remedies = createRemedies({
    readings,
    chatStores: { actionLog: desk.stores.log } as never,
    actionsFor: async () =>
      ({ setSwitches: (...all: [never, string]) => stores.bookkeeping.setSwitches(...all) }) as never,
    incidents: desk.incidents,
    incidentsFor: desk.incidentsFor,
  })
  return createIncidentRounds({
    store,
    watch: {
      ...watch,
      now: async () => new Date((await watch.now()).getTime() + hoursAhead * 3_600_000),
    },
    scheduled: createScheduledRunStore(pool),
    desk: desk.incidentsFor(BOT_ACTOR),
    books: booksOf(desk.world),
    pausePayouts: (reason, actor) => remedies({ kind: 'pause_payouts' }, reason, { actor, alert: null }),
    runbookOf: (rule) => (rule.startsWith('R3_') ? 'R3' : 'R0'),
    isQuiet: async () => false,
    words: async (text) => write(text, ENGLISH),
    log: silentLog,
    ...more,
  })
}

async function opened(more: { alertId?: bigint; scenario?: 'R3' | 'other' } = {}): Promise<Incident> {
  const { incident } = await desk.incidentsFor('person:1').openIncident({
    scenario: more.scenario ?? 'R3',
    severity: 'high',
    summary: 'a test',
    origin: null,
    alertId: more.alertId ?? null,
    openedAt: new Date(),
  })
  return incident
}

const watched = async (incident: Incident): Promise<Incident> =>
  desk.incidentsFor('person:1').recordResumed(incident.id, 'a test')

const eventsOf = async (id: bigint, ...kinds: readonly string[]) =>
  (await store.events(id)).filter(({ kind }) => kinds.includes(kind))
const partsOf = async (id: bigint, kind: string) => (await eventsOf(id, kind)).map(({ part }) => part)
const now = (id: bigint) => store.incident(id) as Promise<Incident>

async function reconciliations(): Promise<number> {
  const { rows } = await desk.world.pool.query('SELECT FROM reconciliations')
  return rows.length
}

async function cashOut(): Promise<void> {
  await sellNow(desk.world, { fiat: '100.00000', crypto_atoms: '13340' })
  await desk.world.toRest()
}

test('what telemetry shows is in the timeline once, however many look, and what it does not show any more', async () => {
  const { id } = await opened()
  const programs = [program(), program()]
  const round = () => Promise.all(programs.map((one) => one.run()))
  await round()
  await round()
  const stop = async () =>
    (await eventsOf(id, 'ticked', 'unticked'))
      .filter(({ part }) => part === 'stop.polling')
      .map(({ kind }) => kind)
  expect(await stop()).toEqual([])
  await desk.world.stores.bookkeeping.setSwitches({ payouts: false, polling: false }, 'a test')
  await round()
  await round()
  expect(await stop()).toEqual(['ticked'])
  await desk.world.stores.bookkeeping.setSwitches({ payouts: true, polling: true }, null)
  await round()
  await round()
  expect((await stop()).slice(0, 2)).toEqual(['ticked', 'unticked'])
  const ticks = (await eventsOf(id, 'ticked')).map(({ part }) => part)
  expect(new Set(ticks).size).toBe(ticks.length)
})

test('the first phase takes too long: the first of the levels that has somebody is called, once', async () => {
  const { id } = await opened()
  await desk.stores.alerts.setContact('level2', { name: 'Luis', phone: '+50255550102' }, 'test')
  hoursAhead = 0.1
  await program().run()
  await program().run()
  expect(await partsOf(id, 'overrun')).toEqual(['phase:1'])
  const called = await eventsOf(id, 'escalated')
  expect(called.map(({ what }) => write(what, ENGLISH))).toEqual([
    expect.stringMatching(/^Level 2 is called: alert #\d+$/),
  ])
  expect((await now(id)).level).toBe(2)
  expect((await desk.stores.alerts.firing()).map(({ entity }) => entity.split(':')[1])).toEqual(['level2'])
})

test('where nobody is entered at all, that is written down once', async () => {
  const { id } = await opened()
  hoursAhead = 0.1
  await program().run()
  await program().run()
  expect((await eventsOf(id, 'escalated')).map(({ what }) => write(what, ENGLISH))).toEqual([
    'Nobody could be called: from level 1 on nobody is entered ("oncall show").',
  ])
})

test('after each of the next five cash-outs the books are reconciled once, by whichever program; then no more', async () => {
  const { id } = await watched(await opened())
  const programs = [program(), program()]
  for (let i = 0; i < 6; i += 1) {
    await cashOut()
    await Promise.all(programs.map((one) => one.run()))
    await Promise.all(programs.map((one) => one.run()))
  }
  expect(await partsOf(id, 'reconciled')).toEqual(['tx:1', 'tx:2', 'tx:3', 'tx:4', 'tx:5'])
  expect(await reconciliations()).toBe(5)
  const [first] = await eventsOf(id, 'reconciled')
  expect(write(first?.what ?? '', ENGLISH)).toBe('Reconciliation #1 after cash-out #1: the books are square')
})

test('a cash-out from before the watch is not its matter', async () => {
  await cashOut()
  const { id } = await watched(await opened())
  await program().run()
  expect(await partsOf(id, 'reconciled')).toEqual([])
})

test('a program that dies after the reconciliation and before it is written: another does it when its lease is over', async () => {
  const { id } = await watched(await opened())
  await cashOut()
  const dead = () => Promise.reject(new Error('dead'))
  let died = false
  const mortal = program({
    store: {
      ...store,
      change: (...all) => (died ? dead() : store.change(...all)),
    },
    scheduled: {
      ...createScheduledRunStore(desk.world.pool),
      finish: (...all) => (died ? dead() : createScheduledRunStore(desk.world.pool).finish(...all)),
    },
    books: {
      reconcile: async (request) => {
        const run = await booksOf(desk.world).reconcile(request)
        died = true
        return run
      },
    },
  })
  await mortal.run()
  expect(died).toBe(true)
  expect(await reconciliations()).toBe(1)
  await program().run()
  expect(await partsOf(id, 'reconciled'), 'the other may still be at it').toEqual([])
  await desk.world.pool.query('UPDATE scheduled_runs SET lease_until = now() WHERE outcome IS NULL')
  await program().run()
  await program().run()
  expect(await partsOf(id, 'reconciled')).toEqual(['tx:1'])
})

test('books that do not add up in the watch: payouts are paused, it is open again, one more severe, and level 1 is called', async () => {
  await desk.stores.alerts.setContact('level1', { name: 'Mara', phone: '+50255550101' }, 'test')
  const before = await opened()
  const { id } = await watched(before)
  await cashOut()
  await tamper(desk.world, 'UPDATE dca_clients SET remaining_balance = remaining_balance + 100')
  await program().run()
  await program().run()
  expect(await partsOf(id, 'reconciled')).toEqual(['tx:1'])
  expect(await partsOf(id, 'recurred')).toEqual(['recon:1'])
  expect(await now(id)).toMatchObject({
    status: 'open',
    phase: 1,
    severity: 'critical',
    recurrences: 1,
    watchUntil: null,
  })
  expect((await desk.world.readings.status()).payoutsEnabled).toBe(false)
  const log = await desk.stores.log.actions({ limit: 20 })
  expect(log.filter(({ actor }) => actor === `incident:${id}`).map(({ command }) => command)).toEqual([
    'poll pause',
  ])
  expect((await desk.stores.alerts.firing()).map(({ entity }) => entity.split(':')[1])).toEqual(['level1'])
})

test('its own alert that fires again in the watch is a recurrence; a mild one of the same page is none', async () => {
  const same = scriptedRule('R3_STUCK', { severity: 'high' })
  const mild = scriptedRule('R3_SLOW', { severity: 'high' })
  const { pool } = desk.world
  const pipeline = await openPipeline({
    rules: [same, mild],
    database: { pool, drop: async () => undefined },
    startAt: new Date(Date.now() - 3_600_000),
  })
  same.found = [finding('x')]
  await pipeline.tick()
  const [alert] = await pipeline.readings.firing()
  const incident = await opened({ alertId: alert?.id ?? 0n })
  const { id } = incident
  await watched(incident)
  await program().run()
  expect(await partsOf(id, 'recurred'), 'it has fired since before the watch').toEqual([])
  same.found = []
  await pipeline.pass(60)
  pipeline.clock.now = new Date(Date.now() + 60_000)
  mild.found = [finding('y')]
  await pipeline.tick()
  await program().run()
  expect(await partsOf(id, 'recurred')).toEqual([])
  same.found = [finding('x')]
  await pipeline.pass(15)
  await Promise.all([program().run(), program().run()])
  await program().run()
  const again = (await pipeline.readings.firing()).find(({ rule }) => rule === 'R3_STUCK')
  expect(await partsOf(id, 'recurred')).toEqual([`alert:${again?.id}`])
  expect(await now(id)).toMatchObject({ status: 'open', severity: 'critical', recurrences: 1 })
  expect((await desk.world.readings.status()).payoutsEnabled).toBe(false)
})

test('a critical alert of the same page is a recurrence, of another page none', async () => {
  const other = scriptedRule('OTHER', { severity: 'critical' })
  const kin = scriptedRule('R3_KIN', { severity: 'critical' })
  const pipeline = await openPipeline({
    rules: [other, kin],
    database: { pool: desk.world.pool, drop: async () => undefined },
  })
  const { id } = await watched(await opened())
  pipeline.clock.now = new Date(Date.now() + 60_000)
  other.found = [finding('a')]
  await pipeline.tick()
  await program().run()
  expect(await partsOf(id, 'recurred')).toEqual([])
  kin.found = [finding('b')]
  await pipeline.pass(15)
  await program().run()
  expect(await partsOf(id, 'recurred')).toEqual(['alert:2'])
})

test('what people said of recovery counts no more when it comes back; what happened stays in the events', async () => {
  const incident = await opened()
  const person = desk.incidentsFor('person:1')
  const view = await desk.incidents.view(incident.id)
  const asked = view?.items
    .filter(({ phase }) => phase === 3)
    .flatMap(({ parts }) => parts)
    .find(({ asks, state }) => asks && state === 'open')
  const key = asked?.key ?? expect.fail('phase 3 asks nothing')
  await person.tick(incident.id, key, 'seen with my own eyes', null)
  await watched(incident)
  await cashOut()
  await tamper(desk.world, 'UPDATE dca_clients SET remaining_balance = remaining_balance + 100')
  await program().run()
  const after = await desk.incidents.view(incident.id)
  expect(after?.items.flatMap(({ parts }) => parts).find((part) => part.key === key)?.state).toBe('open')
})

test('when the watch is over, what it has shown is told once', async () => {
  const { id } = await watched(await opened())
  await cashOut()
  await program().run()
  hoursAhead = 23.9
  await program().run()
  expect(await partsOf(id, 'watched')).toHaveLength(0)
  hoursAhead = 24.1
  await Promise.all([program().run(), program().run()])
  await program().run()
  const told = await eventsOf(id, 'watched')
  expect(told.map(({ what }) => write(what, ENGLISH))).toEqual([
    expect.stringMatching(
      /^Watched for 24 hours, until .*: 1 cash-out completed, 2 payments made \(13,340 sats\), 0 alerts, 1 reconciliation, 0 of them not square$/,
    ),
  ])
})
