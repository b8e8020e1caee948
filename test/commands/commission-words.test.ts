import { expect, test } from 'vitest'
import { compared, decimalOf, otherRule, workOut, type WorkedOut } from '../../commands/commission-words.ts'
import type { CommissionTerms } from '../../engine/domain/commission.ts'
import { sats } from '../../engine/domain/money.ts'

/** The steps as they are read in English. */
const inEnglish = (worked: WorkedOut) => ({ ...worked, steps: worked.steps.map(String) })

const GTQ = { fiatCode: 'GTQ', exponent: 2 }

/** The handbook's first example, at a price of 772,000 GTQ. */
const terms = (change: Partial<CommissionTerms> = {}): CommissionTerms => ({
  cryptoAtomsSats: sats(266_800n),
  commissionE5: 3_000n,
  discountE4: 0n,
  fiatE5: 200_000_000n,
  fixedFeeE5: 0n,
  tickerPriceE5: 77_200_000_000n,
  ...change,
})

test("the handbook's first example: 266,800 sats at 3 % are 259,029 and 7,771, not the misprinted 258,835", () => {
  const worked = inEnglish(workOut('markup', terms(), GTQ))
  expect(worked.steps).toEqual([
    'The customer paid 266,800 sats and got 2,000.00 GTQ.',
    'The commission is 3 %, without a discount.',
    "What was paid is the clients' sats and 3 % of them on top, so the clients' sats are 266,800 / 1.03 = 259,029.126213… sats.",
    'Only whole sats can be paid and the fraction stays with the operator: the clients get 259,029 sats.',
    "The rest is the operator's commission: 266,800 − 259,029 = 7,771 sats.",
  ])
  expect(worked.split).toEqual({ baseSats: 259_029n, commissionSats: 7_771n })
  expect(worked.steps.join()).not.toContain('258,835')
})

test("the handbook's second example: a discount takes its part of the commission first", () => {
  const worked = inEnglish(
    workOut(
      'markup',
      terms({ cryptoAtomsSats: sats(100_000n), commissionE5: 5_000n, discountE4: 100_000n }),
      GTQ,
    ),
  )
  expect(worked.steps[1]).toBe(
    'The commission is 5 %, and 10 % of it is waived: 5 % × (100 − 10) / 100 = 4.5 %.',
  )
  expect(worked.steps[2]).toContain('100,000 / 1.045 = 95,693.779904…')
  expect(worked.split).toEqual({ baseSats: 95_693n, commissionSats: 4_307n })
})

test("the handbook's third example: of one sat nothing is left for the clients", () => {
  const worked = inEnglish(workOut('markup', terms({ cryptoAtomsSats: sats(1n) }), GTQ))
  expect(worked.steps[2]).toContain('1 / 1.03 = 0.970873…')
  expect(worked.split).toEqual({ baseSats: 0n, commissionSats: 1n })
})

test('a fixed fee is taken out first under markup, and named', () => {
  const worked = inEnglish(workOut('markup', terms({ fixedFeeE5: 2_500_000n }), GTQ))
  expect(worked.steps[1]).toBe(
    "On top came a fixed fee of 25.00 GTQ, which is the operator's. What was paid for the cash itself is 266,800 × 2,000.00 / 2,025.00 = 263,506.172839… sats.",
  )
  expect(worked.steps[3]).toContain('263,506.172839… / 1.03 = 255,831.235766…')
  expect(worked.split).toEqual({ baseSats: 255_831n, commissionSats: 10_969n })
})

test('the ticker rule, and the difference that the other one would have made', () => {
  const ticker = inEnglish(workOut('ticker', terms(), GTQ))
  expect(ticker.steps).toEqual([
    'The customer paid 266,800 sats and got 2,000.00 GTQ.',
    "One bitcoin, which is 100,000,000 sats, was worth 772,000.00 GTQ by Lamassu's ticker, without commission.",
    'The cash was worth 2,000.00 × 100,000,000 / 772,000.00 = 259,067.357512… sats.',
    'Only whole sats can be paid and the fraction stays with the operator: the clients get 259,067 sats.',
    "The rest is the operator's commission: 266,800 − 259,067 = 7,733 sats.",
  ])
  expect(String(compared(workOut('markup', terms(), GTQ), ticker))).toBe(
    'By the ticker rule: 259,067 sats for the clients, 7,733 sats commission: 38 sats more for the clients.',
  )
  expect(String(compared(ticker, workOut('markup', terms(), GTQ)))).toBe(
    'By the markup rule: 259,029 sats for the clients, 7,771 sats commission: 38 sats less for the clients.',
  )
})

test('the clients never get more than came in', () => {
  const worked = inEnglish(workOut('ticker', terms({ tickerPriceE5: 50_000_000_000n }), GTQ))
  expect(worked.steps[3]).toBe(
    'That is more than the customer paid, so the clients get all that came in: 266,800 sats.',
  )
  expect(worked.split).toEqual({ baseSats: 266_800n, commissionSats: 0n })
})

test('a whole result is called whole, and no difference is called none', () => {
  const free = terms({ commissionE5: 0n, tickerPriceE5: 50_000_000_000n })
  const markup = inEnglish(workOut('markup', free, GTQ))
  expect(markup.steps[3]).toBe('That is a whole number: the clients get 266,800 sats.')
  expect(String(compared(markup, workOut('ticker', free, GTQ)))).toContain('no difference')
})

test('without the number that a rule needs it says so instead of guessing', () => {
  const worked = inEnglish(workOut('ticker', terms({ tickerPriceE5: null }), GTQ))
  expect(worked).toMatchObject({ split: null })
  expect(worked.steps.at(-1)).toBe('Not computable: there is no ticker price.')
  expect(String(compared(workOut('markup', terms(), GTQ), worked))).toBe(
    'By the ticker rule: not computable, there is no ticker price.',
  )
  expect(inEnglish(workOut('markup', terms({ commissionE5: null }), GTQ)).steps.at(-1)).toBe(
    'Not computable: there is no commission.',
  )
})

test('amounts are written with the digits of their currency', () => {
  const yen = inEnglish(workOut('ticker', terms({ fiatE5: 500_000_000n }), { fiatCode: 'JPY', exponent: 0 }))
  expect(yen.steps[0]).toBe('The customer paid 266,800 sats and got 5,000 JPY.')
})

test('quotients are cut off, never rounded up to what is not paid', () => {
  expect(String(decimalOf(2n, 3n))).toBe('0.666666…')
  expect(String(decimalOf(1_999_999_999n, 1_000_000_000n))).toBe('1.999999…')
  expect(String(decimalOf(10n, 4n))).toBe('2.5')
  expect(otherRule('ticker')).toBe('markup')
})
