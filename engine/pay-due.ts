import { type PayDependencies, type PayResult, payTransfer } from './pay.ts'
import type { Transfer } from './storage.ts'

export interface PayRound {
  readonly completed: number
  readonly postponed: number
  readonly needsReview: number
}

/** How many transfers one claim leases; small enough that all are dealt with well within the lease. */
const TRANSFERS_PER_CLAIM = 16
/** Transfers in work at once: while one waits for the database, another talks to LNbits. */
const LANES = 4
/** Bounds one call; the next wake-up goes on. */
const CLAIMS_PER_CALL = 1000

export interface PayDueDependencies extends PayDependencies {
  /** The wallets that we hold the keys of; transfers from any other wallet stay where they are. */
  readonly payerWalletIds: readonly string[]
  readonly onResult?: (transfer: Transfer, result: PayResult, seconds: number) => void
  /** Milliseconds of a clock that never goes back, for the duration of an attempt. */
  readonly nowMs: () => number
  /** How many transfers are in work at once; 4 unless said otherwise. */
  readonly lanes?: number
  /** True when the program is about to end: nothing new is begun. */
  readonly stopping: () => boolean
}

/** Pays everything that is due, until nothing is left or the program stops. */
export async function payDue(deps: PayDueDependencies): Promise<PayRound> {
  const round = { completed: 0, postponed: 0, needsReview: 0 }
  const next = createIntake(deps)
  const lane = async (): Promise<void> => {
    for (let transfer = await next(); transfer !== null; transfer = await next()) {
      const startedMs = deps.nowMs()
      const result = deps.stopping() ? await handBack(deps, transfer) : await payTransfer(deps, transfer)
      if (result.kind === 'completed') round.completed += 1
      if (result.kind === 'postponed') round.postponed += 1
      if (result.kind === 'needs_review') round.needsReview += 1
      deps.onResult?.(transfer, result, (deps.nowMs() - startedMs) / 1000)
    }
  }
  const lanes = await Promise.allSettled(Array.from({ length: deps.lanes ?? LANES }, lane))
  const broken = lanes.find((result) => result.status === 'rejected')
  if (broken) throw broken.reason
  return round
}

/** Hands out leased transfers one by one, and leases more when it has none: no lane waits for another to finish. */
function createIntake(deps: PayDueDependencies): () => Promise<Transfer | null> {
  const intake = { queue: [] as Transfer[], claims: 0, drained: false }
  let claiming: Promise<void> | null = null
  const claim = async (): Promise<void> => {
    intake.claims += 1
    const transfers = await deps.store.claim(deps.lease, deps.payerWalletIds, TRANSFERS_PER_CLAIM)
    intake.queue.push(...transfers)
    intake.drained = transfers.length === 0 || intake.claims >= CLAIMS_PER_CALL
  }
  return async () => {
    while (intake.queue.length === 0 && !intake.drained && !deps.stopping()) {
      claiming ??= claim().finally(() => {
        claiming = null
      })
      await claiming
    }
    return intake.queue.shift() ?? null
  }
}

async function handBack(deps: PayDueDependencies, transfer: Transfer): Promise<PayResult> {
  await deps.store.postpone(deps.lease, transfer, {
    error: 'the bot was stopped',
    seconds: 0,
    attempted: false,
  })
  return { kind: 'left_alone' }
}
