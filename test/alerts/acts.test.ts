import { afterEach, expect, test } from 'vitest'
import { minutesAfter } from '../../alerts/moments.ts'
import { rule as page } from '../../alerts/rules/page.ts'
import type { OncallContact } from '../../engine/alerting.ts'
import {
  finding,
  openPipeline,
  type Pipeline,
  type PipelineOptions,
  scriptedRule,
} from '../support/alert-pipeline.ts'

/** What people do to alerts, and what the pipeline makes of it. */
const ROOM = 'discord:room:1'
let pipeline: Pipeline
afterEach(() => pipeline.close())
const open = async (options: PipelineOptions) => {
  pipeline = await openPipeline(options)
  return pipeline
}

const contact = (slot: OncallContact['slot'], more: Partial<OncallContact>): OncallContact => ({
  slot,
  name: slot,
  email: null,
  phone: null,
  availability: null,
  personId: null,
  takenBy: null,
  takenUntil: null,
  ...more,
})
const acked = (minutes: number, settles = false) => ({
  actor: 'person:1',
  note: null,
  now: pipeline.clock.now,
  until: minutesAfter(pipeline.clock.now, minutes),
  settles,
})
const only = async () => {
  const [alert] = await pipeline.readings.firing()
  if (alert === undefined) throw new Error('nothing fires')
  return alert
}

test('an acknowledgement that is taken back is told at once, and calls people anew from the first level on', async () => {
  const rule = scriptedRule('A')
  const oncall = [
    contact('level1', { email: 'one@shop.example' }),
    contact('level2', { email: 'two@shop.example' }),
  ]
  const { tick, pass, heard, desk, told } = await open({ rules: [rule], directory: { oncall } })
  rule.found = [finding('x')]
  await tick()
  await pass(360)
  expect(
    told.map(({ channel }) => channel),
    'level 2 was called',
  ).toContain('email:two@shop.example')
  await desk.ack((await only()).id, acked(30))
  const before = heard(ROOM).length
  await pass(600)
  expect(heard(ROOM), 'somebody has it').toHaveLength(before)
  await desk.unack((await only()).id, { actor: 'person:1', now: pipeline.clock.now })
  await tick()
  expect(heard(ROOM).at(-1)).toMatch(/ unacked$/)
  expect(await only()).toMatchObject({ level: 1, ackedBy: null })
  await pass(330)
  expect(
    heard(ROOM)
      .slice(before)
      .map((one) => one.split(' ')[1]),
  ).toContain('escalated')
  expect(await only()).toMatchObject({ level: 2 })
})

test('whoever is paged hears of it alone, and it is over when somebody answers', async () => {
  const oncall = [
    contact('level1', { email: 'one@shop.example' }),
    contact('lamassu', { phone: '+50255551234' }),
  ]
  const { tick, pass, desk, told } = await open({ rules: [page], directory: { oncall } })
  const call = { slot: 'lamassu', words: 'the machine is open', actor: 'person:1', name: 'Mara' } as const
  const id = await desk.page({ ...call, now: pipeline.clock.now })
  await tick()
  const reached = () => told.map(({ channel, kind }) => `${channel} ${kind}`)
  expect(reached()).toContain('phone:+50255551234 first')
  expect(reached().join(' ')).not.toContain('one@shop')
  expect(told[0]?.words).toBe('Mara calls the Lamassu administrator: the machine is open')
  await pass(60)
  expect(await only(), 'nothing that is looked for ends it').toMatchObject({ id, state: 'firing' })
  await desk.ack(id, acked(30, true))
  await tick()
  expect(reached()).toContain('phone:+50255551234 resolved')
  await pass(1800)
  expect(await pipeline.readings.firing()).toEqual([])
})

test('many that are settled together are over for good, and it is told once', async () => {
  const rule = scriptedRule('A', { recovery: 'acknowledged' })
  const { tick, pass, heard, desk } = await open({ rules: [rule] })
  rule.found = ['a', 'b', 'c', 'd', 'e'].map((entity) => finding(entity))
  await tick()
  const group = await only()
  expect(group.entity).toBe('*')
  const [member] = await pipeline.readings.members(group.id, 1)
  expect(await desk.ack(member?.id ?? 0n, acked(30, true))).toEqual({ kind: 'settled', alertId: group.id })
  await pass(1200)
  expect(await pipeline.readings.firing({ members: true })).toEqual([])
  expect(heard(ROOM).filter((one) => one.endsWith('resolved'))).toHaveLength(1)
  expect(heard(ROOM)).toHaveLength(2)
})
