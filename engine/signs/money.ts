import type { CommissionRule, CommissionTerms } from '../domain/commission.ts'
import type { FiatMinor, Msat, Sats } from '../domain/money.ts'
import type { OpenFinding } from '../reconcile/open-findings.ts'
import type { TransactionStatus, TransferKind, TransferStatus } from '../storage.ts'

/** An amount of clients' money, with the digits that its currency has after the point. */
export interface FiatSum {
  readonly amount: FiatMinor
  readonly fiatCode: string
  readonly exponent: number
}

export interface NamedClient {
  readonly id: bigint
  readonly username: string
}

/** A transfer of which the books don't know the end. */
export interface UnfinishedTransfer {
  readonly kind: TransferKind
  readonly id: bigint
  readonly cashOutId: bigint
  readonly client: NamedClient | null
  readonly amountSats: Sats
  readonly fiat: FiatSum | null
  readonly status: Extract<TransferStatus, 'pending' | 'invoiced' | 'paying' | 'needs_review'>
  readonly attempts: number
  readonly lastError: string | null
  readonly createdAt: Date
  /** Null: LNbits was never asked to pay it. */
  readonly payingSince: Date | null
}

/** A unique key that keeps money from moving twice. */
export interface Guard {
  readonly name: string
  readonly table: string
  /** 'partial': it leaves some rows out, so what it should forbid has to be looked for. */
  readonly state: 'whole' | 'partial' | 'missing'
}

/** One of Lamassu's ids that stands in the books more than once. */
export interface DoubleCashOut {
  readonly transactionId: string
  /** Ours, in order; the first one is the right one. */
  readonly ids: readonly bigint[]
  /** What clients got or will get of the ones too many, where no correcting entry names the payment. */
  readonly surplusSats: Sats
  /** Numbers of these payments; one that is not distributed has none. */
  readonly surplusIds: readonly bigint[]
  readonly fiat: FiatSum | null
  /** When the second one came. */
  readonly since: Date
}

/** Several living transfers where there may be one. */
export interface DoubleTransfer {
  readonly kind: TransferKind
  readonly cashOutId: bigint
  readonly client: NamedClient | null
  /** In order; the first one is the right one. */
  readonly ids: readonly bigint[]
  readonly surplusSats: Sats
  /** The ones too many that no correcting entry names. */
  readonly surplusIds: readonly bigint[]
  readonly fiat: FiatSum | null
  readonly since: Date
}

/** What a wallet's history and the books don't agree about, and nobody has settled. */
export interface OpenDifference {
  readonly what: 'unbooked' | 'missing'
  readonly walletId: string
  readonly paymentHash: string
  readonly amountMsat: Msat
  /** When the wallet paid; where that is not known, when it was found. */
  readonly since: Date
  readonly foundAt: Date
  readonly cashOutId: bigint | null
  /** The transfer that it belongs to, as far as its invoice or its reference tells. */
  readonly transfer: {
    readonly kind: TransferKind
    readonly id: bigint
    readonly status: TransferStatus
    readonly client: NamedClient | null
    readonly fiat: FiatSum | null
  } | null
}

/** A distributed cash-out, what became of its sats, and what the journal says of it. */
export interface Distribution {
  readonly id: bigint
  readonly transactionId: string
  readonly cryptoAtoms: Sats
  readonly base: Sats
  readonly commission: Sats
  readonly unallocated: Sats
  readonly fiat: FiatSum
  /** When it was finished; while it is not, when it was distributed. */
  readonly since: Date
  /** Clients' payments: completed, being paid or in review, not sent yet, given up with proof. */
  readonly paid: Sats
  readonly inDoubt: Sats
  readonly unsent: Sats
  readonly givenUp: Sats
  /** The commission's transfer, in whatever state. */
  readonly commissionSent: Sats
  /** Open differences: a wallet paid what is given up in the books; a wallet lacks what is completed in the books. */
  readonly unbookedMsat: Msat
  readonly missingMsat: Msat
  readonly journal: {
    /** Lines of the distribution, as amounts that went to each; null: the journal has no distribution of it. */
    readonly allocation: {
      readonly receivedMsat: Msat
      readonly clientsMsat: Msat
      readonly commissionMsat: Msat
      readonly houseMsat: Msat
    } | null
    /** Settled transfers that have no entry over exactly their amount. */
    readonly unjournaled: Sats
  }
}

export interface UnbalancedEntry {
  readonly id: bigint
  readonly kind: string
  readonly unit: string
  readonly total: bigint
  readonly at: Date
}

/** A client whose balance is not what deposits, payments and adjustments make it. */
export interface ClientDrift {
  readonly client: NamedClient
  readonly balanceDrift: FiatMinor
  readonly holdDrift: FiatMinor
  readonly fiatCode: string
  readonly exponent: number
  /** Both drifts without their signs, at the last ticker price, rounded up; null where there never was a price. */
  readonly worthSats: Sats | null
  /** The client's last journal entry: up to then it was right. */
  readonly since: Date
}

export interface NegativeBalance {
  readonly client: NamedClient
  readonly remaining: FiatMinor
  readonly held: FiatMinor
  readonly fiatCode: string
  readonly exponent: number
  /** How much is lacking, at the last ticker price, rounded up; null where there never was a price. */
  readonly worthSats: Sats | null
  readonly since: Date
}

/** A cash-out's commission as stored, and all that it was computed from. */
export interface CommissionRecord {
  readonly id: bigint
  readonly rule: CommissionRule
  readonly terms: CommissionTerms
  readonly base: Sats
  readonly commission: Sats
  /** The base as the database computes it again. */
  readonly expectedBase: Sats
  readonly createdAt: Date
}

/** What was earned by a rule in a while, beside what Lamassu's rows had configured. */
export interface CommissionTotals {
  readonly rule: CommissionRule
  readonly cashOuts: number
  readonly earned: Sats
  readonly configured: Sats
  /** What the rates are of: the base amounts by markup, everything received by ticker. */
  readonly basis: Sats
  readonly since: Date
}

/** A cash-out that was not distributed yet, or lately, beside the prices of the others around it. */
export interface PricedCashOut {
  readonly id: bigint
  readonly transactionId: string
  readonly status: TransactionStatus
  readonly fiat: FiatSum
  readonly fiatE5: bigint
  readonly base: Sats
  readonly createdAt: Date
  /** The median ticker price of the others, major units times 10^5; null without any. */
  readonly referenceE5: bigint | null
  readonly references: number
}

export interface BigCashOut {
  readonly id: bigint
  readonly cryptoAtoms: Sats
  readonly fiat: FiatSum
  readonly machineName: string | null
  readonly status: TransactionStatus
  readonly createdAt: Date
}

/** What the rules about money ask of the books. */
export interface MoneySigns {
  /** The oldest first. Commission that accrues for want of a wallet is not among them. */
  unfinished(filter: {
    statuses: readonly UnfinishedTransfer['status'][]
    createdUntil: Date
    limit: number
  }): Promise<UnfinishedTransfer[]>
  /** Since when nothing is paid out; null while it is. */
  payoutsOffSince(): Promise<Date | null>
  guards(): Promise<Guard[]>
  /** Reads everything: only where a guard is not whole. */
  doubleCashOuts(limit: number): Promise<DoubleCashOut[]>
  doubleTransfers(limit: number): Promise<DoubleTransfer[]>
  openDifferences(limit: number): Promise<OpenDifference[]>
  /** Everything that is being distributed, was finished since then, or is named. */
  distributions(filter: { finishedSince: Date; also: readonly bigint[] }): Promise<Distribution[]>
  /** Among the newest entries, and those named. */
  unbalancedEntries(filter: { newest: number; also: readonly bigint[] }): Promise<UnbalancedEntry[]>
  drifts(): Promise<ClientDrift[]>
  negativeBalances(limit: number): Promise<NegativeBalance[]>
  /** What the reconciliation has found broken; `toldBy`: rules that tell of single things themselves. */
  brokenFindings(filter: { limit: number; toldBy: readonly string[] }): Promise<OpenFinding[]>
  /** Cash-outs that are not set aside, the newest first: those since then, and at least so many. */
  commissions(filter: { since: Date; least: number; most: number }): Promise<CommissionRecord[]>
  commissionTotals(since: Date): Promise<CommissionTotals[]>
  /** Those that wait, are held, or came since then, about which nobody has decided. */
  priced(filter: { since: Date; referenceHours: number; limit: number }): Promise<PricedCashOut[]>
  /** Not finished, or finished since then. */
  bigCashOuts(filter: { leastSats: Sats; finishedSince: Date; limit: number }): Promise<BigCashOut[]>
}
