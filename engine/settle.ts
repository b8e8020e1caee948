import { createHash } from 'node:crypto'
import { type Resolution, resolve } from './domain/resolution.ts'
import type { LnbitsClient, WalletKey, WalletOutcome } from './ports.ts'
import type { Transfer } from './storage.ts'

/** Where the keys of wallets are found at the moment they are needed; a transfer carries wallet ids only. */
export interface Keyring {
  /** The admin key of a wallet that we pay from; null when it is not the configured one (any more). */
  payerKey(walletId: string): WalletKey | null | Promise<WalletKey | null>
  /** A key with which the receiver's wallet can be read and invoiced; null when none is stored. */
  payeeKey(transfer: Pick<Transfer, 'kind' | 'clientId' | 'fiatCode'>): Promise<WalletKey | null>
  /** A payment was sent and went through with these keys: what they took the place of is not needed any more. */
  worked?(transfer: Pick<Transfer, 'kind'>, keys: TransferKeys): Promise<void>
}

export interface TransferKeys {
  readonly payer: WalletKey
  readonly payee: WalletKey
}

/** What the wallets say about a transfer's invoice; `unreadable` when they could not be asked, which proves nothing. */
export type Lookup =
  | { readonly kind: 'known'; readonly resolution: Resolution }
  | { readonly kind: 'unreadable'; readonly outcome: NotOk }

export type NotOk = Exclude<WalletOutcome<unknown>, { kind: 'ok' }>

/** Reads both wallets' rows for the transfer's invoice and decides from them. Two requests; changes nothing. */
export async function lookUp(
  lnbits: LnbitsClient,
  keys: TransferKeys,
  transfer: Transfer & { paymentHash: string },
): Promise<Lookup> {
  const payerRows = await lnbits.rowsByHash(keys.payer, transfer.paymentHash)
  if (payerRows.kind !== 'ok') return { kind: 'unreadable', outcome: payerRows }
  const payeeRows = await lnbits.rowsByHash(keys.payee, transfer.paymentHash)
  const receiverGone = payeeRows.kind === 'not_executed' && payeeRows.reason === 'key_refused'
  if (payeeRows.kind !== 'ok' && !receiverGone) return { kind: 'unreadable', outcome: payeeRows }
  const evidence = { payerRows: payerRows.value, payeeRows: payeeRows.kind === 'ok' ? payeeRows.value : null }
  return { kind: 'known', resolution: resolve(expectedOf(transfer), evidence) }
}

const expectedOf = (transfer: Transfer & { paymentHash: string }) => ({
  amountSats: transfer.amountSats,
  payerWalletId: transfer.payerWalletId,
  payeeWalletId: transfer.payeeWalletId,
  preimageFits: (preimage: string) =>
    createHash('sha256').update(Buffer.from(preimage, 'hex')).digest('hex') === transfer.paymentHash,
})
