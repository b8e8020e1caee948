import type { Logger } from 'pino'
import { allocatePending } from '../engine/allocate.ts'
import { Failure } from '../engine/failure.ts'
import { payDue } from '../engine/pay-due.ts'
import type { PayResult } from '../engine/pay.ts'
import type { Keyring } from '../engine/settle.ts'
import type { Settings } from '../engine/settings.ts'
import type { Transfer } from '../engine/storage.ts'
import { poll, type PollOutcome } from '../engine/take-in.ts'
import type { Assembly } from './assembly.ts'
import { type Halt, haltable } from './halt.ts'

/** What the bot does by itself, for whoever wants to tell a person about it. */
export interface WorkEvents {
  readonly onPoll?: (outcome: PollOutcome, seconds: number) => void
  readonly onAllocated?: (transactionIds: readonly string[]) => void
  readonly onWaiting?: (reason: string | null) => void
  readonly onPayment?: (transfer: Transfer, result: PayResult, seconds: number) => void
  /** A run of this work broke off, for this reason; null when one went well. */
  readonly onTrouble?: (work: 'polling' | 'paying', sentence: string | null) => void
}

/** A cash-out that waits for funds or a wallet is tried again this often: each try asks LNbits. */
const WAITING_SECONDS = 15

/** One bot at work: what it does when it is woken, without the clockwork that wakes it. */
export interface Shift {
  readonly parts: ShiftParts
  readonly log: Logger
  readonly events: Required<WorkEvents>
  /** The name in its leases. */
  readonly owner: string
  /** Milliseconds of a clock that never goes back, for durations. */
  readonly nowMs: () => number
  stopping: boolean
  /** Until then nothing new is distributed: the reason why it waits is not asked after all the time. */
  waitUntilMs: number
  /** At the start, and when the database was lost: it may come back as one that has forgotten its last commits. */
  doubtful: boolean
}

export interface ShiftParts
  extends Pick<Assembly, 'source' | 'stores' | 'clock' | 'wallets' | 'reviveDatabase'> {
  readonly settings: () => Promise<{ readonly settings: Settings }>
  /** The emergency brake; looked at before every poll, claim and payment. */
  readonly halt?: Pick<Halt, 'isRaised' | 'writeDown'>
}

const isHalted = ({ parts }: Shift): boolean => parts.halt?.isRaised() ?? false

/** True when new cash-outs were taken in. */
export async function pollOnce(shift: Shift): Promise<boolean> {
  const { parts, log, events, nowMs } = shift
  if (shift.stopping) return false
  const startedMs = nowMs()
  const { source, stores, clock, settings } = parts
  await parts.reviveDatabase()
  if (isHalted(shift)) {
    // Raised while the books could not be reached, or on this machine alone: the others learn it from the books.
    await parts.halt?.writeDown()
    return false
  }
  const { settings: current } = await settings()
  const outcome = await poll({ source, store: stores.takeIn, clock, rule: current['commission-rule'] })
  if (outcome.kind === 'failed')
    log.warn({ code: outcome.code, reason: outcome.record.errorMessage }, 'a poll failed')
  events.onPoll(outcome, (nowMs() - startedMs) / 1000)
  return outcome.kind === 'done' && outcome.taken.length > 0
}

/** Bounds one run; the next wake-up goes on. */
const FUNDINGS_PER_RUN = 100

/** Distributes what was taken in and pays what is due, until nothing is left that can go on now. */
export async function workOnce(shift: Shift): Promise<void> {
  await shift.parts.reviveDatabase()
  if (isHalted(shift)) return shift.parts.halt?.writeDown()
  if (shift.doubtful) await shift.parts.stores.history.doubt()
  shift.doubtful = false
  try {
    await workUntilDone(shift)
  } catch (thrown) {
    shift.doubtful = thrown instanceof Failure && thrown.code === 'database_unreachable'
    throw thrown
  }
}

const mustStop = (shift: Shift): boolean => shift.stopping || isHalted(shift)

async function workUntilDone(shift: Shift): Promise<void> {
  for (let funding = 0; funding < FUNDINGS_PER_RUN && !mustStop(shift); funding += 1) {
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
  const { wallets, stores, halt } = shift.parts
  const payerWalletIds = await wallets.payerWalletIds()
  const dependencies = await wallets.payDependencies(shift.owner)
  let funded = false
  try {
    await payDue({
      ...dependencies,
      ...(halt === undefined ? {} : { store: haltable(dependencies.store, halt) }),
      keyring: patient(dependencies.keyring, shift.log),
      payerWalletIds,
      stopping: () => mustStop(shift),
      nowMs: shift.nowMs,
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
  ...keyring,
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
  const { stores, wallets, settings, clock } = shift.parts
  if (isHalted(shift)) return
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
