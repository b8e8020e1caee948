import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  asFloat,
  fiatMinor,
  floorDivide,
  formatDecimal,
  MAX_FIAT_MINOR,
  MAX_SATS,
  msat,
  parseDecimal,
  sats,
  satsToMsat,
  sum,
} from '../../../engine/domain/money.ts'

describe('the bounds of money', () => {
  const bounds = [
    { name: 'sats', brand: sats, limit: MAX_SATS },
    { name: 'msat', brand: msat, limit: MAX_SATS * 1000n },
    { name: 'minor units', brand: fiatMinor, limit: MAX_FIAT_MINOR },
  ]
  test.each(bounds)('$name reach exactly to their limit, in both directions', ({ name, brand, limit }) => {
    expect(brand(limit)).toBe(limit)
    expect(brand(-limit)).toBe(-limit)
    expect(() => brand(limit + 1n)).toThrow(`${limit + 1n} ${name} is out of range`)
    expect(() => brand(-limit - 1n)).toThrow('out of range')
  })

  test('are those of the database domains: 21 million bitcoin, and what any JSON reader holds', () => {
    expect(MAX_SATS).toBe(2_100_000_000_000_000n)
    expect(MAX_FIAT_MINOR).toBe(BigInt(Number.MAX_SAFE_INTEGER))
  })

  test('sats become msat without loss', () => {
    expect(satsToMsat(sats(MAX_SATS))).toBe(MAX_SATS * 1000n)
    expect(satsToMsat(sats(-1n))).toBe(-1000n)
  })
})

describe('parseDecimal', () => {
  const good: [text: string, decimals: number, scaled: bigint][] = [
    ['150.50', 2, 15050n],
    ['0.055', 5, 5500n],
    ['2000.00000', 2, 200000n],
    ['2000', 0, 2000n],
    ['2000.000', 0, 2000n],
    ['-1.5', 1, -15n],
    ['0', 3, 0n],
    ['-0.00', 2, 0n],
    ['007.10', 2, 710n],
    ['9007199254740993.01', 2, 900719925474099301n],
    ['9'.repeat(30), 0, BigInt('9'.repeat(30))],
  ]
  test.each(good)('%j with %i decimals is %d', (text, decimals, scaled) => {
    expect(parseDecimal(text, decimals)).toBe(scaled)
  })

  const bad: [text: string, decimals: number][] = [
    ['150.505', 2],
    ['0.1', 0],
    ['', 2],
    [' 1', 2],
    ['1 ', 2],
    ['1\n', 2],
    ['+1', 2],
    ['--1', 2],
    ['.5', 2],
    ['5.', 2],
    ['1e3', 2],
    ['1,000', 2],
    ['NaN', 2],
    ['Infinity', 2],
    ['0x10', 2],
    ['١٢', 2],
    ['9'.repeat(41), 2],
  ]
  test.each(bad)('%j with %i decimals is no such number', (text, decimals) => {
    expect(parseDecimal(text, decimals)).toBeNull()
  })

  test('is the inverse of formatDecimal', () => {
    const amounts = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n })
    fc.assert(
      fc.property(amounts, fc.integer({ min: 0, max: 9 }), (scaled, decimals) => {
        expect(parseDecimal(formatDecimal(scaled, decimals), decimals)).toBe(scaled)
      }),
    )
  })
})

test.each([
  [15050n, 2, '150.50'],
  [-5n, 2, '-0.05'],
  [0n, 5, '0.00000'],
  [7n, 0, '7'],
  [-7n, 0, '-7'],
])('formatDecimal(%d, %i) is %j', (scaled, decimals, text) => {
  expect(formatDecimal(scaled, decimals)).toBe(text)
})

test('floorDivide refuses what has no obvious floor', () => {
  expect(floorDivide(7n, 2n)).toBe(3n)
  expect(() => floorDivide(-1n, 2n)).toThrow('non-negative')
  expect(() => floorDivide(1n, 0n)).toThrow('positive denominator')
  expect(() => floorDivide(1n, -2n)).toThrow('positive denominator')
})

test('sum adds exactly', () => {
  expect(sum([])).toBe(0n)
  expect(sum([9_007_199_254_740_993n, 1n, -4n])).toBe(9_007_199_254_740_990n)
})

test('asFloat gives exact numbers or none', () => {
  expect(asFloat(9_007_199_254_740_991n)).toBe(9_007_199_254_740_991)
  expect(() => asFloat(9_007_199_254_740_993n)).toThrow('not exact')
})
