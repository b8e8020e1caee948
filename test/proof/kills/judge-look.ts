import type { BooksLook, InvoiceLook, TransferLook } from './books-look.ts'
import type { FinalRow } from './wallet-rows.ts'

/** The wallets as LNbits keeps them, and the ids of those that matter. */
export interface WalletsLook {
  readonly rows: readonly FinalRow[]
}

export interface Judged {
  readonly sourceWalletId: string
  /** Of the commission and of all clients. */
  readonly receivingWalletIds: ReadonlySet<string>
}

const nameOf = (transfer: Pick<TransferLook, 'kind' | 'id'>): string =>
  `${transfer.kind} payment ${transfer.id}`

/**
 * Whether every movement in the wallets is one that the books know and allow. The wallets were read BEFORE the
 * books: whatever had been paid by then must stand in the books since before it was sent.
 */
export function judgeMovements(judged: Judged, wallets: WalletsLook, books: BooksLook): string[] {
  const violations: string[] = []
  const invoices = new Map(books.invoices.map((invoice) => [invoice.paymentHash, invoice]))
  const transfers = new Map(books.transfers.map((transfer) => [nameOf(transfer), transfer]))
  const seen = { out: new Set<string>(), in: new Set<string>() }
  for (const row of wallets.rows) {
    const outgoing = row.walletId === judged.sourceWalletId && row.amountMsat < 0n
    if (!outgoing && !judged.receivingWalletIds.has(row.walletId)) continue
    const problem = judgeRow(row, outgoing, transferOf(row, invoices, transfers))
    if (problem !== null) {
      violations.push(problem)
      continue
    }
    const name = nameOfInvoice(invoices.get(row.paymentHash))
    const already = outgoing ? seen.out : seen.in
    if (already.has(name)) violations.push(`${name} has a second ${outgoing ? 'debit' : 'credit'} (I6).`)
    already.add(name)
  }
  return violations
}

const nameOfInvoice = (invoice: InvoiceLook | undefined): string =>
  invoice === undefined ? 'nothing' : nameOf({ kind: invoice.kind, id: invoice.transferId })

function transferOf(
  row: FinalRow,
  invoices: ReadonlyMap<string, InvoiceLook>,
  transfers: ReadonlyMap<string, TransferLook>,
): TransferLook | undefined {
  const invoice = invoices.get(row.paymentHash)
  return invoice === undefined ? undefined : transfers.get(nameOfInvoice(invoice))
}

function judgeRow(row: FinalRow, outgoing: boolean, transfer: TransferLook | undefined): string | null {
  const what = `${row.amountMsat} msat in wallet ${row.walletId} for hash ${row.paymentHash.slice(0, 12)}…`
  if (transfer === undefined) return `${what} were moved without being in the books.`
  const expectedWallet = outgoing ? transfer.payerWalletId : transfer.payeeWalletId
  if (expectedWallet !== row.walletId) return `${what} are in the wrong wallet for ${nameOf(transfer)}.`
  const expected = transfer.amountSats * (outgoing ? -1000n : 1000n)
  if (row.amountMsat !== expected) return `${what} are not the ${expected} msat of ${nameOf(transfer)}.`
  if (transfer.status === 'failed' || transfer.status === 'cancelled')
    return `${what} were moved for ${nameOf(transfer)}, which was given up.`
  return null
}

/**
 * Whether everything that the books call completed is in the wallets: debited once and credited once. The wallets
 * were read AFTER the books.
 */
export function judgeCompleted(judged: Judged, books: BooksLook, wallets: WalletsLook): string[] {
  const debits = new Map<string, FinalRow>()
  const credits = new Map<string, FinalRow>()
  for (const row of wallets.rows) {
    if (row.walletId === judged.sourceWalletId && row.amountMsat < 0n) debits.set(row.paymentHash, row)
    else if (judged.receivingWalletIds.has(row.walletId)) credits.set(row.paymentHash, row)
  }
  const violations: string[] = []
  for (const transfer of books.transfers) {
    if (transfer.status !== 'completed') continue
    const hash = transfer.paymentHash ?? ''
    const debit = debits.get(hash)
    if (debit === undefined)
      violations.push(`${nameOf(transfer)} is completed, and nothing was debited (I6).`)
    else if (debit.feeMsat !== transfer.feeMsat)
      violations.push(
        `${nameOf(transfer)} cost ${-debit.feeMsat} msat, and the books say ${-transfer.feeMsat}.`,
      )
    if (!credits.has(hash)) violations.push(`${nameOf(transfer)} is completed, and nobody was credited.`)
  }
  return violations
}

/** Whether anything that was once read has been lost since: what is committed survives every kill. */
export function judgeMemory(before: BooksLook, after: BooksLook): string[] {
  const violations: string[] = []
  if (after.entries < before.entries)
    violations.push(`The journal had ${before.entries} entries and has ${after.entries} now.`)
  if (after.confirmedDeposits < before.confirmedDeposits)
    violations.push(
      `There were ${before.confirmedDeposits} confirmed deposits, and now ${after.confirmedDeposits}.`,
    )
  const now = new Map(after.transfers.map((transfer) => [nameOf(transfer), transfer]))
  for (const transfer of before.transfers) {
    const later = now.get(nameOf(transfer))
    if (later === undefined) violations.push(`${nameOf(transfer)} is gone from the books.`)
    else if (transfer.status === 'completed' && later.status !== 'completed')
      violations.push(`${nameOf(transfer)} was completed and is ${later.status} now.`)
  }
  const known = new Set(after.invoices.map((invoice) => invoice.paymentHash))
  for (const { paymentHash } of before.invoices)
    if (!known.has(paymentHash))
      violations.push(`The invoice ${paymentHash.slice(0, 12)}… is gone from the books.`)
  return violations
}
