import { describe, expect, test } from 'vitest'
import type { VerdictContext } from '../../engine/domain/cash-out.ts'
import type { CashOutRow } from '../../engine/ports.ts'
import type { KnownCashOut } from '../../engine/storage.ts'
import { bucketOf, decide, moneyHash } from '../../engine/take-in.ts'
import { finishedRow } from './reported-cash-outs.ts'

/** What is done about a row, for everything that the row can be and everything that the books can hold of it. */

const context: VerdictContext = {
  rule: 'markup',
  exponents: new Map([['GTQ', 2]]),
  now: new Date('2026-03-01T13:00:00Z'),
}
const hash = moneyHash(finishedRow)

const rows: Record<string, CashOutRow> = {
  payable: finishedRow,
  jammed: { ...finishedRow, error: 'jam' },
  unconfirmed: { ...finishedRow, dispenseConfirmed: false, cashTime: null },
  waiting: { ...finishedRow, status: 'authorized' },
  nothing: { ...finishedRow, dispense: false, dispenseConfirmed: null },
}

const sighting = (state: 'baseline' | 'baseline_unconfirmed' | 'waiting'): KnownCashOut => ({
  kind: 'sighting',
  state,
})
type Booked = Extract<KnownCashOut, { kind: 'transaction' }>
const booked = (status: Booked['status'], more: Partial<Booked> = {}): Booked => ({
  kind: 'transaction',
  status,
  quarantineReason: null,
  sourceRowHash: 'another',
  upstreamChanged: false,
  ...more,
})
const unconfirmed = booked('quarantined', { quarantineReason: 'dispense_unconfirmed' })

const told = (row: CashOutRow, known: KnownCashOut | undefined): string => {
  const decision = decide(row, known, context)
  if (decision === null) return 'nothing to do'
  return 'reason' in decision ? `${decision.kind} ${decision.reason}` : decision.kind
}

const cells: [known: string, KnownCashOut | undefined, Record<string, string>][] = [
  [
    'nothing',
    undefined,
    {
      payable: 'take',
      jammed: 'quarantine error_after_dispense',
      unconfirmed: 'quarantine dispense_unconfirmed',
      waiting: 'wait sats_unconfirmed',
      nothing: 'nothing to do',
    },
  ],
  [
    'that it waits',
    sighting('waiting'),
    {
      payable: 'take',
      jammed: 'quarantine error_after_dispense',
      unconfirmed: 'quarantine dispense_unconfirmed',
      waiting: 'wait sats_unconfirmed',
      nothing: 'forget',
    },
  ],
  [
    'that it was there before go-live',
    sighting('baseline'),
    {
      payable: 'nothing to do',
      jammed: 'nothing to do',
      unconfirmed: 'nothing to do',
      waiting: 'nothing to do',
      nothing: 'nothing to do',
    },
  ],
  [
    'that it was dispensing at go-live',
    sighting('baseline_unconfirmed'),
    {
      payable: 'take',
      jammed: 'quarantine error_after_dispense',
      unconfirmed: 'nothing to do',
      waiting: 'wait sats_unconfirmed',
      nothing: 'nothing to do',
    },
  ],
  [
    'that it is pending',
    booked('pending'),
    {
      payable: 'quarantine changed_upstream',
      jammed: 'quarantine changed_upstream',
      unconfirmed: 'quarantine changed_upstream',
      waiting: 'quarantine changed_upstream',
      nothing: 'quarantine changed_upstream',
    },
  ],
  [
    'that it is paid out',
    booked('completed'),
    { payable: 'flag_upstream_change', jammed: 'flag_upstream_change', waiting: 'flag_upstream_change' },
  ],
  ['that it is being paid out', booked('processing'), { payable: 'flag_upstream_change' }],
  [
    'that it was dispensing, and is paid out since',
    booked('completed', { quarantineReason: 'dispense_unconfirmed' }),
    { payable: 'flag_upstream_change' },
  ],
  ['and has flagged a change', booked('completed', { upstreamChanged: true }), { payable: 'nothing to do' }],
  [
    'that it is set aside',
    booked('quarantined', { quarantineReason: 'amount' }),
    { payable: 'flag_upstream_change', jammed: 'flag_upstream_change' },
  ],
  [
    'that the machine never confirmed it',
    unconfirmed,
    {
      payable: 'take',
      jammed: 'quarantine error_after_dispense',
      waiting: 'nothing to do',
      nothing: 'nothing to do',
    },
  ],
]

describe.each(cells)('the books know %s', (_known, known, decisions) => {
  test.each(Object.entries(decisions))('%s: %s', (name, decision) => {
    const row = rows[name]
    if (row === undefined) throw new Error(name)
    expect(told(row, known)).toBe(decision)
  })
})

test('an unchanged row is never touched again, whatever became of it', () => {
  for (const status of ['pending', 'quarantined', 'processing', 'completed', 'failed'] as const)
    expect(decide(finishedRow, booked(status, { sourceRowHash: hash }), context)).toBeNull()
})

describe('a decision carries what is written', () => {
  test('a cash-out with its split, its rule and its fingerprint', () => {
    for (const known of [undefined, unconfirmed]) {
      expect(decide(finishedRow, known, context)).toMatchObject({
        kind: 'take',
        row: finishedRow,
        hash,
        rule: 'markup',
        cashOut: { baseSats: 259_029n, commissionSats: 7_771n },
      })
    }
  })

  test("why it is set aside, with Lamassu's own words for an error", () => {
    const row = { ...finishedRow, error: 'jam' }
    for (const known of [undefined, unconfirmed]) {
      const reason = 'error_after_dispense'
      expect(decide(row, known, context)).toEqual({
        kind: 'quarantine',
        row,
        hash: moneyHash(row),
        reason,
        detail: 'jam',
      })
    }
    expect(decide(finishedRow, booked('pending'), context)).toEqual({
      kind: 'quarantine',
      row: finishedRow,
      hash,
      reason: 'changed_upstream',
      detail: null,
    })
  })

  test('where a row that waits is found again', () => {
    const row = { ...finishedRow, status: 'authorized' }
    expect(decide(row, undefined, context)).toEqual({
      kind: 'wait',
      row,
      bucket: 0x1b4,
      reason: 'sats_unconfirmed',
    })
  })

  test('the row to forget, and the row that changed', () => {
    const row = { ...finishedRow, dispense: false, dispenseConfirmed: null }
    expect(decide(row, sighting('waiting'), context)).toEqual({ kind: 'forget', row })
    expect(decide(row, booked('completed'), context)).toEqual({ kind: 'flag_upstream_change', row })
  })
})

test('a row on which the verdict itself fails is set aside with the error, and blocks nothing', () => {
  const row = { ...finishedRow, cashTime: 'yesterday' as unknown as Date, dispenseConfirmed: false }
  for (const known of [undefined, unconfirmed]) {
    expect(decide(row, known, context)).toMatchObject({
      kind: 'quarantine',
      reason: 'unreadable',
      detail: expect.stringContaining('getTime'),
    })
  }
})

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
