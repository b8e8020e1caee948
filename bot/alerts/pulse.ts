import type { Clock } from '../../engine/ports.ts'

/** Whether somebody still looks for what is wrong: every round of the alerts that succeeds is a beat. */
export interface Pulse {
  /** Rounds are expected of this process from now on: it leads. */
  begin(): void
  beat(): void
  /** Another process leads, or the bot stops. */
  end(): void
  /** Of this process; null before the first. */
  lastAt(): Date | null
  /** Why the alerts count as dead; null while they live, or live elsewhere. */
  problem(): string | null
}

/** Rounds come every few seconds; one that asks a slow database takes up to a minute. */
const DEAD_AFTER_SECONDS = 180

export function createPulse(clock: Clock): Pulse {
  let expectedSince: Date | null = null
  let last: Date | null = null
  return {
    begin() {
      expectedSince = clock.now()
    },
    beat() {
      last = clock.now()
    },
    end() {
      expectedSince = null
    },
    lastAt: () => last,
    problem() {
      if (expectedSince === null) return null
      const from = Math.max(expectedSince.getTime(), last?.getTime() ?? 0)
      const seconds = Math.floor((clock.now().getTime() - from) / 1000)
      if (seconds < DEAD_AFTER_SECONDS) return null
      return `the alerts are not looked after: no round for ${seconds} seconds`
    },
  }
}
