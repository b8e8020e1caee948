import type { IncidentView } from '../../engine/incidents/board.ts'
import type { Incident } from '../../engine/incidents/incident.ts'
import type { PostmortemFacts } from '../../engine/incidents/postmortem-facts.ts'
import { createIncidentTelemetryStore } from '../../engine/store/incident-telemetry-store.ts'
import type { BoardParts } from './board.ts'

/** More lines than this are read by nobody; the newest of them stand there, and the paper says so. */
const MOST_LINES = 5000
/** Reconciliations, back from now; the whole of the books is reconciled at least daily. */
const MOST_RUNS = 1000

/** Reads all that a postmortem is made of. */
export async function postmortemFacts(parts: BoardParts, view: IncidentView): Promise<PostmortemFacts> {
  const { incident } = view
  const at = parts.clock.now()
  const timeline = await parts.incidents.timeline(incident, incident.closedAt ?? at, MOST_LINES)
  const { payouts, polling } = await createIncidentTelemetryStore(parts.pool).read(incident)
  const pause = payouts.pause ?? polling.pause
  return {
    view,
    events: await parts.incidents.events(incident.id),
    timeline,
    isWhole: timeline.length < MOST_LINES,
    people: await parts.people.people(),
    clients: await affectedClients(parts, incident),
    stop: pause === null ? null : { since: pause.since, until: pause.until },
    books: await reconciledAround(parts, incident),
    at,
  }
}

async function affectedClients(
  { readings }: BoardParts,
  { impact }: Incident,
): Promise<PostmortemFacts['clients']> {
  const names = await readings.clientNames(impact?.clientIds ?? [])
  return [...names].map(([id, username]) => ({ id, username }))
}

async function reconciledAround(
  { books }: BoardParts,
  { openedAt }: Incident,
): Promise<PostmortemFacts['books']> {
  const whole = (await books.history(MOST_RUNS)).filter(({ scope }) => scope.kind === 'all')
  return {
    before: whole.find(({ finishedAt }) => finishedAt <= openedAt) ?? null,
    after: whole.find(({ startedAt }) => startedAt > openedAt) ?? null,
  }
}
