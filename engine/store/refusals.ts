import type { Pool, PoolClient } from 'pg'
import type { Identity } from '../people.ts'

/**
 * Five refusals within ten minutes lock an account for fifteen. While it is locked nothing is counted: the lock ends by
 * itself, however often somebody knocks.
 */
export async function countRefusal(
  client: PoolClient,
  { platform, userId }: Identity,
): Promise<{ locked: boolean }> {
  // Holds the account's row until the end, so that of many refusals at once one is the fifth.
  const counted = await client.query<{ too_many: boolean }>(
    `INSERT INTO account_refusals AS a (platform, user_id, refused_at) VALUES ($1, $2, ARRAY[clock_timestamp()])
     ON CONFLICT (platform, user_id) DO UPDATE
     SET refused_at = array(SELECT r FROM unnest(a.refused_at) AS r WHERE r > clock_timestamp() - interval '10 minutes') || clock_timestamp(),
         updated_at = clock_timestamp()
     WHERE a.locked_until IS NULL OR a.locked_until <= clock_timestamp()
     RETURNING cardinality(refused_at) >= 5 AS too_many`,
    [platform, userId],
  )
  const locked = counted.rows[0]?.too_many === true
  if (locked)
    await client.query(
      `UPDATE account_refusals SET refused_at = '{}', locked_until = clock_timestamp() + interval '15 minutes'
       WHERE platform = $1 AND user_id = $2`,
      [platform, userId],
    )
  // What is long over is forgotten, a little each time; rows that somebody else holds are left for later.
  await client.query(
    `DELETE FROM account_refusals WHERE (platform, user_id) IN
       (SELECT platform, user_id FROM account_refusals WHERE updated_at < now() - interval '1 day'
        ORDER BY updated_at LIMIT 10 FOR UPDATE SKIP LOCKED)`,
  )
  return { locked }
}

export async function isLocked(db: Pool | PoolClient, { platform, userId }: Identity): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'is-locked',
    text: 'SELECT FROM account_refusals WHERE platform = $1 AND user_id = $2 AND locked_until > clock_timestamp()',
    values: [platform, userId],
  })
  return rowCount === 1
}

/**
 * Of any number of the same delivery one is the first: the insert decides. More old ones are forgotten than new ones
 * come, so that seven days of them are kept.
 */
export async function isFirstDelivery(pool: Pool, deliveryId: string): Promise<boolean> {
  const { rowCount } = await pool.query({
    name: 'first-delivery',
    text: `WITH forgotten AS (
             DELETE FROM deliveries WHERE delivery_id IN
               (SELECT delivery_id FROM deliveries WHERE seen_at < now() - interval '7 days' AND delivery_id <> $1
                ORDER BY seen_at LIMIT 10 FOR UPDATE SKIP LOCKED))
           INSERT INTO deliveries (delivery_id) VALUES ($1) ON CONFLICT DO NOTHING`,
    values: [deliveryId],
  })
  return rowCount === 1
}
