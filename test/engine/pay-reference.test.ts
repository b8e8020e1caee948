import { describe, expect, test } from 'vitest'
import { readReference, referenceOf } from '../../engine/reference.ts'

const cashOutId = '1b4e28ba-2fa1-11d2-883f-0016d3cca427'

describe('a reference', () => {
  test.each(['client', 'commission', 'funding', 'compensation'] as const)(
    'of a %s payment is written, and read back',
    (kind) => {
      const text = referenceOf({ kind, cashOutId, payeeWalletId: 'ana', invoiceSeq: 3 })
      expect(text).toBe(`satmachine:${kind}:${cashOutId}:ana:3`)
      expect(readReference(text)).toEqual({ kind, cashOutId, payeeWalletId: 'ana' })
    },
  )

  test('as it was written at first names our own id', () => {
    expect(readReference('satmachine:client:12:1')).toEqual({ kind: 'client', transferId: 12n })
    expect(readReference('satmachine:funding:999999999999999999:123456789')).toEqual({
      kind: 'funding',
      transferId: 999_999_999_999_999_999n,
    })
  })

  test.each([
    [null],
    [undefined],
    [12],
    [{}],
    [''],
    ['satmachine'],
    ['satmachine:client'],
    ['satmachine:client:12'],
    ['another:client:12:1'],
    ['satmachine:gift:12:1'],
    ['satmachine:client:x:1'],
    ['satmachine:client:1x:1'],
    ['satmachine:client:x1:1'],
    ['satmachine:client:1:x'],
    ['satmachine:client:1:1x'],
    ['satmachine:client:1:x1'],
    ['satmachine:client:1:'],
    ['satmachine:client::1'],
    ['satmachine:client:1234567890123456789:1'],
    ['satmachine:client:1:1234567890'],
    ['satmachine:client:cash-out:ana'],
    ['satmachine:client:cash-out:ana:'],
    ['satmachine:client:cash-out:ana:x'],
    ['satmachine:client:cash-out:ana:1x'],
    ['satmachine:client:cash-out:ana:x1'],
    ['satmachine:client:cash-out:ana:1234567890'],
    ['satmachine:client::ana:1'],
    ['satmachine:client:cash-out::1'],
    ['satmachine:client:cash-out:ana:1:2'],
    ['satmachine:client:1:1:1:1'],
  ])('is not %j', (text) => {
    expect(readReference(text)).toBeNull()
  })

  test('of three parts is never taken for an id of ours, whatever they look like', () => {
    expect(readReference('satmachine:client:12:1:1')).toEqual({
      kind: 'client',
      cashOutId: '12',
      payeeWalletId: '1',
    })
    const longest = readReference('satmachine:client:cash-out:ana:123456789')
    expect(longest).toEqual({ kind: 'client', cashOutId: 'cash-out', payeeWalletId: 'ana' })
  })
})
