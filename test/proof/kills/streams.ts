import { setMaxListeners } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { seededRandom } from '../../support/random.ts'

/** Something that happens again and again at moments drawn from the seed. */
export interface Stream {
  readonly name: string
  /** The pause between the end of one turn and the next. */
  readonly pauseSeconds: readonly [least: number, most: number]
  /** Keeps its pace on a slow machine too; the others give it more time between their turns. */
  readonly hasty?: true
  /** One turn. Every draw of the turn comes from its own part of the seed, however long the turn takes. */
  readonly turn: (draw: () => number) => Promise<void>
}

/** A number from `least` to below `most`. */
export const between = (draw: () => number, [least, most]: readonly [number, number]): number =>
  least + draw() * (most - least)

/** The item that this draw falls on. */
export function pick<T>(draw: () => number, items: readonly T[]): T {
  const item = items[Math.floor(draw() * items.length)]
  if (item === undefined) throw new Error('there is nothing to pick from')
  return item
}

/**
 * Runs all streams side by side until the signal comes, each with random numbers of its own, so that the same seed
 * gives the same sequence of turns in each of them. `slowness` is how many times more than usual everything takes on
 * this machine at the moment. A turn that has begun is finished; the first that throws ends all.
 */
export async function runStreams(
  streams: readonly Stream[],
  options: { seed: number; signal: AbortSignal; slowness?: () => number },
): Promise<void> {
  const { seed, signal, slowness = () => 1 } = options
  const failed = new AbortController()
  const over = firstOf(signal, failed.signal)
  const flow = async (stream: Stream, index: number): Promise<void> => {
    const draws = seededRandom(seed * 1009 + index)
    while (!over.aborted) {
      const pauseMs = between(draws, stream.pauseSeconds) * 1000 * (stream.hasty ? 1 : slowness())
      // A seed for each turn: how much one draws has no bearing on the next.
      const draw = seededRandom(Math.floor(draws() * 2 ** 31))
      await delay(pauseMs, undefined, { signal: over }).catch(() => undefined)
      if (!over.aborted) await stream.turn(draw)
    }
  }
  const flows = streams.map((stream, index) =>
    flow(stream, index).catch((cause: unknown) => {
      failed.abort()
      throw new Error(`the stream "${stream.name}" broke off: ${String(cause)}`, { cause })
    }),
  )
  const ends = await Promise.allSettled(flows)
  const broken = ends.find((end) => end.status === 'rejected')
  if (broken !== undefined) throw broken.reason
}

/** Comes with the first of these. (Node 20 loses a signal of AbortSignal.any() when nobody holds its parts.) */
export function firstOf(...signals: AbortSignal[]): AbortSignal {
  const first = new AbortController()
  // Every stream waits for it.
  setMaxListeners(0, first.signal)
  for (const signal of signals) {
    if (signal.aborted) first.abort()
    signal.addEventListener('abort', () => first.abort(), { once: true })
  }
  return first.signal
}
