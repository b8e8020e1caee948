/** What one benchmark found out about one promise. */
export interface Finding {
  readonly name: string
  /** Medians of everything that was timed for it. */
  readonly medianMs: Readonly<Record<string, number>>
  /** How much faster, slower or larger, or the plain figure where no ratio was promised. */
  readonly ratio: number
  readonly unit: 'x' | 'ms' | 'MB' | 'requests'
  readonly target: Target
  readonly holds: boolean
}

export interface Target {
  readonly is: 'at least' | 'at most'
  readonly value: number
  /** A promise that is missed fails the run; an aim is only shown. */
  readonly kind: 'promise' | 'aim'
}

export const atLeast = (value: number): Target => ({ is: 'at least', value, kind: 'promise' })
export const atMost = (value: number): Target => ({ is: 'at most', value, kind: 'promise' })
export const aimAtLeast = (value: number): Target => ({ is: 'at least', value, kind: 'aim' })
export const aimAtMost = (value: number): Target => ({ is: 'at most', value, kind: 'aim' })

export function finding(found: Omit<Finding, 'holds'>): Finding {
  const { ratio, target } = found
  const holds = target.is === 'at least' ? ratio >= target.value : ratio <= target.value
  const medianMs = Object.entries(found.medianMs).map(([name, value]) => [name, rounded(value)])
  return { ...found, medianMs: Object.fromEntries(medianMs), ratio: rounded(ratio), holds }
}

const rounded = (value: number): number => Math.round(value * 1000) / 1000

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle]
  if (upper === undefined) throw new Error('nothing was measured')
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2
}

/** One way of doing something. What it returns is its time in milliseconds: preparations are its own affair. */
export interface Contender<N extends string = string> {
  readonly name: N
  readonly run: () => Promise<number>
}

/**
 * The medians of every contender, by name. They take turns, each round in the opposite order of the one before, so
 * that a noisy machine hurts all of them alike. The first round warms up and does not count.
 */
export async function takeTurns<const N extends string>(
  rounds: number,
  contenders: readonly Contender<N>[],
): Promise<Readonly<Record<N, number>>> {
  const times = new Map<N, number[]>(contenders.map(({ name }) => [name, []]))
  for (let round = 0; round <= rounds; round += 1) {
    const order = round % 2 === 0 ? contenders : [...contenders].reverse()
    for (const { name, run } of order) {
      const milliseconds = await run()
      if (round > 0) times.get(name)?.push(milliseconds)
    }
  }
  return Object.fromEntries([...times].map(([name, values]) => [name, median(values)])) as Record<N, number>
}

export async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now()
  await work()
  return performance.now() - startedMs
}
