import type { Limits, LimitSpec, LimitSpecs, Rule } from './rule.ts'

/** Numbers by name: of the books by the limit's, of the environment by the variable's. */
export type LimitValues = ReadonlyMap<string, number>

/** A limit as it counts now, and who says so. */
export interface LimitInForce {
  readonly name: string
  readonly spec: LimitSpec
  readonly value: number
  readonly source: 'environment' | 'database' | 'default'
}

/** environment > database > default. A stored value that no longer fits is ignored in favour of the default. */
export const limitsInForce = (
  rule: Pick<Rule, 'limits'>,
  set: LimitValues | undefined,
  fixed: LimitValues,
): LimitInForce[] =>
  Object.entries(rule.limits).map(([name, spec]) => {
    const fromEnvironment = spec.variable === undefined ? undefined : fixed.get(spec.variable)
    if (fromEnvironment !== undefined) return { name, spec, value: fromEnvironment, source: 'environment' }
    const stored = set?.get(name)
    return stored !== undefined && fits(spec, stored)
      ? { name, spec, value: stored, source: 'database' }
      : { name, spec, value: spec.default, source: 'default' }
  })

export const fits = (spec: LimitSpec, value: number): boolean => value >= spec.least && value <= spec.most

/** The same as a rule takes them. */
export const limitsFor = (
  rule: Pick<Rule, 'limits'>,
  set: LimitValues | undefined,
  fixed: LimitValues,
): Limits<LimitSpecs> =>
  Object.fromEntries(limitsInForce(rule, set, fixed).map(({ name, value }) => [name, value]))
