import { say, type Text } from '../phrase.ts'
import type { ScenarioMatch } from './board.ts'
import type { Scenario } from './incident.ts'
import type { Look, Sign } from './symptom.ts'
import { EXPLAINED_DIVISOR, SURE, weightOf } from './weights.ts'
import { SCENARIO_TITLES } from './words.ts'

/** What can be recognised; the order of equals. */
export const RANKED = ['R1', 'R2', 'R3', 'R4', 'R5', 'R6', 'R10'] as const satisfies readonly Scenario[]

/**
 * How well each scenario fits what was seen, the best first. The weights of what was found add up; a sign that a sure
 * scenario explains counts a fifth. What could not be asked counts nothing, and is not taken for absent.
 */
export function rank(signs: readonly Sign[]): ScenarioMatch[] {
  const sure = sureOnes(signs)
  const counts = (sign: Sign): number => weighed(sign, sure)
  return RANKED.map((scenario) => ({ scenario, sum: evidence(signs, scenario, counts) }))
    .sort((a, b) => b.sum - a.sum)
    .map(({ scenario, sum }) => ({
      scenario,
      title: SCENARIO_TITLES[scenario],
      score: Math.min(100, Math.round(sum)),
      signs: signs
        .filter((sign) => sign.scenario === scenario)
        .sort((a, b) => order(a) - order(b))
        .map(({ what, seen }) => ({
          what,
          found: seen.is === 'found',
          asked: seen.is !== 'unknown',
          figure: figureOf(seen),
        })),
    }))
}

/** Those that explain others before those that are explained: a refused key before the payments that it fails. */
const CAUSES_FIRST = ['R6', 'R1', 'R2', 'R10', 'R5', 'R4', 'R3'] as const

function sureOnes(signs: readonly Sign[]): ReadonlySet<Scenario> {
  const sure = new Set<Scenario>()
  for (const scenario of CAUSES_FIRST)
    if (evidence(signs, scenario, (sign) => weighed(sign, sure)) >= SURE) sure.add(scenario)
  return sure
}

function weighed({ key }: Sign, sure: ReadonlySet<Scenario>): number {
  const { weight, explainedBy = [] } = weightOf(key)
  return explainedBy.some((other) => sure.has(other)) ? weight / EXPLAINED_DIVISOR : weight
}

const evidence = (signs: readonly Sign[], scenario: Scenario, counts: (sign: Sign) => number): number =>
  signs
    .filter((sign) => sign.scenario === scenario && sign.seen.is === 'found')
    .reduce((sum, sign) => sum + counts(sign), 0)

/** The telling ones first, then what nobody could ask, then what is not there. */
const PLACES = { found: 0, unknown: 1, absent: 2 } as const
const order = ({ key, seen }: Sign): number => PLACES[seen.is] * 1000 - weightOf(key).weight

function figureOf(seen: Look): Text | null {
  if (seen.is === 'unknown') return say`could not be asked: ${seen.why}`
  return seen.is === 'found' ? seen.figure : null
}
