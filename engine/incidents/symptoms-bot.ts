import { formatAge, formatTime } from '../format.ts'
import { LOG_PATTERNS, type LogPattern } from '../observe-self.ts'
import { say } from '../phrase.ts'
import { byRule, failing, FRESH_MINUTES, looked, type Symptom } from './symptom.ts'

/** R10: the bot itself. */
export const BOT_SYMPTOMS: readonly Symptom[] = [
  {
    key: 'r10.database',
    scenario: 'R10',
    what: say`The books can't be reached`,
    look: (clues) => failing(clues, ['database']),
  },
  {
    key: 'r10.heartbeat',
    scenario: 'R10',
    what: say`The bot has stopped looking`,
    look: ({ situation: { sights, at } }) => {
      if ('problem' in sights) return { is: 'unknown', why: sights.problem }
      const beat = sights.answer.get('heartbeat')
      if (beat === undefined) return { is: 'unknown', why: say`the bot has never looked so far` }
      return at.getTime() - beat.observedAt.getTime() <= FRESH_MINUTES * 60_000
        ? { is: 'absent' }
        : {
            is: 'found',
            figure: say`for ${formatAge(beat.observedAt, at)}, since ${formatTime(beat.observedAt)}`,
            since: beat.observedAt,
          }
    },
  },
  {
    key: 'r10.down',
    scenario: 'R10',
    what: say`The bot was down`,
    look: (clues) => byRule(clues, 'BOT_WAS_DOWN'),
  },
  {
    key: 'r10.clock',
    scenario: 'R10',
    what: say`Clocks differ`,
    look: (clues) => {
      const tested = failing(clues, ['clock'])
      return tested.is === 'found' ? tested : byRule(clues, 'CLOCK_SKEW')
    },
  },
  {
    key: 'r10.rules',
    scenario: 'R10',
    what: say`A check of the bot can't be made`,
    look: (clues) => byRule(clues, 'CHECK_FAILED'),
  },
  {
    key: 'r10.channels',
    scenario: 'R10',
    what: say`A channel doesn't tell`,
    look: (clues) => byRule(clues, 'DELIVERY_FAILED'),
  },
  {
    key: 'r10.schedule',
    scenario: 'R10',
    what: say`Reconciliation or digest did not run`,
    look: (clues) => {
      const daily = byRule(clues, 'DAILY_RECON_MISSED')
      return daily.is === 'found' ? daily : byRule(clues, 'DIGEST_MISSED')
    },
  },
  {
    key: 'r10.log',
    scenario: 'R10',
    what: say`More trouble in the log than usual`,
    look: (clues) => byRule(clues, 'LOG_ERRORS'),
  },
  {
    key: 'r10.chain',
    scenario: 'R10',
    what: say`The log of what people did was changed`,
    look: ({ situation: { run } }) =>
      looked(run, (newest) => {
        const check = newest?.checks.find(({ name }) => name === 'action-log')
        return check?.verdict === 'broken' ? { figure: check.figure, since: newest?.startedAt ?? null } : null
      }),
  },
]

/** The searches of the log in which anything was found. */
export const errorFigures = (counts: Readonly<Record<LogPattern, number>>): readonly string[] =>
  LOG_PATTERNS.filter((pattern) => counts[pattern] > 0).map((pattern) => `${pattern} ${counts[pattern]}`)
