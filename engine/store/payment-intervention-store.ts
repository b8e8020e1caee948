import type { Pool, PoolClient } from 'pg'
import { satsToMsat } from '../domain/money.ts'
import type { PaymentInterventionStore } from '../payment-interventions.ts'
import type { Lease, Transfer } from '../storage.ts'
import { finish } from './allocation-write.ts'
import { guarded } from './guarded.ts'
import { accounts, insertEntry, type Line } from './ledger.ts'
import { inTransaction } from './pool.ts'
import { postHold, satsLines } from './transfer-completion.ts'

export function createPaymentInterventionStore(pool: Pool): PaymentInterventionStore {
  return guarded<PaymentInterventionStore>({
    invoiceDeadFor: (lease, transfer, proof, afterSeconds) =>
      inTransaction(pool, (client) => invoiceDeadFor(client, lease, transfer, proof, afterSeconds)),
    cancel: (lease, transfer, note, actor) =>
      inTransaction(pool, (client) => cancel(client, lease, transfer, note, actor)),
    markPaid: (lease, transfer, proof, by) =>
      inTransaction(pool, (client) => markPaid(client, lease, transfer, proof, by)),
  })
}

async function invoiceDeadFor(
  client: PoolClient,
  lease: Lease,
  transfer: Transfer,
  proof: string,
  afterSeconds: number,
): Promise<number | null> {
  // In review no worker claims it, so that none makes a new invoice while a person waits for the old one's end.
  const parked = await client.query(
    `UPDATE transfers
     SET status = 'needs_review', updated_at = now(),
         last_error = 'a person wants to cancel it, and its invoice looks dead; "payment cancel" again after a while'
     WHERE kind = $1 AND id = $2 AND lease_owner = $3 AND payment_hash = $4 AND status IN ('invoiced', 'paying', 'needs_review')`,
    [transfer.kind, transfer.id, lease.owner, transfer.paymentHash],
  )
  if (parked.rowCount === 0) return null
  const { rows } = await client.query<{ seconds_left: number }>(
    `UPDATE payment_invoices SET dead_seen_at = coalesce(dead_seen_at, now()) WHERE payment_hash = $1
     RETURNING CASE WHEN dead_seen_at < now() AND dead_seen_at <= now() - make_interval(secs => $2) THEN 0
                    ELSE greatest(1, ceil(extract(epoch FROM dead_seen_at - now()) + $2)) END::float8 AS seconds_left`,
    [transfer.paymentHash, afterSeconds],
  )
  const left = rows[0]?.seconds_left ?? null
  if (left === 0)
    await client.query(
      'UPDATE payment_invoices SET dead_at = now(), dead_proof = $2 WHERE payment_hash = $1 AND dead_at IS NULL',
      [transfer.paymentHash, proof],
    )
  return left
}

/** The trigger void_transfer gives the hold back, and refuses while any invoice of it lives. */
async function cancel(
  client: PoolClient,
  lease: Lease,
  transfer: Transfer,
  note: string,
  actor: string,
): Promise<boolean> {
  await client.query(`SELECT set_config('satmachine.actor', $1, true)`, [actor])
  const { rowCount } = await client.query(
    `UPDATE transfers
     SET status = 'cancelled', note = $5, lease_owner = NULL, lease_until = NULL, updated_at = now()
     WHERE kind = $1 AND id = $2 AND lease_owner = $3 AND payment_hash IS NOT DISTINCT FROM $4
       AND status IN ('pending', 'needs_review') AND kind <> 'funding' AND may_send(payer_wallet_id)`,
    [transfer.kind, transfer.id, lease.owner, transfer.paymentHash, note],
  )
  if (rowCount === 0) return false
  if (transfer.lamassuTransactionId !== null) await finish(client, transfer.lamassuTransactionId)
  return true
}

async function markPaid(
  client: PoolClient,
  lease: Lease,
  transfer: Transfer,
  proof: Parameters<PaymentInterventionStore['markPaid']>[2],
  by: { actor: string; note: string },
): Promise<boolean> {
  const { rowCount } = await client.query(
    `UPDATE transfers
     SET status = 'completed', completed_at = now(), updated_at = now(), preimage = $5, fee_msat = $6, receiver_confirmed = $7,
         note = $8, lease_owner = NULL, lease_until = NULL, last_error = NULL
     WHERE kind = $1 AND id = $2 AND lease_owner = $3 AND payment_hash = $4 AND status IN ('invoiced', 'paying', 'needs_review')`,
    [
      transfer.kind,
      transfer.id,
      lease.owner,
      transfer.paymentHash,
      proof.preimage,
      proof.feeMsat,
      proof.receiverConfirmed,
      by.note,
    ],
  )
  if (rowCount === 0) return false
  const fiat = transfer.kind === 'client' ? await postHold(client, transfer) : []
  await insertEntry(client, {
    kind: `${transfer.kind}_payment`,
    idempotencyKey: `payment:${transfer.kind}:${transfer.id}`,
    lamassuTransactionId: transfer.lamassuTransactionId,
    transferId: transfer.id,
    actor: by.actor,
    reason: by.note,
    effectiveAt: null,
    lines: [...(proof.how === 'debited' ? satsLines(transfer, proof) : satsFromOutside(transfer)), ...fiat],
  })
  if (proof.how === 'elsewhere') await expectNoDebit(client, transfer, by)
  if (transfer.lamassuTransactionId !== null) await finish(client, transfer.lamassuTransactionId)
  if (transfer.kind === 'funding') await client.query(`SELECT pg_notify('satmachine_work', '')`)
  return true
}

/** Our source wallet has not moved: the operator has brought the sats himself, past it. */
function satsFromOutside(transfer: Transfer): Line[] {
  const amount = satsToMsat(transfer.amountSats)
  const line = (account: string, of: bigint): Line => ({ account, unit: 'msat', amount: of })
  if (transfer.clientId !== null)
    return [
      { ...line(accounts.payable(transfer.clientId), amount), clientId: transfer.clientId },
      line(accounts.funding, -amount),
    ]
  const to = transfer.kind === 'funding' ? accounts.source : accounts.commission
  return [line(to, amount), line(accounts.funding, -amount)]
}

/** The comparison with the paying wallet's history would miss the debit that there never was, and stop the payouts. */
async function expectNoDebit(
  client: PoolClient,
  transfer: Transfer,
  { actor, note }: { actor: string; note: string },
): Promise<void> {
  await client.query(
    `INSERT INTO wallet_differences (payment_hash, what, wallet_id, amount_msat, settled_at, settled_how)
     VALUES ($1, 'missing', $2, $3, now(), $4)
     ON CONFLICT (payment_hash, what) DO UPDATE SET settled_at = excluded.settled_at, settled_how = excluded.settled_how`,
    [
      transfer.paymentHash,
      transfer.payerWalletId,
      satsToMsat(transfer.amountSats),
      `paid from another wallet: ${note} (${actor})`,
    ],
  )
}
