/** The newest lines of a log that is written nowhere else, so many and no more. */
export interface LogRing {
  write(line: string): void
  /** Oldest first. */
  lines(): readonly string[]
}

/** A line that is longer is cut: a ring of 2,000 stays below 8 MB. */
const LONGEST = 4000

export function createLogRing(most = 2000): LogRing {
  let kept: string[] = []
  return {
    write(line) {
      kept.push(line.trimEnd().slice(0, LONGEST))
      // In steps, because moving all lines for each new one would be slow.
      if (kept.length >= 2 * most) kept = kept.slice(-most)
    },
    lines: () => kept.slice(-most),
  }
}
