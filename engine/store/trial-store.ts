import type { PoolClient } from 'pg'

/** See BookkeepingStore.startTrial: one cash-out goes through while payouts are off. */
export async function startTrial(client: PoolClient): Promise<bigint | null> {
  // Ends one that is there, and keeps others from throwing the switches meanwhile.
  await client.query('UPDATE lamassu_config SET updated_at = now()')
  const { rows } = await client.query<{ trial_transaction_id: bigint }>(
    `UPDATE lamassu_config SET trial_transaction_id = t.id
     FROM (SELECT id FROM lamassu_transactions x
           WHERE status IN ('pending', 'processing') AND NOT EXISTS (
             SELECT FROM transfers p WHERE p.lamassu_transaction_id = x.id AND p.status IN ('needs_review', 'failed'))
           -- What has begun comes to its end first; a later one must not spend what belongs to an earlier one.
           ORDER BY status = 'processing' DESC, transaction_time, id LIMIT 1) AS t
     WHERE NOT payouts_enabled RETURNING trial_transaction_id`,
  )
  await client.query(`SELECT pg_notify('satmachine_work', '')`)
  return rows[0]?.trial_transaction_id ?? null
}
