import type { Actor } from './bookkeeping.ts'
import { MAX_FIAT_MINOR } from './domain/money.ts'
import { Failure } from './failure.ts'
import { clientName, formatFiat } from './format.ts'
import { type Phrase, say } from './phrase.ts'
import type { ClientFacts } from './reconcile/clients.ts'

/** Why something is corrected, and what asked for it: the same operation twice is one correction. */
export interface Because {
  readonly reason: string
  readonly incident: string | null
  readonly operationId: string
  /** Null where nobody else could be asked. */
  readonly approver: Actor | null
}

export interface Adjustment extends Because {
  readonly clientId: bigint
  /** Minor units of the client's currency; negative takes away. Zero only books what nobody has booked. */
  readonly amount: bigint
}

export interface Corrected {
  readonly entryId: bigint
  readonly clientId: bigint
  readonly remainingBefore: bigint
  readonly remainingAfter: bigint
}

export type DepositReversal =
  | { readonly kind: 'done'; readonly remainingBefore: bigint; readonly remainingAfter: bigint }
  /** Only a confirmed deposit can be taken back, and once. */
  | { readonly kind: 'not_confirmed'; readonly status: string; readonly decidedBy: string | null }
  /** Part of it was spent or is on hold. */
  | { readonly kind: 'not_covered'; readonly available: bigint; readonly held: bigint }
  | { readonly kind: 'unknown' }

/** Correcting entries: history is never changed. Each is one commit. */
export interface CorrectionStore {
  /** Refuses with a Failure as planCorrection does. */
  adjust(adjustment: Adjustment, actor: Actor): Promise<Corrected>
  /** A second entry that takes back the first, once. */
  reverseAdjustment(entryId: bigint, because: Because, actor: Actor): Promise<Corrected>
  reverseDeposit(depositId: bigint, because: Because, actor: Actor): Promise<DepositReversal>
}

/** The same, by a person who is known. */
export interface Corrections {
  adjust(adjustment: Adjustment): Promise<Corrected>
  reverseAdjustment(entryId: bigint, because: Because): Promise<Corrected>
  reverseDeposit(depositId: bigint, because: Because): Promise<DepositReversal>
}

export const createCorrections = ({
  store,
  actor,
}: {
  store: CorrectionStore
  actor: Actor
}): Corrections => ({
  adjust: (adjustment) => store.adjust(adjustment, actor),
  reverseAdjustment: (entryId, because) => store.reverseAdjustment(entryId, because, actor),
  reverseDeposit: (depositId, because) => store.reverseDeposit(depositId, because, actor),
})

/** An adjustment that stands in the journal, whoever made it. */
export interface AdjustmentReading {
  readonly id: bigint
  readonly at: Date
  /** `correction`: brought the journal to what deposits, payments and adjustments say; the balance did not change by it. */
  readonly kind: 'manual_adjustment' | 'correction'
  readonly clientId: bigint
  readonly username: string
  readonly fiatCode: string
  readonly exponent: number
  /** What the journal's account changed by; before and after are the balance around it. */
  readonly change: bigint
  readonly before: bigint
  readonly after: bigint
  readonly actor: Actor
  readonly approver: Actor | null
  readonly reason: string | null
  readonly incident: string | null
  readonly reverses: bigint | null
  readonly reversedBy: bigint | null
  /** Made in the database itself, past the bot. */
  readonly direct: boolean
}

/** What is asked before and after. */
export interface CorrectionReadings {
  /** Null when there is no such client. */
  figures(clientId: bigint): Promise<ClientFacts | null>
  /** The newest first; of one client, or the one with this number. */
  adjustments(only: {
    readonly id?: bigint
    readonly clientId?: bigint
    readonly limit: number
  }): Promise<readonly AdjustmentReading[]>
}

/** What an adjustment comes to. After it the client's numbers agree, whatever they did before. */
export interface CorrectionPlan {
  readonly before: bigint
  readonly after: bigint
  readonly availableBefore: bigint
  readonly availableAfter: bigint
  /** Of the balance, what no deposit, payment or adjustment accounts for: it is booked as an adjustment first. */
  readonly unbooked: bigint
  /** What the journal lacks of what deposits, payments and adjustments say: it is booked as a correction. */
  readonly missing: bigint
}

/** By how much the balance differs from what deposits, payments and adjustments make it. */
export const driftOf = (facts: ClientFacts): bigint =>
  facts.remaining - (facts.deposited - facts.completed + facts.adjusted)

export const journalOf = (facts: ClientFacts): bigint => facts.journalAvailable + facts.journalHeld

/** What has to be booked for this adjustment; refuses what would make a balance negative or eat a hold. */
export function planCorrection(facts: ClientFacts, amount: bigint): CorrectionPlan {
  const { remaining, held } = facts
  const after = remaining + amount
  const unbooked = driftOf(facts)
  const missing = remaining - unbooked - journalOf(facts)
  if (amount === 0n && unbooked === 0n && missing === 0n) throw nothingToDo(facts)
  if (after < held || after < 0n) throw notCovered(facts, amount)
  if (after > MAX_FIAT_MINOR) throw tooMuch(facts)
  const availableBefore = remaining - held
  return { before: remaining, after, availableBefore, availableAfter: after - held, unbooked, missing }
}

const money = ({ exponent, fiatCode }: ClientFacts, amount: bigint): Phrase =>
  formatFiat(amount, exponent, fiatCode)

const nothingToDo = (facts: ClientFacts): Failure =>
  new Failure(
    'refused',
    say`--amount is zero, and the balance of ${clientName(facts)} agrees with the books: there is nothing to adjust.`,
  )

const tooMuch = (facts: ClientFacts): Failure =>
  new Failure(
    'refused',
    say`This would bring the balance of ${clientName(facts)} above ${money(facts, MAX_FIAT_MINOR)}, the most that a balance can be.`,
  )

function notCovered(facts: ClientFacts, amount: bigint): Failure {
  const { remaining, held } = facts
  const wanted = money(facts, -amount)
  const name = clientName(facts)
  return new Failure(
    'refused',
    remaining + amount < 0n
      ? say`${wanted} can't be taken away: the balance of ${name} is ${money(facts, remaining)}, and none goes below zero. Take at most ${money(facts, remaining - held)}, and settle the rest with the client himself.`
      : say`${wanted} can't be taken away: of the balance of ${name}, ${money(facts, held)} is on hold for payments under way. Take at most ${money(facts, remaining - held)}, or wait until those payments are completed or cancelled.`,
  )
}

/** Why this entry can't be taken back; null when it can. */
export function reversalProblem(id: bigint, found: AdjustmentReading | null): Failure | null {
  if (found === null)
    return new Failure('refused', say`There is no adjustment #${id}: "adjust list" shows which there are.`)
  if (found.reversedBy !== null)
    return new Failure(
      'refused',
      say`Adjustment #${id} was already taken back by #${found.reversedBy}: nothing was changed.`,
    )
  if (found.reverses !== null)
    return new Failure(
      'refused',
      say`Adjustment #${id} takes back #${found.reverses} itself: use "adjust propose" for a new one.`,
    )
  if (found.kind === 'correction')
    return new Failure(
      'refused',
      say`#${id} only brought the journal to what deposits and payments say, and the balance did not change by it: there is nothing to take back.`,
    )
  return null
}
