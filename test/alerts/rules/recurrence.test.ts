import { afterEach, beforeEach, expect, test } from 'vitest'
import { rule } from '../../../alerts/rules/recurrence.ts'
import type { IncidentSight } from '../../../engine/signs/incidents.ts'
import { hoursAfter } from '../../../alerts/moments.ts'
import { finding, openPipeline, type Pipeline, scriptedRule } from '../../support/alert-pipeline.ts'
import { check } from '../../support/alerts.ts'

const stopping = scriptedRule('STOPPING')
let pipeline: Pipeline
let incidents: readonly Partial<IncidentSight>[] = []
beforeEach(async () => {
  stopping.found = []
  incidents = []
  pipeline = await openPipeline({ rules: [stopping] })
})
afterEach(() => pipeline.close())

const found = () =>
  check(rule, {
    now: pipeline.clock.now,
    signs: { alerts: pipeline.readings, incidents: { current: async () => incidents } },
  } as never)

/** It fires, is told and over, and time goes by. */
async function once(hours: number, remedies = true): Promise<void> {
  stopping.found = [finding('x', remedies ? { remedies: [{ kind: 'pause_payouts' }] } : {})]
  await pipeline.tick()
  stopping.found = []
  await pipeline.pass(60)
  pipeline.clock.now = hoursAfter(pipeline.clock.now, hours)
}

test('what the bot had stopped something for, and is back within a day, pauses payouts; it ends with it', async () => {
  await once(3)
  expect(await found()).toEqual([])
  stopping.found = [finding('x')]
  await pipeline.tick()
  expect(await found()).toMatchObject([
    {
      entity: 'alert:2',
      what: 'alert #2 STOPPING: what of x',
      fired: 'back 3 h after alert #1 was over, watched for 1 d',
      steps: ['alert show 2', 'alert show 1', 'status show'],
      remedies: [{ kind: 'pause_payouts' }],
    },
  ])
  stopping.found = []
  await pipeline.pass(60)
  expect(await found()).toEqual([])
})

test('after a day it is another story, as is what was never worth stopping anything for', async () => {
  await once(25)
  stopping.found = [finding('x')]
  await pipeline.tick()
  expect(await found()).toEqual([])
  stopping.found = []
  await pipeline.pass(60)
  await once(3, false)
  stopping.found = [finding('x')]
  await pipeline.tick()
  expect(await found()).toEqual([])
})

test('what an incident is watched for, that incident tells; the same of none is told here', async () => {
  await once(3)
  stopping.found = [finding('x')]
  await pipeline.tick()
  const watch = { watchUntil: hoursAfter(pipeline.clock.now, 20), recurredBy: [] }
  incidents = [{ ...watch, alertId: 7n }]
  expect(await found()).toHaveLength(1)
  incidents = [{ ...watch, alertId: 1n }]
  expect(await found()).toEqual([])
  incidents = [{ alertId: null, watchUntil: null, recurredBy: [2n] }]
  expect(await found()).toEqual([])
})
