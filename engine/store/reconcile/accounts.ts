import type { PoolClient } from 'pg'
import type { BookFacts } from '../../reconcile/books.ts'

/** The accounts of sats as the transfers make them, so that an entry of whatever other kind would show. */
export async function oddAccounts(client: PoolClient): Promise<BookFacts['journal']['accounts']> {
  const { rows } = await client.query<BookFacts['journal']['accounts'][number]>(
    `WITH elsewhere AS (
       SELECT payment_hash FROM wallet_differences WHERE what = 'missing' AND settled_how LIKE 'paid from another wallet:%'),
     due(account, due) AS (
       SELECT 'payable:' || c.id || ':BTC', -coalesce(sum(p.amount_sats), 0) * 1000
       FROM dca_clients c LEFT JOIN transfers p ON p.client_id = c.id AND p.status NOT IN ('completed', 'failed', 'cancelled') GROUP BY c.id
       UNION ALL
       SELECT 'commission:BTC', 1000 * ((SELECT coalesce(sum(amount_sats), 0) FROM commission_compensations)
              - (SELECT coalesce(sum(amount_sats), 0) FROM commission_payments WHERE status NOT IN ('completed', 'failed', 'cancelled')))
       UNION ALL
       SELECT 'source:BTC', coalesce(sum(CASE kind WHEN 'funding' THEN amount_sats * 1000 ELSE fee_msat - amount_sats * 1000 END), 0)
       FROM transfers t WHERE status = 'completed' AND (kind = 'funding' OR NOT EXISTS (SELECT FROM elsewhere e WHERE e.payment_hash = t.payment_hash))
       UNION ALL
       SELECT 'house:BTC', -1000 * ((SELECT coalesce(sum(unallocated_sats), 0) FROM lamassu_transactions WHERE status IN ('processing', 'completed'))
              + (SELECT coalesce(sum(house_sats), 0) FROM commission_compensations)
              + (SELECT coalesce(sum(amount_sats), 0) FROM transfers WHERE kind <> 'funding' AND status IN ('failed', 'cancelled'))))
     SELECT d.account, d.due::bigint, coalesce(b.balance, 0)::bigint AS balance
     FROM due d LEFT JOIN v_account_balances b ON b.account = d.account WHERE coalesce(b.balance, 0) <> d.due ORDER BY 1`,
  )
  return rows
}

/** The balances that later runs may be compared with. */
export async function snapshotFacts(client: PoolClient): Promise<BookFacts['snapshot']> {
  const { rows: clients } = await client.query<BookFacts['snapshot']['clients'][number]>(
    `SELECT id, fiat_code AS "fiatCode", remaining_balance::bigint AS remaining, held_balance::bigint AS held FROM dca_clients ORDER BY id`,
  )
  return { clients }
}
