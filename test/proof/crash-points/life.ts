import { startProcess } from '../simulation/process.ts'
import type { Effect, EffectOutcome } from '../simulation/scheduler.ts'
import type { World } from '../simulation/world.ts'

/** What is done with an effect that is about to happen: it happens, in one way or another, or the process dies. */
export type Verdict = EffectOutcome | 'dies'

export interface Life {
  /** The effects that happened, in their order. */
  readonly effects: readonly string[]
  readonly end: 'at rest' | 'died' | 'out of rounds'
  readonly rounds: number
}

export interface LifeOptions {
  readonly name: string
  /** Asked before each effect, which is number `number` of this life, from 0. */
  readonly onEffect?: (effect: Effect, number: number) => Promise<Verdict> | Verdict
  readonly skewSeconds?: number
  readonly maxRounds?: number
  /** Between two rounds: longer than a lease unless said otherwise. */
  readonly secondsBetweenRounds?: number
  /** Before each round after the first. */
  readonly onRound?: (round: number) => Promise<void> | void
  /** Whether this life has nothing left to do; when every cash-out is completed or set aside unless said otherwise. */
  readonly isDone?: (world: World) => Promise<boolean>
}

const HAPPENS: EffectOutcome = { kind: 'happens' }
/** Leases end and put-offs pass in far fewer. */
const MAX_ROUNDS = 40
/** No round takes more. */
const MAX_EFFECTS = 2000
/** Longer than the lease of a worker that died. */
const ROUND_SECONDS = 61

/**
 * One process from its start: it polls, then distributes and pays, again and again while time passes, until nothing is
 * left to do or it dies. One effect at a time, always in the order in which they were asked for.
 */
export async function live(world: World, options: LifeOptions): Promise<Life> {
  const process = startProcess(world, options.name, options.skewSeconds ?? 0)
  const effects: string[] = []
  const maxRounds = options.maxRounds ?? MAX_ROUNDS
  const isDone = options.isDone ?? nothingLeft
  const end = async (how: Life['end'], rounds: number): Promise<Life> => {
    await process.kill()
    return { effects, end: how, rounds }
  }
  for (let round = 1; ; round += 1) {
    for (const start of [() => process.startPolling(), () => process.startPaying()]) {
      start()
      if (!(await runOut(world, options, effects))) return end('died', round)
      if (world.violation() !== null) return end('out of rounds', round)
    }
    if (await isDone(world)) return end('at rest', round)
    if (round >= maxRounds) return end('out of rounds', round)
    await world.advance(options.secondsBetweenRounds ?? ROUND_SECONDS)
    await options.onRound?.(round + 1)
  }
}

/** False when the process has died. */
async function runOut(world: World, options: LifeOptions, effects: string[]): Promise<boolean> {
  const { scheduler } = world
  for (let count = 0; count < MAX_EFFECTS; count += 1) {
    await scheduler.settled()
    const [next] = scheduler.waiting()
    if (next === undefined) return true
    const verdict = (await options.onEffect?.(next, effects.length)) ?? HAPPENS
    if (verdict === 'dies') return false
    if (next.notBeforeMs > world.nowMs()) await world.advance((next.notBeforeMs - world.nowMs()) / 1000)
    effects.push(next.name)
    scheduler.take(next)
    await next.settle(verdict)
  }
  world.fail(`liveness: a round takes more than ${MAX_EFFECTS} effects`)
  return true
}

/** Every cash-out that was sold is completed or set aside, and every transfer is final or with a person. */
export async function nothingLeft(world: World): Promise<boolean> {
  const { rows } = await world.books.checker.query<{ done: number; open: number }>({
    name: 'nothing-left',
    text: `SELECT (SELECT count(*)::int FROM lamassu_transactions WHERE status IN ('completed', 'quarantined')
                      OR status = 'processing' AND EXISTS (
                        SELECT FROM transfers t WHERE t.lamassu_transaction_id = lamassu_transactions.id AND t.status = 'needs_review')) AS done,
                  (SELECT count(*)::int FROM transfers WHERE status IN ('pending', 'invoiced', 'paying')) AS open`,
  })
  const wanted = [...world.sales.values()].filter(({ fate }) => fate !== 'absent').length
  return rows[0]?.open === 0 && rows[0].done >= wanted
}
