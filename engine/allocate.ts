import type { Preflight } from './preflight.ts'
import type { AllocationSettings, AllocationStore, PendingCashOut } from './storage.ts'

export interface AllocationDependencies {
  readonly store: AllocationStore
  readonly preflight: () => Promise<Preflight>
  readonly funding: FundingMode
  readonly settings: AllocationSettings
}

/** prefunded: the source wallet is filled by the operator. treasury: each cash-out is funded from a treasury wallet. */
export type FundingMode = 'prefunded' | 'treasury'

export interface AllocationRound {
  readonly allocated: readonly string[]
  /** Why the round ended before the queue was empty; null when it was emptied. */
  readonly waiting: string | null
}

/** How many cash-outs are distributed before wallets and switches are looked at again. */
const CASH_OUTS_PER_ROUND = 20

/**
 * Distributes pending cash-outs in the order of their own time. The first that has to wait ends the round: a later
 * one must not spend the balances that belong to an earlier one.
 */
export async function allocatePending(deps: AllocationDependencies): Promise<AllocationRound> {
  const pending = await deps.store.pending(CASH_OUTS_PER_ROUND)
  const allocated: string[] = []
  for (const cashOut of pending) {
    const waiting = await allocateOne(deps, cashOut)
    if (waiting === null) {
      allocated.push(cashOut.transactionId)
      continue
    }
    if (waiting !== cashOut.waitingReason) await deps.store.setWaiting(cashOut.id, waiting)
    return { allocated, waiting }
  }
  return { allocated, waiting: null }
}

/** Null when the cash-out was distributed (by whichever replica), else why it waits. */
async function allocateOne(deps: AllocationDependencies, cashOut: PendingCashOut): Promise<string | null> {
  const preflight = await deps.preflight()
  if (!preflight.ready) return preflight.reasons.join('; ')
  const { wallets } = preflight
  if (deps.funding === 'treasury' && cashOut.fundingStatus !== 'completed') {
    if (wallets.treasuryWalletId === null)
      return 'no treasury wallet is configured: set LNBITS_TREASURY_ADMIN_KEY, or FUNDING=prefunded'
    await deps.store.requestFunding(cashOut.id, wallets.treasuryWalletId, wallets.sourceWalletId)
    return cashOut.fundingStatus === 'needs_review'
      ? 'awaiting_funds: the transfer from the treasury needs a person, see "payment list --status needs_review"'
      : 'awaiting_funds: the treasury is moving the sats of this cash-out to the source wallet'
  }
  const outcome = await deps.store.allocate(cashOut.id, wallets, deps.settings)
  if (outcome.kind === 'awaiting_funds') {
    return `awaiting_funds: ${outcome.neededMsat / 1000n} sats are needed, and the source wallet has ${outcome.freeMsat / 1000n} to spare`
  }
  return outcome.kind === 'not_now' ? 'payouts are switched off, or another replica has it' : null
}
