import { Failure } from './failure.ts'
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
  /** Why cash-outs are still pending after the round; null when none is. */
  readonly waiting: string | null
}

/** How many cash-outs are distributed before wallets and switches are looked at again. */
const CASH_OUTS_PER_ROUND = 20

/**
 * Distributes pending cash-outs in the order of their own time. The first that has to wait ends the round: a later
 * one must not spend the balances that belong to an earlier one. One that the database refuses to have distributed
 * would wait for ever: it keeps its place and the refusal, and does not hold up those behind it.
 */
export async function allocatePending(deps: AllocationDependencies): Promise<AllocationRound> {
  const pending = await deps.store.pending(CASH_OUTS_PER_ROUND)
  const allocated: string[] = []
  let refused: string | null = null
  for (const cashOut of pending) {
    const step = await allocateOrRefuse(deps, cashOut)
    if (step.kind === 'allocated') {
      allocated.push(cashOut.transactionId)
      continue
    }
    if (step.why !== cashOut.waitingReason) await deps.store.setWaiting(cashOut.id, step.why)
    if (step.kind === 'waiting') return { allocated, waiting: step.why }
    refused ??= step.why
  }
  return { allocated, waiting: refused }
}

type Step = { readonly kind: 'allocated' } | { readonly kind: 'waiting' | 'refused'; readonly why: string }

async function allocateOrRefuse(deps: AllocationDependencies, cashOut: PendingCashOut): Promise<Step> {
  try {
    const why = await allocateOne(deps, cashOut)
    return why === null ? { kind: 'allocated' } : { kind: 'waiting', why }
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown
    if (thrown.code !== 'database_refused' && thrown.code !== 'database_failed') throw thrown
    return { kind: 'refused', why: `could not be distributed: ${thrown.message}` }
  }
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
