import { afterEach, expect, test, vi } from 'vitest'
import { secondsAfter } from '../../alerts/moments.ts'
import { finding, openPipeline, type Pipeline, scriptedRule } from '../support/alert-pipeline.ts'

const ROOM = 'discord:room:1'

let pipeline: Pipeline
afterEach(() => pipeline.close())
async function firing(
  answer: Parameters<Pipeline['answers']['set']>[1],
  severity: 'critical' | 'medium' = 'critical',
) {
  const rule = scriptedRule('A', { severity })
  pipeline = await openPipeline({
    rules: [rule],
    directory: {
      rooms: [
        { platform: 'discord', roomId: '1', purpose: 'medium', boundBy: 'x' },
        { platform: 'discord', roomId: '1', purpose: 'critical', boundBy: 'x' },
        { platform: 'telegram', roomId: '2', purpose: 'critical', boundBy: 'x' },
      ],
      addresses: ['email:ops@shop.example', 'phone:+50255551234'],
    },
  })
  pipeline.answers.set(ROOM, answer)
  rule.found = [finding('x')]
  await pipeline.tick()
  return { ...pipeline, rule }
}
const soon = { kind: 'failed', why: 'no answer', retry: 'soon' } as const

test.each([
  ['can not be reached', soon],
  ['never answers for certain', { kind: 'unknown', why: 'no answer' } as const],
  ['asks for quiet', { ...soon, retryAfterSeconds: 40 } as const],
  ['asks for quiet for long', { ...soon, retryAfterSeconds: 900 } as const],
])('what is told on a channel that %s is told on the others within a minute', async (_, sent) => {
  const { pass, told, clock } = await firing(() => sent, 'medium')
  const begun = clock.now.getTime()
  await pass(120, 1)
  for (const channel of ['telegram:room:2', 'email:ops@shop.example']) {
    const heard = told.find((one) => one.channel === channel)
    // It waited half a minute for its likes first.
    expect((heard?.at.getTime() ?? Infinity) - begun).toBeLessThanOrEqual(90_000)
  }
  expect(told.some(({ channel }) => channel.startsWith('phone:'))).toBe(false)
})

test('a channel that is gone is replaced at once, tried again only every ten minutes, and known as gone', async () => {
  const { pass, attempts, readings, told } = await firing(() => ({ ...soon, retry: 'never' }), 'medium')
  await pass(60, 1)
  expect(told.map(({ channel }) => channel)).toContain('telegram:room:2')
  expect(attempts.filter((channel) => channel === ROOM)).toHaveLength(1)
  const channels = await readings.channels()
  expect(channels.find(({ channel }) => channel === ROOM)).toMatchObject({
    gone: true,
    failures: 1,
    waiting: 1,
  })
  await pass(600, 10)
  expect(attempts.filter((channel) => channel === ROOM)).toHaveLength(2)
})

test('a channel that comes back tells what it missed, and is well again', async () => {
  let works = false
  const { pass, heard, readings } = await firing(() => (works ? { kind: 'sent', posted: null } : soon))
  await pass(240, 1)
  expect(heard(ROOM)).toEqual([])
  works = true
  await pass(65, 1)
  expect(heard(ROOM)[0]).toMatch(/first$/)
  const channels = await readings.channels()
  expect(channels.find(({ channel }) => channel === ROOM)).toMatchObject({
    failingSince: null,
    failures: 0,
    waiting: 0,
  })
})

test('a pause that a channel asked for is kept, for every alert', async () => {
  const { pass, attempts, rule } = await firing(() => ({ ...soon, retryAfterSeconds: 100 }))
  rule.found = [finding('x'), finding('y'), finding('z')]
  await pass(90, 1)
  expect(attempts.filter((channel) => channel === ROOM)).toHaveLength(1)
  await pass(20, 1)
  expect(attempts.filter((channel) => channel === ROOM)).toHaveLength(2)
})

test('that it is over is never told before that it began, however late that was', async () => {
  let works = false
  const { pass, heard, rule } = await firing(() => (works ? { kind: 'sent', posted: null } : soon))
  rule.found = []
  await pass(600, 5)
  expect(heard(ROOM)).toEqual([])
  works = true
  await pass(300, 5)
  expect(heard(ROOM).map((line) => line.split(' ')[1])).toEqual(['first', 'resolved'])
})

test('after two tries that may have arrived there is no third', async () => {
  const { pass, attempts, readings, pool } = await firing(() => ({ kind: 'unknown', why: 'no answer' }))
  await pass(250, 1)
  const id = (await readings.firing())[0]?.id ?? 0n
  expect(attempts.filter((channel) => channel === ROOM)).toHaveLength(2)
  const { rows } = await pool.query(
    'SELECT told_notice FROM alert_deliveries WHERE alert_id = $1 AND channel = $2',
    [id, ROOM],
  )
  expect(rows).toEqual([{ told_notice: 1 }])
})

test('a channel that hangs holds up nobody but itself', async () => {
  const rule = scriptedRule('A')
  pipeline = await openPipeline({ rules: [rule], directory: { addresses: ['slack:1'] } })
  let letGo: (sent: typeof soon) => void = () => undefined
  pipeline.answers.set(ROOM, () => new Promise((resolve) => (letGo = resolve)))
  rule.found = [finding('x')]
  const { rounds, deliveries } = pipeline.start()
  await rounds.run()
  await deliveries.look()
  await vi.waitFor(() => expect(pipeline.told.map(({ channel }) => channel)).toContain('slack:1'))
  rule.found = [finding('x'), finding('y')]
  pipeline.clock.now = secondsAfter(pipeline.clock.now, 15)
  await rounds.run()
  await deliveries.look()
  await vi.waitFor(() => expect(pipeline.heard('slack:1')).toHaveLength(2))
  expect(pipeline.attempts.filter((channel) => channel === ROOM)).toHaveLength(1)
  letGo(soon)
  await deliveries.idle()
})

test('what comes while a channel wants quiet is told by the others, too', async () => {
  const { pass, told, rule, clock } = await firing(() => ({ ...soon, retryAfterSeconds: 900 }), 'medium')
  await pass(100, 5)
  rule.found = [finding('x'), finding('later')]
  const begun = clock.now.getTime()
  await pass(120, 5)
  const heard = told.filter(({ channel }) => channel === 'email:ops@shop.example').map(({ words }) => words)
  expect(heard).toEqual(['what of x', 'what of later'])
  expect(
    (told.find(({ words }) => words === 'what of later')?.at.getTime() ?? Infinity) - begun,
  ).toBeLessThanOrEqual(90_000)
})

test('what nobody could be told for a minute is said once where the program runs', async () => {
  const { pass, unheard, answers } = await firing(() => soon, 'medium')
  for (const kind of ['telegram', 'email', 'phone']) answers.set(kind, () => soon)
  await pass(85, 5)
  expect(unheard).toEqual([])
  await pass(120, 5)
  expect(unheard.map(({ kind }) => kind)).toEqual(['first'])
})
