import type { PollReading, StatusReading, WaitingReading } from '../../engine/readings.ts'
import { type Block, type Column, fields, next, right, table, text } from '../answer.ts'
import { rowCashText, waitingSentence } from '../cash-out-view.ts'
import { lookCommand } from '../definition.ts'
import { formatAge, formatCount, formatShortTime, iso, shortId } from '../format.ts'

const POLLS_SHOWN = 10
const WAITING_SHOWN = 20
const MARKS: Readonly<Record<PollReading['result'], string>> = { ok: '▮', empty: '▯', failed: '✕' }

export const command = lookCommand({
  noun: 'poll',
  verb: 'status',
  help: 'The switches, the last ten polls, and the cash-outs that wait',
  example: 'poll status',
  role: 'viewer',
  arguments: {},
  async look({ readings, settings, now }) {
    const status = await readings.status()
    const polls = await readings.polls(POLLS_SHOWN)
    const waiting = await readings.waiting(WAITING_SHOWN)
    const zone = settings['operator-timezone']
    const lastFailure = polls.find((poll) => poll.result === 'failed')
    return {
      ...verdict(status, polls),
      blocks: [
        fields(
          ['Polling', status.pollingEnabled ? 'on' : 'OFF'],
          ['Payouts', status.payoutsEnabled ? 'on' : 'OFF'],
          ...(status.pauseReason === null ? [] : [['Paused because', status.pauseReason] as const]),
          ['Last good poll', lastGood(status, now)],
          ['Polls, newest last', stripOf(polls)],
        ),
        pollTable(polls, zone),
        ...(lastFailure === undefined ? [] : [text(failureText(lastFailure, zone))]),
        ...waitingBlocks(status, waiting, now),
        next(...(status.pollingEnabled ? ['poll run', 'tx list'] : ['poll resume', 'check all'])),
      ],
      json: jsonOf(status, polls, waiting),
    }
  },
})

/** '▮▯✕▮': ok, empty, failed, the newest at the right. */
export const stripOf = (polls: readonly PollReading[]): string =>
  polls.length === 0
    ? 'none yet'
    : polls
        .map((poll) => MARKS[poll.result])
        .reverse()
        .join('')

function verdict(status: StatusReading, [last]: readonly PollReading[]) {
  if (!status.pollingEnabled) return { tone: 'warn', heading: 'Polling is off' } as const
  if (last === undefined)
    return { tone: 'plain', heading: 'Polling is on; nothing has been polled yet' } as const
  if (last.result === 'failed') return { tone: 'bad', heading: 'The last poll failed' } as const
  return { tone: 'good', heading: 'Polling works' } as const
}

const lastGood = (status: StatusReading, now: Date): string =>
  status.lastSuccessfulPollAt === null ? 'none yet' : `${formatAge(status.lastSuccessfulPollAt, now)} ago`

function pollTable(polls: readonly PollReading[], zone: string): Block {
  const columns: Column[] = [
    { title: 'Window' },
    { title: 'Result' },
    right('Read'),
    right('New'),
    right('Aside / waiting'),
  ]
  const rows = polls.map((poll) => [
    `${poll.windowFrom === null ? 'start' : formatShortTime(poll.windowFrom)} to ${formatShortTime(poll.windowUntil)}`,
    `${MARKS[poll.result]} ${poll.result}`,
    poll.rowsRead.toString(),
    poll.taken.toString(),
    `${poll.quarantined} / ${poll.waiting}`,
  ])
  return table(columns, rows, 'Nothing has been polled yet.')
}

const failureText = (poll: PollReading, zone: string): string =>
  `The last failure, ${formatShortTime(poll.finishedAt)}: ${poll.errorMessage ?? 'no reason was recorded'}`

function waitingBlocks(status: StatusReading, waiting: readonly WaitingReading[], now: Date): Block[] {
  if (waiting.length === 0) return []
  const rows = waiting.map((w) => [
    shortId(w.transactionId),
    rowCashText(w.row),
    formatAge(w.firstSeenAt, now),
    waitingSentence(w.reason),
  ])
  return [
    text(`${formatCount(status.waitingCount, 'cash-out')} waiting, looked at again with every poll:`),
    table(['Cash-out', right('Cash'), 'For', 'Because'], rows, ''),
  ]
}

const jsonOf = (
  status: StatusReading,
  polls: readonly PollReading[],
  waiting: readonly WaitingReading[],
) => ({
  pollingEnabled: status.pollingEnabled,
  payoutsEnabled: status.payoutsEnabled,
  pauseReason: status.pauseReason,
  baselineAt: iso(status.baselineAt),
  lastSuccessfulPollAt: iso(status.lastSuccessfulPollAt),
  polls: polls.map((poll) => ({
    pollId: poll.id.toString(),
    result: poll.result,
    windowFrom: iso(poll.windowFrom),
    windowUntil: iso(poll.windowUntil),
    finishedAt: iso(poll.finishedAt),
    rowsInLamassu: poll.rowsInLamassu === null ? null : Number(poll.rowsInLamassu),
    rowsRead: Number(poll.rowsRead),
    taken: Number(poll.taken),
    quarantined: Number(poll.quarantined),
    waiting: Number(poll.waiting),
    errorCode: poll.errorCode,
    errorMessage: poll.errorMessage,
  })),
  waitingCount: status.waitingCount,
  waiting: waiting.map((w) => ({
    lamassuId: w.transactionId,
    reason: w.reason,
    firstSeenAt: iso(w.firstSeenAt),
  })),
})
