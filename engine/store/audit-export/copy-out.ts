import type { Connection, PoolClient, Submittable } from 'pg'
import type { WriteBytes } from '../../audit-export.ts'

/** As much as goes on in one piece. */
const PIECE_BYTES = 256 * 1024

/** What pg's client asks of a query that it runs, as far as a COPY needs it. */
interface Running extends Submittable {
  handleCopyData(message: { readonly chunk: Buffer }): void
  handleCommandComplete(message: { readonly text: string }): void
  handleReadyForQuery(): void
  handleError(error: Error): void
}

/**
 * Runs `COPY (…) TO STDOUT` and hands its bytes on in large pieces; while a piece is taken, nothing more is read from the
 * server than what was on its way. Returns the number of rows. When a piece is not taken, the rest is read and dropped,
 * so that the connection is usable, and the reason is thrown.
 */
export function copyOut(client: PoolClient, sql: string, take: WriteBytes): Promise<number> {
  return new Promise((resolve, reject) => {
    const state = { rows: 0, failure: null as { readonly why: unknown } | null, taking: Promise.resolve() }
    let piece = Buffer.allocUnsafe(PIECE_BYTES)
    let used = 0
    let waiting = 0
    let wire: Connection | null = null

    function handOver(): void {
      const full = piece.subarray(0, used)
      piece = Buffer.allocUnsafe(PIECE_BYTES)
      used = 0
      if (full.length === 0) return
      waiting += 1
      wire?.stream.pause()
      state.taking = state.taking
        .then(() => (state.failure === null ? take(full) : undefined))
        .catch((why: unknown) => {
          state.failure ??= { why }
        })
        .then(() => {
          waiting -= 1
          // Also after the last piece: whatever is asked of the connection next comes through the same stream.
          if (waiting === 0) wire?.stream.resume()
        })
    }

    const running: Running = {
      submit(connection) {
        wire = connection
        wire.query(`COPY (${sql}) TO STDOUT (FORMAT csv)`)
      },
      handleCopyData({ chunk }) {
        if (state.failure !== null) return
        // The driver uses its buffer again, so that every row is copied out of it.
        if (used + chunk.length > piece.length) handOver()
        if (chunk.length > piece.length) piece = Buffer.allocUnsafe(chunk.length)
        used += chunk.copy(piece, used)
      },
      handleCommandComplete({ text }) {
        state.rows = Number(/^COPY (\d+)$/.exec(text)?.[1])
      },
      handleReadyForQuery() {
        handOver()
        void state.taking.then(() => {
          if (state.failure === null) resolve(state.rows)
          else reject(state.failure.why)
        })
      },
      handleError(error) {
        // pg tells a query nothing more after its error.
        state.failure ??= { why: error }
        void state.taking.then(() => reject(error))
      },
    }
    client.query(running)
  })
}
