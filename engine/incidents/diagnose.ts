import { formatCount, formatShortTime } from '../format.ts'
import { joined, say, type Text } from '../phrase.ts'
import { recorded } from '../recorded.ts'
import type { Diagnosis } from './board.ts'
import { type ClueDependencies, type Clues, readClues } from './clues.ts'
import type { Scenario } from './incident.ts'
import { rank } from './rank.ts'
import { type Sign, signOf, type Symptom } from './symptom.ts'
import { BOT_SYMPTOMS, errorFigures } from './symptoms-bot.ts'
import { MONEY_SYMPTOMS } from './symptoms-money.ts'
import { OUTSIDE_SYMPTOMS } from './symptoms-outside.ts'

export const SYMPTOMS: readonly Symptom[] = [...MONEY_SYMPTOMS, ...OUTSIDE_SYMPTOMS, ...BOT_SYMPTOMS]

/** Looks for every sign of every scenario, and says which fits best. Reads wallets and Lamassu; changes nothing. */
export async function diagnose(deps: ClueDependencies): Promise<Diagnosis> {
  const clues = await readClues(deps)
  const signs = signsOf(clues)
  return { at: clues.situation.at, matches: rank(signs), findings: findingsOf(clues) }
}

export const signsOf = (clues: Clues): Sign[] => SYMPTOMS.map((symptom) => signOf(symptom, clues))

/** When a scenario first showed, as far as its signs can tell; null where none of them does. */
export const firstSeen = (signs: readonly Sign[], scenario: Scenario): Date | null =>
  signs.reduce<Date | null>((first, { scenario: whose, seen }) => {
    if (whose !== scenario || seen.is !== 'found' || seen.since === null) return first
    return first === null || seen.since < first ? seen.since : first
  }, null)

const MOST_CHANGES = 20

/** The handbook's diagnostics: what was changed, what the log says, whether the connections work. */
function findingsOf(clues: Clues): Text[] {
  return [...changesFound(clues), ...logFound(clues), ...connectionsFound(clues), ...preflightFound(clues)]
}

function changesFound({ changes, situation: { course } }: Clues): Text[] {
  if ('problem' in changes) return [say`Settings: could not be asked: ${changes.problem}`]
  const lastGood = 'answer' in course ? course.answer.lastGoodAt : null
  if (changes.answer.length === 0)
    return [
      lastGood === null
        ? say`Settings: nothing was changed within a week`
        : say`Settings: nothing was changed since the last good poll, ${formatShortTime(lastGood)}`,
    ]
  return changes.answer
    .slice(0, MOST_CHANGES)
    .map(
      ({ name, from, to, seenAt, actor }) =>
        say`Settings: ${name} was changed from ${from ?? '–'} to ${to ?? '–'} (${formatShortTime(seenAt)}, ${actor ?? say`by the environment`})`,
    )
}

function logFound({ errors, newestErrors }: Clues): Text[] {
  const counted =
    'problem' in errors
      ? say`Log: could not be asked: ${errors.problem}`
      : logCounts(errorFigures(errors.answer))
  if ('problem' in newestErrors) return [counted, say`Log: could not be read: ${newestErrors.problem}`]
  return [counted, ...newestErrors.answer.map((line) => say`Log: ${line.slice(0, 300)}`)]
}

const logCounts = (figures: readonly string[]): Text =>
  figures.length === 0
    ? say`Log: no line of trouble in this hour and the one before`
    : say`Log: lines of trouble in this hour and the one before: ${figures.join(', ')}`

function connectionsFound({ connections }: Clues): Text[] {
  if ('problem' in connections) return [say`Connections: could not be tested: ${connections.problem}`]
  const bad = connections.answer.filter(({ ok }) => !ok)
  if (bad.length === 0) return [say`Connections: ${formatCount(connections.answer.length, 'test')}, all good`]
  return bad.map(({ name, sentence }) => say`Connections: ${recorded(name)}: ${recorded(sentence)}`)
}

function preflightFound({ preflight }: Clues): Text[] {
  if ('problem' in preflight) return [say`Payments: could not be asked: ${preflight.problem}`]
  if (preflight.answer.length === 0) return [say`Payments: nothing stands in their way`]
  return [say`Payments: held back: ${joined(preflight.answer.map(recorded), '; ')}`]
}
