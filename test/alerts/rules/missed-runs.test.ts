import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { rule as digest } from '../../../alerts/rules/digest-missed.ts'
import { rule as reconciliation } from '../../../alerts/rules/daily-recon-missed.ts'
import { runDue } from '../../../engine/schedule.ts'
import { createObservationStore } from '../../../engine/store/observation-store.ts'
import { createScheduledRunStore } from '../../../engine/store/scheduled-run-store.ts'
import { check, sightOf } from '../../support/alerts.ts'
import { remember } from '../../support/looking.ts'
import { openWorld, type World } from '../../support/world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())
beforeEach(async () => {
  await world.pool.query('DELETE FROM scheduled_runs')
  await createObservationStore(world.pool).forgetOthers('', [])
  await remember(world, 'bot', { at: new Date('2026-11-20T12:00:00Z') })
})

/** The bot's own runner, at that moment; `how` null: the job fails. */
const run = (
  name: string,
  at: string,
  how: object | null = {},
  cron = name === 'digest' ? '0 8 * * *' : '0 0 * * *',
) =>
  runDue(
    {
      name,
      cron,
      timeZone: name === 'digest' ? 'America/Guatemala' : 'UTC',
      maxAttempts: 3,
      leaseSeconds: 60,
      backOffSeconds: 0,
      run: async () => (how === null ? Promise.reject(new Error('no')) : {}),
    },
    createScheduledRunStore(world.pool),
    new Date(at),
  )
const at = (now: string, environment = new Map([['operator-timezone', 'America/Guatemala']])) =>
  sightOf(world, { now: new Date(now), environment })

describe('the reconciliation of midnight', () => {
  test('is said half an hour after its time, until it is done', async () => {
    await run('reconciliation', '2026-11-20T12:00:00Z')
    await run('reconciliation', '2026-11-21T00:00:10Z')
    expect(await check(reconciliation, await at('2026-11-21T23:59:00Z'))).toEqual([])
    expect(await check(reconciliation, await at('2026-11-22T00:29:59Z'))).toEqual([])
    expect(await check(reconciliation, await at('2026-11-22T00:30:00Z'))).toMatchObject([
      {
        entity: '',
        since: new Date('2026-11-22T00:00:00Z'),
        fired: 'due at 22 Nov 2026, 00:00:00, not done for 30 min, limit 30 min: it was not begun',
      },
    ])
    await run('reconciliation', '2026-11-22T00:31:00Z', null)
    expect(await check(reconciliation, await at('2026-11-22T00:32:00Z'))).toMatchObject([
      { fired: expect.stringMatching(/: it failed$/) },
    ])
    await run('reconciliation', '2026-11-22T00:33:00Z')
    expect(await check(reconciliation, await at('2026-11-22T00:34:00Z'))).toEqual([])
  })

  test('that was due before the bot’s first start was not missed', async () => {
    expect(await check(reconciliation, await at('2026-11-20T23:00:00Z'))).toEqual([])
    expect(await check(reconciliation, await at('2026-11-21T00:29:00Z'))).toEqual([])
    // Nobody ever began it: that is one which is missed.
    expect(await check(reconciliation, await at('2026-11-21T00:31:00Z'))).toHaveLength(1)
    await createObservationStore(world.pool).forgetOthers('', [])
    expect(await check(reconciliation, await at('2026-11-21T00:31:00Z'))).toEqual([])
  })

  test('has half an hour after the bot was down at its time', async () => {
    await run('reconciliation', '2026-11-20T12:00:00Z')
    const gap = { from: '2026-11-20T20:00:00.000Z', until: '2026-11-21T05:00:00.000Z' }
    await remember(world, 'heartbeat', { at: new Date(gap.until), value: { lastGap: gap } })
    expect(await check(reconciliation, await at('2026-11-21T05:29:00Z'))).toEqual([])
    expect(await check(reconciliation, await at('2026-11-21T05:30:00Z'))).toHaveLength(1)
    await run('reconciliation', '2026-11-21T05:31:00Z')
    expect(await check(reconciliation, await at('2026-11-21T05:32:00Z'))).toEqual([])
  })
})

describe('the digest', () => {
  test('is due at eight on the operator’s own clock', async () => {
    await run('digest', '2026-11-20T15:00:00Z')
    expect(await check(digest, await at('2026-11-21T14:29:00Z'))).toEqual([])
    expect(await check(digest, await at('2026-11-21T14:30:00Z'))).toMatchObject([
      { what: 'the daily digest was not sent', since: new Date('2026-11-21T14:00:00Z') },
    ])
    await run('digest', '2026-11-21T14:31:00Z')
    expect(await check(digest, await at('2026-11-21T14:32:00Z'))).toEqual([])
  })

  test('follows its schedule where one is set', async () => {
    await run('digest', '2026-11-20T15:00:00Z', {}, '30 8 * * *')
    const sight = await at('2026-11-21T14:45:00Z')
    const bot = sight.observations.get('bot') ?? expect.fail('not remembered')
    const value = { sandbox: false, l3ThresholdSats: null, digestCron: '30 8 * * *' }
    const later = { ...sight, observations: new Map([['bot', { ...bot, value }]]) }
    expect(await check(digest, later)).toEqual([])
    expect(await check(digest, { ...later, now: new Date('2026-11-21T15:00:00Z') })).toHaveLength(1)
  })
})
