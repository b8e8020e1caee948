import { schedule } from 'node-cron'
import type { Logger } from 'pino'
import { allocatePending } from '../engine/allocate.ts'
import { Failure, sentenceOf } from '../engine/failure.ts'
import { payDue } from '../engine/pay-due.ts'
import type { PayResult } from '../engine/pay.ts'
import type { Keyring } from '../engine/settle.ts'
import type { Transfer } from '../engine/storage.ts'
import { poll, type PollOutcome } from '../engine/take-in.ts'
import { type Assembly, workerName } from './assembly.ts'
import { listenForWork } from './listener.ts'
import { singleFlight } from './single-flight.ts'

/** What the bot does by itself, for whoever wants to tell a person about it. */
export interface WorkEvents {
  readonly onPoll?: (outcome: PollOutcome, seconds: number) => void
  readonly onAllocated?: (transactionIds: readonly string[]) => void
  readonly onWaiting?: (reason: string | null) => void
  readonly onPayment?: (transfer: Transfer, result: PayResult, seconds: number) => void
  /** A run of this work broke off, for this reason; null when one went well. */
  readonly onTrouble?: (work: 'polling' | 'paying', sentence: string | null) => void
}

/** How often work is looked for when nobody says that there is any. */
const LOOK_SECONDS = 2
/** A cash-out that waits for funds or a wallet is tried again this often: each try asks LNbits. */
const WAITING_SECONDS = 15

/** One bot at work. */
interface Shift {
  readonly assembly: Assembly
  readonly log: Logger
  readonly events: Required<WorkEvents>
  /** The name in its leases. */
  readonly owner: string
  stopping: boolean
  /** Until then nothing new is distributed: the reason why it waits is not asked after all the time. */
  waitUntilMs: number
}

/** Polls by schedule; distributes and pays whenever there is work. Returns what ends it, after the work in hand is done. */
export function startWork(assembly: Assembly, events: WorkEvents): { stop: () => Promise<void> } {
  const log = assembly.log.child({ module: 'work' })
  const told = undisturbed(events, log)
  const shift: Shift = { assembly, log, events: told, owner: workerName(), stopping: false, waitUntilMs: 0 }
  const worker = singleFlight(() => workOnce(shift), reported(shift, 'paying'))
  const poller = singleFlight(
    async () => {
      if (await pollOnce(shift)) worker.wake()
    },
    reported(shift, 'polling'),
  )
  // A poll that was slept through is no loss: the next one sees everything.
  const quietly = { noOverlap: true, suppressMissedWarning: true }
  const task = schedule(assembly.config.pollSchedule, () => poller.wake(), quietly)
  const timer = setInterval(() => worker.wake(), LOOK_SECONDS * 1000)
  const listener = listenForWork({ databaseUrl: assembly.databaseUrl, log, wake: () => worker.wake() })
  poller.wake()
  worker.wake()
  return {
    async stop() {
      shift.stopping = true
      clearInterval(timer)
      await task.destroy()
      await Promise.all([listener.stop(), poller.stop(), worker.stop()])
    },
  }
}

/** A listener that throws is its own problem: money goes on moving. */
function undisturbed(events: WorkEvents, log: Logger): Required<WorkEvents> {
  const safely =
    <A extends unknown[]>(listener: ((...args: A) => void) | undefined) =>
    (...args: A): void => {
      try {
        listener?.(...args)
      } catch (thrown) {
        log.error({ reason: sentenceOf(thrown) }, 'telling about the work failed')
      }
    }
  return {
    onPoll: safely(events.onPoll),
    onAllocated: safely(events.onAllocated),
    onWaiting: safely(events.onWaiting),
    onPayment: safely(events.onPayment),
    onTrouble: safely(events.onTrouble),
  }
}

/** An edge: the loop goes on with the next wake-up, and the books say what state everything is in. */
function reported({ log, events }: Shift, work: 'polling' | 'paying'): (thrown: unknown) => void {
  return (thrown) => {
    events.onTrouble(work, thrown === null ? null : sentenceOf(thrown))
    if (thrown === null) return
    const code = thrown instanceof Failure ? thrown.code : 'unexpected'
    // Of a failure of the world the sentence says it all; a mistake of ours has to be found.
    const where = thrown instanceof Error && code === 'unexpected' ? { stack: thrown.stack } : {}
    log.error({ work, code, reason: sentenceOf(thrown), ...where }, 'a run of the work broke off')
  }
}

/** True when new cash-outs were taken in. */
async function pollOnce({ assembly, log, events, stopping }: Shift): Promise<boolean> {
  if (stopping) return false
  const started = performance.now()
  const { source, stores, clock, settings } = assembly
  await assembly.reviveDatabase()
  const { settings: current } = await settings()
  const outcome = await poll({ source, store: stores.takeIn, clock, rule: current['commission-rule'] })
  if (outcome.kind === 'failed')
    log.warn({ code: outcome.code, reason: outcome.record.errorMessage }, 'a poll failed')
  events.onPoll(outcome, (performance.now() - started) / 1000)
  return outcome.kind === 'done' && outcome.taken.length > 0
}

/** Bounds one run; the next wake-up goes on. */
const FUNDINGS_PER_RUN = 100

async function workOnce(shift: Shift): Promise<void> {
  await shift.assembly.reviveDatabase()
  for (let funding = 0; funding < FUNDINGS_PER_RUN && !shift.stopping; funding += 1) {
    if (!(await distributeAndPay(shift))) return
    // The sats that a cash-out waited for have come from the treasury.
    shift.waitUntilMs = 0
  }
}

/** What can't be distributed, for whatever reason, does not keep what is distributed from being paid. */
async function distributeAndPay(shift: Shift): Promise<boolean> {
  let funded = false
  try {
    await distribute(shift)
  } finally {
    funded = await payOut(shift)
  }
  return funded
}

/** True when a transfer from the treasury was among what was paid. */
async function payOut(shift: Shift): Promise<boolean> {
  const { wallets, stores } = shift.assembly
  const payerWalletIds = await wallets.payerWalletIds()
  const dependencies = await wallets.payDependencies(shift.owner)
  let funded = false
  try {
    await payDue({
      ...dependencies,
      keyring: patient(dependencies.keyring, shift.log),
      payerWalletIds,
      stopping: () => shift.stopping,
      nowMs: () => performance.now(),
      onResult(transfer, result, seconds) {
        funded ||= transfer.kind === 'funding' && result.kind === 'completed'
        shift.events.onPayment(transfer, result, seconds)
      },
    })
  } finally {
    await stores.allocation.completeFinished()
  }
  return funded
}

/** A client whose stored key can't be opened waits for it to be entered again; the others are paid. */
const patient = (keyring: Keyring, log: Logger): Keyring => ({
  payerKey: (walletId) => keyring.payerKey(walletId),
  async payeeKey(transfer) {
    try {
      return await keyring.payeeKey(transfer)
    } catch (thrown) {
      if (!(thrown instanceof Failure) || thrown.code !== 'configuration') throw thrown
      log.error({ clientId: transfer.clientId, reason: thrown.message }, "a client's key could not be opened")
      return null
    }
  },
})

async function distribute(shift: Shift): Promise<void> {
  const { stores, wallets, settings, clock } = shift.assembly
  if (clock.now().getTime() < shift.waitUntilMs) return
  const { settings: current } = await settings()
  const round = await allocatePending({
    store: stores.allocation,
    preflight: () => wallets.preflight(),
    funding: current.funding,
    settings: { fixedModeEnabled: current['fixed-mode'] === 'on', timeZone: current['operator-timezone'] },
  })
  if (round.allocated.length > 0) shift.events.onAllocated(round.allocated)
  shift.events.onWaiting(round.waiting)
  shift.waitUntilMs = round.waiting === null ? 0 : clock.now().getTime() + WAITING_SECONDS * 1000
}
