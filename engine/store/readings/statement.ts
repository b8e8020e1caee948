import type { Pool } from 'pg'
import { fiatMinor, msat } from '../../domain/money.ts'
import type { StatementReading } from '../../statement-reading.ts'

/**
 * Straight from the journal, in the order in which it was written: the balance is what client:… and hold:… hold
 * together, so that what is only put on hold changes nothing.
 */
const MOVEMENTS = `
  SELECT e.id, e.created_at, e.kind, e.idempotency_key, e.reason, e.lamassu_transaction_id,
         -coalesce(sum(l.amount) FILTER (WHERE l.account LIKE 'client:%' OR l.account LIKE 'hold:%'), 0) AS change,
         coalesce(sum(l.amount) FILTER (WHERE l.account LIKE 'payable:%' AND e.kind IN ('client_payment', 'compensation_payment')), 0) AS received
  FROM ledger_lines l JOIN ledger_entries e ON e.id = l.entry_id
  WHERE l.client_id = $1 GROUP BY e.id`

export async function statement(
  pool: Pool,
  clientId: bigint,
  { month, timeZone }: { month: string; timeZone: string },
): Promise<StatementReading> {
  const bounds = `($2 || '-01')::timestamp AT TIME ZONE $3 AS since,
                  (($2 || '-01')::timestamp + interval '1 month') AT TIME ZONE $3 AS until`
  const { rows } = await pool.query<{
    since: Date
    until: Date
    opening: string
    closing: string
    spent: string
    gathered: string
    movements: {
      at: string
      kind: string
      reference: string
      reason: string | null
      change: string
      received: string
      cashOut: string | null
    }[]
  }>(
    `WITH bounds AS (SELECT ${bounds}), movements AS (${MOVEMENTS})
     SELECT b.since, b.until,
            (SELECT coalesce(sum(change), 0) FROM movements WHERE created_at < b.since) AS opening,
            (SELECT coalesce(sum(change), 0) FROM movements WHERE created_at < b.until) AS closing,
            (SELECT coalesce(-sum(change), 0) FROM movements WHERE created_at < b.until AND kind = 'client_payment') AS spent,
            (SELECT coalesce(sum(received), 0) FROM movements WHERE created_at < b.until) AS gathered,
            (SELECT coalesce(json_agg(json_build_object('at', created_at, 'kind', kind, 'reference', idempotency_key, 'reason', reason, 'change', change::text, 'received', received::text, 'cashOut', lamassu_transaction_id::text)
                      ORDER BY created_at, id), '[]')
             FROM movements
             WHERE created_at >= b.since AND created_at < b.until AND (change <> 0 OR received <> 0)) AS movements
     FROM bounds b`,
    [clientId, month, timeZone],
  )
  const [row] = rows
  if (row === undefined) throw new Error('one row of bounds gives one row')
  return {
    since: row.since,
    until: row.until,
    opening: fiatMinor(BigInt(row.opening)),
    closing: fiatMinor(BigInt(row.closing)),
    spentSoFar: fiatMinor(BigInt(row.spent)),
    gatheredSoFarMsat: msat(BigInt(row.gathered)),
    movements: row.movements.map((movement) => ({
      at: new Date(movement.at),
      kind: movement.kind,
      reference: movement.reference,
      reason: movement.reason,
      change: fiatMinor(BigInt(movement.change)),
      receivedMsat: msat(BigInt(movement.received)),
      cashOutId: movement.cashOut === null ? null : BigInt(movement.cashOut),
    })),
  }
}
