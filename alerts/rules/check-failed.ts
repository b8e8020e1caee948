import { sats } from '../../engine/domain/money.ts'
import { formatCount } from '../../engine/format.ts'
import { say } from '../../engine/phrase.ts'
import { hoursBefore } from '../moments.ts'
import { defineRule } from '../rule.ts'

const PREFIX = 'rule:'
/** A rule that fails is seen again long before: what is older was left behind by a process that ended. */
const SEEN_WITHIN_HOURS = 2

export const rule = defineRule({
  id: 'CHECK_FAILED',
  title: "A check can't be made",
  severity: 'high',
  runbook: 'R10',
  respondMinutes: 60,
  everySeconds: 30,
  money: true,
  why: "While a rule can't be checked, what it watches for happens unseen",
  trigger: 'a rule could not be checked so many times in a row',
  automatic: 'tries again each time; no alert of the rule is taken for over meanwhile',
  resolves: 'the rule can be checked again',
  goodChecks: 1,
  limits: {
    times: { default: 3, least: 2, most: 100, unit: 'count', help: 'how many failed checks in a row' },
  },
  async check({ observations, now }, { times }) {
    return [...observations.values()]
      .filter(
        ({ subject, outcome, inARow, observedAt }) =>
          subject.startsWith(PREFIX) &&
          outcome === 'failed' &&
          inARow >= times &&
          observedAt > hoursBefore(now, SEEN_WITHIN_HOURS),
      )
      .map((seen) => ({
        entity: seen.subject,
        what: say`${seen.subject.slice(PREFIX.length)} is not checked`,
        exposureSats: sats(0n),
        since: seen.since,
        fired: say`failed ${formatCount(seen.inARow, 'time')} in a row, limit ${times}: ${seen.detail ?? '–'}`,
        now: say`Run the checks; while they fail, watch by hand what this rule would.`,
        steps: ['check all', 'bot logs errors', 'status show'],
      }))
  },
})
