import type { Clock } from '../ports.ts'
import { Failure } from '../failure.ts'

const FIRST_DELAY_SECONDS = 1
const LONGEST_DELAY_SECONDS = 60

/** How long to leave a server in peace after failures: doubling from about one second to about a minute. */
export interface BackOff {
  failed(failure: Failure): void
  succeeded(): void
  /** The last failure, with the time until the next try in its sentence; null when a try is due. */
  refusal(): Failure | null
}

export function createBackOff({ clock, random }: { clock: Clock; random: () => number }): BackOff {
  let failures = 0
  let last: { failure: Failure; retryAt: number } | null = null
  return {
    failed(failure) {
      failures += 1
      last = { failure, retryAt: clock.now().getTime() + delaySeconds(failures, random) * 1000 }
    },
    succeeded() {
      failures = 0
      last = null
    },
    refusal() {
      if (last === null) return null
      const waitMs = last.retryAt - clock.now().getTime()
      // A wait longer than the longest delay means that the clock was set back.
      if (waitMs <= 0 || waitMs > LONGEST_DELAY_SECONDS * 1000) return null
      const sentence = `${last.failure.message} The next try is due in ${Math.ceil(waitMs / 1000)} s.`
      return new Failure(last.failure.code, sentence, { cause: last.failure })
    },
  }
}

/** Between half and all of the doubled delay, so that many bots do not return to a server in step. */
function delaySeconds(failures: number, random: () => number): number {
  const longest = Math.min(LONGEST_DELAY_SECONDS, FIRST_DELAY_SECONDS * 2 ** Math.min(failures - 1, 10))
  return longest * (0.5 + random() / 2)
}
