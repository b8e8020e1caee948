import { stateOf } from '../../alerts/compose-look.ts'
import { type AlertReading, type AlertReadings, SEVERITIES } from '../../engine/alerting.ts'
import { formatAge, formatCount } from '../../engine/format.ts'
import type { PersonReading } from '../../engine/people.ts'
import { joined, say, type Text } from '../../engine/phrase.ts'
import { alertJson, clockText, moneyOf, severityText, standingText, subjectOf } from '../alert-view.ts'
import { next, table, text, type Tone } from '../answer.ts'
import { choice, count, optional, withDefault } from '../arguments.ts'
import { lookCommand, type LookContext } from '../definition.ts'
import { firingText, isCritical } from '../status-alerts.ts'

const STATES = ['firing', 'unanswered', 'acked', 'silenced', 'resolved'] as const

export const command = lookCommand({
  noun: 'alert',
  verb: 'list',
  help: 'What is wrong now, the most pressing first: since when, how much money, who has it',
  example: 'alert list',
  role: 'viewer',
  arguments: {
    state: withDefault(
      choice(STATES, { help: 'which: firing is everything that is not over', positional: true }),
      'firing',
    ),
    severity: optional(choice(SEVERITIES, { help: 'only these' })),
    limit: withDefault(count({ help: 'how many at most', least: 1, most: 500 }), 25),
  },
  async look({ alerts, rules, people, asker, now }, { state, severity, limit }) {
    const all = await alertsIn(alerts, state, { now, limit })
    const found = all.filter((alert) => severity === null || alert.severity === severity)
    const shown = found.slice(0, limit)
    const known = await people.people()
    const columns = [say`Alert`, say`What`, say`Money`, say`Age`, say`Who has it`]
    return {
      ...verdict(found, state),
      blocks: [
        table(
          columns,
          shown.map((alert) => rowOf(alert, { rules, now }, known)),
          say`There are none.`,
        ),
        ...(found.length > shown.length
          ? [text(say`The first ${limit} of ${found.length}; --limit shows more.`)]
          : []),
        next(...nextOf(shown[0])),
      ],
      json: { state, alerts: shown.map((alert) => alertJson(alert, asker)) },
    }
  },
})

async function alertsIn(
  alerts: AlertReadings,
  state: (typeof STATES)[number],
  { now, limit }: { now: Date; limit: number },
): Promise<AlertReading[]> {
  if (state === 'resolved') return alerts.recent(limit)
  const wanted = state === 'unanswered' ? 'firing' : state
  const firing = await alerts.firing()
  return state === 'firing' ? firing : firing.filter((alert) => stateOf(alert, now) === wanted)
}

function verdict(
  alerts: readonly AlertReading[],
  state: (typeof STATES)[number],
): { tone: Tone; heading: Text } {
  const many = formatCount(alerts.length, 'alert')
  if (state === 'resolved') return { tone: 'plain', heading: say`${many}, over` }
  if (alerts.length === 0)
    return { tone: state === 'firing' ? 'good' : 'plain', heading: say`No alert is firing` }
  return {
    tone: isCritical(alerts) ? 'bad' : 'warn',
    heading: firingText(alerts),
  }
}

function rowOf(
  alert: AlertReading,
  { rules, now }: Pick<LookContext, 'rules' | 'now'>,
  people: readonly PersonReading[],
): Text[] {
  const clock = clockText(alert, now)
  const standing = standingText(alert, people, now)
  const marks = [severityText(alert.severity), ...(alert.testChannel === null ? [] : [say`TEST`])]
  return [
    joined([`#${alert.id}`, ...marks], ' '),
    subjectOf(alert, rules),
    moneyOf(alert),
    formatAge(alert.finding.since, alert.resolvedAt ?? now),
    clock === null ? standing : joined([standing, clock], '; '),
  ]
}

function nextOf(worst: AlertReading | undefined): string[] {
  if (worst === undefined) return ['status show', 'alert rules']
  const show = `alert show ${worst.id}`
  return worst.state === 'firing' && worst.ackedBy === null
    ? [show, `alert ack ${worst.id}`]
    : [show, 'alert list']
}
