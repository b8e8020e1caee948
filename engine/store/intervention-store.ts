import { createHash } from 'node:crypto'
import type { Pool, PoolClient } from 'pg'
import type { QuarantineReason } from '../domain/cash-out.ts'
import type { CashOutChange, CashOutDecision, InterventionStore, Standing } from '../interventions.ts'
import type { CashOutRow } from '../ports.ts'
import type { TransactionStatus } from '../storage.ts'
import { moneyHash } from '../take-in.ts'
import { guarded } from './guarded.ts'
import { inTransaction } from './pool.ts'
import { asJson, type BookedCash, insertPayable } from './take-in-store.ts'

export function createInterventionStore(pool: Pool): InterventionStore {
  return guarded<InterventionStore>({
    standing: (lamassuId) => standing(pool, lamassuId),
    decide: (lamassuId, seen, change, decision) =>
      inTransaction(pool, (client) => decide(client, lamassuId, seen, change, decision)),
    exponents: () => exponents(pool),
  })
}

export async function exponents(pool: Pool): Promise<ReadonlyMap<string, number>> {
  const { rows } = await pool.query<{ code: string; exponent: number }>(
    'SELECT DISTINCT u.code, u.exponent FROM dca_clients c JOIN currencies u ON u.code = c.fiat_code',
  )
  return new Map(rows.map((row) => [row.code, row.exponent]))
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** Where the cash-out stands; with `lock`, nobody else changes it before the caller's transaction ends. */
export async function standing(
  db: Pool | PoolClient,
  lamassuId: string,
  lock: 'FOR UPDATE' | '' = '',
): Promise<Standing> {
  const taken = await db.query<{
    id: bigint
    status: TransactionStatus
    quarantine_reason: QuarantineReason | null
    source_row_hash: string
    is_complete: boolean
  }>(
    `SELECT id, status, quarantine_reason, source_row_hash, base_amount IS NOT NULL AS is_complete
     FROM lamassu_transactions WHERE transaction_id = $1 ${lock}`,
    [lamassuId],
  )
  const [row] = taken.rows
  if (row !== undefined)
    return {
      kind: 'transaction',
      id: row.id,
      status: row.status,
      quarantineReason: row.status === 'quarantined' ? row.quarantine_reason : null,
      sourceRowHash: row.source_row_hash,
      isComplete: row.is_complete,
    }
  const seen = await db.query<{ state: 'baseline' | 'baseline_unconfirmed' | 'waiting' }>(
    // Never locked: a poll locks in the other order. Of two who insert the cash-out, the unique key decides.
    'SELECT state FROM cash_out_sightings WHERE transaction_id = $1',
    [lamassuId],
  )
  const [sighting] = seen.rows
  return sighting === undefined ? { kind: 'absent' } : { kind: 'sighting', state: sighting.state }
}

/** The row's lock, taken first, makes this and every other decision, poll and distribution of it one after the other. */
async function decide(
  client: PoolClient,
  lamassuId: string,
  seen: Standing,
  change: CashOutChange,
  decision: CashOutDecision,
): Promise<'done' | 'changed' | 'money_moves'> {
  const now = await standing(client, lamassuId, 'FOR UPDATE')
  if (!isSame(now, seen)) return 'changed'
  if (change.kind === 'ignore' && (await moneyMoves(client, lamassuId))) return 'money_moves'
  if (!(await write(client, lamassuId, now, change, decision))) return 'changed'
  await client.query('DELETE FROM cash_out_sightings WHERE transaction_id = $1', [lamassuId])
  await record(client, lamassuId, now, decision)
  await client.query(`SELECT pg_notify('satmachine_work', '')`)
  return 'done'
}

function isSame(now: Standing, seen: Standing): boolean {
  if (now.kind === 'transaction' && seen.kind === 'transaction')
    return (
      now.status === seen.status &&
      now.quarantineReason === seen.quarantineReason &&
      now.sourceRowHash === seen.sourceRowHash
    )
  if (now.kind === 'sighting' && seen.kind === 'sighting') return now.state === seen.state
  return now.kind === seen.kind
}

/** A funding that is under way, or sats that left a wallet for it and are not in the books. */
async function moneyMoves(client: PoolClient, lamassuId: string): Promise<boolean> {
  const { rows } = await client.query<{ moves: boolean }>(
    `SELECT EXISTS (SELECT FROM transfers t JOIN lamassu_transactions x ON x.id = t.lamassu_transaction_id
                    WHERE x.transaction_id = $1
                      AND (t.kind <> 'funding' OR t.status IN ('pending', 'invoiced', 'paying', 'needs_review')))
         OR EXISTS (SELECT FROM wallet_differences
                    WHERE settled_at IS NULL AND split_part(reference, ':', 3) = $1) AS moves`,
    [lamassuId],
  )
  return rows[0]?.moves !== false
}

async function write(
  client: PoolClient,
  lamassuId: string,
  now: Standing,
  change: CashOutChange,
  { actor, reason }: CashOutDecision,
): Promise<boolean> {
  switch (change.kind) {
    case 'hold':
      return setAside(client, lamassuId, now, 'held', change.row)
    case 'ignore':
      return (
        (now.kind === 'transaction' || (await setAside(client, lamassuId, now, 'held', change.row))) &&
        (await ignore(client, lamassuId, reason))
      )
    case 'set_aside':
      return setAside(client, lamassuId, now, change.reason, null)
    case 'resume':
      return resume(client, lamassuId)
    case 'take': {
      const booked = await bookedCash(client, lamassuId)
      return (await insertPayable(client, change.decision, { person: actor, booked })) !== null
    }
  }
}

async function setAside(
  client: PoolClient,
  lamassuId: string,
  now: Standing,
  reason: QuarantineReason,
  row: CashOutRow | null,
): Promise<boolean> {
  if (now.kind === 'transaction') {
    const { rowCount } = await client.query(
      `UPDATE lamassu_transactions SET status = 'quarantined', quarantine_reason = $2, waiting_reason = NULL
       WHERE transaction_id = $1 AND status IN ('pending', 'quarantined', 'failed')`,
      [lamassuId, reason],
    )
    return rowCount === 1
  }
  if (row === null) return false
  const { rowCount } = await client.query(
    `INSERT INTO lamassu_transactions
       (transaction_id, status, quarantine_reason, device_id, machine_name, source_row, source_row_hash)
     VALUES ($1, 'quarantined', $2, $3, $4, $5, $6) ON CONFLICT (transaction_id) DO NOTHING`,
    [row.transactionId, reason, row.deviceId, row.machineName, asJson(row), moneyHash(row)],
  )
  return rowCount === 1
}

/** The reason for which it had been set aside stays readable. */
async function ignore(client: PoolClient, lamassuId: string, reason: string): Promise<boolean> {
  const { rowCount } = await client.query(
    `UPDATE lamassu_transactions SET status = 'failed', waiting_reason = NULL, error_message = $2
     WHERE transaction_id = $1 AND status IN ('pending', 'quarantined')`,
    [lamassuId, reason],
  )
  return rowCount === 1
}

/** On with the numbers with which it had been taken in, whose cash is booked. */
async function resume(client: PoolClient, lamassuId: string): Promise<boolean> {
  const { rowCount } = await client.query(
    `UPDATE lamassu_transactions
     SET status = 'pending', quarantine_reason = NULL, error_message = NULL, upstream_changed_at = NULL, upstream_row = NULL
     WHERE transaction_id = $1 AND status = 'quarantined' AND base_amount IS NOT NULL`,
    [lamassuId],
  )
  return rowCount === 1
}

async function bookedCash(client: PoolClient, lamassuId: string): Promise<BookedCash> {
  const { rows } = await client.query<{ entries: bigint; unit: string; amount: string }>(
    `SELECT (SELECT count(*) FROM ledger_entries n WHERE n.lamassu_transaction_id = x.id AND n.kind = 'cash_out') AS entries,
            l.unit, sum(l.amount) AS amount
     FROM lamassu_transactions x JOIN ledger_entries e ON e.lamassu_transaction_id = x.id AND e.kind = 'cash_out'
     JOIN ledger_lines l ON l.entry_id = e.id AND l.account LIKE 'dispensed:%'
     WHERE x.transaction_id = $1 GROUP BY x.id, l.unit`,
    [lamassuId],
  )
  return {
    entries: Number(rows[0]?.entries ?? 0n),
    cash: rows.map((row) => ({ fiatCode: row.unit, amount: BigInt(row.amount) })),
  }
}

async function record(
  client: PoolClient,
  lamassuId: string,
  before: Standing,
  { what, actor, reason, overridden, row, evidence }: CashOutDecision,
): Promise<void> {
  await client.query(
    `INSERT INTO cash_out_interventions
       (transaction_id, what, reason, actor, state_before, reason_before, status_after, reason_after, overridden, source_row,
        evidence_name, evidence_media_type, evidence, evidence_sha256)
     SELECT $1, $2, $3, $4, $5, $6, status, quarantine_reason, $7, $8, $9, $10, $11, $12
     FROM lamassu_transactions WHERE transaction_id = $1`,
    [
      lamassuId,
      what,
      reason,
      actor,
      before.kind === 'transaction' ? before.status : before.kind === 'sighting' ? before.state : null,
      before.kind === 'transaction' ? before.quarantineReason : null,
      overridden,
      row === null ? null : asJson(row),
      evidence?.name ?? null,
      evidence?.mediaType ?? null,
      evidence?.bytes ?? null,
      evidence === null ? null : sha256(evidence.bytes),
    ],
  )
}
