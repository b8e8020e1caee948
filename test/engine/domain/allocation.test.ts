import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Allocation,
  allocate,
  largestRemainder,
  spendable,
  type Weight,
} from '../../../engine/domain/allocation.ts'
import { fiatMinor, sats, sum } from '../../../engine/domain/money.ts'

const weight = (clientId: number, minor: bigint): Weight => ({
  clientId: BigInt(clientId),
  weightMinor: fiatMinor(minor),
})
const sale = (fiat: bigint, base: bigint) => ({ fiat: fiatMinor(fiat), base: sats(base) })
const brief = ({ shares, unallocatedFiat, unallocatedSats }: Allocation) => ({
  shares: shares.map((s) => [s.clientId, s.fiat, s.amount]),
  unallocatedFiat,
  unallocatedSats,
})

describe('spendable', () => {
  test.each([
    { asOf: 500n, available: 300n, allowance: null, is: 300n },
    { asOf: 200n, available: 300n, allowance: null, is: 200n },
    { asOf: 200n, available: 300n, allowance: 50n, is: 50n },
    { asOf: 200n, available: 300n, allowance: 900n, is: 200n },
    { asOf: -1n, available: 300n, allowance: null, is: 0n },
    { asOf: 200n, available: 300n, allowance: -20n, is: 0n },
  ])(
    'as of $asOf, available $available, allowance $allowance is $is',
    ({ asOf, available, allowance, is }) => {
      const standing = {
        asOfMinor: fiatMinor(asOf),
        availableMinor: fiatMinor(available),
        allowanceMinor: allowance === null ? null : fiatMinor(allowance),
      }
      expect(spendable(standing)).toBe(is)
    },
  )
})

describe('allocate, worked by hand', () => {
  test('in proportion to the balances, to the last unit', () => {
    const result = allocate(sale(200_000n, 259_029n), [weight(1, 300_000n), weight(2, 100_000n)])
    expect(brief(result)).toEqual({
      shares: [
        [1n, 150_000n, 194_272n],
        [2n, 50_000n, 64_757n],
      ],
      unallocatedFiat: 0n,
      unallocatedSats: 0n,
    })
  })

  test('a cash-out larger than all balances: clients buy what they have, the rest is the operator’s', () => {
    const result = allocate(sale(200_000n, 259_029n), [weight(7, 10_000n)])
    expect(brief(result)).toEqual({
      shares: [[7n, 10_000n, 12_951n]],
      unallocatedFiat: 190_000n,
      unallocatedSats: 246_078n,
    })
  })

  test('nobody has a balance: everything is the operator’s', () => {
    for (const weights of [[], [weight(1, 0n)]]) {
      const result = allocate(sale(200_000n, 259_029n), weights)
      expect(brief(result)).toEqual({ shares: [], unallocatedFiat: 200_000n, unallocatedSats: 259_029n })
    }
  })

  test('nobody is debited for no sat: who would get none is left out, and the others share anew', () => {
    const result = allocate(sale(1000n, 3n), [weight(1, 900n), weight(2, 60n), weight(3, 40n)])
    expect(brief(result)).toEqual({
      shares: [[1n, 900n, 2n]],
      unallocatedFiat: 100n,
      unallocatedSats: 1n,
    })
  })

  test('a cash-out without a base gives nobody anything', () => {
    const result = allocate(sale(1000n, 0n), [weight(1, 900n), weight(2, 900n)])
    expect(brief(result)).toEqual({ shares: [], unallocatedFiat: 1000n, unallocatedSats: 0n })
  })

  test('equal balances: what can’t be divided goes to the lowest client ids', () => {
    const weights = [weight(3, 500n), weight(1, 500n), weight(2, 500n)]
    expect(allocate(sale(100n, 1000n), weights).shares.map((s) => [s.clientId, s.fiat])).toEqual([
      [1n, 34n],
      [2n, 33n],
      [3n, 33n],
    ])
  })
})

describe('allocate, at its edges', () => {
  test('who gets nothing by the rounding alone keeps his weight in the split', () => {
    const weights = [weight(1, 3n), weight(2, 2n), weight(3, 1n), weight(4, 1n)]
    // Without the fourth the shares would be 2, 1 and 0.
    expect(brief(allocate(sale(3n, 300n), weights)).shares).toEqual([
      [1n, 1n, 100n],
      [2n, 1n, 100n],
      [3n, 1n, 100n],
    ])
  })

  test('balances that are exactly the cash-out are spent, and nothing is left', () => {
    const result = allocate(sale(300n, 7n), [weight(1, 200n), weight(2, 100n)])
    expect(brief(result)).toEqual({
      shares: [
        [1n, 200n, 5n],
        [2n, 100n, 2n],
      ],
      unallocatedFiat: 0n,
      unallocatedSats: 0n,
    })
  })

  test('a balance below zero takes no part', () => {
    expect(brief(allocate(sale(100n, 1000n), [weight(1, 500n), weight(2, -300n)])).shares).toEqual([
      [1n, 100n, 1000n],
    ])
  })

  test.each([
    ['no cash', 0n, 5n],
    ['negative cash', -1n, 5n],
    ['negative sats', 5n, -1n],
  ])('%s is a bug of the caller', (_what, fiat, base) => {
    expect(() => allocate(sale(fiat, base), [weight(1, 500n)])).toThrow('a cash-out dispensed cash')
  })

  test.each([
    ['a negative total', -1n, [1n]],
    ['a total without weights', 1n, []],
    ['a total with weights of nothing', 1n, [0n]],
  ])('largestRemainder takes %s for a bug of the caller', (_what, total, weights) => {
    expect(() => largestRemainder(total, weights)).toThrow('a positive total needs a positive weight')
  })
})

describe('allocate, for all cash-outs and balances', () => {
  const minor = fc.oneof(
    fc.bigInt({ min: 0n, max: 50n }),
    fc.bigInt({ min: 0n, max: 1_000_000n }),
    fc.bigInt({ min: 0n, max: 10n ** 14n }),
  )
  const anyWeights = fc
    .array(minor, { maxLength: 25 })
    .map((list) => list.map((weightMinor, i) => weight(i + 1, weightMinor)))
  const anySale = fc
    .tuple(
      minor.filter((fiat) => fiat > 0n),
      fc.oneof(fc.bigInt({ min: 0n, max: 40n }), fc.bigInt({ min: 0n, max: 10n ** 13n })),
    )
    .map(([fiat, base]) => sale(fiat, base))
  const runs = { numRuns: 1000 }

  test('fiat and sats are conserved, and the rest is never negative', () => {
    fc.assert(
      fc.property(anySale, anyWeights, (cashOut, weights) => {
        const { shares, unallocatedFiat, unallocatedSats } = allocate(cashOut, weights)
        expect(sum(shares.map((s) => s.fiat)) + unallocatedFiat).toBe(cashOut.fiat)
        expect(sum(shares.map((s) => s.amount)) + unallocatedSats).toBe(cashOut.base)
        expect(unallocatedFiat >= 0n && unallocatedSats >= 0n).toBe(true)
      }),
      runs,
    )
  })

  test('nobody spends more than he has, and fiat moves if and only if sats do', () => {
    fc.assert(
      fc.property(anySale, anyWeights, (cashOut, weights) => {
        const { shares } = allocate(cashOut, weights)
        const had = new Map(weights.map((w) => [w.clientId, w.weightMinor]))
        expect(new Set(shares.map((s) => s.clientId)).size).toBe(shares.length)
        for (const share of shares) {
          expect(share.fiat > 0n && share.amount > 0n).toBe(true)
          expect(share.fiat <= (had.get(share.clientId) ?? -1n)).toBe(true)
        }
      }),
      runs,
    )
  })

  test('all clients get the same price: |s/f − base/F| < 1/f, in whole numbers', () => {
    fc.assert(
      fc.property(anySale, anyWeights, (cashOut, weights) => {
        const { shares } = allocate(cashOut, weights)
        const fiatSold = sum(shares.map((s) => s.fiat))
        const satsSold = sum(shares.map((s) => s.amount))
        for (const share of shares) {
          const difference = share.amount * fiatSold - satsSold * share.fiat
          expect(difference < fiatSold && -difference < fiatSold).toBe(true)
        }
        // And the price of the whole is the cash-out's own, less than one sat below it.
        if (shares.length > 0) {
          const owed = cashOut.base * fiatSold
          expect(satsSold * cashOut.fiat <= owed && (satsSold + 1n) * cashOut.fiat > owed).toBe(true)
        }
      }),
      runs,
    )
  })

  /** A cash-out that the balances cover, with at least one sat for every minor unit of fiat. */
  const covered = anyWeights
    .filter((weights) => weights.some((w) => w.weightMinor > 0n))
    .chain((weights) =>
      fc.record({
        weights: fc.constant(weights),
        fiat: fc.bigInt({ min: 1n, max: sum(weights.map((w) => w.weightMinor)) }),
        more: fc.bigInt({ min: 0n, max: 10n ** 13n }),
      }),
    )
    .map(({ weights, fiat, more }) => ({ weights, cashOut: sale(fiat, fiat + more) }))

  test('a cash-out that the balances cover, and where every share buys something, is handed out whole', () => {
    fc.assert(
      fc.property(covered, ({ cashOut, weights }) => {
        const { unallocatedFiat, unallocatedSats } = allocate(cashOut, weights)
        expect([unallocatedFiat, unallocatedSats]).toEqual([0n, 0n])
      }),
      runs,
    )
  })

  test('the same input gives the same split, in whatever order the clients come', () => {
    const shuffled = anyWeights.chain((weights) =>
      fc.tuple(fc.constant(weights), fc.shuffledSubarray(weights, { minLength: weights.length })),
    )
    fc.assert(
      fc.property(anySale, shuffled, (cashOut, [weights, reordered]) => {
        const first = brief(allocate(cashOut, weights))
        expect(brief(allocate(cashOut, weights))).toEqual(first)
        expect(brief(allocate(cashOut, reordered))).toEqual(first)
      }),
      runs,
    )
  })

  test('balances that are all larger by the same factor change nothing where they cover the cash-out', () => {
    fc.assert(
      fc.property(covered, fc.bigInt({ min: 2n, max: 50n }), ({ cashOut, weights }, factor) => {
        const larger = weights.map((w) => ({ ...w, weightMinor: fiatMinor(w.weightMinor * factor) }))
        expect(brief(allocate(cashOut, larger))).toEqual(brief(allocate(cashOut, weights)))
      }),
      runs,
    )
  })
})
