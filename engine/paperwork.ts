import type { FiatMinor } from './domain/money.ts'
import type { Evidence } from './interventions.ts'

/** The largest file that is kept. */
export const MAX_FILE_BYTES = 10 * 1024 * 1024

export type Amended =
  | { readonly kind: 'done'; readonly depositId: bigint }
  /** It was decided before: by whom and how. */
  | { readonly kind: 'too_late'; readonly status: string; readonly decidedBy: string | null }
  | { readonly kind: 'unknown' }

/** What a client is to be told, in his own language, ready to be passed on by a person. */
export interface Notice {
  readonly clientId: bigint
  readonly template: string
  readonly language: string
  readonly words: string
}

/** Papers around the money: they move none of it. Each is one commit. */
export interface PaperworkStore {
  /** The same file for the same deposit twice is one. */
  addReceipt(depositId: bigint, receipt: Evidence, actor: string): Promise<void>
  /**
   * A new pending deposit in place of a pending one, which stays in the books as rejected and keeps its receipts, as
   * does the new one. The same operation twice is one.
   */
  amendDeposit(
    depositId: bigint,
    change: { amount: FiatMinor; note: string | null; reason: string; operationId: string },
    actor: string,
  ): Promise<Amended>
  /** Who was told what, and by whom. The same operation twice is one notice a client. */
  recordNotices(notices: readonly Notice[], operationId: string, actor: string): Promise<void>
}

/** The same, by a person who is known. */
export interface Paperwork {
  addReceipt(depositId: bigint, receipt: Evidence): Promise<void>
  amendDeposit(depositId: bigint, change: Parameters<PaperworkStore['amendDeposit']>[1]): Promise<Amended>
  recordNotices(notices: readonly Notice[], operationId: string): Promise<void>
}

export const createPaperwork = ({ store, actor }: { store: PaperworkStore; actor: string }): Paperwork => ({
  addReceipt: (depositId, receipt) => store.addReceipt(depositId, receipt, actor),
  amendDeposit: (depositId, change) => store.amendDeposit(depositId, change, actor),
  recordNotices: (notices, operationId) => store.recordNotices(notices, operationId, actor),
})
