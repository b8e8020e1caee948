import { type ErrorCounts, LOG_PATTERNS, type LogPattern } from '../../engine/observe-self.ts'
import { PATTERNS, readable } from './log-lines.ts'
import type { LogRing } from './log-ring.ts'

/** Warnings and errors of this process, counted by the handbook's five searches while they are written. */
export interface LogCounts {
  write(line: string): void
  counts(): ErrorCounts
}

const TROUBLE = /^\{"level":(?:40|50|60),/

export function createLogCounts(processStartedAt: Date): LogCounts {
  const totals: Record<LogPattern, number> = { errors: 0, processor: 0, payments: 0, ssh: 0, wallet: 0 }
  return {
    write(line) {
      // By far the most lines are none: they are not taken apart.
      if (!TROUBLE.test(line)) return
      const shown = readable(line, [])
      for (const name of LOG_PATTERNS) if (PATTERNS[name].test(shown)) totals[name] += 1
    },
    counts: () => ({ processStartedAt, totals: { ...totals } }),
  }
}

/** A ring for createLog() that counts, and keeps the lines where there is one that does. */
export const countingRing = (counts: LogCounts, ring: LogRing | null): LogRing => ({
  write(line) {
    counts.write(line)
    ring?.write(line)
  },
  lines: () => ring?.lines() ?? [],
})
