import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Configuration, configurationOf } from '../../engine/config-versions.ts'
import { Failure } from '../../engine/failure.ts'
import {
  botSightOf,
  errorHoursOf,
  lastGapOf,
  observePreflight,
  observeSelf,
  type SelfLook,
} from '../../engine/observe-self.ts'
import type { WalletKey } from '../../engine/ports.ts'
import { effectiveSettings } from '../../engine/settings.ts'
import { createConfigVersionStore } from '../../engine/store/config-version-store.ts'
import { createObservationStore } from '../../engine/store/observation-store.ts'
import { freshDatabase, type TestDatabase } from '../support/database.ts'

let books: TestDatabase
let now = new Date('2026-11-22T08:00:00Z')
beforeAll(async () => {
  books = await freshDatabase()
})
afterAll(() => books.drop())
beforeEach(async () => {
  now = new Date('2026-11-22T08:00:00Z')
  await createObservationStore(books.pool).forgetOthers('', [])
})

const quiet = { errors: 0, processor: 0, payments: 0, ssh: 0, wallet: 0 }
const started = new Date('2026-11-22T07:59:00Z')

async function look(changed: Partial<SelfLook> = {}) {
  const store = createObservationStore(books.pool)
  const sightings = await observeSelf({
    before: await store.all(),
    now,
    sandbox: false,
    l3ThresholdSats: null,
    configuration: { funding: 'prefunded' },
    versions: createConfigVersionStore(books.pool),
    errors: { processStartedAt: started, totals: quiet },
    ...changed,
  })
  await store.record(sightings, now)
  return store.all()
}
const later = (minutes: number): Date => (now = new Date(now.getTime() + minutes * 60_000))

describe('the heartbeat', () => {
  test('knows the last gap, and goes on knowing it', async () => {
    expect(lastGapOf((await look()).get('heartbeat'))).toBeNull()
    later(1)
    expect(lastGapOf((await look()).get('heartbeat'))).toBeNull()
    const from = now
    const until = later(11)
    expect(lastGapOf((await look()).get('heartbeat'))).toEqual({ from, until })
    later(1)
    expect(lastGapOf((await look()).get('heartbeat'))).toEqual({ from, until })
    const nextFrom = now
    const nextUntil = later(5)
    expect(lastGapOf((await look()).get('heartbeat'))).toEqual({ from: nextFrom, until: nextUntil })
  })
})

test('the bot says whether this is the sandbox, and from what amount the owner is called', async () => {
  expect(botSightOf((await look()).get('bot'))).toEqual({
    sandbox: false,
    l3ThresholdSats: null,
    digestCron: null,
  })
  const seen = await look({ sandbox: true, l3ThresholdSats: 100_000n, digestCron: '0 7 * * *' })
  expect(botSightOf(seen.get('bot'))).toEqual({
    sandbox: true,
    l3ThresholdSats: '100000',
    digestCron: '0 7 * * *',
  })
})

describe('error lines', () => {
  const counted = (errors: number, processStartedAt = started) => ({
    errors: { processStartedAt, totals: { ...quiet, errors } },
  })
  const lines = async (changed: Partial<SelfLook>) =>
    errorHoursOf((await look(changed)).get('log')).map(({ hour, counts }) => [hour, counts.errors])

  test('are counted by the hour, across restarts of the bot', async () => {
    expect(await lines(counted(2))).toEqual([['2026-11-22T08', 2]])
    later(10)
    expect(await lines(counted(5))).toEqual([['2026-11-22T08', 5]])
    // Looked twice at the same totals, as after a record that failed.
    expect(await lines(counted(5))).toEqual([['2026-11-22T08', 5]])
    later(20)
    expect(await lines(counted(1, new Date('2026-11-22T08:25:00Z')))).toEqual([['2026-11-22T08', 6]])
    later(60)
    expect(await lines(counted(4, new Date('2026-11-22T08:25:00Z')))).toEqual([
      ['2026-11-22T08', 6],
      ['2026-11-22T09', 3],
    ])
  })

  test('of more than seven days ago are forgotten', async () => {
    for (let hour = 0; hour < 180; hour += 1) {
      await look(counted(hour))
      later(60)
    }
    const kept = errorHoursOf((await look(counted(180))).get('log'))
    expect(kept).toHaveLength(7 * 24 + 2)
    expect(kept.at(-1)?.hour).toBe(now.toISOString().slice(0, 13))
  })
})

describe('the settings', () => {
  const versions = async () =>
    (await books.pool.query('SELECT settings, actor FROM config_versions ORDER BY id')).rows

  test('become a version whenever something differs, with who set it', async () => {
    await books.pool.query('TRUNCATE config_versions')
    await look({ configuration: { funding: 'prefunded', rule: 'markup' } })
    await look({ configuration: { rule: 'markup', funding: 'prefunded' } })
    expect(await versions()).toEqual([{ settings: { funding: 'prefunded', rule: 'markup' }, actor: null }])
    await books.pool.query(
      `INSERT INTO settings (name, value, updated_by) VALUES ('funding', 'treasury', 'person:1')`,
    )
    await look({ configuration: { funding: 'treasury', rule: 'markup' } })
    await look({ configuration: { funding: 'treasury', rule: 'ticker' } })
    expect(await versions()).toMatchObject([
      {},
      { settings: { funding: 'treasury', rule: 'markup' }, actor: 'person:1' },
      { settings: { funding: 'treasury', rule: 'ticker' }, actor: null },
    ])
  })

  test('hold marks of keys and no keys', () => {
    const { list } = effectiveSettings(new Map(), new Map())
    const of = (source: string): Configuration =>
      configurationOf({
        settings: list,
        keys: { source: source as WalletKey, commission: null, treasury: null },
        limits: new Map([['SOURCE_LOW', new Map([['flowDays', 2]])]]),
        more: { 'poll schedule': '* * * * *' },
      })
    const one = of('a'.repeat(32))
    expect(one).toMatchObject({
      funding: 'prefunded',
      'SOURCE_LOW.flowDays': '2',
      'commission wallet key': 'none',
      'poll schedule': '* * * * *',
    })
    expect(JSON.stringify(one)).not.toContain('aaaa')
    expect(of('b'.repeat(32))['source wallet key']).not.toBe(one['source wallet key'])
  })
})

describe('the preflight', () => {
  test('is seen as it is, also where it can not be made', async () => {
    expect(await observePreflight(async () => ({ ready: false, reasons: ['one', 'two'] }))).toEqual({
      subject: 'preflight',
      outcome: 'not_ready',
      detail: 'one; two',
    })
    const lost = new Failure('database_unreachable', 'The database is away.')
    expect(await observePreflight(() => Promise.reject(lost))).toMatchObject({
      outcome: 'not_ready',
      detail: 'The database is away.',
    })
    await expect(observePreflight(() => Promise.reject(new Error('a bug')))).rejects.toThrow('a bug')
  })
})
