import { formatCount, formatSats, formatShortTime, formatTime } from '../format.ts'
import { joined, say, type Text } from '../phrase.ts'
import { done, doneIf, type Item, lastOf, notNeeded, open, type Part, type Seen, type Sight } from './part.ts'
import type { SwitchSight } from './telemetry.ts'

/** Immediate actions, within five minutes. */
export const PHASE_1: readonly Item[] = [
  {
    key: 'stop',
    phase: 1,
    title: say`Stop automatic processing`,
    parts: [
      {
        key: 'polling',
        title: say`Switch polling and payouts off`,
        line: 'panic',
        sees: ({ telemetry: { polling, payouts } }) =>
          doneIf(
            isStopped(payouts) && isStopped(polling),
            joined([stoppedText(say`payouts`, payouts), stoppedText(say`polling`, polling)], '; '),
            joined([stoppedText(say`payouts`, payouts), stoppedText(say`polling`, polling)], '; '),
          ),
      },
      {
        key: 'in_flight',
        title: say`See that nothing is being processed any more`,
        line: 'payment list --status unfinished',
        sees: nothingRuns,
      },
      {
        key: 'time',
        title: say`Write down when polling was stopped`,
        line: 'panic',
        sees: ({ telemetry: { payouts, polling } }) => {
          const since = polling.pause?.since ?? payouts.pause?.since
          return since === undefined
            ? open(say`nothing was stopped so far`)
            : done(say`stopped at ${formatTime(since)}`)
        },
      },
    ],
  },
  {
    key: 'severity',
    phase: 1,
    title: say`Assess the severity`,
    parts: [
      question('money', say`Is money at risk? (paid twice, payments failed)`, 'moneyAtRisk'),
      question('clients', say`Are clients affected? (nothing received, wrong balance)`, 'clientsAffected'),
      question('blocked', say`Is the work blocked? (no connection, wallets)`, 'operationsBlocked'),
    ],
  },
  {
    key: 'document',
    phase: 1,
    title: say`First documentation`,
    parts: [
      {
        key: 'screenshots',
        title: say`Keep screenshots of the error messages`,
        line: 'incident check document.screenshots',
        asks: true,
        sees: ({ telemetry: { images } }) =>
          doneIf(
            images > 0,
            say`${formatCount(images, 'picture')} kept with the incident`,
            say`no picture is kept so far: pin it with 📌, or say why there is nothing to see`,
          ),
      },
      {
        key: 'detected',
        title: say`Note exactly when the error was detected`,
        sees: ({ incident }) => done(say`detected at ${formatTime(incident.openedAt)}`),
      },
      {
        key: 'state',
        title: say`Record the state of everything (balances, last cash-out, marks)`,
        line: 'incident snapshot',
        sees: ({ events }) => {
          const snapshot = lastOf(events, 'snapshot')
          return snapshot === null
            ? open(say`no snapshot was taken so far`)
            : done(say`snapshot of ${formatTime(snapshot.at)}`)
        },
      },
    ],
  },
  {
    key: 'notify',
    phase: 1,
    title: say`Tell those who have to know`,
    parts: [
      {
        key: 'administrator',
        title: say`Alert the administrator`,
        // Whoever was called and sleeps is rung; nothing that can be done meanwhile waits for his answer.
        line: ({ telemetry: { calls } }) =>
          calls.called.length === 0 ? 'oncall page level1' : 'incident check notify.administrator',
        asks: true,
        sees: administrator,
      },
      {
        key: 'clients',
        title: say`Tell the clients when they wait for longer than 24 hours`,
        line: 'client notify --template delay',
        asks: true,
        sees: clientsTold,
      },
      {
        key: 'escalate',
        title: say`Escalate when it costs more than the limit`,
        line: ({ incident }) =>
          incident.impact === null ? 'incident impact' : 'incident escalate --level 3',
        sees: escalated,
      },
    ],
  },
]

/** What was stopped and started again through the gate has been stopped. */
const isStopped = ({ on, pause }: SwitchSight): boolean => !on || (pause?.resumed ?? false)

function stoppedText(what: Text, { on, pause }: SwitchSight): Text {
  if (!on) return pause === null ? say`${what} off` : say`${what} off since ${formatShortTime(pause.since)}`
  if (pause === null || pause.until === null || !pause.resumed) return say`${what} ON`
  return say`${what} off from ${formatShortTime(pause.since)} to ${formatShortTime(pause.until)}`
}

function nothingRuns({ telemetry: { payouts, inFlight } }: Sight): Seen {
  if (payouts.on)
    return doneIf(
      isStopped(payouts),
      stoppedText(say`payouts`, payouts),
      say`payouts are on: whatever is due is being paid`,
    )
  return doneIf(
    inFlight === 0,
    say`nothing is in flight`,
    say`${formatCount(inFlight, 'payment')} in flight: each is looked up until it is known what became of it`,
  )
}

function question(
  key: string,
  title: Part['title'],
  answer: 'moneyAtRisk' | 'clientsAffected' | 'operationsBlocked',
): Part {
  return {
    key,
    title,
    line: 'incident assess',
    sees: ({ incident }) => {
      const said = incident[answer]
      if (said === null) return open(say`nobody has answered so far`)
      return done(said ? say`answered: yes` : say`answered: no`)
    },
  }
}

function administrator({ telemetry: { calls, contactsMissing } }: Sight): Seen {
  if (calls.leadIsLevel1) return done(say`level 1 leads the incident`)
  if (calls.answered.length > 0) return done(say`level ${calls.answered.join(', ')} was called and answered`)
  if (calls.alertAcked) return done(say`somebody has acknowledged the alert`)
  if (calls.called.length > 0)
    return open(
      say`level ${calls.called.join(', ')} was called and has not answered: ring the number yourself ("oncall show"), and say who knows`,
    )
  return open(
    contactsMissing === 0
      ? say`nobody was called so far`
      : say`nobody was called so far, and not everybody who could be is entered`,
  )
}

function clientsTold({ telemetry: { delayed } }: Sight): Seen {
  if (delayed.clients === 0) return notNeeded(say`no client waits for longer than 24 hours`)
  const waiting = formatCount(delayed.clients, 'client')
  return doneIf(
    delayed.told === delayed.clients,
    say`${waiting} waiting for longer than 24 hours, all of them told`,
    say`${waiting} waiting for longer than 24 hours, ${delayed.told} of them told`,
  )
}

function escalated({ telemetry, incident: { impact, level } }: Sight): Seen {
  const { thresholdSats, inDoubtSats, calls } = telemetry
  const cost = impact === null ? inDoubtSats : impact.satsOver + impact.satsUnder + impact.satsInDoubt
  if (level === 3 || calls.called.includes(3)) return done(say`level 3 was called`)
  if (thresholdSats === 0n) return notNeeded(say`no amount calls level 3: l3-threshold-sats is 0`)
  if (cost >= thresholdSats)
    return open(say`${formatSats(cost)}: level 3 is called from ${formatSats(thresholdSats)} on`)
  if (impact === null) return open(say`what it costs was not worked out so far`)
  return notNeeded(say`${formatSats(cost)}: level 3 is called from ${formatSats(thresholdSats)} on`)
}
