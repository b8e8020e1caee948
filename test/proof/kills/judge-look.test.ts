import { describe, expect, test } from 'vitest'
import type { BooksLook, TransferLook } from './books-look.ts'
import { judgeCompleted, judgeMemory, judgeMovements } from './judge-look.ts'
import type { FinalRow } from './wallet-rows.ts'

/** The reader of the kill loop must see what it is there to see. */
const judged = { sourceWalletId: 'source', receivingWalletIds: new Set(['ana', 'commission']) }

const transfer = (more: Partial<TransferLook> = {}): TransferLook => ({
  kind: 'client',
  id: 8n,
  status: 'completed',
  amountSats: 500n,
  payerWalletId: 'source',
  payeeWalletId: 'ana',
  paymentHash: 'h1',
  feeMsat: 0n,
  leased: false,
  lastError: null,
  ...more,
})
const invoice = (paymentHash: string) => ({ paymentHash, kind: 'client', transferId: 8n, dead: false })
const books = (more: Partial<BooksLook> = {}): BooksLook => ({
  unsound: [],
  transfers: [transfer()],
  invoices: [invoice('h1')],
  entries: 5n,
  confirmedDeposits: 2n,
  cashOuts: new Map(),
  ...more,
})
const debit = (more: Partial<FinalRow> = {}): FinalRow => ({
  walletId: 'source',
  paymentHash: 'h1',
  amountMsat: -500_000n,
  feeMsat: 0n,
  ...more,
})
const credit = (more: Partial<FinalRow> = {}): FinalRow =>
  debit({ walletId: 'ana', amountMsat: 500_000n, ...more })
const movements = (rows: FinalRow[], look = books()): string[] => judgeMovements(judged, { rows }, look)
const completed = (rows: FinalRow[], look = books()): string[] => judgeCompleted(judged, look, { rows })

describe('movements in the wallets', () => {
  test('one debit and one credit of a known payment are fine, as are top-ups and strangers', () => {
    const topUp = credit({ walletId: 'source', paymentHash: 'top-up' })
    const stranger = credit({ walletId: 'somebody', paymentHash: 'x' })
    expect(movements([debit(), credit(), topUp, stranger])).toEqual([])
    expect(movements([debit()], books({ transfers: [transfer({ status: 'paying' })] }))).toEqual([])
  })
  const twoHashes = books({ invoices: [invoice('h1'), invoice('h2')] })
  test.each([
    ['a second debit under another hash', [debit(), debit({ paymentHash: 'h2' })], twoHashes, /second debit/],
    [
      'a second credit under another hash',
      [credit(), credit({ paymentHash: 'h2' })],
      twoHashes,
      /second credit/,
    ],
    [
      'a debit that the books do not know',
      [debit({ paymentHash: 'h3' })],
      books(),
      /without being in the books/,
    ],
    [
      'a credit that the books do not know',
      [credit({ paymentHash: 'h3' })],
      books(),
      /without being in the books/,
    ],
    ['another amount', [debit({ amountMsat: -500_001n })], books(), /are not the -500000 msat/],
    ['another receiver', [credit({ walletId: 'commission' })], books(), /wrong wallet/],
    [
      'money for a payment that was given up',
      [debit()],
      books({ transfers: [transfer({ status: 'cancelled' })] }),
      /given up/,
    ],
  ])('%s is seen', (_, rows, look, expected) => {
    expect(movements(rows, look)).toEqual([expect.stringMatching(expected)])
  })
})

describe('completed payments', () => {
  test('have their rows', () => expect(completed([debit(), credit()])).toEqual([]))
  test.each([
    ['no debit', [credit()], /nothing was debited/],
    ['no credit', [debit()], /nobody was credited/],
    ['another fee', [debit({ feeMsat: -1n }), credit()], /cost 1 msat, and the books say 0/],
  ])('%s is seen', (_, rows, expected) => {
    expect(completed(rows)).toEqual([expect.stringMatching(expected)])
  })
})

describe('what was read once', () => {
  test('may grow', () => {
    const later = books({ entries: 6n, confirmedDeposits: 3n, invoices: [invoice('h1'), invoice('h2')] })
    expect(judgeMemory(books(), later)).toEqual([])
  })
  test.each([
    ['a journal entry', { entries: 4n }, /journal had 5 entries/],
    ['a deposit', { confirmedDeposits: 1n }, /2 confirmed deposits/],
    ['a payment', { transfers: [] }, /gone from the books/],
    ['a completion', { transfers: [transfer({ status: 'paying' })] }, /was completed and is paying/],
    ['an invoice', { invoices: [] }, /invoice h1… is gone/],
  ])('%s that is lost is seen', (_, less, expected) => {
    expect(judgeMemory(books(), books(less))).toEqual([expect.stringMatching(expected)])
  })
})
