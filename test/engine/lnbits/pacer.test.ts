import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createPacer } from '../../../engine/lnbits/pacer.ts'

/** A clock that only moves when somebody waits, or when the test says so. */
function fakeTime() {
  const time = { nowMs: 0 }
  const delay = async (milliseconds: number) => {
    time.nowMs += milliseconds
  }
  return { time, clock: { nowMs: () => time.nowMs, delay } }
}

function mostInAnyMinute(turnsMs: readonly number[]): number {
  return Math.max(
    0,
    ...turnsMs.map((start) => turnsMs.filter((t) => t >= start && t < start + 60_000).length),
  )
}

describe('the pacer', () => {
  test('never gives more turns in any 60 seconds than it was told, however requests arrive', async () => {
    const pauses = fc.array(fc.integer({ min: 0, max: 90_000 }), { maxLength: 120 })
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 60 }), pauses, async (requestsPerMinute, pausesMs) => {
        const { time, clock } = fakeTime()
        const pacer = createPacer({ requestsPerMinute, ...clock })
        const turnsMs: number[] = []
        for (const pauseMs of pausesMs) {
          time.nowMs += pauseMs % 3 === 0 ? pauseMs : 0
          await pacer.turn()
          turnsMs.push(time.nowMs)
        }
        expect(mostInAnyMinute(turnsMs)).toBeLessThanOrEqual(requestsPerMinute)
      }),
    )
  })

  test('gives as many as it was told when there is always somebody waiting', async () => {
    const { time, clock } = fakeTime()
    const pacer = createPacer({ requestsPerMinute: 100, ...clock })
    let turns = 0
    for (; time.nowMs < 59_999; turns += 1) await pacer.turn()
    expect(turns).toBeGreaterThanOrEqual(99)
  })

  test('lets a tenth go at once and spaces the rest', async () => {
    const { time, clock } = fakeTime()
    const pacer = createPacer({ requestsPerMinute: 20, ...clock })
    const turnsMs: number[] = []
    for (let number = 0; number < 5; number += 1) {
      await pacer.turn()
      turnsMs.push(time.nowMs)
    }
    expect(turnsMs.slice(0, 3)).toEqual([0, 0, 0])
    expect(turnsMs[3]).toBeGreaterThanOrEqual(3333)
    expect((turnsMs[4] ?? 0) - (turnsMs[3] ?? 0)).toBeGreaterThanOrEqual(3333)
  })

  test('serves first come first, and holds everybody back as long as the server asked', async () => {
    const { time, clock } = fakeTime()
    const pacer = createPacer({ requestsPerMinute: 600, ...clock })
    pacer.holdBack(30)
    pacer.holdBack(5)
    const served: string[] = []
    await Promise.all(
      ['a', 'b', 'c'].map((name) => pacer.turn().then(() => served.push(`${name} ${time.nowMs}`))),
    )
    expect(served).toEqual(['a 30000', 'b 30000', 'c 30000'])
  })

  test('does not let a server hold it back for ever', async () => {
    const { time, clock } = fakeTime()
    const pacer = createPacer({ requestsPerMinute: 600, ...clock })
    pacer.holdBack(86_400)
    await pacer.turn()
    expect(time.nowMs).toBe(300_000)
  })
})
