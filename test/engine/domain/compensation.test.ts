import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { splitCompensation } from '../../../engine/domain/compensation.ts'
import { fiatMinor, sats, sum } from '../../../engine/domain/money.ts'

const share = (clientId: bigint, fiat: bigint, isGivenUp = false) => ({
  clientId,
  fiat: fiatMinor(fiat),
  isGivenUp,
})
const amountsOf = (parts: readonly { clientId: bigint; amount: bigint }[]) =>
  parts.map(({ clientId, amount }) => [clientId, amount])

describe('what was too much', () => {
  test('is divided by the cash that each spent, the last sats by the largest remainders', () => {
    const cashOut = { fiat: fiatMinor(60_000n), base: sats(74_112n), over: sats(1_756n) }
    const shares = [share(1n, 20_000n), share(2n, 20_001n), share(3n, 19_999n)]
    const { parts, houseSats } = splitCompensation(cashOut, shares)
    // 585.33, 585.36 and 585.30: the sat that is left over goes to the second.
    expect(amountsOf(parts)).toEqual([
      [1n, 585n],
      [2n, 586n],
      [3n, 585n],
    ])
    expect(houseSats).toBe(0n)
  })

  test('stays with the house as far as no deposit covered the cash', () => {
    const cashOut = { fiat: fiatMinor(1000n), base: sats(10_000n), over: sats(101n) }
    const { parts, houseSats } = splitCompensation(cashOut, [share(7n, 250n), share(8n, 250n)])
    // ⌊10,101 / 2⌋ − ⌊10,000 / 2⌋ = 50
    expect(amountsOf(parts)).toEqual([
      [7n, 25n],
      [8n, 25n],
    ])
    expect(houseSats).toBe(51n)
  })

  test('stays with the house as far as payments were given up', () => {
    const cashOut = { fiat: fiatMinor(1000n), base: sats(10_000n), over: sats(100n) }
    const { parts, houseSats } = splitCompensation(cashOut, [share(1n, 400n, true), share(2n, 600n)])
    expect([amountsOf(parts), houseSats]).toEqual([[[2n, 60n]], 40n])
  })

  test("is all the house's where no client had a part", () => {
    expect(splitCompensation({ fiat: fiatMinor(5n), base: sats(9n), over: sats(3n) }, [])).toEqual({
      parts: [],
      houseSats: 3n,
    })
  })

  test('gives no payment of nothing', () => {
    const shares = [share(1n, 999_998n), share(2n, 1n), share(3n, 1n)]
    const { parts } = splitCompensation(
      { fiat: fiatMinor(1_000_000n), base: sats(50n), over: sats(1n) },
      shares,
    )
    expect(amountsOf(parts)).toEqual([[1n, 1n]])
  })
})

const cases = fc
  .record({
    fiats: fc.array(fc.bigInt(1n, 10_000_000n), { maxLength: 40 }),
    uncovered: fc.bigInt(0n, 10_000_000n),
    givenUp: fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }),
    base: fc.bigInt(0n, 50_000_000n),
    over: fc.bigInt(1n, 5_000_000n),
  })
  .filter(({ fiats, uncovered }) => sum(fiats) + uncovered > 0n)

test('whatever the cash-out: not a sat is lost, made, or given to who had no part', () => {
  fc.assert(
    fc.property(cases, ({ fiats, uncovered, givenUp, base, over }) => {
      const spent = sum(fiats)
      const fiat = spent + uncovered
      const shares = fiats.map((amount, i) => share(BigInt(i + 1), amount, givenUp[i]))
      const { parts, houseSats } = splitCompensation(
        { fiat: fiatMinor(fiat), base: sats(base), over: sats(over) },
        shares,
      )
      expect(sum(parts.map(({ amount }) => amount)) + houseSats).toBe(over)
      const clients = ((base + over) * spent) / fiat - (base * spent) / fiat
      const living = shares.filter(({ isGivenUp }) => !isGivenUp)
      if (living.length === shares.length) expect(over - houseSats).toBe(clients)
      else expect(over - houseSats).toBeLessThanOrEqual(clients)
      for (const { clientId, amount } of parts) {
        const own = living.find((one) => one.clientId === clientId)
        if (own === undefined) throw new Error(`client ${clientId} had no part`)
        // Within a sat of the exact quota, on either side.
        const quota = clients * own.fiat
        expect(amount > 0n && amount * spent > quota - spent && amount * spent < quota + spent).toBe(true)
      }
    }),
    { numRuns: 2000 },
  )
})
