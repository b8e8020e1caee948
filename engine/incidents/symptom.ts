import type { CheckReading } from '../probes.ts'
import { say, type Text } from '../phrase.ts'
import { recorded } from '../recorded.ts'
import type { Asked } from './asked.ts'
import type { Clues, RuleAnswer } from './clues.ts'
import type { Scenario } from './incident.ts'
import type { SymptomKey } from './weights.ts'

/** What looking for one sign came to. */
export type Look =
  | { readonly is: 'found'; readonly figure: Text; readonly since: Date | null }
  | { readonly is: 'absent' }
  | { readonly is: 'unknown'; readonly why: Text }

/** One of the handbook's ways to detect a scenario. */
export interface Symptom {
  readonly key: SymptomKey
  readonly scenario: Scenario
  readonly what: Text
  look(clues: Clues): Look
}

/** A symptom that was looked for. */
export interface Sign extends Omit<Symptom, 'look'> {
  readonly seen: Look
}

export const signOf = (symptom: Symptom, clues: Clues): Sign => ({
  key: symptom.key,
  scenario: symptom.scenario,
  what: symptom.what,
  seen: symptom.look(clues),
})

export interface Trace {
  readonly figure: Text
  readonly since: Date | null
}

/** What the answer shows; null from `find`: nothing. A question that could not be asked is never a no. */
export function looked<T>(asked: Asked<T>, find: (answer: T) => Trace | null): Look {
  if ('problem' in asked) return { is: 'unknown', why: asked.problem }
  const trace = find(asked.answer)
  return trace === null ? { is: 'absent' } : { is: 'found', ...trace }
}

/** The oldest of these moments. */
export const oldest = (moments: readonly Date[]): Date | null =>
  moments.reduce<Date | null>((first, at) => (first === null || at < first ? at : first), null)

/** What an alert rule finds when it is asked now. */
export function byRule({ rules }: Clues, id: string): Look {
  if ('problem' in rules) return { is: 'unknown', why: rules.problem }
  const rule: RuleAnswer | undefined = rules.answer.find((one) => one.rule === id)
  if (rule === undefined) return { is: 'unknown', why: say`nothing looks for ${id} in this version` }
  return looked(rule.found, (findings) => {
    const [first] = findings
    if (first === undefined) return null
    const since = oldest(findings.map((finding) => finding.since))
    const more = findings.length - 1
    return { figure: more === 0 ? first.what : say`${first.what}, and ${more} more`, since }
  })
}

/** Settings of these names that are others than before. */
export const changed = ({ changes }: Clues, isMeant: (name: string) => boolean): Look =>
  looked(changes, (all) => {
    const meant = all.filter(({ name }) => isMeant(name))
    return meant.length === 0
      ? null
      : {
          figure: meant.map(({ name, from, to }) => `${name}: ${from ?? '–'} → ${to ?? '–'}`).join('; '),
          since: oldest(meant.map(({ seenAt }) => seenAt)),
        }
  })

/** Of the tests that were made just now, those that fail; no test of it is no answer. */
export function failing({ connections, situation }: Clues, names: readonly CheckReading['name'][]): Look {
  if ('problem' in connections) return { is: 'unknown', why: connections.problem }
  const tests = connections.answer.filter(({ name }) => names.includes(name))
  if (tests.length === 0) return { is: 'unknown', why: say`it was not tested` }
  const bad = tests.find(({ ok }) => !ok)
  return bad === undefined
    ? { is: 'absent' }
    : { is: 'found', figure: recorded(bad.sentence), since: situation.at }
}

/** What the bot saw longer ago than this says nothing about now. */
export const FRESH_MINUTES = 10
