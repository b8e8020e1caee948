import { driftOf, journalOf } from './corrections.ts'
import {
  type Account,
  type Balances,
  type ClientBooks,
  type Documents,
  documentOf,
  type JournalEntry,
  missingBookings,
  NOTHING,
  type Effect,
} from './explain-documents.ts'

/** Where the books of a client stop agreeing with themselves. Amounts in minor units, sats in msat. */
export type Divergence =
  /** The balance is not what the entry before left: it was changed without an entry. `before` is null at the end. */
  | {
      readonly kind: 'gap'
      readonly entry: JournalEntry | null
      readonly after: JournalEntry | null
      readonly account: 'remaining' | 'held'
      readonly should: bigint
      readonly stands: bigint
    }
  /** The entry books something else than its deposit or payment says. */
  | {
      readonly kind: 'amount'
      readonly entry: JournalEntry
      readonly document: string
      readonly account: Account
      readonly should: bigint
      readonly stands: bigint
      /** Which of the two was changed afterwards, as far as the balances around the entry tell. */
      readonly changed: 'entry' | 'document'
    }
  /** The entry's balances before and after are not what its own amounts make. */
  | {
      readonly kind: 'columns'
      readonly entry: JournalEntry
      readonly account: 'remaining' | 'held'
      readonly should: bigint
      readonly stands: bigint
    }
  /** A deposit or payment that should have an entry and has none; `counted` where the balance has it all the same. */
  | {
      readonly kind: 'missing'
      readonly document: string
      readonly effect: Effect
      readonly counted: boolean
      /** The entry before which it is missing; null: at the end. */
      readonly entry: JournalEntry | null
    }
  /** An entry that no deposit, payment or person stands behind. */
  | { readonly kind: 'stray'; readonly entry: JournalEntry; readonly effect: Effect }

/** An entry with the balances that should stand after it. */
export interface Step {
  readonly entry: JournalEntry
  readonly effect: Effect
  readonly remaining: bigint
  readonly held: bigint
}

export interface Explanation {
  readonly books: ClientBooks
  readonly steps: readonly Step[]
  /** In the order of the history, without those that a correction has closed. */
  readonly divergences: readonly Divergence[]
  readonly settled: readonly Divergence[]
  readonly agrees: boolean
  /** What `adjust propose` should be given; null where no adjustment mends it. */
  readonly proposal: bigint | null
  /** Adjustments that somebody made in the database itself; they are booked. */
  readonly direct: readonly JournalEntry[]
}

export interface ExplainStore {
  /** All that is written about one client, as of one moment; null when there is no such client. */
  clientBooks(clientId: bigint): Promise<ClientBooks | null>
}

/** Walks a client's history entry by entry, and says where it first stops to agree. Pure. */
export function explain(books: ClientBooks): Explanation {
  const walk = new Walk(books)
  for (const entry of inCommitOrder(books.entries)) walk.take(entry)
  walk.end()
  const { divergences, settled } = walk
  const [first] = divergences
  return {
    books,
    steps: walk.steps,
    divergences,
    settled,
    agrees: first === undefined && numbersAgree(books),
    proposal: first === undefined ? null : proposalFor(books, first),
    direct: books.entries.filter(isDirect),
  }
}

const isDirect = ({ key }: JournalEntry): boolean => /^adjustment:\d+:\d+$/.test(key)
const closes = ({ key }: JournalEntry): boolean => /^(?:correction|adjustment:found):/.test(key)

const numbersAgree = ({ figures }: ClientBooks): boolean =>
  driftOf(figures) === 0n &&
  journalOf(figures) === figures.remaining &&
  figures.journalHeld === figures.held &&
  figures.held === figures.unfinished

/**
 * The order of the entries' numbers, which is that of the client's changes but for one case: a payment that is given up
 * has its entry's number before it waits for the client's row. Such an entry goes behind those it had waited for.
 */
export function inCommitOrder(entries: readonly JournalEntry[]): JournalEntry[] {
  const ordered: JournalEntry[] = []
  let waiting: JournalEntry[] = []
  const standing = (): Balances => ordered.at(-1)?.after ?? { remaining: 0n, held: 0n }
  const follows = ({ before }: JournalEntry): boolean => before !== null && isSame(before, standing())
  for (const [place, entry] of entries.entries()) {
    const isEarly = entry.key.startsWith('void:') && !follows(entry)
    if (isEarly && isFoundLater(entries, place, standing())) waiting.push(entry)
    else ordered.push(entry)
    for (let next = waiting.find(follows); next !== undefined; next = waiting.find(follows)) {
      ordered.push(next)
      waiting = waiting.filter((one) => one !== next)
    }
  }
  return [...ordered, ...waiting]
}

/** No statement of ours waits longer than half of this for a lock. */
const LONGEST_WAIT_MS = 60_000

/** Whether the entries after it, of the same moment, lead one after the other to where it began. */
function isFoundLater(entries: readonly JournalEntry[], place: number, from: Balances): boolean {
  const entry = entries[place]
  if (entry === undefined || entry.before === null) return false
  let standing = from
  for (const next of entries.slice(place + 1)) {
    const isOfItsTime = Math.abs(next.at.getTime() - entry.at.getTime()) <= LONGEST_WAIT_MS
    if (!isOfItsTime || next.before === null || next.after === null || !isSame(next.before, standing))
      return false
    standing = next.after
    if (isSame(entry.before, standing)) return true
  }
  return false
}

const isSame = (one: Balances, other: Balances): boolean =>
  one.remaining === other.remaining && one.held === other.held

class Walk {
  readonly steps: Step[] = []
  divergences: Divergence[] = []
  settled: Divergence[] = []
  readonly #books: ClientBooks
  readonly #documents: Documents
  #missing: { document: string; effect: Effect }[]
  /** What the balances stand at by the entries' own columns. */
  #remaining = 0n
  #held = 0n
  #last: JournalEntry | null = null

  constructor(books: ClientBooks) {
    this.#books = books
    this.#documents = books.documents
    this.#missing = missingBookings(books)
  }

  take(entry: JournalEntry): void {
    if (entry.before !== null) this.#compareBefore(entry.before, entry)
    const due = documentOf(entry, this.#documents)
    const isOdd =
      due.kind === 'none'
        ? this.#note({ kind: 'stray', entry, effect: entry.effect })
        : due.kind === 'due' && this.#compareAmounts(entry, due.effect, due.document)
    const moves = closes(entry) ? NOTHING : due.kind === 'due' ? due.effect : entry.effect
    this.#compareColumns(entry, closes(entry) ? NOTHING : isOdd ? (columnsOf(entry) ?? moves) : moves)
    this.steps.push({ entry, effect: entry.effect, remaining: this.#remaining, held: this.#held })
    this.#last = entry
    if (closes(entry)) this.#settle()
  }

  end(): void {
    const { remaining, held } = this.#books.figures
    this.#compareBefore({ remaining, held }, null)
    // A booking that is missing keeps the totals apart, unless a correction has stood in for it.
    const isMended = this.steps.some(({ entry }) => closes(entry)) && numbersAgree(this.#books)
    for (const { document, effect } of this.#missing) {
      const divergence = { kind: 'missing', document, effect, counted: false, entry: null } as const
      if (isMended && effect.remaining !== 0n) this.settled.push(divergence)
      else this.#note(divergence)
    }
  }

  #note(divergence: Divergence): true {
    this.divergences.push(divergence)
    return true
  }

  /** What was there before the entry is what the one before left; a difference that a missing entry explains is its. */
  #compareBefore(before: { remaining: bigint; held: bigint }, entry: JournalEntry | null): void {
    const [byRemaining, byHeld] = [before.remaining - this.#remaining, before.held - this.#held]
    if (byRemaining === 0n && byHeld === 0n) return
    const lost = this.#missing.find(
      ({ effect }) => effect.remaining === byRemaining && effect.held === byHeld,
    )
    if (lost !== undefined) {
      this.#missing = this.#missing.filter((one) => one !== lost)
      this.#note({ kind: 'missing', ...lost, counted: true, entry })
    } else {
      const account = byRemaining === 0n ? 'held' : 'remaining'
      const [should, stands] =
        account === 'held' ? [this.#held, before.held] : [this.#remaining, before.remaining]
      this.#note({ kind: 'gap', entry, after: this.#last, account, should, stands })
    }
    this.#remaining = before.remaining
    this.#held = before.held
  }

  #compareAmounts(entry: JournalEntry, due: Effect, document: string): boolean {
    const account = (['remaining', 'held', 'msat'] as const).find((one) => entry.effect[one] !== due[one])
    if (account === undefined) return false
    const columns = columnsOf(entry)
    const isOfColumns = (effect: Effect): boolean =>
      columns !== null && effect.remaining === columns.remaining && effect.held === columns.held
    const changed = isOfColumns(entry.effect) && !isOfColumns(due) ? 'document' : 'entry'
    const [should, stands] = [due[account], entry.effect[account]]
    return this.#note({ kind: 'amount', entry, document, account, should, stands, changed })
  }

  /** The balances after the entry are those before it and what it moves; its own word counts for what follows. */
  #compareColumns(entry: JournalEntry, moves: Effect): void {
    this.#remaining += moves.remaining
    this.#held += moves.held
    if (entry.after === null) return
    const isRemaining = entry.after.remaining !== this.#remaining
    if (!isRemaining && entry.after.held === this.#held) return
    const account = isRemaining ? 'remaining' : 'held'
    const should = isRemaining ? this.#remaining : this.#held
    this.#note({ kind: 'columns', entry, account, should, stands: entry.after[account] })
  }

  /** A correction has brought everything together that was apart before it; columns stay as they are. */
  #settle(): void {
    const isClosed = (one: Divergence): boolean => one.kind !== 'columns' && !isAboutSatsOrHold(one)
    this.settled = [...this.settled, ...this.divergences.filter(isClosed)]
    this.divergences = this.divergences.filter((one) => !isClosed(one))
  }
}

const isAboutSatsOrHold = (one: Divergence): boolean =>
  (one.kind === 'gap' && one.account === 'held') || (one.kind === 'amount' && one.account !== 'remaining')

const columnsOf = ({ before, after }: JournalEntry): Effect | null =>
  before === null || after === null
    ? null
    : { remaining: after.remaining - before.remaining, held: after.held - before.held, msat: 0n }

/** By how much to change the balance, so that it stands where it should; zero books what nobody has booked. */
function proposalFor(books: ClientBooks, first: Divergence): bigint | null {
  const { figures } = books
  if (driftOf(figures) === 0n && journalOf(figures) === figures.remaining) return null
  const available = figures.remaining - figures.held
  const amount = wantedBy(first)
  return amount === null ? null : amount < -available ? (available > 0n ? -available : 0n) : amount
}

function wantedBy(first: Divergence): bigint | null {
  switch (first.kind) {
    case 'gap':
      return first.account === 'remaining' ? first.should - first.stands : null
    case 'stray':
      return -first.effect.remaining
    case 'missing':
      // What a payment that was not booked took, its wallets have to show first.
      return first.counted ? 0n : first.document.startsWith('deposit:') ? first.effect.remaining : null
    case 'amount':
      return first.account === 'remaining' ? 0n : null
    case 'columns':
      return 0n
  }
}
