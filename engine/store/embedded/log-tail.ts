import { open } from 'node:fs/promises'

const TAIL_BYTES = 4_000
const TAIL_LINES = 5

/** The last few lines of a program's output, as one line for an operator's sentence. */
export function lastLines(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '')
  return lines.slice(-TAIL_LINES).join(' | ') || '(nothing)'
}

/** What was written to a log since `offset`, at most its last 4 kB. */
export async function readLogSince(file: string, offset: number): Promise<string> {
  const handle = await open(file, 'r')
  try {
    const { size } = await handle.stat()
    const start = Math.max(offset, size - TAIL_BYTES)
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(TAIL_BYTES), 0, TAIL_BYTES, start)
    return buffer.toString('utf8', 0, bytesRead)
  } finally {
    await handle.close()
  }
}
