import { formatCount, formatSats, formatShortTime, formatTime } from '../format.ts'
import { joined, say, type Text } from '../phrase.ts'
import { done, doneIf, type Item, lastOf, open, type Seen, type Sight } from './part.ts'

/** Investigation, within fifteen to thirty minutes. */
export const PHASE_2: readonly Item[] = [
  {
    key: 'diagnose',
    phase: 2,
    title: say`Collect what there is to know`,
    parts: [
      {
        key: 'queries',
        title: say`Run the queries of the scenarios`,
        line: 'incident diagnose',
        sees: (sight) => diagnosed(sight, say`the signs of every scenario were looked for`),
      },
      {
        key: 'logs',
        title: say`Look through the logs`,
        line: 'incident diagnose',
        asks: true,
        sees: (sight) =>
          diagnosed(
            sight,
            say`the bot's own log was searched, with what LNbits answered; LNbits' log is on its own server`,
          ),
      },
      {
        key: 'settings',
        title: say`Review what was changed in the settings`,
        line: 'incident diagnose',
        sees: settingsReviewed,
      },
      {
        key: 'connections',
        title: say`Test the connections (SSH, wallets)`,
        line: 'check all',
        sees: connectionsTested,
      },
    ],
  },
  {
    key: 'cause',
    phase: 2,
    title: say`Find the root cause`,
    parts: [
      {
        key: 'scenario',
        title: say`Match the symptoms with a scenario`,
        line: 'incident diagnose',
        sees: ({ incident: { scenario }, events }) => {
          if (scenario === 'other') return open(say`no scenario is chosen so far`)
          const chosen = lastOf(events, 'scenario') ?? lastOf(events, 'diagnosed')
          return chosen === null
            ? open(say`${scenario} is supposed, and nobody has compared it with the signs so far`)
            : done(say`${scenario}, as of ${formatShortTime(chosen.at)}`)
        },
      },
      {
        key: 'kind',
        title: say`Say whether it was a person, a system or something outside`,
        line: 'incident cause',
        sees: ({ incident: { causeKind } }) =>
          causeKind === null ? open(say`not said so far`) : done(KINDS[causeKind]),
      },
      {
        key: 'scope',
        title: say`Estimate how far it goes (since when, clients, cash-outs)`,
        line: 'incident impact',
        sees: ({ incident: { impact } }) =>
          impact === null
            ? open(say`not worked out so far`)
            : done(
                joined(
                  [formatCount(impact.cashOuts, 'cash-out'), formatCount(impact.clients, 'client')],
                  ', ',
                ),
              ),
      },
    ],
  },
  {
    key: 'findings',
    phase: 2,
    title: say`Write the findings down`,
    parts: [
      {
        key: 'cause',
        title: say`Record the root cause`,
        line: 'incident cause',
        sees: ({ incident: { rootCause } }) =>
          rootCause === null ? open(say`not written down so far`) : done(rootCause),
      },
      {
        key: 'records',
        title: say`List every record that is affected (cash-outs, clients)`,
        line: 'incident impact',
        sees: ({ incident: { impact } }) =>
          impact === null
            ? open(say`not listed so far`)
            : done(
                say`listed: ${formatCount(impact.cashOutIds.length, 'cash-out')}, ${formatCount(impact.clientIds.length, 'client')}`,
              ),
      },
      {
        key: 'money',
        title: say`Work out what it costs (paid too much or too little)`,
        line: 'incident impact',
        sees: ({ incident: { impact } }) =>
          impact === null
            ? open(say`not worked out so far`)
            : done(
                say`too much: ${formatSats(impact.satsOver)}; too little: ${formatSats(impact.satsUnder)}; in doubt: ${formatSats(impact.satsInDoubt)}`,
              ),
      },
      {
        key: 'backup',
        title: say`Keep the database as it is, for the audit`,
        line: 'bot backup',
        sees: ({ telemetry: { backupAt, exportAt } }) => {
          if (backupAt !== null) return done(say`backup of ${formatTime(backupAt)}`)
          return exportAt === null
            ? open(say`no backup was made since the incident began`)
            : done(say`export of ${formatTime(exportAt)}`)
        },
      },
    ],
  },
]

const KINDS = {
  human: say`a person's mistake`,
  system: say`a fault of the system`,
  external: say`something outside`,
} as const

function diagnosed({ events }: Sight, what: Text): Seen {
  const event = lastOf(events, 'diagnosed')
  return event === null
    ? open(say`no diagnosis was made so far`)
    : done(say`${what} (${formatShortTime(event.at)})`)
}

function settingsReviewed({ telemetry: { settings, lastGoodPollBefore }, events }: Sight): Seen {
  if (settings.beforehand + settings.since === 0)
    return done(
      lastGoodPollBefore === null
        ? say`nothing was changed`
        : say`nothing was changed since the last good poll before it, ${formatShortTime(lastGoodPollBefore)}`,
    )
  const changes = formatCount(settings.beforehand + settings.since, 'setting change')
  const event = lastOf(events, 'diagnosed')
  const isNewer = event !== null && settings.newestAt !== null && event.at >= settings.newestAt
  return doneIf(
    isNewer,
    say`${changes}, in the diagnosis`,
    say`${changes} since the last good poll before it, and no diagnosis after them`,
  )
}

function connectionsTested({ telemetry: { connections }, incident }: Sight): Seen {
  const untested = connections.filter(({ testedAt }) => testedAt < incident.openedAt)
  if (connections.length === 0 || untested.length > 0) return open(say`not all were tested since then`)
  return done(
    joined(
      connections.map(({ subject, ok }) => (ok ? say`${subject}: good` : say`${subject}: BAD`)),
      ', ',
    ),
  )
}
