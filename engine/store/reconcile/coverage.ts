import type { PoolClient } from 'pg'
import type { BookFacts } from '../../reconcile/books.ts'

/** Polls by the thousand each day: gaps are looked for among the newest of them. */
const POLLS_LOOKED_AT = 100_000

export async function coverageFacts(
  client: PoolClient,
): Promise<BookFacts['coverage'] & { readonly coveredUntil: Date | null }> {
  const { rows: gaps } = await client.query<{ pollId: bigint; from: Date; until: Date | null }>(
    `SELECT id AS "pollId", before AS "from", window_from AS until FROM (
       SELECT id, window_from, max(window_until) OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
       FROM lamassu_polls WHERE result <> 'failed' AND id > (SELECT coalesce(max(id), 0) FROM lamassu_polls) - $1) AS p
     WHERE before IS NOT NULL AND (window_from IS NULL OR window_from > before) ORDER BY id`,
    [POLLS_LOOKED_AT],
  )
  const { rows } = await client.query<{
    succeeded: number
    failed: number
    last: Date | null
    until: Date | null
    enabled: boolean
  }>(
    `SELECT (SELECT count(*) FROM lamassu_polls WHERE result <> 'failed')::int AS succeeded,
            (SELECT count(*) FROM lamassu_polls WHERE result = 'failed')::int AS failed,
            (SELECT max(finished_at) FROM lamassu_polls WHERE result <> 'failed') AS last,
            (SELECT max(window_until) FROM lamassu_polls WHERE result <> 'failed') AS until,
            (SELECT polling_enabled FROM lamassu_config) AS enabled`,
  )
  const [row] = rows
  if (row === undefined) throw new Error('one row is asked for')
  const { succeeded, failed, last, until, enabled } = row
  return { succeeded, failed, lastSuccessAt: last, pollingEnabled: enabled, gaps, coveredUntil: until }
}
