import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { minutesAfter } from '../../../alerts/moments.ts'
import { rule } from '../../../alerts/rules/delivery-failed.ts'
import { sats } from '../../../engine/domain/money.ts'
import { createAlertDesk } from '../../../engine/store/alert-desk-store.ts'
import { check, sightOf } from '../../support/alerts.ts'
import { openWorld, type World } from '../../support/world.ts'

const CHANNEL = 'email:mara@shop.example'
const START = new Date('2026-11-22T08:00:00Z')
let world: World
let alertId: bigint
beforeAll(async () => {
  world = await openWorld()
  alertId = await createAlertDesk(world.pool).startTest({
    rule: 'SOURCE_LOW',
    channel: CHANNEL,
    finding: {
      entity: 'wallet:source',
      what: 'source wallet',
      exposureSats: sats(0n),
      since: START,
      fired: 'low',
      now: 'fill it',
      steps: ['check wallets'],
    },
    severity: 'high',
    actor: 'test',
    now: START,
  })
})
afterAll(() => world.close())
beforeEach(() => world.pool.query('DELETE FROM alert_channels'))

const after = (minutes: number) => sightOf(world, { now: minutesAfter(START, minutes) })
const put = (channel: { gone?: boolean; failingSince?: Date | null; lastError?: string }) =>
  world.pool.query(
    `INSERT INTO alert_channels (channel, failing_since, failures, gone, last_error) VALUES ($1, $2, 3, $3, $4)
     ON CONFLICT (channel) DO UPDATE SET failing_since = excluded.failing_since, gone = excluded.gone`,
    [CHANNEL, channel.failingSince ?? null, channel.gone ?? false, channel.lastError ?? null],
  )
const wait = (notice: number, told: number) =>
  world.pool.query(
    `WITH a AS (UPDATE alerts SET notice = $2 WHERE id = $1)
     INSERT INTO alert_deliveries (alert_id, channel, why, wanted_at, next_attempt_at, told_notice)
     VALUES ($1, $3, 'route', $4, $4, $5)
     ON CONFLICT (alert_id, channel) DO UPDATE SET told_notice = excluded.told_notice`,
    [alertId, notice, CHANNEL, START, told],
  )

test('a channel that fails for five minutes while something waits there is said until it works', async () => {
  await wait(1, 0)
  await put({ failingSince: START, lastError: 'connection refused' })
  expect(await check(rule, await after(4.9))).toEqual([])
  expect(await check(rule, await after(5))).toMatchObject([
    {
      entity: `channel:${CHANNEL}`,
      what: `channel ${CHANNEL} fails · 1 alert waiting`,
      since: START,
      fired: 'failing for 5 min, limit 5 min: connection refused',
    },
  ])
  await put({ failingSince: null })
  expect(await check(rule, await after(6))).toEqual([])
})

test('where nothing waits, a channel that fails keeps nobody from anything', async () => {
  await wait(1, 1)
  await put({ failingSince: START })
  expect(await check(rule, await after(60))).toEqual([])
})

test('a channel that is gone is said at once', async () => {
  await wait(1, 1)
  await put({ gone: true, failingSince: START, lastError: 'the bot was thrown out of the room' })
  expect(await check(rule, await after(0))).toMatchObject([
    {
      what: `channel ${CHANNEL} is gone`,
      fired: "it can't work as it is: the bot was thrown out of the room",
    },
  ])
})
