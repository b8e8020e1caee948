import type { PoolClient } from 'pg'
import type { BookingFacts, EntryFacts } from '../../reconcile/journal.ts'
import type { Correction, OddLine } from '../../reconcile/odd-lines.ts'
import { type Booking, BOOKINGS } from './due-lines.ts'
import { LINES_OF_OWN, OWN_KINDS } from './fingerprints.ts'
import type { Part } from './part.ts'

const PLACE = { transfers: '$1', cashOuts: '$2', deposits: '$3' }

const dueOf = ({ what, table, entity, key, when, owner, of, by, lines }: Booking): string =>
  `SELECT '${what}' AS what, ${entity} AS entity, ${key} AS key, ${owner} AS owner, b.account, b.unit, b.due, b.main
       FROM ${table} t CROSS JOIN LATERAL (VALUES ${lines
         .map((line) => `(${line.account}, ${line.unit}, ${line.amount}, ${line.main})`)
         .join(', ')}) AS b(account, unit, due, main)
       WHERE ${by} = ANY(${PLACE[of]}) AND ${when} AND b.due <> 0`

/** Lines that differ from what the part's rows are booked with: wrong, missing, or there for nothing. */
export async function oddLines(client: PoolClient, part: Part): Promise<OddLine[]> {
  const { rows } = await client.query<OddLine>(
    `WITH due AS MATERIALIZED (
       ${BOOKINGS.map(dueOf).join('\n       UNION ALL ')}),
     entries AS MATERIALIZED (
       SELECT id FROM ledger_entries WHERE id = ANY($4)
       UNION SELECT e.id FROM due d JOIN ledger_entries e ON e.idempotency_key = d.key
       UNION SELECT id FROM ledger_entries WHERE transfer_id = ANY($1)
       UNION SELECT id FROM ledger_entries WHERE lamassu_transaction_id = ANY($2) AND transfer_id IS NULL),
     there AS (
       SELECT e.id, e.kind, e.idempotency_key AS key, l.account, l.unit, l.amount, l.client_id
       FROM entries JOIN ledger_entries e USING (id) JOIN ledger_lines l ON l.entry_id = e.id WHERE e.kind <> ALL($5))
     SELECT d.what, d.entity, coalesce(d.key, l.key) AS key, coalesce(d.owner, l.client_id) AS owner, coalesce(d.account, l.account) AS account,
            coalesce(d.unit, l.unit) AS unit, coalesce(u.exponent, 0)::int AS exponent, coalesce(d.due, 0)::bigint AS due, l.amount AS booked,
            coalesce(d.main, l.account !~ '^(cash|dispensed|fees|house):') AS main, l.id AS "entryId"
     FROM due d FULL JOIN there l ON l.key = d.key AND l.account = d.account
     LEFT JOIN currencies u ON u.code = coalesce(d.unit, l.unit)
     WHERE l.amount IS DISTINCT FROM d.due OR l.unit <> d.unit
     ORDER BY key, entity, account`,
    [part.transfers, part.cashOuts, part.deposits, part.entries, OWN_KINDS],
  )
  return rows
}

/** Entries of the part whose lines don't sum to zero, and those whose deposit, cash-out or payment is not there. */
export async function oddEntries(client: PoolClient, part: Part): Promise<EntryFacts[]> {
  const { rows } = await client.query<EntryFacts>(
    `WITH entries AS MATERIALIZED (
       SELECT id FROM unnest($1::bigint[]) AS given(id)
       UNION SELECT id FROM ledger_entries WHERE transfer_id = ANY($2)
       UNION SELECT id FROM ledger_entries WHERE lamassu_transaction_id = ANY($3) AND transfer_id IS NULL)
     SELECT b.entry_id AS id, coalesce(e.idempotency_key, '–') AS key, 'unbalanced' AS fault, b.unit, coalesce(u.exponent, 0)::int AS exponent,
            b.total::bigint
     FROM (SELECT l.entry_id, l.unit, sum(l.amount) AS total FROM entries JOIN ledger_lines l ON l.entry_id = entries.id
           GROUP BY 1, 2 HAVING sum(l.amount) <> 0) b
     LEFT JOIN ledger_entries e ON e.id = b.entry_id LEFT JOIN currencies u ON u.code = b.unit
     UNION ALL
     SELECT x.id, coalesce(e.idempotency_key, '–'), 'stray', NULL, 0, 0
     FROM entries x LEFT JOIN ledger_entries e ON e.id = x.id
     WHERE NOT CASE
       WHEN e.id IS NULL THEN NOT EXISTS (SELECT FROM ledger_lines l WHERE l.entry_id = x.id)
       WHEN e.kind = ANY($4) THEN true
       WHEN e.kind IN ('deposit', 'deposit_reversal') THEN EXISTS (
         SELECT FROM dca_deposits d WHERE e.idempotency_key ~ '^deposit:[0-9]{1,18}(:reversed)?$' AND d.id = split_part(e.idempotency_key, ':', 2)::bigint)
       WHEN e.kind = 'allocation' THEN EXISTS (
         SELECT FROM lamassu_transactions t WHERE t.id = e.lamassu_transaction_id AND e.idempotency_key = 'allocation:' || t.id
           AND t.status IN ('processing', 'completed'))
       WHEN e.kind = 'compensation' THEN EXISTS (
         SELECT FROM commission_compensations k WHERE k.lamassu_transaction_id = e.lamassu_transaction_id
           AND e.idempotency_key = 'compensation:' || k.lamassu_transaction_id)
       ELSE EXISTS (
         SELECT FROM transfers t WHERE t.id = e.transfer_id AND e.kind IN (t.kind || '_payment', t.kind || '_payment_void')
           AND e.idempotency_key IN ('payment:' || t.kind || ':' || t.id, 'void:' || t.kind || ':' || t.id)) END
     ORDER BY 1`,
    [part.entries, part.transfers, part.cashOuts, OWN_KINDS],
  )
  return rows
}

/** Entries that are their own word: they sum to zero as well, and touch none but the accounts that they are for. */
export async function oddOwnWords(client: PoolClient, ids: readonly bigint[]): Promise<EntryFacts[]> {
  const { rows } = await client.query<EntryFacts>(
    `SELECT e.id, e.idempotency_key AS key, CASE WHEN sum(l.amount) <> 0 THEN 'unbalanced' ELSE 'stray' END AS fault, l.unit,
            coalesce(min(u.exponent), 0)::int AS exponent, sum(l.amount)::bigint AS total
     FROM unnest($1::bigint[]) AS own(id)
     CROSS JOIN LATERAL (SELECT id, kind, idempotency_key FROM ledger_entries WHERE id = own.id OFFSET 0) AS e ${LINES_OF_OWN}
     LEFT JOIN currencies u ON u.code = l.unit
     GROUP BY e.id, e.idempotency_key, l.unit
     HAVING sum(l.amount) <> 0
        OR bool_or(CASE e.kind WHEN 'cash_out' THEN l.account NOT IN ('cash:' || l.unit, 'dispensed:' || l.unit)
                   ELSE l.account <> 'adjustment:' || l.unit AND l.account <> concat('client:', l.client_id, ':', l.unit) END)
     ORDER BY 1`,
    [ids],
  )
  return rows
}

/** The cash that a machine gave out: booked when it was taken in, and again where Lamassu's row was corrected before it was distributed. */
export async function cashBookings(
  client: PoolClient,
  {
    cashOuts,
    entries,
  }: { readonly cashOuts: readonly bigint[] | null; readonly entries: readonly bigint[] | null },
): Promise<BookingFacts[]> {
  const { rows } = await client.query<BookingFacts>(
    `SELECT 'cash_out' AS what, 'tx:' || t.id AS entity, 'dispensed:' || t.fiat_code AS account, t.fiat_code AS unit,
            u.exponent::int AS exponent, t.fiat_amount::bigint AS due, b.booked::bigint
     FROM lamassu_transactions t
     JOIN currencies u ON u.code = t.fiat_code
     LEFT JOIN (SELECT e.lamassu_transaction_id AS id, l.unit, sum(l.amount) AS booked
                FROM ledger_entries e JOIN ledger_lines l ON l.entry_id = e.id AND l.account LIKE 'dispensed:%'
                WHERE e.kind = 'cash_out' AND e.transfer_id IS NULL AND ($1::bigint[] IS NULL OR e.lamassu_transaction_id = ANY($1))
                  AND ($2::bigint[] IS NULL OR e.id = ANY($2))
                GROUP BY 1, 2) b ON b.id = t.id AND b.unit = t.fiat_code
     WHERE t.status IN ('pending', 'processing', 'completed') AND coalesce(b.booked, 0) <> t.fiat_amount
       AND ($1::bigint[] IS NULL OR t.id = ANY($1))
     ORDER BY t.id`,
    [cashOuts, entries],
  )
  return rows
}

/** What corrections have booked on the accounts of the clients whose lines are odd. */
export async function correctionsOf(client: PoolClient, lines: readonly OddLine[]): Promise<Correction[]> {
  if (lines.length === 0) return []
  const { rows } = await client.query<Correction>(
    `SELECT l.account, sum(l.amount)::bigint AS booked FROM ledger_entries e JOIN ledger_lines l ON l.entry_id = e.id
     WHERE e.kind = 'correction' AND l.account = ANY($1) GROUP BY l.account`,
    [[...new Set(lines.map(({ account }) => account))]],
  )
  return rows
}
