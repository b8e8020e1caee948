import type { PoolClient } from 'pg'
import { satsToMsat } from '../domain/money.ts'
import type { PaymentProof, Transfer } from '../storage.ts'
import { finish } from './allocation-write.ts'
import { accounts, BOT, insertEntry, type Line } from './ledger.ts'

/** The transfer, the client's balance, the journal and the cash-out's own state: one commit, once. */
export async function complete(client: PoolClient, transfer: Transfer, proof: PaymentProof): Promise<void> {
  const { rowCount } = await client.query({
    name: 'complete-transfer',
    text: `UPDATE transfers
           SET status = 'completed', completed_at = now(), updated_at = now(), preimage = $3, fee_msat = $4, receiver_confirmed = $5,
               lease_owner = NULL, lease_until = NULL, last_error = NULL
           WHERE kind = $1 AND id = $2 AND payment_hash = $6 AND status IN ('invoiced', 'paying', 'needs_review')`,
    values: [
      transfer.kind,
      transfer.id,
      proof.preimage,
      proof.feeMsat,
      proof.receiverConfirmed,
      transfer.paymentHash,
    ],
  })
  // Another worker read the same rows and was faster.
  if (rowCount === 0) return
  const lines = transfer.kind === 'client' ? await postHold(client, transfer) : []
  await insertEntry(client, {
    kind: `${transfer.kind}_payment`,
    idempotencyKey: `payment:${transfer.kind}:${transfer.id}`,
    lamassuTransactionId: transfer.lamassuTransactionId,
    transferId: transfer.id,
    actor: BOT,
    reason: null,
    effectiveAt: null,
    lines: [...satsLines(transfer, proof), ...lines],
  })
  if (transfer.lamassuTransactionId !== null) await finish(client, transfer.lamassuTransactionId)
  if (transfer.kind === 'funding') await client.query(`SELECT pg_notify('satmachine_work', '')`)
}

export function satsLines(transfer: Transfer, proof: PaymentProof): Line[] {
  const amount = satsToMsat(transfer.amountSats)
  const feeMsat = -proof.feeMsat
  const line = (account: string, of: bigint): Line => ({ account, unit: 'msat', amount: of })
  switch (transfer.kind) {
    case 'client':
    case 'compensation': {
      if (transfer.clientId === null) throw new Error(`a ${transfer.kind} payment has a client`)
      const payable: Line = {
        ...line(accounts.payable(transfer.clientId), amount),
        clientId: transfer.clientId,
      }
      return [payable, line(accounts.fees, feeMsat), line(accounts.source, -(amount + feeMsat))]
    }
    case 'commission':
      return [
        line(accounts.commission, amount),
        line(accounts.fees, feeMsat),
        line(accounts.source, -(amount + feeMsat)),
      ]
    case 'funding':
      // The treasury is the operator's own: what it brings, fee included, comes from outside the books.
      return [
        line(accounts.source, amount),
        line(accounts.fees, feeMsat),
        line(accounts.funding, -(amount + feeMsat)),
      ]
  }
}

/** The hold becomes a payment: the client's remaining balance goes down by what was on hold. */
export async function postHold(client: PoolClient, transfer: Transfer): Promise<Line[]> {
  const { clientId, amountFiat, fiatCode } = transfer
  if (clientId === null || amountFiat === null || fiatCode === null)
    throw new Error('a client payment has a client and fiat')
  const { rows } = await client.query<{ remaining_balance: bigint; held_balance: bigint }>({
    name: 'post-hold',
    text: `UPDATE dca_clients
           SET remaining_balance = remaining_balance - $2, held_balance = held_balance - $2, balance_version = balance_version + 1, updated_at = now()
           WHERE id = $1 RETURNING remaining_balance, held_balance`,
    values: [clientId, amountFiat],
  })
  const [after] = rows
  if (after === undefined) throw new Error(`client ${clientId} is gone`)
  const balances = {
    remainingBefore: after.remaining_balance + amountFiat,
    remainingAfter: after.remaining_balance,
    heldBefore: after.held_balance + amountFiat,
    heldAfter: after.held_balance,
  }
  return [
    { account: accounts.hold(clientId, fiatCode), unit: fiatCode, amount: amountFiat, clientId, balances },
    { account: accounts.dispensed(fiatCode), unit: fiatCode, amount: -amountFiat },
  ]
}
