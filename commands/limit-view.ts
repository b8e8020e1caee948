import { fits, type LimitInForce, limitsInForce } from '../alerts/limits.ts'
import type { LimitSpec, Rule } from '../alerts/rule.ts'
import { Failure } from '../engine/failure.ts'
import { formatCount, formatNumber, formatSats, formatSpan } from '../engine/format.ts'
import type { JsonObject } from '../engine/json-value.ts'
import { joined, say, type Text } from '../engine/phrase.ts'
import type { LookContext } from './definition.ts'
import { SOURCES } from './status-words.ts'

/** A rule's limits as they count now. */
export const liveLimits = async (
  { alerts, alertSettings }: Pick<LookContext, 'alerts' | 'alertSettings'>,
  rule: Rule,
): Promise<readonly LimitInForce[]> =>
  limitsInForce(rule, (await alerts.limits()).get(rule.id), alertSettings.fixedLimits)

/** '48 hours', '0.25 %', '100 sats' */
export function limitText({ unit }: LimitSpec, value: number): Text {
  const whole = Number.isInteger(value) ? BigInt(value) : null
  const plain = formatNumber(String(value))
  switch (unit) {
    case 'sats':
      return whole === null ? plain : formatSats(whole)
    case 'seconds':
      return whole === null ? say`${plain} s` : formatSpan(value)
    case 'minutes':
      return whole === null ? say`${plain} min` : formatCount(whole, 'minute')
    case 'hours':
      return whole === null ? say`${plain} h` : formatCount(whole, 'hour')
    case 'days':
      return whole === null ? say`${plain} d` : formatCount(whole, 'day')
    case 'percent':
      return say`${plain} %`
    case 'times':
      return say`${plain} times`
    case 'count':
      return plain
  }
}

/** 'afterHours 48 hours (default)' */
export const limitLine = ({ name, spec, value, source }: LimitInForce): Text =>
  say`${name} ${limitText(spec, value)} (${SOURCES[source]})`

export const limitsCell = (limits: readonly LimitInForce[]): Text =>
  limits.length === 0 ? '–' : joined(limits.map(limitLine), ', ')

export const limitJson = ({ name, spec, value, source }: LimitInForce): JsonObject => ({
  name,
  value: String(value),
  source,
  default: String(spec.default),
  least: String(spec.least),
  most: String(spec.most),
  unit: spec.unit,
  variable: spec.variable ?? null,
  help: spec.help,
})

export function theLimit(rule: Rule, limits: readonly LimitInForce[], written: string): LimitInForce {
  const found = limits.find(({ name }) => name.toLowerCase() === written.toLowerCase())
  if (found === undefined)
    throw new Failure(
      'refused',
      limits.length === 0
        ? say`${rule.id} has no limits: there is nothing to set.`
        : say`${rule.id} has no limit "${written}": it has ${limits.map(({ name }) => name).join(', ')}.`,
    )
  return found
}

/** What can be counted is a whole number. */
const FRACTIONS: ReadonlySet<LimitSpec['unit']> = new Set(['percent', 'times'])

/** The number that was written, if it may be this limit's. */
export function readLimit(rule: Rule, { name, spec }: LimitInForce, written: string): number {
  const value = Number(written)
  if (!FRACTIONS.has(spec.unit) && !Number.isInteger(value))
    throw new Failure('usage', say`${name} of ${rule.id} is a whole number; "${written}" is not.`)
  if (!fits(spec, value))
    throw new Failure(
      'refused',
      say`${name} of ${rule.id} may be from ${limitText(spec, spec.least)} to ${limitText(spec, spec.most)}; ${limitText(spec, value)} is not.`,
    )
  return value
}
