import type { WalletRole } from './observe-wallets.ts'

/** Whose key is taken: a client's, or one of the operator's own wallets'. */
export type KeyPurpose =
  | { readonly kind: 'client'; readonly clientId: bigint }
  | { readonly kind: 'own'; readonly role: WalletRole }

/** A one-time link to the page that takes one key. */
export interface KeyLink {
  readonly purpose: KeyPurpose
  /** Who asked for it: the key is stored in this name. */
  readonly actor: string
}

export const KEY_LINK_MINUTES = 10
/** A key that was refused may be corrected, so many times in all. */
export const KEY_LINK_TRIES = 5

/** Tokens are given as their SHA-256: who reads the database can't open a link. */
export interface KeyLinkStore {
  open(tokenHash: Buffer, link: KeyLink): Promise<{ expiresAt: Date }>
  /** Null: wrong, used or too old, which is not told apart. */
  look(tokenHash: Buffer): Promise<KeyLink | null>
  /** The same, and nobody else gets it any more. */
  take(tokenHash: Buffer): Promise<KeyLink | null>
  /** After a refused key; what is left is its time and its tries. */
  giveBack(tokenHash: Buffer): Promise<void>
}
