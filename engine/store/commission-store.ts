import type { Pool } from 'pg'
import type { CommissionReading, CommissionStore } from '../books.ts'
import type { CommissionRule, CommissionTerms } from '../domain/commission.ts'
import { parseDecimal, sats } from '../domain/money.ts'
import { guarded } from './guarded.ts'

interface Row {
  id: bigint
  transaction_id: string
  transaction_time: Date
  machine_name: string | null
  rule: CommissionRule
  crypto_atoms: bigint
  commission_percentage: string | null
  discount: string
  fiat_major: string
  fixed_fee: string
  raw_ticker_price: string | null
  base_amount: bigint
  commission_amount: bigint
  compensated_sats: bigint
  clients: { id: string; username: string; sats: string }[]
}

export const createCommissionStore = (pool: Pool): CommissionStore =>
  guarded<CommissionStore>({
    async splits({ last, from, to }) {
      const { rows } = await pool.query<Row>(
        `SELECT t.id, t.transaction_id, t.transaction_time, t.machine_name, t.commission_rule AS rule, t.crypto_atoms::bigint,
                t.commission_percentage, t.discount, t.fiat_major, t.fixed_fee, t.raw_ticker_price, t.base_amount::bigint, t.commission_amount::bigint,
                coalesce((SELECT k.amount_sats FROM commission_compensations k WHERE k.lamassu_transaction_id = t.id), 0)::bigint AS compensated_sats,
                coalesce((SELECT jsonb_agg(jsonb_build_object('id', c.id::text, 'username', c.username, 'sats', p.amount_sats::text) ORDER BY c.id)
                          FROM dca_payments p JOIN dca_clients c ON c.id = p.client_id
                          WHERE p.lamassu_transaction_id = t.id AND p.status NOT IN ('failed', 'cancelled')), '[]') AS clients
         FROM lamassu_transactions t
         WHERE t.status IN ('pending', 'processing', 'completed')
           AND ($1::timestamptz IS NULL OR t.transaction_time >= $1) AND ($2::timestamptz IS NULL OR t.transaction_time < $2)
         ORDER BY t.transaction_time DESC, t.id DESC LIMIT $3`,
        [from, to, last],
      )
      return rows.map(splitOf)
    },
  })

const splitOf = (row: Row): CommissionReading => ({
  id: row.id,
  transactionId: row.transaction_id,
  transactionTime: row.transaction_time,
  machineName: row.machine_name,
  rule: row.rule,
  terms: storedTermsOf(row),
  baseSats: row.base_amount,
  commissionSats: row.commission_amount,
  compensatedSats: row.compensated_sats,
  clients: row.clients.map((client) => ({
    id: BigInt(client.id),
    username: client.username,
    amountSats: BigInt(client.sats),
  })),
})

/** The numbers of the formula, as a cash-out's row has them. */
export const storedTermsOf = (
  row: Pick<
    Row,
    'crypto_atoms' | 'commission_percentage' | 'discount' | 'fiat_major' | 'fixed_fee' | 'raw_ticker_price'
  >,
): CommissionTerms => ({
  cryptoAtomsSats: sats(row.crypto_atoms),
  commissionE5: row.commission_percentage === null ? null : exact(row.commission_percentage, 5),
  discountE4: exact(row.discount, 4),
  fiatE5: exact(row.fiat_major, 5),
  fixedFeeE5: exact(row.fixed_fee, 5),
  tickerPriceE5: row.raw_ticker_price === null ? null : exact(row.raw_ticker_price, 5),
})

function exact(decimal: string, digits: number): bigint {
  const value = parseDecimal(decimal, digits)
  if (value === null) throw new Error(`"${decimal}" has more than ${digits} digits`)
  return value
}
