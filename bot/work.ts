import { Client } from 'pg'
import { schedule } from 'node-cron'
import type { Logger } from 'pino'
import { allocatePending } from '../engine/allocate.ts'
import { Failure, sentenceOf } from '../engine/failure.ts'
import { payDue } from '../engine/pay-due.ts'
import type { PayResult } from '../engine/pay.ts'
import type { Transfer } from '../engine/storage.ts'
import { poll, type PollOutcome } from '../engine/take-in.ts'
import { type Assembly, workerName } from './assembly.ts'

/** What the bot does by itself, for whoever wants to tell a person about it. */
export interface WorkEvents {
  readonly onPoll?: (outcome: PollOutcome, seconds: number) => void
  readonly onAllocated?: (transactionIds: readonly string[]) => void
  readonly onWaiting?: (reason: string | null) => void
  readonly onPayment?: (transfer: Transfer, result: PayResult, seconds: number) => void
}

/** How often work is looked for when nobody says that there is any. */
const LOOK_SECONDS = 2
/** A cash-out that waits for funds or a wallet is tried again this often: each try asks LNbits. */
const WAITING_SECONDS = 15
const RECONNECT_SECONDS = 5

/** Polls by schedule; distributes and pays whenever there is work. Returns what ends it, after the work in hand is done. */
export function startWork(assembly: Assembly, events: WorkEvents): { stop: () => Promise<void> } {
  const log = assembly.log.child({ module: 'work' })
  let stopping = false
  const worker = singleFlight(log, 'distributing and paying failed', () =>
    workOnce(assembly, events, () => stopping),
  )
  const poller = singleFlight(log, 'a poll failed', async () => {
    const started = performance.now()
    const outcome = await pollOnce(assembly)
    events.onPoll?.(outcome, (performance.now() - started) / 1000)
    if (outcome.kind === 'done' && outcome.taken.length > 0) worker.wake()
  })
  const task = schedule(assembly.config.pollSchedule, () => poller.wake(), { noOverlap: true })
  const timer = setInterval(() => worker.wake(), LOOK_SECONDS * 1000)
  const listener = listen(assembly.databaseUrl, log, () => worker.wake())
  poller.wake()
  worker.wake()
  return {
    async stop() {
      stopping = true
      clearInterval(timer)
      await task.destroy()
      await Promise.all([listener.stop(), poller.idle(), worker.idle()])
    },
  }
}

async function pollOnce({
  source,
  stores,
  clock,
  settings,
  log,
  reviveDatabase,
}: Assembly): Promise<PollOutcome> {
  await reviveDatabase()
  const { settings: current } = await settings()
  const outcome = await poll({ source, store: stores.takeIn, clock, rule: current['commission-rule'] })
  if (outcome.kind === 'failed')
    log.warn({ code: outcome.code, reason: outcome.record.errorMessage }, 'a poll failed')
  return outcome
}

const waitingUntil = new WeakMap<Assembly, number>()

async function workOnce(assembly: Assembly, events: WorkEvents, stopping: () => boolean): Promise<void> {
  await assembly.reviveDatabase()
  await distribute(assembly, events)
  const { wallets, stores } = assembly
  const payerWalletIds = await wallets.payerWalletIds()
  const dependencies = await wallets.payDependencies(owner(assembly))
  await payDue({
    ...dependencies,
    payerWalletIds,
    stopping,
    nowMs: () => performance.now(),
    ...(events.onPayment ? { onResult: events.onPayment } : {}),
  })
  await stores.allocation.completeFinished()
}

async function distribute(assembly: Assembly, events: WorkEvents): Promise<void> {
  const { stores, wallets, settings, clock } = assembly
  if (clock.now().getTime() < (waitingUntil.get(assembly) ?? 0)) return
  const { settings: current } = await settings()
  const round = await allocatePending({
    store: stores.allocation,
    preflight: () => wallets.preflight(),
    funding: current.funding,
    settings: { fixedModeEnabled: current['fixed-mode'] === 'on', timeZone: current['operator-timezone'] },
  })
  if (round.allocated.length > 0) events.onAllocated?.(round.allocated)
  events.onWaiting?.(round.waiting)
  if (round.waiting === null) waitingUntil.delete(assembly)
  // The treasury's transfer wakes us when it is done; all other reasons are asked again after a while.
  else waitingUntil.set(assembly, clock.now().getTime() + WAITING_SECONDS * 1000)
}

const owners = new WeakMap<Assembly, string>()
function owner(assembly: Assembly): string {
  const name = owners.get(assembly) ?? workerName()
  owners.set(assembly, name)
  return name
}

interface SingleFlight {
  /** Starts the work, or has it run once more after the run that is under way. */
  wake(): void
  /** Resolves when nothing is under way any more. */
  idle(): Promise<void>
}

function singleFlight(log: Logger, whenItFails: string, work: () => Promise<void>): SingleFlight {
  let running: Promise<void> | null = null
  let again = false
  const run = async (): Promise<void> => {
    do {
      again = false
      try {
        await work()
      } catch (thrown) {
        // An edge: the loop goes on with the next wake-up, and the books say what state everything is in.
        log.error(
          { code: thrown instanceof Failure ? thrown.code : 'unexpected', reason: sentenceOf(thrown) },
          whenItFails,
        )
        return
      }
    } while (again)
  }
  return {
    wake() {
      if (running !== null) again = true
      else
        running = run().finally(() => {
          running = null
        })
    },
    async idle() {
      again = false
      await running
    },
  }
}

/** Wakes the worker as soon as another process has made work; the timer covers for a lost connection. */
function listen(databaseUrl: string, log: Logger, wake: () => void): { stop: () => Promise<void> } {
  let client: Client | null = null
  let retry: NodeJS.Timeout | null = null
  let stopped = false
  const again = (): void => {
    if (stopped || retry !== null) return
    retry = setTimeout(() => {
      retry = null
      void connect()
    }, RECONNECT_SECONDS * 1000)
  }
  const connect = async (): Promise<void> => {
    const next = new Client({
      connectionString: databaseUrl,
      application_name: 'satmachine listener',
      keepAlive: true,
    })
    next.on('error', () => again())
    next.on('end', () => again())
    next.on('notification', wake)
    try {
      await next.connect()
      await next.query('LISTEN satmachine_work')
      client = next
    } catch (thrown) {
      log.debug({ reason: sentenceOf(thrown) }, 'could not listen for work; the timer goes on')
      again()
    }
  }
  const connecting = connect()
  return {
    async stop() {
      stopped = true
      if (retry !== null) clearTimeout(retry)
      await connecting
      await client?.end().catch(() => undefined)
    },
  }
}
