import type { Pool, PoolClient } from 'pg'
import type { CashOut, QuarantineReason } from '../domain/cash-out.ts'
import { formatDecimal } from '../domain/money.ts'
import type { CashOutRow } from '../ports.ts'
import type { KnownCashOut, PollContext, TakeInDecision, TakeInStore, TransactionStatus } from '../storage.ts'
import { guarded } from './guarded.ts'
import { accounts, BOT, insertEntry, type Line } from './ledger.ts'
import { recordBaseline, recordDigests, recordPoll } from './poll-record.ts'
import { inTransaction } from './pool.ts'

/** Any fixed number, known to this program only: the poll lock. */
const POLL_LOCK = 7_402_001

export function createTakeInStore(pool: Pool): TakeInStore {
  return guarded<TakeInStore>({
    withPollLock: (work) => withPollLock(pool, work),
    pollContext: () => pollContext(pool),
    known: (transactionIds) => known(pool, transactionIds),
    takeIn: (decision) => inTransaction(pool, (client) => takeIn(client, decision)),
    recordBaseline: (rows) => recordBaseline(pool, rows),
    async completeBaseline() {
      await pool.query('UPDATE lamassu_config SET baseline_at = now() WHERE baseline_at IS NULL')
    },
    recordDigests: (digests) => recordDigests(pool, digests),
    recordPoll: (record) => recordPoll(pool, record),
  })
}

async function withPollLock<T>(pool: Pool, work: () => Promise<T>): Promise<T | null> {
  const client = await pool.connect()
  let held = false
  const ignore = (): void => undefined
  client.on('error', ignore)
  try {
    const lock = await client.query<{ held: boolean }>('SELECT pg_try_advisory_lock($1) AS held', [POLL_LOCK])
    held = lock.rows[0]?.held === true
    return held ? await work() : null
  } finally {
    const unlocked = held
      ? await client.query('SELECT pg_advisory_unlock($1)', [POLL_LOCK]).then(
          () => true,
          () => false,
        )
      : true
    client.off('error', ignore)
    // A session that can't be unlocked is closed, which frees the lock.
    client.release(!unlocked)
  }
}

async function pollContext(pool: Pool): Promise<PollContext> {
  const config = await pool.query<{
    polling_enabled: boolean
    baseline_at: Date | null
    window_from: Date | null
  }>(
    `SELECT polling_enabled, baseline_at,
            (SELECT window_until FROM lamassu_polls WHERE result <> 'failed' ORDER BY id DESC LIMIT 1) AS window_from
     FROM lamassu_config`,
  )
  const digests = await pool.query<{ bucket: number; digest: string }>(
    'SELECT bucket, digest FROM lamassu_digests',
  )
  const waiting = await pool.query<{ bucket: number }>(
    // And of cash-outs that were set aside for their currency, now that there is a client of it.
    `SELECT bucket FROM cash_out_sightings WHERE state = 'waiting'
     UNION
     SELECT ('x' || left(transaction_id, 3))::bit(12)::int FROM lamassu_transactions
     WHERE status = 'quarantined' AND quarantine_reason = 'other_currency' AND transaction_id ~ '^[0-9a-f]{3}'
       AND source_row->>'fiatCode' IN (SELECT fiat_code FROM dca_clients)`,
  )
  const currencies = await pool.query<{ code: string; exponent: number }>(
    'SELECT DISTINCT u.code, u.exponent FROM dca_clients c JOIN currencies u ON u.code = c.fiat_code',
  )
  const [row] = config.rows
  return {
    pollingEnabled: row?.polling_enabled ?? false,
    baselineAt: row?.baseline_at ?? null,
    windowFrom: row?.window_from ?? null,
    digests: new Map(digests.rows.map((d) => [d.bucket, d.digest])),
    waitingBuckets: waiting.rows.map((w) => w.bucket),
    exponents: new Map(currencies.rows.map((c) => [c.code, c.exponent])),
  }
}

async function known(pool: Pool, transactionIds: readonly string[]): Promise<Map<string, KnownCashOut>> {
  const sightings = await pool.query<{
    transaction_id: string
    state: 'baseline' | 'baseline_unconfirmed' | 'waiting'
  }>('SELECT transaction_id, state FROM cash_out_sightings WHERE transaction_id = ANY($1)', [transactionIds])
  const transactions = await pool.query<{
    transaction_id: string
    status: TransactionStatus
    quarantine_reason: QuarantineReason | null
    source_row_hash: string
    upstream_changed: boolean
  }>(
    `SELECT transaction_id, status, quarantine_reason, source_row_hash, upstream_changed_at IS NOT NULL AS upstream_changed
     FROM lamassu_transactions WHERE transaction_id = ANY($1)`,
    [transactionIds],
  )
  const found = new Map<string, KnownCashOut>()
  for (const row of sightings.rows) found.set(row.transaction_id, { kind: 'sighting', state: row.state })
  for (const row of transactions.rows) {
    found.set(row.transaction_id, {
      kind: 'transaction',
      status: row.status,
      quarantineReason: row.quarantine_reason,
      sourceRowHash: row.source_row_hash,
      upstreamChanged: row.upstream_changed,
    })
  }
  return found
}

async function takeIn(client: PoolClient, decision: TakeInDecision): Promise<boolean> {
  // FOR SHARE: whoever switches polling off waits for this commit, and nothing is taken in after his.
  const switched = await client.query('SELECT FROM lamassu_config WHERE polling_enabled FOR SHARE')
  if (switched.rowCount === 0) return false
  switch (decision.kind) {
    case 'take':
      await insertPayable(client, decision)
      break
    case 'quarantine':
      await insertQuarantined(client, decision)
      break
    case 'wait':
      await recordWaiting(client, decision)
      return true
    case 'flag_upstream_change':
      await flagUpstreamChange(client, decision.row)
      return true
    case 'forget':
      break
  }
  await client.query(`DELETE FROM cash_out_sightings WHERE transaction_id = $1`, [decision.row.transactionId])
  return true
}

/** What the journal has of a cash-out's cash: of one that was taken in, set aside, and is let go on by a person. */
export interface BookedCash {
  readonly entries: number
  readonly cash: readonly { readonly fiatCode: string; readonly amount: bigint }[]
}
const NOTHING_BOOKED: BookedCash = { entries: 0, cash: [] }

/**
 * Inserts, or releases a quarantined row once what it lacked has come. Either way its cash is booked once. Whatever a
 * row was set aside for, a person can let it go on. Null when it is past that: the unique key decided.
 */
export async function insertPayable(
  client: PoolClient,
  { row, hash, cashOut, rule }: Extract<TakeInDecision, { kind: 'take' }>,
  by: { readonly person: string | null; readonly booked: BookedCash } = {
    person: null,
    booked: NOTHING_BOOKED,
  },
): Promise<bigint | null> {
  const { terms } = cashOut
  const decimal = (scaled: bigint | null, decimals: number): string | null =>
    scaled === null ? null : formatDecimal(scaled, decimals)
  const inserted = await client.query<{ id: bigint }>(
    `INSERT INTO lamassu_transactions AS t
       (transaction_id, status, device_id, machine_name, crypto_code, crypto_atoms, fiat_code, fiat_amount, fiat_major, fixed_fee,
        raw_ticker_price, commission_percentage, discount, commission_rule, base_amount, commission_amount, source_row,
        source_row_hash, transaction_time)
     VALUES ($1, 'pending', $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
     ON CONFLICT (transaction_id) DO UPDATE
       SET status = 'pending', quarantine_reason = NULL, error_message = NULL, device_id = excluded.device_id,
           machine_name = excluded.machine_name, crypto_code = excluded.crypto_code, crypto_atoms = excluded.crypto_atoms,
           fiat_code = excluded.fiat_code, fiat_amount = excluded.fiat_amount, fiat_major = excluded.fiat_major,
           fixed_fee = excluded.fixed_fee, raw_ticker_price = excluded.raw_ticker_price,
           commission_percentage = excluded.commission_percentage, discount = excluded.discount,
           commission_rule = excluded.commission_rule, base_amount = excluded.base_amount,
           commission_amount = excluded.commission_amount, source_row = excluded.source_row,
           source_row_hash = excluded.source_row_hash, transaction_time = excluded.transaction_time,
           upstream_changed_at = NULL, upstream_row = NULL
       WHERE t.status = 'quarantined' AND ($19 OR t.quarantine_reason IN ('dispense_unconfirmed', 'other_currency'))
     RETURNING id`,
    [
      row.transactionId,
      row.deviceId,
      row.machineName,
      cashOut.cryptoCode,
      terms.cryptoAtomsSats,
      cashOut.fiatCode,
      cashOut.fiat,
      decimal(terms.fiatE5, 5),
      decimal(terms.fixedFeeE5, 5),
      decimal(terms.tickerPriceE5, 5),
      decimal(terms.commissionE5, 5),
      decimal(terms.discountE4, 4),
      rule,
      cashOut.baseSats,
      cashOut.commissionSats,
      asJson(row),
      hash,
      cashOut.transactionTime,
      by.person !== null,
    ],
  )
  const [taken] = inserted.rows
  // No row: another replica took it, or it is past being pending. The unique key decided.
  if (taken === undefined) return null
  const lines = cashLines(cashOut, by.booked)
  if (lines.length === 0) return taken.id
  await insertEntry(client, {
    kind: 'cash_out',
    idempotencyKey: `cash-out:${taken.id}${by.booked.entries === 0 ? '' : `:${by.booked.entries + 1}`}`,
    lamassuTransactionId: taken.id,
    transferId: null,
    actor: by.person ?? BOT,
    reason: null,
    effectiveAt: cashOut.transactionTime,
    lines,
  })
  return taken.id
}

/** What is dispensed now, less what the journal has of it. */
function cashLines({ fiatCode, fiat }: CashOut, booked: BookedCash): Line[] {
  const due = new Map<string, bigint>([[fiatCode, fiat]])
  for (const cash of booked.cash) due.set(cash.fiatCode, (due.get(cash.fiatCode) ?? 0n) - cash.amount)
  return [...due]
    .filter(([, amount]) => amount !== 0n)
    .flatMap(([unit, amount]) => [
      { account: accounts.dispensed(unit), unit, amount },
      { account: accounts.cash(unit), unit, amount: -amount },
    ])
}

async function insertQuarantined(
  client: PoolClient,
  decision: Extract<TakeInDecision, { kind: 'quarantine' }>,
): Promise<void> {
  const { row, hash, reason, detail } = decision
  await client.query(
    `INSERT INTO lamassu_transactions AS t
       (transaction_id, status, quarantine_reason, error_message, device_id, machine_name, source_row, source_row_hash)
     VALUES ($1, 'quarantined', $2, $3, $4, $5, $6, $7)
     ON CONFLICT (transaction_id) DO UPDATE
       SET status = 'quarantined',
           -- What a person holds back, or has just let go on, is not changed by a poll that had read the books before.
           quarantine_reason = CASE WHEN t.quarantine_reason = 'held' THEN t.quarantine_reason ELSE excluded.quarantine_reason END,
           error_message = excluded.error_message,
           waiting_reason = NULL, upstream_changed_at = CASE WHEN t.source_row_hash <> excluded.source_row_hash THEN now() END,
           upstream_row = CASE WHEN t.source_row_hash <> excluded.source_row_hash THEN excluded.source_row END
       WHERE t.status = 'quarantined' OR (t.status = 'pending' AND excluded.quarantine_reason = 'changed_upstream'
         AND t.source_row_hash <> excluded.source_row_hash)`,
    [row.transactionId, reason, detail, row.deviceId, row.machineName, asJson(row), hash],
  )
}

async function recordWaiting(
  client: PoolClient,
  { row, bucket, reason }: Extract<TakeInDecision, { kind: 'wait' }>,
): Promise<void> {
  await client.query(
    `INSERT INTO cash_out_sightings (transaction_id, bucket, state, reason, source_row) VALUES ($1, $2, 'waiting', $3, $4)
     ON CONFLICT (transaction_id) DO UPDATE
       SET state = 'waiting', reason = excluded.reason, source_row = excluded.source_row, updated_at = now()`,
    [row.transactionId, bucket, reason, asJson(row)],
  )
}

async function flagUpstreamChange(client: PoolClient, row: CashOutRow): Promise<void> {
  await client.query(
    `UPDATE lamassu_transactions SET upstream_changed_at = now(), upstream_row = $2
     WHERE transaction_id = $1 AND upstream_changed_at IS NULL`,
    [row.transactionId, asJson(row)],
  )
}

export const asJson = (row: CashOutRow): string => JSON.stringify(row)
