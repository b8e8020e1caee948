import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Digest } from '../../alerts/digest.ts'
import { dailyJobs, DIGEST_JOB, RECONCILIATION_JOB, WEEKLY_AUDIT_JOB } from '../../bot/daily-jobs.ts'
import { Failure } from '../../engine/failure.ts'
import { ENGLISH, write } from '../../engine/phrase.ts'
import { runDue, type ScheduledJob } from '../../engine/schedule.ts'
import { createIncidentReadings } from '../../engine/store/incident-readings.ts'
import { createAlertReadings } from '../../engine/store/alert-readings.ts'
import { createScheduledRunStore } from '../../engine/store/scheduled-run-store.ts'
import { booksOf } from '../support/books.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
  await world.addClient('Ana', '4000.00')
})
afterAll(() => world.close())
beforeEach(() => world.pool.query('DELETE FROM scheduled_runs'))

const sent: Digest[] = []
beforeEach(() => {
  sent.length = 0
})

function jobOf(name: string, more: { broken?: boolean; deaf?: boolean } = {}): ScheduledJob {
  const books = booksOf(world)
  const jobs = dailyJobs({
    books:
      more.broken === true
        ? { ...books, digest: () => Promise.reject(new Failure('database_failed', 'The books are torn.')) }
        : books,
    alerts: createAlertReadings(world.pool),
    incidents: createIncidentReadings(world.pool),
    clock: { now: () => new Date() },
    digestCron: '0 8 * * *',
    timeZone: 'America/Guatemala',
    send: async (digest) => {
      if (more.deaf === true) throw new Failure('chat_unreachable', 'Nobody could be told.')
      sent.push(digest)
    },
  })
  const job = jobs.find((one) => one.name === name)
  if (job === undefined) throw new Error(`there is no job ${name}`)
  return job
}

const store = () => createScheduledRunStore(world.pool)
const hours = (count: number): Date => new Date(Date.now() + count * 3_600_000)
const passBackOff = () =>
  world.pool.query(`UPDATE scheduled_runs SET finished_at = finished_at - interval '1 hour'`)

test('the reconciliation is run for its slot, and for those that were slept through', async () => {
  await store().begin(RECONCILIATION_JOB, new Date(Date.UTC(2026, 0, 1)))
  const outcome = await runDue(jobOf(RECONCILIATION_JOB), store(), new Date(Date.UTC(2026, 0, 4, 3)))
  expect(outcome.kind).toBe('done')
  const run = await booksOf(world).run(null)
  expect(run).toMatchObject({ verdict: 'ok', actor: 'satmachine', slot: new Date(Date.UTC(2026, 0, 4)) })
  expect(run?.missed).toEqual([new Date(Date.UTC(2026, 0, 2)), new Date(Date.UTC(2026, 0, 3))])
  const [written] = await store().runs(RECONCILIATION_JOB, 1)
  expect(written).toMatchObject({ outcome: 'done', detail: { reconciliationId: run?.id.toString() } })
})

test("the digest is of the day before its slot, by the operator's clock", async () => {
  await store().begin(DIGEST_JOB, new Date('2026-11-21T14:00:00Z'))
  await runDue(jobOf(DIGEST_JOB), store(), new Date('2026-11-22T14:00:01Z'))
  expect(sent.map(({ day }) => day)).toEqual(['2026-11-21'])
  expect(await runDue(jobOf(DIGEST_JOB), store(), new Date('2026-11-22T15:00:00Z'))).toEqual({
    kind: 'nothing_due',
  })
})

test('one that can not be computed is tried three times, and then told as that', async () => {
  await store().begin(DIGEST_JOB, hours(-72))
  const tries = []
  for (let i = 0; i < 4; i += 1) {
    tries.push((await runDue(jobOf(DIGEST_JOB, { broken: true }), store(), new Date())).kind)
    await passBackOff()
  }
  expect(tries).toEqual(['failed', 'failed', 'done', 'nothing_due'])
  expect(sent.map(({ lines }) => lines.map(({ text }) => write(text, ENGLISH)).join())).toEqual([
    expect.stringContaining('The books are torn.'),
  ])
})

test('one that nobody could be told of is not done', async () => {
  await store().begin(DIGEST_JOB, hours(-72))
  expect((await runDue(jobOf(DIGEST_JOB, { deaf: true }), store(), new Date())).kind).toBe('failed')
  await passBackOff()
  expect((await runDue(jobOf(DIGEST_JOB), store(), new Date())).kind).toBe('done')
  expect(sent).toHaveLength(1)
})

const SUNDAY = new Date('2026-11-22T00:00:00Z')

test("Sunday's checks are made once, and their report is sent until somebody has it", async () => {
  await store().begin(WEEKLY_AUDIT_JOB, new Date('2026-11-15T00:00:00Z'))
  const later = new Date('2026-11-22T00:05:00Z')
  expect((await runDue(jobOf(WEEKLY_AUDIT_JOB, { deaf: true }), store(), later)).kind).toBe('failed')
  await passBackOff()
  const done = await runDue(jobOf(WEEKLY_AUDIT_JOB), store(), later)
  expect(done).toMatchObject({ kind: 'done', turn: { slot: SUNDAY } })
  const { rows } = await world.pool.query('SELECT week::text AS week, actor FROM weekly_audits')
  expect(rows).toEqual([{ week: '2026-11-22', actor: 'satmachine' }])
  const [report] = sent
  expect(report?.buttons[0]?.line).toBe('audit weekly')
  const said = report?.lines.map(({ text }) => write(text, ENGLISH)).join('\n') ?? ''
  expect(said).toMatch(/^🟡 Week up to 2026-11-22: 1 of 7 checks to look at/)
  expect(said).toContain('👉 Check 8: nothing was counted yet')
  expect(said).toContain('🔔 No alert was told')
  expect(said.length).toBeLessThan(900)
  expect(await runDue(jobOf(WEEKLY_AUDIT_JOB), store(), later)).toEqual({ kind: 'nothing_due' })
})
