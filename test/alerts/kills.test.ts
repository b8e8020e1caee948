import { afterEach, describe, expect, test } from 'vitest'
import { secondsAfter } from '../../alerts/moments.ts'
import type { AlertStore } from '../../engine/alert-storage.ts'
import { finding, openPipeline, type Pipeline, scriptedRule } from '../support/alert-pipeline.ts'

/** A program that is killed: none of its calls comes back, and none is made any more. */
class Killed extends Error {}

let pipeline: Pipeline
afterEach(() => pipeline.close())

/** Dies at the k-th effect: before it happens, or after it happened and before its answer. */
function mortal(store: AlertStore, death: { at: number; when: 'before' | 'after' }) {
  let effects = 0
  let dead = false
  const effect = async <T>(work: () => Promise<T>): Promise<T> => {
    if (dead) throw new Killed('dead')
    effects += 1
    const isLast = effects === death.at
    if (isLast && death.when === 'before') {
      dead = true
      throw new Killed('dead')
    }
    const result = await work()
    if (isLast) {
      dead = true
      throw new Killed('dead')
    }
    return result
  }
  const through: AlertStore = {
    ...store,
    write: (...args) => effect(() => store.write(...args)),
    begin: (...args) => effect(() => store.begin(...args)),
    finish: (...args) => effect(() => store.finish(...args)),
    addEvent: (...args) => effect(() => store.addEvent(...args)),
    shown: (...args) => effect(() => store.shown(...args)),
  }
  return { through, effect, died: () => dead }
}

const CHANNELS = ['discord:room:1', 'email:ops@shop.example', 'terminal:here']

/** One alert, from its beginning to its end, with the programs dying on the way. Returns how many died. */
async function tell(deaths: readonly { at: number; when: 'before' | 'after' }[]): Promise<number> {
  const rule = scriptedRule('A')
  pipeline = await openPipeline({ rules: [rule], directory: { addresses: ['email:ops@shop.example'] } })
  let killed = 0
  const lives = [...deaths]
  const begin = () => {
    const death = lives.shift()
    if (death === undefined) return { tick: pipeline.start((store) => store).tick, died: () => false }
    const { through, effect, died } = mortal(pipeline.store, death)
    // Sending is an effect as well.
    for (const channel of CHANNELS)
      pipeline.answers.set(channel, () => effect(async () => ({ kind: 'sent', posted: null })))
    return { tick: pipeline.start(() => through).tick, died }
  }
  let program = begin()
  const step = async (seconds: number): Promise<void> => {
    pipeline.clock.now = secondsAfter(pipeline.clock.now, seconds)
    await program.tick().catch((thrown: unknown) => {
      if (!(thrown instanceof Killed)) throw thrown
    })
    if (!program.died()) return
    killed += 1
    pipeline.answers.clear()
    program = begin()
  }
  rule.found = [finding('x', { remedies: [{ kind: 'pause_payouts' }] })]
  for (let i = 0; i < 6; i += 1) await step(16)
  rule.found = []
  for (let i = 0; i < 9; i += 1) await step(16)
  return killed
}

/** Told at least once and at most once more for each kill, and never that it is over before that it began. */
function expectToldRightly(kills: number): void {
  for (const channel of CHANNELS) {
    const kinds = pipeline.told.filter((one) => one.channel === channel).map(({ kind }) => kind)
    for (const kind of ['first', 'resolved']) {
      const times = kinds.filter((one) => one === kind).length
      expect(times, `${channel} ${kind} in ${kinds.join(' ')}`).toBeGreaterThanOrEqual(1)
      expect(times, `${channel} ${kind} in ${kinds.join(' ')}`).toBeLessThanOrEqual(1 + kills)
    }
    expect(kinds.indexOf('resolved'), kinds.join(' ')).toBeGreaterThan(kinds.lastIndexOf('first'))
    // Whoever can tell by the key will show it once.
    const keys = pipeline.told
      .filter((one) => one.channel === channel && one.kind === 'first')
      .map(({ key }) => key)
    expect(new Set(keys).size).toBe(1)
  }
  expect(pipeline.remedies.length).toBeGreaterThanOrEqual(1)
}

const MOMENTS = Array.from({ length: 18 }, (_, i) => i + 1)

describe.each(['before', 'after'] as const)('killed %s', (when) => {
  test.each(MOMENTS)('effect %i', async (at) => {
    const killed = await tell([{ at, when }])
    if (at <= 14) expect(killed).toBe(1)
    expectToldRightly(1)
  })
})

test('killed twice, wherever', async () => {
  for (const first of [2, 3, 4, 6, 8]) {
    for (const second of [1, 2, 3, 4]) {
      await tell([
        { at: first, when: 'after' },
        { at: second, when: 'after' },
      ])
      expectToldRightly(2)
      await pipeline.close()
    }
  }
  await tell([])
}, 60_000)

test('three programs that all think they lead tell everything once', async () => {
  const rules = ['A', 'B', 'C'].map((id) => scriptedRule(id))
  pipeline = await openPipeline({ rules })
  const programs = [0, 1, 2].map(() => pipeline.start((store) => store))
  for (const rule of rules) rule.found = [finding('x', { remedies: [{ kind: 'pause_payouts' }] })]
  const all = async (seconds: number): Promise<void> => {
    pipeline.clock.now = secondsAfter(pipeline.clock.now, seconds)
    await Promise.all(programs.map((program) => program.tick()))
  }
  for (let i = 0; i < 6; i += 1) await all(15)
  for (const rule of rules) rule.found = []
  for (let i = 0; i < 6; i += 1) await all(15)
  const room = pipeline.told.filter(({ channel }) => channel === 'discord:room:1')
  expect(room.map(({ rule, kind }) => `${rule} ${kind}`).sort()).toEqual([
    'A first',
    'A resolved',
    'B first',
    'B resolved',
    'C first',
    'C resolved',
  ])
})
