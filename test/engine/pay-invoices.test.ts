import { describe, expect, test } from 'vitest'
import {
  accepted,
  HASH,
  LEASE,
  type Look,
  look,
  looks,
  made,
  debit,
  credit,
  refusals,
  type Script,
  type Start,
  tryOnce,
} from './scripted-pay.ts'

/** An invoice that looks dead, and a worker that is too late with his. */

const sent: Start = { at: 'paying', invoiceAgeSeconds: 100 }

/** Tries by the script, the invoice having been seen dead that long ago. */
async function tryAfterDeath(deadForSeconds: number, script: Script) {
  return tryOnce(sent, script, {
    async before(memory, claim) {
      await memory.store.invoiceSeenDead(LEASE, await claim(), 'seen before', 600)
      memory.pass('client', 5n, deadForSeconds)
    },
  })
}

describe('an invoice that looks dead', () => {
  test('is noted the first time, and looked at again', async () => {
    const { result, booked, invoices } = await tryOnce(sent, { looks: [looks.dead] })
    const why = 'the invoice looks dead; it is looked at again before a new one is made'
    expect(result).toEqual({ kind: 'postponed', why })
    expect(booked).toMatchObject({ status: 'paying', paymentHash: HASH, lastError: why, attempts: 0 })
    expect(invoices).toMatchObject([{ deadProof: null }])
  })

  test('is given up when it still is after the time that no request can outlive', async () => {
    const early = await tryAfterDeath(599, { looks: [looks.dead] })
    expect(early.booked).toMatchObject({ status: 'paying', paymentHash: HASH })
    const { result, booked, invoices } = await tryAfterDeath(600, { looks: [looks.dead] })
    expect(result).toEqual({
      kind: 'postponed',
      why: 'the invoice is proven dead; a new one will be made',
    })
    expect(booked).toMatchObject({ status: 'pending', paymentHash: null, bolt11: null, invoiceSeq: 2 })
    expect(invoices).toMatchObject([
      { deadProof: 'the paying wallet has no payment and the receiver has no payable invoice for the hash' },
    ])
  })

  test.each<[string, Look, boolean]>([
    ['under way', looks.inFlight, true],
    ['half a state', looks.halfState, true],
    ['unpaid', looks.unpaid, true],
    ['the receiver gone', looks.receiverGone, true],
    ['paid by somebody else', looks.paidByOther, true],
    ['a contradiction', looks.contradiction, true],
    ['paid, which says nothing of death', looks.paid, false],
    ['dead', looks.dead, false],
    ['the payer unreadable', { payer: refusals.unknown }, false],
    ['the receiver unreadable', { ...looks.dead, payee: refusals.unknown }, false],
  ])('and then is seen otherwise (%s) counts as never having been: %s', async (_what, wallets, forgotten) => {
    const { invoices } = await tryAfterDeath(30, {
      looks: [wallets, looks.inFlight],
      pay: refusals.unreachable,
    })
    expect(invoices.map(({ deadSeenMs }) => deadSeenMs === null)).toEqual([forgotten])
  })

  test('is not touched by a failed debit of ours', async () => {
    const failed = await tryOnce(sent, { looks: [look([debit('failed')], [credit('pending')])] })
    expect(failed.result).toEqual({
      kind: 'needs_review',
      why: 'contradiction: the paying wallet shows a failed payment of a living invoice',
    })
  })
})

describe('a worker that is too late', () => {
  test('with the invoice leaves the payment alone, and pays nothing', async () => {
    const store = { recordInvoice: async () => false }
    const { result, asked } = await tryOnce({ at: 'new' }, { create: made() }, { store })
    expect(result).toEqual({ kind: 'left_alone' })
    expect(asked).toBe('create')
  })

  test.each<[string, Start, Script, string]>([
    ['new', { at: 'new' }, { create: made() }, 'create'],
    ['invoiced', { at: 'invoiced' }, {}, ''],
    ['seen unpaid', sent, { looks: [looks.unpaid] }, 'payer payee'],
  ])('at the gate leaves the payment alone, and pays nothing (%s)', async (_what, start, script, asked) => {
    const tried = await tryOnce(start, script, { store: { markPaying: async () => false } })
    expect(tried.result).toEqual({ kind: 'left_alone' })
    expect(tried.asked).toBe(asked)
    // A lease that it still has goes back, and no attempt is counted.
    expect(tried.booked).toMatchObject({ leaseOwner: null, attempts: 0, lastError: null, dueSeconds: 1 })
  })

  test('with an invoice of unknown age looks before it pays', async () => {
    const { asked } = await tryOnce(
      { at: 'invoiced' },
      { pay: accepted, looks: [looks.unpaid, looks.paid] },
      { belief: { invoiceAgeSeconds: null } },
    )
    expect(asked).toBe('payer payee pay payer payee')
  })

  test.each([
    ['hash', { paymentHash: null }],
    ['text', { bolt11: null }],
  ])('without the %s of its invoice makes one', async (_what, change) => {
    const { asked } = await tryOnce({ at: 'invoiced' }, { create: refusals.unknown }, { belief: change })
    expect(asked).toBe('create')
  })
})

describe('while the history of the paying wallet and the books do not agree', () => {
  const why = 'nothing is sent before the history was read'
  const inDoubt = (doubt: string | null) => {
    const asked = { times: 0 }
    const payDoubt = async (): Promise<string | null> => {
      asked.times += 1
      return doubt
    }
    return { asked, deps: { history: { payDoubt, allocationDoubt: payDoubt } } }
  }
  const belief = { maySend: false }

  test.each<[string, Start, Script, string]>([
    ['no invoice is made', { at: 'new' }, {}, ''],
    ['an invoice that was never sent stays unpaid', { at: 'invoiced' }, {}, ''],
    [
      'an invoice that was sent is looked up, and not sent again',
      sent,
      { looks: [looks.unpaid] },
      'payer payee',
    ],
  ])('%s', async (_what, start, script, requests) => {
    const { deps } = inDoubt(why)
    const { result, asked, booked, held } = await tryOnce(start, script, { deps, belief })
    expect(asked).toBe(requests)
    expect(result).toEqual({ kind: 'postponed', why })
    expect(booked).toMatchObject({ lastError: why, attempts: 0, dueSeconds: 15, leaseOwner: null })
    expect(held, 'nor is anything else of this wallet').toBe(why)
  })

  test('what the wallets show as paid is booked all the same', async () => {
    const { deps } = inDoubt(why)
    const { result } = await tryOnce(sent, { looks: [looks.paid] }, { deps, belief })
    expect(result).toEqual({ kind: 'completed' })
  })

  test('it is compared at once, and paid when there is no difference', async () => {
    const { deps, asked } = inDoubt(null)
    const script = { create: made(), pay: accepted, looks: [looks.paid] }
    expect((await tryOnce({ at: 'new' }, script, { deps, belief })).result).toEqual({ kind: 'completed' })
    expect(asked.times).toBe(1)
  })

  test('nobody asks again where the books already know that it does', async () => {
    const { deps, asked } = inDoubt(why)
    const script = { create: made(), pay: accepted, looks: [looks.paid] }
    expect((await tryOnce({ at: 'new' }, script, { deps })).result).toEqual({ kind: 'completed' })
    expect(asked.times).toBe(0)
  })
})
