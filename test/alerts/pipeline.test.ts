import { afterEach, expect, test } from 'vitest'
import { minutesAfter } from '../../alerts/moments.ts'
import { sats } from '../../engine/domain/money.ts'
import { clientName } from '../../engine/format.ts'
import { say } from '../../engine/phrase.ts'
import {
  finding,
  openPipeline,
  type Pipeline,
  type PipelineOptions,
  scriptedRule,
} from '../support/alert-pipeline.ts'

const ROOM = 'discord:room:1'

let pipeline: Pipeline
afterEach(() => pipeline.close())
const open = async (options: PipelineOptions) => {
  pipeline = await openPipeline(options)
  return pipeline
}

test('what is critical is told at once, what is not waits for its likes', async () => {
  const [a, b] = [scriptedRule('A'), scriptedRule('B', { severity: 'high' })]
  const { tick, pass, heard } = await open({ rules: [a, b] })
  a.found = [finding('x')]
  b.found = [finding('x')]
  await tick()
  expect(heard(ROOM)).toEqual(['03:00:00 first'])
  await pass(30)
  expect(heard(ROOM)).toEqual(['03:00:00 first', '03:00:30 first'])
})

test('what is over before it was told is not told', async () => {
  const rule = scriptedRule('A', { severity: 'high' })
  const { tick, pass, heard } = await open({ rules: [rule] })
  rule.found = [finding('x')]
  await tick()
  rule.found = []
  await pass(120)
  expect(heard()).toEqual([])
  const [alert] = await pipeline.readings.recent(5)
  expect(alert).toMatchObject({ state: 'resolved', notice: 0 })
})

test('one good look is not enough; two are, and it is told once that it is over', async () => {
  const rule = scriptedRule('A')
  const { tick, pass, heard } = await open({ rules: [rule] })
  rule.found = [finding('x')]
  await tick()
  rule.found = []
  await pass(15)
  expect(heard(ROOM)).toEqual(['03:00:00 first'])
  await pass(15)
  expect(heard(ROOM)).toEqual(['03:00:00 first', '03:00:30 resolved'])
  await pass(3600, 60)
  expect(heard(ROOM)).toHaveLength(2)
})

test('nobody answers: it is said again, less and less often, and others are called', async () => {
  const rule = scriptedRule('A')
  const people = [1n, 2n, 3n].map((id) => ({
    id,
    name: `P${id}`,
    role: 'owner' as const,
    language: 'en' as const,
    clientId: null,
    active: true,
    identities: [{ platform: 'telegram' as const, userId: `90${id}` }],
    createdAt: new Date(0),
  }))
  const oncall = ([1, 2, 3] as const).map((level) => ({
    slot: `level${level}` as const,
    name: `P${level}`,
    email: level === 2 ? 'two@shop.example' : null,
    phone: level === 3 ? '+50255551234' : null,
    availability: null,
    personId: BigInt(level),
    takenBy: null,
    takenUntil: null,
  }))
  const { tick, pass, heard, told } = await open({ rules: [rule], directory: { people, oncall } })
  rule.found = [finding('x')]
  await tick()
  await pass(3600)
  expect(heard(ROOM)).toEqual([
    '03:00:00 first',
    '03:05:00 escalated',
    '03:10:00 repeat',
    '03:15:00 escalated',
    '03:20:00 repeat',
    '03:30:00 repeat',
    '03:50:00 repeat',
  ])
  const firstHeard = new Map(told.map((one) => [one.channel, one] as const).reverse())
  expect(
    [...firstHeard].map(([channel, one]) => `${one.at.toISOString().slice(14, 16)} ${channel}`).sort(),
  ).toEqual([
    '00 discord:room:1',
    '00 telegram:person:901',
    '00 terminal:here',
    '05 email:two@shop.example',
    '05 telegram:person:902',
    '15 phone:+50255551234',
    '15 telegram:person:903',
  ])
})

test('what is medium calls nobody for four hours, and at night not even then', async () => {
  const rule = scriptedRule('A', { severity: 'medium' })
  let isQuiet = true
  const { tick, pass, heard, readings } = await open({ rules: [rule], isQuiet: () => isQuiet })
  rule.found = [finding('x')]
  await tick()
  await pass(3600, 60)
  expect(heard(ROOM)).toEqual(['03:01:00 first'])
  await pass(4 * 3600, 300)
  expect(heard(ROOM).at(-1)).toMatch(/^07:0\d:00 repeat$/)
  expect((await readings.firing())[0]?.level).toBe(0)
  isQuiet = false
  await pass(300, 60)
  expect(heard(ROOM).at(-1)).toMatch(/escalated$/)
  expect((await readings.firing())[0]?.level).toBe(2)
})

test('money above the limit calls the owner at once', async () => {
  const rule = scriptedRule('A', { severity: 'medium' })
  const { pass, tick, readings } = await open({ rules: [rule], l3ThresholdSats: 1_000_000n })
  rule.found = [
    finding('less', { exposureSats: sats(999_999n) }),
    finding('more', { exposureSats: sats(1_000_000n) }),
  ]
  await tick()
  await pass(30)
  const firing = await readings.firing()
  expect(firing.map(({ entity, level }) => [entity, level])).toEqual([
    ['more', 3],
    ['less', 0],
  ])
})

test('an acknowledgement stops all that, until it runs out', async () => {
  const rule = scriptedRule('A')
  const { tick, pass, heard, desk, clock, readings } = await open({ rules: [rule] })
  rule.found = [finding('x')]
  await tick()
  await pass(60)
  const [alert] = await readings.firing()
  await desk.ack(alert?.id ?? 0n, {
    actor: 'person:1',
    note: null,
    until: minutesAfter(clock.now, 30),
    now: clock.now,
    settles: false,
  })
  await pass(29 * 60)
  expect(heard(ROOM)).toEqual(['03:00:00 first'])
  await pass(120)
  expect(heard(ROOM)).toEqual(['03:00:00 first', '03:31:00 unacked'])
  await pass(300)
  expect(heard(ROOM).at(-1)).toBe('03:36:00 escalated')
})

test('worse is news: a higher severity at once, twice the money not before five minutes', async () => {
  const rule = scriptedRule('A', { severity: 'high' })
  const { tick, pass, heard } = await open({ rules: [rule] })
  rule.found = [finding('x', { exposureSats: sats(100n) })]
  await tick()
  await pass(30)
  rule.found = [finding('x', { exposureSats: sats(199n) })]
  await pass(60)
  expect(heard(ROOM)).toEqual(['03:00:30 first'])
  rule.found = [finding('x', { exposureSats: sats(200n) })]
  await pass(300)
  expect(heard(ROOM)).toEqual(['03:00:30 first', '03:05:30 worse'])
  rule.found = [finding('x', { exposureSats: sats(200n), severity: 'critical' })]
  await pass(15)
  expect(heard(ROOM).at(-1)).toBe('03:06:45 worse')
})

test('what flaps says each change at most once in five minutes, and how often it flapped is kept', async () => {
  const rule = scriptedRule('A', { goodChecks: 1 })
  const { tick, pass, told, readings } = await open({ rules: [rule] })
  for (let minute = 0; minute < 60; minute += 1) {
    rule.found = minute % 2 === 0 ? [finding('x')] : []
    await tick()
    await pass(60)
  }
  const room = told.filter(({ channel }) => channel === ROOM)
  for (const kinds of [['first', 'again'], ['resolved']]) {
    const times = room.filter(({ kind }) => kinds.includes(kind)).map(({ at }) => at.getTime())
    expect(times.length).toBeGreaterThan(2)
    for (const [i, at] of times.slice(1).entries())
      expect(at - (times[i] ?? 0)).toBeGreaterThanOrEqual(300_000)
  }
  const [alert] = await readings.recent(1)
  expect(alert?.flaps).toBeGreaterThan(20)
  // Never twice in a row that it fires, never twice that it is over.
  const states = room.map(({ kind }) => (kind === 'resolved' ? 'over' : 'firing'))
  for (const [i, state] of states.slice(1).entries()) expect(state).not.toBe(states[i])
})

test('a consequence is not told while its cause fires, and is when the cause is over and it is not', async () => {
  const cause = scriptedRule('CAUSE')
  const effect = scriptedRule('EFFECT', { inhibitedBy: ['CAUSE'] })
  const { tick, pass, told } = await open({ rules: [cause, effect] })
  cause.found = [finding('x')]
  effect.found = [finding('x')]
  await tick()
  await pass(60)
  expect(new Set(told.map(({ rule }) => rule))).toEqual(new Set(['CAUSE']))
  cause.found = []
  await pass(60)
  expect(told.filter(({ rule }) => rule === 'EFFECT')).toEqual([])
  await pass(150)
  expect(told.filter(({ rule, channel }) => rule === 'EFFECT' && channel === ROOM)).toHaveLength(1)
})

test('silence and maintenance end by themselves, and maintenance never mutes money', async () => {
  const machine = scriptedRule('MACHINE', { severity: 'high', money: false })
  const money = scriptedRule('MONEY')
  const { tick, pass, told, desk, clock, pool } = await open({ rules: [machine, money] })
  await desk.startMaintenance({
    rules: ['MACHINE', 'MONEY'],
    reason: 'new cassettes',
    actor: 'person:1',
    until: minutesAfter(new Date(), 60),
  })
  machine.found = [finding('x')]
  money.found = [finding('x')]
  await tick()
  await pass(120)
  expect(new Set(told.map(({ rule }) => rule))).toEqual(new Set(['MONEY']))
  await pool.query('UPDATE maintenance_windows SET ended_at = now()')
  await pass(15)
  expect(told.filter(({ rule, channel }) => rule === 'MACHINE' && channel === ROOM)).toHaveLength(1)
  const before = told.length
  await desk.silence({
    rule: 'MONEY',
    entity: null,
    reason: 'known',
    actor: 'person:1',
    until: minutesAfter(new Date(), 60),
  })
  await pass(1200)
  expect(told.slice(before).filter(({ rule }) => rule === 'MONEY')).toEqual([])
  await pool.query('UPDATE alert_silences SET ended_at = now()')
  await pass(15)
  expect(told.slice(before).filter(({ rule, channel }) => rule === 'MONEY' && channel === ROOM)).toHaveLength(
    1,
  )
  expect(clock.now.getTime()).toBeGreaterThan(0)
})

test('a rule that can not tell resolves nothing', async () => {
  const rule = scriptedRule('A')
  const { tick, pass, heard, readings, pool } = await open({ rules: [rule] })
  rule.found = [finding('x')]
  await tick()
  rule.problem = new Error('the books are away')
  await pass(240)
  expect(heard(ROOM)).toEqual(['03:00:00 first'])
  expect(await readings.firing()).toHaveLength(1)
  const { rows } = await pool.query("SELECT outcome, in_a_row FROM observations WHERE subject = 'rule:A'")
  expect(rows).toEqual([{ outcome: 'failed', in_a_row: 16 }])
})

test('what is over when somebody says so is not raised a second time', async () => {
  const rule = scriptedRule('A', { recovery: 'acknowledged' })
  const { tick, pass, heard, desk, readings, clock } = await open({ rules: [rule] })
  rule.found = [finding('version:1')]
  await tick()
  const [alert] = await readings.firing()
  await desk.ack(alert?.id ?? 0n, {
    actor: 'person:1',
    note: null,
    until: minutesAfter(clock.now, 30),
    now: clock.now,
    settles: true,
  })
  await pass(3600, 60)
  expect(heard(ROOM)).toEqual(['03:00:00 first', '03:01:00 resolved'])
  rule.found = [finding('version:1'), finding('version:2')]
  await pass(60)
  expect((await readings.firing()).map(({ entity }) => entity)).toEqual(['version:2'])
})

test('a remedy is applied once, after it is in the books that it fires, and never undone', async () => {
  const rule = scriptedRule('A')
  const { tick, pass, remedies } = await open({ rules: [rule] })
  rule.found = [
    finding('x', { remedies: [{ kind: 'pause_payouts' }, { kind: 'pause_client', clientId: 7n }] }),
  ]
  await tick()
  await pass(300)
  expect(remedies.map(({ remedy }) => remedy)).toEqual([
    { kind: 'pause_payouts' },
    { kind: 'pause_client', clientId: 7n },
  ])
  rule.found = []
  await pass(300)
  expect(remedies).toHaveLength(2)
})

test('what comes back within minutes is stopped anew, once: somebody may have resumed in between', async () => {
  const rule = scriptedRule('A')
  const { tick, pass, remedies } = await open({ rules: [rule] })
  const there = [finding('x', { remedies: [{ kind: 'pause_payouts' }] })]
  rule.found = there
  await tick()
  rule.found = []
  await pass(60)
  rule.found = there
  await pass(600)
  expect(remedies).toHaveLength(2)
})

test('the reason of a pause names no client in full', async () => {
  const rule = scriptedRule('A')
  const { tick, remedies } = await open({ rules: [rule] })
  const what = say`payments of ${clientName({ id: 7n, username: 'Ana López' })}`
  rule.found = [finding('x', { what, remedies: [{ kind: 'pause_payouts' }] })]
  await tick()
  expect(remedies[0]?.reason).toBe('A: payments of #7 A. L.')
})

test('whoever answers while a round is under way is not overruled by it', async () => {
  const rule = scriptedRule('A', { severity: 'high' })
  let interfere: (() => Promise<void>) | null = null
  const { tick, pass, desk, readings, clock } = await open({
    rules: [rule],
    storeThrough: (store) => ({
      ...store,
      async write(decisions, now) {
        await interfere?.()
        return store.write(decisions, now)
      },
    }),
  })
  rule.found = [finding('x')]
  await tick()
  await pass(30)
  const [alert] = await readings.firing()
  interfere = async () => {
    interfere = null
    await desk.ack(alert?.id ?? 0n, {
      actor: 'person:1',
      note: null,
      until: minutesAfter(clock.now, 120),
      now: clock.now,
      settles: false,
    })
  }
  rule.found = [finding('x', { exposureSats: sats(5n) })]
  await pass(15)
  expect(await readings.alert(alert?.id ?? 0n)).toMatchObject({ ackedBy: 'person:1' })
  await pass(15)
  expect(await readings.alert(alert?.id ?? 0n)).toMatchObject({
    ackedBy: 'person:1',
    finding: { exposureSats: 5n },
  })
})

test('a test goes its whole way on its own channel, and nobody else hears of it', async () => {
  const rule = scriptedRule('A')
  const { pass, heard, desk, clock, told } = await open({ rules: [rule] })
  await desk.startTest({
    rule: 'A',
    channel: 'slack:1',
    finding: finding('test:1'),
    severity: 'critical',
    actor: 'person:1',
    now: clock.now,
  })
  await pass(30, 1)
  expect(heard('slack:1').map((line) => line.split(' ')[1])).toEqual(['first', 'escalated', 'resolved'])
  expect(new Set(told.map(({ channel }) => channel))).toEqual(new Set(['slack:1']))
  const [alert] = await pipeline.readings.recent(1)
  expect(await pipeline.readings.events(alert?.id ?? 0n)).toContainEqual(
    expect.objectContaining({ what: 'acked', actor: 'test' }),
  )
  expect(clock.now.getTime()).toBeGreaterThan(0)
})

test('what a rule raised that is no more goes its way until somebody ends it', async () => {
  const rule = scriptedRule('FORMER')
  const rules = [rule]
  const { tick, pass, heard, desk, readings, clock } = await open({ rules })
  rule.found = [finding('x')]
  await tick()
  rules.pop()
  await pass(330)
  expect(heard(ROOM)).toEqual(['03:00:00 first', '03:05:00 escalated'])
  const [alert] = await readings.firing()
  await desk.resolve(alert?.id ?? 0n, { actor: 'person:1', reason: 'the rule is gone', now: clock.now })
  await pass(30)
  expect(heard(ROOM).at(-1)).toMatch(/resolved$/)
})

test('of an alert one card is alive: the one before says what became of it, without buttons', async () => {
  const rule = scriptedRule('A')
  const { tick, pass, edits } = await open({ rules: [rule] })
  rule.found = [finding('x')]
  await tick()
  expect(edits).toEqual([])
  await pass(300)
  rule.found = []
  await pass(60)
  const discord = edits.filter(({ channel }) => channel.startsWith('discord:'))
  expect(discord.map(({ kind, key }) => `${kind} ${key.split('-')[0]}`)).toEqual([
    'escalated former',
    'resolved former',
  ])
})
