import { setTimeout as delay } from 'node:timers/promises'
import { assert, constantFrom, integer, oneof, property } from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startDaily } from '../../bot/daily.ts'
import { parseCron } from '../../engine/cron.ts'
import { Failure } from '../../engine/failure.ts'
import { dayBounds, localDay, wallClock } from '../../engine/local-time.ts'
import { dueSlot, runDue, type ScheduledJob, slotsBack, type Turn } from '../../engine/schedule.ts'
import { createScheduledRunStore } from '../../engine/store/scheduled-run-store.ts'
import { freshDatabase, silentLog, type TestDatabase } from '../support/database.ts'

const at = (iso: string): Date => new Date(iso)
const MINUTE = 60_000

/** Goes from minute to minute with an eye on the wall's clock, forwards, and notes when it is due. Slow, and plain. */
function oracle(cron: string, timeZone: string, from: Date, until: Date): string[] {
  const [minutes = '', hours = ''] = cron.split(' ')
  const fits = (wall: number): boolean => {
    const clock = new Date(wall)
    const one = (field: string, value: number) =>
      field === '*' || field.split(',').map(Number).includes(value)
    return one(minutes, clock.getUTCMinutes()) && one(hours, clock.getUTCHours())
  }
  const due = new Set<number>()
  const seen = new Set<number>()
  let before: number | null = null
  for (let moment = from.getTime(); moment <= until.getTime(); moment += MINUTE) {
    const wall = wallClock(new Date(moment), timeZone).getTime()
    const first = !seen.has(wall)
    if (fits(wall) && (first || hours === '*')) due.add(moment)
    // Put forward: the times that were passed over are due as if it had not been.
    if (before !== null && hours !== '*')
      for (let lacking = before + MINUTE; lacking < wall; lacking += MINUTE)
        if (fits(lacking)) due.add(moment + (lacking - before - MINUTE))
    seen.add(wall)
    before = wall
  }
  return [...due]
    .filter((moment) => moment <= until.getTime())
    .sort((a, b) => a - b)
    .map((moment) => new Date(moment).toISOString())
}

describe('when something is due', () => {
  const changes = [
    { timeZone: 'America/Guatemala', around: '2026-11-22T00:00:00Z' },
    { timeZone: 'Europe/Berlin', around: '2026-03-29T01:00:00Z' },
    { timeZone: 'Europe/Berlin', around: '2026-10-25T01:00:00Z' },
    { timeZone: 'America/New_York', around: '2026-03-08T07:00:00Z' },
    { timeZone: 'America/New_York', around: '2026-11-01T06:00:00Z' },
    // Half an hour only; and at midnight, where a day begins at one.
    { timeZone: 'Australia/Lord_Howe', around: '2026-10-03T15:30:00Z' },
    { timeZone: 'Australia/Lord_Howe', around: '2026-04-04T15:00:00Z' },
    { timeZone: 'America/Santiago', around: '2026-09-06T04:00:00Z' },
  ]
  const minute = oneof(constantFrom('0', '30', '*', '0,15,45'), integer({ min: 0, max: 59 }).map(String))
  const hour = oneof(constantFrom('*', '0', '1', '2', '3', '1,2'), integer({ min: 0, max: 23 }).map(String))

  test('is what the wall shows from minute to minute, through every change of the clocks', () => {
    assert(
      property(
        constantFrom(...changes),
        minute,
        hour,
        integer({ min: -20 * 60, max: 20 * 60 }),
        ({ timeZone, around }, minutes, hours, offset) => {
          const until = new Date(at(around).getTime() + offset * MINUTE)
          const from = new Date(until.getTime() - 40 * 60 * MINUTE)
          const cron = `${minutes} ${hours} * * *`
          // Two days earlier, so that the oracle has seen what the wall showed before.
          const expected = oracle(cron, timeZone, new Date(from.getTime() - 4 * 60 * MINUTE), until).filter(
            (moment) => at(moment) > from,
          )
          const got = slotsBack(cron, timeZone, { after: from, until, most: 5000 })
          expect(got.map((moment) => moment.toISOString()).reverse()).toEqual(expected)
          const newest = dueSlot(cron, timeZone, until)?.toISOString()
          if (expected.length > 0) expect(newest).toBe(expected.at(-1))
        },
      ),
      { numRuns: 60 },
    )
  })

  test.each([
    [
      'every morning at eight in Guatemala',
      '0 8 * * *',
      'America/Guatemala',
      '2026-11-22T14:00:00Z',
      '2026-11-22T14:00:00.000Z',
    ],
    [
      'a second before, it is still yesterday',
      '0 8 * * *',
      'America/Guatemala',
      '2026-11-22T13:59:59Z',
      '2026-11-21T14:00:00.000Z',
    ],
    [
      'the hour that spring lacks is made up for',
      '30 2 * * *',
      'Europe/Berlin',
      '2026-03-29T12:00:00Z',
      '2026-03-29T01:30:00.000Z',
    ],
    [
      'the hour that autumn has twice counts once',
      '30 2 * * *',
      'Europe/Berlin',
      '2026-10-25T12:00:00Z',
      '2026-10-25T00:30:00.000Z',
    ],
    ['Sundays', '0 0 * * sun', 'UTC', '2026-11-23T12:00:00Z', '2026-11-22T00:00:00.000Z'],
    ['the first of the month', '0 6 1 * *', 'UTC', '2026-11-23T12:00:00Z', '2026-11-01T06:00:00.000Z'],
    ['a leap day', '0 0 29 2 *', 'UTC', '2026-11-23T12:00:00Z', '2024-02-29T00:00:00.000Z'],
  ])('%s', (_, cron, timeZone, now, slot) => {
    expect(dueSlot(cron, timeZone, at(now))?.toISOString()).toBe(slot)
  })

  test('is never, for a day that no year has', () => {
    expect(dueSlot('0 0 31 2 *', 'UTC', at('2026-11-23T12:00:00Z'))).toBeNull()
  })

  test.each([
    '',
    '* * * *',
    '* * * * * *',
    '60 * * * *',
    '0 24 * * *',
    'a b c d e',
    '0 8-6 * * *',
    '*/0 * * * *',
  ])('"%s" is no such time', (cron) => expect(() => parseCron(cron)).toThrow(Failure))

  test('a local day is as long as its clocks make it', () => {
    expect(dayBounds('2026-03-29', 'Europe/Berlin')).toEqual({
      from: at('2026-03-28T23:00:00Z'),
      until: at('2026-03-29T22:00:00Z'),
    })
    expect(localDay(at('2026-11-22T05:59:59Z'), 'America/Guatemala')).toBe('2026-11-21')
  })
})

describe('a job on a real database', () => {
  let books: TestDatabase
  beforeAll(async () => {
    books = await freshDatabase()
  })
  afterAll(() => books.drop())
  beforeEach(() => books.pool.query('DELETE FROM scheduled_runs'))

  const NOW = at('2026-11-22T00:00:30Z')
  const store = () => createScheduledRunStore(books.pool)
  const jobOf = (more: Partial<ScheduledJob> & { turns?: Turn[] } = {}): ScheduledJob => ({
    name: 'reconciliation',
    cron: '0 0 * * *',
    timeZone: 'UTC',
    maxAttempts: 3,
    leaseSeconds: 600,
    backOffSeconds: 300,
    run: async (turn) => {
      more.turns?.push(turn)
      return { verdict: 'ok' }
    },
    ...more,
  })
  /** As if the job had last run then. */
  const ranLast = (slot: string) =>
    books.pool.query(
      `INSERT INTO scheduled_runs (job, slot, started_at, finished_at, outcome) VALUES ('reconciliation', $1, $1, $1, 'done')`,
      [slot],
    )
  const outcomes = async () =>
    (await store().runs('reconciliation', 50)).map((run) => [
      run.slot.toISOString().slice(0, 10),
      run.outcome,
      run.attempts,
    ])

  test('a new job begins with its next slot', async () => {
    const turns: Turn[] = []
    expect(await runDue(jobOf({ turns }), store(), NOW)).toEqual({ kind: 'nothing_due' })
    expect(turns).toEqual([])
    const tomorrow = at('2026-11-23T00:00:00Z')
    expect(await runDue(jobOf({ turns }), store(), tomorrow)).toMatchObject({ kind: 'done' })
    expect(turns).toEqual([{ slot: tomorrow, missed: [], attempt: 1 }])
  })

  test('a slot is run once by ten replicas that look at the same moment, each with connections of its own', async () => {
    await ranLast('2026-11-21T00:00:00Z')
    const turns: Turn[] = []
    const replicas = Array.from({ length: 10 }, () => runDue(jobOf({ turns }), store(), NOW))
    const done = (await Promise.all(replicas)).filter(({ kind }) => kind === 'done')
    expect([done.length, turns.length]).toEqual([1, 1])
    expect(await runDue(jobOf({ turns }), store(), NOW)).toEqual({ kind: 'nothing_due' })
    expect(turns.length).toBe(1)
  })

  test('slots that were slept through are caught up by the newest, which says so', async () => {
    await ranLast('2026-11-18T00:00:00Z')
    const turns: Turn[] = []
    await runDue(jobOf({ turns }), store(), NOW)
    expect(turns).toEqual([
      {
        slot: at('2026-11-22T00:00:00Z'),
        missed: ['19', '20', '21'].map((day) => at(`2026-11-${day}T00:00:00Z`)),
        attempt: 1,
      },
    ])
    expect(await outcomes()).toEqual([
      ['2026-11-22', 'done', 1],
      ['2026-11-21', 'slept_through', 0],
      ['2026-11-20', 'slept_through', 0],
      ['2026-11-19', 'slept_through', 0],
      ['2026-11-18', 'done', 1],
    ])
  })

  test('one that fails is tried again after a while, with the same things missed, and not for ever', async () => {
    await ranLast('2026-11-20T00:00:00Z')
    const turns: Turn[] = []
    const failing = jobOf({
      run: (turn) => {
        turns.push(turn)
        throw new Failure('database_failed', 'The books are closed today.')
      },
    })
    expect(await runDue(failing, store(), NOW)).toMatchObject({
      kind: 'failed',
      sentence: 'The books are closed today.',
    })
    expect(await runDue(failing, store(), NOW), 'not at once').toEqual({ kind: 'nothing_due' })
    const wait = () =>
      books.pool.query(`UPDATE scheduled_runs SET finished_at = finished_at - interval '301 seconds'`)
    await wait()
    expect(await runDue(failing, store(), NOW)).toMatchObject({ kind: 'failed' })
    await wait()
    expect(await runDue(failing, store(), NOW), 'twice as long after the second time').toEqual({
      kind: 'nothing_due',
    })
    await wait()
    expect(await runDue(failing, store(), NOW)).toMatchObject({ kind: 'failed' })
    for (let i = 0; i < 10; i += 1) await wait()
    expect(await runDue(failing, store(), NOW), 'three times are enough').toEqual({ kind: 'nothing_due' })
    expect(turns.map(({ attempt, missed }) => [attempt, missed.length])).toEqual([
      [1, 1],
      [2, 1],
      [3, 1],
    ])
    expect((await store().runs('reconciliation', 1))[0]?.detail).toEqual({
      why: 'The books are closed today.',
    })
  })

  test('a runner that was killed is relieved after its lease, and can no longer say that it is done', async () => {
    await ranLast('2026-11-21T00:00:00Z')
    const killed = await store().claim(jobOf({ leaseSeconds: 1 }), at('2026-11-22T00:00:00Z'), [])
    expect(killed?.attempt).toBe(1)
    expect(await runDue(jobOf(), store(), NOW), 'it may still be at work').toEqual({ kind: 'nothing_due' })
    const turns: Turn[] = []
    await until(async () => (await runDue(jobOf({ turns }), store(), NOW)).kind === 'done')
    expect(turns.map(({ attempt }) => attempt)).toEqual([2])
    expect(
      await store().finish('reconciliation', { slot: at('2026-11-22T00:00:00Z'), attempt: 1 }, 'failed', {}),
    ).toBe(false)
    expect((await outcomes())[0]).toEqual(['2026-11-22', 'done', 2])
  })

  test('one that died at its last attempt is written down as failed', async () => {
    await ranLast('2026-11-21T00:00:00Z')
    await store().claim(jobOf({ leaseSeconds: 0 }), at('2026-11-22T00:00:00Z'), [])
    const turns: Turn[] = []
    await runDue(jobOf({ turns, maxAttempts: 1 }), store(), NOW)
    expect(turns).toEqual([])
    expect((await store().runs('reconciliation', 1))[0]).toMatchObject({
      outcome: 'failed',
      detail: { why: 'its runner died' },
    })
  })

  test('the clockwork runs what is due, one after the other, and stops after the job in hand', async () => {
    await ranLast('2026-11-21T00:00:00Z')
    let finish: () => void = () => undefined
    const began: string[] = []
    const slow = jobOf({
      run: (turn) => {
        began.push(turn.slot.toISOString())
        return new Promise((resolve) => {
          finish = () => resolve({})
        })
      },
    })
    const never = jobOf({ name: 'digest', run: () => Promise.reject(new Error('must not begin')) })
    await store().begin('digest', at('2026-11-21T00:00:00Z'))
    const ended: string[] = []
    const daily = startDaily({
      jobs: async () => [slow, never],
      store: store(),
      clock: { now: () => NOW },
      log: silentLog,
      everySeconds: 3600,
      onRun: (job, outcome) => ended.push(`${job.name} ${outcome.kind}`),
    })
    await until(async () => began.length === 1)
    daily.wake()
    const stopped = daily.stop()
    finish()
    await stopped
    expect(ended).toEqual(['reconciliation done'])
    expect(began.length).toBe(1)
  })
})

/** Asks again and again; 200 times at most. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (await holds()) return
    await delay(20)
  }
  throw new Error('it never came about')
}
