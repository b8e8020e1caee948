import assert from 'node:assert/strict'
import type { Pool } from 'pg'
import { sealingContext } from '../../../engine/actions.ts'
import { allocatePending } from '../../../engine/allocate.ts'
import { fiatMinor, msat } from '../../../engine/domain/money.ts'
import { Failure } from '../../../engine/failure.ts'
import type { LamassuConnection } from '../../../engine/lamassu/source.ts'
import type { WalletKey } from '../../../engine/ports.ts'
import type { WalletKeys } from '../../../engine/preflight.ts'
import { createStores } from '../../../bot/stores.ts'
import type { AllocationStore } from '../../../engine/storage.ts'
import { poll, type PollOutcome } from '../../../engine/take-in.ts'
import type { SimulatedBooks } from './books.ts'
import { type BooksView, brokenByWallets, viewOf } from './checks.ts'
import type { Dice } from './dice.ts'
import { createLamassuModel, type LamassuModel } from './lamassu-model.ts'
import { createNetwork, type SimulatedNetwork } from './lnbits-network.ts'
import { sealing, type SimulatedProcess } from './process.ts'
import { chanceOf, type LnbitsFault, type Profile } from './profile.ts'
import { type Currency, EXPONENTS, rollSale, type Sale } from './sales.ts'
import type { Scheduler } from './scheduler.ts'
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
  /** Whether anything happened since the last question that could have broken books or wallets. */
  touched(): boolean
  /** As of the last check: sales that no bot has seen, and cash-outs or payments that are not finished. */
  openWork(): { readonly unseen: boolean; readonly unpaid: boolean }
  /** Compares books and wallets; the sentence of what is broken goes into `violation`. */
  check(): Promise<void>
}

const START_MS = Date.UTC(2026, 0, 5, 8, 0, 0)

export async function createWorld(
  books: SimulatedBooks,
  options: { dice: Dice; profile: Profile; scheduler: Scheduler },
): Promise<World> {
  const { dice, profile, scheduler } = options
  const state = { ms: START_MS, violation: null as string | null }
  const nowMs = (): number => state.ms
  const now = (): Date => new Date(state.ms)
  await books.reset()
  await books.setTime(state.ms)
  const network = createNetwork({ dice, profile, nowMs })
  const { control } = network
  const source = control.createWallet('source')
  const commission = control.createWallet('commission')
  const treasury = control.createWallet('treasury')
  let keys: WalletKeys = {
    source: source.adminKey as WalletKey,
    commission: profile.commissionWallet ? (commission.invoiceKey as WalletKey) : null,
    treasury: profile.funding === 'treasury' ? (treasury.adminKey as WalletKey) : null,
  }
  const model = createLamassuModel(dice, now)
  const trace: string[] = []
  const fail = (sentence: string): void => {
    state.violation ??= sentence
  }
  const watch = createWatch({ books, nowMs, fail })
  const ownWalletIds = new Set([source.walletId, treasury.walletId])
  const faults = { on: true }
  let touched = false
  let seen: BooksView | null = null
  const world: World = {
    pool: books.pool,
    dice,
    scheduler,
    network,
    lamassu: model,
    nowMs,
    profile,
    books,
    model,
    trace,
    faults,
    clients: [],
    sales: new Map(),
    baseline: new Set(),
    replicas: [],
    people: new Set(),
    wallets: { source: source.walletId, commission: commission.walletId, treasury: treasury.walletId },
    keys: () => keys,
    setKeys(changed) {
      keys = changed
    },
    lnbitsFault(endpoint) {
      touched ||= endpoint === 'pay'
      return rollLnbitsFault(dice, profile, faults.on, endpoint)
    },
    note: (line) => void trace.push(line),
    before: (effect) => watch.before(effect),
    after(happened) {
      touched ||= !READS.has(happened.name)
      watch.after(happened)
    },
    touched() {
      const was = touched
      touched = false
      return was
    },
    fail,
    violation: () => state.violation,
    reportUnlessFailure(process, thrown) {
      if (thrown instanceof Failure) return
      fail(
        `a bug: ${process} threw ${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}`,
      )
    },
    async advance(seconds) {
      state.ms += Math.round(seconds * 1000)
      await books.setTime(state.ms)
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
    async check() {
      const view = await viewOf(books.checker)
      seen = view
      const broken = view.broken[0] ?? brokenByWallets(view, control.payments(), ownWalletIds)
      if (broken !== null && broken !== undefined) fail(broken)
    },
  }
  await populate(world)
  return world
}

/** Effects that change nothing, after which there is nothing to check. */
const READS: ReadonlySet<string> = new Set([
  'readings.settings',
  'preflight.walletIdOf',
  'preflight.stuckTransfers',
  'takeIn.pollContext',
  'takeIn.known',
  'allocation.pending',
  'bookkeeping.sealedClientKey',
  'history.isCompared',
  'history.openDifferences',
  'lamassu.digests',
  'lamassu.cashOutsInBuckets',
])

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

/** Clients with their deposits, wallets with sats, and cash-outs from before the bot's first day. */
async function populate(world: World): Promise<void> {
  const { dice, profile, wallets, model } = world
  const stores = createStores(world.pool)
  topUp(world, wallets.source, profile.sourceSats)
  topUp(world, wallets.treasury, 50_000_000n)
  for (let number = 1; number <= profile.clients; number += 1) {
    const client = await addClient(world, number === 1 ? 'GTQ' : dice.pick(['GTQ', 'GTQ', 'USD', 'JPY']))
    if (dice.chance(0.9)) {
      const amount = fiatMinor(rollDeposit(dice, client.currency))
      const deposit = { clientId: client.id, amount, note: null, idempotencyKey: null }
      const depositId = await stores.bookkeeping.addDeposit(deposit, 'setup')
      await stores.bookkeeping.decideDeposit(depositId, 'confirmed', 'setup', null)
    }
  }
  const values = {
    'commission-rule': profile.rule,
    funding: profile.funding,
    'reissue-after-seconds': `${profile.reissueAfterSeconds}`,
  } as const
  for (const [name, value] of Object.entries(values))
    await stores.bookkeeping.setSetting(name as keyof typeof values, value, 'setup')
  for (let old = dice.between(0, 2); old > 0; old -= 1) {
    const { row } = rollSale(dice, new Date(world.nowMs()), ['GTQ'])
    model.put(row)
    world.sales.set(row.transactionId, { row, fate: 'absent' })
    world.baseline.add(row.transactionId)
  }
  const takeIn = (): Promise<PollOutcome> =>
    poll({
      source: model,
      store: stores.takeIn,
      clock: { now: () => new Date(world.nowMs()) },
      rule: profile.rule,
    })
  const baseline = await takeIn()
  assert.equal(baseline.kind, 'done', 'nothing disturbs the first poll')
  await world.advance(60)
  for (let sales = dice.between(1, 3); sales > 0; sales -= 1) {
    const sale = rollSale(dice, new Date(world.nowMs()), ['GTQ'])
    model.put(sale.row)
    world.sales.set(sale.row.transactionId, sale)
  }
  await takeIn()
  await distributeFirst(world, stores.allocation)
}

/** The story begins with payments to be made: the way there is disturbed often enough later. */
async function distributeFirst(world: World, store: AllocationStore): Promise<void> {
  const { wallets, profile, network } = world
  if (profile.funding === 'treasury') return
  await allocatePending({
    store,
    funding: 'prefunded',
    settings: { fixedModeEnabled: true, timeZone: 'UTC' },
    preflight: async () => ({
      ready: true,
      wallets: {
        sourceWalletId: wallets.source,
        commissionWalletId: profile.commissionWallet ? wallets.commission : null,
        treasuryWalletId: null,
        sourceBalanceMsat: msat(network.control.balanceMsat(wallets.source)),
      },
    }),
  })
}

export async function addClient(world: World, currency: Currency): Promise<SimulatedClient> {
  const { dice, network } = world
  const name = `client ${world.clients.length + 1}`
  const { walletId, invoiceKey } = network.control.createWallet(name)
  const fixed = dice.chance(0.3)
  const stores = createStores(world.pool)
  const id = await stores.bookkeeping.addClient(
    {
      username: name,
      fiatCode: currency,
      walletId,
      sealedKey: sealing.seal(invoiceKey, sealingContext(walletId, currency)),
      mode: fixed ? 'fixed' : 'flow',
      dailyLimit: fixed ? fiatMinor(rollDeposit(dice, currency) / 4n + 1n) : null,
    },
    'setup',
  )
  const client = { id, walletId, currency }
  world.clients.push(client)
  return client
}

export const rollDeposit = (dice: Dice, currency: Currency): bigint =>
  BigInt(dice.between(1, 800_000)) * (EXPONENTS[currency] === 2 ? 1n : 5n)

export function topUp(world: World, walletId: string, sats: bigint): void {
  for (let left = sats; left > 0n; left -= 10_000_000n)
    world.network.control.topUp(walletId, left < 10_000_000n ? left : 10_000_000n)
}
