import type { Text } from '../phrase.ts'
import type { Scenario } from './incident.ts'
import type { OfferedStep } from './next-step.ts'
import { BALANCES, COMMISSIONS, TWICE } from './playbooks/money.ts'
import type { PlaybookStep } from './playbooks/step.ts'
import { BOT, KEYS, LAMASSU, PAYMENTS, UNKNOWN } from './playbooks/work.ts'
import type { Situation } from './situation.ts'

const PLAYBOOKS: Readonly<Record<Scenario, readonly PlaybookStep[]>> = {
  R1: TWICE,
  R2: LAMASSU,
  R3: PAYMENTS,
  R4: BALANCES,
  R5: COMMISSIONS,
  R6: KEYS,
  R10: BOT,
  other: UNKNOWN,
}

/** The safe steps of a recovery, in order. None of them moves money but by the command that it names. */
export const playbookOf = (scenario: Scenario): readonly PlaybookStep[] => PLAYBOOKS[scenario]

/** The same with the numbers of what is there, and what is done already. */
export const offeredSteps = (scenario: Scenario, situation: Situation): readonly OfferedStep[] =>
  playbookOf(scenario).map(({ what, why, line, done }) => ({
    what: isAsked(what) ? what(situation) : what,
    why,
    line: typeof line === 'function' ? line(situation) : line,
    done: done(situation),
  }))

const isAsked = (what: PlaybookStep['what']): what is (situation: Situation) => Text =>
  typeof what === 'function'
