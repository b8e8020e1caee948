import { afterAll, beforeAll } from 'vitest'
import { msat, sats } from '../../engine/domain/money.ts'
import type { BookedInvoice, BookedTransfer } from '../contracts/transfer-harness.ts'
import { transferContract } from '../contracts/transfers.ts'
import { createMemoryTransfers } from '../support/memory-transfers.ts'
import { openWorld, type World } from '../support/world.ts'
import { startPayment } from './one-payment.ts'

/** The queue of transfers, real and in memory: whoever pays can't tell them apart. */

let world: World
beforeAll(async () => {
  world = await openWorld({ commissionWallet: false })
})
afterAll(() => world.close())

async function readBooked(id: bigint): Promise<BookedTransfer> {
  const { rows } = await world.pool.query(
    `SELECT status, payment_hash AS "paymentHash", bolt11, invoice_seq AS "invoiceSeq", attempts, last_error AS "lastError",
            lease_owner AS "leaseOwner", extract(epoch FROM lease_until - now())::float8 AS "leaseSeconds",
            extract(epoch FROM next_attempt_at - now())::float8 AS "dueInSeconds", preimage, fee_msat, receiver_confirmed
     FROM transfers WHERE kind = 'client' AND id = $1`,
    [id],
  )
  const { preimage, fee_msat: fee, receiver_confirmed: receiverConfirmed, ...rest } = rows[0]
  const proof = rest.status === 'completed' ? { preimage, feeMsat: msat(fee), receiverConfirmed } : null
  return { ...rest, proof }
}

async function readInvoices(id: bigint): Promise<BookedInvoice[]> {
  const { rows } = await world.pool.query<BookedInvoice>(
    `SELECT payment_hash AS "paymentHash", seq, dead_seen_at IS NOT NULL AS "seenDead", dead_proof AS "deadProof"
     FROM payment_invoices WHERE transfer_kind = 'client' AND transfer_id = $1 ORDER BY seq`,
    [id],
  )
  return rows
}

async function pass(id: bigint, seconds: number): Promise<void> {
  await world.pool.query(
    `UPDATE transfers SET next_attempt_at = next_attempt_at - make_interval(secs => $2),
            lease_until = lease_until - make_interval(secs => $2), invoiced_at = invoiced_at - make_interval(secs => $2)
     WHERE kind = 'client' AND id = $1`,
    [id, seconds],
  )
  await world.pool.query(
    `UPDATE payment_invoices SET dead_seen_at = dead_seen_at - make_interval(secs => $2)
     WHERE transfer_kind = 'client' AND transfer_id = $1`,
    [id, seconds],
  )
}

transferContract('transfers in PostgreSQL', () => ({
  store: world.stores.transfers,
  payerWalletId: world.wallets.source.walletId,
  add: async () => (await startPayment(world)).id,
  read: readBooked,
  invoices: readInvoices,
  pass,
  async setCompared(isUpToDate) {
    await world.pool.query('UPDATE wallet_checks SET compared_at = now() - make_interval(days => $1)', [
      isUpToDate ? 0 : 2,
    ])
  },
  setPayouts: (payouts) => world.stores.bookkeeping.setSwitches({ payouts }, null),
  async switches() {
    const { payoutsEnabled, pauseReason } = await world.readings.status()
    return { payoutsEnabled, pauseReason }
  },
}))

const nowMs = 1_000_000
const memory = createMemoryTransfers(() => nowMs)
let lastId = 0n

transferContract('transfers in memory', () => ({
  store: memory.store,
  payerWalletId: 'source',
  async add() {
    lastId += 1n
    const wallets = { payerWalletId: 'source', payeeWalletId: 'ana' }
    memory.add({ kind: 'client', id: lastId, amountSats: sats(100n), ...wallets })
    return lastId
  },
  async read(id) {
    const { dueMs, leaseUntilMs, invoicedMs: _, ...row } = memory.read('client', id)
    const leaseSeconds = leaseUntilMs === null ? null : (leaseUntilMs - nowMs) / 1000
    return { ...row, leaseSeconds, dueInSeconds: (dueMs - nowMs) / 1000 }
  },
  invoices: async (id) =>
    memory.invoicesOf('client', id).map(({ paymentHash, seq, deadSeenMs, deadProof }) => ({
      paymentHash,
      seq,
      seenDead: deadSeenMs !== null,
      deadProof,
    })),
  pass: async (id, seconds) => memory.pass('client', id, seconds),
  async setCompared(isUpToDate) {
    memory.compared.isUpToDate = isUpToDate
  },
  async setPayouts(payoutsEnabled) {
    Object.assign(memory.switches, { payoutsEnabled, pauseReason: null })
  },
  switches: async () => ({ ...memory.switches }),
}))
