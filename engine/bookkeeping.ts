import type { CorrectionStore } from './corrections.ts'
import type { FiatMinor } from './domain/money.ts'
import type { SettingName } from './settings.ts'

/** Who does something, for the books: 'terminal:maria', 'discord:1234'. */
export type Actor = string

export interface NewClient {
  readonly username: string
  readonly fiatCode: string
  readonly walletId: string
  readonly sealedKey: Buffer
  readonly mode: 'flow' | 'fixed'
  readonly dailyLimit: FiatMinor | null
}

export type DepositDecision =
  | { readonly kind: 'done'; readonly remainingBefore: FiatMinor; readonly remainingAfter: FiatMinor }
  /** It was decided before: by whom and how. */
  | { readonly kind: 'too_late'; readonly status: string; readonly decidedBy: string | null }
  | { readonly kind: 'unknown' }

/** Changes that people make to the books. Each is one commit. */
export interface BookkeepingStore extends CorrectionStore {
  addClient(client: NewClient, actor: Actor): Promise<bigint>
  setClientStatus(clientId: bigint, status: 'active' | 'paused', actor: Actor): Promise<boolean>
  setClientKey(clientId: bigint, walletId: string, sealedKey: Buffer, actor: Actor): Promise<void>
  /** Null when there is no such client; `sealed` is null while no key is stored for it. */
  sealedClientKey(clientId: bigint): Promise<{ sealed: Buffer | null; walletId: string } | null>
  /** The same idempotency key gives the same deposit. */
  addDeposit(
    deposit: { clientId: bigint; amount: FiatMinor; note: string | null; idempotencyKey: string | null },
    actor: Actor,
  ): Promise<bigint>
  /** Compare-and-set on pending: of two who decide at once, one is told that he was too late. */
  decideDeposit(
    depositId: bigint,
    decision: 'confirmed' | 'rejected',
    actor: Actor,
    note: string | null,
  ): Promise<DepositDecision>
  setSwitches(switches: Switches, reason: string | null): Promise<void>
  /**
   * Lets one cash-out through while payouts are off: the oldest that is not finished and needs no person. Ends with the
   * next change of a switch. Null: there is none, or payouts are on.
   */
  startTrial(): Promise<bigint | null>
  setSetting(name: SettingName, value: string, actor: Actor): Promise<void>
  describeWallets(wallets: {
    sourceWalletId: string
    commissionWalletId: string | null
    commissionKeyPreview: string | null
  }): Promise<void>
}

/** Only what is named is changed. */
export interface Switches {
  readonly polling?: boolean
  readonly payouts?: boolean
}
