import assert from 'node:assert/strict'
import type { Lease, PaymentProof, Transfer, TransferKind, TransferStore } from '../../engine/storage.ts'

/** One transfer and what only the books know of it. Times are milliseconds of the store's own clock. */
export interface MemoryTransfer extends Omit<Transfer, 'invoiceAgeSeconds' | 'maySend'> {
  dueMs: number
  leaseOwner: string | null
  leaseUntilMs: number | null
  invoicedMs: number | null
  lastError: string | null
  proof: PaymentProof | null
}

export interface MemoryInvoice {
  readonly paymentHash: string
  readonly seq: number
  deadSeenMs: number | null
  deadProof: string | null
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }
type Row = Mutable<MemoryTransfer>

const OPEN = new Set(['pending', 'invoiced', 'paying'])
const UNFINISHED = new Set([...OPEN, 'needs_review'])
const DEAD_LOOK_SECONDS = 30

export type MemoryTransfers = ReturnType<typeof createMemoryTransfers>

/**
 * The queue of transfers without a database, for tests that go through thousands of ways of paying. It keeps the same
 * contract as the one in PostgreSQL (test/contracts/transfers.ts); journal and balances it does not have.
 */
export function createMemoryTransfers(nowMs: () => number) {
  const rows: Row[] = []
  const invoices = new Map<string, MemoryInvoice & { kind: TransferKind; id: bigint }>()
  const switches = { payoutsEnabled: true, pauseReason: null as string | null }
  /** The paying wallets' histories agree with the books. */
  const compared = { isUpToDate: true }
  const later = (seconds: number): number => nowMs() + seconds * 1000

  const find = (kind: TransferKind, id: bigint): Row => {
    const row = rows.find((candidate) => candidate.kind === kind && candidate.id === id)
    assert(row, `there is no ${kind} transfer ${id}`)
    return row
  }
  const isMine = (row: Row, lease: Lease): boolean => row.leaseOwner === lease.owner
  const isLeased = (row: Row): boolean => row.leaseUntilMs !== null && row.leaseUntilMs >= nowMs()
  const unlease = (row: Row): void => void Object.assign(row, { leaseOwner: null, leaseUntilMs: null })
  const lend = (row: Row, lease: Lease): Transfer => {
    Object.assign(row, { leaseOwner: lease.owner, leaseUntilMs: later(lease.seconds) })
    return { ...transferOf(row, nowMs()), maySend: compared.isUpToDate }
  }

  const store: TransferStore = {
    async claim(lease, payerWalletIds, limit) {
      const due = rows.filter(
        (row) =>
          OPEN.has(row.status) &&
          row.dueMs <= nowMs() &&
          !isLeased(row) &&
          payerWalletIds.includes(row.payerWalletId) &&
          (row.status === 'paying' || switches.payoutsEnabled),
      )
      due.sort((a, b) => a.dueMs - b.dueMs || Number(a.id - b.id))
      return due.slice(0, limit).map((row) => lend(row, lease))
    },
    async claimOne(lease, kind, id) {
      const row = find(kind, id)
      if ((isLeased(row) && !isMine(row, lease)) || !UNFINISHED.has(row.status)) return null
      return lend(row, lease)
    },
    async recordInvoice(lease, transfer, { paymentHash, bolt11 }) {
      const row = find(transfer.kind, transfer.id)
      const isFree = row.paymentHash === null && (row.status === 'pending' || row.status === 'needs_review')
      if (!isMine(row, lease) || !isFree) return false
      assert(!invoices.has(paymentHash), 'a payment hash is never shared')
      const { kind, id, invoiceSeq: seq } = row
      invoices.set(paymentHash, { kind, id, seq, paymentHash, deadSeenMs: null, deadProof: null })
      Object.assign(row, { paymentHash, bolt11, status: 'invoiced', invoicedMs: nowMs() })
      return true
    },
    async markPaying(lease, transfer) {
      const row = find(transfer.kind, transfer.id)
      const isPayable = row.status !== 'pending' && UNFINISHED.has(row.status)
      const isSameInvoice = row.paymentHash !== null && row.paymentHash === transfer.paymentHash
      if (!switches.payoutsEnabled || !compared.isUpToDate) return false
      if (!isMine(row, lease) || !isPayable || !isSameInvoice) return false
      Object.assign(row, { status: 'paying', leaseUntilMs: later(lease.seconds) })
      return true
    },
    async complete(transfer, proof) {
      const row = find(transfer.kind, transfer.id)
      const isPayable = row.status !== 'pending' && UNFINISHED.has(row.status)
      if (row.paymentHash === null || row.paymentHash !== transfer.paymentHash || !isPayable) return
      Object.assign(row, { status: 'completed', proof, lastError: null })
      unlease(row)
    },
    async postpone(lease, transfer, { error, seconds, attempted }) {
      const row = find(transfer.kind, transfer.id)
      if (!isMine(row, lease) || !UNFINISHED.has(row.status)) return
      row.dueMs = later(seconds)
      row.lastError = error ?? row.lastError
      row.attempts += attempted ? 1 : 0
      unlease(row)
    },
    async holdBackWallet(payerWalletId, { error, seconds }) {
      for (const row of rows) {
        const isQueued = OPEN.has(row.status) && row.dueMs <= nowMs() && row.leaseOwner === null
        if (row.payerWalletId === payerWalletId && isQueued)
          Object.assign(row, { dueMs: later(seconds), lastError: error })
      }
    },
    async review(transfer, reason) {
      const row = find(transfer.kind, transfer.id)
      if (!UNFINISHED.has(row.status)) return
      Object.assign(row, { status: 'needs_review', lastError: reason })
      unlease(row)
    },
    async invoiceSeenDead(lease, transfer, proof, afterSeconds) {
      const row = find(transfer.kind, transfer.id)
      const invoice = invoices.get(transfer.paymentHash ?? '')
      if (invoice) invoice.deadSeenMs ??= nowMs()
      const seenMs = invoice?.deadSeenMs ?? Infinity
      if (invoice === undefined || seenMs >= nowMs() || seenMs > later(-afterSeconds)) {
        if (!isMine(row, lease)) return 'noted'
        row.dueMs = later(Math.min(afterSeconds, DEAD_LOOK_SECONDS))
        row.lastError = 'the invoice looks dead; it is looked at again before a new one is made'
        if (row.status === 'needs_review') Object.assign(row, { status: 'invoiced', attempts: 0 })
        unlease(row)
        return 'noted'
      }
      if (!isMine(row, lease) || row.paymentHash !== transfer.paymentHash) return 'noted'
      Object.assign(row, { status: 'pending', paymentHash: null, bolt11: null, invoicedMs: null })
      Object.assign(row, { invoiceSeq: row.invoiceSeq + 1, dueMs: nowMs() })
      unlease(row)
      invoice.deadProof = proof
      return 'voided'
    },
    async invoiceSeenAlive(transfer) {
      const invoice = invoices.get(transfer.paymentHash ?? '')
      if (invoice && invoice.deadProof === null) invoice.deadSeenMs = null
    },
    async stopPayouts(reason) {
      Object.assign(switches, { payoutsEnabled: false, pauseReason: reason })
    },
  }

  return {
    store,
    switches,
    compared,
    /** A pending transfer, due now. */
    add(transfer: Pick<Transfer, 'kind' | 'id' | 'amountSats' | 'payerWalletId' | 'payeeWalletId'>): void {
      const isClient = transfer.kind === 'client'
      const rest = { status: 'pending', paymentHash: null, bolt11: null, invoiceSeq: 1, attempts: 0 } as const
      const books = { dueMs: nowMs(), leaseOwner: null, leaseUntilMs: null, invoicedMs: null }
      const fiat = { amountFiat: null, fiatCode: isClient ? 'GTQ' : null, clientId: isClient ? 7n : null }
      const open = {
        lamassuTransactionId: 1n,
        cashOutId: 'cash-out',
        lastError: null,
        proof: null,
      }
      rows.push({ ...transfer, ...rest, ...fiat, ...books, ...open })
    },
    /** As if that much time had passed for this transfer. */
    pass(kind: TransferKind, id: bigint, seconds: number): void {
      const row = find(kind, id)
      const earlier = (ms: number | null): number | null => (ms === null ? null : ms - seconds * 1000)
      row.dueMs -= seconds * 1000
      row.leaseUntilMs = earlier(row.leaseUntilMs)
      row.invoicedMs = earlier(row.invoicedMs)
      for (const invoice of invoices.values())
        if (invoice.kind === kind && invoice.id === id) invoice.deadSeenMs = earlier(invoice.deadSeenMs)
    },
    read: (kind: TransferKind, id: bigint): Readonly<MemoryTransfer> => ({ ...find(kind, id) }),
    invoicesOf: (kind: TransferKind, id: bigint): MemoryInvoice[] =>
      [...invoices.values()]
        .filter((invoice) => invoice.kind === kind && invoice.id === id)
        .map(({ paymentHash, seq, deadSeenMs, deadProof }) => ({ paymentHash, seq, deadSeenMs, deadProof })),
  }
}

function transferOf(row: Row, nowMs: number): Omit<Transfer, 'maySend'> {
  const {
    dueMs: _due,
    leaseOwner: _owner,
    leaseUntilMs: _until,
    lastError: _error,
    proof: _proof,
    ...rest
  } = row
  const { invoicedMs, ...transfer } = rest
  return { ...transfer, invoiceAgeSeconds: invoicedMs === null ? null : (nowMs - invoicedMs) / 1000 }
}
