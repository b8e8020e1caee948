import type { Allocation, Weight } from './domain/allocation.ts'
import type { CashOut, QuarantineReason, WaitingReason } from './domain/cash-out.ts'
import type { CommissionRule } from './domain/commission.ts'
import type { FiatMinor, Msat, Sats } from './domain/money.ts'
import type { CashOutRow } from './ports.ts'

/* ---------------------------------------------------------------- taking in */

/** What a poll has to know before it asks Lamassu. */
export interface PollContext {
  readonly pollingEnabled: boolean
  /** Null until the go-live baseline is complete. */
  readonly baselineAt: Date | null
  /** Where the last successful poll's window ended. */
  readonly windowFrom: Date | null
  readonly digests: ReadonlyMap<number, string>
  /** Buckets with rows that wait; they are read with every poll, since waiting also ends by the clock. */
  readonly waitingBuckets: readonly number[]
  /** Digits after the point, for every currency in which a client keeps deposits. */
  readonly exponents: ReadonlyMap<string, number>
}

/** What our books hold for an id of Lamassu's. */
export type KnownCashOut =
  | { readonly kind: 'sighting'; readonly state: 'baseline' | 'baseline_unconfirmed' | 'waiting' }
  | {
      readonly kind: 'transaction'
      readonly status: TransactionStatus
      readonly quarantineReason: QuarantineReason | null
      readonly sourceRowHash: string
      readonly upstreamChanged: boolean
    }

export type TransactionStatus = 'pending' | 'quarantined' | 'processing' | 'completed' | 'failed'

/** One row's fate, written in one commit. Writing the same decision twice changes nothing. */
export type TakeInDecision =
  | {
      readonly kind: 'take'
      readonly row: CashOutRow
      readonly hash: string
      readonly cashOut: CashOut
      readonly rule: CommissionRule
    }
  | {
      readonly kind: 'quarantine'
      readonly row: CashOutRow
      readonly hash: string
      readonly reason: QuarantineReason
      readonly detail: string | null
    }
  | {
      readonly kind: 'wait'
      readonly row: CashOutRow
      readonly bucket: number
      readonly reason: WaitingReason
    }
  | { readonly kind: 'forget'; readonly row: CashOutRow }
  | { readonly kind: 'flag_upstream_change'; readonly row: CashOutRow }

export interface PollRecord {
  readonly result: 'ok' | 'empty' | 'failed'
  readonly windowFrom: Date | null
  readonly windowUntil: Date
  readonly rowsInLamassu: number | null
  readonly rowsRead: number
  readonly taken: number
  readonly quarantined: number
  readonly waiting: number
  readonly errorCode: string | null
  readonly errorMessage: string | null
}

export interface TakeInStore {
  /** Runs the work while holding the poll lock, or returns null because another replica holds it. Saves work only. */
  withPollLock<T>(work: () => Promise<T>): Promise<T | null>
  pollContext(): Promise<PollContext>
  known(transactionIds: readonly string[]): Promise<Map<string, KnownCashOut>>
  /** False when polling was switched off meanwhile, and nothing was written. */
  takeIn(decision: TakeInDecision): Promise<boolean>
  recordBaseline(
    rows: readonly { transactionId: string; bucket: number; confirmed: boolean }[],
  ): Promise<void>
  completeBaseline(): Promise<void>
  /** Remembers these buckets as dealt with; a null digest says that the bucket is empty now. */
  recordDigests(digests: ReadonlyMap<number, string | null>): Promise<void>
  recordPoll(record: PollRecord): Promise<void>
}

/* --------------------------------------------------------------- allocation */

export interface PendingCashOut {
  readonly id: bigint
  readonly transactionId: string
  readonly cryptoAtomsSats: Sats
  readonly waitingReason: string | null
  /** The funding transfer's status, in treasury mode; null when there is none yet. */
  readonly fundingStatus: TransferStatus | null
}

/** Wallets as they are at the moment of an allocation; snapshotted on the transaction. */
export interface AllocationWallets {
  readonly sourceWalletId: string
  /** Null: no commission wallet is configured, the commission accrues. */
  readonly commissionWalletId: string | null
  readonly sourceBalanceMsat: Msat
}

export interface AllocationSettings {
  readonly fixedModeEnabled: boolean
  readonly timeZone: string
}

export type AllocationOutcome =
  | { readonly kind: 'allocated'; readonly allocation: Allocation; readonly weights: readonly Weight[] }
  | { readonly kind: 'awaiting_funds'; readonly neededMsat: Msat; readonly freeMsat: Msat }
  /** Taken by another replica, no longer pending, or payouts are switched off. */
  | { readonly kind: 'not_now' }

export interface AllocationStore {
  /** Pending cash-outs in the order of their own time, at most `limit`. Empty while payouts are switched off. */
  pending(limit: number): Promise<PendingCashOut[]>
  /** Splits one cash-out in one commit: payments, commission, holds, journal. */
  allocate(
    transactionId: bigint,
    wallets: AllocationWallets,
    settings: AllocationSettings,
  ): Promise<AllocationOutcome>
  /** Creates the cash-out's one funding transfer, if it has none. */
  requestFunding(transactionId: bigint, treasuryWalletId: string, sourceWalletId: string): Promise<void>
  setWaiting(transactionId: bigint, reason: string | null): Promise<void>
  /** Commission that accrued while no wallet was configured, queued for payment now. */
  releaseAccrued(wallets: { sourceWalletId: string; commissionWalletId: string }): Promise<number>
  completeFinished(): Promise<number>
}

/* ---------------------------------------------------------------- transfers */

export type TransferStatus =
  | 'accrued'
  | 'pending'
  | 'invoiced'
  | 'paying'
  | 'needs_review'
  | 'completed'
  | 'failed'
  | 'cancelled'

export type TransferKind = 'client' | 'commission' | 'funding' | 'compensation'

/** A movement of sats from one of our wallets to one receiver: a client's payment, a commission, a funding, and what a client gets back of a commission. */
export interface Transfer {
  readonly kind: TransferKind
  readonly id: bigint
  readonly lamassuTransactionId: bigint | null
  /** Lamassu's own id of the cash-out. */
  readonly cashOutId: string
  readonly clientId: bigint | null
  readonly amountSats: Sats
  readonly amountFiat: FiatMinor | null
  readonly fiatCode: string | null
  readonly status: TransferStatus
  readonly payerWalletId: string
  readonly payeeWalletId: string
  readonly paymentHash: string | null
  readonly bolt11: string | null
  readonly invoiceSeq: number
  readonly attempts: number
  /** Seconds since its invoice was made, by the database's clock; null without an invoice. */
  readonly invoiceAgeSeconds: number | null
  /** The paying wallet's history agrees with the books, as far as it has been compared: see history.ts. */
  readonly maySend: boolean
}

export interface Lease {
  readonly owner: string
  readonly seconds: number
}

export interface PaymentProof {
  readonly preimage: string | null
  readonly feeMsat: Msat
  readonly receiverConfirmed: boolean
}

export interface TransferStore {
  /** Leases due transfers of these payer wallets. Payouts off: only those already being paid, to learn the truth. */
  claim(lease: Lease, payerWalletIds: readonly string[], limit: number): Promise<Transfer[]>
  /** One transfer by its id, leased to this owner whatever its due time; null when it is leased to somebody else. */
  claimOne(lease: Lease, kind: TransferKind, id: bigint): Promise<Transfer | null>
  /** Compare-and-set: only a transfer without an invoice, leased to this owner, gets one. False: the invoice is void. */
  recordInvoice(
    lease: Lease,
    transfer: Transfer,
    invoice: { paymentHash: string; bolt11: string },
  ): Promise<boolean>
  /**
   * The last gate before money moves; false when payouts are off, the lease is lost, or the paying wallet's history has
   * not been compared with these very books.
   */
  markPaying(lease: Lease, transfer: Transfer): Promise<boolean>
  /** The whole completion in one commit; doing it again changes nothing. */
  complete(transfer: Transfer, proof: PaymentProof): Promise<void>
  /** Gives the lease back. `attempted` counts towards the limit of attempts; without an error the last one stays. */
  postpone(
    lease: Lease,
    transfer: Transfer,
    why: { error: string | null; seconds: number; attempted: boolean },
  ): Promise<void>
  /** Puts off every queued transfer of a wallet that can't pay at the moment; burns no attempt. */
  holdBackWallet(payerWalletId: string, why: { error: string; seconds: number }): Promise<void>
  review(transfer: Transfer, reason: string): Promise<void>
  /** Notes that the invoice was seen dead; voids it, so that a new one is made, once that holds for `afterSeconds`. */
  invoiceSeenDead(
    lease: Lease,
    transfer: Transfer,
    proof: string,
    afterSeconds: number,
  ): Promise<'noted' | 'voided'>
  /** Anything but death was seen: whatever looked dead before proves nothing any more. */
  invoiceSeenAlive(transfer: Transfer): Promise<void>
  /** Stops payouts on every replica; the reason is shown to the operator. */
  stopPayouts(reason: string): Promise<void>
}
