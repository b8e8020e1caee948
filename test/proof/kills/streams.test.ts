import { expect, test } from 'vitest'
import { runStreams, type Stream } from './streams.ts'

/** Ten turns of two streams, each drawing as often as it likes. */
async function turnsOf(seed: number): Promise<Record<string, number[]>> {
  const over = new AbortController()
  const seen: Record<string, number[]> = { often: [], seldom: [] }
  const stream = (name: 'often' | 'seldom', draws: number): Stream => ({
    name,
    pauseSeconds: [0, 0.001],
    async turn(draw) {
      for (let n = 0; n < draws; n += 1) draw()
      seen[name]?.push(draw())
      if (Object.values(seen).every((turns) => turns.length >= 10)) over.abort()
    },
  })
  await runStreams([stream('often', 5), stream('seldom', 1)], { seed, signal: over.signal })
  return Object.fromEntries(Object.entries(seen).map(([name, turns]) => [name, turns.slice(0, 10)]))
}

test('the same seed gives the same turns in every stream, and another seed others', async () => {
  const turns = await turnsOf(7)
  expect(await turnsOf(7)).toEqual(turns)
  expect(turns['often']).not.toEqual(turns['seldom'])
  expect(await turnsOf(8)).not.toEqual(turns)
})

test('a turn that throws ends all streams, and says which it was', async () => {
  const broken: Stream = { name: 'broken', pauseSeconds: [0, 0], turn: () => Promise.reject(new Error('no')) }
  const endless: Stream = { name: 'endless', pauseSeconds: [0, 0.001], turn: () => Promise.resolve() }
  const run = runStreams([endless, broken], { seed: 1, signal: new AbortController().signal })
  await expect(run).rejects.toThrow('the stream "broken" broke off: Error: no')
})
