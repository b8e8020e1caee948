import assert from 'node:assert/strict'
import { createDice } from '../simulation/dice.ts'
import { createLamassuModel } from '../simulation/lamassu-model.ts'
import { createNetwork } from '../simulation/lnbits-network.ts'
import { type LnbitsFault, rollProfile } from '../simulation/profile.ts'
import { lamassuFailures } from '../simulation/process.ts'
import { createScheduler, type Effect, type EffectOutcome } from '../simulation/scheduler.ts'
import { createAgenda } from './agenda.ts'
import type { Program, Shop } from './program.ts'
import type { Happening, Workload } from './workload.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const WAKE_MS = 30 * MINUTE
/** After the last happening nothing goes wrong any more, for so long; a person comes by twice. */
const QUIET_MS = 10 * HOUR
/** A supervisor starts again what has died. */
const RESTART_MS = MINUTE
const HAPPENS: EffectOutcome = { kind: 'happens' }
/** More steps at one moment than this are a loop without an end. */
const MOST_STEPS_AT_ONCE = 20_000

/** How many sats an operator who pays from stock has put into the source wallet. */
const STOCK_SATS = 400_000_000n

export interface Days {
  readonly shop: Shop
  readonly program: Program
  readonly steps: number
}

/** Lets a program live through the days of a workload, in its own shop, and through the quiet hours afterwards. */
export async function live(
  workload: Workload,
  open: (shop: Shop, setTime: (listener: (ms: number) => Promise<void>) => void) => Promise<Program>,
): Promise<Days> {
  const state = { ms: workload.startMs, onTime: async (_ms: number): Promise<void> => undefined, steps: 0 }
  const troubles = createTroubles()
  const shop = openShop(
    workload,
    () => state.ms,
    (endpoint) => troubles.takeFault(endpoint),
  )
  const program = await open(shop, (listener) => {
    state.onTime = listener
  })
  const agenda = createAgenda()
  const lastMs = workload.happenings.at(-1)?.atMs ?? workload.startMs
  const endMs = lastMs + QUIET_MS
  const street = createStreet({ shop, program, agenda, troubles })
  for (const happening of workload.happenings) agenda.add(happening.atMs, () => street.happens(happening))
  agenda.add(lastMs + 2, async () => troubles.end())
  for (const hours of [3, 7]) agenda.add(lastMs + hours * HOUR, async () => program.morning())
  for (let ms = workload.startMs + WAKE_MS; ms < endMs; ms += WAKE_MS)
    agenda.add(ms, async () => street.wake())
  program.start()
  await runReady(shop, street, state)
  for (;;) {
    const nextMs = Math.min(agenda.nextMs(), ...shop.scheduler.waiting().map((effect) => effect.notBeforeMs))
    if (nextMs > endMs) break
    if (nextMs > state.ms) await state.onTime(nextMs)
    state.ms = Math.max(state.ms, nextMs)
    await agenda.runDue(state.ms)
    await runReady(shop, street, state)
  }
  await program.kill()
  return { shop, program, steps: state.steps }
}

function openShop(
  workload: Workload,
  nowMs: () => number,
  takeFault: (endpoint: string) => LnbitsFault | null,
): Shop {
  const dice = createDice(workload.seed + 0x5eed)
  const profile = { ...rollProfile(createDice(1)), fundingAnswer: 'pending' as const, serviceFeePercent: 0n }
  const network = createNetwork({ dice, profile, nowMs })
  const wallet = (name: string): string => network.control.createWallet(name).walletId
  const wallets = {
    source: wallet('source'),
    commission: wallet('commission'),
    clients: Array.from({ length: workload.clients }, (_, client) => wallet(`client ${client}`)),
  }
  const model = createLamassuModel(dice, () => new Date(nowMs()))
  return { scheduler: createScheduler(), network, model, dice, wallets, nowMs, lnbitsFault: takeFault }
}

/** For a program that pays from stock; the predecessor makes its sats itself. */
export function stock(shop: Shop): void {
  for (let left = STOCK_SATS; left > 0n; left -= 10_000_000n)
    shop.network.control.topUp(shop.wallets.source, 10_000_000n)
}

async function runReady(shop: Shop, street: Street, state: { steps: number }): Promise<void> {
  await shop.scheduler.settled()
  for (let steps = 0; steps < MOST_STEPS_AT_ONCE; steps += 1) {
    const ready = shop.scheduler.waiting().filter((effect) => effect.notBeforeMs <= shop.nowMs())
    if (ready.length === 0) return
    state.steps += 1
    await street.carryOut(shop.dice.pick(ready))
    await shop.scheduler.settled()
  }
  assert.fail('the program never comes to an end at this moment')
}

type Crash = Extract<Happening, { kind: 'crash' }>

/** What lies in wait for the program's next steps. */
function createTroubles() {
  const armed = {
    crashes: [] as { steps: number; sent: boolean }[],
    presses: [] as { steps: number }[],
    restarts: [] as { requests: number; minutes: number }[],
    database: [] as { commits: number; unheard: boolean }[],
    faults: [] as { endpoint: string; fault: LnbitsFault }[],
    sshUntilMs: 0,
  }
  return {
    armed,
    crash: ({ steps, sentIsCarriedOut }: Crash) => void armed.crashes.push({ steps, sent: sentIsCarriedOut }),
    takeFault(endpoint: string): LnbitsFault | null {
      const at = armed.faults.findIndex((fault) => fault.endpoint === endpoint)
      return at < 0 ? null : (armed.faults.splice(at, 1)[0]?.fault ?? null)
    },
    end(): void {
      for (const list of [armed.crashes, armed.presses, armed.restarts, armed.database, armed.faults])
        list.length = 0
      armed.sshUntilMs = 0
    },
  }
}

interface StreetParts {
  readonly shop: Shop
  readonly program: Program
  readonly agenda: ReturnType<typeof createAgenda>
  readonly troubles: ReturnType<typeof createTroubles>
}

type Street = ReturnType<typeof createStreet>

/** Everything that happens to a program from outside. */
function createStreet({ shop, program, agenda, troubles }: StreetParts) {
  const { network, scheduler } = shop
  const { armed } = troubles
  let alive = true
  const later = (ms: number, run: () => Promise<void> | void): void =>
    agenda.add(shop.nowMs() + ms, async () => run())

  const startAgain = (): void => {
    if (alive || (program.livesInLnbits && !network.isUp())) return
    alive = true
    program.start()
  }

  async function die(): Promise<void> {
    alive = false
    await program.kill()
    later(RESTART_MS, startAgain)
  }

  async function lnbitsIsGone(minutes: number): Promise<void> {
    network.stop()
    if (program.livesInLnbits) await die()
    later(minutes * MINUTE, () => {
      network.start()
      startAgain()
    })
  }

  /** True when the program was killed at this step. A lock is its session's, and that is closed with it. */
  async function strikes(effect: Effect): Promise<boolean> {
    const [press, crash] = [armed.presses[0], armed.crashes[0]]
    if (press !== undefined && (press.steps -= 1) <= 0) {
      armed.presses.shift()
      program.pressPoll()
    }
    if (crash === undefined || (crash.steps -= 1) > 0) return false
    armed.crashes.shift()
    await die()
    if (crash.sent && !effect.name.endsWith('.lock')) await effect.settle(HAPPENS)
    return true
  }

  async function beforeRequest(): Promise<void> {
    const restart = armed.restarts[0]
    if (restart === undefined || (restart.requests -= 1) > 0) return
    armed.restarts.shift()
    await lnbitsIsGone(restart.minutes)
  }

  function outcomeOf(effect: Effect): EffectOutcome {
    if (effect.name.startsWith('lamassu.') && shop.nowMs() < armed.sshUntilMs)
      return { kind: 'fails', error: lamassuFailures.ssh_lost() }
    const fault = armed.database[0]
    if (fault === undefined) return HAPPENS
    const outcome = program.databaseFault(effect.name, fault.unheard)
    if (outcome === null || (fault.commits -= 1) > 0) return HAPPENS
    armed.database.shift()
    return outcome
  }

  return {
    wake(): void {
      if (alive) program.wake()
    },
    async carryOut(effect: Effect): Promise<void> {
      scheduler.take(effect)
      if (effect.name === 'pause') return effect.settle(HAPPENS)
      if (await strikes(effect)) return
      const isRequest = effect.name.startsWith('lnbits.') && effect.name !== 'lnbits.answer'
      if (isRequest && network.isUp()) await beforeRequest()
      const wasUp = network.isUp()
      await effect.settle(outcomeOf(effect))
      // It has died half-way through a payment.
      if (wasUp && !network.isUp()) await lnbitsIsGone(5)
      if (network.lateCount() > 0) later(2 * MINUTE, () => network.executeLate())
    },
    async happens(happening: Happening): Promise<void> {
      switch (happening.kind) {
        case 'row':
          shop.model.put(happening.row)
          return
        case 'deposit':
          await program.deposit(happening.client, happening.minor)
          return
        case 'morning':
          if (alive) program.morning()
          return
        case 'crash':
          troubles.crash(happening)
          return
        case 'lnbits_restart':
          armed.restarts.push({ requests: happening.requests, minutes: happening.minutes })
          return
        case 'lnbits_fault':
          if (!program.livesInLnbits || FELT_INSIDE.has(happening.fault))
            armed.faults.push({ endpoint: happening.endpoint, fault: happening.fault })
          return
        case 'ssh_down':
          armed.sshUntilMs = Math.max(armed.sshUntilMs, happening.atMs + happening.minutes * MINUTE)
          return
        case 'database_fault':
          armed.database.push({ commits: happening.commits, unheard: happening.unheard })
          return
        case 'poll_pressed':
          armed.presses.push({ steps: happening.steps })
          return
        case 'config_saved':
          if (alive) program.saveConfig()
          return
        case 'client_key_reset': {
          network.control.resetKeys(shop.wallets.clients[happening.client] ?? '')
          later(happening.enteredAfterMinutes * MINUTE, () => program.enterClientKey(happening.client))
          return
        }
        case 'source_key_reset':
          network.control.resetKeys(shop.wallets.source)
          later(happening.enteredAfterMinutes * MINUTE, () => program.enterSourceKey())
      }
    },
  }
}

/**
 * Inside LNbits there is no way between on which a request could be refused, doubled, or answered with rubbish: of all
 * faults the predecessor meets only those that LNbits' own code can have. The others hit the outside program alone.
 */
const FELT_INSIDE: ReadonlySet<LnbitsFault> = new Set([
  'lost_before',
  'lost_after',
  'server_error_before',
  'server_error_after',
  'error_520_before',
  'half_state',
])
