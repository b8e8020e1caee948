import { formatSpan } from '../format.ts'
import { say, type Text } from '../phrase.ts'
import type { IncidentView, PartState } from './board.ts'
import { BOT_ACTOR } from './checklist.ts'
import { type IncidentEvent, type NewEvent, type Phase, PHASE_MINUTES } from './incident.ts'
import { nagsDue } from './nags.ts'
import { lastOf } from './part.ts'
import type { Step } from './storage.ts'
import { PHASE_TITLES } from './words.ts'

export interface RoundSight {
  /** As it stands, with its incident as it is in the books. */
  readonly view: IncidentView
  /** The incident's own, the oldest first. */
  readonly events: readonly IncidentEvent[]
  readonly now: Date
  readonly isQuiet: boolean
}

/**
 * What the bot writes down about an incident by itself: what ticked or un-ticked, a phase that is done or takes too long,
 * and reminders. Each thing once; null: nothing new. Pure.
 */
export function decideRound(sight: RoundSight): Step | null {
  const phase = phaseDone(sight)
  const events = [
    ...ticks(sight),
    ...overrun(sight),
    ...nagsDue({ ...sight, incident: sight.view.incident }),
    ...(phase === null ? [] : [phaseEvent(phase)]),
  ]
  if (events.length === 0) return null
  return { events, ...(phase === null ? {} : { change: { phase } }) }
}

/** A part that can't make up its mind fills no timeline. */
const MOST_TICKS = 20

function ticks({ view: { items }, events }: RoundSight): NewEvent[] {
  const own = events.filter(
    ({ kind, actor }) => actor === BOT_ACTOR && (kind === 'ticked' || kind === 'unticked'),
  )
  return items
    .flatMap(({ parts }) => parts)
    .flatMap((part) => {
      const before = own.filter((event) => event.part === part.key)
      const wasTicked = before.at(-1)?.kind === 'ticked'
      if (part.state === 'seen' && !wasTicked && before.length < MOST_TICKS) return [tickEvent(part)]
      return part.state === 'open' && wasTicked ? [untickEvent(part)] : []
    })
}

const tickEvent = ({ key, title, why }: PartState): NewEvent => ({
  kind: 'ticked',
  part: key,
  what: say`✔ ${title}: ${why ?? '–'}`,
})

const untickEvent = ({ key, title, why }: PartState): NewEvent => ({
  kind: 'unticked',
  part: key,
  what: say`✘ ${title}: ${why ?? '–'}`,
})

/** Once for each time that the phase is entered. */
function overrun({ view: { incident, phaseDueAt }, events, now }: RoundSight): NewEvent[] {
  const minutes = PHASE_MINUTES[incident.phase]
  if (minutes === null || phaseDueAt === null || phaseDueAt > now) return []
  const part = phasePart(incident.phase)
  const isSaid = events.some(
    ({ kind, part: about, at }) => kind === 'overrun' && about === part && at >= incident.phaseSince,
  )
  if (isSaid) return []
  const what = say`⏰ Phase ${incident.phase} takes longer than its ${formatSpan(minutes * 60)}.`
  return [{ kind: 'overrun', part, what }]
}

const phasePart = (phase: Phase): string => `phase:${phase}`

const NEXT_PHASE: Readonly<Record<Phase, Phase | null>> = { 1: 2, 2: 3, 3: 4, 4: 5, 5: null }

/**
 * The next phase, when every item of this one is done; the last one only when it is resolved. Into each phase once: whoever
 * goes back has his reasons.
 */
function phaseDone({ view: { incident, items }, events }: RoundSight): Phase | null {
  const next = NEXT_PHASE[incident.phase]
  const own = items.filter(({ phase }) => phase === incident.phase)
  if (next === null || own.length === 0 || own.some(({ done }) => !done)) return null
  if (next === 5 && incident.status !== 'watching') return null
  const again = lastOf(events, 'recurred')?.id ?? 0n
  const wasThere = events.some(
    ({ kind, part, id }) => kind === 'phase' && part === phasePart(next) && id > again,
  )
  return wasThere ? null : next
}

const phaseEvent = (phase: Phase): NewEvent => ({
  kind: 'phase',
  part: phasePart(phase),
  what: say`Phase ${phase}: ${PHASE_TITLES[phase]}`,
})

export interface CallDue {
  /** The first one to call; where nobody is entered, the next. */
  readonly level: 1 | 2 | 3
  readonly why: Text
}

/**
 * Who has to be called because the incident came back, or because its first phase takes too long; null: nobody, or it was
 * done. It follows from the events alone, so that a program that died before the call makes it when it is back.
 */
export function callDue(
  { incident }: Pick<IncidentView, 'incident'>,
  events: readonly IncidentEvent[],
  /** The highest level that its alert has called. */
  alertLevel: number,
): CallDue | null {
  if (incident.status === 'closed') return null
  const called = lastOf(events, 'escalated')?.id ?? 0n
  const recurred = lastOf(events, 'recurred')
  if (recurred !== null && recurred.id > called) return { level: 1, why: recurred.what }
  const late = lastOf(events, 'overrun')
  if (late === null || late.id < called || late.part !== phasePart(1) || incident.phase !== 1) return null
  const level = Math.min(3, Math.max(incident.level, alertLevel) + 1) as 1 | 2 | 3
  return { level, why: say`immediate actions are not done after ${formatSpan(PHASE_MINUTES[1] * 60)}` }
}
