import type { JsonObject } from '../engine/json-value.ts'
import type { Text } from '../engine/phrase.ts'

/** A picture for one reader: what is written in it is in his language, and clients go by initials where others can see. */
export interface Chart {
  readonly png: Uint8Array
  /** The same in complete sentences with the figures, for whoever can't see it or wants to know exactly. */
  readonly alt: Text
  /** 'volume-20261122.png' */
  readonly name: string
  readonly json: JsonObject
}

export const THEMES = ['dark', 'light'] as const
export type Theme = (typeof THEMES)[number]

export interface ChartRequest {
  /** From 1 to `MOST_DAYS`; more than a month is shown in weeks. */
  readonly days: number
  /** The last local day, '2026-11-22'; today unless given. */
  readonly until?: string
  /** A card of its own in either theme, readable in dark and light chats alike; dark unless given. */
  readonly theme?: Theme
}

/** Draws charts of the books. Throws Failure when the books, or the drawing, fail. */
export interface Charts {
  /** Sats distributed with the commission on top, and how far the books of each day can be trusted. */
  volume(request: ChartRequest): Promise<Chart>
  /** What a client has gathered, and what a bitcoin cost so far. */
  client(
    client: {
      readonly id: bigint
      readonly username: string
      readonly fiatCode: string
      readonly exponent: number
    },
    request: ChartRequest,
  ): Promise<Chart>
  commission(request: ChartRequest): Promise<Chart>
  /** What the clients have left, how long it lasts, and who runs dry first. */
  float(request: ChartRequest): Promise<Chart>
  /** Polls that succeeded, of those that were due. */
  coverage(request: ChartRequest): Promise<Chart>
}
