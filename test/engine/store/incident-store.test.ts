import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { formatFiat, formatSats, formatTime } from '../../../engine/format.ts'
import type { Impact, Incident, NewEvent } from '../../../engine/incidents/incident.ts'
import type { IncidentStore, NewIncident } from '../../../engine/incidents/storage.ts'
import { joined, say, write, ENGLISH } from '../../../engine/phrase.ts'
import { createIncidentStore } from '../../../engine/store/incident-store.ts'
import { freshDatabase } from '../../support/database.ts'
import { fire } from '../../support/firing.ts'

let books: Awaited<ReturnType<typeof freshDatabase>>
let store: IncidentStore
beforeAll(async () => {
  books = await freshDatabase()
  store = createIncidentStore(books.pool)
})
afterAll(() => books.drop())

const newIncident = (more: Partial<NewIncident> = {}): NewIncident => ({
  scenario: 'R3',
  severity: 'high',
  summary: 'Payments to Ana fail',
  drill: false,
  origin: null,
  alertId: null,
  openedBy: 'person:1',
  openedAt: new Date(),
  ...more,
})
const opened: NewEvent = { kind: 'opened', what: say`opened` }
const open = async (more: Partial<NewIncident> = {}): Promise<Incident> =>
  (await store.open(newIncident(more), opened)).incident
const note = (words: string): NewEvent => ({ kind: 'note', what: say`note`, words })
const personId = async (name: string): Promise<bigint> => {
  const { rows } = await books.pool.query<{ id: bigint }>(
    "INSERT INTO people (name, role, created_by) VALUES ($1, 'operator', 'test') RETURNING id",
    [name],
  )
  return rows[0]?.id ?? 0n
}

describe('opening', () => {
  test('many at once for the same reason make one incident with one first event', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, () => store.open(newIncident({ origin: 'alert:12' }), opened)),
    )
    expect(outcomes.filter(({ isNew }) => isNew)).toHaveLength(1)
    expect(new Set(outcomes.map(({ incident }) => incident.id)).size).toBe(1)
    expect(await store.events(outcomes[0]?.incident.id ?? 0n)).toHaveLength(1)
  })

  test('what a person saw has no origin, and two of it are two', async () => {
    expect((await open()).id).not.toBe((await open()).id)
  })

  test('once it is closed, the same reason opens another', async () => {
    const first = await open({ origin: 'panic' })
    await store.change(first.id, 'person:1', () => ({
      change: { status: 'closed', closedAt: new Date(), closedBy: 'person:1' },
      events: [{ kind: 'closed', what: say`closed` }],
    }))
    const second = await store.open(newIncident({ origin: 'panic' }), opened)
    expect(second.isNew).toBe(true)
    expect(second.incident.id).not.toBe(first.id)
  })

  test('the most severe stands first, then the oldest, and closed ones not at all', async () => {
    const medium = await open({ severity: 'medium', openedAt: new Date('2026-01-01T00:00:00Z') })
    const critical = await open({ severity: 'critical' })
    const older = await open({ severity: 'critical', openedAt: new Date('2026-01-01T00:00:00Z') })
    const ids = (await store.current()).map(({ id }) => id)
    expect(ids.indexOf(older.id)).toBeLessThan(ids.indexOf(critical.id))
    expect(ids.indexOf(critical.id)).toBeLessThan(ids.indexOf(medium.id))
    expect((await store.current()).some(({ status }) => status === 'closed')).toBe(false)
    expect((await store.recent(1))[0]?.id).toBe(older.id)
  })
})

describe('a step', () => {
  test('ten at once lose nothing: every event stands, and each saw what the one before did', async () => {
    const { id } = await open()
    await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        store.change(id, `person:${i}`, (incident) => ({
          change: { recurrences: incident.recurrences + 1 },
          events: [note(`step ${i}`)],
        })),
      ),
    )
    const now = await store.incident(id)
    expect(now).toMatchObject({ recurrences: 10, revision: 11 })
    const words = (await store.events(id)).slice(1).map((event) => event.words)
    expect(new Set(words)).toEqual(new Set(Array.from({ length: 10 }, (_, i) => `step ${i}`)))
  })

  test('that is refused writes neither its event nor its change', async () => {
    const before = await open()
    await expect(
      store.change(before.id, 'person:1', () => ({
        change: { status: 'closed' },
        events: [note('never')],
      })),
    ).rejects.toMatchObject({ code: 'database_refused' })
    expect(await store.incident(before.id)).toEqual(before)
    expect(await store.events(before.id)).toHaveLength(1)
  })

  test('with nothing to do leaves the revision alone', async () => {
    const before = await open()
    expect(await store.change(before.id, 'person:1', () => null)).toEqual(before)
  })

  test('of an incident that is not there is refused in a sentence', async () => {
    await expect(store.change(999_999n, 'person:1', () => null)).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining('There is no incident 999999'),
    })
  })

  test('starts the clock of a phase, and only where the phase changes', async () => {
    const { id, phaseSince } = await open()
    const same = await store.change(id, 'a', () => ({ change: { phase: 1, level: 1 }, events: [] }))
    expect(same.phaseSince).toEqual(phaseSince)
    const next = await store.change(id, 'a', () => ({ change: { phase: 2 }, events: [] }))
    expect(next.phaseSince.getTime()).toBeGreaterThan(phaseSince.getTime())
    expect(next).toMatchObject({ phase: 2, level: 1 })
  })

  test('keeps its events in the order that they were given', async () => {
    const { id } = await open()
    await store.change(id, 'a', () => ({ events: ['one', 'two', 'three'].map(note) }))
    expect((await store.events(id)).map(({ words }) => words)).toEqual([null, 'one', 'two', 'three'])
  })

  test('goes no way that the books do not know', async () => {
    const { id } = await open()
    const closed = { status: 'closed', closedAt: new Date(), closedBy: 'a' } as const
    await store.change(id, 'a', () => ({ change: closed, events: [] }))
    await expect(
      store.change(id, 'a', () => ({
        change: { status: 'open', closedAt: null, closedBy: null },
        events: [],
      })),
    ).rejects.toMatchObject({ code: 'database_refused' })
  })
})

describe('what is kept', () => {
  test('texts and the impact come back as they were', async () => {
    const { id } = await open()
    const what = say`Off by ${formatSats(9_007_199_254_740_993n)} and ${joined(['a', formatFiat(-1_050n, 2, 'GTQ')], ' · ')} since ${formatTime(new Date('2026-11-22T03:12:00Z'))}`
    const impact: Impact = {
      cashOuts: 2,
      clients: 1,
      satsOver: 9_007_199_254_740_993n,
      satsUnder: 1n,
      satsInDoubt: 0n,
      fiat: [{ fiatCode: 'GTQ', exponent: 2, amount: -1_050n }],
      cashOutIds: [4n, 5n],
      clientIds: [1n],
      at: new Date('2026-11-22T03:12:00.123Z'),
    }
    const changed = await store.change(id, 'a', () => ({
      change: { impact },
      events: [{ kind: 'impact', what, part: 'findings.impact', words: 'as <b>typed</b>' }],
    }))
    expect(changed.impact).toEqual(impact)
    expect((await store.incident(id))?.impact).toEqual(impact)
    const event = (await store.events(id)).at(-1)
    expect(event).toMatchObject({
      kind: 'impact',
      part: 'findings.impact',
      words: 'as <b>typed</b>',
      actor: 'a',
    })
    expect(event?.what).toEqual(what)
  })

  test('a file comes back to the byte, with its hash and its event', async () => {
    const { id, revision } = await open()
    const bytes = Uint8Array.from({ length: 300 }, (_, i) => i % 256)
    const file = await store.addFile(id, { name: 'screen.png', mediaType: 'image/png', bytes }, 'person:2', {
      kind: 'file',
      what: say`file`,
    })
    expect(file).toMatchObject({ size: 300, sha256: createHash('sha256').update(bytes).digest('hex') })
    expect(await store.files(id)).toEqual([file])
    expect(new Uint8Array((await store.file(file.id))?.bytes ?? [])).toEqual(bytes)
    expect((await store.events(id)).at(-1)).toMatchObject({ kind: 'file', fileId: file.id })
    expect((await store.incident(id))?.revision).toBe(revision + 1)
  })

  test('a follow-up is done once, by whoever says it first', async () => {
    const { id } = await open()
    const ownerId = await personId('Mara')
    const followUpId = await store.addFollowUp(
      { incidentId: id, what: 'Watch the key', ownerId, due: '2026-11-30' },
      'person:1',
    )
    expect((await store.followUps('open')).map((one) => one.id)).toContain(followUpId)
    const done = await Promise.all([
      store.finishFollowUp(followUpId, 'it is watched', 'person:2'),
      store.finishFollowUp(followUpId, null, 'person:3'),
    ])
    expect(done.filter(Boolean)).toHaveLength(1)
    expect(await store.followUps({ incidentId: id })).toMatchObject([{ due: '2026-11-30', ownerId }])
    expect((await store.followUps('open')).map((one) => one.id)).not.toContain(followUpId)
    expect((await store.events(id)).map(({ kind }) => kind)).toEqual(['opened', 'follow_up', 'follow_up'])
    expect(await store.finishFollowUp(999_999n, null, 'person:2')).toBe(false)
  })

  test.each([
    'DELETE FROM incidents',
    'DELETE FROM incident_events',
    "UPDATE incident_events SET words = 'another'",
    'TRUNCATE incident_events CASCADE',
    'DELETE FROM incident_files',
    "UPDATE incident_files SET name = 'another'",
    'DELETE FROM incident_follow_ups',
  ])('is kept for good: %s', async (sql) => {
    await expect(books.pool.query(sql)).rejects.toThrow()
  })
})

describe('the timeline', () => {
  test('has all four sources in order, and of too many the newest', async () => {
    const alertId = await fire(books.pool, { rule: 'PAYMENT_STUCK', severity: 'critical' })
    const opening = new Date(Date.now() - 3_600_000)
    const incident = await open({ alertId, origin: `alert:${alertId}`, openedAt: opening })
    const after = (minutes: number): Date => new Date(opening.getTime() + minutes * 60_000)
    // Long before: it is the incident's own alert, and so belongs to it.
    await books.pool.query(
      "INSERT INTO alert_events (alert_id, at, what, actor) VALUES ($1, $2, 'first', NULL), ($1, $3, 'acked', 'person:2')",
      [alertId, after(-300), after(2)],
    )
    const other = await fire(books.pool, { entity: 'thing:other' })
    const tried = await fire(books.pool, { entity: 'thing:test', testChannel: 'telegram:room:1' })
    await books.pool.query(
      "INSERT INTO alert_events (alert_id, at, what) VALUES ($1, $2, 'first'), ($1, $3, 'first'), ($4, $3, 'first')",
      [other, after(-300), after(5), tried],
    )
    await books.pool.query(
      `INSERT INTO action_log (actor, surface, command, arguments, started_at, finished_at, result)
       VALUES ('person:2', 'telegram', 'poll pause', '{}', $1, $1, 'Payouts are off'),
              ('person:2', 'telegram', 'poll resume', '{}', $2, $2, 'refused: The gate is shut.'),
              ('person:2', 'telegram', 'incident note', '{}', $2, $2, 'Noted'),
              ('person:2', 'telegram', 'tx hold', '{}', $3, $3, 'long ago')`,
      [after(3), after(6), after(-400)],
    )
    await books.pool.query(
      `INSERT INTO reconciliations (scope, actor, started_at, finished_at, verdict, checks, snapshot)
       VALUES ('all', 'bot', $1, $1, 'ok', '[]', '{}'), ('all', 'bot', $2, $2, 'broken', '[]', '{}')`,
      [after(4), after(-400)],
    )
    const until = new Date(Date.now() + 60_000)
    const told = (await store.timeline(incident, until, 50)).map(
      (line) => `${line.source} ${write(line.what, ENGLISH)}`,
    )
    expect(told).toEqual([
      `alert Alert #${alertId}: it fires · PAYMENT_STUCK critical · three things`,
      `alert Alert #${alertId}: acknowledged · PAYMENT_STUCK critical · three things`,
      'action "poll pause": done',
      expect.stringMatching(/^reconciliation Reconciliation #\d+: the books are square$/),
      `alert Alert #${other}: it fires · DEPOSIT_PENDING high · three things`,
      'action "poll resume": refused',
      'incident opened',
    ])
    const newest = await store.timeline(incident, until, 2)
    expect(newest.map(({ source }) => source)).toEqual(['action', 'incident'])
    expect(await store.timeline(incident, after(2), 50)).toHaveLength(2)
  })
})
