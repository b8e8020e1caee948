import { withDeadline } from '../../engine/deadline.ts'
import type { Incident } from '../../engine/incidents/incident.ts'
import { openForPanic, type Panic } from '../../engine/incidents/panic.ts'
import { joined, say, type Text } from '../../engine/phrase.ts'
import type { StatusReading } from '../../engine/readings.ts'
import { type Answer, fields, lines, next, text } from '../answer.ts'
import { optional, text as words } from '../arguments.ts'
import { type ActContext, actCommand } from '../definition.ts'
import { formatCount, formatSats } from '../../engine/format.ts'

export const command = actCommand({
  noun: 'panic',
  verb: '',
  help: 'Stop all payments and polling at once, on every machine',
  example: 'panic the cash does not match',
  role: 'operator',
  // Stopping is always safe: one tap.
  confirm: 'C0',
  evenWithoutBooks: true,
  arguments: {
    reason: optional(words({ help: 'why, for whoever looks next', positional: true })),
  },
  async preview() {
    return { what: say`Stop all payments and polling`, lines: [] }
  },
  async act(context, { reason }) {
    const why = reason ?? 'panic'
    const { inTheBooks, at } = await context.host.halt(why, context.asker.actor)
    const incident = inTheBooks ? await opened(context, { reason: why, at }) : null
    return answerOf(inTheBooks, incident, await standing(context))
  },
})

const INCIDENT_SECONDS = 1

/** Null when that takes long or fails: everything is stopped already, and the bot's own look at the flag opens it. */
const opened = ({ incidents }: ActContext, panic: Panic): Promise<Incident | null> =>
  withDeadline(openForPanic(incidents, panic), INCIDENT_SECONDS, () => new Error('late')).catch(() => null)

/** Null while the books can't be read: that must not hide that everything is stopped. */
const standing = ({ readings }: ActContext): Promise<StatusReading | null> =>
  readings.status().catch(() => null)

function answerOf(inTheBooks: boolean, incident: Incident | null, status: StatusReading | null): Answer {
  return {
    tone: 'warn',
    heading: inTheBooks
      ? say`Everything is stopped: nothing is paid and nothing is polled`
      : say`This machine is stopped; the database could not be told yet`,
    blocks: [
      ...(inTheBooks
        ? []
        : [
            text(
              say`A bot on another machine that still reaches the database goes on until it is told: stop it there too. This machine tells the database as soon as it can.`,
            ),
          ]),
      ...(incident === null
        ? []
        : [text(say`Incident #${incident.id} is open for it: its card says what comes next.`)]),
      inFlight(status),
      lines([
        say`1. Look at what is in flight; what left already is looked up, never sent twice.`,
        say`2. Find the cause: check all.`,
        say`3. When it is put right, start again on the machine where it was stopped: poll resume. Nothing starts again by itself.`,
      ]),
      next(
        ...(incident === null ? [] : [`incident show ${incident.id}`]),
        'status show',
        'payment list --status stuck',
        'check all',
        'poll resume',
      ),
    ],
    json: {
      inTheBooks,
      incidentId: incident?.id.toString() ?? null,
      inDoubtSats: status?.inDoubtSats.toString() ?? null,
      unfinishedPayments: status === null ? null : unfinishedOf(status),
    },
  }
}

const unfinishedOf = (status: StatusReading): number =>
  status.transfers
    .filter((t) => ['pending', 'invoiced', 'paying', 'needs_review'].includes(t.status))
    .reduce((total, t) => total + t.count, 0)

function inFlight(status: StatusReading | null): Answer['blocks'][number] {
  if (status === null)
    return text(
      say`What is in flight is not known while the database can't be read: ask again with status show.`,
    )
  const machines = status.transactions.processing
  const rows: [Text, Text][] = [
    [say`In flight or in doubt`, formatSats(status.inDoubtSats)],
    [
      say`Not finished`,
      joined([formatCount(unfinishedOf(status), 'payment'), formatCount(machines, 'cash-out')], ', '),
    ],
  ]
  return fields(...rows)
}
