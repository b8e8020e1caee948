import { say, type Text } from '../../engine/phrase.ts'
import { Failure } from '../../engine/failure.ts'
import type { StatusReading } from '../../engine/readings.ts'
import type { PollOutcome } from '../../engine/take-in.ts'
import { type Answer, fields, next, text } from '../answer.ts'
import { actCommand } from '../definition.ts'
import { formatAge, formatCount, iso } from '../../engine/format.ts'
import { recordedOr } from '../../engine/recorded.ts'

export const command = actCommand({
  noun: 'poll',
  verb: 'run',
  help: 'Ask Lamassu for new cash-outs now, without waiting for the schedule',
  example: 'poll run',
  role: 'operator',
  confirm: 'C1',
  arguments: {},
  async preview({ readings, now }) {
    const status = await readings.status()
    if (!status.pollingEnabled) throw switchedOff()
    return { what: say`Poll Lamassu now`, lines: previewLines(status, now) }
  },
  async act({ actions, readings }) {
    const firstPoll = (await readings.status()).baselineAt === null
    return answerOf(await actions.pollNow(), firstPoll)
  },
})

const switchedOff = (): Failure =>
  new Failure('refused', say`Polling is switched off: "poll resume --what ingest" switches it on.`)

function previewLines(status: StatusReading, now: Date): Text[] {
  const last =
    status.lastSuccessfulPollAt === null
      ? say`no poll has succeeded so far`
      : say`the last good poll was ${formatAge(status.lastSuccessfulPollAt, now)} ago`
  const baseline = say`this is the first one: what is finished in Lamassu by now becomes the go-live baseline and is not paid`
  const payouts = status.payoutsEnabled
    ? say`what is found is distributed and paid by itself`
    : say`payouts are switched off: what is found is taken in and waits`
  return [last, status.baselineAt === null ? baseline : payouts]
}

function answerOf(outcome: PollOutcome, firstPoll: boolean): Answer {
  if (outcome.kind === 'off') throw switchedOff()
  if (outcome.kind === 'done') return doneAnswer(outcome, firstPoll)
  if (outcome.kind === 'failed')
    return {
      tone: 'bad',
      heading: say`The poll failed; nothing was taken for read`,
      blocks: [
        text(recordedOr(outcome.record.errorMessage, say`No reason is known.`)),
        next('check all', 'poll status'),
      ],
      json: { result: 'failed', errorCode: outcome.code, errorMessage: outcome.record.errorMessage },
    }
  return {
    tone: 'warn',
    heading: say`Lamassu is being polled at this moment by another replica`,
    blocks: [next('poll status')],
    json: { result: 'busy' },
  }
}

const IDS_SHOWN = 10

function doneAnswer({ record, taken }: Extract<PollOutcome, { kind: 'done' }>, firstPoll: boolean): Answer {
  const found = formatCount(record.taken, 'new cash-out')
  const ids = taken.slice(0, IDS_SHOWN)
  const baseline = say`The go-live baseline was taken: what was finished before it is not paid by this program.`
  return {
    tone: record.quarantined > 0 ? 'warn' : 'good',
    heading: firstPoll
      ? say`The first poll is done`
      : record.quarantined > 0
        ? say`${found}, ${record.quarantined} set aside for a person`
        : found,
    blocks: [
      ...(firstPoll ? [text(baseline)] : []),
      fields(
        [say`Cash-outs in Lamassu`, String(record.rowsInLamassu ?? '–')],
        [say`Read because something changed`, String(record.rowsRead)],
        [say`New`, String(record.taken)],
        [say`Set aside`, String(record.quarantined)],
        [say`Waiting`, String(record.waiting)],
      ),
      ...(ids.length > 0
        ? [
            text(
              taken.length > IDS_SHOWN ? say`New: ${ids.join(', ')} and more` : say`New: ${ids.join(', ')}`,
            ),
          ]
        : []),
      next(...nextOf(record.quarantined, ids)),
    ],
    json: {
      result: record.result,
      windowFrom: iso(record.windowFrom),
      windowUntil: iso(record.windowUntil),
      rowsInLamassu: record.rowsInLamassu,
      rowsRead: record.rowsRead,
      taken: record.taken,
      quarantined: record.quarantined,
      waiting: record.waiting,
      lamassuIds: taken,
    },
  }
}

function nextOf(quarantined: number, ids: readonly string[]): string[] {
  const [first] = ids
  if (quarantined > 0) return ['tx list --status quarantined', 'poll status']
  return first === undefined ? ['poll status', 'tx list'] : [`tx show ${first}`, 'payment list']
}
