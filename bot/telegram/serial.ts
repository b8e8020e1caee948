import type { Delay } from './pace.ts'

/** Work by key: in order within one key, side by side across keys. */
export interface Serial {
  /** False when too much of this key waits already: the work is not taken. */
  readonly add: (key: string, work: () => Promise<void>) => boolean
  /** Resolves when everything that was taken has ended. */
  idle(): Promise<void>
}

/** Work that takes longer than this no longer holds up the next of its key: what hangs may lock nobody out. */
const PATIENCE = 20_000

export function createSerial(options: {
  readonly most: number
  readonly delay: Delay
  readonly onThrown: (thrown: unknown) => void
}): Serial {
  const lines = new Map<string, { tail: Promise<unknown>; waiting: number }>()
  const underWay = new Set<Promise<void>>()
  return {
    add(key, work) {
      const line = lines.get(key) ?? { tail: Promise.resolve(), waiting: 0 }
      if (line.waiting >= options.most) return false
      lines.set(key, line)
      line.waiting++
      const done = line.tail.then(work).catch(options.onThrown)
      const ended = done.finally(() => {
        underWay.delete(ended)
        if (--line.waiting === 0) lines.delete(key)
      })
      underWay.add(ended)
      line.tail = line.tail.then(() => atMost(done, options.delay))
      return true
    },
    async idle() {
      while (underWay.size > 0) await Promise.all(underWay)
    },
  }
}

/** Until the work is done, or patience is over. */
async function atMost(done: Promise<void>, delay: Delay): Promise<void> {
  const over = new AbortController()
  const patience = delay(PATIENCE, over.signal).catch(() => undefined)
  await Promise.race([done, patience])
  over.abort()
}
