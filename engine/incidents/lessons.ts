import { formatAge, formatCount, formatSpan } from '../format.ts'
import { joined, Phrase, say, type Text } from '../phrase.ts'
import type { PostmortemFacts } from './postmortem-facts.ts'
import { type IncidentEvent, type Phase, PHASE_MINUTES, PHASES } from './incident.ts'
import { PHASE_TITLES } from './words.ts'

/** When what mattered happened; null: it did not, so far. */
export interface Milestones {
  /** The first sign: the alert, or what a person saw. */
  readonly detected: Date
  /** When the incident stood in the books. */
  readonly opened: Date
  /** When somebody took it on. */
  readonly acknowledged: Date | null
  readonly stopped: Date | null
  readonly resumed: Date | null
  readonly resolved: Date | null
  readonly reviewed: Date | null
  readonly closed: Date | null
}

export function milestonesOf({ view, events, timeline, stop }: PostmortemFacts): Milestones {
  const { incident } = view
  const first = (kind: IncidentEvent['kind']): Date | null =>
    events.find((event) => event.kind === kind)?.at ?? null
  const acked = timeline.find(({ source, kind }) => source === 'alert' && kind === 'acked')?.at ?? null
  return {
    detected: incident.openedAt,
    opened: first('opened') ?? incident.openedAt,
    acknowledged: earliest(acked, first('lead')),
    stopped: stop?.since ?? null,
    resumed: stop?.until ?? null,
    resolved: incident.resolvedAt,
    reviewed: events.findLast(({ kind }) => kind === 'reviewed')?.at ?? null,
    closed: incident.closedAt,
  }
}

const earliest = (...moments: readonly (Date | null)[]): Date | null =>
  moments
    .filter((moment) => moment !== null)
    .sort((a, b) => a.getTime() - b.getTime())
    .at(0) ?? null

export interface PhaseTime {
  readonly phase: Phase
  readonly from: Date
  /** Null: it is the one that it is in. */
  readonly until: Date | null
  readonly seconds: number
  readonly isLate: boolean
}

/** How long each phase took, all of its times together; a phase that was passed over is not there. */
export function phaseTimes({ view: { incident }, events, at }: PostmortemFacts): readonly PhaseTime[] {
  const end = incident.closedAt ?? at
  const stays: { phase: Phase; from: Date; until: Date | null }[] = []
  let now: { phase: Phase; from: Date } = { phase: 1, from: incident.openedAt }
  for (const event of events) {
    const phase = phaseAfter(event, now.phase)
    if (phase === now.phase) continue
    stays.push({ ...now, until: event.at })
    now = { phase, from: event.at }
  }
  stays.push({ ...now, until: incident.closedAt })
  return PHASES.flatMap((phase) => {
    const of = stays.filter((stay) => stay.phase === phase)
    const [first] = of
    if (first === undefined) return []
    const spent = of.map(({ from, until }) => (until ?? end).getTime() - from.getTime())
    const seconds = Math.max(0, Math.round(spent.reduce((sum, one) => sum + one, 0) / 1000))
    const minutes = PHASE_MINUTES[phase]
    const isLate = minutes !== null && seconds > minutes * 60
    return [{ phase, from: first.from, until: of.at(-1)?.until ?? null, seconds, isLate }]
  })
}

/** What resumes or resolves it ends recovery, whatever phase it was in. */
function phaseAfter({ kind, what }: IncidentEvent, now: Phase): Phase {
  if ((kind === 'resumed' || kind === 'resolved') && now < 4) return 4
  if (kind !== 'phase' || !(what instanceof Phrase) || what.piece.kind !== 'sentence') return now
  const [phase] = what.piece.values
  return PHASES.find((one) => one === Number(phase)) ?? now
}

/** What the facts say by themselves, before anybody is asked. */
export interface Lessons {
  readonly well: readonly Text[]
  readonly badly: readonly Text[]
}

/** Within which somebody has to have it, and it has to stand still: the handbook's first five minutes. */
const FIRST_SECONDS = 5 * 60

export function lessonsOf(facts: PostmortemFacts): Lessons {
  const found = [
    noticed(facts),
    acknowledged(facts),
    stopped(facts),
    ...phaseTimes(facts).map(phaseLesson),
    reminded(facts),
    leftOut(facts),
    ...overridden(facts),
    recurred(facts),
    square(facts),
  ].filter((one) => one !== null)
  const of = (isWell: boolean): Text[] => found.filter((one) => one.isWell === isWell).map(({ text }) => text)
  return { well: of(true), badly: of(false) }
}

type Lesson = { readonly isWell: boolean; readonly text: Text } | null
const lesson = (isWell: boolean, text: Text): Lesson => ({ isWell, text })

function noticed({ view: { incident }, timeline }: PostmortemFacts): Lesson {
  const first = timeline.find(({ source, kind }) => source === 'alert' && kind === 'first')
  if (first === undefined)
    return lesson(false, say`No alert told of it: it was seen by a person, or there would be no incident.`)
  if (incident.alertId !== null || first.at <= incident.openedAt)
    return lesson(true, say`An alert told of it first: #${first.id}.`)
  return lesson(
    false,
    say`The first alert, #${first.id}, came ${formatAge(incident.openedAt, first.at)} after somebody had seen it.`,
  )
}

const secondsFrom = (from: Date, until: Date): number =>
  Math.max(0, Math.round((until.getTime() - from.getTime()) / 1000))

function acknowledged(facts: PostmortemFacts): Lesson {
  const { detected, acknowledged: at } = milestonesOf(facts)
  if (at === null) return lesson(false, say`Nobody said that it was his to deal with.`)
  const seconds = secondsFrom(detected, at)
  return lesson(seconds <= FIRST_SECONDS, say`Somebody had taken it on after ${formatSpan(seconds)}.`)
}

function stopped(facts: PostmortemFacts): Lesson {
  const { detected, stopped: at } = milestonesOf(facts)
  if (at === null) return null
  const seconds = secondsFrom(detected, at)
  return lesson(seconds <= FIRST_SECONDS, say`Everything was stopped after ${formatSpan(seconds)}.`)
}

function phaseLesson({ phase, seconds, isLate }: PhaseTime): Lesson {
  const minutes = PHASE_MINUTES[phase]
  if (minutes === null || (phase === 5 && !isLate)) return null
  const limit = formatSpan(minutes * 60)
  const title = joined([`${phase}`, PHASE_TITLES[phase]], ' ')
  return lesson(!isLate, say`Phase ${title}: ${formatSpan(seconds)}, of ${limit} that it may take.`)
}

function reminded({ events }: PostmortemFacts): Lesson {
  const nags = events.filter(({ kind }) => kind === 'nagged').length
  return nags === 0 ? null : lesson(false, say`The bot had to remind people ${formatCount(nags, 'time')}.`)
}

function leftOut({ view: { items } }: PostmortemFacts): Lesson {
  const skipped = items.flatMap(({ parts }) => parts).filter(({ state }) => state === 'skipped')
  if (skipped.length === 0) return null
  const keys = skipped.map(({ key }) => key).join(', ')
  return lesson(false, say`Left out of the checklist: ${keys}.`)
}

const overridden = ({ events }: PostmortemFacts): Lesson[] =>
  events
    .filter(({ kind, words }) => kind === 'resumed' && words !== null)
    .map(({ words }) => lesson(false, say`Payouts went on although the gate was shut: ${words ?? '–'}`))

function recurred({ view: { incident }, at }: PostmortemFacts): Lesson {
  const { recurrences, watchUntil, resolvedAt } = incident
  if (recurrences > 0) return lesson(false, say`It came back ${formatCount(recurrences, 'time')}.`)
  const isOver = resolvedAt !== null && watchUntil !== null && watchUntil <= (incident.closedAt ?? at)
  return isOver ? lesson(true, say`It did not come back while it was watched.`) : null
}

function square({ books: { after } }: PostmortemFacts): Lesson {
  if (after === null) return lesson(false, say`The books were not reconciled since it began.`)
  return after.verdict === 'ok'
    ? lesson(true, say`The books are square afterwards: reconciliation #${after.id}.`)
    : lesson(false, say`The books are not square afterwards: reconciliation #${after.id}.`)
}
