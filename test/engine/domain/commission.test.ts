import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  COMMISSION_RULES,
  type CommissionSplit,
  type CommissionTerms,
  markupFactor,
  splitCommission,
} from '../../../engine/domain/commission.ts'
import { MAX_SATS, parseDecimal, sats } from '../../../engine/domain/money.ts'

/** Terms as the handbook writes its examples: a fraction, a percentage, and no fixed fee. */
function terms(cryptoAtoms: bigint, commission: string, discount = '0'): CommissionTerms {
  return {
    cryptoAtomsSats: sats(cryptoAtoms),
    commissionE5: parseDecimal(commission, 5),
    discountE4: parseDecimal(discount, 4) ?? 0n,
    fiatE5: 200_000_000n,
    fixedFeeE5: 0n,
    tickerPriceE5: 77_200_000_000n,
  }
}

const markup = (cryptoAtoms: bigint, commission: string, discount?: string): CommissionSplit | null =>
  splitCommission('markup', terms(cryptoAtoms, commission, discount))

/** The handbook's own check: ROUND(crypto_atoms / (1 + commission·(100 − discount)/100)), off by one at most. */
function passesTheSeedsCheck(
  base: number,
  cryptoAtoms: number,
  commission: number,
  discount: number,
): boolean {
  return Math.abs(base - Math.round(cryptoAtoms / (1 + (commission * (100 - discount)) / 100))) <= 1
}

describe("the handbook's worked examples, as settled", () => {
  test('(1, 3 %, 0 %) gives base 0 and commission 1', () => {
    expect(markup(1n, '0.03')).toEqual({ baseSats: 0n, commissionSats: 1n })
  })

  test("(100000, 5 %, 10 %) gives 95693, within the handbook's own tolerance of its 95694", () => {
    expect(markup(100_000n, '0.05', '10')).toEqual({ baseSats: 95_693n, commissionSats: 4_307n })
    expect(passesTheSeedsCheck(95_693, 100_000, 0.05, 10)).toBe(true)
  })

  test('(266800, 3 %, 0 %) gives 259029; the printed 258835 is an erratum that fails the printed check', () => {
    expect(markup(266_800n, '0.03')).toEqual({ baseSats: 259_029n, commissionSats: 7_771n })
    expect(passesTheSeedsCheck(259_029, 266_800, 0.03, 0)).toBe(true)
    expect(passesTheSeedsCheck(258_835, 266_800, 0.03, 0)).toBe(false)
    // It is the result for another number of sats, rounded: the input was mistyped.
    expect(Math.round(266_600 / 1.03)).toBe(258_835)
  })
})

test('an exact multiple is not one short, as it is in floats', () => {
  // 20000 · (1 + 0.0015 · 10 / 100) = 20003
  expect(markup(20_003n, '0.0015', '90')).toEqual({ baseSats: 20_000n, commissionSats: 3n })
  expect(Math.trunc(20_003 / (1 + (0.0015 * 10) / 100))).toBe(19_999)
})

test('a discount of 100 % leaves no commission', () => {
  expect(markup(512_400n, '0.055', '100')).toEqual({ baseSats: 512_400n, commissionSats: 0n })
})

describe('a fixed fee', () => {
  const sale: CommissionTerms = { ...terms(100_000n, '0.05'), fiatE5: 100_000_000n, fixedFeeE5: 2_500_000n }

  test('belongs to the operator under markup: base = C · 1000/1025 / 1.05', () => {
    expect(splitCommission('markup', sale)).toEqual({ baseSats: 92_915n, commissionSats: 7_085n })
  })

  test('changes nothing under ticker, which looks at the cash alone', () => {
    const without = { ...sale, fixedFeeE5: 0n }
    expect(splitCommission('ticker', sale)).toEqual(splitCommission('ticker', without))
  })
})

describe('the ticker rule', () => {
  test("gives what the cash is worth: lamassu's own sample", () => {
    const sample: CommissionTerms = {
      ...terms(512_400n, '0.055'),
      fiatE5: 400_000_000n,
      tickerPriceE5: 82_609_128_000n,
    }
    expect(splitCommission('ticker', sample)).toEqual({ baseSats: 484_207n, commissionSats: 28_193n })
    expect(splitCommission('markup', sample)?.baseSats).toBe(485_687n)
  })

  test('never gives more than came in', () => {
    const cheap: CommissionTerms = { ...terms(1000n, '0.05'), tickerPriceE5: 1n }
    expect(splitCommission('ticker', cheap)).toEqual({ baseSats: 1000n, commissionSats: 0n })
  })
})

test('a rule that lacks what it needs gives nothing, rather than a guess', () => {
  expect(splitCommission('markup', { ...terms(1n, '0'), commissionE5: null })).toBeNull()
  expect(splitCommission('ticker', { ...terms(1n, '0'), tickerPriceE5: null })).toBeNull()
  // The other rule does not need it.
  expect(splitCommission('ticker', { ...terms(1n, '0'), commissionE5: null })).not.toBeNull()
  expect(splitCommission('markup', { ...terms(1n, '0'), tickerPriceE5: null })).not.toBeNull()
})

test.each([
  ['a commission of 100 %', { commissionE5: 100_000n }, 'commission is a fraction from 0 to below 1'],
  ['a negative commission', { commissionE5: -1n }, 'commission is a fraction from 0 to below 1'],
  ['a discount above 100 %', { discountE4: 1_000_001n }, 'discount is a percentage from 0 to 100'],
  ['a negative discount', { discountE4: -1n }, 'discount is a percentage from 0 to 100'],
  ['no cash', { fiatE5: 0n }, 'amounts must be positive'],
  ['negative cash', { fiatE5: -1n }, 'amounts must be positive'],
  ['a negative fee', { fixedFeeE5: -1n }, 'amounts must be positive'],
  ['negative sats', { cryptoAtomsSats: sats(-1n) }, 'amounts must be positive'],
])('%s is refused as a bug of the caller', (_what, wrong, why) => {
  expect(() => splitCommission('markup', { ...terms(1000n, '0.05'), ...wrong })).toThrow(why)
})

test('so are a price that is none, and a factor of a commission that nobody recorded', () => {
  const priced = { ...terms(1000n, '0.05'), tickerPriceE5: 0n }
  expect(() => splitCommission('ticker', priced)).toThrow('a ticker price is positive')
  expect(() => markupFactor({ ...terms(1n, '0'), commissionE5: null })).toThrow('commission is a fraction')
})

test('these are the rules, by the names that the settings and the books use', () => {
  expect(COMMISSION_RULES).toEqual(['markup', 'ticker'])
})

describe('for all terms', () => {
  const anyTerms = fc.record({
    cryptoAtomsSats: fc.bigInt({ min: 0n, max: MAX_SATS }).map(sats),
    commissionE5: fc.bigInt({ min: 0n, max: 99_999n }),
    discountE4: fc.bigInt({ min: 0n, max: 1_000_000n }),
    fiatE5: fc.bigInt({ min: 1n, max: 10n ** 14n }),
    fixedFeeE5: fc.bigInt({ min: 0n, max: 10n ** 9n }),
    tickerPriceE5: fc.bigInt({ min: 1n, max: 10n ** 14n }),
  })
  const split = (rule: (typeof COMMISSION_RULES)[number], of: CommissionTerms): CommissionSplit => {
    const result = splitCommission(rule, of)
    if (result === null) throw new Error('these terms lack nothing')
    return result
  }

  test.each(COMMISSION_RULES)('%s: base + commission is what came in, and neither is negative', (rule) => {
    fc.assert(
      fc.property(anyTerms, (of) => {
        const { baseSats, commissionSats } = split(rule, of)
        expect(baseSats + commissionSats).toBe(of.cryptoAtomsSats)
        expect(baseSats >= 0n && commissionSats >= 0n).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })

  test('markup: the base is the floor, and one sat more would be too much', () => {
    fc.assert(
      fc.property(anyTerms, (of) => {
        const { baseSats: base } = split('markup', of)
        const per =
          (10n ** 11n + of.commissionE5 * (1_000_000n - of.discountE4)) * (of.fiatE5 + of.fixedFeeE5)
        const all = of.cryptoAtomsSats * 10n ** 11n * of.fiatE5
        expect(base * per <= all && (base + 1n) * per > all).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })

  test('markup: more commission, less discount or a higher fee never gives the clients more', () => {
    fc.assert(
      fc.property(anyTerms, (of) => {
        const base = split('markup', of).baseSats
        const more = of.commissionE5 < 99_999n ? of.commissionE5 + 1n : of.commissionE5
        const less = of.discountE4 > 0n ? of.discountE4 - 1n : 0n
        expect(split('markup', { ...of, commissionE5: more }).baseSats <= base).toBe(true)
        expect(split('markup', { ...of, discountE4: less }).baseSats <= base).toBe(true)
        expect(split('markup', { ...of, fixedFeeE5: of.fixedFeeE5 + 1n }).baseSats <= base).toBe(true)
      }),
      { numRuns: 500 },
    )
  })
})
