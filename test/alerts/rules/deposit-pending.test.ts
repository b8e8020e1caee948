import { afterAll, beforeAll, expect, test } from 'vitest'
import { rule } from '../../../alerts/rules/deposit-pending.ts'
import { hoursAfter } from '../../../alerts/moments.ts'
import { fiatMinor } from '../../../engine/domain/money.ts'
import { check, sightOf } from '../../support/alerts.ts'
import { openWorld, type World } from '../../support/world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

test('a deposit that waits for two days is said, after a week more loudly, and not any more once it is decided', async () => {
  const ana = await world.addClient('Ana', null)
  const { bookkeeping } = world.stores
  const id = await bookkeeping.addDeposit(
    { clientId: ana.id, amount: fiatMinor(500_000n), note: null, idempotencyKey: null },
    'terminal:maria',
  )
  const now = new Date()
  const after = (hours: number) => sightOf(world, { now: hoursAfter(now, hours) })
  expect(await check(rule, await after(47))).toEqual([])
  expect(await check(rule, await after(49))).toMatchObject([
    {
      entity: `deposit:${id}`,
      severity: 'medium',
      what: `deposit #${id} of 5,000.00 GTQ for #${ana.id} Ana`,
      fired: 'waiting for 2 d 1 h, limit 2 d',
      steps: [`deposit confirm ${id}`, `deposit show ${id}`],
    },
  ])
  expect(await check(rule, await after(169))).toMatchObject([{ severity: 'high' }])
  expect(await check(rule, await after(30), { afterHours: 24 })).toHaveLength(1)
  await bookkeeping.decideDeposit(id, 'confirmed', 'terminal:pedro', null)
  expect(await check(rule, await after(169))).toEqual([])
})
