import { expect, test } from 'vitest'
import * as argument from '../../commands/arguments.ts'
import { readFiatAmount } from '../../commands/fiat-amount.ts'
import { MAX_FIAT_MINOR } from '../../engine/domain/money.ts'

const GTQ = { fiatCode: 'GTQ', exponent: 2 }
const sentence = (read: () => unknown): string => {
  try {
    read()
  } catch (thrown) {
    return (thrown as Error).message
  }
  throw new Error('it was accepted')
}

test('a moment is UTC unless it names an offset', () => {
  const read = (written: string) => argument.moment({ help: 'when' }).read(written, 'from').toISOString()
  expect(read('2026-11-22')).toBe('2026-11-22T00:00:00.000Z')
  expect(read('2026-11-22T10:30')).toBe('2026-11-22T10:30:00.000Z')
  expect(read('2026-11-22T10:30:15-06:00')).toBe('2026-11-22T16:30:15.000Z')
})

test.each(['2026-02-31', '2026-13-01', '22.11.2026', '2026-11-22T25:00', 'yesterday', ''])(
  'a moment is not "%s"',
  (written) => {
    expect(sentence(() => argument.moment({ help: 'when' }).read(written, 'from'))).toBe(
      `--from must be a date such as 2026-11-22; "${written}" is not.`,
    )
  },
)

test.each(['5,000.00', '5e3', '1 000', '.5', '5.', 'five', '0x10', '+5'])(
  'a number is not "%s"',
  (written) => {
    expect(sentence(() => argument.decimal({ help: 'how much' }).read(written, 'amount'))).toContain(
      'must be a plain number such as 5000.00, without thousands separators',
    )
  },
)

test('a currency is three letters, in either case', () => {
  expect(argument.currency({ help: 'which' }).read('gtq', 'currency')).toBe('GTQ')
  expect(sentence(() => argument.currency({ help: 'which' }).read('Q', 'currency'))).toBe(
    '--currency must be three letters such as GTQ; "Q" is not.',
  )
})

test('what is missing is named with what it is', () => {
  expect(sentence(() => argument.decimal({ help: 'the amount' }).read(undefined, 'amount'))).toBe(
    '--amount is missing: the amount.',
  )
})

test('an amount becomes minor units exactly', () => {
  expect(readFiatAmount('5000.00', 'amount', GTQ)).toBe(500_000n)
  expect(readFiatAmount('0.01', 'amount', GTQ)).toBe(1n)
  expect(readFiatAmount('7', 'amount', { fiatCode: 'JPY', exponent: 0 })).toBe(7n)
  expect(readFiatAmount('1.234', 'amount', { fiatCode: 'KWD', exponent: 3 })).toBe(1_234n)
  expect(readFiatAmount('90071992547409.91', 'amount', GTQ)).toBe(MAX_FIAT_MINOR)
})

test.each([
  [
    '1.005',
    '--amount has too many decimals: GTQ has 2 digits after the point at most, such as 5000.00; "1.005" has more.',
  ],
  ['0.00', '--amount must be above zero; "0.00" is zero.'],
  ['-5', '--amount must be above zero; "-5" is negative.'],
  ['90071992547409.92', '--amount can be 90,071,992,547,409.91 GTQ at most; "90071992547409.92" is more.'],
])('an amount is not %s', (written, expected) => {
  expect(sentence(() => readFiatAmount(written, 'amount', GTQ))).toBe(expected)
})

test('a currency without cents takes none', () => {
  expect(sentence(() => readFiatAmount('1.5', 'amount', { fiatCode: 'JPY', exponent: 0 }))).toContain(
    'JPY has no digits after the point, such as 5000',
  )
})

test.each([
  ['30m', 1800],
  ['30min', 1800],
  ['2h', 7200],
  ['1d', 86_400],
  ['1d6h', 108_000],
  ['1h 30m', 5400],
  ['2H', 7200],
])('%s lasts %d seconds', (written, seconds) => {
  expect(argument.secondsIn(written)).toBe(seconds)
})

test.each(['', '2', 'h', '2 hours', '-2h', '2.5h', '1w', '99999h', 'forever', 'infinity'])(
  '"%s" is no time',
  (written) => {
    const spec = argument.duration({ help: 'how long', leastSeconds: 60, mostSeconds: 86_400 })
    expect(sentence(() => spec.read(written, 'for'))).toBe(
      `--for must be a time such as 30m, 2h or 1d; "${written}" is not.`,
    )
  },
)
