import { describe, expect, test } from 'vitest'
import { type AllocationDependencies, allocatePending } from '../../engine/allocate.ts'
import { fiatMinor, msat, sats } from '../../engine/domain/money.ts'
import { Failure } from '../../engine/failure.ts'
import type { Preflight } from '../../engine/preflight.ts'
import type { AllocationOutcome, AllocationStore, PendingCashOut } from '../../engine/storage.ts'

/** What the distribution does with each answer of the books; the real books are in allocate.test.ts. */

const allocated: AllocationOutcome = {
  kind: 'allocated',
  allocation: { shares: [], unallocatedFiat: fiatMinor(0n), unallocatedSats: sats(0n) },
  weights: [],
}
const poor: AllocationOutcome = { kind: 'awaiting_funds', neededMsat: msat(100_999n), freeMsat: msat(7_000n) }
const poorWords = 'awaiting_funds: 100 sats are needed, and the source wallet has 7 to spare'
const settings = { fixedModeEnabled: true, timeZone: 'UTC' }
const wallets = {
  sourceWalletId: 'source',
  commissionWalletId: null,
  treasuryWalletId: 'treasury',
  sourceBalanceMsat: msat(5n),
}
const ready: Preflight = { ready: true, wallets }
const notReady: Preflight = { ready: false, reasons: ['first', 'second'] }

const cashOut = (id: bigint, more: Partial<PendingCashOut> = {}): PendingCashOut => ({
  id,
  transactionId: `tx ${id}`,
  cryptoAtomsSats: sats(1000n),
  waitingReason: null,
  fundingStatus: null,
  ...more,
})

type Answer = AllocationOutcome | Error

/** Distributes these cash-outs, the books giving the answers one after the other; `asked` is what they were asked. */
async function distribute(
  pending: PendingCashOut[],
  answers: Answer[],
  more: Partial<AllocationDependencies> = {},
) {
  const asked: unknown[][] = []
  const left = [...answers]
  const note = async (...what: unknown[]): Promise<void> => void asked.push(what)
  const store: AllocationStore = {
    async pending(limit) {
      await note('pending', limit)
      return pending
    },
    async allocate(...args) {
      await note('allocate', ...args)
      const answer = left.shift()
      if (answer === undefined) throw new Error('nobody expected another')
      if (answer instanceof Error) throw answer
      return answer
    },
    requestFunding: (...args) => note('requestFunding', ...args),
    setWaiting: (...args) => note('setWaiting', ...args),
    releaseAccrued: () => Promise.reject(new Error('nobody expected this')),
    completeFinished: () => Promise.reject(new Error('nobody expected this')),
  }
  const deps = { store, preflight: async () => ready, funding: 'prefunded', settings, ...more } as const
  const outcome = await allocatePending(deps).catch((thrown: unknown) => ({ thrown }))
  return { outcome, asked: asked.filter(([what]) => what !== 'pending'), limit: asked[0]?.[1] }
}

describe('a round', () => {
  test('distributes at most twenty, each with the wallets of that moment', async () => {
    const { outcome, asked, limit } = await distribute([cashOut(1n), cashOut(2n)], [allocated, allocated])
    expect(limit).toBe(20)
    expect(outcome).toEqual({ allocated: ['tx 1', 'tx 2'], waiting: null })
    expect(asked).toEqual([
      ['allocate', 1n, wallets, settings],
      ['allocate', 2n, wallets, settings],
    ])
  })

  test('ends with nothing where nothing is pending', async () => {
    expect((await distribute([], [])).outcome).toEqual({ allocated: [], waiting: null })
  })

  test('ends at the first that has to wait, which keeps the reason', async () => {
    const { outcome, asked } = await distribute([cashOut(1n), cashOut(2n), cashOut(3n)], [allocated, poor])
    expect(outcome).toEqual({ allocated: ['tx 1'], waiting: poorWords })
    expect(asked.slice(2)).toEqual([['setWaiting', 2n, poorWords]])
  })

  test('writes a reason only when it is another', async () => {
    const { outcome, asked } = await distribute([cashOut(1n, { waitingReason: poorWords })], [poor])
    expect(outcome).toEqual({ allocated: [], waiting: poorWords })
    expect(asked.map(([what]) => what)).toEqual(['allocate'])
  })

  test('waits where the books say "not now"', async () => {
    const { outcome } = await distribute([cashOut(1n)], [{ kind: 'not_now' }])
    const waiting = 'payouts are switched off, or another replica has it'
    expect(outcome).toEqual({ allocated: [], waiting })
  })

  test('waits, and asks the books for nothing, where the preflight is not passed', async () => {
    const { outcome, asked } = await distribute([cashOut(1n)], [], { preflight: async () => notReady })
    expect(outcome).toEqual({ allocated: [], waiting: 'first; second' })
    expect(asked).toEqual([['setWaiting', 1n, 'first; second']])
  })
})

describe('a cash-out that the database refuses', () => {
  test.each(['database_refused', 'database_failed'] as const)(
    'keeps its place (%s) and holds up nobody; the first refusal is told',
    async (code) => {
      const failures = [new Failure(code, 'too much.'), new Failure(code, 'too late.')]
      const pending = [cashOut(1n), cashOut(2n), cashOut(3n)]
      const { outcome, asked } = await distribute(pending, [...failures, allocated])
      const waiting = 'could not be distributed: too much.'
      expect(outcome).toEqual({ allocated: ['tx 3'], waiting })
      expect(asked.filter(([what]) => what === 'setWaiting')).toEqual([
        ['setWaiting', 1n, waiting],
        ['setWaiting', 2n, 'could not be distributed: too late.'],
      ])
    },
  )

  test.each([
    ['any other failure', new Failure('database_unreachable', 'It is gone.')],
    ['a bug', new TypeError('undefined is no number')],
  ])('is no excuse for %s', async (_what, thrown) => {
    const { outcome, asked } = await distribute([cashOut(1n)], [thrown])
    expect(outcome).toEqual({ thrown })
    expect(asked.map(([what]) => what)).toEqual(['allocate'])
  })
})

describe('out of a treasury', () => {
  const treasury = { funding: 'treasury' } as const

  test.each([
    [null, 'awaiting_funds: the treasury is moving the sats of this cash-out to the source wallet'],
    ['paying', 'awaiting_funds: the treasury is moving the sats of this cash-out to the source wallet'],
    [
      'needs_review',
      'awaiting_funds: the transfer from the treasury needs a person, see "payment list --status needs_review"',
    ],
  ] as const)('a cash-out whose funding is %s waits for it', async (fundingStatus, waiting) => {
    const { outcome, asked } = await distribute([cashOut(1n, { fundingStatus })], [], treasury)
    expect(outcome).toEqual({ allocated: [], waiting })
    expect(asked).toEqual([
      ['requestFunding', 1n, 'treasury', 'source'],
      ['setWaiting', 1n, waiting],
    ])
  })

  test('a cash-out that is funded is distributed', async () => {
    const funded = cashOut(1n, { fundingStatus: 'completed' })
    expect((await distribute([funded], [allocated], treasury)).outcome).toMatchObject({
      allocated: ['tx 1'],
    })
  })

  test('nothing is funded without a treasury', async () => {
    const without: Preflight = { ready: true, wallets: { ...wallets, treasuryWalletId: null } }
    const { outcome, asked } = await distribute([cashOut(1n)], [], {
      ...treasury,
      preflight: async () => without,
    })
    const waiting = 'no treasury wallet is configured: set LNBITS_TREASURY_ADMIN_KEY, or FUNDING=prefunded'
    expect(outcome).toEqual({ allocated: [], waiting })
    expect(asked).toEqual([['setWaiting', 1n, waiting]])
  })

  test('a source that the operator fills himself needs no funding', async () => {
    const { asked } = await distribute([cashOut(1n)], [allocated], { funding: 'prefunded' })
    expect(asked.map(([what]) => what)).toEqual(['allocate'])
  })
})
