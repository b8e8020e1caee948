import { adoptForgotten, type Place } from './adopt.ts'
import type { Msat, Sats } from './domain/money.ts'
import type { DatedRow, LnbitsClient, WalletKey, WalletOutcome } from './ports.ts'
import { type Reference, readReference } from './reference.ts'
import type { Keyring } from './settle.ts'
import type { Transfer, TransferKind, TransferStore } from './storage.ts'

/**
 * A database that comes back from a standby or a backup has forgotten its last commits; the wallets have not. Before
 * anything is sent, the paying wallets' histories are compared with the books: what a wallet paid and the books don't
 * know is adopted where it is proven whose payment it was, and else stops the payouts.
 */
export interface History {
  /** Why nothing may be sent; null when it may. Compares first when that is due. */
  payDoubt(): Promise<string | null>
  /** Why nothing may be distributed; null when it may: a forgotten cash-out is distributed again to be recognised. */
  allocationDoubt(): Promise<string | null>
}

export interface HistoryDependencies {
  readonly lnbits: LnbitsClient
  readonly store: HistoryStore
  readonly transfers: Pick<TransferStore, 'stopPayouts'>
  readonly keyring: Keyring
  /** The wallets that we pay from. */
  readonly payerWalletIds: () => Promise<readonly string[]>
  /** Longer than any request to LNbits can live: what was sent before the books were replaced has arrived by then. */
  readonly settleSeconds: () => Promise<number>
}

/** What is known when a comparison begins, all of it as of one moment of the database. */
export interface Comparison {
  readonly books: string
  readonly mark: string
  readonly startedAt: Date
  /** More than 0: these books have only just taken the place of others, and what was under way may still arrive. */
  readonly waitSeconds: number
  /** Up to where, by LNbits' clock, and when, by ours, the last comparison went; null when there was none. */
  readonly comparedUntil: Date | null
  readonly comparedAt: Date | null
  readonly newestHash: string | null
}

/** A payment out of a wallet, as its history has it. */
export interface SentPayment {
  readonly paymentHash: string
  readonly amountMsat: Msat
  readonly reference: string
  readonly bolt11: string | null
  readonly time: Date
}

/** A payment that the books hold as completed. */
export interface BookedPayment {
  readonly kind: TransferKind
  readonly id: bigint
  readonly paymentHash: string
  readonly amountSats: Sats
}

export interface WalletDifference {
  readonly what: 'unbooked' | 'missing'
  readonly walletId: string
  readonly paymentHash: string
  readonly amountMsat: Msat
  readonly reference: string | null
  readonly bolt11: string | null
}

export interface HistoryStore {
  isCompared(walletId: string): Promise<boolean>
  /** Forgets every comparison, so that each wallet is compared before anything is sent from it. */
  doubt(): Promise<void>
  begin(walletId: string, settleSeconds: number): Promise<Comparison>
  /** Completed payments since the last comparison that are not among these, newest first, at most `limit`. */
  completedBeside(
    walletId: string,
    comparison: Comparison,
    hashes: readonly string[],
    limit: number,
  ): Promise<BookedPayment[]>
  /** Writes down what differs, and that the wallet has been compared with these books. One commit. */
  record(
    walletId: string,
    comparison: Comparison,
    found: {
      readonly sent: readonly SentPayment[]
      readonly missing: readonly BookedPayment[]
      readonly until: Date | null
    },
  ): Promise<void>
  /** The oldest first. */
  openDifferences(limit: number): Promise<WalletDifference[]>
  placeOf(reference: Reference, paymentHash: string): Promise<Place>
  /** Gives the transfer this hash in place of the one it has; false when it changed meanwhile. */
  adopt(transfer: Transfer, difference: WalletDifference): Promise<boolean>
}

const PAGE_ROWS = 500
/** A million rows: longer than any wallet lives. */
const MAX_PAGES = 2000
/** What lies before the last comparison by less than this is compared again: clocks differ, and rows are written late. */
const OVERLAP_SECONDS = 24 * 3600
/** Payments that the list did not show and that are asked for one by one. */
const MAX_ASKED = 50
const MAX_DIFFERENCES = 1000

interface Doubt {
  readonly pay: string | null
  readonly allocation: string | null
}

export function createHistory(deps: HistoryDependencies): History {
  let running: Promise<Doubt> | null = null
  const check = (): Promise<Doubt> => {
    running ??= bringTogether(deps).finally(() => {
      running = null
    })
    return running
  }
  return {
    payDoubt: async () => (await check()).pay,
    allocationDoubt: async () => (await check()).allocation,
  }
}

async function bringTogether(deps: HistoryDependencies): Promise<Doubt> {
  for (const walletId of await deps.payerWalletIds()) {
    if (await deps.store.isCompared(walletId)) continue
    const why = await compare(deps, walletId)
    if (why !== null) return { pay: why, allocation: why }
  }
  return settleDifferences(deps)
}

/** Null when the comparison was made; whatever differs is then in the books. */
async function compare(deps: HistoryDependencies, walletId: string): Promise<string | null> {
  const key = await deps.keyring.payerKey(walletId)
  if (key === null) return `wallet ${walletId}, from which is paid, is not configured any more`
  const comparison = await deps.store.begin(walletId, await deps.settleSeconds())
  if (comparison.waitSeconds > 0)
    return `the database is another one than before (a standby took over, or a backup was restored): nothing is sent for ${Math.ceil(comparison.waitSeconds)} s more, until no payment that was under way can arrive any more, and the wallet has been compared with the books`
  const since =
    comparison.comparedUntil && new Date(comparison.comparedUntil.getTime() - OVERLAP_SECONDS * 1000)
  const read = await readHistory(deps.lnbits, key, since)
  if (!Array.isArray(read))
    return `the history of wallet ${walletId} could not be read (${read.why}): nothing is sent before it was`
  const strange = read.find((row) => row.walletId !== walletId)
  if (strange !== undefined)
    return `the key of wallet ${walletId} shows the rows of wallet ${strange.walletId}: nothing is sent before that is understood`
  const hashes = read.filter(isDebit).map((row) => row.paymentHash)
  const missing = await findMissing(deps, key, walletId, comparison, hashes)
  if (!Array.isArray(missing))
    return `the history of wallet ${walletId} could not be read (${missing.why}): nothing is sent before it was`
  await deps.store.record(walletId, comparison, {
    sent: read.filter(isDebit).flatMap(sentPayment),
    missing,
    until: read[0]?.time ?? comparison.comparedUntil,
  })
  return null
}

/** A pending debit may still become one. */
const isDebit = (row: DatedRow): boolean => row.amountMsat < 0n && row.status !== 'failed'

function sentPayment(row: DatedRow): SentPayment[] {
  const reference = row.extra['ref']
  if (typeof reference !== 'string' || readReference(reference) === null) return []
  const { paymentHash, bolt11, time } = row
  return [{ paymentHash, bolt11, time, reference, amountMsat: -row.amountMsat as Msat }]
}

type Unreadable = { readonly why: string }

/**
 * Everything in the wallet since then, newest first. The next page begins with all rows of the oldest moment seen, so
 * that rows of the same second are never left out between two pages, in whatever order LNbits has them.
 */
async function readHistory(
  lnbits: LnbitsClient,
  key: WalletKey,
  since: Date | null,
): Promise<DatedRow[] | Unreadable> {
  const rows = new Map<string, DatedRow>()
  let offset = 0
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const read = await lnbits.history(key, { offset, limit: PAGE_ROWS })
    if (read.kind !== 'ok') return { why: read.detail }
    for (const row of read.value) rows.set(`${row.checkingId} ${row.amountMsat}`, row)
    const oldest = read.value.at(-1)?.time
    if (oldest === undefined || read.value.length < PAGE_ROWS) return [...rows.values()]
    if (since !== null && oldest < since) return [...rows.values()]
    const newer = read.value.filter((row) => row.time > oldest).length
    if (newer === 0) return { why: `it has more than ${PAGE_ROWS} rows of one second` }
    offset += newer
  }
  return { why: `it has more than ${MAX_PAGES * PAGE_ROWS} rows` }
}

/** What the books call paid and the list did not show is asked for by its hash before it counts as missing. */
async function findMissing(
  deps: HistoryDependencies,
  key: WalletKey,
  walletId: string,
  comparison: Comparison,
  hashes: readonly string[],
): Promise<BookedPayment[] | Unreadable> {
  const missing: BookedPayment[] = []
  for (const booked of await deps.store.completedBeside(walletId, comparison, hashes, MAX_ASKED)) {
    const read: WalletOutcome<readonly { amountMsat: bigint; status: string }[]> =
      await deps.lnbits.rowsByHash(key, booked.paymentHash)
    if (read.kind !== 'ok') return { why: read.detail }
    if (!read.value.some((row) => row.amountMsat < 0n && row.status === 'success')) missing.push(booked)
  }
  return missing
}

async function settleDifferences(deps: HistoryDependencies): Promise<Doubt> {
  let doubt: Doubt = { pay: null, allocation: null }
  for (const difference of await deps.store.openDifferences(MAX_DIFFERENCES)) {
    const found =
      difference.what === 'missing'
        ? ({ kind: 'stop', why: missingWords(difference) } as const)
        : await adoptForgotten(deps, difference)
    if (found.kind === 'adopted') continue
    if (found.kind === 'stop') {
      await deps.transfers.stopPayouts(found.why)
      return { pay: found.why, allocation: found.why }
    }
    doubt = {
      pay: doubt.pay ?? found.why,
      allocation: doubt.allocation ?? (found.mayAllocate ? null : found.why),
    }
  }
  return doubt
}

const missingWords = ({ walletId, amountMsat, paymentHash }: WalletDifference): string =>
  `wallet ${walletId} no longer shows a payment of ${amountMsat / 1000n} sats (hash ${paymentHash}) that the books hold as completed: LNbits was probably restored from an older backup. It is not paid again by itself. Find out what the receiver's wallet holds and put it right, then write it down in psql with satoshimachine.settle_wallet_difference('${paymentHash}', 'what was done'), and switch payouts on with "poll resume"`
