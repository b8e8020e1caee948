import type { Clock } from '../../engine/ports.ts'

/** Whether somebody still looks for what is wrong: every round of the alerts is a beat. */
export interface Pulse {
  beat(): void
  /** Of this process; null before the first. */
  lastAt(): Date | null
  /** Why the alerts count as dead; null while they live. */
  problem(): string | null
}

/** Rounds come every few seconds; a round that asks a slow database takes up to a minute. */
const DEAD_AFTER_SECONDS = 180

export function createPulse(clock: Clock): Pulse {
  const startedAt = clock.now()
  let last: Date | null = null
  return {
    beat() {
      last = clock.now()
    },
    lastAt: () => last,
    problem() {
      const seconds = Math.floor((clock.now().getTime() - (last ?? startedAt).getTime()) / 1000)
      if (seconds < DEAD_AFTER_SECONDS) return null
      return `the alerts are not looked after: no round for ${seconds} seconds`
    },
  }
}
