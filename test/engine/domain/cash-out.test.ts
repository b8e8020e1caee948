import { describe, expect, test } from 'vitest'
import {
  DISPENSE_GRACE_SECONDS,
  judge,
  QUARANTINE_REASONS,
  type ReportedCashOut,
  UNREADABLE_ROW_CODE,
  type Verdict,
  type VerdictContext,
} from '../../../engine/domain/cash-out.ts'

const created = new Date('2026-03-01T12:00:00Z')
const cashTime = new Date('2026-03-01T12:00:30Z')
const now = new Date('2026-03-01T13:00:00Z')
const later = (since: Date, seconds: number): Date => new Date(since.getTime() + seconds * 1000)

const context: VerdictContext = {
  rule: 'markup',
  exponents: new Map([
    ['GTQ', 2],
    ['JPY', 0],
    ['KWD', 3],
    // Finer than any number that Lamassu prints.
    ['XXX', 6],
  ]),
  now,
}

/** A finished sale of 2,000.00 GTQ. */
const finished: ReportedCashOut = {
  transactionId: '1b4e28ba-2fa1-11d2-883f-0016d3cca427',
  cryptoCode: 'LN',
  cryptoAtoms: '266800',
  fiat: '2000.00000',
  fiatCode: 'GTQ',
  fixedFee: '0.00000',
  commissionPercentage: '0.03000',
  rawTickerPrice: '772000.00000',
  discount: null,
  status: 'confirmed',
  dispense: true,
  dispenseConfirmed: true,
  error: null,
  errorCode: null,
  isTestCustomer: false,
  created,
  confirmedAt: created,
  dispensedFiat: '2000',
  cashTime,
}

const verdictOn = (change: Partial<ReportedCashOut>, more: Partial<VerdictContext> = {}): Verdict =>
  judge({ ...finished, ...change }, { ...context, ...more })
/** 'quarantine amount', 'waiting dispensing', 'payable', 'nothing'. */
const told = (verdict: Verdict): string =>
  'reason' in verdict ? `${verdict.kind} ${verdict.reason}` : verdict.kind

const undispensed = { dispenseConfirmed: false, cashTime: null, dispensedFiat: null }
const justAfter = { now: later(created, DISPENSE_GRACE_SECONDS - 1) }

const table: [
  what: string,
  change: Partial<ReportedCashOut>,
  told: string,
  more?: Partial<VerdictContext>,
][] = [
  ['a finished Lightning sale', {}, 'payable'],
  ['a finished on-chain sale', { cryptoCode: 'BTC' }, 'payable'],
  ['status instant', { status: 'instant' }, 'payable'],
  ['no line in the action log', { dispensedFiat: null, cashTime: null }, 'payable'],
  ['a discount of 100', { discount: '100' }, 'payable'],
  ['no commission at all', { commissionPercentage: '0' }, 'payable'],
  ['all the bitcoin there can be', { cryptoAtoms: '2100000000000000' }, 'payable'],
  ['all the cash that is accepted', { fiat: '90071992547409.91000', dispensedFiat: null }, 'payable'],

  // Not dispensed so far.
  ['no money yet', { ...undispensed, dispense: false, status: 'notSeen' }, 'nothing'],
  ['paid and not fetched', { ...undispensed, dispense: false }, 'nothing'],
  ['dispensing for five minutes at most', undispensed, 'waiting dispensing', justAfter],
  ['dispense_confirmed NULL', { ...undispensed, dispenseConfirmed: null }, 'waiting dispensing', justAfter],
  ['dispensing for longer', undispensed, 'quarantine dispense_unconfirmed'],
  [
    'exactly five minutes',
    undispensed,
    'quarantine dispense_unconfirmed',
    { now: later(created, DISPENSE_GRACE_SECONDS) },
  ],
  [
    'fetched hours after the sale: the notes were planned just now',
    { ...undispensed, cashTime: later(now, -10) },
    'waiting dispensing',
  ],
  [
    'cancelled by the operator',
    { ...undispensed, errorCode: 'operatorCancel', error: 'Operator cancel' },
    'nothing',
  ],
  ['blocked by the score', { ...undispensed, errorCode: 'scoreThresholdReached' }, 'nothing'],
  ['the score failed', { ...undispensed, errorCode: 'walletScoringError' }, 'nothing'],
  ['another error while dispensing', { ...undispensed, errorCode: 'jam' }, 'quarantine dispense_unconfirmed'],

  // Dispensed, and the sats are not there.
  ['authorized, not confirmed', { status: 'authorized' }, 'waiting sats_unconfirmed'],
  ['rejected, which only means above the limit', { status: 'rejected' }, 'waiting sats_unconfirmed'],
  ['published', { status: 'published' }, 'waiting sats_unconfirmed'],
  ['insufficientFunds', { status: 'insufficientFunds' }, 'waiting sats_unconfirmed'],

  // A person has to decide.
  ['a row that could not be read', { errorCode: UNREADABLE_ROW_CODE }, 'quarantine unreadable'],
  [
    'a row without dispense that could not be read',
    { ...undispensed, errorCode: UNREADABLE_ROW_CODE },
    'quarantine unreadable',
  ],
  ['an error after the cash', { error: 'jam' }, 'quarantine error_after_dispense'],
  ['an error code after the cash', { errorCode: 'operatorCancel' }, 'quarantine error_after_dispense'],
  ['an empty error is an error', { error: '' }, 'quarantine error_after_dispense'],
  [
    'an error on an unconfirmed sale',
    { error: 'jam', status: 'authorized' },
    'quarantine error_after_dispense',
  ],
  ['a test customer', { isTestCustomer: true }, 'quarantine test_customer'],
  ['Litecoin', { cryptoCode: 'LTC', cryptoAtoms: '100000000' }, 'quarantine other_coin'],
  ['Ether', { cryptoCode: 'ETH', cryptoAtoms: '1000000000000000000' }, 'quarantine other_coin'],
  ['a currency without clients', { fiatCode: 'USD' }, 'quarantine other_currency'],
  ['a note missing', { dispensedFiat: '1900' }, 'quarantine partial_dispense'],
  ['a note too many', { dispensedFiat: '2100' }, 'quarantine partial_dispense'],
  ['nothing dispensed', { dispensedFiat: '0' }, 'quarantine partial_dispense'],
  ['no sats', { cryptoAtoms: '0' }, 'quarantine amount'],
  ['negative sats', { cryptoAtoms: '-1' }, 'quarantine amount'],
  ['more than 21 million bitcoin', { cryptoAtoms: '2100000000000001' }, 'quarantine amount'],
  ['half a sat', { cryptoAtoms: '1.5' }, 'quarantine amount'],
  ['no cash', { fiat: '0.00000' }, 'quarantine amount'],
  ['negative cash', { fiat: '-2000.00000' }, 'quarantine amount'],
  ['a third of a centavo', { fiat: '2000.00300', dispensedFiat: null }, 'quarantine amount'],
  ['unreadable cash', { fiat: 'NaN' }, 'quarantine amount'],
  ['too much cash', { fiat: '90071992547409.92000', dispensedFiat: null }, 'quarantine amount'],
  [
    'finer cash than five decimals',
    { fiatCode: 'XXX', fiat: '2000.000001', dispensedFiat: null },
    'quarantine amount',
  ],
  ['an unreadable fixed fee', { fixedFee: 'NaN' }, 'quarantine amount'],
  [
    'an unreadable fixed fee under the other rule',
    { fixedFee: 'NaN' },
    'quarantine amount',
    { rule: 'ticker' },
  ],
  ['a negative fixed fee', { fixedFee: '-1.00000' }, 'quarantine amount'],
  ['half a yen', { fiatCode: 'JPY', fiat: '2000.50000', dispensedFiat: null }, 'quarantine amount'],
  ['no commission recorded', { commissionPercentage: null }, 'quarantine missing_commission'],
  ['no price recorded', { rawTickerPrice: null }, 'quarantine missing_price'],
  ['a price of zero', { rawTickerPrice: '0.00000' }, 'quarantine missing_price'],
  ['a negative price', { rawTickerPrice: '-1.00000' }, 'quarantine missing_price'],
  ['an unreadable price', { rawTickerPrice: 'NaN' }, 'quarantine missing_price'],
  ['an unreadable commission', { commissionPercentage: 'NaN' }, 'quarantine absurd_commission'],
  ['an unreadable discount', { discount: 'NaN' }, 'quarantine absurd_commission'],
  ['5.5 meant as 5.5 %', { commissionPercentage: '5.50000' }, 'quarantine absurd_commission'],
  ['a commission of 100 %', { commissionPercentage: '1.00000' }, 'quarantine absurd_commission'],
  ['a negative commission', { commissionPercentage: '-0.01000' }, 'quarantine absurd_commission'],
  ['a discount of 150', { discount: '150' }, 'quarantine absurd_commission'],
  ['a negative discount', { discount: '-1' }, 'quarantine absurd_commission'],
]

test('the mark of an unreadable row is one that Lamassu would never set', () => {
  expect(UNREADABLE_ROW_CODE).toBe('satmachine_unreadable')
})

describe('judge', () => {
  test.each(table)('%s: %s', (_what, change, expected, more) => {
    expect(told(verdictOn(change, more))).toBe(expected)
  })

  test('each reason to set a cash-out aside occurs in the table, but for those of the take-in and of people', () => {
    const seen = new Set(table.map(([, , expected]) => expected.replace('quarantine ', '')))
    const missing = Object.keys(QUARANTINE_REASONS).filter((reason) => !seen.has(reason))
    expect(missing).toEqual(['changed_upstream', 'held'])
  })

  test('a payable cash-out is split, in exact integers', () => {
    expect(verdictOn({ discount: '10', fixedFee: '25.00000' })).toMatchObject({
      kind: 'payable',
      cashOut: {
        fiatCode: 'GTQ',
        fiat: 200_000n,
        terms: {
          cryptoAtomsSats: 266_800n,
          commissionE5: 3000n,
          discountE4: 100_000n,
          fiatE5: 200_000_000n,
          fixedFeeE5: 2_500_000n,
          tickerPriceE5: 77_200_000_000n,
        },
      },
    })
    expect(verdictOn({})).toMatchObject({ cashOut: { baseSats: 259_029n, commissionSats: 7_771n } })
    expect(verdictOn({}, { rule: 'ticker' })).toMatchObject({ cashOut: { baseSats: 259_067n } })
  })

  test.each([
    ['JPY', '2000.00000', 2000n],
    ['KWD', '12.34500', 12_345n],
    ['GTQ', '2000.50000', 200_050n],
  ])('%s %s is %d in the smallest unit', (fiatCode, fiat, minor) => {
    expect(verdictOn({ fiatCode, fiat, dispensedFiat: null })).toMatchObject({ cashOut: { fiat: minor } })
  })

  test('the cash counts from when it left the machine, else from the confirmation, else from now', () => {
    const timeOf = (change: Partial<ReportedCashOut>): unknown => {
      const verdict = verdictOn(change)
      return verdict.kind === 'payable' ? verdict.cashOut.transactionTime : verdict
    }
    expect(timeOf({})).toEqual(cashTime)
    expect(timeOf({ cashTime: null })).toEqual(created)
    expect(timeOf({ cashTime: null, confirmedAt: null })).toEqual(now)
  })
})
