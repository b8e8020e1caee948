import { say } from '../../engine/phrase.ts'
import type { Settings } from '../../engine/settings.ts'
import { type DailyTimes, readDailyTimes } from '../daily-slots.ts'
import { missedRun } from '../missed-run.ts'
import { defineRule } from '../rule.ts'

const MORNING: DailyTimes = { hours: [8], minutes: [0], weekdays: [0, 1, 2, 3, 4, 5, 6] }

export const rule = defineRule({
  id: 'DIGEST_MISSED',
  title: 'Daily digest missed',
  severity: 'high',
  runbook: 'R10',
  respondMinutes: 120,
  everySeconds: 60,
  money: false,
  why: 'A morning without a digest can not be told from a bot that is dead',
  trigger: 'the daily digest is not sent so long after its time',
  automatic: 'sends it again',
  resolves: 'it is sent',
  goodChecks: 1,
  limits: {
    afterMinutes: {
      default: 30,
      least: 5,
      most: 720,
      unit: 'minutes',
      help: 'how long after its time it has to be done',
    },
  },
  check: (sight, { afterMinutes }) =>
    missedRun(
      sight,
      {
        job: 'digest',
        times: timesOf(sight.settings),
        timeZone: sight.settings['operator-timezone'],
        words: {
          what: say`the daily digest was not sent`,
          now: say`Look how things stand by hand, and why the digest does not go out.`,
          steps: ['status show', 'bot logs errors'],
        },
      },
      afterMinutes,
    ),
})

/** A schedule that is no list of times of day is looked at as if it were the usual one. */
function timesOf(settings: Settings): DailyTimes {
  const schedule: unknown = Reflect.get(settings, 'digest-schedule')
  return (typeof schedule === 'string' ? readDailyTimes(schedule) : null) ?? MORNING
}
