import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { largestRemainder } from '../../../engine/domain/allocation.ts'
import { sum } from '../../../engine/domain/money.ts'

/**
 * The method of largest remainders written another way: whole quotas by counting up, then one seat at a time to
 * whoever's remainder is largest, found by looking at everybody. For small numbers, which a float holds exactly.
 */
function oracle(total: number, weights: readonly number[]): number[] {
  const weightSum = weights.reduce((a, b) => a + b, 0)
  const parts = weights.map((weight) => {
    let seats = 0
    while ((seats + 1) * weightSum <= total * weight) seats += 1
    return seats
  })
  const left = weights.map((weight, i) => total * weight - (parts[i] ?? 0) * weightSum)
  for (let given = parts.reduce((a, b) => a + b, 0); given < total; given += 1) {
    let best = 0
    for (let i = 1; i < left.length; i += 1) if ((left[i] ?? 0) > (left[best] ?? 0)) best = i
    parts[best] = (parts[best] ?? 0) + 1
    left[best] = -1
  }
  return parts
}

describe('largestRemainder', () => {
  test.each([
    { total: 10n, weights: [1n, 1n, 1n], parts: [4n, 3n, 3n] },
    { total: 100n, weights: [47n, 16n, 16n, 12n, 6n, 3n], parts: [47n, 16n, 16n, 12n, 6n, 3n] },
    { total: 10n, weights: [47n, 16n, 16n, 12n, 6n, 3n], parts: [5n, 2n, 2n, 1n, 0n, 0n] },
    { total: 1n, weights: [5n, 5n], parts: [1n, 0n] },
    { total: 7n, weights: [0n, 7n, 0n], parts: [0n, 7n, 0n] },
    { total: 0n, weights: [3n, 4n], parts: [0n, 0n] },
    { total: 0n, weights: [], parts: [] },
  ])('$total over $weights is $parts', ({ total, weights, parts }) => {
    expect(largestRemainder(total, weights)).toEqual(parts)
  })

  test('is what counting by hand gives', () => {
    const weights = fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 200 }), weights, (total, list) => {
        fc.pre(list.some((weight) => weight > 0))
        const ours = largestRemainder(BigInt(total), list.map(BigInt))
        expect(ours).toEqual(oracle(total, list).map(BigInt))
      }),
      { numRuns: 2000 },
    )
  })

  test('sums exactly, is off the quota by less than one, and within the weights when the total is', () => {
    const weights = fc.array(fc.bigInt({ min: 0n, max: 10n ** 15n }), { minLength: 1, maxLength: 30 })
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 15n }), weights, (total, list) => {
        const weightSum = sum(list)
        fc.pre(weightSum > 0n)
        const parts = largestRemainder(total, list)
        expect(sum(parts)).toBe(total)
        for (const [i, part] of parts.entries()) {
          const quota = total * (list[i] ?? 0n)
          expect((part - 1n) * weightSum < quota && quota < (part + 1n) * weightSum).toBe(true)
          if (total <= weightSum) expect(part <= (list[i] ?? 0n)).toBe(true)
        }
      }),
      { numRuns: 500 },
    )
  })

  test('refuses to hand out something to nobody', () => {
    expect(() => largestRemainder(1n, [])).toThrow('positive weight')
    expect(() => largestRemainder(1n, [0n, 0n])).toThrow('positive weight')
    expect(() => largestRemainder(-1n, [1n])).toThrow()
  })
})
