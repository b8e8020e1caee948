import { describe, expect, test } from 'vitest'
import type { VerdictContext } from '../../engine/domain/cash-out.ts'
import type { CashOutRow } from '../../engine/ports.ts'
import type { KnownCashOut } from '../../engine/storage.ts'
import { decide, moneyHash } from '../../engine/take-in.ts'
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
  foreign: { ...finishedRow, fiatCode: 'USD' },
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
    'that nobody kept deposits in its currency',
    booked('quarantined', { quarantineReason: 'other_currency' }),
    {
      payable: 'take',
      jammed: 'quarantine error_after_dispense',
      foreign: 'quarantine other_currency',
      waiting: 'nothing to do',
      nothing: 'nothing to do',
    },
  ],
  [
    'that it is paid out, and its currency was unknown before',
    booked('completed', { quarantineReason: 'other_currency' }),
    { payable: 'flag_upstream_change' },
  ],
  [
    'that it is pending, and its currency was unknown before',
    booked('pending', { quarantineReason: 'other_currency' }),
    { payable: 'quarantine changed_upstream' },
  ],
  [
    'that the machine never confirmed it',
    unconfirmed,
    {
      payable: 'take',
      jammed: 'quarantine error_after_dispense',
      unconfirmed: 'quarantine dispense_unconfirmed',
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

describe('an unchanged row in a currency that nobody kept deposits in', () => {
  const foreign = { ...finishedRow, fiatCode: 'USD' }
  const aside = (more: Partial<Booked> = {}): Booked =>
    booked('quarantined', { quarantineReason: 'other_currency', sourceRowHash: moneyHash(foreign), ...more })
  const withClient = { ...context, exponents: new Map([['USD', 2]]) }

  test('is taken in once there is a client, and left alone until then', () => {
    expect(decide(foreign, aside(), context)).toBeNull()
    expect(decide(foreign, aside(), withClient)).toMatchObject({ kind: 'take', row: foreign })
  })

  test('is set aside for another reason where there is one', () => {
    const fine = { ...withClient, exponents: new Map([['USD', 0]]) }
    const odd = { ...foreign, fiat: '2000.50000' }
    const known = aside({ sourceRowHash: moneyHash(odd) })
    expect(decide(odd, known, fine)).toMatchObject({ kind: 'quarantine', reason: 'amount' })
  })

  test('is not touched for any other reason, or when it is not set aside any more', () => {
    expect(decide(foreign, aside({ quarantineReason: 'amount' }), withClient)).toBeNull()
    expect(decide(foreign, aside({ quarantineReason: 'dispense_unconfirmed' }), withClient)).toBeNull()
    expect(decide(foreign, aside({ status: 'completed' }), withClient)).toBeNull()
    expect(decide(foreign, aside({ status: 'pending' }), withClient)).toBeNull()
  })
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
