import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { sats } from '../../engine/domain/money.ts'
import { payDue, type PayDueDependencies } from '../../engine/pay-due.ts'
import type { LnbitsClient, WalletKey } from '../../engine/ports.ts'
import type { Lease, Transfer } from '../../engine/storage.ts'
import { createMemoryTransfers, type MemoryTransfers } from '../support/memory-transfers.ts'
import { accepted, credit, debit, LEASE, looks, ok, PAYEE, PAYER, refusals } from './scripted-pay.ts'

/** Rounds of payments: many at once, by a few workers, out of the queue in memory. */

interface Desk {
  readonly memory: MemoryTransfers
  readonly deps: PayDueDependencies
  /** How often the queue was asked, with what. */
  readonly claims: [lease: Lease, wallets: readonly string[], limit: number][]
  /** Payments under way at the same time, at most. */
  mostAtOnce: number
}

/** An LNbits that pays everything, except that `answers` says otherwise for a payment's id. */
function openDesk(count: number, answers: Record<string, 'fails' | 'contradicts'> = {}): Desk {
  const memory = createMemoryTransfers(() => 1_000_000)
  for (let id = 1n; id <= count; id += 1n)
    memory.add({ kind: 'client', id, amountSats: sats(100n), payerWalletId: PAYER, payeeWalletId: PAYEE })
  const claims: Desk['claims'] = []
  let underWay = 0
  const desk: Desk = {
    memory,
    claims,
    mostAtOnce: 0,
    deps: {
      lnbits: obliging(answers, () => {
        underWay += 1
        desk.mostAtOnce = Math.max(desk.mostAtOnce, underWay)
        return () => (underWay -= 1)
      }),
      store: {
        ...memory.store,
        async claim(...asked) {
          claims.push(asked)
          await turn()
          return memory.store.claim(...asked)
        },
      },
      keyring: { payerKey: () => 'payer key' as WalletKey, payeeKey: async () => 'payee key' as WalletKey },
      history: { payDoubt: async () => null, allocationDoubt: async () => null },
      random: () => 0.5,
      lease: LEASE,
      oneAtATime: (_wallet, work) => work(),
      settings: { maxAttempts: 10, reissueAfterSeconds: 600, memo: ({ id }) => String(id) },
      payerWalletIds: [PAYER],
      nowMs: () => 0,
      stopping: () => false,
    },
  }
  return desk
}

function obliging(answers: Record<string, 'fails' | 'contradicts'>, enter: () => () => void): LnbitsClient {
  const hashOf = (id: string): string => id.padStart(64, '0')
  const idOf = (hash: string): string => hash.replace(/^0+/, '')
  return {
    wallet: async () => refusals.unknown,
    version: async () => refusals.unknown,
    history: async () => refusals.unknown,
    async createInvoice(_key, { memo }) {
      const leave = enter()
      await turn()
      leave()
      if (answers[memo] === 'fails') return refusals.unknown
      return ok({ paymentHash: hashOf(memo), bolt11: `lnbc${memo}`, walletId: PAYEE })
    },
    pay: async () => accepted,
    async rowsByHash(key, hash) {
      if (answers[idOf(hash)] === 'contradicts') return looks.contradiction.payer
      return ok([key === 'payer key' ? debit('success', { preimage: null }) : credit()])
    },
  }
}

const statuses = (desk: Desk, count: number): string[] =>
  Array.from({ length: count }, (_, i) => desk.memory.read('client', BigInt(i + 1)).status)
const all = (count: number, status: string): string[] => Array.from({ length: count }, () => status)

describe('a round', () => {
  test('pays all that is due, sixteen to a claim, until the queue is empty', async () => {
    const desk = openDesk(40)
    expect(await payDue(desk.deps)).toEqual({ completed: 40, postponed: 0, needsReview: 0 })
    expect(statuses(desk, 40)).toEqual(all(40, 'completed'))
    expect(desk.claims).toEqual(Array.from({ length: 4 }, () => [LEASE, [PAYER], 16]))
  })

  test('asks once when nothing is due', async () => {
    const desk = openDesk(0)
    expect(await payDue(desk.deps)).toEqual({ completed: 0, postponed: 0, needsReview: 0 })
    expect(desk.claims).toHaveLength(1)
  })

  test('counts what came of each', async () => {
    const desk = openDesk(6, { 2: 'fails', 3: 'fails', 5: 'contradicts' })
    const round = await payDue({ ...desk.deps, lanes: 1 })
    // The contradiction stops payouts: the sixth is left alone at the gate, and counts as nothing.
    expect(round).toEqual({ completed: 2, postponed: 2, needsReview: 1 })
    expect(statuses(desk, 6)).toEqual([
      'completed',
      'pending',
      'pending',
      'completed',
      'needs_review',
      'invoiced',
    ])
  })

  test('tells who asked what came of each, and how many seconds it took', async () => {
    const desk = openDesk(2)
    const told: unknown[] = []
    let nowMs = 5000
    await payDue({
      ...desk.deps,
      lanes: 1,
      nowMs: () => (nowMs += 1500),
      onResult: (transfer, result, seconds) => told.push([transfer.id, result.kind, seconds]),
    })
    expect(told).toEqual([
      [1n, 'completed', 1.5],
      [2n, 'completed', 1.5],
    ])
  })

  test.each([
    [undefined, 4],
    [1, 1],
    [3, 3],
  ])('with lanes: %s has %i in work at once', async (lanes, atOnce) => {
    const desk = openDesk(20)
    await payDue(lanes === undefined ? desk.deps : { ...desk.deps, lanes })
    expect(desk.mostAtOnce).toBe(atOnce)
    expect(statuses(desk, 20)).toEqual(all(20, 'completed'))
  })

  test('ends some time, even when the queue never does', async () => {
    const desk = openDesk(1)
    let claims = 0
    const transfer = await desk.memory.store.claimOne(LEASE, 'client', 1n)
    const endless: PayDueDependencies = {
      ...desk.deps,
      lanes: 1,
      keyring: { ...desk.deps.keyring, payerKey: () => null },
      store: {
        ...desk.memory.store,
        async claim() {
          claims += 1
          return claims > 5000 ? [] : [transfer as Transfer]
        },
      },
    }
    expect(await payDue(endless)).toEqual({ completed: 0, postponed: 1000, needsReview: 0 })
    expect(claims).toBe(1000)
  })
})

describe('a program that is about to end', () => {
  test('claims nothing', async () => {
    const desk = openDesk(3)
    expect(await payDue({ ...desk.deps, stopping: () => true })).toMatchObject({ completed: 0 })
    expect(desk.claims).toEqual([])
  })

  test('hands back what it has claimed, and pays none of it', async () => {
    const desk = openDesk(20)
    const told: string[] = []
    let begun = 0
    const stopping = (): boolean => begun >= 2
    const round = await payDue({
      ...desk.deps,
      lanes: 1,
      stopping,
      nowMs: () => 0,
      onResult: (_transfer, { kind }) => {
        begun += 1
        told.push(kind)
      },
    })
    expect(round).toEqual({ completed: 2, postponed: 0, needsReview: 0 })
    expect(told).toEqual([...all(2, 'completed'), ...all(14, 'left_alone')])
    expect(desk.claims).toHaveLength(1)
    expect(desk.memory.read('client', 3n)).toMatchObject({
      status: 'pending',
      attempts: 0,
      lastError: 'the bot was stopped',
      leaseOwner: null,
      dueMs: 1_000_000,
    })
  })
})

describe('when the books fail', () => {
  test('at the claim, the round fails with the same error', async () => {
    const desk = openDesk(3)
    const store = { ...desk.memory.store, claim: async () => Promise.reject(new Error('no database')) }
    await expect(payDue({ ...desk.deps, store })).rejects.toThrow('no database')
  })

  test('at one payment, the others are brought to their end first', async () => {
    const desk = openDesk(8)
    const store: PayDueDependencies['store'] = {
      ...desk.deps.store,
      async complete(transfer, proof) {
        if (transfer.id === 2n) throw new Error('no database')
        await turn()
        return desk.memory.store.complete(transfer, proof)
      },
    }
    await expect(payDue({ ...desk.deps, store })).rejects.toThrow('no database')
    expect(statuses(desk, 8)).toEqual(['completed', 'paying', ...all(6, 'completed')])
  })
})
