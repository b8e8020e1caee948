import { localDay } from '../local-time.ts'
import type { Text } from '../phrase.ts'
import type { IncidentSeverity } from './incident.ts'
import type { IncidentReadings } from './storage.ts'

/** What a day's or a week's report tells of incidents. Drills are none. */
export interface IncidentFigures {
  readonly open: readonly {
    readonly id: bigint
    readonly severity: IncidentSeverity
    readonly openedAt: Date
  }[]
  readonly watched: readonly { readonly id: bigint; readonly until: Date }[]
  /** What watches have shown that ended within the last day. */
  readonly watchesOver: readonly { readonly id: bigint; readonly what: Text }[]
  /** Follow-ups whose day is over, the oldest first. */
  readonly overdue: readonly {
    readonly id: bigint
    readonly incidentId: bigint
    readonly what: string
    readonly due: string
  }[]
}

/** Incidents that a report looks back at: more than anybody has in a few days. */
const LOOKED_BACK = 50
const DAY_MS = 86_400_000

export async function incidentFigures(
  readings: Pick<IncidentReadings, 'current' | 'recent' | 'events' | 'followUps'>,
  { timeZone, now }: { readonly timeZone: string; readonly now: Date },
): Promise<IncidentFigures> {
  const current = (await readings.current()).filter(({ drill }) => !drill)
  const today = localDay(now, timeZone)
  return {
    open: current.filter(({ status }) => status === 'open'),
    watched: current.flatMap(({ id, watchUntil: until }) =>
      until !== null && until > now ? [{ id, until }] : [],
    ),
    watchesOver: await watchesOver(readings, now),
    overdue: (await readings.followUps('open')).filter(({ due }) => due < today),
  }
}

async function watchesOver(
  { recent, events }: Pick<IncidentReadings, 'recent' | 'events'>,
  now: Date,
): Promise<IncidentFigures['watchesOver']> {
  const ended = (await recent(LOOKED_BACK)).filter(
    ({ drill, watchUntil }) =>
      !drill && watchUntil !== null && watchUntil <= now && now.getTime() - watchUntil.getTime() <= DAY_MS,
  )
  const told = await Promise.all(
    ended.map(async ({ id }) => ({
      id,
      told: (await events(id)).findLast(({ kind }) => kind === 'watched'),
    })),
  )
  return told.flatMap(({ id, told: event }) => (event === undefined ? [] : [{ id, what: event.what }]))
}
