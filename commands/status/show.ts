import { say } from '../../engine/phrase.ts'
import type { Incident } from '../../engine/incidents/incident.ts'
import type { StatusReading } from '../../engine/readings.ts'
import type { Answer, Tone } from '../answer.ts'
import { fields, nextWith, text } from '../answer.ts'
import { lookCommand, type LookContext } from '../definition.ts'
import { incidentLines, incidentSteps, openIncidentsJson } from '../status-incidents.ts'
import { formatAge, formatCount, formatFiat, formatSats, iso } from '../../engine/format.ts'
import {
  alertFields,
  alertLines,
  type AlertStatus,
  alertStatus,
  alertStatusJson,
  alertSteps,
  alertVerdict,
} from '../status-alerts.ts'
import { onOff } from '../status-words.ts'
import { recorded, recordedOr } from '../../engine/recorded.ts'

export const command = lookCommand({
  noun: 'status',
  verb: 'show',
  help: 'How everything stands: switches, polls, cash-outs, payments, deposits',
  example: 'status show',
  role: 'viewer',
  arguments: {},
  async look(context) {
    const status = await context.readings.status()
    const alerts = await alertStatus(context.alerts, await context.people.people())
    const open = await context.incidents.current()
    const { tone, heading } = verdict(status, alerts, open)
    return {
      tone,
      heading,
      blocks: blocksOf(status, alerts, open, context),
      json: { ...jsonOf(status), ...alertStatusJson(alerts), ...openIncidentsJson(open) },
    }
  },
})

function verdict(
  status: StatusReading,
  alerts: AlertStatus,
  open: readonly Incident[],
): Pick<Answer, 'heading'> & { tone: Tone } {
  const alarm = alertVerdict(alerts)
  const review = countOf(status, 'needs_review')
  if (review > 0)
    return {
      tone: 'bad',
      heading: say`${formatCount(review, 'payment')} need a person: ${formatSats(status.inDoubtSats)} in doubt`,
    }
  if (alarm?.tone === 'bad') return alarm
  if (!status.payoutsEnabled)
    return {
      tone: 'warn',
      heading:
        status.pauseReason === null
          ? say`Payouts are paused`
          : say`Payouts are paused: ${recorded(status.pauseReason)}`,
    }
  if (!status.pollingEnabled) return { tone: 'warn', heading: say`Polling is paused` }
  if (status.lastPoll?.result === 'failed') return { tone: 'bad', heading: say`The last poll failed` }
  if (status.transactions.quarantined > 0)
    return {
      tone: 'warn',
      heading: say`${formatCount(status.transactions.quarantined, 'cash-out')} set aside for a person to decide`,
    }
  if (status.waitingReason !== null) return { tone: 'warn', heading: say`A cash-out waits` }
  if (alarm !== null) return alarm
  // While an incident is open all is not well, whatever else is.
  if (open.length > 0) return { tone: 'warn', heading: say`Open incidents: ${open.length}` }
  if (status.lastPoll === null) return { tone: 'plain', heading: say`Ready; nothing has been polled yet` }
  return { tone: 'good', heading: say`All is well` }
}

const countOf = (status: StatusReading, wanted: string): number =>
  status.transfers.filter((t) => t.status === wanted).reduce((total, t) => total + t.count, 0)

const satsOf = (status: StatusReading, wanted: string): bigint =>
  status.transfers
    .filter((t) => t.status === wanted && t.kind !== 'funding')
    .reduce((total, t) => total + t.amountSats, 0n)

function blocksOf(
  status: StatusReading,
  alerts: AlertStatus,
  open: readonly Incident[],
  context: LookContext,
): Answer['blocks'] {
  const { now } = context
  const { transactions } = status
  const unfinished = ['pending', 'invoiced', 'paying'].reduce(
    (total, wanted) => total + countOf(status, wanted),
    0,
  )
  const underWay = formatCount(unfinished, 'payment')
  const pools = status.pools.map(
    (pool) =>
      [
        say`Deposits ${pool.fiatCode}`,
        say`${formatFiat(pool.remaining, pool.exponent, pool.fiatCode)} left of ${formatCount(pool.clients, 'active client')}, ${formatFiat(pool.held, pool.exponent, pool.fiatCode)} on hold`,
      ] as const,
  )
  return [
    ...incidentLines(open),
    ...alertLines(alerts, context),
    fields(
      ...alertFields(alerts),
      [say`Polling`, onOff(status.pollingEnabled)],
      [
        say`Payouts`,
        status.payoutsEnabled || status.pauseReason === null
          ? onOff(status.payoutsEnabled)
          : say`OFF (${recorded(status.pauseReason)})`,
      ],
      [
        say`Last good poll`,
        status.lastSuccessfulPollAt === null
          ? say`none yet`
          : say`${formatAge(status.lastSuccessfulPollAt, now)} ago`,
      ],
      [
        say`Cash-outs`,
        say`${transactions.completed} completed, ${transactions.processing} being paid, ${transactions.pending} pending, ${transactions.quarantined} set aside, ${status.waitingCount} unconfirmed`,
      ],
      [
        say`Paid`,
        say`${formatSats(satsOf(status, 'completed'))} in ${formatCount(countOf(status, 'completed'), 'payment')}`,
      ],
      [
        say`Under way`,
        status.oldestUnfinishedAt === null
          ? underWay
          : say`${underWay}, the oldest for ${formatAge(status.oldestUnfinishedAt, now)}`,
      ],
      [say`In doubt`, formatSats(status.inDoubtSats)],
      ...pools,
    ),
    ...(status.waitingReason === null
      ? []
      : [text(say`The next cash-out waits: ${recorded(status.waitingReason)}`)]),
    ...(status.lastPoll?.result === 'failed'
      ? [
          text(
            say`The last poll failed: ${recordedOr(status.lastPoll.errorMessage, say`no reason was recorded`)}`,
          ),
        ]
      : []),
    nextWith([
      ...[...incidentSteps(open), ...alertSteps(alerts), ...suggestions(status)].map((line) => ({ line })),
      // While anything moves, stopping is one tap away.
      ...(status.payoutsEnabled || status.pollingEnabled ? [{ line: 'panic', label: say`⛔ Panic` }] : []),
    ]),
  ]
}

function suggestions(status: StatusReading): string[] {
  const commands = []
  if (countOf(status, 'needs_review') > 0) commands.push('payment list --status needs_review')
  if (status.transactions.quarantined > 0) commands.push('tx list --status quarantined')
  if (status.pendingDeposits > 0) commands.push('deposit list --status pending')
  if (!status.payoutsEnabled || !status.pollingEnabled) commands.push('poll resume')
  return commands.length > 0 ? commands : ['tx list', 'client list']
}

const jsonOf = (status: StatusReading): Answer['json'] => ({
  pollingEnabled: status.pollingEnabled,
  payoutsEnabled: status.payoutsEnabled,
  pauseReason: status.pauseReason,
  lastSuccessfulPollAt: iso(status.lastSuccessfulPollAt),
  lastPollResult: status.lastPoll?.result ?? null,
  transactions: { ...status.transactions, waiting: status.waitingCount },
  payments: status.transfers.map((t) => ({
    kind: t.kind,
    status: t.status,
    count: t.count,
    amountSats: t.amountSats.toString(),
  })),
  inDoubtSats: status.inDoubtSats.toString(),
  oldestUnfinishedAt: iso(status.oldestUnfinishedAt),
  pools: status.pools.map((pool) => ({
    fiatCode: pool.fiatCode,
    activeClients: pool.clients,
    remainingMinor: pool.remaining.toString(),
    heldMinor: pool.held.toString(),
  })),
  waitingReason: status.waitingReason,
  pendingDeposits: status.pendingDeposits,
})
