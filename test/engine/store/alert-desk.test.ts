import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AlertDesk, AlertReading } from '../../../engine/alerting.ts'
import { pagedSlot } from '../../../engine/paging.ts'
import { createAlertDesk } from '../../../engine/store/alert-desk-store.ts'
import { freshDatabase } from '../../support/database.ts'
import { findingOf, fire } from '../../support/firing.ts'

let books: Awaited<ReturnType<typeof freshDatabase>>
let desk: AlertDesk
let serial = 0
beforeAll(async () => {
  books = await freshDatabase()
  desk = createAlertDesk(books.pool)
})
afterAll(() => books.drop())

const HOUR = 3_600_000
const inHours = (hours: number): Date => new Date(Date.now() + hours * HOUR)
const entity = (): string => `thing:${(serial += 1)}`
const by = (actor: string, more: { note?: string; settles?: boolean; until?: Date } = {}) => ({
  actor,
  note: more.note ?? null,
  until: more.until ?? inHours(1),
  now: new Date(),
  settles: more.settles ?? false,
})
async function read(id: bigint): Promise<AlertReading> {
  const alert = await desk.alert(id)
  if (alert === null) throw new Error(`there is no alert ${id}`)
  return alert
}
const eventsOf = async (id: bigint) =>
  (await desk.events(id)).map(({ what, detail, actor }) => ({ what, detail, actor }))
const codeOf = async (work: Promise<unknown>): Promise<string | undefined> =>
  work.then(
    () => undefined,
    (thrown: { code?: string }) => thrown.code,
  )

describe('an acknowledgement', () => {
  test('stops escalation and repeats, and is seen on the card', async () => {
    const id = await fire(books.pool, {
      entity: entity(),
      pending: 'escalated',
      tellAt: new Date(),
      level: 2,
    })
    const until = inHours(2)
    expect(await desk.ack(id, by('person:1', { note: 'on my way', until }))).toEqual({
      kind: 'acked',
      alertId: id,
      previous: null,
    })
    expect(await read(id)).toMatchObject({
      state: 'firing',
      ackedBy: 'person:1',
      ackNote: 'on my way',
      ackUntil: until,
      unackedSince: null,
      nextRepeatAt: null,
      pending: null,
      tellAt: null,
      level: 2,
      revision: 2,
    })
    expect(await eventsOf(id)).toEqual([{ what: 'acked', detail: 'on my way', actor: 'person:1' }])
  })

  test.each(['first', 'worse', 'again'] as const)('leaves "%s" to be told', async (pending) => {
    const tellAt = new Date()
    const id = await fire(books.pool, { entity: entity(), pending, tellAt })
    await desk.ack(id, by('person:1'))
    expect(await read(id)).toMatchObject({ pending, tellAt })
  })

  test('of two people at once is had by both, one after the other, and the second knows from whom', async () => {
    const id = await fire(books.pool, { entity: entity() })
    const people = ['person:1', 'person:2', 'person:3', 'person:4']
    const outcomes = await Promise.all(people.map((actor) => desk.ack(id, by(actor))))
    const previous = outcomes.map((outcome) => (outcome?.kind === 'acked' ? outcome.previous : 'none'))
    // A chain: one found nobody, and everybody else found another one.
    expect(previous.filter((actor) => actor === null)).toHaveLength(1)
    expect(new Set(previous).size).toBe(people.length)
    const { ackedBy, revision } = await read(id)
    expect(previous).not.toContain(ackedBy)
    expect(revision).toBe(1 + people.length)
    expect((await eventsOf(id)).map(({ what }) => what)).toEqual(people.map(() => 'acked'))
  })

  test('that ran out is nobody to take over from', async () => {
    const id = await fire(books.pool, { entity: entity() })
    await desk.ack(id, { ...by('person:1'), until: new Date(Date.now() - 1) })
    expect(await desk.ack(id, by('person:2'))).toMatchObject({ previous: null })
  })

  test('of a member is the whole group’s, and of what is over nothing', async () => {
    const group = await fire(books.pool, { rule: 'GROUPED', entity: '*' })
    const member = await fire(books.pool, { rule: 'GROUPED', entity: entity(), groupId: group, notice: 0 })
    const over = await fire(books.pool, {
      rule: 'GROUPED',
      entity: entity(),
      groupId: group,
      state: 'resolved',
    })
    expect(await desk.ack(member, by('person:1'))).toMatchObject({ kind: 'acked', alertId: group })
    expect(await read(group)).toMatchObject({ ackedBy: 'person:1' })
    expect(await read(member)).toMatchObject({ ackedBy: null, revision: 1 })
    expect(await desk.ack(over, by('person:2'))).toEqual({ kind: 'resolved', alertId: over })
    expect(await read(group)).toMatchObject({ ackedBy: 'person:1', revision: 2 })
    expect(await eventsOf(over)).toEqual([])
  })

  test('settles what can’t be seen to be over, all of a group, and only what was told is told to be over', async () => {
    const group = await fire(books.pool, { rule: 'SETTLING', entity: '*' })
    const member = await fire(books.pool, { rule: 'SETTLING', entity: entity(), groupId: group, notice: 0 })
    expect(await desk.ack(member, by('person:7', { settles: true }))).toEqual({
      kind: 'settled',
      alertId: group,
    })
    expect(await read(group)).toMatchObject({
      state: 'resolved',
      resolvedHow: 'acknowledged by person:7',
      ackedBy: 'person:7',
      pending: 'resolved',
    })
    expect(await read(member)).toMatchObject({ state: 'resolved', pending: null, tellAt: null })
    expect((await eventsOf(group)).map(({ what }) => what)).toEqual(['acked', 'resolved'])
    const untold = await fire(books.pool, { entity: entity(), notice: 0, noticeKind: null, pending: 'first' })
    await desk.ack(untold, by('person:7', { settles: true }))
    expect(await read(untold)).toMatchObject({ state: 'resolved', pending: null })
  })

  test('is never for more than a day, whatever is asked for', async () => {
    const id = await fire(books.pool, { entity: entity() })
    expect(await codeOf(desk.ack(id, by('person:1', { until: inHours(25) })))).toBe('database_refused')
    expect(await read(id)).toMatchObject({ ackedBy: null, revision: 1 })
    expect(await eventsOf(id)).toEqual([])
  })

  test('of no alert is null', async () => {
    expect(await desk.ack(999_999n, by('person:1'))).toBeNull()
    expect(await desk.unack(999_999n, { actor: 'person:1', now: new Date() })).toBeNull()
    expect(await desk.resolve(999_999n, { actor: 'a', reason: 'b', now: new Date() })).toBeNull()
  })
})

describe('taking an acknowledgement back', () => {
  test('begins escalation anew from now', async () => {
    const id = await fire(books.pool, { entity: entity(), level: 3, repeats: 4 })
    await desk.ack(id, by('person:1', { note: 'mine' }))
    const now = new Date()
    expect(await desk.unack(id, { actor: 'person:2', now })).toBe('done')
    expect(await read(id)).toMatchObject({
      ackedBy: null,
      ackedAt: null,
      ackUntil: null,
      ackNote: null,
      unackedSince: now,
      nextRepeatAt: null,
      repeats: 0,
      level: 1,
      pending: 'unacked',
      tellAt: now,
      revision: 3,
    })
    expect((await eventsOf(id)).at(-1)).toEqual({ what: 'unacked', detail: null, actor: 'person:2' })
    expect(await desk.unack(id, { actor: 'person:2', now })).toBe('not_acked')
  })

  test('keeps what waits to be told, and tells nothing of what was never told', async () => {
    const worse = await fire(books.pool, { entity: entity(), pending: 'worse', tellAt: inHours(1) })
    const untold = await fire(books.pool, { entity: entity(), notice: 0, noticeKind: null })
    for (const id of [worse, untold]) {
      await desk.ack(id, by('person:1'))
      await desk.unack(id, { actor: 'person:1', now: new Date() })
    }
    expect(await read(worse)).toMatchObject({ pending: 'worse' })
    expect((await read(worse)).tellAt?.getTime()).toBeGreaterThan(Date.now() + HOUR / 2)
    expect(await read(untold)).toMatchObject({ pending: null, tellAt: null })
  })
})

test('resolving ends a card and all that it stands for, once', async () => {
  const group = await fire(books.pool, { rule: 'GONE', entity: '*' })
  const member = await fire(books.pool, { rule: 'GONE', entity: entity(), groupId: group, notice: 0 })
  const how = { actor: 'person:1', reason: 'the rule is gone', now: new Date() }
  const both = await Promise.all([desk.resolve(group, how), desk.resolve(group, how)])
  expect(both.toSorted((a, b) => (a === 'done' && b !== 'done' ? -1 : 1))).toEqual(['done', 'resolved'])
  expect(await read(group)).toMatchObject({
    state: 'resolved',
    resolvedHow: 'resolved by person:1: the rule is gone',
    pending: 'resolved',
    revision: 2,
  })
  expect(await read(member)).toMatchObject({ state: 'resolved', pending: null })
  const alone = await fire(books.pool, { rule: 'GONE', entity: entity(), noticeKind: 'resolved' })
  await desk.resolve(alone, how)
  expect(await read(alone), 'its end was told already').toMatchObject({ pending: null })
})

describe('quiet', () => {
  const silence = (rule: string, until: Date, of: string | null = null) =>
    desk.silence({ rule, entity: of, reason: 'flapping', actor: 'person:1', until })
  const inForce = async (rule: string) => (await desk.silences()).filter((one) => one.rule === rule)

  test('is for a day at most, and takes the place of the one before', async () => {
    const first = await silence('QUIET_ONE', inHours(1))
    const second = await silence('QUIET_ONE', inHours(100))
    const [only, ...others] = await inForce('QUIET_ONE')
    expect(others).toEqual([])
    expect(only).toMatchObject({ id: second, reason: 'flapping', createdBy: 'person:1', entity: null })
    expect(second).not.toBe(first)
    expect((only?.until.getTime() ?? 0) - (only?.createdAt.getTime() ?? 0)).toBe(24 * HOUR)
    await silence('QUIET_ONE', inHours(1), 'thing:9')
    expect(await inForce('QUIET_ONE'), 'one thing of it is something else').toHaveLength(2)
  })

  test('ends once, and never lies in the past', async () => {
    const id = await silence('QUIET_TWO', inHours(1))
    expect([await desk.endSilence(id, 'person:2'), await desk.endSilence(id, 'person:2')]).toEqual([
      true,
      false,
    ])
    expect(await inForce('QUIET_TWO')).toEqual([])
    expect(await codeOf(silence('QUIET_TWO', inHours(-1)))).toBe('database_refused')
  })

  test('for maintenance is for a week at most, and ends once', async () => {
    const id = await desk.startMaintenance({
      rules: ['A', 'B'],
      reason: 'router',
      actor: 'person:1',
      until: inHours(10_000),
    })
    const [window] = await desk.maintenance()
    expect(window).toMatchObject({ id, rules: ['A', 'B'], reason: 'router', createdBy: 'person:1' })
    expect((window?.until.getTime() ?? 0) - (window?.createdAt.getTime() ?? 0)).toBe(7 * 24 * HOUR)
    expect([await desk.endMaintenance(id, 'x'), await desk.endMaintenance(id, 'x')]).toEqual([true, false])
    expect(await desk.maintenance()).toEqual([])
    const none = desk.startMaintenance({ rules: [], reason: 'router', actor: 'x', until: inHours(1) })
    expect(await codeOf(none)).toBe('database_refused')
  })

  test('that was written by hand and has no end is refused by the database', async () => {
    const endless = [
      `INSERT INTO alert_silences (rule, reason, created_by, until) VALUES ('X', 'r', 'a', 'infinity')`,
      `INSERT INTO maintenance_windows (rules, reason, created_by, until) VALUES ('{X}', 'r', 'a', now() + interval '8 days')`,
      `UPDATE oncall_contacts SET taken_until = 'infinity', taken_by = (SELECT max(id) FROM people)`,
      `UPDATE oncall_contacts SET taken_until = now() + interval '8 days', taken_by = (SELECT max(id) FROM people)`,
    ]
    await books.pool.query(
      `INSERT INTO people (name, role, language, created_by) VALUES ('P', 'owner', 'en', 'test')`,
    )
    for (const sql of endless)
      await expect(books.pool.query(sql), sql).rejects.toMatchObject({ code: '23514' })
  })
})

test('a limit is set and set anew', async () => {
  await desk.setLimit('SOME_RULE', 'afterHours', 72, 'person:1')
  await desk.setLimit('SOME_RULE', 'percent', 0.25, 'person:1')
  await desk.setLimit('SOME_RULE', 'afterHours', 48, 'person:2')
  expect((await desk.limits()).get('SOME_RULE')).toEqual(
    new Map(Object.entries({ afterHours: 48, percent: 0.25 })),
  )
  expect(await codeOf(desk.setLimit('SOME_RULE', 'percent', Number.NaN, 'x'))).toBeDefined()
})

describe('who is on call', () => {
  const contact = async (slot: string) => (await desk.oncall()).find((one) => one.slot === slot)

  test('is filled in field by field', async () => {
    await desk.setContact('level2', { name: 'Pedro', phone: '+50255551234' }, 'person:1')
    await desk.setContact('level2', { email: 'pedro@shop.example', phone: null }, 'person:1')
    expect(await contact('level2')).toMatchObject({
      name: 'Pedro',
      phone: null,
      email: 'pedro@shop.example',
      availability: null,
    })
    expect((await desk.oncall()).map(({ slot }) => slot)).toEqual([
      'level1',
      'level2',
      'level3',
      'lamassu',
      'lnbits',
      'accountant',
    ])
  })

  test('is somebody else for a while, never for ever', async () => {
    const { rows } = await books.pool.query<{ id: bigint }>(
      `INSERT INTO people (name, role, language, created_by) VALUES ('Mara', 'operator', 'en', 'test') RETURNING id`,
    )
    const mara = rows[0]?.id ?? 0n
    await desk.takeLevel(1, mara, inHours(10_000), 'person:1')
    const taken = await contact('level1')
    expect(taken?.takenBy).toBe(mara)
    expect(taken?.takenUntil?.getTime()).toBeLessThanOrEqual(Date.now() + 7 * 24 * HOUR)
    await desk.takeLevel(1, null, null, 'person:1')
    expect(await contact('level1')).toMatchObject({ takenBy: null, takenUntil: null })
    await expect(desk.takeLevel(1, mara, null, 'person:1')).rejects.toThrow('until some time')
    await desk.takeLevel(1, mara, inHours(-1), 'person:1')
    expect(await contact('level1'), 'what ran out counts no more').toMatchObject({ takenBy: null })
  })
})

test('a test is told to its own channel and stands beside the real one', async () => {
  const real = await fire(books.pool, { rule: 'TESTED', entity: 'test' })
  const id = await desk.startTest({
    rule: 'TESTED',
    channel: 'slack:1',
    finding: findingOf({ entity: 'test' }),
    severity: 'critical',
    actor: 'person:1',
    now: new Date(),
  })
  expect(await read(id)).toMatchObject({
    testChannel: 'slack:1',
    state: 'firing',
    pending: 'first',
    notice: 0,
  })
  expect((await read(real)).testChannel).toBeNull()
  expect(await eventsOf(id)).toEqual([{ what: 'test', detail: 'slack:1', actor: 'person:1' }])
})

test('pages of one contact are alerts of their own, and say whom they call', async () => {
  const page = (words: string) =>
    desk.page({ slot: 'lamassu', words, actor: 'person:1', name: 'Mara', now: new Date() })
  const [one, two] = await Promise.all([page('the machine is open'), page('the machine is on fire')])
  const alerts = [await read(one), await read(two)]
  expect(alerts.map(({ entity: name }) => pagedSlot(name))).toEqual(['lamassu', 'lamassu'])
  expect(new Set(alerts.map(({ entity: name }) => name)).size).toBe(2)
  expect(alerts[0]).toMatchObject({ rule: 'PAGE', severity: 'critical', pending: 'first', level: 0 })
  expect(String(alerts[0]?.finding.what)).toBe('Mara calls the Lamassu administrator: the machine is open')
  expect(pagedSlot('page:nobody:1')).toBeNull()
})
