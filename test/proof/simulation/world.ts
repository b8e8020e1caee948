import type { Pool } from 'pg'
import { Failure } from '../../../engine/failure.ts'
import type { LamassuConnection } from '../../../engine/lamassu/source.ts'
import type { WalletKey } from '../../../engine/ports.ts'
import type { WalletKeys } from '../../../engine/preflight.ts'
import type { SimulatedBooks } from './books.ts'
import { type BooksView, brokenBooks, brokenByWallets, viewOf } from './checks.ts'
import type { Dice } from './dice.ts'
import { createLamassuModel, type LamassuModel } from './lamassu-model.ts'
import { createNetwork, type SimulatedNetwork } from './lnbits-network.ts'
import type { SimulatedProcess } from './process.ts'
import { chanceOf, type LnbitsFault, type Profile } from './profile.ts'
import type { Currency, Sale } from './sales.ts'
import type { Scheduler } from './scheduler.ts'
import { populate } from './populate.ts'
import { type Touched, touchedBy } from './touch.ts'
import { createWatch, type Happened } from './watch.ts'

/** What a process needs of the world around it. */
export interface WorldParts {
  readonly pool: Pool
  readonly dice: Dice
  readonly scheduler: Scheduler
  readonly network: SimulatedNetwork
  readonly lamassu: LamassuConnection
  nowMs(): number
  /** The operator's keys as they stand in the configuration at this moment. */
  keys(): WalletKeys
  lnbitsFault(endpoint: string): LnbitsFault | null
  note(line: string): void
  before(effect: string): Promise<unknown>
  after(happened: Happened): void
  /** A Failure is the world's; anything else that a process throws is a bug. */
  reportUnlessFailure(process: string, thrown: unknown): void
}

export interface SimulatedClient {
  readonly id: bigint
  readonly walletId: string
  readonly currency: Currency
}

export interface World extends WorldParts {
  readonly profile: Profile
  readonly books: SimulatedBooks
  readonly model: LamassuModel
  readonly clients: SimulatedClient[]
  readonly sales: Map<string, Sale>
  /** Ids of the cash-outs that were there before the bot. */
  readonly baseline: Set<string>
  readonly replicas: SimulatedProcess[]
  readonly wallets: { readonly source: string; readonly commission: string; readonly treasury: string }
  /** Everybody who runs a command at this moment. */
  readonly people: Set<SimulatedProcess>
  readonly trace: string[]
  readonly faults: { on: boolean }
  setKeys(keys: WalletKeys): void
  advance(seconds: number): Promise<void>
  /** The first thing that must not be; null as long as all is well. */
  violation(): string | null
  fail(sentence: string): void
  /** Checks what the effects since the last question could have broken. */
  checkTouched(): Promise<void>
  /** As of the last check: sales that no bot has seen, and cash-outs or payments that are not finished. */
  openWork(): { readonly unseen: boolean; readonly unpaid: boolean }
  /** Compares books and wallets; the sentence of what is broken goes into `violation`. */
  check(): Promise<void>
}

const START_MS = Date.UTC(2026, 0, 5, 8, 0, 0)

/** A world rolled from a seed: a shop with clients, deposits and the first cash-outs. */
export async function createWorld(
  books: SimulatedBooks,
  options: { dice: Dice; profile: Profile; scheduler: Scheduler },
): Promise<World> {
  const { dice, profile, scheduler } = options
  const time = { ms: START_MS }
  await books.reset()
  await books.setTime(time.ms)
  const network = createNetwork({ dice, profile, nowMs: () => time.ms })
  const { control } = network
  const source = control.createWallet('source')
  const commission = control.createWallet('commission')
  const treasury = control.createWallet('treasury')
  const world: World = assembleWorld({
    books,
    time,
    network,
    profile,
    dice,
    scheduler,
    model: createLamassuModel(dice, () => new Date(time.ms)),
    wallets: { source: source.walletId, commission: commission.walletId, treasury: treasury.walletId },
    keys: {
      source: source.adminKey as WalletKey,
      commission: profile.commissionWallet ? (commission.invoiceKey as WalletKey) : null,
      treasury: profile.funding === 'treasury' ? (treasury.adminKey as WalletKey) : null,
    },
    clients: [],
    lnbitsFault: (endpoint) => rollLnbitsFault(dice, profile, world.faults.on, endpoint),
  })
  await populate(world)
  return world
}

/** What a world is made of. */
export interface AssembledFrom {
  readonly books: SimulatedBooks
  /** The clock of all parts. */
  readonly time: { ms: number }
  readonly network: SimulatedNetwork
  readonly model: LamassuModel
  readonly profile: Profile
  readonly dice: Dice
  readonly scheduler: Scheduler
  readonly wallets: World['wallets']
  readonly keys: WalletKeys
  readonly clients: SimulatedClient[]
  /** The processes' way to the books; the books' own unless said otherwise. */
  readonly pool?: Pool
  readonly lnbitsFault: (endpoint: string) => LnbitsFault | null
}

/** A world of these parts, whose rules are watched at every step. */
export function assembleWorld(parts: AssembledFrom): World {
  const { books, network, time } = parts
  const state = { violation: null as string | null, keys: parts.keys }
  const trace: string[] = []
  const fail = (sentence: string): void => {
    state.violation ??= sentence
  }
  const watch = createWatch({ books, nowMs: () => time.ms, fail })
  const ownWalletIds = new Set([parts.wallets.source, parts.wallets.treasury])
  let touched: Touched = null
  let seen: BooksView | null = null
  const checkWallets = async (): Promise<void> => {
    seen = await viewOf(books.checker)
    const broken = brokenByWallets(seen, network.control.payments(), ownWalletIds)
    if (broken !== null) fail(broken)
  }
  const world: World = {
    pool: parts.pool ?? books.pool,
    dice: parts.dice,
    scheduler: parts.scheduler,
    network,
    lamassu: parts.model,
    nowMs: () => time.ms,
    profile: parts.profile,
    books,
    model: parts.model,
    trace,
    faults: { on: true },
    clients: parts.clients,
    sales: new Map(),
    baseline: new Set(),
    replicas: [],
    people: new Set(),
    wallets: parts.wallets,
    keys: () => state.keys,
    setKeys(changed) {
      state.keys = changed
    },
    lnbitsFault(endpoint) {
      if (endpoint === 'pay') touched ??= 'transfers'
      return parts.lnbitsFault(endpoint)
    },
    note: (line) => void trace.push(line),
    before: (effect) => watch.before(effect),
    after(happened) {
      const now = touchedBy(happened.name)
      touched = now === 'books' ? now : (touched ?? now)
      watch.after(happened)
    },
    fail,
    violation: () => state.violation,
    reportUnlessFailure(process, thrown) {
      if (thrown instanceof Failure) return
      const words = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)
      fail(`a bug: ${process} threw ${words}`)
    },
    async advance(seconds) {
      time.ms += Math.round(seconds * 1000)
      await books.setTime(time.ms)
      touched ??= 'transfers'
    },
    openWork() {
      const known = new Set(seen?.cashOuts)
      return {
        unseen: [...world.sales.values()].some(
          ({ row, fate }) => fate === 'distributed' && !known.has(row.transactionId),
        ),
        unpaid: seen?.hasWork ?? false,
      }
    },
    async checkTouched() {
      if (touched === 'books') await world.check()
      else if (touched === 'transfers') await checkWallets()
      touched = null
    },
    async check() {
      const broken = await brokenBooks(books.checker)
      if (broken !== null) fail(broken)
      await checkWallets()
    },
  }
  return world
}

function rollLnbitsFault(dice: Dice, profile: Profile, on: boolean, endpoint: string): LnbitsFault | null {
  if (!on || profile.lnbitsFaults.length === 0 || !dice.chance(chanceOf(profile, `lnbits.${endpoint}`)))
    return null
  const fault = dice.pick(profile.lnbitsFaults)
  const onlyFor: Partial<Record<LnbitsFault, string>> = {
    wrong_amount: 'create',
    wrong_hash: 'create',
    stale: 'rows',
    half_state: 'pay',
    status_failed: 'pay',
  }
  return (onlyFor[fault] ?? endpoint) === endpoint ? fault : null
}
