import type { PoolClient } from 'pg'
import type { BookFacts } from '../../reconcile/books.ts'
import type { CashOutFacts } from '../../reconcile/cash-outs.ts'
import type { Part } from './part.ts'
import type { TransferPass } from './transfer-pass.ts'

/** Distributed cash-outs whose parts don't make up the whole, and the sums of all of them. */
export async function cashOutFacts(
  client: PoolClient,
  part: Part | null,
  pass: TransferPass | null,
): Promise<BookFacts['cashOuts']> {
  const ids = part === null ? null : part.cashOuts
  return {
    odd: await oddCashOuts(client, ids, pass === null ? SUMS : PASSED, sumsOf(pass)),
    totals: await totalsOf(client, ids),
  }
}

/** The transfers of each cash-out, added up here. */
const SUMS = {
  clients: `(SELECT lamassu_transaction_id AS id, sum(amount_sats::bigint) AS sats, sum(amount_fiat::bigint) AS fiat,
                         count(*) FILTER (WHERE status NOT IN ('completed', 'failed', 'cancelled')) AS unfinished
                  FROM dca_payments WHERE $1::bigint[] IS NULL OR lamassu_transaction_id = ANY($1) GROUP BY 1) AS p`,
  commission: `(SELECT lamassu_transaction_id AS id, sum(amount_sats::bigint) AS sats,
                         count(*) FILTER (WHERE status NOT IN ('completed', 'failed', 'cancelled', 'accrued')) AS unfinished
                  FROM commission_payments WHERE $1::bigint[] IS NULL OR lamassu_transaction_id = ANY($1) GROUP BY 1) AS c`,
}
/** The same as a pass over all of them has added it up. */
const PASSED = {
  clients: 'unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[]) AS p(id, sats, fiat, unfinished)',
  commission: 'unnest($6::bigint[], $7::bigint[], $8::bigint[]) AS c(id, sats, unfinished)',
}
const sumsOf = (pass: TransferPass | null): (readonly bigint[])[] =>
  pass === null
    ? []
    : [
        pass.clients.ids,
        pass.clients.sats,
        pass.clients.fiat,
        pass.clients.unfinished,
        pass.commission.ids,
        pass.commission.sats,
        pass.commission.unfinished,
      ]

async function oddCashOuts(
  client: PoolClient,
  ids: readonly bigint[] | null,
  { clients, commission }: typeof SUMS,
  sums: readonly (readonly bigint[])[],
): Promise<CashOutFacts[]> {
  const { rows } = await client.query<CashOutFacts>(
    `SELECT * FROM (
       SELECT t.id, t.transaction_id AS "transactionId", t.status, t.fiat_code AS "fiatCode", u.exponent, t.crypto_atoms::bigint AS received,
              t.base_amount::bigint AS base, t.commission_amount::bigint AS commission, coalesce(t.unallocated_sats, 0)::bigint AS house,
              t.fiat_amount::bigint AS fiat, coalesce(t.unallocated_fiat, 0)::bigint AS "houseFiat", coalesce(p.sats, 0)::bigint AS "paidSats",
              coalesce(p.fiat, 0)::bigint AS "paidFiat", coalesce(c.sats, 0)::bigint AS "commissionPayments",
              coalesce(k.amount_sats, 0)::bigint AS compensated, (coalesce(k.house_sats, 0) + coalesce(b.sats, 0))::bigint AS "givenBack",
              (coalesce(p.unfinished, 0) + coalesce(c.unfinished, 0))::int AS unfinished
       FROM lamassu_transactions t
       JOIN currencies u ON u.code = t.fiat_code
       LEFT JOIN ${clients} ON p.id = t.id
       LEFT JOIN ${commission} ON c.id = t.id
       LEFT JOIN commission_compensations k ON k.lamassu_transaction_id = t.id
       LEFT JOIN (SELECT lamassu_transaction_id AS id, sum(amount_sats) AS sats FROM compensation_payments GROUP BY 1) b ON b.id = t.id
       WHERE t.status IN ('processing', 'completed') AND ($1::bigint[] IS NULL OR t.id = ANY($1))) AS x
     WHERE base + commission <> received OR "paidSats" + house <> base OR "paidFiat" + "houseFiat" <> fiat
        OR "commissionPayments" <> commission OR compensated <> "givenBack" OR status = 'completed' AND unfinished > 0
     ORDER BY id`,
    [ids, ...sums],
  )
  return rows
}

async function totalsOf(
  client: PoolClient,
  ids: readonly bigint[] | null,
): Promise<BookFacts['cashOuts']['totals']> {
  const { rows: totals } = await client.query<BookFacts['cashOuts']['totals']>(
    `SELECT count(*)::int AS count, coalesce(sum(crypto_atoms), 0)::bigint AS received,
            coalesce(sum(base_amount - coalesce(unallocated_sats, 0)), 0)::bigint - v.sats + k.sats - k.house AS clients,
            coalesce(sum(commission_amount), 0)::bigint - k.sats AS commission, coalesce(sum(unallocated_sats), 0)::bigint + v.sats + k.house AS house
     FROM (SELECT coalesce(sum(amount_sats), 0)::bigint AS sats FROM transfers
           WHERE kind IN ('client', 'compensation') AND status IN ('failed', 'cancelled')
             AND ($1::bigint[] IS NULL OR lamassu_transaction_id = ANY($1))) v
     CROSS JOIN (SELECT coalesce(sum(amount_sats), 0)::bigint AS sats, coalesce(sum(house_sats), 0)::bigint AS house FROM commission_compensations
                 WHERE $1::bigint[] IS NULL OR lamassu_transaction_id = ANY($1)) k
     LEFT JOIN lamassu_transactions t ON t.status IN ('processing', 'completed') AND ($1::bigint[] IS NULL OR t.id = ANY($1))
     GROUP BY v.sats, k.sats, k.house`,
    [ids],
  )
  const [sums] = totals
  if (sums === undefined) throw new Error('a sum has one row')
  return sums
}

export async function commissionFacts(
  client: PoolClient,
  part: Part | null,
): Promise<BookFacts['commission']> {
  const ids = part === null ? null : part.cashOuts
  const { rows: odd } = await client.query<BookFacts['commission']['odd'][number]>(
    `SELECT id, transaction_id AS "transactionId", commission_rule AS rule, base_amount::bigint AS base,
            (base_amount - open_difference)::bigint AS "expectedBase", commission_amount::bigint AS commission
     FROM v_commission_check WHERE open_difference IS DISTINCT FROM 0 AND ($1::bigint[] IS NULL OR id = ANY($1)) ORDER BY id`,
    [ids],
  )
  const { rows: totals } = await client.query<BookFacts['commission']['totals']>(
    `SELECT count(*)::int AS count, coalesce(sum(commission_amount), 0)::bigint AS commission
     FROM lamassu_transactions WHERE status IN ('pending', 'processing', 'completed') AND ($1::bigint[] IS NULL OR id = ANY($1))`,
    [ids],
  )
  const [sums] = totals
  if (sums === undefined) throw new Error('a sum has one row')
  return { odd, totals: sums }
}
