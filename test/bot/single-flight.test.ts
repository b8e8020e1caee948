import { expect, test } from 'vitest'
import { singleFlight } from '../../bot/single-flight.ts'
import { eventually } from '../support/lamassu.ts'

/** Work whose runs the test ends, one after the other. */
function steps() {
  const ends: ((failure?: Error) => void)[] = []
  let underWay = 0
  let most = 0
  const work = async (): Promise<void> => {
    underWay += 1
    most = Math.max(most, underWay)
    try {
      await new Promise<void>((resolve, reject) => {
        ends.push((failure) => (failure === undefined ? resolve() : reject(failure)))
      })
    } finally {
      underWay -= 1
    }
  }
  return {
    work,
    begun: () => ends.length,
    end: (failure?: Error) => ends.at(-1)?.(failure),
    most: () => most,
  }
}

test('two runs are never under way, and many wake-ups make one more', async () => {
  const { work, begun, end, most } = steps()
  const flight = singleFlight(work)
  flight.wake()
  flight.wake()
  flight.wake()
  flight.wake()
  expect(begun()).toBe(1)
  end()
  await eventually(() => Promise.resolve(begun() === 2))
  end()
  await flight.stop()
  expect([begun(), most()]).toEqual([2, 1])
})

test('a run that wakes its own flight is followed by another, not overtaken', async () => {
  let runs = 0
  const flight = singleFlight(async () => {
    runs += 1
    if (runs < 3) flight.wake()
    await Promise.resolve()
  })
  flight.wake()
  await eventually(() => Promise.resolve(runs === 3))
  await flight.stop()
  expect(runs).toBe(3)
})

test('a wake-up at the very end of a run is not lost', async () => {
  let runs = 0
  const flight = singleFlight(
    () => {
      runs += 1
      return Promise.resolve()
    },
    () => {
      // At the end of the first run, one wake-up in each of the next turns of the event loop's inner queue.
      if (runs === 1) {
        let turn = Promise.resolve()
        for (let at = 0; at < 5; at += 1) turn = turn.then(() => flight.wake())
      }
    },
  )
  flight.wake()
  await eventually(() => Promise.resolve(runs >= 2))
  await flight.stop()
})

test('a run that fails is reported, and what was asked for meanwhile is done', async () => {
  const { work, begun, end } = steps()
  const ends: unknown[] = []
  const flight = singleFlight(work, (thrown) => ends.push(thrown))
  flight.wake()
  flight.wake()
  end(new Error('broken'))
  await eventually(() => Promise.resolve(begun() === 2))
  end()
  await flight.stop()
  expect(ends).toEqual([new Error('broken'), null])
})

test('stopping waits for the run under way, and begins no other', async () => {
  const { work, begun, end } = steps()
  const flight = singleFlight(work)
  flight.wake()
  flight.wake()
  let stopped = false
  const stopping = flight.stop().then(() => (stopped = true))
  flight.wake()
  await Promise.resolve()
  expect(stopped).toBe(false)
  end()
  await stopping
  flight.wake()
  expect(begun()).toBe(1)
})

test('stopping what never ran is done at once', async () => {
  await singleFlight(() => Promise.reject(new Error('it ran'))).stop()
})
