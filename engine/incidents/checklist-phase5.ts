import { formatCount, formatSats, formatShortTime } from '../format.ts'
import { joined, say } from '../phrase.ts'
import { done, doneIf, type Item, lastOf, notNeeded, open, type Seen, type Sight } from './part.ts'

/** Afterwards, within a day or two. */
export const PHASE_5: readonly Item[] = [
  {
    key: 'postmortem',
    phase: 5,
    title: say`Finish the post-mortem`,
    parts: [
      {
        key: 'timeline',
        title: say`Document the whole timeline`,
        line: 'incident postmortem',
        sees: (sight) => reviewed(sight, say`the timeline was reviewed`),
      },
      {
        key: 'cause',
        title: say`Record the exact cause, and what was put right`,
        line: 'incident resolve',
        sees: ({ incident: { rootCause, fix } }) =>
          rootCause === null || fix === null
            ? open(say`not written down so far`)
            : done(joined([rootCause, fix], ' → ')),
      },
      {
        key: 'impact',
        title: say`Work out the whole impact (money, time, clients)`,
        line: 'incident impact',
        sees: totalImpact,
      },
      {
        key: 'learned',
        title: say`Say what went well, and what could be better`,
        line: 'incident postmortem',
        sees: (sight) => reviewed(sight, say`said in the review`),
      },
    ],
  },
  {
    key: 'safeguards',
    phase: 5,
    title: say`Put safeguards in place`,
    parts: [
      {
        key: 'prevention',
        title: say`Add what prevents it`,
        line: 'incident followup add',
        sees: ({ telemetry: { followUps } }) =>
          doneIf(
            followUps > 0,
            say`${formatCount(followUps, 'follow-up')} with an owner and a day`,
            say`nobody has taken anything on so far`,
          ),
      },
      { key: 'monitoring', title: say`Add monitoring or alerts for it` },
      { key: 'tests', title: say`Have it tested automatically` },
      { key: 'runbooks', title: say`Update runbooks and documentation` },
    ],
  },
  {
    key: 'communicate',
    phase: 5,
    title: say`Tell everybody concerned`,
    parts: [
      { key: 'report', title: say`Send the report to the management` },
      {
        key: 'clients',
        title: say`Tell the clients who were affected`,
        line: ({ incident: { impact } }) =>
          impact === null || impact.clientIds.length === 0
            ? 'incident impact'
            : `client notify ${impact.clientIds.slice(0, NOTIFIED_AT_ONCE).join(',')} --template incident`,
        asks: true,
        sees: affectedTold,
      },
      { key: 'lessons', title: say`Write down what was learned` },
      {
        key: 'contacts',
        title: say`Bring the emergency contacts up to date`,
        line: 'oncall show',
        sees: ({ telemetry: { contactsMissing } }) =>
          doneIf(
            contactsMissing === 0,
            say`levels 1 to 3 are entered`,
            say`${formatCount(contactsMissing, 'level')} without anybody to be called`,
          ),
      },
    ],
  },
]

/** "client notify" takes no more. */
const NOTIFIED_AT_ONCE = 20

function reviewed({ events }: Sight, what: ReturnType<typeof say>): Seen {
  const event = lastOf(events, 'reviewed')
  return event === null
    ? open(say`the draft was not reviewed so far`)
    : done(say`${what} (${formatShortTime(event.at)})`)
}

/** Once everything runs again: what was worked out in the middle may have grown. */
function totalImpact({ incident: { impact, resolvedAt } }: Sight): Seen {
  if (impact === null) return open(say`not worked out so far`)
  if (resolvedAt === null) return open(say`it is not over so far`)
  return doneIf(
    impact.satsInDoubt === 0n,
    say`${formatCount(impact.clients, 'client')}, ${formatSats(impact.satsOver + impact.satsUnder)}`,
    say`${formatSats(impact.satsInDoubt)} in doubt so far: work it out again`,
  )
}

function affectedTold({ telemetry: { clientsTold }, incident: { impact } }: Sight): Seen {
  if (impact === null) return open(say`who is affected was not worked out so far`)
  if (impact.clients === 0) return notNeeded(say`no client is affected`)
  const affected = formatCount(impact.clients, 'client')
  return doneIf(
    clientsTold >= impact.clients,
    say`${affected} affected, all of them told`,
    say`${affected} affected, ${clientsTold} told`,
  )
}
