import assert from 'node:assert/strict'
import { seededRandom } from '../../support/random.ts'

/** Every choice of a simulation comes from here: the same seed gives the same choices. */
export interface Dice {
  /** From 0 to below 1. */
  next(): number
  chance(probability: number): boolean
  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number
  pick<T>(items: readonly T[]): T
  /** Picks by weight; a weight of 0 is never picked. */
  weighted<T>(choices: readonly (readonly [weight: number, item: T])[]): T
  shuffled<T>(items: readonly T[]): T[]
  bytes(count: number): Buffer
}

export function createDice(seed: number): Dice {
  const next = seededRandom(seed)
  const between = (least: number, most: number): number => least + Math.floor(next() * (most - least + 1))
  return {
    next,
    between,
    chance: (probability) => next() < probability,
    pick(items) {
      const item = items[between(0, items.length - 1)]
      assert(item !== undefined, 'there is nothing to pick from')
      return item
    },
    weighted(choices) {
      const total = choices.reduce((sum, [weight]) => sum + weight, 0)
      let at = next() * total
      const chosen = choices.find(([weight]) => (at -= weight) < 0)
      assert(chosen !== undefined, 'there is nothing to pick from')
      return chosen[1]
    },
    shuffled(items) {
      const shuffled = [...items]
      for (let last = shuffled.length - 1; last > 0; last -= 1) {
        const other = between(0, last)
        const [a, b] = [shuffled[last], shuffled[other]]
        assert(a !== undefined && b !== undefined)
        shuffled[last] = b
        shuffled[other] = a
      }
      return shuffled
    },
    bytes: (count) => Buffer.from(Array.from({ length: count }, () => between(0, 255))),
  }
}
