import type { Effect, JournalEntry, ClientBooks, PaymentDocument } from '../../engine/explain-documents.ts'

/* A client's past as the bot would have written it, made of dice: for planting one mistake into it. */

export interface Past {
  readonly entries: JournalEntry[]
  readonly deposits: Map<bigint, { status: string; amount: bigint }>
  readonly payments: PaymentDocument[]
  remaining: bigint
  held: bigint
}

/** One throw: what happens next, and how much of it. */
export interface Throw {
  readonly what: 'deposit' | 'reverse' | 'allocate' | 'complete' | 'void' | 'adjust'
  readonly amount: number
}

export function pastOf(throws: readonly Throw[]): Past {
  const past: Past = { entries: [], deposits: new Map(), payments: [], remaining: 0n, held: 0n }
  for (const one of throws) happen(past, one)
  return past
}

function happen(past: Past, { what, amount: dice }: Throw): void {
  const amount = BigInt(dice)
  const free = past.remaining - past.held
  const unfinished = past.payments.find(({ status }) => status === 'paying')
  switch (what) {
    case 'deposit': {
      const id = BigInt(past.deposits.size + 1)
      past.deposits.set(id, { status: 'confirmed', amount })
      return write(past, 'deposit', `deposit:${id}`, { remaining: amount, held: 0n, msat: 0n })
    }
    case 'reverse': {
      const found = [...past.deposits].find(([, one]) => one.status === 'confirmed' && one.amount <= free)
      if (found === undefined) return
      const [id, deposit] = found
      past.deposits.set(id, { ...deposit, status: 'reversed' })
      return write(past, 'deposit_reversal', `deposit:${id}:reversed`, {
        remaining: -deposit.amount,
        held: 0n,
        msat: 0n,
      })
    }
    case 'allocate': {
      if (free <= 0n) return
      const amountFiat = amount < free ? amount : free
      const id = BigInt(past.payments.length + 1)
      past.payments.push({
        kind: 'client',
        id,
        cashOutId: id,
        status: 'paying',
        amountFiat,
        amountSats: amountFiat * 7n,
      })
      return write(past, 'allocation', `allocation:${id}`, {
        remaining: 0n,
        held: amountFiat,
        msat: amountFiat * 7000n,
      })
    }
    case 'complete':
      return unfinished === undefined ? undefined : finish(past, unfinished, 'completed')
    case 'void':
      return unfinished === undefined ? undefined : finish(past, unfinished, 'cancelled')
    case 'adjust': {
      const change = dice % 2 === 0 || amount > free ? amount : -amount
      const key = `adjustment:by:request:${past.entries.length}`
      return write(past, 'manual_adjustment', key, { remaining: change, held: 0n, msat: 0n })
    }
  }
}

function finish(past: Past, payment: PaymentDocument, status: 'completed' | 'cancelled'): void {
  past.payments[past.payments.indexOf(payment)] = { ...payment, status }
  const { id, amountFiat, amountSats } = payment
  const released = { held: -amountFiat, msat: -amountSats * 1000n }
  if (status === 'completed')
    write(past, 'client_payment', `payment:client:${id}`, { remaining: -amountFiat, ...released })
  else write(past, 'client_payment_void', `void:client:${id}`, { remaining: 0n, ...released })
}

function write(past: Past, kind: string, key: string, effect: Effect): void {
  const before = { remaining: past.remaining, held: past.held }
  past.remaining += effect.remaining
  past.held += effect.held
  past.entries.push({
    id: BigInt(past.entries.length * 3 + 5),
    kind,
    key,
    at: new Date(past.entries.length * 3_600_000),
    actor: 'test',
    approver: null,
    reason: null,
    effect,
    before,
    after: { remaining: past.remaining, held: past.held },
  })
}

const total = (amounts: readonly bigint[]): bigint => amounts.reduce((sum, one) => sum + one, 0n)

/** All numbers as the database would have them of these rows. */
export function booksOfPast(past: Past): ClientBooks {
  const { entries, deposits, payments, remaining, held } = past
  const paid = (isOne: (status: string) => boolean): bigint =>
    total(payments.filter(({ status }) => isOne(status)).map(({ amountFiat }) => amountFiat))
  const journalHeld = total(entries.map(({ effect }) => effect.held))
  return {
    entries,
    documents: { deposits, payments },
    figures: {
      id: 3n,
      username: 'Ana',
      fiatCode: 'GTQ',
      exponent: 2,
      remaining,
      held,
      deposited: total(
        [...deposits.values()].map(({ status, amount }) => (status === 'confirmed' ? amount : 0n)),
      ),
      completed: paid((status) => status === 'completed'),
      unfinished: paid((status) => status === 'paying'),
      adjusted: total(
        entries.filter(({ kind }) => kind === 'manual_adjustment').map(({ effect }) => effect.remaining),
      ),
      journalAvailable: total(entries.map(({ effect }) => effect.remaining)) - journalHeld,
      journalHeld,
    },
  }
}
