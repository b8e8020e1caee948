import type { Rule } from '../alerts/rule.ts'
import type { MaintenanceReading } from '../engine/alerting.ts'
import { Failure } from '../engine/failure.ts'
import { formatShortTime, iso } from '../engine/format.ts'
import type { JsonObject } from '../engine/json-value.ts'
import { actorName, type PersonReading } from '../engine/people.ts'
import { say, type Text } from '../engine/phrase.ts'
import { theRule } from './alert-view.ts'

/** Words for what is worked on, each with the rules that it makes noisy. What is about money is never among them. */
const GROUPS: Readonly<Record<string, RegExp>> = {
  machines: /^(?:MACHINE|LOW_CASH|CASHBOX)/,
  lamassu: /^(?:LAMASSU|POLL|NO_TX|MACHINE|LOW_CASH|CASHBOX)/,
  wallets: /^(?:WALLET|SOURCE_LOW|COMMISSION_NOT_RISING|PREFLIGHT)/,
  polling: /^(?:POLL|NO_TX)/,
  'all-but-money': /^/,
}

/** Everything that maintenance can be of: group words, and rules that are not about money. */
export const maintainable = (rules: readonly Rule[]): string[] => [
  ...Object.keys(GROUPS).filter((group) => rulesOf(rules, group).muted.length > 0),
  ...rules.filter((rule) => !rule.money).map(({ id }) => id),
]

export interface Scope {
  readonly muted: readonly Rule[]
  /** Of the group, and told all the same: they are about money. */
  readonly loud: readonly Rule[]
}

/** From a rule, several with commas between them, or a group's word. Money rules are refused by name. */
export function scopeOf(rules: readonly Rule[], written: string): Scope {
  const word = written.trim().toLowerCase()
  if (Object.hasOwn(GROUPS, word)) {
    const scope = rulesOf(rules, word)
    if (scope.muted.length === 0)
      throw new Failure(
        'refused',
        say`There is nothing to mute in "${word}": "alert rules" shows what there is.`,
      )
    return scope
  }
  const named = written
    .split(',')
    .map((id) => id.trim())
    .filter((id) => id !== '')
    .map((id) => theRule(rules, id))
  const muted = [...new Set(named)]
  const loud = muted.filter((rule) => rule.money)
  if (loud.length > 0) throw aboutMoney(loud)
  if (muted.length === 0)
    throw new Failure(
      'usage',
      say`Say what is maintained: a rule, several with commas between them, or ${Object.keys(GROUPS).join(', ')}.`,
    )
  return { muted, loud: [] }
}

function rulesOf(rules: readonly Rule[], group: string): Scope {
  const fitting = rules.filter((rule) => GROUPS[group]?.test(rule.id) === true)
  // Of everything else nobody expects the rules about money to be listed.
  const loud = group === 'all-but-money' ? [] : fitting.filter((rule) => rule.money)
  return { muted: fitting.filter((rule) => !rule.money), loud }
}

const aboutMoney = (loud: readonly Rule[]): Failure =>
  new Failure(
    'refused',
    say`${namesOf(loud)}: about money, or somebody's call for help, and maintenance never mutes that. Name the other rules alone; "alert silence" quietens one alert for at most a day.`,
  )

export const namesOf = (rules: readonly { readonly id: string }[]): string =>
  rules.map(({ id }) => id).join(', ')

/** 'until 23 Nov, 14:05, by Mara: new router' */
export const windowText = (
  { until, createdBy, reason }: MaintenanceReading,
  people: readonly PersonReading[],
): Text => say`until ${formatShortTime(until)}, by ${actorName(createdBy, people)}: ${reason}`

export const maintenanceJson = (window: MaintenanceReading): JsonObject => ({
  maintenanceId: window.id.toString(),
  rules: window.rules,
  reason: window.reason,
  createdBy: window.createdBy,
  createdAt: iso(window.createdAt),
  until: iso(window.until),
})
