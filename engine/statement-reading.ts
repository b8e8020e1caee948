import type { FiatMinor, Msat } from './domain/money.ts'

/** A month of a client's account, straight from the journal. */
export interface StatementReading {
  readonly since: Date
  readonly until: Date
  readonly opening: FiatMinor
  readonly closing: FiatMinor
  /** Since the beginning of the books, up to the end: the deposits used up, and the sats received for them. */
  readonly spentSoFar: FiatMinor
  readonly gatheredSoFarMsat: Msat
  /** Everything that changed the balance or brought sats, in the order of the books. */
  readonly movements: readonly StatementMovement[]
}

export interface StatementMovement {
  readonly at: Date
  /** deposit, deposit_reversal, client_payment, manual_adjustment. */
  readonly kind: string
  /** The journal's own key: 'deposit:12', 'payment:client:8'. */
  readonly reference: string
  readonly reason: string | null
  readonly change: FiatMinor
  readonly receivedMsat: Msat
  /** The cash-out whose share it is; null for everything that is not one. */
  readonly cashOutId: bigint | null
}
