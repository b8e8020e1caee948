import type { ClientFacts } from './reconcile/clients.ts'

/** What an entry moves: the balance (what is on hold included), the hold, and the sats owed to the client. */
export interface Effect {
  readonly remaining: bigint
  readonly held: bigint
  readonly msat: bigint
}
export type Account = keyof Effect

export const NOTHING: Effect = { remaining: 0n, held: 0n, msat: 0n }

export interface Balances {
  readonly remaining: bigint
  readonly held: bigint
}

export interface JournalEntry {
  readonly id: bigint
  readonly kind: string
  /** 'deposit:3', 'allocation:17', 'payment:client:8', 'void:client:8', 'adjustment:…' */
  readonly key: string
  readonly at: Date
  readonly actor: string
  readonly approver: string | null
  readonly reason: string | null
  readonly effect: Effect
  /** Null where the entry says nothing of them. */
  readonly before: Balances | null
  readonly after: Balances | null
}

/** What the entries were written for. */
export interface Documents {
  readonly deposits: ReadonlyMap<bigint, { readonly status: string; readonly amount: bigint }>
  readonly payments: readonly PaymentDocument[]
}

export interface PaymentDocument {
  /** What a client gets back of a commission costs him nothing. */
  readonly kind: 'client' | 'compensation'
  readonly id: bigint
  readonly cashOutId: bigint | null
  readonly status: string
  readonly amountFiat: bigint
  readonly amountSats: bigint
}

/** All that is written about one client, as of one moment. */
export interface ClientBooks {
  readonly figures: ClientFacts
  /** In the order of their numbers. */
  readonly entries: readonly JournalEntry[]
  readonly documents: Documents
}

export type Due =
  /** By the deposit or payment behind it. */
  | { readonly kind: 'due'; readonly document: string; readonly effect: Effect }
  /** A person's own word: it is what it says. */
  | { readonly kind: 'own' }
  | { readonly kind: 'none' }

/** What an entry should move, by what it was written for. */
export function documentOf({ key, kind }: JournalEntry, documents: Documents): Due {
  if (kind === 'manual_adjustment' || kind === 'correction') return { kind: 'own' }
  const found = bookingsOf(documents).get(key)
  return found === undefined ? { kind: 'none' } : { kind: 'due', ...found }
}

/** Deposits and payments that should have an entry and have none, in their own order. */
export function missingBookings({ entries, documents }: ClientBooks): { document: string; effect: Effect }[] {
  const booked = new Set(entries.map(({ key }) => key))
  return [...bookingsOf(documents)].filter(([key]) => !booked.has(key)).map(([, booking]) => booking)
}

type Bookings = ReadonlyMap<string, { readonly document: string; readonly effect: Effect }>
const KNOWN = new WeakMap<Documents, Bookings>()

function bookingsOf(documents: Documents): Bookings {
  const known = KNOWN.get(documents)
  if (known !== undefined) return known
  const made: Bookings = new Map([
    ...[...documents.deposits].flatMap(([id, deposit]) => depositBookings(id, deposit)),
    ...documents.payments.flatMap(paymentBookings),
  ])
  KNOWN.set(documents, made)
  return made
}

type Booking = readonly [key: string, { readonly document: string; readonly effect: Effect }]

function depositBookings(id: bigint, { status, amount }: { status: string; amount: bigint }): Booking[] {
  const document = `deposit:${id}`
  const came: Booking = [document, { document, effect: { ...NOTHING, remaining: amount } }]
  const went: Booking = [`${document}:reversed`, { document, effect: { ...NOTHING, remaining: -amount } }]
  return status === 'confirmed' ? [came] : status === 'reversed' ? [came, went] : []
}

function paymentBookings(payment: PaymentDocument): Booking[] {
  const { kind, id, cashOutId, status, amountFiat, amountSats } = payment
  const document = `payment:${kind}:${id}`
  const msat = amountSats * 1000n
  const held: Booking = [
    `${kind === 'client' ? 'allocation' : 'compensation'}:${cashOutId ?? 0n}`,
    { document, effect: { remaining: 0n, held: amountFiat, msat } },
  ]
  if (status === 'completed')
    return [
      held,
      [document, { document, effect: { remaining: -amountFiat, held: -amountFiat, msat: -msat } }],
    ]
  if (status === 'failed' || status === 'cancelled')
    return [
      held,
      [`void:${kind}:${id}`, { document, effect: { remaining: 0n, held: -amountFiat, msat: -msat } }],
    ]
  return [held]
}
