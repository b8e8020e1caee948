import pino from 'pino'
import { describe, expect, test } from 'vitest'
import { UNREADABLE_ROW_CODE } from '../../../engine/domain/cash-out.ts'
import { readActions, readCashOuts, readDigests } from '../../../engine/lamassu/rows.ts'
import { silentLog } from '../../support/database.ts'

const raw = (changes: Record<string, unknown> = {}): Record<string, unknown> => ({
  transaction_id: 'aaaaaaaa-0000-4000-8000-000000000000',
  device_id: 'machine',
  machine_name: null,
  crypto_code: 'LN',
  crypto_atoms: '512400',
  received_crypto_atoms: '512400',
  fiat: '4000.00000',
  fiat_code: 'GTQ',
  fixed_fee: '0',
  commission_percentage: '0.05500',
  raw_ticker_price: '826091.28000',
  discount: null,
  status: 'confirmed',
  dispense: true,
  dispense_confirmed: true,
  error: null,
  error_code: null,
  is_test_customer: false,
  created: new Date('2026-01-01T00:00:00Z'),
  confirmed_at: null,
  column_count: 106,
  ...changes,
})

describe('rows', () => {
  test.each([
    ['created', Number.POSITIVE_INFINITY],
    ['crypto_atoms', 512400],
    ['fiat', undefined],
    ['dispense_confirmed', 't'],
    ['error', 7],
    ['is_test_customer', null],
  ])('a row whose %s is %s can never be paid, and is told to the operator', (column, value) => {
    const lines: string[] = []
    const log = pino({}, { write: (line: string) => lines.push(line) })
    const [poisoned, sound] = readCashOuts([raw({ [column]: value }), raw()], [], log)
    expect(poisoned).toMatchObject({ errorCode: UNREADABLE_ROW_CODE, fiatCode: 'GTQ', dispense: true })
    expect(poisoned?.error).toContain(column)
    expect(sound).toMatchObject({ error: null, errorCode: null })
    expect(lines).toHaveLength(1)
    expect(lines[0]).toContain('aaaaaaaa-0000-4000-8000-000000000000')
  })

  test('a row without an id is nobody’s: the reading fails', () => {
    expect(() => readCashOuts([raw({ transaction_id: null })], [], silentLog)).toThrow(/transaction_id/)
  })

  test('an action that cannot be read is left out, its neighbours are not', () => {
    const action = {
      transaction_id: 'aaaaaaaa-0000-4000-8000-000000000000',
      is_report: true,
      created: new Date(0),
      dispensed_fiat: '4000',
    }
    const actions = readActions([{ ...action, created: 'yesterday' }, action], silentLog)
    expect(actions).toEqual([action])
    expect(readCashOuts([raw()], actions, silentLog)[0]).toMatchObject({
      dispensedFiat: '4000',
      cashTime: new Date(0),
    })
  })

  test('digests of another shape fail instead of being skipped', () => {
    expect(() => readDigests([{ bucket: 4096, row_count: 1, digest: '1' }])).toThrow()
    expect(() => readDigests([{ bucket: 1, row_count: 1, digest: null }])).toThrow()
    expect(readDigests([{ bucket: 1, row_count: 2, digest: '-5' }])).toEqual({
      rowCount: 2,
      digests: new Map([[1, '2:-5']]),
    })
  })
})
