import type { Pool } from 'pg'
import { fiatMinor, sats } from '../../domain/money.ts'
import type { ClientDrift, NegativeBalance } from '../../signs/money.ts'

/** A million payments are summed up for it: balances are sums over everything there ever was. */
export async function drifts(pool: Pool): Promise<ClientDrift[]> {
  const { rows } = await pool.query<{
    id: bigint
    username: string
    fiat_code: string
    exponent: number
    balance_drift: string
    hold_drift: string
    worth_sats: string | null
    since: Date
  }>(
    `SELECT v.id, v.username, v.fiat_code, u.exponent, v.balance_drift::text, v.hold_drift::text, w.worth_sats::text,
            coalesce((SELECT e.created_at FROM ledger_entries e
                      WHERE e.id = (SELECT max(l.entry_id) FROM ledger_lines l WHERE l.client_id = v.id)), c.created_at) AS since
     FROM (SELECT id, username, fiat_code, balance_drift, hold_drift FROM v_reconciliation
           WHERE balance_drift <> 0 OR hold_drift <> 0 OFFSET 0) AS v
     JOIN dca_clients c ON c.id = v.id
     JOIN currencies u ON u.code = v.fiat_code
     LEFT JOIN LATERAL (SELECT raw_ticker_price FROM lamassu_transactions
                        WHERE fiat_code = v.fiat_code AND raw_ticker_price > 0 AND transaction_time IS NOT NULL
                        ORDER BY transaction_time DESC LIMIT 1) AS t ON true
     LEFT JOIN LATERAL (SELECT ceil((abs(v.balance_drift) + abs(v.hold_drift)) * 100000000
                                    / (power(10::numeric, u.exponent) * t.raw_ticker_price)) AS worth_sats) AS w ON true
     ORDER BY v.id`,
  )
  return rows.map((row) => ({
    client: { id: row.id, username: row.username },
    fiatCode: row.fiat_code,
    exponent: row.exponent,
    balanceDrift: fiatMinor(BigInt(row.balance_drift)),
    holdDrift: fiatMinor(BigInt(row.hold_drift)),
    worthSats: worthOf(row.worth_sats),
    since: row.since,
  }))
}

/** power() of numerics writes zeros behind a point that is none: '1000.0000'. */
const worthOf = (text: string | null): ClientDrift['worthSats'] =>
  text === null ? null : sats(BigInt(text.replace(/\.0*$/, '')))

export async function negativeBalances(pool: Pool, limit: number): Promise<NegativeBalance[]> {
  const { rows } = await pool.query<{
    id: bigint
    username: string
    fiat_code: string
    exponent: number
    remaining_balance: bigint
    held_balance: bigint
    worth_sats: string | null
    since: Date
  }>(
    `SELECT c.id, c.username, c.fiat_code, u.exponent, c.remaining_balance, c.held_balance, c.updated_at AS since,
            ceil(greatest(-c.remaining_balance, c.held_balance - c.remaining_balance, -c.held_balance)::numeric * 100000000
                 / (power(10::numeric, u.exponent) * t.raw_ticker_price))::text AS worth_sats
     FROM dca_clients c
     JOIN currencies u ON u.code = c.fiat_code
     LEFT JOIN LATERAL (SELECT raw_ticker_price FROM lamassu_transactions
                        WHERE fiat_code = c.fiat_code AND raw_ticker_price > 0 AND transaction_time IS NOT NULL
                        ORDER BY transaction_time DESC LIMIT 1) AS t ON true
     WHERE c.remaining_balance < 0 OR c.held_balance < 0 OR c.held_balance > c.remaining_balance
     ORDER BY c.id LIMIT $1`,
    [limit],
  )
  return rows.map((row) => ({
    client: { id: row.id, username: row.username },
    fiatCode: row.fiat_code,
    exponent: row.exponent,
    remaining: fiatMinor(row.remaining_balance),
    held: fiatMinor(row.held_balance),
    worthSats: worthOf(row.worth_sats),
    since: row.since,
  }))
}
