import { createHash } from 'node:crypto'
import type { Pool, PoolClient } from 'pg'
import type { Amended, PaperworkStore } from '../paperwork.ts'
import { guarded } from './guarded.ts'
import { inTransaction } from './pool.ts'

export function createPaperworkStore(pool: Pool): PaperworkStore {
  return guarded<PaperworkStore>({
    async addReceipt(depositId, { name, mediaType, bytes }, actor) {
      await pool.query(
        `INSERT INTO deposit_receipts (deposit_id, name, media_type, bytes, sha256, added_by) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (deposit_id, sha256) DO NOTHING`,
        [depositId, name, mediaType, bytes, createHash('sha256').update(bytes).digest('hex'), actor],
      )
    },
    amendDeposit: (depositId, change, actor) =>
      inTransaction(pool, (client) => amendDeposit(client, depositId, change, actor)),
    async recordNotices(notices, operationId, actor) {
      await pool.query(
        `INSERT INTO client_notices (client_id, template, language, words, told_by, operation_id)
         SELECT n.*, $5, $6 FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[]) AS n
         ON CONFLICT (operation_id, client_id) DO NOTHING`,
        [
          notices.map((notice) => notice.clientId),
          notices.map((notice) => notice.template),
          notices.map((notice) => notice.language),
          notices.map((notice) => notice.words),
          actor,
          operationId,
        ],
      )
    },
  })
}

async function amendDeposit(
  client: PoolClient,
  depositId: bigint,
  change: Parameters<PaperworkStore['amendDeposit']>[1],
  actor: string,
): Promise<Amended> {
  // The lock first: of two who amend or decide it at once, the second sees what the first did.
  const found = await client.query<{
    status: string
    decided_by: string | null
    successor: bigint | null
    key: string | null
  }>(
    `SELECT d.status, d.decided_by, n.id AS successor, n.idempotency_key AS key
     FROM dca_deposits d LEFT JOIN dca_deposits n ON n.replaces = d.id WHERE d.id = $1 FOR UPDATE OF d`,
    [depositId],
  )
  const [before] = found.rows
  if (before === undefined) return { kind: 'unknown' }
  if (before.successor !== null && before.key === change.operationId)
    return { kind: 'done', depositId: before.successor }
  if (before.status !== 'pending')
    return { kind: 'too_late', status: before.status, decidedBy: before.decided_by }
  const added = await client.query<{ id: bigint }>(
    `INSERT INTO dca_deposits (client_id, amount, currency, note, idempotency_key, created_by, replaces)
     SELECT client_id, $2, currency, $3, $4, $5, id FROM dca_deposits WHERE id = $1 RETURNING id`,
    [depositId, change.amount, change.note, change.operationId, actor],
  )
  const [row] = added.rows
  if (row === undefined) throw new Error('an insert returns its row')
  await client.query(
    `UPDATE dca_deposits
     SET status = 'rejected', decided_by = $2, decided_at = clock_timestamp(), note = concat_ws('; ', note, 'amended as #' || $4::bigint || ': ' || $3)
     WHERE id = $1`,
    [depositId, actor, change.reason, row.id],
  )
  await client.query(
    `INSERT INTO deposit_receipts (deposit_id, name, media_type, bytes, sha256, added_by, created_at)
     SELECT $2, name, media_type, bytes, sha256, added_by, created_at FROM deposit_receipts WHERE deposit_id = $1`,
    [depositId, row.id],
  )
  return { kind: 'done', depositId: row.id }
}
