import { sats } from '../../engine/domain/money.ts'
import { formatAge, formatCount, formatTime } from '../../engine/format.ts'
import { say } from '../../engine/phrase.ts'
import { lastWeeks, weekBounds } from '../../engine/weekly-audit.ts'
import { hoursBefore } from '../moments.ts'
import { defineRule } from '../rule.ts'

/** Further back nobody counts them. */
const WEEKS_BACK = 12

export const rule = defineRule({
  id: 'WEEKLY_AUDIT_DUE',
  title: 'Weekly audit due',
  severity: 'medium',
  runbook: 'R9',
  respondMinutes: 24 * 60,
  everySeconds: 60,
  money: false,
  why: 'What nobody looks at for a week can go wrong for a month',
  trigger: 'from Sunday 00:00 UTC on the week that is over is not signed; high after the limit',
  automatic: 'runs the seven checks that need nobody, and keeps what they showed',
  resolves: 'the newest week is signed',
  goodChecks: 1,
  limits: {
    highAfterHours: {
      default: 24,
      least: 1,
      most: 168,
      unit: 'hours',
      help: 'how long after the end of the week the alert is high',
    },
  },
  async check({ observations, signs, now }, { highAfterHours }) {
    const firstStart = observations.get('bot')?.since
    if (firstStart === undefined) return []
    const due = lastWeeks(now, WEEKS_BACK).filter((week) => weekBounds(week).until > firstStart)
    const signed = await signs.operations.signedWeeks(due)
    const at = due.findIndex((week) => signed.has(week))
    const open = at === -1 ? due : due.slice(0, at)
    const [newest] = open
    const oldest = open.at(-1)
    if (newest === undefined || oldest === undefined) return []
    const since = weekBounds(oldest).until
    return [
      {
        entity: '',
        severity: since <= hoursBefore(now, highAfterHours) ? 'high' : 'medium',
        what:
          open.length === 1
            ? say`the audit of the week up to ${newest} is not signed`
            : say`the audits of ${formatCount(open.length, 'week')} are not signed`,
        exposureSats: sats(0n),
        since,
        fired: say`due since ${formatTime(since)}, not signed for ${formatAge(since, now)}`,
        now: say`Look through the checks, poll by hand, and sign.`,
        steps: ['audit weekly', 'poll run'],
      },
    ]
  },
})
