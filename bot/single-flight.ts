/** Work of which never two runs are under way. */
export interface SingleFlight {
  /** Starts a run, or has one more follow the run that is under way, however often it is called meanwhile. */
  wake(): void
  /** No run begins any more; resolves when the one under way is done. */
  stop(): Promise<void>
}

/** @param onEnd hears of every run how it ended: null, or what it threw. A run that throws does not end the next. */
export function singleFlight(
  work: () => Promise<void>,
  onEnd: (thrown: unknown) => void = () => undefined,
): SingleFlight {
  const state = { underWay: false, again: false, stopped: false }
  let last = Promise.resolve()
  const run = async (): Promise<void> => {
    do {
      state.again = false
      try {
        await work()
        onEnd(null)
      } catch (thrown) {
        onEnd(thrown)
      }
    } while (state.again && !state.stopped)
    // In the same breath as the last look at `again`: a wake-up in between would be lost.
    state.underWay = false
  }
  return {
    wake() {
      if (state.stopped) return
      if (state.underWay) state.again = true
      else {
        state.underWay = true
        last = run()
      }
    },
    stop() {
      state.stopped = true
      return last
    },
  }
}
