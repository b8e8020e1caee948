import { formatCount, formatShortTime, formatTime } from '../format.ts'
import { say } from '../phrase.ts'
import { seriousAlerts } from './gate.ts'
import { type IncidentEvent, WATCHED_CASH_OUTS } from './incident.ts'
import { done, doneIf, type Item, lastOf, notNeeded, open, type Seen, type Sight } from './part.ts'

/** Resumption, once everything is verified. */
export const PHASE_4: readonly Item[] = [
  {
    key: 'restart',
    phase: 4,
    title: say`Restart step by step`,
    parts: [
      { key: 'poll', title: say`Have one poll by hand go well`, line: 'poll run', sees: polledByHand },
      { key: 'errors', title: say`Watch for errors while it works`, line: 'status watch', sees: noErrors },
      {
        key: 'distributions',
        title: say`Verify that a cash-out is distributed to the end`,
        line: ({ telemetry }) =>
          telemetry.payouts.on || telemetry.cashOuts.waiting === 0 ? 'tx list' : 'poll resume --what one',
        sees: distributed,
      },
      {
        key: 'commission',
        title: say`Check that the commission arrives`,
        line: 'payment list',
        sees: commissionArrived,
      },
    ],
  },
  {
    key: 'automation',
    phase: 4,
    title: say`Switch the automatic work on again`,
    parts: [
      {
        key: 'polling',
        title: say`Switch polling and payouts on`,
        line: 'poll resume',
        sees: ({ telemetry: { polling, payouts }, events }) => {
          const resumed = lastOf(events, 'resumed')
          if (resumed === null && polling.on && payouts.on && payouts.pause === null)
            return notNeeded(say`nothing was stopped`)
          return doneIf(
            polling.on && payouts.on,
            resumed === null ? say`both are on` : say`both are on since ${formatTime(resumed.at)}`,
            polling.on ? say`payouts are off` : say`polling is off`,
          )
        },
      },
      { key: 'alerts', title: say`See that the alerts are armed`, line: 'alert list', sees: armed },
      {
        key: 'log',
        title: say`Have it written in the log`,
        line: 'poll resume',
        sees: ({ telemetry: { payouts }, events }) => {
          const resumed = lastOf(events, 'resumed')
          if (resumed !== null) return done(say`written down at ${formatTime(resumed.at)}`)
          return payouts.on && payouts.pause === null
            ? notNeeded(say`nothing was stopped`)
            : open(say`not resumed so far`)
        },
      },
    ],
  },
  {
    key: 'watch',
    phase: 4,
    title: say`Watch closely`,
    parts: [
      {
        key: 'day',
        title: say`Watch for 24 hours`,
        sees: ({ telemetry: { at }, incident: { watchUntil } }) => {
          if (watchUntil === null) return open(say`the watch begins when payouts are resumed`)
          return doneIf(
            at >= watchUntil,
            say`watched until ${formatTime(watchUntil)}`,
            say`until ${formatTime(watchUntil)}`,
          )
        },
      },
      {
        key: 'reconcile',
        title: say`Reconcile after each of the next 3 to 5 cash-outs`,
        line: 'recon run',
        sees: reconciledAfter,
      },
      { key: 'recurrence', title: say`Verify that it does not happen again`, sees: notAgain },
    ],
  },
]

function polledByHand({ telemetry: { polls } }: Sight): Seen {
  if (polls.byHand === null) return open(say`nobody has polled by hand so far`)
  const { result, at, taken } = polls.byHand
  return doneIf(
    result !== 'failed',
    say`polled by hand at ${formatShortTime(at)}: ${formatCount(taken, 'new cash-out')}`,
    say`the poll by hand at ${formatShortTime(at)} failed`,
  )
}

function noErrors({ telemetry }: Sight): Seen {
  const { polls, needReview, failed } = telemetry
  if (polls.byHand === null) return open(say`nothing was tried so far`)
  if (polls.goodInARow === 0) return open(say`the last poll failed`)
  const serious = seriousAlerts(telemetry)
  if (serious.length > 0) return open(say`${formatCount(serious.length, 'serious alert')} open`)
  return doneIf(
    needReview + failed === 0,
    say`${formatCount(polls.goodInARow, 'good poll')} in a row, and no payment needs a person`,
    say`${formatCount(needReview + failed, 'payment')} in need of a person`,
  )
}

const isWatchOver = ({ telemetry: { at }, incident: { watchUntil } }: Sight): boolean =>
  watchUntil !== null && at >= watchUntil

function distributed(sight: Sight): Seen {
  const { cashOuts } = sight.telemetry
  if (cashOuts.completed > 0) return done(say`${formatCount(cashOuts.completed, 'cash-out')} completed`)
  if (isWatchOver(sight) && cashOuts.waiting === 0) return notNeeded(say`nobody has sold anything since then`)
  return open(
    cashOuts.waiting === 0
      ? say`no cash-out came so far`
      : say`${formatCount(cashOuts.waiting, 'cash-out')} waiting`,
  )
}

function commissionArrived(sight: Sight): Seen {
  const { commissionsArrived, cashOuts } = sight.telemetry
  if (commissionsArrived > 0)
    return done(say`${formatCount(commissionsArrived, 'commission payment')} arrived`)
  if (isWatchOver(sight) && cashOuts.completed === 0)
    return notNeeded(say`nobody has sold anything since then`)
  return open(say`no commission has arrived so far`)
}

/** A heartbeat is every half minute. */
const HEARTBEAT_MS = 5 * 60_000

function armed({ telemetry: { muted, at } }: Sight): Seen {
  if (muted.lookedAt === null || at.getTime() - muted.lookedAt.getTime() > HEARTBEAT_MS)
    return open(say`the bot does not look for alerts at this moment`)
  const quiet = muted.silences + muted.windows
  return doneIf(
    quiet === 0,
    say`the bot looked at ${formatShortTime(muted.lookedAt)}, and nothing is muted`,
    say`${formatCount(muted.silences, 'silence')} and ${formatCount(muted.windows, 'maintenance window')} in force`,
  )
}

/** Where nothing was stopped, the watch begins when it is resolved. */
const watchBeganWith = ({ events }: Sight): IncidentEvent | null =>
  lastOf(events, 'resumed') ?? lastOf(events, 'resolved')

const LEAST_RECONCILED = 3

function reconciledAfter(sight: Sight): Seen {
  const resumed = watchBeganWith(sight)
  if (resumed === null) return open(say`not resumed so far`)
  const runs = sight.events.filter(({ kind, id }) => kind === 'reconciled' && id > resumed.id).length
  if (runs >= LEAST_RECONCILED) return done(say`reconciled after ${formatCount(runs, 'cash-out')}`)
  const came = sight.telemetry.cashOuts.completedSinceResumed ?? 0
  if (isWatchOver(sight) && runs >= came)
    return came === 0
      ? notNeeded(say`nobody has sold anything since then`)
      : done(say`reconciled after each of ${formatCount(came, 'cash-out')} in the watch`)
  return open(say`reconciled after ${runs} of ${WATCHED_CASH_OUTS}`)
}

function notAgain(sight: Sight): Seen {
  const resumed = watchBeganWith(sight)
  if (resumed === null) return open(say`not resumed so far`)
  const again = sight.events.some(({ kind, id }) => kind === 'recurred' && id > resumed.id)
  if (again) return open(say`it has happened again`)
  return doneIf(isWatchOver(sight), say`not seen again in the watch`, say`not seen again so far`)
}
