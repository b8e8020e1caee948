import type { Transfer, TransferKind } from './storage.ts'

/** What a reference says about the transfer that it belongs to. */
export type Reference =
  | { readonly kind: TransferKind; readonly cashOutId: string; readonly payeeWalletId: string }
  /** As it was written at first: an id that a database which lost its last commits hands out a second time. */
  | { readonly kind: TransferKind; readonly transferId: bigint }

/**
 * Our handle on both wallets' rows: with it the books can be found again from LNbits' side. It names what a payment is
 * by nature, Lamassu's cash-out and the receiver's wallet, and no number of our own database, which could lose its last
 * commits and then give the same number to something else.
 */
export const referenceOf = (
  transfer: Pick<Transfer, 'kind' | 'cashOutId' | 'payeeWalletId' | 'invoiceSeq'>,
): string =>
  `satmachine:${transfer.kind}:${transfer.cashOutId}:${transfer.payeeWalletId}:${transfer.invoiceSeq}`

/** Null when the text is no reference of ours. */
export function readReference(text: unknown): Reference | null {
  if (typeof text !== 'string') return null
  const [program, kind, ...rest] = text.split(':')
  if (program !== 'satmachine') return null
  if (kind !== 'client' && kind !== 'commission' && kind !== 'funding' && kind !== 'compensation') return null
  const [first = '', second = '', third] = rest
  if (rest.length === 2 && /^\d{1,18}$/.test(first) && /^\d{1,9}$/.test(second))
    return { kind, transferId: BigInt(first) }
  if (rest.length !== 3 || first === '' || second === '' || !/^\d{1,9}$/.test(third ?? '')) return null
  return { kind, cashOutId: first, payeeWalletId: second }
}
