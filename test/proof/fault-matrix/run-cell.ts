import { Failure } from '../../../engine/failure.ts'
import { holdingsOf } from '../crash-points/moments.ts'
import { live, nothingLeft, type Verdict } from '../crash-points/life.ts'
import { viewOf } from '../simulation/checks.ts'
import { brokenAtRest } from '../simulation/final-checks.ts'
import { LNBITS_FAULTS, type LnbitsFault } from '../simulation/profile.ts'
import type { World } from '../simulation/world.ts'
import type { Cell, LamassuFault, Provocation, When } from './cells.ts'
import { BOOKS_FAULTS } from './faulty-pool.ts'
import type { Scene, Stage } from './stage.ts'

export interface CellResult {
  /** `missed`: the fault never struck, and nothing was proven. */
  readonly outcome: 'paid' | 'review' | 'broken' | 'missed'
  readonly sentence: string | null
  readonly struck: number
  readonly rounds: number
}

/** So many rounds of a minute the fault lasts, when it lasts. */
const FAULT_ROUNDS = 6
const GIVES_UP_SECONDS = 90
/** A request that is worked on late is executed 120 s after it was sent. */
const LATE_SECONDS = 30

const lamassuFailures: Readonly<Record<LamassuFault, () => Failure>> = {
  'ssh lost': () => new Failure('ssh_lost', 'The SSH connection was lost.'),
  timeout: () => new Failure('lamassu_timeout', 'The Lamassu database did not answer in time.'),
  permission: () => new Failure('lamassu_permission', 'The Lamassu database refuses to show a table.'),
  refused: () => new Failure('ssh_unreachable', "The Lamassu server can't be reached."),
}

const isOf = <T extends string>(faults: readonly T[], fault: string): fault is T =>
  (faults as readonly string[]).includes(fault)

/** One cash-out with this one thing going wrong; then it goes wrong no more, and everything must come to its end. */
export async function runCell(
  stage: Stage,
  cell: Cell,
  fairShares: ReadonlyMap<string, bigint>,
): Promise<CellResult> {
  const state = { on: true, struck: 0, request: null as LnbitsFault | null, lateAtMs: Infinity }
  const scene = await stage.open(cell.provocation, () => state.request)
  const { world, pool } = scene
  const provoked = counterOf(cell.provocation)
  let count = 0
  const strikes = (name: string): boolean => {
    if (name !== cell.call || !state.on) return false
    count += 1
    const hit = isHit(cell.when, count)
    if (hit) state.struck += 1
    return hit
  }
  const lateComes = async (): Promise<void> => {
    if (world.nowMs() < state.lateAtMs || world.network.lateCount() === 0) return
    await world.network.executeLate()
  }
  const end = await roundsOf(scene, {
    async onEffect({ name }): Promise<Verdict> {
      await lateComes()
      const hit = strikes(name)
      const { fault } = cell
      pool.arm(hit && isOf(BOOKS_FAULTS, fault) ? fault : null)
      state.request = hit && isOf(LNBITS_FAULTS, fault) ? fault : provoked(name)
      if (state.request === 'late') {
        await world.advance(GIVES_UP_SECONDS)
        state.lateAtMs = world.nowMs() + LATE_SECONDS * 1000
      }
      if (hit && name.startsWith('lamassu.'))
        return { kind: 'fails', error: lamassuFailures[fault as LamassuFault]() }
      return { kind: 'happens' }
    },
    async onRound(round) {
      state.on &&= round <= FAULT_ROUNDS
      if (!world.network.isUp()) world.network.start()
      await lateComes()
    },
  })
  pool.arm(null)
  if (state.struck === 0) return { outcome: 'missed', sentence: null, struck: 0, rounds: end.rounds }
  return { ...(await outcomeOf(world, end.end, fairShares)), struck: state.struck, rounds: end.rounds }
}

type Steps = Pick<Parameters<typeof live>[1], 'onEffect' | 'onRound'>

/** The bot runs all the time; the sale comes as soon as the bot has gone live. */
async function roundsOf({ world, sell, isLive }: Scene, steps: Steps) {
  const sellOnce = async (): Promise<void> => {
    if (world.sales.size === world.baseline.size && (await isLive())) sell()
  }
  await sellOnce()
  return live(world, {
    name: 'bot',
    ...steps,
    async onRound(round) {
      await steps.onRound?.(round)
      await sellOnce()
      await world.check()
    },
    isDone: async () => world.sales.size > world.baseline.size && (await nothingLeft(world)),
  })
}

function isHit(when: When, count: number): boolean {
  if (when === 'all') return true
  return count === (when === 'first' ? 1 : 2)
}

/** The provocation strikes its first calls, whatever else does. */
function counterOf(provocation: Provocation | null): (name: string) => LnbitsFault | null {
  let count = 0
  return (name) => {
    if (provocation?.kind !== 'lnbits' || provocation.call !== name) return null
    count += 1
    return count <= provocation.times ? provocation.fault : null
  }
}

/** How often each call is made when nothing but the provocation disturbs, and what everybody holds at the end. */
export async function undisturbed(stage: Stage, provocation: Provocation | null) {
  const provoked = counterOf(provocation)
  const state = { request: null as LnbitsFault | null }
  const scene = await stage.open(provocation, () => state.request)
  const calls = new Map<string, number>()
  const { end } = await roundsOf(scene, {
    onEffect({ name }) {
      calls.set(name, (calls.get(name) ?? 0) + 1)
      state.request = provoked(name)
      return { kind: 'happens' }
    },
    onRound() {
      if (!scene.world.network.isUp()) scene.world.network.start()
    },
  })
  return { calls, end, holdings: holdingsOf(scene.world) }
}

async function outcomeOf(
  world: World,
  end: string,
  fairShares: ReadonlyMap<string, bigint>,
): Promise<Pick<CellResult, 'outcome' | 'sentence'>> {
  await world.check()
  const broken = world.violation() ?? (await brokenAtRest(world))
  if (broken !== null) return { outcome: 'broken', sentence: broken }
  const { transfers } = await viewOf(world.books.checker)
  const open = transfers.filter(({ status }) => status !== 'completed')
  if (end !== 'at rest') {
    const words = open.map(({ transfer, status, error }) => `${transfer} is ${status} (${error})`)
    return { outcome: 'broken', sentence: `nothing comes to rest: ${words.join(', ')}` }
  }
  const review = new Set(open.map(({ payee }) => payee))
  for (const [walletId, sats] of holdingsOf(world)) {
    const due = fairShares.get(walletId) ?? 0n
    if (sats !== due && !(review.has(walletId) && sats === 0n))
      return { outcome: 'broken', sentence: `wallet ${walletId} holds ${sats} sats instead of ${due}` }
  }
  const [left] = open
  if (left === undefined) return { outcome: 'paid', sentence: null }
  return left.status === 'needs_review'
    ? { outcome: 'review', sentence: left.error }
    : { outcome: 'broken', sentence: `${left.transfer} is ${left.status}` }
}
