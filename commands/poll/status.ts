import { joined, say, type Text } from '../../engine/phrase.ts'
import type { PollReading, StatusReading, WaitingReading } from '../../engine/readings.ts'
import { type Block, type Column, fields, next, right, table, text } from '../answer.ts'
import { rowCashText, waitingSentence } from '../cash-out-view.ts'
import { lookCommand } from '../definition.ts'
import { formatAge, formatCount, formatShortTime, iso, shortId } from '../../engine/format.ts'
import { onOff } from '../status-words.ts'
import { recorded, recordedOr } from '../../engine/recorded.ts'

const POLLS_SHOWN = 10
const WAITING_SHOWN = 20
const MARKS: Readonly<Record<PollReading['result'], string>> = { ok: '▮', empty: '▯', failed: '✕' }
const RESULTS: Readonly<Record<PollReading['result'], Text>> = {
  ok: say`ok`,
  empty: say`empty`,
  failed: say`failed`,
}

export const command = lookCommand({
  noun: 'poll',
  verb: 'status',
  help: 'The switches, the last ten polls, and the cash-outs that wait',
  example: 'poll status',
  role: 'viewer',
  arguments: {},
  async look({ readings, now }) {
    const status = await readings.status()
    const polls = await readings.polls(POLLS_SHOWN)
    const waiting = await readings.waiting(WAITING_SHOWN)
    const lastFailure = polls.find((poll) => poll.result === 'failed')
    return {
      ...verdict(status, polls),
      blocks: [
        fields(
          [say`Polling`, onOff(status.pollingEnabled)],
          [say`Payouts`, onOff(status.payoutsEnabled)],
          ...(status.pauseReason === null
            ? []
            : [[say`Paused because`, recorded(status.pauseReason)] as const]),
          [say`Last good poll`, lastGood(status, now)],
          [say`Polls, newest last`, stripOf(polls)],
        ),
        pollTable(polls),
        ...(lastFailure === undefined ? [] : [text(failureText(lastFailure))]),
        ...waitingBlocks(status, waiting, now),
        next(...(status.pollingEnabled ? ['poll run', 'tx list'] : ['poll resume', 'check all'])),
      ],
      json: jsonOf(status, polls, waiting),
    }
  },
})

/** '▮▯✕▮': ok, empty, failed, the newest at the right. */
export const stripOf = (polls: readonly PollReading[]): Text =>
  polls.length === 0
    ? say`none yet`
    : polls
        .map((poll) => MARKS[poll.result])
        .reverse()
        .join('')

function verdict(status: StatusReading, [last]: readonly PollReading[]) {
  if (!status.pollingEnabled) return { tone: 'warn', heading: say`Polling is off` } as const
  if (last === undefined)
    return { tone: 'plain', heading: say`Polling is on; nothing has been polled yet` } as const
  if (last.result === 'failed') return { tone: 'bad', heading: say`The last poll failed` } as const
  return { tone: 'good', heading: say`Polling works` } as const
}

const lastGood = (status: StatusReading, now: Date): Text =>
  status.lastSuccessfulPollAt === null
    ? say`none yet`
    : say`${formatAge(status.lastSuccessfulPollAt, now)} ago`

function pollTable(polls: readonly PollReading[]): Block {
  const columns: Column[] = [
    { title: say`Window` },
    { title: say`Result` },
    right(say`Read`),
    right(say`New`),
    right(say`Aside / waiting`),
  ]
  const rows = polls.map((poll) => [
    say`${poll.windowFrom === null ? say`start` : formatShortTime(poll.windowFrom)} to ${formatShortTime(poll.windowUntil)}`,
    joined([MARKS[poll.result], ' ', RESULTS[poll.result]]),
    poll.rowsRead.toString(),
    poll.taken.toString(),
    `${poll.quarantined} / ${poll.waiting}`,
  ])
  return table(columns, rows, say`Nothing has been polled yet.`)
}

const failureText = (poll: PollReading): Text =>
  say`The last failure, ${formatShortTime(poll.finishedAt)}: ${recordedOr(poll.errorMessage, say`no reason was recorded`)}`

function waitingBlocks(status: StatusReading, waiting: readonly WaitingReading[], now: Date): Block[] {
  if (waiting.length === 0) return []
  const rows = waiting.map((w) => [
    shortId(w.transactionId),
    rowCashText(w.row),
    formatAge(w.firstSeenAt, now),
    waitingSentence(w.reason),
  ])
  return [
    text(say`${formatCount(status.waitingCount, 'cash-out')} waiting, looked at again with every poll:`),
    table([say`Cash-out`, right(say`Cash`), say`For`, say`Because`], rows, ''),
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
