import type { Phrase, Text } from '../phrase.ts'
import type { Incident, IncidentEvent, Phase } from './incident.ts'
import type { Telemetry } from './telemetry.ts'

/** What a part of the checklist is judged by. */
export interface Sight {
  readonly telemetry: Telemetry
  readonly incident: Incident
  /** The incident's own, the oldest first. */
  readonly events: readonly IncidentEvent[]
}

export interface Seen {
  /** `not_needed`: it does not apply to what is known. */
  readonly is: 'done' | 'open' | 'not_needed'
  readonly why: Text
}

/** One of the handbook's 57 boxes. What has no `sees` only a person can know; `asks`: he may know it where nothing shows. */
export interface Part {
  /** Within its item. */
  readonly key: string
  readonly title: Phrase
  readonly sees?: (sight: Sight) => Seen
  readonly asks?: true
  /** What does it or comes next; where a person has to say it, ticking it with his evidence. */
  readonly line?: string | ((sight: Sight) => string | null)
}

/** One of the handbook's sixteen items. */
export interface Item {
  readonly key: string
  readonly phase: Phase
  readonly title: Phrase
  readonly parts: readonly Part[]
}

export const done = (why: Text): Seen => ({ is: 'done', why })
export const open = (why: Text): Seen => ({ is: 'open', why })
export const notNeeded = (why: Text): Seen => ({ is: 'not_needed', why })
export const doneIf = (isDone: boolean, why: Text, otherwise: Text): Seen =>
  isDone ? done(why) : open(otherwise)

/** The newest of a kind. */
export const lastOf = (events: readonly IncidentEvent[], kind: IncidentEvent['kind']): IncidentEvent | null =>
  events.findLast((event) => event.kind === kind) ?? null
