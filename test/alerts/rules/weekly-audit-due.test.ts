import { afterAll, beforeAll, expect, test } from 'vitest'
import { rule } from '../../../alerts/rules/weekly-audit-due.ts'
import { createWeeklyAuditStore } from '../../../engine/store/weekly-audit-store.ts'
import { check, sightOf } from '../../support/alerts.ts'
import { remember } from '../../support/looking.ts'
import { openWorld, type World } from '../../support/world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

const at = (now: string) => sightOf(world, { now: new Date(now) })

async function sign(week: string): Promise<void> {
  const store = createWeeklyAuditStore(world.pool)
  const moment = new Date(`${week}T01:00:00Z`)
  const auditId = await store.save({
    week,
    actor: 'satmachine',
    startedAt: moment,
    finishedAt: moment,
    reconciliationId: null,
    exported: null,
    checks: [],
  })
  await store.sign({ week, auditId, actor: 'person:1', evidence: 'polled', accepting: null })
}

test('a week is due with its Sunday, high a day later, and over when it is signed', async () => {
  // A bot that was never started owes nobody an audit.
  expect(await check(rule, await at('2026-11-22T12:00:00Z'))).toEqual([])
  await remember(world, 'bot', { at: new Date('2026-11-18T12:00:00Z') })
  expect(await check(rule, await at('2026-11-21T23:59:59Z'))).toEqual([])
  expect(await check(rule, await at('2026-11-22T00:00:00Z'))).toMatchObject([
    {
      entity: '',
      severity: 'medium',
      since: new Date('2026-11-22T00:00:00Z'),
      what: 'the audit of the week up to 2026-11-22 is not signed',
      steps: ['audit weekly', 'poll run'],
    },
  ])
  expect(await check(rule, await at('2026-11-22T23:59:59Z'))).toMatchObject([{ severity: 'medium' }])
  expect(await check(rule, await at('2026-11-23T00:00:00Z'))).toMatchObject([
    { severity: 'high', fired: 'due since 22 Nov 2026, 00:00:00, not signed for 1 d' },
  ])
  expect(await check(rule, await at('2026-11-29T00:00:00Z'))).toMatchObject([
    {
      severity: 'high',
      what: 'the audits of 2 weeks are not signed',
      since: new Date('2026-11-22T00:00:00Z'),
    },
  ])
  await sign('2026-11-22')
  expect(await check(rule, await at('2026-11-28T23:59:59Z'))).toEqual([])
  expect(await check(rule, await at('2026-11-29T00:00:00Z'))).toMatchObject([
    { severity: 'medium', what: 'the audit of the week up to 2026-11-29 is not signed' },
  ])
  // An older week that was left out is not made good by waiting, and the newest counts.
  await sign('2026-12-06')
  expect(await check(rule, await at('2026-12-06T00:00:00Z'))).toEqual([])
})
