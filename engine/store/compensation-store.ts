import type { Pool, PoolClient } from 'pg'
import type { Actor } from '../bookkeeping.ts'
import {
  type CompensableReading,
  type Compensated,
  type Compensation,
  type CompensationRange,
  type CompensationStore,
  MOST_CASH_OUTS,
  nothingOwed,
  notCovered,
  type OwedCashOut,
  owedTotal,
  planCompensation,
  tooManyCashOuts,
} from '../compensations.ts'
import type { CommissionRule } from '../domain/commission.ts'
import { fiatMinor, formatDecimal, type Msat, satsToMsat } from '../domain/money.ts'
import { ALLOCATION_LOCK, committedMsat } from './allocation-store.ts'
import { storedTermsOf } from './commission-store.ts'
import { actAs } from './corrections-store.ts'
import { guarded } from './guarded.ts'
import { accounts, insertEntry } from './ledger.ts'
import { inTransaction } from './pool.ts'

/** What is asked before anything is booked. */
export const compensationReadings = (pool: Pool): Pick<CompensationStore, 'compensable' | 'committedMsat'> =>
  guarded({
    compensable: (range: CompensationRange, limit: number) => compensable(pool, range, limit),
    committedMsat: (walletId: string) => committedMsat(pool, walletId, []),
  })

export const createCompensationStore = (pool: Pool): CompensationStore =>
  guarded<CompensationStore>({
    ...compensationReadings(pool),
    payingWallet: () => payingWallet(pool),
    done: (operationId) => done(pool, operationId),
    compensate: (compensation, source, actor) =>
      inTransaction(pool, (client) => compensate(client, compensation, source, actor)),
  })

interface Row {
  id: bigint
  transaction_id: string
  status: CompensableReading['status']
  transaction_time: Date
  machine_name: string | null
  rule: CommissionRule
  crypto_atoms: bigint
  commission_percentage: string | null
  discount: string
  fiat_major: string
  fixed_fee: string
  raw_ticker_price: string | null
  fiat_code: string
  exponent: number
  fiat: bigint
  base: bigint
  commission: bigint
  house: bigint
  commission_payment: bigint
  compensated: bigint
  compensated_house: bigint
  shares: ShareRow[]
}

interface ShareRow {
  id: string
  username: string
  status: 'active' | 'paused' | 'closed'
  has_key: boolean
  wallet_id: string
  fiat: string
  sats: string
  given_up: boolean
}

async function compensable(
  db: Pool | PoolClient,
  { ids, last, from, to }: CompensationRange,
  limit: number,
): Promise<CompensableReading[]> {
  const { rows } = await db.query<Row>(
    `SELECT t.id, t.transaction_id, t.status, t.transaction_time, t.machine_name, t.commission_rule AS rule, t.crypto_atoms::bigint,
            t.commission_percentage, t.discount, t.fiat_major, t.fixed_fee, t.raw_ticker_price, t.fiat_code, u.exponent::int AS exponent,
            t.fiat_amount::bigint AS fiat, t.base_amount::bigint AS base, t.commission_amount::bigint AS commission,
            coalesce(t.unallocated_sats, 0)::bigint AS house, coalesce(k.amount_sats, 0)::bigint AS compensated,
            coalesce(k.house_sats, 0)::bigint AS compensated_house,
            coalesce((SELECT m.amount_sats FROM commission_payments m WHERE m.lamassu_transaction_id = t.id), 0)::bigint AS commission_payment,
            coalesce((SELECT jsonb_agg(jsonb_build_object('id', c.id::text, 'username', c.username, 'status', c.status,
                               'has_key', c.invoice_key_sealed IS NOT NULL, 'wallet_id', c.wallet_id, 'fiat', p.amount_fiat::text,
                               'sats', p.amount_sats::text, 'given_up', p.status IN ('failed', 'cancelled')) ORDER BY c.id)
                      FROM dca_payments p JOIN dca_clients c ON c.id = p.client_id WHERE p.lamassu_transaction_id = t.id), '[]') AS shares
     FROM lamassu_transactions t
     JOIN currencies u ON u.code = t.fiat_code
     LEFT JOIN commission_compensations k ON k.lamassu_transaction_id = t.id
     WHERE t.status IN ('pending', 'processing', 'completed') AND ($1::bigint[] IS NULL OR t.id = ANY($1))
       AND ($2::timestamptz IS NULL OR t.transaction_time >= $2) AND ($3::timestamptz IS NULL OR t.transaction_time < $3)
     ORDER BY t.transaction_time DESC, t.id DESC LIMIT least($4::int, $5::int)`,
    [ids, from, to, last, limit],
  )
  return rows.map(readingOf)
}

const readingOf = (row: Row): CompensableReading => ({
  id: row.id,
  transactionId: row.transaction_id,
  status: row.status,
  transactionTime: row.transaction_time,
  machineName: row.machine_name,
  rule: row.rule,
  terms: storedTermsOf(row),
  fiatCode: row.fiat_code,
  exponent: row.exponent,
  fiat: row.fiat,
  baseSats: row.base,
  commissionSats: row.commission,
  houseSats: row.house,
  commissionPaymentSats: row.commission_payment,
  compensatedSats: row.compensated,
  compensatedHouseSats: row.compensated_house,
  shares: row.shares.map((share) => ({
    clientId: BigInt(share.id),
    username: share.username,
    clientStatus: share.status,
    hasKey: share.has_key,
    walletId: share.wallet_id,
    fiat: fiatMinor(BigInt(share.fiat)),
    amountSats: BigInt(share.sats),
    isGivenUp: share.given_up,
  })),
})

/** As it was seen last; before that, the one that paid the newest cash-out. */
async function payingWallet(pool: Pool): Promise<string | null> {
  const { rows } = await pool.query<{ wallet: string | null }>(
    `SELECT coalesce((SELECT source_wallet_id FROM lamassu_config),
                     (SELECT source_wallet_id FROM lamassu_transactions WHERE source_wallet_id IS NOT NULL ORDER BY id DESC LIMIT 1)) AS wallet`,
  )
  return rows[0]?.wallet ?? null
}

async function done(db: Pool | PoolClient, operationId: string): Promise<Compensated | null> {
  const { rows: sums } = await db.query<{ cashOuts: number; overSats: bigint; houseSats: bigint }>(
    `SELECT count(*)::int AS "cashOuts", coalesce(sum(amount_sats), 0)::bigint AS "overSats", coalesce(sum(house_sats), 0)::bigint AS "houseSats"
     FROM commission_compensations WHERE operation_id = $1`,
    [operationId],
  )
  const [sum] = sums
  if (sum === undefined || sum.cashOuts === 0) return null
  const { rows: payments } = await db.query<Compensated['payments'][number]>(
    `SELECT p.id, p.lamassu_transaction_id AS "cashOutId", p.client_id AS "clientId", c.username, p.amount_sats::bigint AS "amountSats"
     FROM compensation_payments p JOIN commission_compensations k ON k.lamassu_transaction_id = p.lamassu_transaction_id
     JOIN dca_clients c ON c.id = p.client_id
     WHERE k.operation_id = $1 ORDER BY p.id`,
    [operationId],
  )
  return { ...sum, payments }
}

async function compensate(
  client: PoolClient,
  compensation: Compensation,
  source: { walletId: string; balanceMsat: Msat },
  actor: Actor,
): Promise<Compensated> {
  // One after the other, and none beside a distribution: each sees what the one before it has claimed of the wallet.
  await client.query('SELECT pg_advisory_xact_lock($1)', [ALLOCATION_LOCK])
  const before = await done(client, compensation.operationId)
  if (before !== null) return before
  const readings = await compensable(client, compensation.range, MOST_CASH_OUTS + 1)
  if (readings.length > MOST_CASH_OUTS) throw tooManyCashOuts()
  const { owed } = planCompensation(readings, compensation.right)
  if (owed.length === 0) throw nothingOwed()
  await refuseUncovered(client, owed, source)
  await actAs(client, { ...compensation, actor })
  for (const one of owed) await bookOne(client, one, compensation, source.walletId, actor)
  await client.query(`SELECT pg_notify('satmachine_work', '')`)
  const after = await done(client, compensation.operationId)
  if (after === null) throw new Error('what was just booked is in the books')
  return after
}

/** Less what a wallet is known to have sent for these cash-outs before the books forgot it: that is not sent again. */
async function refuseUncovered(
  client: PoolClient,
  owed: readonly OwedCashOut[],
  source: { walletId: string; balanceMsat: Msat },
): Promise<void> {
  const committed = await committedMsat(
    client,
    source.walletId,
    owed.map(({ cashOut }) => cashOut.transactionId),
  )
  const free = (source.balanceMsat - committed) / 1000n
  const { clients } = owedTotal(owed)
  if (clients > free) throw notCovered(clients, free > 0n ? free : 0n)
}

async function bookOne(
  client: PoolClient,
  { cashOut, rule, commissionE5, rightBase, over, restitution }: OwedCashOut,
  { reason, incident, approver, operationId }: Compensation,
  payerWalletId: string,
  actor: Actor,
): Promise<void> {
  const { parts, houseSats } = restitution
  await client.query(
    `INSERT INTO commission_compensations (lamassu_transaction_id, commission_rule, commission_percentage, right_base_amount, amount_sats,
       house_sats, reason, incident, actor, approver, operation_id)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      cashOut.id,
      rule,
      commissionE5 === null ? null : formatDecimal(commissionE5, 5),
      rightBase,
      over,
      houseSats,
      reason,
      incident,
      actor,
      approver,
      operationId,
    ],
  )
  // Before the payments, which the database takes only for what is booked.
  await insertEntry(client, {
    kind: 'compensation',
    idempotencyKey: `compensation:${cashOut.id}`,
    lamassuTransactionId: cashOut.id,
    transferId: null,
    actor,
    reason,
    effectiveAt: null,
    lines: [
      { account: accounts.commission, unit: 'msat', amount: satsToMsat(over) },
      { account: accounts.house, unit: 'msat', amount: -satsToMsat(houseSats) },
      ...parts.map(({ clientId, amount }) => ({
        account: accounts.payable(clientId),
        unit: 'msat',
        amount: -satsToMsat(amount),
        clientId,
      })),
    ],
  })
  const wallets = new Map(cashOut.shares.map(({ clientId, walletId }) => [clientId, walletId]))
  await client.query(
    `INSERT INTO compensation_payments (lamassu_transaction_id, client_id, amount_sats, fiat_code, payer_wallet_id, payee_wallet_id, note)
     SELECT $1, p.client_id, p.sats, $2, $3, p.wallet_id, $7
     FROM unnest($4::bigint[], $5::bigint[], $6::text[]) AS p(client_id, sats, wallet_id)`,
    [
      cashOut.id,
      cashOut.fiatCode,
      payerWalletId,
      parts.map(({ clientId }) => clientId),
      parts.map(({ amount }) => amount),
      parts.map(({ clientId }) => wallets.get(clientId)),
      reason,
    ],
  )
}
