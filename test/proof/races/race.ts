import assert from 'node:assert/strict'
import { payTransfer } from '../../../engine/pay.ts'
import { payDue } from '../../../engine/pay-due.ts'
import type { LnbitsClient } from '../../../engine/ports.ts'
import type { Contender, Ring } from './ring.ts'

/** One kind of race. A round ends with what came of it, in a few words, or throws because it must not be so. */
export interface Race {
  readonly name: string
  /** What meets what, for a reader who is no programmer. */
  readonly meaning: string
  /** `number` counts up from 0, so that rounds can take turns in how they force the order. */
  round(ring: Ring, number: number): Promise<string>
}

export const payers = (ring: Ring): string[] => [ring.wallets.source.walletId, ring.wallets.treasury.walletId]

/** One replica pays whatever is due, as its worker does. */
export const payAll = (ring: Ring, one: Contender): Promise<unknown> =>
  payDue({
    ...one.pay(),
    payerWalletIds: payers(ring),
    lanes: 2,
    stopping: () => false,
    nowMs: () => performance.now(),
  })

const CALM_ROUNDS = 30

/** After the race: time passes, and one replica goes on until nothing is unfinished. */
export async function calmDown(ring: Ring): Promise<void> {
  const [one] = ring.contenders
  assert(one)
  for (let round = 0; round < CALM_ROUNDS; round += 1) {
    await ring.pool.query(
      `UPDATE transfers SET next_attempt_at = now() - interval '1 second', lease_owner = NULL, lease_until = NULL
       WHERE status IN ('pending', 'invoiced', 'paying')`,
    )
    await payAll(ring, one)
    await ring.stores.allocation.completeFinished()
    const { rowCount } = await ring.pool.query(
      `SELECT FROM transfers WHERE status IN ('pending', 'invoiced', 'paying') LIMIT 1`,
    )
    if (rowCount === 0) return
  }
  throw new Error('payments were left unfinished')
}

/** The payment was made once: one debit over all its invoices, one entry, and the client holds exactly his sats. */
export async function assertPaidOnce(ring: Ring, id: bigint, walletId: string): Promise<void> {
  const { rows } = await ring.pool.query<{
    status: string
    amount_sats: bigint
    hashes: string[]
    entries: bigint
  }>(
    `SELECT status, amount_sats,
            ARRAY(SELECT payment_hash FROM payment_invoices WHERE transfer_kind = 'client' AND transfer_id = t.id) AS hashes,
            (SELECT count(*) FROM ledger_entries WHERE idempotency_key = 'payment:client:' || t.id) AS entries
     FROM dca_payments t WHERE id = $1`,
    [id],
  )
  const [row] = rows
  assert(row)
  assert.equal(row.status, 'completed')
  assert.equal(row.entries, 1n, 'booked once')
  const debits = ring.control
    .payments()
    .filter((p) => p.amountMsat < 0n && p.status === 'success' && row.hashes.includes(p.paymentHash))
  assert.equal(debits.length, 1, 'debited once, over all invoices')
  assert.equal(
    ring.control.balanceMsat(walletId),
    row.amount_sats * 1000n,
    'the client holds exactly his sats',
  )
}

/** The lease runs out under whoever has it, and the next one takes the payment. */
export async function stealAndPay(
  ring: Ring,
  thief: Contender,
  id: bigint,
  lnbits: LnbitsClient = ring.client,
): Promise<string> {
  await ring.pool.query(`UPDATE transfers SET lease_until = now() - interval '1 second' WHERE id = $1`, [id])
  const transfer = await thief.stores.transfers.claimOne({ owner: thief.name, seconds: 60 }, 'client', id)
  if (transfer === null) return 'not claimed'
  return (await payTransfer(thief.pay(lnbits), transfer)).kind
}
