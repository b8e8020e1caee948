import { afterAll, beforeAll, expect, test } from 'vitest'
import { hoursAfter, minutesAfter } from '../../../alerts/moments.ts'
import { rule } from '../../../alerts/rules/incident-neglected.ts'
import type { Incident } from '../../../engine/incidents/incident.ts'
import type { IncidentChange } from '../../../engine/incidents/storage.ts'
import { createIncidentStore } from '../../../engine/store/incident-store.ts'
import { check, sightOf } from '../../support/alerts.ts'
import { openWorld, type World } from '../../support/world.ts'

let world: World
let person: bigint
beforeAll(async () => {
  world = await openWorld()
  const { rows } = await world.pool.query<{ id: bigint }>(
    `INSERT INTO people (name, role, created_by) VALUES ('Mara', 'operator', 'test') RETURNING id`,
  )
  person = rows[0]?.id ?? expect.fail('nobody is there')
})
afterAll(() => world.close())

const store = () => createIncidentStore(world.pool)

async function opened(drill = false): Promise<Incident> {
  const { incident } = await store().open(
    {
      scenario: 'R3',
      severity: 'high',
      summary: 'a test',
      drill,
      origin: null,
      alertId: null,
      openedBy: 'person:1',
      openedAt: new Date(),
    },
    { kind: 'opened', what: 'opened' },
  )
  return incident
}

const change = (id: bigint, to: IncidentChange, ...kinds: readonly 'update'[]) =>
  store().change(id, 'person:1', () => ({
    change: to,
    events: kinds.map((kind) => ({ kind, what: 'how it stands' })),
  }))
const close = (id: bigint) => change(id, { status: 'closed', closedBy: 'test', closedAt: new Date() })

/** What it says of the incident so many minutes from now: 'lead', 'update'. */
async function after(minutes: number, id: bigint): Promise<string[]> {
  const findings = await check(rule, await sightOf(world, { now: minutesAfter(new Date(), minutes) }))
  return findings
    .filter(({ entity }) => entity.startsWith(`incident:${id}:`))
    .map(({ entity, severity = 'high' }) => `${entity.split(':').slice(2).join(':')} ${severity}`)
}

test('nobody leads for ten minutes, the phase takes longer than it may, nobody tells how it stands', async () => {
  const { id } = await opened()
  expect(await after(4, id)).toEqual([])
  expect(await after(6, id)).toEqual(['phase:1 high'])
  expect(await after(11, id)).toEqual(['lead high', 'phase:1 high'])
  expect(await after(31, id)).toEqual(['lead high', 'update high', 'phase:1 high'])
  await change(id, { leadId: person, phase: 2 }, 'update')
  expect(await after(29, id)).toEqual([])
  expect(await after(31, id)).toEqual(['update high', 'phase:2 high'])
  await change(id, { phase: 4 })
  expect(await after(31, id)).toEqual(['update high'])
  await close(id)
  expect(await after(31, id)).toEqual([])
})

test('resolved is not closed: said after two days, without waking anybody', async () => {
  const { id } = await opened()
  const now = new Date()
  await change(id, { status: 'watching', phase: 5, resolvedAt: now, watchUntil: hoursAfter(now, 24) })
  expect(await after(47 * 60, id)).toEqual([])
  expect(await after(49 * 60, id)).toEqual(['close medium'])
  await close(id)
})

test("a drill is nobody else's matter", async () => {
  const { id } = await opened(true)
  expect(await after(600, id)).toEqual([])
})
