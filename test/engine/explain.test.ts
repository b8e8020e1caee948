import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { planCorrection } from '../../engine/corrections.ts'
import { explain, inCommitOrder } from '../../engine/explain.ts'
import type { JournalEntry } from '../../engine/explain-documents.ts'
import { booksOfPast, type Past, pastOf, type Throw } from './client-past.ts'

const throws = fc.array(
  fc.record<Throw>({
    what: fc.constantFrom(
      'deposit',
      'deposit',
      'reverse',
      'allocate',
      'allocate',
      'complete',
      'void',
      'adjust',
    ),
    amount: fc.integer({ min: 1, max: 100_000 }),
  }),
  { minLength: 4, maxLength: 40 },
)
/** Made anew for each run, because something is planted into it. At least one deposit, so that it can be. */
const pasts = throws.map((some) => () => pastOf([{ what: 'deposit', amount: 5_000 }, ...some]))
const place = (past: Past, dice: number): number => dice % past.entries.length
const at = (past: Past, index: number): JournalEntry => {
  const entry = past.entries[index]
  if (entry === undefined) throw new Error('there is an entry')
  return entry
}
const change = fc.integer({ min: 1, max: 90_000 }).map(BigInt)
const dice = fc.nat()

const firstOf = (past: Past) => explain(booksOfPast(past)).divergences[0]
const entryOf = (past: Past) => {
  const first = firstOf(past)
  return first !== undefined && 'entry' in first ? first.entry : null
}

describe('a client’s past with one mistake in it is explained at exactly that entry', () => {
  test('without any, everything agrees', () => {
    fc.assert(
      fc.property(pasts, (made) => {
        const past = made()
        const found = explain(booksOfPast(past))
        expect(found).toMatchObject({ agrees: true, divergences: [], proposal: null })
        expect(found.steps.at(-1)).toMatchObject({ remaining: past.remaining, held: past.held })
      }),
    )
  })

  test('a balance changed without an entry, at whatever point', () => {
    fc.assert(
      fc.property(pasts, dice, change, (made, where, by) => {
        const past = made()
        const index = where % (past.entries.length + 1)
        shift(past, index, by)
        const next = past.entries[index] ?? null
        const before = past.entries[index - 1]?.after?.remaining ?? 0n
        expect(firstOf(past)).toMatchObject({
          kind: 'gap',
          entry: next,
          account: 'remaining',
          should: before,
          stands: before + by,
        })
        mendedBy(past, -by)
      }),
    )
  })

  test('an entry whose amount was changed', () => {
    fc.assert(
      fc.property(pasts, dice, change, (made, where, by) => {
        const past = made()
        const index = place(past, where)
        const entry = at(past, index)
        past.entries[index] = {
          ...entry,
          effect: { ...entry.effect, remaining: entry.effect.remaining + by },
        }
        const first = firstOf(past)
        expect(entryOf(past)).toBe(past.entries[index])
        if (entry.kind === 'manual_adjustment') expect(first?.kind).toBe('columns')
        else
          expect(first).toMatchObject({
            kind: 'amount',
            changed: 'entry',
            account: 'remaining',
            should: entry.effect.remaining,
            stands: entry.effect.remaining + by,
          })
        mendedBy(past, 0n)
      }),
    )
  })

  test('a deposit whose row was changed', () => {
    fc.assert(
      fc.property(pasts, dice, change, (made, where, by) => {
        const past = made()
        const ids = [...past.deposits.keys()]
        const id = ids[where % ids.length] ?? 1n
        const deposit = past.deposits.get(id)
        if (deposit === undefined) throw new Error('there is a deposit')
        past.deposits.set(id, { ...deposit, amount: deposit.amount + by })
        expect(entryOf(past)?.key).toBe(`deposit:${id}`)
        expect(firstOf(past)).toMatchObject({
          kind: 'amount',
          changed: 'document',
          document: `deposit:${id}`,
          should: deposit.amount + by,
          stands: deposit.amount,
        })
      }),
    )
  })

  test('sats of a payment that are not those of its entry', () => {
    fc.assert(
      fc.property(pasts, dice, (made, where) => {
        const past = made()
        fc.pre(past.payments.length > 0)
        const index = where % past.payments.length
        const payment = past.payments[index]
        if (payment === undefined) throw new Error('there is a payment')
        past.payments[index] = { ...payment, amountSats: payment.amountSats + 1n }
        expect(entryOf(past)?.key).toBe(`allocation:${payment.cashOutId}`)
        expect(firstOf(past)).toMatchObject({ kind: 'amount', account: 'msat' })
        expect(explain(booksOfPast(past)).proposal).toBeNull()
      }),
    )
  })

  test('an entry that is gone', () => {
    fc.assert(
      fc.property(pasts, dice, (made, where) => {
        const past = made()
        const index = place(past, where)
        const [gone] = past.entries.splice(index, 1)
        const next = past.entries[index] ?? null
        const first = firstOf(past)
        expect(entryOf(past)).toBe(next)
        // Nothing but its entry tells of an adjustment.
        if (gone?.kind === 'manual_adjustment') expect(first?.kind).toBe('gap')
        else expect(first).toMatchObject({ kind: 'missing', counted: true, effect: gone?.effect })
      }),
    )
  })

  test('an entry that stands for nothing', () => {
    fc.assert(
      fc.property(pasts, dice, change, (made, where, by) => {
        const past = made()
        const index = place(past, where) + 1
        shift(past, index, by)
        const before = past.entries[index - 1]?.after ?? { remaining: 0n, held: 0n }
        const stray: JournalEntry = {
          ...at(past, 0),
          id: at(past, index - 1).id + 1n,
          key: 'deposit:999',
          effect: { remaining: by, held: 0n, msat: 0n },
          before,
          after: { remaining: before.remaining + by, held: before.held },
        }
        past.entries.splice(index, 0, stray)
        expect(firstOf(past)).toEqual({ kind: 'stray', entry: stray, effect: stray.effect })
        mendedBy(past, -by)
      }),
    )
  })

  test('a balance written wrongly into an entry', () => {
    fc.assert(
      fc.property(pasts, dice, change, (made, where, by) => {
        const past = made()
        const index = place(past, where)
        const entry = at(past, index)
        const after = entry.after ?? { remaining: 0n, held: 0n }
        past.entries[index] = { ...entry, after: { ...after, held: after.held + by } }
        expect(firstOf(past)).toMatchObject({
          kind: 'columns',
          entry: past.entries[index],
          account: 'held',
          should: after.held,
        })
        expect(explain(booksOfPast(past)).proposal).toBeNull()
      }),
    )
  })
})

test('a payment that was given up while others were booked is no divergence', () => {
  const past = pastOf([
    { what: 'deposit', amount: 50_000 },
    { what: 'allocate', amount: 1_000 },
    { what: 'deposit', amount: 700 },
    { what: 'adjust', amount: 8 },
    { what: 'void', amount: 1 },
    { what: 'deposit', amount: 5 },
  ])
  const [one, two, three, four, given, last] = past.entries
  if (!one || !two || !three || !four || !given || !last) throw new Error('there are six')
  // It had taken its number before it waited for the client's row.
  const early = [
    one,
    two,
    { ...given, id: three.id - 1n, at: three.at },
    three,
    { ...four, at: three.at },
    last,
  ]
  expect(inCommitOrder(early).map(({ key }) => key)).toEqual(past.entries.map(({ key }) => key))
  expect(explain({ ...booksOfPast(past), entries: early })).toMatchObject({ agrees: true, divergences: [] })
})

/** From this entry on, everything stands on a balance that is so much more. */
function shift(past: Past, index: number, by: bigint): void {
  for (let i = index; i < past.entries.length; i += 1) {
    const entry = at(past, i)
    const moved = (one: JournalEntry['before']) =>
      one === null ? null : { ...one, remaining: one.remaining + by }
    past.entries[i] = { ...entry, before: moved(entry.before), after: moved(entry.after) }
  }
  past.remaining += by
}

/** The correction that is proposed is this one, or what of it is free; and it can be booked. */
function mendedBy(past: Past, amount: bigint): void {
  const books = booksOfPast(past)
  const { proposal } = explain(books)
  const available = past.remaining - past.held
  expect(proposal).toBe(amount < -available ? -available : amount)
  planCorrection(books.figures, proposal ?? 0n)
}
