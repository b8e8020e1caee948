import { type AlertReading, isWorse } from '../../engine/alerting.ts'
import { sats } from '../../engine/domain/money.ts'
import { formatAge, formatSats } from '../../engine/format.ts'
import { joined, type Phrase, say } from '../../engine/phrase.ts'
import { minutesBefore } from '../moments.ts'
import { defineRule } from '../rule.ts'

const ID = 'RESPONSE_OVERDUE'
/** Where an answer is due at once, level 1 has as long as it is called alone. */
const AT_ONCE_MINUTES = 5

export const rule = defineRule({
  id: ID,
  title: 'Nobody has answered',
  severity: 'high',
  runbook: 'R0',
  respondMinutes: 30,
  everySeconds: 30,
  money: true,
  why: 'The time in which somebody should have taken care of an alert is over',
  trigger:
    'an alert of medium severity or worse is not acknowledged within its response time; at once means within five minutes',
  automatic: 'calls the next level',
  resolves: 'somebody acknowledges the alert, or it is over',
  goodChecks: 1,
  limits: {
    graceMinutes: {
      default: 0,
      least: 0,
      most: 1440,
      unit: 'minutes',
      help: 'how long after the response time this is told',
    },
  },
  async check({ signs, now }, { graceMinutes }) {
    const firing = await signs.alerts.firing()
    return firing
      .filter((alert) => isOverdue(alert, minutesBefore(now, graceMinutes)))
      .filter(
        ({ firedNoticeAt }) => firedNoticeAt === null || firedNoticeAt <= minutesBefore(now, AT_ONCE_MINUTES),
      )
      .map((alert) => ({
        entity: `alert:${alert.id}`,
        severity: isWorse(alert.severity, 'medium') ? ('high' as const) : ('medium' as const),
        what: say`alert #${alert.id} ${alert.rule}: ${alert.finding.what}`,
        // The alert itself has the money in doubt: it is not counted twice.
        exposureSats: sats(0n),
        since: alert.dueAt ?? now,
        fired: joined([say`overdue for ${formatAge(alert.dueAt ?? now, now)}`, ...inDoubt(alert)], ' · '),
        now: say`Acknowledge the alert if you take care of it, or call somebody who does.`,
        steps: [`alert ack ${alert.id}`, `alert show ${alert.id}`, 'oncall show'],
      }))
  },
})

/** What is muted was put off by somebody, or is told by another alert. */
const isOverdue = (alert: AlertReading, until: Date): boolean =>
  alert.rule !== ID &&
  alert.testChannel === null &&
  alert.groupId === null &&
  alert.mutedBy === null &&
  alert.ackedAt === null &&
  isWorse(alert.severity, 'info') &&
  alert.dueAt !== null &&
  alert.dueAt < until

const inDoubt = ({ finding: { exposureSats } }: AlertReading): Phrase[] =>
  exposureSats === 0n ? [] : [say`${formatSats(exposureSats)} in doubt`]
