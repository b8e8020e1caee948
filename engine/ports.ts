import type { ReportedCashOut } from './domain/cash-out.ts'
import type { Msat, Sats } from './domain/money.ts'

/** Where every "now" of the program comes from. Leases and back-offs that guard money use the database's clock. */
export interface Clock {
  now(): Date
}

/* ---------------------------------------------------------------- Lamassu */

/** One row of Lamassu's cash_out_txs with what belongs to it, as it stands now. */
export interface CashOutRow extends ReportedCashOut {
  readonly deviceId: string
  readonly machineName: string | null
  /** What the wallet saw last, in the coin's smallest units; drops to 0 after a double spend. */
  readonly receivedCryptoAtoms: string | null
}

/**
 * Rows are spread over buckets by their id: bucket = the first three hex digits of the uuid (0 to 4095).
 * A bucket's digest changes whenever any money-relevant column of any of its rows changes, or a row comes or goes.
 */
export interface LamassuDigests {
  readonly rowCount: number
  /** Only buckets that hold rows. */
  readonly digests: ReadonlyMap<number, string>
}

/** Lamassu's database, read-only. Every method throws Failure; none ever answers empty instead of failing. */
export interface LamassuSource {
  /** The state of every cash-out in one query: what a poll compares with what it knows. */
  digests(): Promise<LamassuDigests>
  /**
   * Every row of these buckets with dispense or dispense_confirmed. A row that can't be read comes along, marked with
   * UNREADABLE_ROW_CODE of domain/cash-out.ts.
   */
  cashOutsInBuckets(buckets: readonly number[]): Promise<CashOutRow[]>
  /** One cash-out by its uuid, dispensed or not; null when Lamassu has no such row. */
  cashOut(transactionId: string): Promise<CashOutRow | null>
  /** Ids of all rows with dispense_confirmed, for the anti-join of `tx missing`. */
  dispensedIds(): Promise<string[]>
  /** Connects if need be and proves that the tables and columns are readable. */
  probe(): Promise<LamassuProbe>
  stop(): Promise<void>
}

/** What Lamassu's database tells of the machines, and which ids it knows. Every method throws Failure. */
export interface LamassuMachines {
  /** Every paired machine, as far as the database user may see it; two or three small queries. */
  machines(): Promise<MachinesLook>
  /** Those of the ids that stand in cash_out_txs, dispensed or not. */
  presentIds(transactionIds: readonly string[]): Promise<string[]>
}

export interface MachinesLook {
  readonly machines: readonly MachineReading[]
  /** Lamassu's own clock, asked and answered between these two moments of ours. */
  readonly databaseTime: Date
  readonly askedAt: Date
  readonly answeredAt: Date
  /** What of the machines themselves may not be read, with the statement that helps; null when all of it may. */
  readonly hidden: string | null
  /** The same of what tells about the cash boxes and the settings: good to have, and not asked for. */
  readonly unread: string | null
}

export interface MachineReading {
  readonly deviceId: string
  readonly name: string
  /** When Lamassu heard of it last; null where that may not be read. */
  readonly lastOnlineAt: Date | null
  /** What it can dispense from; null where that may not be read. */
  readonly units: readonly CashUnit[] | null
  /** Notes in the cash box; null where the database does not tell. At most CASHBOX_COUNTED are counted of all machines. */
  readonly cashboxNotes: number | null
  /** When the cash box was last taken out or emptied, as far as the database tells. */
  readonly cashboxOpenedAt: Date | null
  /** Whether Lamassu's settings let it sell; null where they may not be read. */
  readonly cashOutActive: boolean | null
}

export interface CashUnit {
  /** 'cassette1', 'recycler6' */
  readonly unit: string
  readonly notes: number
  /** Of one note, in major units; null where Lamassu's settings may not be read. */
  readonly denomination: string | null
}

export interface LamassuProbe {
  readonly postgresVersion: string
  readonly databaseTime: Date
  readonly cashOutCount: number
  readonly milliseconds: number
}

/* ----------------------------------------------------------------- LNbits */

/** An LNbits wallet key. Never logged, never part of an error's text. */
export type WalletKey = string & { readonly brand: 'WalletKey' }

/**
 * What became of one request. `not_executed` is a clean, definite "nothing happened"; `unknown` is everything
 * that can't be told from the answer, and must be resolved by reading the wallet's rows.
 */
export type WalletOutcome<T> =
  | { readonly kind: 'ok'; readonly value: T }
  | {
      readonly kind: 'not_executed'
      readonly reason: NotExecutedReason
      /** The server's own words, stripped of secrets. */
      readonly detail: string
      readonly retryAfterSeconds?: number
    }
  | {
      readonly kind: 'unknown'
      readonly detail: string
      /** LNbits spoke of the payer's balance: a reason to wait for funds once the rows show that nothing was paid. */
      readonly insufficientBalance?: true
    }

export type NotExecutedReason =
  /** 429: the handler did not run. */
  | 'rate_limited'
  /** 401, 403, or 404 "Wallet not found.": the key is wrong, rotated, of the wrong kind, or its wallet is gone. */
  | 'key_refused'
  /** Connection refused, name not found, or 307 to the first install: no request was sent or handled. */
  | 'unreachable'
  /** 400 or a 520 that is certain (validation, "too high", "permission"): this request will never succeed as it is. */
  | 'refused'

export interface CreatedInvoice {
  readonly paymentHash: string
  readonly bolt11: string
  /** The LNbits wallet in which the invoice was made. */
  readonly walletId: string
}

/** One row of a wallet's history in LNbits, every field checked to be of the wanted hash. */
export interface WalletRow {
  readonly walletId: string
  readonly paymentHash: string
  readonly checkingId: string
  /** Positive came in, negative went out. */
  readonly amountMsat: Msat
  /** Zero or negative, as LNbits gives it. */
  readonly feeMsat: Msat
  readonly status: 'pending' | 'success' | 'failed'
  readonly preimage: string | null
  readonly memo: string | null
  readonly extra: Readonly<Record<string, unknown>>
}

/** A row as the list of a wallet's whole history shows it. */
export interface DatedRow extends WalletRow {
  readonly bolt11: string | null
  /** When LNbits wrote the row, by its own clock. */
  readonly time: Date
}

export interface WalletState {
  readonly name: string
  readonly balanceMsat: Msat
  /** Present when LNbits tells it, which it does for admin keys only. */
  readonly walletId: string | null
}

/** LNbits over HTTP: one method, one request. No method retries by itself, and no method throws for an answer. */
export interface LnbitsClient {
  /** GET /api/v1/wallet: liveness, authorisation and balance of the wallet behind the key. */
  wallet(key: WalletKey): Promise<WalletOutcome<WalletState>>
  /** POST /api/v1/payments out:false internal:true. The invoice is decoded here: its hash and amount are proven. */
  createInvoice(key: WalletKey, invoice: InvoiceRequest): Promise<WalletOutcome<CreatedInvoice>>
  /** POST /api/v1/payments out:true. The answer is a hint only: read the rows to learn the truth. */
  pay(key: WalletKey, payment: { bolt11: string; reference: string }): Promise<WalletOutcome<PayHint>>
  /** GET /api/v1/payments/paginated?payment_hash=…: the rows of the key's own wallet for this hash. */
  rowsByHash(key: WalletKey, paymentHash: string): Promise<WalletOutcome<readonly WalletRow[]>>
  /**
   * GET /api/v1/payments/paginated, newest first: one page of everything in the key's own wallet, of every status, in
   * and out. Rows that are written meanwhile push the others on, so that a later page may repeat rows, and skips none.
   */
  history(key: WalletKey, page: HistoryPage): Promise<WalletOutcome<readonly DatedRow[]>>
  /** The server's version from /openapi.json. */
  version(): Promise<WalletOutcome<string>>
}

export interface HistoryPage {
  /** How many of the newest rows are passed over. */
  readonly offset: number
  /** At most 1000, which is all that LNbits gives. */
  readonly limit: number
}

/** What LNbits said to a pay request, word for word where it matters to pacing; never proof of anything. */
export interface PayHint {
  readonly status: string
  readonly detail: string | null
}

export interface InvoiceRequest {
  readonly amountSats: Sats
  /** Shown to the wallet's owner; at most 640 characters. */
  readonly memo: string
  /** Our handle on both rows, [A-Za-z0-9:-]: sent as extra.ref, extra.tag = 'dca' and as a label. */
  readonly reference: string
  readonly expirySeconds: number
}
