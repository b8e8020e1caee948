/** How long things may take. Tests shorten them; nobody else has a reason to. */
export interface Timing {
  /** From the start of a connection, or from its loss, until it must work. */
  readonly readyMs: number
  /** Without any message at all; the gateway answers a heartbeat about every 41 seconds. */
  readonly silenceMs: number
  /** The pause after the first failure; it doubles from there. */
  readonly firstPauseMs: number
  readonly longestPauseMs: number
  /** The pause when only a person can mend what is wrong. */
  readonly mendablePauseMs: number
  /** A connection that held as long as this was a good one: the next failure is the first again. */
  readonly goodAfterMs: number
  readonly farewellMs: number
  /** A completion that takes longer is given empty. */
  readonly completionMs: number
  /** The pause before a failed post is tried again. */
  readonly postPauseMs: number
  /** The pause before an acknowledgement is tried again, which is due within three seconds. */
  readonly callbackPauseMs: number
  /** How long the last requests may take when the bot stops. */
  readonly lastRequestsMs: number
}

export const TIMING: Timing = {
  readyMs: 30_000,
  silenceMs: 150_000,
  firstPauseMs: 5_000,
  longestPauseMs: 180_000,
  mendablePauseMs: 240_000,
  goodAfterMs: 60_000,
  farewellMs: 3_000,
  completionMs: 2_000,
  postPauseMs: 1_000,
  callbackPauseMs: 150,
  lastRequestsMs: 5_000,
}
