import type { Allocation, Weight } from './domain/allocation.ts'
import type { FiatMinor, Sats } from './domain/money.ts'
import type { KeyInUse } from './own-keys.ts'
import type { CashOutRow } from './ports.ts'
import type { Preflight } from './preflight.ts'
import type { Lookup } from './settle.ts'
import type { TransferKind } from './storage.ts'

/** Looks at the world outside the books, and calculations that move nothing. */
export interface Probes {
  /** Each check, or only these, with its own sentence; a check that fails is an answer, not an exception. */
  checkAll(only?: readonly CheckReading['name'][]): Promise<CheckReading[]>
  preflight(): Promise<Preflight | null>
  /** With which keys the operator's own wallets are opened, masked. */
  ownKeys(): Promise<readonly KeyInUse[]>
  lookUpPayment(kind: TransferKind, id: bigint): Promise<Lookup | { readonly kind: 'no_invoice' }>
  /** Straight from Lamassu; null when it has no such row. */
  lamassuCashOut(transactionId: string): Promise<CashOutRow | null>
  lamassuDispensedIds(): Promise<string[]>
  /** What a cash-out would be split into at this moment, with the weights it would use. */
  previewSplit(cashOut: {
    fiatCode: string
    fiat: FiatMinor
    base: Sats
    time: Date
  }): Promise<{ allocation: Allocation; weights: Weight[] }>
}

export interface CheckReading {
  readonly name:
    | 'database'
    | 'lamassu'
    | 'lnbits'
    | 'source wallet'
    | 'commission wallet'
    | 'treasury wallet'
    | 'stuck payments'
    | 'clock'
  readonly ok: boolean
  readonly sentence: string
  readonly milliseconds: number
  /** What lies behind the sentence, in the words of the library or server, without secrets. */
  readonly raw?: string
}
