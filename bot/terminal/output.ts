import { sentenceOf } from '../../engine/failure.ts'

/** The reader has gone: `| head`, a closed terminal. */
const NOBODY_READS = new Set(['EPIPE', 'EIO', 'ERR_STREAM_DESTROYED'])

/**
 * Keeps output that can't be written from ending the program where it stands: nobody reading is no failure, a full
 * disk is one that is told at the end. Returns what writes out the rest and gives the exit code.
 */
export function watchOutput(): { finish(exitCode: number): Promise<number> } {
  let lost: Error | null = null
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (!NOBODY_READS.has(error.code ?? '')) lost = error
  })
  // There is no place left to tell it.
  process.stderr.on('error', () => undefined)
  return {
    async finish(exitCode) {
      await written(process.stdout)
      if (lost !== null) process.stderr.write(`The answer could not be written: ${sentenceOf(lost)}.\n`)
      await written(process.stderr)
      return lost === null ? exitCode : Math.max(exitCode, 1)
    },
  }
}

const written = (stream: NodeJS.WriteStream): Promise<void> =>
  new Promise((resolve) => {
    // A write that fails is followed by its error event, which has to be heard before we go on.
    stream.write('', () => setImmediate(resolve))
  })
