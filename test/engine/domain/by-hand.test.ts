import { describe, expect, test } from 'vitest'
import {
  judge,
  judgeByHand,
  type ReportedCashOut,
  UNREADABLE_ROW_CODE,
  type VerdictContext,
} from '../../../engine/domain/cash-out.ts'
import { finishedRow } from '../reported-cash-outs.ts'

/** What a person may set aside about a row, and what nobody can. */

const context: VerdictContext = {
  rule: 'markup',
  exponents: new Map([['GTQ', 2]]),
  now: new Date('2026-03-01T13:00:00Z'),
}
const byHand = (change: Partial<ReportedCashOut>) => judgeByHand({ ...finishedRow, ...change }, context)

test('a sound row is what it is for the ordinary judgement, with nothing set aside', () => {
  const ordinary = judge(finishedRow, context)
  expect(ordinary.kind).toBe('payable')
  expect(byHand({})).toEqual({ ...ordinary, overridden: [] })
})

test.each<[string, Partial<ReportedCashOut>, string[]]>([
  ['unconfirmed', { dispenseConfirmed: false }, ['dispense_unconfirmed']],
  ['never reported', { dispenseConfirmed: null }, ['dispense_unconfirmed']],
  ['not dispensed at all', { dispense: false, dispenseConfirmed: null }, ['dispense_unconfirmed']],
  ['an error', { error: 'jam' }, ['error_after_dispense']],
  ['an error code', { errorCode: 'operatorCancel' }, ['error_after_dispense']],
  ['sats on their way', { status: 'authorized' }, ['sats_unconfirmed']],
  ['fewer notes', { dispensedFiat: '1900' }, ['partial_dispense']],
  ['no count of the notes', { dispensedFiat: null }, []],
  ['a test customer', { isTestCustomer: true }, ['test_customer']],
  [
    'all of it',
    { dispenseConfirmed: null, error: 'x', status: 'published', dispensedFiat: '0', isTestCustomer: true },
    ['dispense_unconfirmed', 'error_after_dispense', 'sats_unconfirmed', 'partial_dispense', 'test_customer'],
  ],
])('%s: payable by hand, and named', (_what, change, overridden) => {
  expect(byHand(change)).toMatchObject({
    kind: 'payable',
    overridden,
    cashOut: { baseSats: 259_029n, commissionSats: 7_771n },
  })
})

describe('not even by hand', () => {
  test.each<[string, Partial<ReportedCashOut>]>([
    ['unreadable', { errorCode: UNREADABLE_ROW_CODE }],
    ['other_coin', { cryptoCode: 'ETH' }],
    ['other_currency', { fiatCode: 'USD' }],
    ['amount', { cryptoAtoms: '0' }],
    ['amount', { fiat: '-1' }],
    ['amount', { fiat: 'NaN' }],
    ['missing_commission', { commissionPercentage: null }],
    ['missing_price', { rawTickerPrice: '0' }],
    ['absurd_commission', { discount: '101' }],
  ])('%s', (reason, change) => {
    const worst = { dispenseConfirmed: null, isTestCustomer: true, dispensedFiat: null }
    expect(byHand(change)).toEqual({ kind: 'impossible', reason })
    expect(byHand({ ...worst, ...change })).toEqual({ kind: 'impossible', reason })
  })
})
