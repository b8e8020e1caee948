const armed = new Set<() => void>()
let listening = false

/** Runs `end` when this process exits, however that comes about (but for SIGKILL); returns what calls that off. */
export function atExit(end: () => void): () => void {
  // One listener for all: hundreds of processes come and go in a kill loop.
  if (!listening) process.on('exit', () => armed.forEach((each) => each()))
  listening = true
  armed.add(end)
  return () => void armed.delete(end)
}

/** A signal to a process that may be gone already. */
export function signalQuietly(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'ESRCH') throw thrown
  }
}
