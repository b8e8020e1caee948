import { describe, expect, test } from 'vitest'
import { msat, sats } from '../../../engine/domain/money.ts'
import { type HistoryRow, type Resolution, resolve } from '../../../engine/domain/resolution.ts'

/** Every combination of what the two wallets can show for one invoice over 100 sats, with its one answer. */

const PREIMAGE = 'fits'
const expected = {
  amountSats: sats(100n),
  payerWalletId: 'payer',
  payeeWalletId: 'payee',
  preimageFits: (preimage: string) => preimage === PREIMAGE,
}

function row(walletId: string, amountMsat: bigint, more: Partial<HistoryRow> = {}): HistoryRow {
  return {
    walletId,
    amountMsat: msat(amountMsat),
    feeMsat: msat(0n),
    status: 'success',
    preimage: PREIMAGE,
    ...more,
  }
}

const debit = row('payer', -100_000n)
const credit = row('payee', 100_000n)

const payerRows = {
  none: [],
  pending: [{ ...debit, status: 'pending' as const, preimage: null }],
  'success right': [debit],
  'success wrong amount': [row('payer', -99_000n)],
  'success wrong preimage': [{ ...debit, preimage: 'other' }],
  'success without preimage': [{ ...debit, preimage: null }],
  failed: [{ ...debit, status: 'failed' as const, preimage: null }],
  'foreign wallet': [row('somebody', -100_000n)],
  'right and foreign': [debit, row('somebody', -100_000n)],
  'two debits': [debit, debit],
  'a failed and a good debit': [{ ...debit, status: 'failed' as const }, debit],
} satisfies Record<string, HistoryRow[]>

const payeeRows = {
  unreadable: null,
  none: [],
  pending: [{ ...credit, status: 'pending' as const }],
  failed: [{ ...credit, status: 'failed' as const }],
  'success right': [credit],
  'success wrong amount': [row('payee', 99_000n)],
  'foreign wallet': [row('somebody', 100_000n)],
} satisfies Record<string, HistoryRow[] | null>

type Payer = keyof typeof payerRows
type Payee = keyof typeof payeeRows
type Kind = Resolution['kind']

const always = (kind: Kind): Record<Payee, Kind> => ({
  unreadable: kind,
  none: kind,
  pending: kind,
  failed: kind,
  'success right': kind,
  'success wrong amount': kind,
  'foreign wallet': kind,
})

const debited: Record<Payee, Kind> = {
  unreadable: 'paid',
  none: 'half_state',
  pending: 'half_state',
  failed: 'half_state',
  'success right': 'paid',
  'success wrong amount': 'contradiction',
  'foreign wallet': 'contradiction',
}

const undebited: Record<Payee, Kind> = {
  unreadable: 'receiver_gone',
  none: 'invoice_dead',
  pending: 'unpaid',
  failed: 'invoice_dead',
  'success right': 'paid_by_other',
  'success wrong amount': 'paid_by_other',
  'foreign wallet': 'contradiction',
}

const answers: Record<Payer, Record<Payee, Kind>> = {
  none: undebited,
  pending: { ...always('in_flight'), 'foreign wallet': 'contradiction' },
  'success right': debited,
  'success wrong amount': always('contradiction'),
  'success wrong preimage': always('contradiction'),
  'success without preimage': debited,
  // LNbits keeps a failed row of a payment that tried to leave it; an invoice that still lives was never tried.
  failed: { ...undebited, pending: 'contradiction' },
  'foreign wallet': always('contradiction'),
  'right and foreign': always('contradiction'),
  'two debits': always('contradiction'),
  'a failed and a good debit': always('contradiction'),
}

const cases = (Object.keys(payerRows) as Payer[]).flatMap((payer) =>
  (Object.keys(payeeRows) as Payee[]).map((payee) => ({ payer, payee, kind: answers[payer][payee] })),
)
const answerTo = (payer: Payer, payee: Payee): Resolution =>
  resolve(expected, { payerRows: payerRows[payer], payeeRows: payeeRows[payee] })

describe('resolve', () => {
  test.each(cases)('payer: $payer, payee: $payee is $kind', ({ payer, payee, kind }) => {
    expect(answerTo(payer, payee).kind).toBe(kind)
  })

  test('only one combination allows a payment: no debit at all, and an invoice that waits for it', () => {
    const payable = cases.filter(({ payer, payee }) => answerTo(payer, payee).kind === 'unpaid')
    expect(payable).toEqual([{ payer: 'none', payee: 'pending', kind: 'unpaid' }])
  })

  test('only a successful debit of the right amount counts as paid', () => {
    const paid = cases.filter(({ payer, payee }) => answerTo(payer, payee).kind === 'paid')
    expect(paid.map(({ payer, payee }) => `${payer}/${payee}`)).toEqual([
      'success right/unreadable',
      'success right/success right',
      'success without preimage/unreadable',
      'success without preimage/success right',
    ])
  })

  test('a payment carries its preimage and fee, and whether the receiver was seen', () => {
    const withFee = { ...debit, feeMsat: msat(-7n) }
    const seen = resolve(expected, { payerRows: [withFee], payeeRows: [credit] })
    expect(seen).toEqual({ kind: 'paid', preimage: PREIMAGE, feeMsat: -7n, receiverConfirmed: true })
    const unseen = resolve(expected, { payerRows: [withFee], payeeRows: null })
    expect(unseen).toMatchObject({ kind: 'paid', receiverConfirmed: false })
  })

  test('a contradiction says what the wallets show', () => {
    expect(answerTo('success wrong amount', 'success right')).toMatchObject({
      reason: 'the paying wallet was debited 99000 msat instead of 100000',
    })
    expect(answerTo('success right', 'success wrong amount')).toMatchObject({
      reason: 'the receiver was credited 99000 msat instead of 100000',
    })
    expect(answerTo('two debits', 'success right')).toMatchObject({
      reason: 'the paying wallet has 2 debits for one invoice',
    })
    expect(answerTo('foreign wallet', 'success right')).toMatchObject({
      reason: 'the key of the paying wallet shows rows of another wallet',
    })
    expect(answerTo('success right', 'foreign wallet')).toMatchObject({
      reason: 'the key of the receiving wallet shows rows of another wallet',
    })
    expect(answerTo('success wrong preimage', 'success right')).toMatchObject({
      reason: 'the preimage in the paying wallet does not belong to the invoice',
    })
    expect(answerTo('failed', 'pending')).toMatchObject({
      reason: 'the paying wallet shows a failed payment of a living invoice',
    })
  })

  test('a row over nothing is neither a debit nor a credit', () => {
    const [ours, theirs] = [row('payer', 0n), row('payee', 0n)]
    expect(resolve(expected, { payerRows: [ours], payeeRows: [credit] }).kind).toBe('paid_by_other')
    expect(resolve(expected, { payerRows: [debit], payeeRows: [theirs, credit] }).kind).toBe('paid')
    expect(resolve(expected, { payerRows: [debit], payeeRows: [theirs] }).kind).toBe('half_state')
  })

  test('a payment from a wallet to itself is told apart by the sign of the amount', () => {
    const same = { ...expected, payeeWalletId: 'payer' }
    const both = [row('payer', 100_000n), debit]
    expect(resolve(same, { payerRows: both, payeeRows: both }).kind).toBe('paid')
    const turned = [debit, row('payer', 100_000n)]
    expect(resolve(same, { payerRows: turned, payeeRows: turned }).kind).toBe('paid')
    const waiting = [row('payer', 100_000n, { status: 'pending' })]
    expect(resolve(same, { payerRows: waiting, payeeRows: waiting }).kind).toBe('unpaid')
  })
})
