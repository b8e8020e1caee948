import type { PersonReading } from '../people.ts'
import type { ReconciliationHead } from '../reconcile.ts'
import type { IncidentView } from './board.ts'
import type { IncidentEvent, TimelineLine } from './incident.ts'

/** All that a postmortem is made of, as it was read at one time. */
export interface PostmortemFacts {
  readonly view: IncidentView
  /** The incident's own, the oldest first. */
  readonly events: readonly IncidentEvent[]
  /** Of all sources, the oldest first. */
  readonly timeline: readonly TimelineLine[]
  /** False: there is more than the timeline has. */
  readonly isWhole: boolean
  readonly people: readonly PersonReading[]
  /** Whom the impact names. */
  readonly clients: readonly { readonly id: bigint; readonly username: string | null }[]
  /** When payouts rested for it; null: they did not. */
  readonly stop: { readonly since: Date; readonly until: Date | null } | null
  /** The whole books, as reconciled last before it, and last until now. */
  readonly books: { readonly before: ReconciliationHead | null; readonly after: ReconciliationHead | null }
  readonly at: Date
}

/** Which of the two a review's words are about. */
export const REVIEW_PARTS = { well: 'review.well', better: 'review.better' } as const
