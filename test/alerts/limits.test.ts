import { expect, test } from 'vitest'
import { limitsFor, limitsInForce } from '../../alerts/limits.ts'
import type { LimitSpec } from '../../alerts/rule.ts'

const spec = (more: Partial<LimitSpec> = {}): LimitSpec => ({
  default: 48,
  least: 1,
  most: 720,
  unit: 'hours',
  help: 'how long',
  ...more,
})
const rule = { limits: { free: spec(), fixed: spec({ variable: 'MAX_HOURS' }), other: spec() } }

test('the environment wins over what is set, which wins over the rule’s own', () => {
  const set = new Map(Object.entries({ free: 72, fixed: 12 }))
  const fixed = new Map([['MAX_HOURS', 24]])
  expect(limitsFor(rule, set, fixed)).toEqual({ free: 72, fixed: 24, other: 48 })
  expect(limitsInForce(rule, set, fixed).map(({ name, source }) => [name, source])).toEqual([
    ['free', 'database'],
    ['fixed', 'environment'],
    ['other', 'default'],
  ])
  expect(limitsFor(rule, set, new Map())).toMatchObject({ fixed: 12 })
  expect(limitsFor(rule, undefined, new Map())).toEqual({ free: 48, fixed: 48, other: 48 })
})

test.each([0, 721, Number.NaN])('what is set and no longer fits, such as %d, does not count', (value) => {
  expect(limitsFor(rule, new Map([['free', value]]), new Map())).toMatchObject({ free: 48 })
})
