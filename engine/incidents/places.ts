/** Where an incident is dealt with on a chat platform: the bound room, and its thread there. */
export interface IncidentPlace {
  readonly incidentId: bigint
  readonly platform: 'discord' | 'telegram'
  readonly roomId: string
}

/** What stands there, as far as it is known to stand there. */
export interface PlaceState {
  readonly threadId: string | null
  readonly threadless: boolean
  /** What stands in the room itself; without a thread it is the card. */
  readonly headlineId: string | null
  readonly messageId: string | null
  readonly pinned: boolean
  readonly unpinnable: boolean
  readonly shownHash: string | null
  /** The newest event of the incident that was said there. */
  readonly toldEvent: bigint
  readonly toldAt: Date | null
  readonly endedAt: Date | null
}

/** Each change is a commit of its own, made when the platform has confirmed what it says. */
export interface IncidentPlaceStore {
  /** All that are not at their end. */
  places(): Promise<readonly (IncidentPlace & PlaceState)[]>
  /** Makes it where there is none, and takes it for so long; null: somebody else has it, or it is at its end. */
  take(place: IncidentPlace, seconds: number): Promise<(PlaceState & { readonly now: Date }) | null>
  keep(place: IncidentPlace, known: Partial<PlaceState>): Promise<void>
  /** Whoever comes next may have it after so many seconds. */
  leave(place: IncidentPlace, seconds: number): Promise<void>
}
