import type { Recurrence } from '../../engine/alerting.ts'
import { sats } from '../../engine/domain/money.ts'
import { formatAge, formatSpan } from '../../engine/format.ts'
import { say } from '../../engine/phrase.ts'
import type { IncidentSight } from '../../engine/signs/incidents.ts'
import { hoursBefore } from '../moments.ts'
import { defineRule } from '../rule.ts'

export const rule = defineRule({
  id: 'RECURRENCE',
  title: 'It is back',
  severity: 'critical',
  runbook: 'R0',
  respondMinutes: 30,
  everySeconds: 15,
  money: true,
  why: 'What comes back within a day was not mended when it was over',
  trigger:
    'an alert for which the bot had stopped something was over, and fires again within the watch; where an incident is watched for it, that incident tells it',
  automatic: 'pauses payouts, whatever the alert itself asks for',
  resolves: 'the alert that came back is over',
  limits: {
    watchHours: {
      default: 24,
      least: 1,
      most: 168,
      unit: 'hours',
      help: 'how long what is over is watched',
    },
  },
  async check({ signs, now }, { watchHours }) {
    const back = await signs.alerts.recurring(hoursBefore(now, watchHours))
    const incidents = back.length === 0 ? [] : await signs.incidents.current()
    return back
      .filter((one) => !isToldBy(one, incidents))
      .map((one) => ({
        entity: `alert:${one.id}`,
        what: say`alert #${one.id} ${one.rule}: ${one.what}`,
        // The money in doubt stands on the alert itself, and is not counted twice.
        exposureSats: sats(0n),
        since: one.openedAt,
        fired: say`back ${formatAge(one.overAt, one.openedAt)} after alert #${one.earlierId} was over, watched for ${formatSpan(watchHours * 3600)}`,
        now: say`Look for the cause under the first mend before you resume anything.`,
        steps: steps(one),
        remedies: [{ kind: 'pause_payouts' }],
      }))
  },
})

/** The incident opens again, pauses payouts and calls level 1; the two would say the same. */
const isToldBy = ({ id, earlierId }: Recurrence, incidents: readonly IncidentSight[]): boolean =>
  incidents.some(
    ({ alertId, watchUntil, recurredBy }) =>
      recurredBy.includes(id) || (alertId === earlierId && watchUntil !== null),
  )

const steps = ({ id, earlierId }: Recurrence): string[] => [
  `alert show ${id}`,
  `alert show ${earlierId}`,
  'status show',
]
