import type { PoolClient } from 'pg'
import type { Allocation, Weight } from '../domain/allocation.ts'
import { type FiatMinor, type Sats, sats, satsToMsat } from '../domain/money.ts'
import type { AllocationWallets } from '../storage.ts'
import { accounts, BOT, insertEntry, type Line } from './ledger.ts'

export interface CashOutToSplit {
  readonly id: bigint
  readonly fiatCode: string
  readonly fiat: FiatMinor
  readonly base: Sats
  readonly commission: Sats
  readonly time: Date
}

export interface LockedClient {
  readonly id: bigint
  readonly mode: 'flow' | 'fixed'
  readonly dailyLimitMinor: bigint | null
  readonly remaining: bigint
  readonly held: bigint
  readonly walletId: string
}

export interface AllocationToWrite {
  readonly cashOut: CashOutToSplit
  readonly clients: readonly LockedClient[]
  readonly weights: readonly Weight[]
  readonly allocation: Allocation
  readonly wallets: AllocationWallets
}

/** Payments, commission, holds, journal and the split itself: all in the caller's transaction. */
export async function writeAllocation(client: PoolClient, write: AllocationToWrite): Promise<void> {
  await holdFiat(client, write.allocation)
  // Before the payments, which the database takes only for what is on hold.
  await insertEntry(client, {
    kind: 'allocation',
    idempotencyKey: `allocation:${write.cashOut.id}`,
    lamassuTransactionId: write.cashOut.id,
    transferId: null,
    actor: BOT,
    reason: null,
    effectiveAt: write.cashOut.time,
    lines: allocationLines(write),
  })
  await insertPayments(client, write)
  await insertCommission(client, write)
  await client.query(
    `UPDATE lamassu_transactions
     SET status = 'processing', waiting_reason = NULL, unallocated_sats = $2, unallocated_fiat = $3, source_wallet_id = $4,
         commission_wallet_id = $5, calculation = $6
     WHERE id = $1`,
    [
      write.cashOut.id,
      write.allocation.unallocatedSats,
      write.allocation.unallocatedFiat,
      write.wallets.sourceWalletId,
      write.wallets.commissionWalletId,
      calculationOf(write.weights),
    ],
  )
  await finish(client, write.cashOut.id)
  await client.query(`SELECT pg_notify('satmachine_work', '')`)
}

/** The inputs of the split that are not columns of their own: with them the row alone is enough to repeat it. */
const calculationOf = (weights: readonly Weight[]): string =>
  JSON.stringify({
    method: 'largest remainder, fiat first',
    weights: weights.map((w) => [w.clientId.toString(), w.weightMinor.toString()]),
  })

async function insertPayments(
  client: PoolClient,
  { cashOut, clients, allocation, wallets }: AllocationToWrite,
): Promise<void> {
  const byId = new Map(clients.map((c) => [c.id, c]))
  const { shares } = allocation
  await client.query(
    `INSERT INTO dca_payments
       (lamassu_transaction_id, client_id, transaction_type, amount_sats, amount_fiat, fiat_code, payer_wallet_id, payee_wallet_id)
     SELECT $1, s.client_id, s.mode, s.sats, s.fiat, $2, $3, s.wallet_id
     FROM unnest($4::bigint[], $5::text[], $6::bigint[], $7::bigint[], $8::text[]) AS s(client_id, mode, sats, fiat, wallet_id)`,
    [
      cashOut.id,
      cashOut.fiatCode,
      wallets.sourceWalletId,
      shares.map((s) => s.clientId),
      shares.map((s) => byId.get(s.clientId)?.mode),
      shares.map((s) => s.amount),
      shares.map((s) => s.fiat),
      shares.map((s) => byId.get(s.clientId)?.walletId),
    ],
  )
}

async function insertCommission(client: PoolClient, { cashOut, wallets }: AllocationToWrite): Promise<void> {
  if (cashOut.commission === 0n) return
  await client.query(
    `INSERT INTO commission_payments (lamassu_transaction_id, amount_sats, status, payer_wallet_id, payee_wallet_id)
     VALUES ($1, $2, $3, $4, $5)`,
    [
      cashOut.id,
      cashOut.commission,
      wallets.commissionWalletId === null ? 'accrued' : 'pending',
      wallets.sourceWalletId,
      wallets.commissionWalletId,
    ],
  )
}

async function holdFiat(client: PoolClient, { shares }: Allocation): Promise<void> {
  await client.query(
    `UPDATE dca_clients c SET held_balance = c.held_balance + s.fiat, balance_version = c.balance_version + 1, updated_at = now()
     FROM unnest($1::bigint[], $2::bigint[]) AS s(client_id, fiat) WHERE c.id = s.client_id`,
    [shares.map((s) => s.clientId), shares.map((s) => s.fiat)],
  )
}

function allocationLines({ cashOut, clients, allocation }: AllocationToWrite): Line[] {
  const { fiatCode } = cashOut
  const byId = new Map(clients.map((c) => [c.id, c]))
  const lines: Line[] = [
    { account: accounts.funding, unit: 'msat', amount: satsToMsat(sats(cashOut.base + cashOut.commission)) },
    { account: accounts.commission, unit: 'msat', amount: -satsToMsat(cashOut.commission) },
    { account: accounts.house, unit: 'msat', amount: -satsToMsat(allocation.unallocatedSats) },
    { account: accounts.houseFiat(fiatCode), unit: fiatCode, amount: allocation.unallocatedFiat },
    { account: accounts.dispensed(fiatCode), unit: fiatCode, amount: -allocation.unallocatedFiat },
  ]
  for (const share of allocation.shares) {
    const { clientId } = share
    const before = byId.get(clientId)
    if (before === undefined) throw new Error(`client ${clientId} was not locked`)
    const { remaining, held } = before
    const balances = {
      remainingBefore: remaining,
      remainingAfter: remaining,
      heldBefore: held,
      heldAfter: held + share.fiat,
    }
    lines.push(
      { account: accounts.payable(clientId), unit: 'msat', amount: -satsToMsat(share.amount), clientId },
      {
        account: accounts.client(clientId, fiatCode),
        unit: fiatCode,
        amount: share.fiat,
        clientId,
        balances,
      },
      { account: accounts.hold(clientId, fiatCode), unit: fiatCode, amount: -share.fiat, clientId, balances },
    )
  }
  return lines
}

/** Completes a distributed cash-out when nothing of it is unfinished; accrued commission does not keep it open. */
export async function finish(client: PoolClient, transactionId: bigint): Promise<void> {
  await client.query({
    name: 'finish-cash-out',
    text: `UPDATE lamassu_transactions t SET status = 'completed', processed_at = now()
           WHERE t.id = $1 AND t.status = 'processing' AND NOT EXISTS (
             SELECT FROM transfers c WHERE c.lamassu_transaction_id = t.id AND c.kind IN ('client', 'commission')
               AND c.status IN ('pending', 'invoiced', 'paying', 'needs_review'))`,
    values: [transactionId],
  })
}
