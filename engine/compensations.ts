import type { Actor } from './bookkeeping.ts'
import type { CommissionRange, CommissionReading } from './books.ts'
import type { Because } from './corrections.ts'
import { type CommissionRule, type CommissionTerms, splitCommission } from './domain/commission.ts'
import { type PaidShare, type Restitution, splitCompensation } from './domain/compensation.ts'
import { fiatMinor, type Msat, type Sats, sats, sum } from './domain/money.ts'
import { Failure } from './failure.ts'
import { formatCount, formatSats } from './format.ts'
import type { PayDependencies } from './pay.ts'
import { say } from './phrase.ts'
import { recorded } from './recorded.ts'

/** What the commission should have been worked out with; null: what the cash-out was split with. */
export interface RightTerms {
  readonly rule: CommissionRule | null
  /** A fraction times 10^5, before the discount: 5.5 % is 5500. */
  readonly commissionE5: bigint | null
}

/** Cash-outs by their numbers, or as a range. */
export interface CompensationRange extends CommissionRange {
  readonly ids: readonly bigint[] | null
}

/** A cash-out with all that is needed to say what its clients are owed. */
export interface CompensableReading extends Omit<CommissionReading, 'clients'> {
  readonly status: 'pending' | 'processing' | 'completed'
  readonly fiatCode: string
  readonly exponent: number
  readonly fiat: bigint
  readonly houseSats: bigint
  /** Of compensatedSats, what is the operator's own. */
  readonly compensatedHouseSats: bigint
  /** Of its commission payment, whatever became of it; 0 where there is none. */
  readonly commissionPaymentSats: bigint
  readonly shares: readonly CompensableShare[]
}

export interface CompensableShare extends PaidShare {
  readonly username: string
  readonly amountSats: bigint
  readonly clientStatus: 'active' | 'paused' | 'closed'
  readonly hasKey: boolean
  readonly walletId: string
}

/** A cash-out whose commission was too high, and who gets what back. */
export interface OwedCashOut {
  readonly cashOut: CompensableReading
  readonly rule: CommissionRule
  readonly commissionE5: bigint | null
  readonly rightBase: Sats
  readonly over: Sats
  readonly restitution: Restitution
}

export interface CompensationPlan {
  readonly owed: readonly OwedCashOut[]
  /** Their commission was too low: nothing is paid, nobody gives back; it is for the accountant. */
  readonly under: readonly { readonly cashOut: CompensableReading; readonly underSats: bigint }[]
  readonly right: readonly CompensableReading[]
  readonly compensated: readonly CompensableReading[]
  /** Not distributed to the end: asked for again once they are. */
  readonly notYet: readonly CompensableReading[]
  /** The formula lacks a number, or the cash-out's own sums don't hold: a person has to look first. */
  readonly unclear: readonly CompensableReading[]
}

export interface Compensation extends Because {
  readonly range: CompensationRange
  readonly right: RightTerms
}

/** What was booked for one request. */
export interface Compensated {
  readonly cashOuts: number
  readonly overSats: bigint
  readonly houseSats: bigint
  readonly payments: readonly {
    readonly id: bigint
    readonly cashOutId: bigint
    readonly clientId: bigint
    readonly username: string
    readonly amountSats: bigint
  }[]
}

export interface CompensationStore {
  /** The newest first. */
  compensable(range: CompensationRange, limit: number): Promise<readonly CompensableReading[]>
  /** What unfinished transfers may still take out of a wallet. */
  committedMsat(walletId: string): Promise<bigint>
  /** The wallet that pays the clients, as far as the books know it. */
  payingWallet(): Promise<string | null>
  /** What the request has booked before; null when it has not. */
  done(operationId: string): Promise<Compensated | null>
  /**
   * Plans anew under the lock of the distributions and books it: decisions, journal, payments, all in one commit.
   * Refuses with a Failure when there is nothing to give back or the wallet does not cover it.
   */
  compensate(
    compensation: Compensation,
    source: { readonly walletId: string; readonly balanceMsat: Msat },
    actor: Actor,
  ): Promise<Compensated>
}

/** More would be a request that nobody reads. */
export const MOST_CASH_OUTS = 1000

/** Judges every cash-out by the terms that are right. Exact: Σ of what clients and house get is what was too much. */
export function planCompensation(
  readings: readonly CompensableReading[],
  right: RightTerms,
): CompensationPlan {
  const plan = {
    owed: [] as OwedCashOut[],
    under: [] as { cashOut: CompensableReading; underSats: bigint }[],
    right: [] as CompensableReading[],
    compensated: [] as CompensableReading[],
    notYet: [] as CompensableReading[],
    unclear: [] as CompensableReading[],
  }
  for (const cashOut of readings) {
    const terms = termsOf(cashOut, right)
    const split = splitCommission(terms.rule, terms.terms)
    const over = split === null ? 0n : split.baseSats - cashOut.baseSats
    if (cashOut.compensatedSats > 0n) plan.compensated.push(cashOut)
    else if (split === null) plan.unclear.push(cashOut)
    else if (over === 0n) plan.right.push(cashOut)
    else if (over < 0n) plan.under.push({ cashOut, underSats: -over })
    else if (cashOut.status !== 'completed') plan.notYet.push(cashOut)
    else if (!isSquare(cashOut)) plan.unclear.push(cashOut)
    else plan.owed.push(owedOf(cashOut, terms, split.baseSats))
  }
  return plan
}

const termsOf = (
  cashOut: CompensableReading,
  right: RightTerms,
): { rule: CommissionRule; terms: CommissionTerms } => ({
  rule: right.rule ?? cashOut.rule,
  terms: { ...cashOut.terms, commissionE5: right.commissionE5 ?? cashOut.terms.commissionE5 },
})

/** Where the books of a cash-out contradict each other it is not known what its clients got. */
const isSquare = ({ terms, baseSats, commissionSats, ...cashOut }: CompensableReading): boolean =>
  baseSats + commissionSats === terms.cryptoAtomsSats &&
  sum(cashOut.shares.map(({ amountSats }) => amountSats)) + cashOut.houseSats === baseSats &&
  cashOut.commissionPaymentSats === commissionSats

function owedOf(
  cashOut: CompensableReading,
  { rule, terms }: ReturnType<typeof termsOf>,
  rightBase: Sats,
): OwedCashOut {
  const over = sats(rightBase - cashOut.baseSats)
  const restitution = splitCompensation(
    { fiat: fiatMinor(cashOut.fiat), base: sats(cashOut.baseSats), over },
    cashOut.shares,
  )
  return {
    cashOut,
    rule,
    commissionE5: rule === 'markup' ? terms.commissionE5 : null,
    rightBase,
    over,
    restitution,
  }
}

export interface OwedClient {
  readonly share: CompensableShare
  readonly fiatCode: string
  readonly exponent: number
  readonly cashOuts: number
  readonly amountSats: bigint
  /** What the sats cost at their cash-outs' own prices; rounded down for each. */
  readonly worthMinor: bigint
}

/** What each client gets over all these cash-outs, in the order of their numbers. */
export function owedClients(owed: readonly OwedCashOut[]): OwedClient[] {
  const clients = new Map<bigint, OwedClient>()
  for (const { cashOut, rightBase, restitution } of owed)
    for (const { clientId, amount } of restitution.parts) {
      const share = cashOut.shares.find((one) => one.clientId === clientId)
      if (share === undefined) throw new Error('only who had a share gets something')
      const before = clients.get(clientId)
      clients.set(clientId, {
        share,
        fiatCode: cashOut.fiatCode,
        exponent: cashOut.exponent,
        cashOuts: (before?.cashOuts ?? 0) + 1,
        amountSats: (before?.amountSats ?? 0n) + amount,
        worthMinor: (before?.worthMinor ?? 0n) + (amount * cashOut.fiat) / rightBase,
      })
    }
  return [...clients.values()].sort((a, b) => (a.share.clientId < b.share.clientId ? -1 : 1))
}

export const owedTotal = (owed: readonly OwedCashOut[]): { over: bigint; clients: bigint; house: bigint } => {
  const over = sum(owed.map((one) => one.over))
  const house = sum(owed.map(({ restitution }) => restitution.houseSats))
  return { over, house, clients: over - house }
}

export const nothingOwed = (): Failure =>
  new Failure(
    'refused',
    say`None of these cash-outs has a commission that was too high and is not compensated yet: nothing is to be paid. "commission verify" shows them; --rate and --rule say what would have been right.`,
  )

export const tooManyCashOuts = (): Failure =>
  new Failure(
    'usage',
    say`More than ${formatCount(MOST_CASH_OUTS, 'cash-out')} at once: give a shorter time with --from and --to.`,
  )

export const notCovered = (neededSats: bigint, freeSats: bigint): Failure =>
  new Failure(
    'refused',
    say`The source wallet has ${formatSats(freeSats)} to spare, and ${formatSats(neededSats)} are to be given back: the commission wallet has received them. Move at least ${formatSats(neededSats - freeSats)} from it to the source wallet in LNbits, then ask again. Nothing was changed.`,
  )

export interface CompensationDependencies {
  readonly store: CompensationStore
  readonly actor: Actor
  /** Null where no LNbits is configured. */
  readonly pay: Pick<PayDependencies, 'lnbits' | 'keyring'> | null
}

export interface Compensations {
  /** Books what clients are owed, so that the workers pay it like every other payment; once for each cash-out. */
  compensate(compensation: Compensation): Promise<Compensated>
}

export const createCompensations = (deps: CompensationDependencies): Compensations => ({
  async compensate(compensation) {
    const done = await deps.store.done(compensation.operationId)
    return done ?? deps.store.compensate(compensation, await sourceOf(deps), deps.actor)
  },
})

/** The wallet that pays, and what it holds: asked for before anything is locked. */
async function sourceOf({
  store,
  pay,
}: CompensationDependencies): Promise<{ walletId: string; balanceMsat: Msat }> {
  const walletId = await store.payingWallet()
  const key = walletId === null ? null : ((await pay?.keyring.payerKey(walletId)) ?? null)
  if (pay === null || walletId === null || key === null)
    throw new Failure(
      'configuration',
      say`The source wallet is not configured: set LNBITS_URL and LNBITS_SOURCE_ADMIN_KEY.`,
    )
  const state = await pay.lnbits.wallet(key)
  if (state.kind !== 'ok')
    throw new Failure(
      'refused',
      say`The source wallet can't be read (${recorded(state.detail)}), so nothing was booked: ask again in a minute.`,
    )
  return { walletId, balanceMsat: state.value.balanceMsat }
}
