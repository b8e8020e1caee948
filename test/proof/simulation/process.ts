import pino from 'pino'
import { createWallets } from '../../../bot/wallets.ts'
import { createStores, type Stores } from '../../../bot/stores.ts'
import { pollOnce, type Shift, workOnce } from '../../../bot/shift.ts'
import { type Actions, createActions } from '../../../engine/actions.ts'
import { Failure } from '../../../engine/failure.ts'
import { createLnbitsClient } from '../../../engine/lnbits/client.ts'
import type { Clock, LnbitsClient } from '../../../engine/ports.ts'
import { createSealing } from '../../../engine/sealing.ts'
import { effectiveSettings } from '../../../engine/settings.ts'
import { createReadings } from '../../../engine/store/readings/readings.ts'
import type { TakeInStore } from '../../../engine/storage.ts'
import { poll } from '../../../engine/take-in.ts'
import { fixedKeys } from '../../support/own-keys.ts'
import type { WorldParts } from './world.ts'

export const log = pino({ level: 'silent' })

/** Under which every client's key is sealed. */
export const sealing = createSealing(Buffer.alloc(32, 7))

/** One running satmachine: a replica of the bot, or a command in somebody's terminal. */
export interface SimulatedProcess {
  readonly name: string
  readonly isAlive: () => boolean
  /** SIGKILL: whatever it waits for never comes, and the server closes its sessions. */
  kill(): Promise<void>
  /** The session that holds the poll lock breaks; the process goes on. */
  loseLock(): Promise<void>
  /** What is running, of 'polling' and 'paying'. */
  readonly busy: ReadonlySet<string>
  startPolling(): void
  startPaying(): void
  actions(): Promise<Actions>
}

interface Session {
  readonly close: () => Promise<void>
}

export function startProcess(world: WorldParts, name: string, skewSeconds = 0): SimulatedProcess {
  const state = { alive: true, lock: null as Session | null }
  const busy = new Set<string>()
  const clock: Clock = { now: () => new Date(world.nowMs() + skewSeconds * 1000) }
  const own = createStores(world.pool)
  const stores = Object.fromEntries(
    Object.entries(own).map(([part, store]) => [part, watched(world, name, part, store as object)]),
  ) as unknown as Stores
  Object.assign(stores.takeIn, { withPollLock: pollLock(world, name, own.takeIn, state) })
  const readings = watched(world, name, 'readings', { settings: () => createReadings(world.pool).settings() })
  const settings = async () => effectiveSettings(new Map(), await readings.settings())
  const lnbits = lnbitsClient(world, name)
  const source = watched(world, name, 'lamassu', world.lamassu)
  const keys = world.keys()
  const wallets = createWallets({
    lnbits,
    ownKeys: fixedKeys(keys),
    stores,
    sealing,
    settings,
    random: () => world.dice.next(),
    log,
  })
  const nothing = (): void => undefined
  const shift: Shift = {
    parts: { source, stores, clock, wallets, settings, reviveDatabase: () => Promise.resolve() },
    log,
    events: {
      onPoll: nothing,
      onAllocated: nothing,
      onWaiting: nothing,
      onPayment: nothing,
      onTrouble: nothing,
    },
    owner: name,
    nowMs: () => world.nowMs(),
    stopping: false,
    waitUntilMs: 0,
    doubtful: true,
  }
  const run = (job: string, work: () => Promise<unknown>): void => {
    if (busy.has(job)) return
    busy.add(job)
    void work()
      .catch((thrown: unknown) => world.reportUnlessFailure(name, thrown))
      .finally(() => busy.delete(job))
  }
  return {
    name,
    busy,
    isAlive: () => state.alive,
    async kill() {
      state.alive = false
      busy.clear()
      world.scheduler.abandon(name)
      await state.lock?.close()
    },
    async loseLock() {
      await state.lock?.close()
    },
    startPolling: () => run('polling', () => pollOnce(shift)),
    startPaying: () => run('paying', () => workOnce(shift)),
    actions: async () =>
      createActions({
        actor: name,
        bookkeeping: stores.bookkeeping,
        preflightStore: stores.preflight,
        transfers: stores.transfers,
        lnbits,
        sealing,
        pay: await wallets.payDependencies(name),
        poll: async () =>
          poll({ source, store: stores.takeIn, clock, rule: (await settings()).settings['commission-rule'] }),
        ownWalletIds: () => wallets.ownWalletIds(),
        byHand: {
          cashOuts: stores.interventions,
          payments: stores.paymentInterventions,
          paperwork: stores.paperwork,
          compensations: stores.compensations,
          lamassuCashOut: (id) => source.cashOut(id),
          rule: async () => (await settings()).settings['commission-rule'],
          clock,
        },
      }),
  }
}

/** Every method becomes an effect, and is looked at by the world when it has happened. */
function watched<T extends object>(world: WorldParts, process: string, part: string, target: T): T {
  const methods = Object.entries(target as Record<string, (...args: unknown[]) => Promise<unknown>>)
  const wrapped = methods.map(([method, run]) => {
    const name = `${part}.${method}`
    const call = (...args: unknown[]): Promise<unknown> =>
      world.scheduler.effect(process, name, async () => {
        const before = await world.before(name)
        const result = await run(...args)
        world.after({ process, name, args, result, before })
        return result
      })
    return [method, call]
  })
  return Object.fromEntries(wrapped) as T
}

/** The real advisory lock: taking it is an effect, the work under it has its own, and giving it back is one. */
function pollLock(
  world: WorldParts,
  process: string,
  store: TakeInStore,
  state: { lock: Session | null },
): TakeInStore['withPollLock'] {
  return async <T>(work: () => Promise<T>): Promise<T | null> => {
    const held = await world.scheduler.effect(process, 'takeIn.lock', () => takeLock(store))
    if (held === null) return null
    state.lock = held
    try {
      return await work()
    } finally {
      await world.scheduler.effect(process, 'takeIn.unlock', () => held.close())
      state.lock = null
    }
  }
}

/** Null when another session holds it. */
function takeLock(store: TakeInStore): Promise<Session | null> {
  return new Promise((resolve, reject) => {
    const whole = store.withPollLock(async () => {
      await new Promise<void>((release) => {
        resolve({
          close: async () => {
            release()
            await whole
          },
        })
      })
      return true
    })
    whole.then((held) => held ?? resolve(null), reject)
  })
}

/** The real client on a network of our own. */
function lnbitsClient(world: WorldParts, process: string): LnbitsClient {
  const { scheduler, network, dice } = world
  const fetchOnce = async (url: string, init: RequestInit): Promise<Response> => {
    const address = new URL(url)
    const headers = new Headers(init.headers)
    const request = network.request({
      method: init.method ?? 'GET',
      path: address.pathname,
      query: address.searchParams,
      key: headers.get('x-api-key'),
      bodyText: typeof init.body === 'string' ? init.body : '',
    })
    const name = `lnbits.${request.endpoint}`
    const answer = await scheduler.effect(process, name, async () => {
      const fault = world.lnbitsFault(request.endpoint)
      world.note(`${process} ${name}${fault === null ? '' : ` [${fault}]`}`)
      return settledAnswer(request.execute(fault))
    })
    // The answer is on its way: meanwhile leases end, switches are thrown and processes die.
    if (dice.chance(0.3)) await scheduler.effect(process, 'lnbits.answer', async () => undefined)
    if ('error' in answer) throw answer.error
    return answer.response
  }
  return createLnbitsClient({
    baseUrl: 'http://lnbits.invalid',
    requestsPerMinute: 1_000_000,
    nowMs: () => world.nowMs(),
    delay: (milliseconds) =>
      scheduler.effect(process, 'pause', async () => undefined, world.nowMs() + milliseconds),
    fetch: fetchOnce as typeof fetch,
  })
}

async function settledAnswer(reply: Promise<Response>): Promise<{ response: Response } | { error: unknown }> {
  try {
    return { response: await reply }
  } catch (error) {
    return { error }
  }
}

/** What a broken database looks like to our code. */
export const booksFailures = {
  unreachable: () =>
    new Failure('database_unreachable', "The database can't be reached: see that PostgreSQL is running."),
  commit_unknown: () =>
    new Failure(
      'database_unreachable',
      'The connection to the database broke while a change was being stored.',
    ),
  deadlock: () => new Failure('database_failed', 'The database failed (deadlock detected).'),
  disk_full: () => new Failure('database_full', "The database's disk is full: free some space."),
} as const

export const lamassuFailures = {
  ssh_lost: () => new Failure('ssh_lost', 'The SSH connection was lost.'),
  timeout: () => new Failure('lamassu_timeout', 'The Lamassu database did not answer in time.'),
  permission: () => new Failure('lamassu_permission', 'The Lamassu database refuses to show a table.'),
} as const
