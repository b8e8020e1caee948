import { afterEach, expect, test } from 'vitest'
import type { LedIncident } from '../../alerts/mutes.ts'
import { sats } from '../../engine/domain/money.ts'
import { finding, openPipeline, type Pipeline, scriptedRule } from '../support/alert-pipeline.ts'

/** Alerts of a page of the handbook, while an incident about that page is open. */

let pipeline: Pipeline
let led: readonly LedIncident[] = []
afterEach(() => pipeline.close())

const told = () =>
  pipeline.told
    .filter(({ channel }) => channel === 'discord:room:1')
    .map(({ rule, kind }) => `${rule} ${kind}`)

test('whoever leads is not told again of what is on his card; critical ones are told all the same', async () => {
  const kin = scriptedRule('KIN', { severity: 'high', runbook: 'R3' })
  const other = scriptedRule('OTHER', { severity: 'high', runbook: 'R2' })
  const critical = scriptedRule('CRITICAL', { severity: 'critical', runbook: 'R3' })
  led = [{ id: 3n, scenario: 'R3' }]
  pipeline = await openPipeline({ rules: [kin, other, critical], incidents: () => led })
  for (const rule of [kin, other, critical]) rule.found = [finding('x')]
  await pipeline.tick()
  await pipeline.pass(120)
  expect(told().sort()).toEqual(['CRITICAL first', 'OTHER first'])
  const [alert] = (await pipeline.readings.firing()).filter(({ rule }) => rule === 'KIN')
  expect(alert?.mutedBy).toBe('incident:3')
})

test('nobody leads any more, or it is over: everything is told', async () => {
  const kin = scriptedRule('KIN', { severity: 'high', runbook: 'R3' })
  led = [{ id: 3n, scenario: 'R3' }]
  pipeline = await openPipeline({ rules: [kin], incidents: () => led })
  kin.found = [finding('x')]
  await pipeline.tick()
  await pipeline.pass(600)
  expect(told()).toEqual([])
  led = []
  await pipeline.pass(180)
  expect(told()).toEqual(['KIN first'])
})

test('what is worse than it was told is told to whoever leads, too', async () => {
  const kin = scriptedRule('KIN', { severity: 'high', runbook: 'R3' })
  led = []
  pipeline = await openPipeline({ rules: [kin], incidents: () => led })
  kin.found = [finding('x', { exposureSats: sats(1000n) })]
  await pipeline.tick()
  await pipeline.pass(60)
  expect(told()).toEqual(['KIN first'])
  led = [{ id: 3n, scenario: 'R3' }]
  await pipeline.pass(3600)
  expect(told(), 'no repeat, and nobody higher up').toEqual(['KIN first'])
  kin.found = [finding('x', { exposureSats: sats(5000n) })]
  await pipeline.pass(60)
  expect(told()).toEqual(['KIN first', 'KIN worse'])
  await pipeline.pass(3600)
  expect(told()).toEqual(['KIN first', 'KIN worse'])
})
