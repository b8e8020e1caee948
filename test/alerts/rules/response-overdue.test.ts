import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { minutesAfter } from '../../../alerts/moments.ts'
import { rule } from '../../../alerts/rules/response-overdue.ts'
import { sats } from '../../../engine/domain/money.ts'
import type { Severity } from '../../../engine/alerting.ts'
import { createAlertDesk } from '../../../engine/store/alert-desk-store.ts'
import { check, sightOf } from '../../support/alerts.ts'
import { openWorld, type World } from '../../support/world.ts'

const DUE = new Date('2026-11-22T08:00:00Z')
let world: World
let id: bigint
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())
beforeEach(async () => {
  await world.pool.query(
    `UPDATE alerts SET state = 'resolved', resolved_at = now(), resolved_how = 'test' WHERE state = 'firing'`,
  )
  id = await raise('PAYMENT_STUCK', 'critical')
})

const after = (minutes: number) => sightOf(world, { now: minutesAfter(DUE, minutes) })
const change = (columns: string) => world.pool.query(`UPDATE alerts SET ${columns} WHERE id = $1`, [id])

/** An alert as the pipeline leaves it once it was told. */
async function raise(ruleId: string, severity: Severity): Promise<bigint> {
  const alertId = await createAlertDesk(world.pool).startTest({
    rule: ruleId,
    channel: 'email:mara@shop.example',
    finding: {
      entity: 'cash-out:12',
      what: '3 payments of cash-out #12',
      exposureSats: sats(184_220n),
      since: DUE,
      fired: 'unfinished',
      now: 'look them up',
      steps: ['payment list'],
    },
    severity,
    actor: 'test',
    now: DUE,
  })
  await world.pool.query('UPDATE alerts SET test_channel = NULL, due_at = $2, notice = 1 WHERE id = $1', [
    alertId,
    DUE,
  ])
  return alertId
}

test('an alert that nobody acknowledged in time is said, until somebody does', async () => {
  expect(await check(rule, await after(0))).toEqual([])
  expect(await check(rule, await after(1))).toMatchObject([
    {
      entity: `alert:${id}`,
      severity: 'high',
      what: `alert #${id} PAYMENT_STUCK: 3 payments of cash-out #12`,
      fired: 'overdue for 1 min · 184,220 sats in doubt',
      exposureSats: 0n,
      since: DUE,
      steps: [`alert ack ${id}`, `alert show ${id}`, 'oncall show'],
    },
  ])
  expect(await check(rule, await after(1), { graceMinutes: 1 })).toEqual([])
  const now = minutesAfter(DUE, 2)
  await createAlertDesk(world.pool).ack(id, {
    actor: 'person:1',
    note: null,
    until: minutesAfter(now, 30),
    now,
    settles: false,
  })
  expect(await check(rule, await after(3))).toEqual([])
  await createAlertDesk(world.pool).unack(id, { actor: 'person:1', now })
  expect(await check(rule, await after(3))).toHaveLength(1)
  await createAlertDesk(world.pool).resolve(id, { actor: 'person:1', reason: 'paid', now })
  expect(await check(rule, await after(3))).toEqual([])
})

test('what is due at once leaves the time that level 1 is called alone', async () => {
  await world.pool.query('UPDATE alerts SET fired_notice_at = due_at WHERE id = $1', [id])
  expect(await check(rule, await after(4))).toEqual([])
  expect(await check(rule, await after(5))).toMatchObject([
    { fired: expect.stringContaining('overdue for 5 min') },
  ])
})

test('is said more quietly of a medium alert, and not at all of one for the digest', async () => {
  await change(`severity = 'medium'`)
  expect(await check(rule, await after(1))).toMatchObject([{ severity: 'medium' }])
  await change(`severity = 'info'`)
  expect(await check(rule, await after(1))).toEqual([])
})

test.each([
  ['a test', `test_channel = 'email:mara@shop.example'`],
  ['one that was not told yet', 'due_at = NULL'],
  ['one that is silenced', `muted_by = 'silence:1'`],
  ['itself', `rule = 'RESPONSE_OVERDUE'`],
])('%s is never overdue', async (_what, columns) => {
  await change(columns)
  expect(await check(rule, await after(60))).toEqual([])
})

test('of a group the card alone is overdue', async () => {
  const member = id
  id = await raise('PAYMENT_UNKNOWN', 'high')
  await world.pool.query('UPDATE alerts SET group_id = $2 WHERE id = $1', [member, id])
  expect(await check(rule, await after(1))).toMatchObject([{ entity: `alert:${id}` }])
})
