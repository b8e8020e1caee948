import { type Msat, type Sats, satsToMsat } from './money.ts'

/** A row of a wallet's history, as far as the decision needs it. */
export interface HistoryRow {
  readonly walletId: string
  readonly amountMsat: Msat
  readonly feeMsat: Msat
  readonly status: 'pending' | 'success' | 'failed'
  readonly preimage: string | null
}

export interface Evidence {
  /** Rows of the paying wallet for the payment's hash. */
  readonly payerRows: readonly HistoryRow[]
  /** Rows of the receiving wallet for the hash; null when its key is refused, so that it can't be read any more. */
  readonly payeeRows: readonly HistoryRow[] | null
}

export interface Expected {
  readonly amountSats: Sats
  readonly payerWalletId: string
  readonly payeeWalletId: string
  /** Whether sha256 of the preimage is the payment hash. */
  readonly preimageFits: (preimage: string) => boolean
}

/** What the wallets' own rows say about one payment. */
export type Resolution =
  /** Debited by exactly the amount and credited by exactly the amount, or debited and the receiver unreadable. */
  | {
      readonly kind: 'paid'
      readonly preimage: string | null
      readonly feeMsat: Msat
      readonly receiverConfirmed: boolean
    }
  /** Debited and not credited: LNbits died between its two commits. Never pay again. */
  | { readonly kind: 'half_state' }
  /** Under way in LNbits. */
  | { readonly kind: 'in_flight' }
  /** Not paid so far, and the invoice lives: the same invoice may be paid (again). */
  | { readonly kind: 'unpaid' }
  /** Not paid, and the invoice is dead on both sides. */
  | { readonly kind: 'invoice_dead' }
  /** Not paid, and the receiver's wallet can't be read: paying now could send sats into a deleted wallet. */
  | { readonly kind: 'receiver_gone' }
  /** Not debited, and yet the receiver was credited. Never pay, never book: it was not our money. */
  | { readonly kind: 'paid_by_other' }
  /** The books and the wallets can't both be right. Stop everything and let a person look. */
  | { readonly kind: 'contradiction'; readonly reason: string }

/**
 * Decides from the rows alone, never from what a pay request answered (lnbits.md, 0.1 to 0.4 and 2.3).
 * Total: every combination of rows has exactly one answer, and only `unpaid` allows a payment.
 */
export function resolve(expected: Expected, evidence: Evidence): Resolution {
  // A key that shows another wallet's rows is not the key we take it for, so what it does not show proves nothing.
  if (evidence.payerRows.some((row) => row.walletId !== expected.payerWalletId))
    return contradiction('the key of the paying wallet shows rows of another wallet')
  if (evidence.payeeRows?.some((row) => row.walletId !== expected.payeeWalletId) === true)
    return contradiction('the key of the receiving wallet shows rows of another wallet')
  const debits = evidence.payerRows.filter((row) => row.amountMsat < 0n)
  if (debits.length > 1) return contradiction(`the paying wallet has ${debits.length} debits for one invoice`)
  const [debit] = debits
  if (debit === undefined || debit.status === 'failed') return resolveUndebited(evidence, debit)
  if (debit.amountMsat !== -satsToMsat(expected.amountSats)) {
    return contradiction(
      `the paying wallet was debited ${-debit.amountMsat} msat instead of ${satsToMsat(expected.amountSats)}`,
    )
  }
  if (debit.status === 'pending') return { kind: 'in_flight' }
  return resolveDebited(expected, evidence, debit)
}

function resolveDebited(expected: Expected, evidence: Evidence, debit: HistoryRow): Resolution {
  if (debit.preimage !== null && !expected.preimageFits(debit.preimage)) {
    return contradiction('the preimage in the paying wallet does not belong to the invoice')
  }
  const paid = { kind: 'paid', preimage: debit.preimage, feeMsat: debit.feeMsat } as const
  if (evidence.payeeRows === null) return { ...paid, receiverConfirmed: false }
  const credit = creditOf(evidence.payeeRows)
  if (credit?.status !== 'success') return { kind: 'half_state' }
  if (credit.amountMsat !== satsToMsat(expected.amountSats)) {
    return contradiction(
      `the receiver was credited ${credit.amountMsat} msat instead of ${satsToMsat(expected.amountSats)}`,
    )
  }
  return { ...paid, receiverConfirmed: true }
}

function resolveUndebited(evidence: Evidence, failedDebit: HistoryRow | undefined): Resolution {
  if (evidence.payeeRows === null) return { kind: 'receiver_gone' }
  const credit = creditOf(evidence.payeeRows)
  if (credit?.status === 'success') return { kind: 'paid_by_other' }
  if (credit === undefined || credit.status === 'failed') return { kind: 'invoice_dead' }
  // A failed debit of a living invoice comes from a payment that tried to leave LNbits: not ours to repeat.
  if (failedDebit !== undefined)
    return contradiction('the paying wallet shows a failed payment of a living invoice')
  return { kind: 'unpaid' }
}

const creditOf = (rows: readonly HistoryRow[]): HistoryRow | undefined =>
  rows.find((row) => row.amountMsat > 0n)

const contradiction = (reason: string): Resolution => ({ kind: 'contradiction', reason })
