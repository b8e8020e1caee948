import type { DatedRow, LnbitsClient, WalletKey, WalletState } from '../ports.ts'

/** A wallet as LNbits showed it, at rest: its balance was the same before and after its rows were read. */
export interface WalletSight {
  readonly walletId: string
  readonly balanceMsat: bigint
  readonly rows: readonly DatedRow[]
  /** Rows older than this were not read; null: these are all there are. */
  readonly since: Date | null
}

export type SightOutcome =
  | { readonly kind: 'seen'; readonly sight: WalletSight }
  | { readonly kind: 'unseen'; readonly why: string }

const PAGE_ROWS = 500
const MAX_TRIES = 3

/** What a row adds to its wallet's balance: incoming counts when settled, outgoing already while it is pending. */
export function effectMsat({
  amountMsat,
  feeMsat,
  status,
}: Pick<DatedRow, 'amountMsat' | 'feeMsat' | 'status'>): bigint {
  const counts = status === 'success' || (status === 'pending' && amountMsat < 0n)
  return counts ? amountMsat - (feeMsat < 0n ? -feeMsat : feeMsat) : 0n
}

/**
 * Reads balance, rows and balance again, until nothing moved in between. `between` reads the books after the rows and
 * before the second look at the balance: what is in them then is in the rows.
 */
export async function seeWallet<T>(
  lnbits: Pick<LnbitsClient, 'wallet' | 'history'>,
  wallet: { readonly walletId: string; readonly key: WalletKey },
  maxPages: number,
  between: (rows: readonly DatedRow[]) => Promise<T>,
): Promise<
  (Extract<SightOutcome, { kind: 'seen' }> & { between: T }) | Extract<SightOutcome, { kind: 'unseen' }>
> {
  for (let attempt = 0; attempt < MAX_TRIES; attempt += 1) {
    const before = await lnbits.wallet(wallet.key)
    if (before.kind !== 'ok') return { kind: 'unseen', why: before.detail }
    const read = await readRows(lnbits, wallet.key, maxPages)
    if ('why' in read) return { kind: 'unseen', why: read.why }
    const strange = read.rows.find((row) => row.walletId !== wallet.walletId)
    if (strange !== undefined)
      return { kind: 'unseen', why: `its key shows the rows of wallet ${strange.walletId}` }
    const books = await between(read.rows)
    const after = await lnbits.wallet(wallet.key)
    if (after.kind !== 'ok') return { kind: 'unseen', why: after.detail }
    if (isSame(before.value, after.value))
      return {
        kind: 'seen',
        sight: { walletId: wallet.walletId, balanceMsat: after.value.balanceMsat, ...read },
        between: books,
      }
  }
  return { kind: 'unseen', why: `its balance moved each of the ${MAX_TRIES} times that it was looked at` }
}

const isSame = (before: WalletState, after: WalletState): boolean => before.balanceMsat === after.balanceMsat

/** Newest first; the next page begins with all rows of the oldest moment seen, so that none is left out in between. */
export async function readRows(
  lnbits: Pick<LnbitsClient, 'history'>,
  key: WalletKey,
  maxPages: number,
): Promise<{ readonly rows: readonly DatedRow[]; readonly since: Date | null } | { readonly why: string }> {
  const rows = new Map<string, DatedRow>()
  let offset = 0
  let oldest: Date | null = null
  for (let page = 0; page < maxPages; page += 1) {
    const read = await lnbits.history(key, { offset, limit: PAGE_ROWS })
    if (read.kind !== 'ok') return { why: read.detail }
    for (const row of read.value) rows.set(`${row.checkingId} ${row.amountMsat}`, row)
    const last = read.value.at(-1)?.time
    if (last === undefined || read.value.length < PAGE_ROWS) return { rows: [...rows.values()], since: null }
    oldest = last
    const newer = read.value.filter((row) => row.time > last).length
    if (newer === 0) return { why: `it has more than ${PAGE_ROWS} rows of one second` }
    offset += newer
  }
  return { rows: [...rows.values()], since: oldest }
}
