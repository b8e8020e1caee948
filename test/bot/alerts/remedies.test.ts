import { afterEach, beforeEach, expect, test } from 'vitest'
import { createRemedies } from '../../../bot/alerts/remedies.ts'
import type { AlertReading, Remedy } from '../../../engine/alerting.ts'
import { finding, openPipeline, scriptedRule } from '../../support/alert-pipeline.ts'
import { type Desk, openDesk } from '../../support/commands.ts'

/** Incidents that an alert opens, on real books. */

let desk: Desk
beforeEach(async () => {
  desk = await openDesk()
})
afterEach(() => desk.close())

const OPEN: Remedy = { kind: 'open_incident', scenario: 'R1' }
const STOP: Remedy = { kind: 'pause_payouts' }

function remedies() {
  const { readings, stores } = desk.world
  return createRemedies({
    readings,
    chatStores: { actionLog: desk.stores.log } as never,
    actionsFor: async () =>
      ({ setSwitches: (...all: [never, string]) => stores.bookkeeping.setSwitches(...all) }) as never,
    incidents: desk.incidents,
    incidentsFor: desk.incidentsFor,
  })
}

/** Two alerts of one rule, as the pipeline wrote them. */
async function alerts(): Promise<AlertReading[]> {
  const rule = scriptedRule('TX_DUPLICATE', { runbook: 'R1' })
  const pipeline = await openPipeline({
    rules: [rule],
    database: { pool: desk.world.pool, drop: async () => undefined },
  })
  rule.found = [finding('a', { remedies: [STOP, OPEN] }), finding('b', { remedies: [STOP, OPEN] })]
  await pipeline.tick()
  return pipeline.readings.firing()
}

const commands = async (): Promise<string[]> =>
  (await desk.stores.log.actions({ limit: 20 })).map(({ command }) => command).sort()

const apply = (remedy: Remedy, alert: AlertReading) =>
  remedies()(remedy, `${alert.rule}: what of ${alert.entity}`, { actor: `alert:${alert.rule}`, alert })

test('an alert pauses payouts and opens its incident with a snapshot; a second alert of the page opens none', async () => {
  const [first, second] = await alerts()
  if (first === undefined || second === undefined) return expect.fail('two alerts fire')
  for (const alert of [first, second]) {
    await apply(STOP, alert)
    await apply(OPEN, alert)
  }
  const incidents = await desk.incidents.current()
  expect(incidents).toMatchObject([
    {
      scenario: 'R1',
      severity: 'critical',
      origin: `alert:${first.id}`,
      alertId: first.id,
      openedBy: 'alert:TX_DUPLICATE',
      summary: `TX_DUPLICATE: what of ${first.entity}`,
    },
  ])
  const events = await desk.incidents.events(incidents[0]?.id ?? 0n)
  expect(events.map(({ kind }) => kind)).toEqual(['opened', 'snapshot'])
  expect(await commands()).toEqual(['incident open', 'poll pause'])
  expect((await desk.world.readings.status()).payoutsEnabled).toBe(false)
})

test('done again by a program that died before it was written down: the same incident', async () => {
  const [alert] = await alerts()
  if (alert === undefined) return expect.fail('an alert fires')
  await Promise.all([apply(OPEN, alert), apply(OPEN, alert)])
  await apply(OPEN, alert)
  expect(await desk.incidents.current()).toHaveLength(1)
})

test('what a panic of this hour was about is not opened a second time', async () => {
  const [alert] = await alerts()
  if (alert === undefined) return expect.fail('an alert fires')
  await desk.incidentsFor('person:1').openIncident({
    scenario: 'other',
    severity: 'critical',
    summary: 'panic',
    origin: 'panic',
    alertId: null,
    openedAt: new Date(),
  })
  await apply(OPEN, alert)
  expect((await desk.incidents.current()).map(({ origin }) => origin)).toEqual(['panic'])
})
