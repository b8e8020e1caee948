import type { Pool, PoolClient } from 'pg'
import type {
  CurrencyFigures,
  MachineFigures,
  PaidFigures,
  Period,
  PeriodStore,
  ResponseFigures,
} from '../period-figures.ts'
import { guarded } from './guarded.ts'
import { inTransaction } from './pool.ts'

export const createPeriodStore = (pool: Pool): PeriodStore =>
  guarded<PeriodStore>({
    figures: ({ from, until }) =>
      inTransaction(pool, async (client) => {
        await client.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY')
        const period = { from, until }
        return {
          ...period,
          machines: await machines(client, period),
          currencies: await currencies(client, period),
          paid: await paid(client, period),
          responses: await responses(client, period),
        }
      }),
  })

async function machines(client: PoolClient, { from, until }: Period): Promise<MachineFigures[]> {
  const { rows } = await client.query<MachineFigures>(
    `SELECT t.fiat_code AS "fiatCode", u.exponent::int AS exponent, t.device_id AS "deviceId", max(t.machine_name) AS "machineName",
            count(*)::int AS "cashOuts", sum(t.fiat_amount)::bigint AS fiat, sum(t.crypto_atoms)::bigint AS "receivedSats",
            sum(t.base_amount - t.unallocated_sats)::bigint AS "clientsSats", sum(t.commission_amount)::bigint AS "commissionSats",
            sum(t.unallocated_sats)::bigint AS "houseSats"
     FROM lamassu_transactions t JOIN currencies u ON u.code = t.fiat_code
     WHERE t.status IN ('processing', 'completed') AND t.transaction_time >= $1 AND t.transaction_time < $2
     GROUP BY 1, 2, 3 ORDER BY 1, 4, 3`,
    [from, until],
  )
  return rows
}

/** From the journal: a client's balance is what client:… and hold:… hold together, so that holds change nothing. */
async function currencies(client: PoolClient, { from, until }: Period): Promise<CurrencyFigures[]> {
  const { rows } = await client.query<CurrencyFigures>(
    `SELECT l.unit AS "fiatCode", u.exponent::int AS exponent,
            coalesce(-sum(l.amount) FILTER (WHERE e.created_at < $1), 0)::bigint AS opening,
            coalesce(-sum(l.amount) FILTER (WHERE e.created_at >= $1 AND e.kind = 'deposit'), 0)::bigint AS deposits,
            coalesce(-sum(l.amount) FILTER (WHERE e.created_at >= $1 AND e.kind = 'deposit_reversal'), 0)::bigint AS reversals,
            coalesce(-sum(l.amount) FILTER (WHERE e.created_at >= $1 AND e.kind = 'client_payment'), 0)::bigint AS spent,
            coalesce(-sum(l.amount) FILTER (WHERE e.created_at >= $1 AND e.kind NOT IN ('deposit', 'deposit_reversal', 'client_payment')), 0)::bigint
              AS adjustments,
            coalesce(-sum(l.amount), 0)::bigint AS closing
     FROM ledger_lines l JOIN ledger_entries e ON e.id = l.entry_id JOIN currencies u ON u.code = l.unit
     WHERE e.created_at < $2 AND l.client_id IS NOT NULL GROUP BY 1, 2 ORDER BY 1`,
    [from, until],
  )
  return rows
}

async function paid(client: PoolClient, { from, until }: Period): Promise<PaidFigures> {
  const { rows } = await client.query<PaidFigures>(
    `SELECT coalesce(sum(l.amount) FILTER (WHERE l.account LIKE 'payable:%'), 0)::bigint AS "clientsMsat",
            coalesce(sum(l.amount) FILTER (WHERE l.account = 'commission:BTC'), 0)::bigint AS "commissionMsat",
            coalesce(sum(l.amount) FILTER (WHERE l.account = 'fees:BTC'), 0)::bigint AS "feesMsat"
     FROM ledger_lines l JOIN ledger_entries e ON e.id = l.entry_id
     WHERE e.created_at >= $1 AND e.created_at < $2 AND l.unit = 'msat' AND e.kind IN ('client_payment', 'compensation_payment', 'commission_payment', 'funding_payment')`,
    [from, until],
  )
  return rows[0] ?? { clientsMsat: 0n, commissionMsat: 0n, feesMsat: 0n }
}

/** In time: somebody took it, or it was over, before its response was due. One whose time is not over yet is not counted. */
async function responses(client: PoolClient, { from, until }: Period): Promise<ResponseFigures> {
  const { rows } = await client.query<ResponseFigures>(
    `SELECT count(*)::int AS told, count(*) FILTER (WHERE handled_at <= due_at)::int AS "inTime" FROM (
       SELECT a.due_at, least(a.resolved_at, (SELECT min(e.at) FROM alert_events e WHERE e.alert_id = a.id AND e.what = 'acked')) AS handled_at
       FROM alerts a
       WHERE a.test_channel IS NULL AND a.rule <> 'RESPONSE_OVERDUE' AND a.due_at IS NOT NULL
         AND a.fired_notice_at >= $1 AND a.fired_notice_at < $2) AS told
     WHERE handled_at IS NOT NULL OR due_at < $2`,
    [from, until],
  )
  return rows[0] ?? { told: 0, inTime: 0 }
}
