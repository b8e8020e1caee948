import { setTimeout as delay } from 'node:timers/promises'
import type { Ring } from './ring.ts'

/**
 * Takes a lock and keeps it while others queue up behind it, so that they all go on in one moment: the nastiest
 * interleaving, every time and not by luck.
 */
export async function behindLock<T>(
  ring: Ring,
  lock: { sql: string; values?: unknown[] },
  starters: readonly (() => Promise<T>)[],
  beforeRelease: () => void = () => undefined,
): Promise<T[]> {
  const holder = await ring.pool.connect()
  const started: Promise<T>[] = []
  try {
    await holder.query('BEGIN')
    await holder.query(lock.sql, lock.values ?? [])
    for (const start of starters) {
      started.push(start())
      // In the order in which they stand in the queue.
      await waiting(ring, started)
    }
    beforeRelease()
  } finally {
    await holder.query('COMMIT')
    holder.release()
  }
  return Promise.all(started)
}

/** Until as many sessions wait for a lock as were started and are not done. */
async function waiting(ring: Ring, started: readonly Promise<unknown>[]): Promise<void> {
  let done = 0
  for (const one of started)
    one.then(
      () => (done += 1),
      () => (done += 1),
    )
  for (let look = 0; look < 1000; look += 1) {
    const { rows } = await ring.pool.query<{ count: bigint }>(
      `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    )
    if (Number(rows[0]?.count ?? 0n) >= started.length - done) return
    await delay(2)
  }
  throw new Error(`${started.length - done} should wait for a lock by now`)
}

/** A gate at which everybody waits until it is opened. */
export function gate() {
  const state = { arrived: 0, open: (): void => undefined }
  const opened = new Promise<void>((resolve) => {
    state.open = resolve
  })
  return {
    pass: (): Promise<void> => {
      state.arrived += 1
      return opened
    },
    open: () => state.open(),
    /** Resolves when that many stand at the gate, or this one is done without having come. */
    async until(count: number, or: Promise<unknown>): Promise<void> {
      const given = { up: false }
      const giveUp = (): void => {
        given.up = true
      }
      or.then(giveUp, giveUp)
      for (let look = 0; look < 5000; look += 1) {
        if (state.arrived >= count || given.up) return
        await delay(1)
      }
      throw new Error(`${state.arrived} of ${count} came to the gate`)
    },
  }
}
