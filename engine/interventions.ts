import type { Override, QuarantineReason, VerdictContext } from './domain/cash-out.ts'
import type { CommissionRule } from './domain/commission.ts'
import { Failure } from './failure.ts'
import { planProcess, planRelease, refuseIfNot } from './intervention-plans.ts'
import { say } from './phrase.ts'
import type { CashOutRow, Clock } from './ports.ts'
import type { KnownCashOut, TakeInDecision, TransactionStatus } from './storage.ts'
import { moneyHash } from './take-in.ts'

/** Where a cash-out stands in the books, as far as a person's decision about it depends on that. */
export type Standing =
  | { readonly kind: 'absent' }
  | Extract<KnownCashOut, { kind: 'sighting' }>
  | {
      readonly kind: 'transaction'
      readonly id: bigint
      readonly status: TransactionStatus
      readonly quarantineReason: QuarantineReason | null
      readonly sourceRowHash: string
      /** Its numbers were read when it was taken in, so that it can go on with them. */
      readonly isComplete: boolean
    }

export type CashOutChange =
  /** The row is for the books that don't have the cash-out yet. */
  | { readonly kind: 'hold' | 'ignore'; readonly row: CashOutRow | null }
  | { readonly kind: 'set_aside'; readonly reason: QuarantineReason }
  | { readonly kind: 'resume' }
  | { readonly kind: 'take'; readonly decision: Extract<TakeInDecision, { kind: 'take' }> }

/** Who decides, and why; kept with the cash-out for ever. */
export interface CashOutDecision {
  readonly what: 'hold' | 'release' | 'ignore' | 'process'
  readonly actor: string
  readonly reason: string
  readonly overridden: readonly Override[]
  /** Lamassu's row as it was seen; null where it was not asked for. */
  readonly row: CashOutRow | null
  readonly evidence: Evidence | null
}

/** A file that somebody brings as proof. */
export interface Evidence {
  readonly name: string
  readonly mediaType: string
  readonly bytes: Uint8Array
}

export interface InterventionStore {
  standing(lamassuId: string): Promise<Standing>
  /**
   * One commit, only if the cash-out still stands as it was seen (`changed` otherwise, and nothing is written).
   * `money_moves`: sats are under way for it, or were paid, so that it can't be put aside.
   */
  decide(
    lamassuId: string,
    seen: Standing,
    change: CashOutChange,
    decision: CashOutDecision,
  ): Promise<'done' | 'changed' | 'money_moves'>
  /** Digits after the point, for every currency in which a client keeps deposits. */
  exponents(): Promise<ReadonlyMap<string, number>>
}

export interface InterventionDependencies {
  readonly actor: string
  readonly store: InterventionStore
  /** Straight from Lamassu; null when it has no such row. */
  readonly lamassuCashOut: (lamassuId: string) => Promise<CashOutRow | null>
  readonly rule: () => Promise<CommissionRule>
  readonly clock: Clock
}

/** As a poll would judge at this moment. */
const verdictContext = async ({ store, rule, clock }: InterventionDependencies): Promise<VerdictContext> => ({
  rule: await rule(),
  exponents: await store.exponents(),
  now: clock.now(),
})

/** What became of the cash-out. */
export type Intervened =
  /** In the queue, to be distributed by itself. */
  | { readonly kind: 'queued' }
  | { readonly kind: 'set_aside'; readonly reason: QuarantineReason }
  | { readonly kind: 'ignored' }

/** What a person may decide about one cash-out that is not distributed; each refuses with a Failure that says why. */
export interface CashOutInterventions {
  holdCashOut(lamassuId: string, reason: string): Promise<Intervened>
  releaseCashOut(lamassuId: string, reason: string): Promise<Intervened>
  ignoreCashOut(lamassuId: string, reason: string): Promise<Intervened>
  processCashOut(lamassuId: string, wish: ProcessWish): Promise<Intervened>
}

export interface ProcessWish {
  readonly reason: string
  readonly evidence: Evidence | null
  /** The cash-out may be one whose cash is not confirmed to have come out. */
  readonly forceUndispensed: boolean
}

export function createCashOutInterventions(deps: InterventionDependencies): CashOutInterventions {
  return {
    holdCashOut: (lamassuId, reason) => putAside(deps, lamassuId, 'hold', reason),
    ignoreCashOut: (lamassuId, reason) => putAside(deps, lamassuId, 'ignore', reason),
    releaseCashOut: (lamassuId, reason) => release(deps, lamassuId, reason),
    processCashOut: (lamassuId, wish) => process(deps, lamassuId, wish),
  }
}

async function putAside(
  deps: InterventionDependencies,
  lamassuId: string,
  what: 'hold' | 'ignore',
  reason: string,
): Promise<Intervened> {
  const seen = await deps.store.standing(lamassuId)
  refuseIfNot(what, lamassuId, seen)
  const row = seen.kind === 'transaction' ? null : await rowOf(deps, lamassuId)
  await carryOut(deps, lamassuId, seen, { kind: what, row }, { what, reason, row })
  return what === 'hold' ? { kind: 'set_aside', reason: 'held' } : { kind: 'ignored' }
}

async function release(
  deps: InterventionDependencies,
  lamassuId: string,
  reason: string,
): Promise<Intervened> {
  const seen = await deps.store.standing(lamassuId)
  refuseIfNot('release', lamassuId, seen)
  const wasIgnored = seen.kind === 'transaction' && seen.status === 'failed'
  const row = wasIgnored ? null : await rowOf(deps, lamassuId)
  const change = row === null ? heldAgain : planRelease(seen, row, await verdictContext(deps))
  await carryOut(deps, lamassuId, seen, change, { what: 'release', reason, row })
  return change.kind === 'set_aside' ? { kind: 'set_aside', reason: change.reason } : { kind: 'queued' }
}

/** Two steps back from being ignored: nothing that was put away for good goes on at one stroke. */
const heldAgain: CashOutChange = { kind: 'set_aside', reason: 'held' }

async function process(
  deps: InterventionDependencies,
  lamassuId: string,
  wish: ProcessWish,
): Promise<Intervened> {
  const seen = await deps.store.standing(lamassuId)
  refuseIfNot('process', lamassuId, seen)
  const row = await rowOf(deps, lamassuId)
  const context = await verdictContext(deps)
  const { cashOut, overridden } = planProcess(row, context, wish.forceUndispensed)
  const decision = { kind: 'take', row, hash: moneyHash(row), cashOut, rule: context.rule } as const
  await carryOut(
    deps,
    lamassuId,
    seen,
    { kind: 'take', decision },
    { what: 'process', row, overridden, ...wish },
  )
  return { kind: 'queued' }
}

async function carryOut(
  deps: InterventionDependencies,
  lamassuId: string,
  seen: Standing,
  change: CashOutChange,
  decision: Pick<CashOutDecision, 'what' | 'reason' | 'row'> & Partial<CashOutDecision>,
): Promise<void> {
  const { what, reason, row, overridden = [], evidence = null } = decision
  const outcome = await deps.store.decide(lamassuId, seen, change, {
    what,
    reason,
    row,
    overridden,
    evidence,
    actor: deps.actor,
  })
  if (outcome === 'changed')
    throw new Failure(
      'refused',
      say`Cash-out ${lamassuId} has just been changed by somebody else, or by a poll: nothing was done. Look at it again.`,
    )
  if (outcome === 'money_moves')
    throw new Failure(
      'refused',
      say`Sats are under way for cash-out ${lamassuId}, or the wallet shows some that the books don't know: it can't be put aside for good before that is settled. "status show" says what is open.`,
    )
}

async function rowOf(deps: InterventionDependencies, lamassuId: string): Promise<CashOutRow> {
  const row = await deps.lamassuCashOut(lamassuId)
  if (row === null) throw new Failure('refused', say`Lamassu has no cash-out ${lamassuId}: nothing was done.`)
  return row
}
