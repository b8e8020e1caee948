import { afterEach, beforeEach, expect, test } from 'vitest'
import { openForPanic } from '../../../engine/incidents/panic.ts'
import { type Desk, openDesk } from '../../support/commands.ts'

/** What a stop of everything means for the incidents. */

let desk: Desk
beforeEach(async () => {
  desk = await openDesk()
})
afterEach(() => desk.close())

const maria = () => desk.incidentsFor('terminal:maria')
const at = (): Date => new Date()
const stop = (reason: string, when = at()) => openForPanic(maria(), { reason, at: when })
const pages = async (): Promise<number> =>
  (await desk.world.pool.query(`SELECT FROM alert_events WHERE what = 'called'`)).rowCount ?? 0

async function someoneIsOnCall(): Promise<void> {
  await desk.stores.alerts.setContact('level1', { name: 'Mara', phone: '+50255550101' }, 'test')
}

test('a critical incident with the time of the stop and a snapshot is opened, and level 1 is called', async () => {
  await someoneIsOnCall()
  const when = new Date(Date.now() - 3_600_000)
  const incident = await stop('the cash does not match', when)
  expect(incident).toMatchObject({
    scenario: 'other',
    severity: 'critical',
    origin: 'panic',
    summary: 'panic: the cash does not match',
    openedAt: when,
    level: 1,
  })
  expect((await maria().files(incident.id)).map(({ name }) => name)).toEqual([
    expect.stringMatching(/^snapshot_/),
  ])
  expect(await pages()).toBe(1)
})

test('once, however many ask, at once or one after the other', async () => {
  await someoneIsOnCall()
  const all = await Promise.all(['a', 'b', 'c', 'd'].map((who) => stop(who)))
  const [first = { id: 0n }] = all
  expect(all.map(({ id }) => id)).toEqual(all.map(() => first.id))
  await stop('again')
  expect(await maria().recent(10)).toHaveLength(1)
  expect((await maria().events(first.id)).filter(({ kind }) => kind === 'opened')).toHaveLength(1)
})

test('with nobody entered as level 1 it stands all the same and says so, once', async () => {
  const { id, level } = await stop('panic')
  await stop('panic')
  expect(level).toBe(0)
  const notes = (await maria().events(id)).filter(({ kind }) => kind === 'note')
  expect(notes.map(({ words }) => words)).toEqual([expect.stringContaining('Nobody is entered as')])
})

test('while people are at one, the stop belongs to that, which is critical from then on', async () => {
  await someoneIsOnCall()
  const { incident } = await maria().openIncident({
    scenario: 'R1',
    severity: 'high',
    summary: 'paid twice',
    origin: null,
    alertId: null,
    openedAt: at(),
  })
  expect(await stop('stop it')).toMatchObject({ id: incident.id, severity: 'critical', level: 1 })
  expect(await maria().recent(10)).toHaveLength(1)
})

test('a flag that is seen again after its incident was put right opens none; a new stop does', async () => {
  const when = at()
  const { id } = await stop('x', when)
  await desk.world.pool.query(
    `UPDATE incidents SET status = 'watching', resolved_at = now(), watch_until = now() + interval '1 day' WHERE id = $1`,
    [id],
  )
  expect((await stop('x', when)).id).toBe(id)
  const next = await stop('y', new Date(when.getTime() + 1000))
  expect(next).toMatchObject({ status: 'open', severity: 'critical' })
  expect(next.id).not.toBe(id)
  expect((await stop('y', new Date(when.getTime() + 1000))).id).toBe(next.id)
})
