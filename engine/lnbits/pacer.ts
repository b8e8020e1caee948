import assert from 'node:assert/strict'

/** More requests than this waiting at once is a bug of the caller: workers are few and each waits for its answer. */
const MAX_WAITING = 10_000
/** A server may ask for more, but then the next request finds that out again. */
const MAX_HOLD_SECONDS = 300

export interface Pacer {
  /** Resolves when the next request may be sent, first come, first served. */
  turn(): Promise<void>
  /** Sends nothing for that long: the server asked for it. */
  holdBack(seconds: number): void
}

export interface PacerOptions {
  readonly requestsPerMinute: number
  /** A clock that never goes back. */
  readonly nowMs: () => number
  readonly delay: (milliseconds: number) => Promise<void>
}

/**
 * At most `requestsPerMinute` turns in any 60 seconds, wherever the minute starts: a tenth of them may follow each
 * other at once, the rest are spaced evenly over the minute.
 */
export function createPacer({ requestsPerMinute, nowMs, delay }: PacerOptions): Pacer {
  assert(Number.isSafeInteger(requestsPerMinute) && requestsPerMinute >= 1, 'requestsPerMinute starts at 1')
  const burst = Math.floor(requestsPerMinute / 10)
  const spacingMs = 60_000 / (requestsPerMinute - burst)
  const toleranceMs = burst * spacingMs
  // When the next request would be due if all were spaced evenly; a burst may run ahead of it by the tolerance.
  let evenMs = -Infinity
  let heldUntilMs = -Infinity
  let waiting = 0
  let last: Promise<void> = Promise.resolve()

  async function waitForTurn(): Promise<void> {
    for (;;) {
      const now = nowMs()
      const waitMs = Math.max(heldUntilMs, evenMs - toleranceMs) - now
      if (waitMs <= 0) {
        evenMs = Math.max(evenMs, now) + spacingMs
        return
      }
      await delay(Math.ceil(waitMs))
    }
  }

  return {
    turn() {
      assert(waiting < MAX_WAITING, 'too many requests are waiting for LNbits')
      waiting += 1
      const turn = last.then(waitForTurn).finally(() => (waiting -= 1))
      last = turn.catch(() => undefined)
      return turn
    },
    holdBack(seconds) {
      const milliseconds = Math.min(Math.max(seconds, 0), MAX_HOLD_SECONDS) * 1000
      heldUntilMs = Math.max(heldUntilMs, nowMs() + milliseconds)
    },
  }
}
