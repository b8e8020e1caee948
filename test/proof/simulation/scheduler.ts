/** Something that leaves a process: a commit, a request, a pause. Nothing of it has happened yet. */
export interface Effect {
  readonly process: string
  /** Like 'transfers.claim' or 'lnbits.pay'. */
  readonly name: string
  /** Not before this moment of the simulated clock. */
  readonly notBeforeMs: number
  /** Carries it out and tells the process what came of it. */
  settle(how: EffectOutcome): Promise<void>
}

export type EffectOutcome =
  /** It happens, and the process learns its result. */
  | { readonly kind: 'happens' }
  /** It does not happen, and the process is told this. */
  | { readonly kind: 'fails'; readonly error: unknown }
  /** It happens, and all the process is told is this. */
  | { readonly kind: 'happens_unheard'; readonly error: unknown }

export interface Scheduler {
  /** What every wrapped call of a process goes through: it waits here until it is chosen. */
  effect<T>(process: string, name: string, run: () => Promise<T>, notBeforeMs?: number): Promise<T>
  /** In the order in which they came. */
  waiting(): readonly Effect[]
  take(effect: Effect): void
  /** A process that was killed: nothing that it waited for will ever be answered. */
  abandon(process: string): void
  /** Resolves when every process waits for an effect or has come to its end. */
  settled(): Promise<void>
}

/**
 * One effect at a time: while it is carried out nothing else runs, and afterwards every promise that it released runs
 * on until it needs the world again. That makes a run a function of its seed.
 */
export function createScheduler(): Scheduler {
  let effects: Effect[] = []
  const dead = new Set<string>()
  return {
    effect<T>(process: string, name: string, run: () => Promise<T>, notBeforeMs = 0): Promise<T> {
      return new Promise<T>((resolve, reject) => {
        if (dead.has(process)) return
        const settle = async (how: EffectOutcome): Promise<void> => {
          if (how.kind === 'fails') return reject(asError(how.error))
          try {
            const result = await run()
            if (how.kind === 'happens') resolve(result)
            else reject(asError(how.error))
          } catch (thrown) {
            reject(asError(thrown))
          }
        }
        effects.push({ process, name, notBeforeMs, settle })
      })
    },
    waiting: () => effects,
    take(effect) {
      effects = effects.filter((other) => other !== effect)
    },
    abandon(process) {
      dead.add(process)
      effects = effects.filter((effect) => effect.process !== process)
    },
    async settled() {
      // Microtasks all run before the next turn; streams take a few turns of their own.
      for (let turn = 0; turn < TURNS; turn += 1) await new Promise(setImmediate)
    },
  }
}

const TURNS = 3

const asError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)))
