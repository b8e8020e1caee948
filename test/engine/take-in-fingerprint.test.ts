import { describe, expect, test } from 'vitest'
import type { CashOutRow } from '../../engine/ports.ts'
import { bucketOf, moneyHash } from '../../engine/take-in.ts'
import { finishedRow } from './reported-cash-outs.ts'

const hash = moneyHash(finishedRow)

describe('the fingerprint', () => {
  const changes: Partial<CashOutRow>[] = [
    { transactionId: '1b4e28ba-2fa1-11d2-883f-0016d3cca428' },
    { cryptoCode: 'BTC' },
    { cryptoAtoms: '266801' },
    { fiat: '2000.00001' },
    { fiatCode: 'USD' },
    { fixedFee: '0.00001' },
    { commissionPercentage: '0.03001' },
    { commissionPercentage: null },
    { rawTickerPrice: '772000.00001' },
    { discount: '1' },
    { dispenseConfirmed: false },
    { error: '' },
    { errorCode: 'jam' },
    { isTestCustomer: true },
    { fiat: 'NaN' },
    { fiat: 'Infinity' },
  ]
  test('is another for every change that decides about money', () => {
    const hashes = changes.map((change) => moneyHash({ ...finishedRow, ...change }))
    expect(new Set([hash, ...hashes]).size).toBe(changes.length + 1)
    expect(hash).toMatch(/^[0-9a-f]{64}$/)
  })

  test.each<Partial<CashOutRow>>([
    { cryptoAtoms: '266800.0' },
    { fiat: '2000' },
    { fixedFee: '0' },
    { commissionPercentage: '0.03' },
    { rawTickerPrice: '772000.000000000000' },
    { discount: '0' },
    { discount: '0.00' },
    { status: 'instant' },
    { machineName: 'Zona 1' },
    { receivedCryptoAtoms: '266800' },
    { confirmedAt: null },
    { cashTime: null },
  ])('is the same for %o', (change) => {
    expect(moneyHash({ ...finishedRow, ...change })).toBe(hash)
  })

  test('tells "not confirmed" and "not known" alike', () => {
    const hashWith = (dispenseConfirmed: boolean | null) => moneyHash({ ...finishedRow, dispenseConfirmed })
    expect(hashWith(null)).toBe(hashWith(false))
  })

  test('keeps twelve decimals apart, and the text of what has more', () => {
    const hashes = ['0.000000000001', '0.000000000002', '0.0000000000001', '0.0000000000002']
    const of = hashes.map((rawTickerPrice) => moneyHash({ ...finishedRow, rawTickerPrice }))
    expect(new Set(of).size).toBe(4)
  })

  test('is the one that the books already hold: any other would call every row changed', () => {
    expect(hash).toBe('676f016d2b53859ec4f101a8d3acba2e50579515c94ef452285dadb5d4dabd27')
  })
})

test('the bucket of an id is its first three hex digits', () => {
  expect(bucketOf('000fffff-0000')).toBe(0)
  expect(bucketOf('fff00000-0000')).toBe(4095)
  expect(bucketOf('1b4e28ba-2fa1')).toBe(436)
})
