import { botSightOf } from '../../engine/observe-self.ts'
import { say } from '../../engine/phrase.ts'
import { missedRun } from '../missed-run.ts'
import { defineRule } from '../rule.ts'

const MORNING = '0 8 * * *'

export const rule = defineRule({
  id: 'DIGEST_MISSED',
  title: 'Daily digest missed',
  severity: 'high',
  runbook: 'R10',
  respondMinutes: 120,
  everySeconds: 60,
  money: false,
  why: "A morning without a digest can't be told from a bot that is dead",
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
        cron: botSightOf(sight.observations.get('bot'))?.digestCron ?? MORNING,
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
