import { say } from '../../engine/phrase.ts'
import { missedRun } from '../missed-run.ts'
import { defineRule } from '../rule.ts'

/** As the handbook wants it: every day at 00:00 UTC. */
const MIDNIGHT = '0 0 * * *'

export const rule = defineRule({
  id: 'DAILY_RECON_MISSED',
  title: 'Reconciliation missed',
  severity: 'high',
  runbook: 'R10',
  respondMinutes: 120,
  everySeconds: 60,
  money: true,
  why: 'A day that was not reconciled may hide a difference',
  trigger: 'the reconciliation of 00:00 UTC is not done so long after its time',
  automatic: 'runs it again',
  resolves: 'it is done',
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
        job: 'reconciliation',
        cron: MIDNIGHT,
        timeZone: 'UTC',
        words: {
          what: say`the daily reconciliation is not done`,
          now: say`Reconcile now, and look why it does not run by itself.`,
          steps: ['recon run', 'check all', 'bot logs errors'],
        },
      },
      afterMinutes,
    ),
})
