import type { JsonValue } from './json-value.ts'

/** What the bot saw when it looked at something outside, and how often it saw the same in a row. */
export interface Observation {
  /** 'wallet:source', 'lnbits', 'lamassu', 'machine:<device id>', 'config'. */
  readonly subject: string
  /** 'ok', or a word for what it was instead. */
  readonly outcome: string
  /** For people, without secrets. */
  readonly detail: string | null
  readonly value: JsonValue
  readonly inARow: number
  /** When this outcome began. */
  readonly since: Date
  readonly lastOkAt: Date | null
  readonly observedAt: Date
}

export interface Sighting {
  readonly subject: string
  readonly outcome: string
  readonly detail?: string
  readonly value?: JsonValue
}

/** The memory of those who look, so that rules need none. */
export interface ObservationStore {
  /** Counts on where the outcome is the same as before, begins anew where it is another. */
  record(sightings: readonly Sighting[], now: Date): Promise<void>
  /** Takes away subjects below this prefix that are not named: machines that are gone. */
  forgetOthers(prefix: string, subjects: readonly string[]): Promise<void>
  all(): Promise<ReadonlyMap<string, Observation>>
}
