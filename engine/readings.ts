import type { CommissionRule } from './domain/commission.ts'
import type { FiatMinor, Sats } from './domain/money.ts'
import type { Standing } from './interventions.ts'
import type { CashOutRow } from './ports.ts'
import type { StatementReading } from './statement-reading.ts'
import type { TransactionStatus, TransferKind, TransferStatus } from './storage.ts'

/** Everything that may be asked of the books. Nothing here can change them. */
export interface Readings {
  status(): Promise<StatusReading>
  polls(limit: number): Promise<PollReading[]>
  /** Digits after the point of a currency; null for an unknown code. */
  exponentOf(fiatCode: string): Promise<number | null>
  clients(filter: { status?: ClientStatus; fiatCode?: string; limit: number }): Promise<ClientReading[]>
  /** By id or by name (any case); several when a name is used in several currencies. */
  findClients(reference: string): Promise<ClientReading[]>
  clientNames(ids: readonly bigint[]): Promise<Map<bigint, string>>
  clientHistory(clientId: bigint, limit: number): Promise<HistoryReading[]>
  deposits(filter: { status?: DepositStatus; clientId?: bigint; limit: number }): Promise<DepositReading[]>
  deposit(id: bigint): Promise<DepositReading | null>
  transactions(filter: TransactionFilter): Promise<TransactionReading[]>
  /** By our id, or by Lamassu's uuid or a beginning of it that is unambiguous. */
  transaction(reference: string): Promise<TransactionReading | null>
  /** Cash-outs that a poll has seen and waits for. */
  waiting(limit: number): Promise<WaitingReading[]>
  /** All ids of Lamassu's that the books know, with how. */
  knownIds(): Promise<Map<string, KnownAs>>
  transfers(filter: TransferFilter): Promise<TransferReading[]>
  transfer(kind: TransferKind | null, id: bigint): Promise<TransferReading | null>
  duplicates(): Promise<DuplicateReading[]>
  /** Digits after the point, for every currency in which a client keeps deposits. */
  exponents(): Promise<ReadonlyMap<string, number>>
  /** Where a cash-out stands, by Lamassu's own id. */
  standing(lamassuId: string): Promise<Standing>
  /** What people decided about a cash-out, in order. */
  interventions(lamassuId: string): Promise<InterventionReading[]>
  invoices(kind: TransferKind, id: bigint): Promise<InvoiceReading[]>
  receipts(depositId: bigint): Promise<ReceiptReading[]>
  notices(clientId: bigint, limit: number): Promise<NoticeReading[]>
  /** A month ('2026-11') of a client's account, by the calendar of the time zone. */
  statement(clientId: bigint, of: { month: string; timeZone: string }): Promise<StatementReading>
  settings(): Promise<Map<string, string>>
}

export type ClientStatus = 'active' | 'paused' | 'closed'
export type DepositStatus = 'pending' | 'confirmed' | 'rejected' | 'reversed'
export type TransferFilterStatus = TransferStatus | 'stuck' | 'unfinished' | 'all'

/** `baseline_unconfirmed` had begun before go-live without a confirmed dispense: once confirmed, a poll takes it in. */
export type KnownAs = 'baseline' | 'baseline_unconfirmed' | 'waiting' | 'taken'

export interface TransactionFilter {
  readonly status?: TransactionStatus
  readonly machine?: string
  readonly from?: Date
  readonly to?: Date
  readonly limit: number
}

export interface TransferFilter {
  readonly status: TransferFilterStatus
  readonly clientId?: bigint
  readonly lamassuTransactionId?: bigint
  readonly limit: number
}

export interface StatusReading {
  readonly pollingEnabled: boolean
  readonly payoutsEnabled: boolean
  readonly pauseReason: string | null
  readonly baselineAt: Date | null
  readonly lastSuccessfulPollAt: Date | null
  readonly lastPoll: PollReading | null
  readonly transactions: Readonly<Record<TransactionStatus, number>>
  readonly waitingCount: number
  readonly transfers: readonly {
    kind: TransferKind
    status: TransferStatus
    count: number
    amountSats: Sats
  }[]
  /** What the clients' payments cost them, by state. */
  readonly paymentsFiat: readonly { fiatCode: string; status: TransferStatus; amount: FiatMinor }[]
  /** Sats of payments whose outcome is not proven: being paid, or in need of review. */
  readonly inDoubtSats: Sats
  readonly oldestUnfinishedAt: Date | null
  readonly pools: readonly {
    fiatCode: string
    exponent: number
    clients: number
    remaining: FiatMinor
    held: FiatMinor
  }[]
  /** Why the next cash-out waits, when it does. */
  readonly waitingReason: string | null
  readonly pendingDeposits: number
  readonly databaseTime: Date
}

export interface PollReading {
  readonly id: bigint
  readonly result: 'ok' | 'empty' | 'failed'
  readonly windowFrom: Date | null
  readonly windowUntil: Date
  readonly finishedAt: Date
  readonly rowsInLamassu: bigint | null
  readonly rowsRead: bigint
  readonly taken: bigint
  readonly quarantined: bigint
  readonly waiting: bigint
  readonly errorCode: string | null
  readonly errorMessage: string | null
}

export interface ClientReading {
  readonly id: bigint
  readonly username: string
  readonly walletId: string
  readonly fiatCode: string
  readonly exponent: number
  readonly mode: 'flow' | 'fixed'
  readonly dailyLimit: FiatMinor | null
  readonly status: ClientStatus
  readonly remaining: FiatMinor
  readonly held: FiatMinor
  readonly deposited: FiatMinor
  readonly paidFiat: FiatMinor
  readonly paidSats: Sats
  readonly payments: number
  readonly hasKey: boolean
  readonly lastPaidAt: Date | null
  readonly createdAt: Date
}

export interface HistoryReading {
  readonly at: Date
  readonly kind: string
  readonly reference: string
  /** Change of the remaining balance; zero for what only holds or releases. */
  readonly change: FiatMinor
  readonly amountSats: Sats | null
  readonly remainingAfter: FiatMinor
  readonly heldAfter: FiatMinor
  readonly actor: string
  readonly reason: string | null
}

export interface DepositReading {
  readonly id: bigint
  readonly clientId: bigint
  readonly username: string
  readonly amount: FiatMinor
  readonly fiatCode: string
  readonly exponent: number
  readonly status: DepositStatus
  readonly note: string | null
  readonly createdBy: string | null
  readonly decidedBy: string | null
  readonly createdAt: Date
  readonly confirmedAt: Date | null
}

export interface TransactionReading {
  readonly id: bigint
  readonly transactionId: string
  readonly status: TransactionStatus
  readonly quarantineReason: string | null
  readonly waitingReason: string | null
  readonly errorMessage: string | null
  readonly deviceId: string
  readonly machineName: string | null
  readonly cryptoCode: string | null
  readonly cryptoAtoms: Sats | null
  readonly fiatCode: string | null
  readonly exponent: number | null
  readonly fiatAmount: FiatMinor | null
  /** Decimal texts, as stored. */
  readonly fiatMajor: string | null
  readonly fixedFee: string
  readonly rawTickerPrice: string | null
  readonly commissionPercentage: string | null
  readonly discount: string
  readonly rule: CommissionRule | null
  readonly baseAmount: Sats | null
  readonly commissionAmount: Sats | null
  readonly unallocatedSats: Sats | null
  readonly unallocatedFiat: FiatMinor | null
  readonly sourceWalletId: string | null
  readonly commissionWalletId: string | null
  readonly calculation: { readonly weights: readonly (readonly [string, string])[] } | null
  /** Lamassu's row as it was taken in; null where it is not in the bot's own form. */
  readonly sourceRow: CashOutRow | null
  readonly upstreamChangedAt: Date | null
  /** Lamassu's row as it was when the change was seen. */
  readonly upstreamRow: CashOutRow | null
  readonly transactionTime: Date | null
  readonly createdAt: Date
  readonly processedAt: Date | null
}

export interface WaitingReading {
  readonly transactionId: string
  readonly reason: string
  readonly row: CashOutRow | null
  readonly firstSeenAt: Date
}

export interface TransferReading {
  readonly kind: TransferKind
  readonly id: bigint
  readonly lamassuTransactionId: bigint | null
  readonly clientId: bigint | null
  readonly username: string | null
  readonly amountSats: Sats
  readonly amountFiat: FiatMinor | null
  readonly fiatCode: string | null
  readonly exponent: number | null
  readonly status: TransferStatus
  readonly payerWalletId: string | null
  readonly payeeWalletId: string | null
  readonly paymentHash: string | null
  readonly invoiceSeq: number
  readonly attempts: number
  readonly nextAttemptAt: Date
  readonly lastError: string | null
  readonly feeMsat: bigint
  readonly receiverConfirmed: boolean | null
  readonly createdAt: Date
  readonly completedAt: Date | null
}

export interface InterventionReading {
  readonly what: 'hold' | 'release' | 'ignore' | 'process'
  readonly reason: string
  readonly actor: string
  /** Null: it was not in the books. */
  readonly stateBefore: string | null
  readonly reasonBefore: string | null
  readonly statusAfter: TransactionStatus
  readonly reasonAfter: string | null
  readonly overridden: readonly string[]
  readonly evidenceName: string | null
  readonly evidenceSha256: string | null
  readonly at: Date
}

export interface InvoiceReading {
  readonly seq: number
  readonly paymentHash: string
  readonly createdAt: Date
  readonly deadSeenAt: Date | null
  /** Proven: it can't be paid any more. */
  readonly deadAt: Date | null
}

export interface ReceiptReading {
  readonly name: string
  readonly mediaType: string
  readonly bytes: Uint8Array
  readonly sha256: string
  readonly addedBy: string
  readonly createdAt: Date
}

export interface NoticeReading {
  readonly clientId: bigint
  readonly template: string
  readonly language: string
  readonly words: string
  readonly toldBy: string
  readonly at: Date
}

export interface DuplicateReading {
  readonly kind: 'same_lamassu_id' | 'several_payments_for_one_client'
  readonly reference: string
  readonly count: number
  readonly ids: readonly string[]
}
