import { formatAge } from '../format.ts'
import { say } from '../phrase.ts'
import type { Incident, IncidentEvent, NewEvent } from './incident.ts'
import { lastOf } from './part.ts'

/** What somebody should have done by now, and how often the bot says so. */
export const LEAD_MINUTES = 10
export const UPDATE_MINUTES = 30
/** After that many the alert INCIDENT_NEGLECTED is all that is left: a reminder that never ends is not read. */
export const MOST_NAGS = 5
/** After the resolution: what follows from it is forgotten soon. */
export const CLOSE_HOURS = [24, 48] as const

export interface NagSight {
  readonly incident: Incident
  /** Its own, the oldest first. */
  readonly events: readonly IncidentEvent[]
  readonly now: Date
  /** What can wait for the morning does. */
  readonly isQuiet: boolean
}

/** Reminders that are due now: nobody leads, nobody says how it stands, nobody closes. */
export const nagsDue = (sight: NagSight): readonly NewEvent[] =>
  [leadNag(sight), updateNag(sight), closeNag(sight)].filter((event) => event !== null)

const minutesAfter = (at: Date, minutes: number): Date => new Date(at.getTime() + minutes * 60_000)

const latest = (...moments: readonly (Date | null | undefined)[]): Date =>
  new Date(Math.max(...moments.map((at) => at?.getTime() ?? 0)))

/** Since it began, or came back. */
export const begunAt = ({ incident, events }: Pick<NagSight, 'incident' | 'events'>): Date =>
  latest(incident.openedAt, lastOf(events, 'recurred')?.at)

/** The last word on how it stands; opening it was one. */
export const lastUpdateAt = (sight: Pick<NagSight, 'incident' | 'events'>): Date =>
  latest(begunAt(sight), lastOf(sight.events, 'update')?.at)

const nagsOf = ({ events }: NagSight, part: string, since: Date): readonly IncidentEvent[] =>
  events.filter((event) => event.kind === 'nagged' && event.part === part && event.at >= since)

/** So long after it began, and after each time that it was said; so many times at most. */
function isDue(sight: NagSight, part: string, since: Date, minutes: number): boolean {
  const said = nagsOf(sight, part, since)
  return said.length < MOST_NAGS && sight.now >= minutesAfter(latest(since, said.at(-1)?.at), minutes)
}

function leadNag(sight: NagSight): NewEvent | null {
  const { incident, now } = sight
  const since = begunAt(sight)
  if (incident.status !== 'open' || incident.leadId !== null || !isDue(sight, 'lead', since, LEAD_MINUTES))
    return null
  return {
    kind: 'nagged',
    part: 'lead',
    what: say`⏰ Nobody leads, for ${formatAge(since, now)} now: "incident lead" takes it.`,
  }
}

function updateNag(sight: NagSight): NewEvent | null {
  const { incident, now } = sight
  const since = lastUpdateAt(sight)
  if (incident.status !== 'open' || incident.phase === 5 || !isDue(sight, 'update', since, UPDATE_MINUTES))
    return null
  return {
    kind: 'nagged',
    part: 'update',
    what: say`⏰ No update for ${formatAge(since, now)}: "incident update" says how it stands, what is done and what is needed.`,
  }
}

/** Twice, by day. Of a bot that was away the later one alone. */
function closeNag(sight: NagSight): NewEvent | null {
  const { incident, now, isQuiet } = sight
  const { resolvedAt, status } = incident
  if (status !== 'watching' || resolvedAt === null || isQuiet) return null
  const hours = CLOSE_HOURS.findLast((one) => now >= minutesAfter(resolvedAt, one * 60))
  if (hours === undefined || nagsOf(sight, `close:${hours}`, resolvedAt).length > 0) return null
  return {
    kind: 'nagged',
    part: `close:${hours}`,
    what: say`⏰ Resolved ${formatAge(resolvedAt, now)} ago, and not closed: the post-mortem and what follows from it are still to be done ("incident next").`,
  }
}
