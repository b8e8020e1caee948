import { sats } from '../../engine/domain/money.ts'
import { formatCount, formatNumber } from '../../engine/format.ts'
import { errorHoursOf, hourOf, LOG_PATTERNS, type LogPattern } from '../../engine/observe-self.ts'
import { type Phrase, say } from '../../engine/phrase.ts'
import { hoursBefore } from '../moments.ts'
import { defineRule } from '../rule.ts'

/** Fewer hours say nothing about what is usual. */
const LEAST_HOURS_KNOWN = 24

export const rule = defineRule({
  id: 'LOG_ERRORS',
  title: 'More errors than usual',
  severity: 'info',
  runbook: 'R0',
  respondMinutes: 24 * 60,
  everySeconds: 60,
  money: false,
  why: 'The log often knows first',
  trigger: 'one of the five searches finds more lines of trouble in an hour than so many times the usual',
  automatic: null,
  resolves: 'an hour is as usual',
  limits: {
    times: { default: 3, least: 1, most: 100, unit: 'times', help: 'how many times the usual of seven days' },
    mediumTimes: {
      default: 10,
      least: 1,
      most: 1000,
      unit: 'times',
      help: 'how many times the usual make the alert medium',
    },
    leastLines: {
      default: 10,
      least: 1,
      most: 100_000,
      unit: 'count',
      help: 'fewer lines in an hour are never told',
    },
  },
  async check({ observations, now }, { times, mediumTimes, leastLines }) {
    const hours = errorHoursOf(observations.get('log'))
    // This hour has only begun: the one before it counts until it is over.
    const recent = new Set([hourOf(now), hourOf(hoursBefore(now, 1))])
    const lately = hours.filter(({ hour }) => recent.has(hour))
    const usual = hours.filter(({ hour }) => hour < hourOf(hoursBefore(now, 1)))
    if (usual.length < LEAST_HOURS_KNOWN) return []
    return LOG_PATTERNS.flatMap((pattern) => {
      const most = Math.max(0, ...lately.map(({ counts }) => counts[pattern]))
      const mean = usual.reduce((total, { counts }) => total + counts[pattern], 0) / usual.length
      if (most < leastLines || most <= times * mean) return []
      return [
        {
          entity: `log:${pattern}`,
          severity: most > mediumTimes * mean ? ('medium' as const) : ('info' as const),
          what: ABOUT[pattern],
          exposureSats: sats(0n),
          since: hoursBefore(now, 1),
          fired: say`${formatCount(most, 'line')} in an hour, usually ${formatNumber(mean.toFixed(1))}; limit ${times} times that`,
          now: say`Read the last lines; what they name has its own command or runbook.`,
          steps: [`bot logs ${pattern}`, 'status show', 'check all'],
        },
      ]
    })
  },
})

const ABOUT: Readonly<Record<LogPattern, Phrase>> = {
  errors: say`errors in the log`,
  processor: say`trouble with cash-outs in the log`,
  payments: say`trouble with payments in the log`,
  ssh: say`trouble with the SSH connection in the log`,
  wallet: say`trouble with wallets in the log`,
}
