import type { ColumnKind, ExportRange, ExportTable } from '../../audit-export.ts'

const TYPES: Readonly<Record<ColumnKind, string>> = {
  text: 'text',
  phrase: 'text',
  number: 'numeric',
  time: 'timestamp',
}

interface Check {
  readonly words: string
  /** Tables that have to be in the export for it. */
  readonly needs: readonly string[]
  /** Only where every row is there. */
  readonly whole?: true
  /** One row for each thing that is wrong. */
  readonly sql: string
}

const DONE = `status IN ('processing', 'completed')`

const CHECKS: readonly Check[] = [
  {
    words: 'journal entries whose lines do not add up to zero',
    needs: ['journal_lines'],
    sql: 'SELECT entry_id FROM journal_lines GROUP BY entry_id, unit HAVING sum(amount) <> 0',
  },
  {
    words: 'journal lines without their entry, and entries without lines',
    needs: ['journal_lines', 'journal_entries'],
    sql: 'SELECT FROM (SELECT DISTINCT entry_id AS id FROM journal_lines) l FULL JOIN journal_entries e USING (id) WHERE l.id IS NULL OR e.id IS NULL',
  },
  {
    words: 'accounts whose balance does not follow from their lines',
    needs: ['journal_lines', 'account_balances'],
    sql: `SELECT FROM account_balances b LEFT JOIN (SELECT account, sum(amount) AS moved FROM journal_lines GROUP BY account) l USING (account)
          WHERE b.closing <> b.opening + coalesce(l.moved, 0) OR b.closing <> b.opening + b.debit + b.credit`,
  },
  {
    words: 'units whose accounts do not add up to zero',
    needs: ['account_balances'],
    sql: 'SELECT unit FROM account_balances GROUP BY unit HAVING sum(closing) <> 0 OR sum(opening) <> 0',
  },
  {
    words: 'cash-outs whose base and commission are not what was sent',
    needs: ['cash_outs'],
    sql: `SELECT FROM cash_outs WHERE ${DONE} AND (base_amount + commission_amount = crypto_atoms) IS NOT TRUE`,
  },
  {
    words: 'cash-outs whose split is not what the formula gives',
    needs: ['cash_outs'],
    sql: `SELECT FROM cash_outs WHERE ${DONE} AND (base_amount = CASE commission_rule
          WHEN 'markup' THEN div(crypto_atoms * 100 * fiat_amount, (100 + commission_percentage * (100 - discount)) * (fiat_amount + fixed_fee))
          ELSE least(crypto_atoms, div(fiat_amount * 100000000, raw_ticker_price)) END) IS NOT TRUE`,
  },
  {
    words: 'cash-outs whose sats or cash the payments do not account for',
    needs: ['cash_outs', 'payments'],
    sql: `SELECT FROM cash_outs c LEFT JOIN (SELECT cash_out_id, sum(amount_sats) AS sats, sum(amount_fiat) AS fiat FROM payments WHERE kind = 'client' GROUP BY 1) p
            ON p.cash_out_id = c.id
          WHERE ${DONE} AND (c.base_amount - c.unallocated_sats <> coalesce(p.sats, 0) OR c.fiat_amount - c.unallocated_fiat <> coalesce(p.fiat, 0))`,
  },
  {
    words: 'cash-outs whose commission is not what its payment says',
    needs: ['cash_outs', 'payments'],
    sql: `SELECT FROM cash_outs c LEFT JOIN payments p ON p.cash_out_id = c.id AND p.kind = 'commission'
          WHERE c.${DONE} AND c.commission_amount <> coalesce(p.amount_sats, 0)`,
  },
  {
    words: 'clients who were paid more than once from one cash-out',
    needs: ['payments'],
    sql: `SELECT FROM payments WHERE kind IN ('client', 'compensation') GROUP BY kind, cash_out_id, client_id HAVING count(*) > 1`,
  },
  {
    words: 'compensations that are not what clients and the house got of them',
    needs: ['compensations', 'payments'],
    whole: true,
    sql: `SELECT FROM compensations k
          FULL JOIN (SELECT cash_out_id, sum(amount_sats) AS sats FROM payments WHERE kind = 'compensation' GROUP BY 1) p USING (cash_out_id)
          WHERE (coalesce(p.sats, 0) + k.house_sats = k.amount_sats) IS NOT TRUE`,
  },
  {
    words: 'payments that share an invoice',
    needs: ['payments'],
    sql: 'SELECT FROM payments WHERE payment_hash IS NOT NULL GROUP BY payment_hash HAVING count(*) > 1',
  },
  {
    words: 'receipts that do not belong to their payment',
    needs: ['payments'],
    sql: `SELECT FROM payments WHERE preimage IS NOT NULL AND encode(sha256(decode(preimage, 'hex')), 'hex') <> payment_hash`,
  },
  {
    words: 'payments whose invoice is not in the list of invoices',
    needs: ['payments', 'invoices'],
    sql: 'SELECT FROM payments p LEFT JOIN invoices i USING (payment_hash) WHERE p.payment_hash IS NOT NULL AND (i.kind, i.payment_id) IS DISTINCT FROM (p.kind, p.id)',
  },
  {
    words: 'payments that are not in the combined trail as they are',
    needs: ['payments', 'combined_trail'],
    sql: `SELECT FROM (SELECT cash_out_id, client_id, amount_sats, status FROM payments WHERE kind = 'client') p
          FULL JOIN (SELECT transaction_id AS cash_out_id, client_id, client_received AS amount_sats, payment_status AS status
                     FROM combined_trail WHERE client_id IS NOT NULL) t USING (cash_out_id, client_id, amount_sats, status)
          WHERE p IS NULL OR t IS NULL`,
  },
  {
    words: 'clients whose balance does not follow from deposits, payments and adjustments',
    needs: ['clients', 'deposits', 'payments', 'adjustments'],
    whole: true,
    sql: `SELECT FROM clients c WHERE remaining_balance <>
            coalesce((SELECT sum(amount) FROM deposits d WHERE d.client_id = c.id AND d.status = 'confirmed'), 0)
            - coalesce((SELECT sum(amount_fiat) FROM payments p WHERE p.client_id = c.id AND p.status = 'completed'), 0)
            + coalesce((SELECT sum(change) FROM adjustments a WHERE a.client_id = c.id AND a.kind = 'manual_adjustment'), 0)
          OR held_balance <> coalesce((SELECT sum(amount_fiat) FROM payments p
                                       WHERE p.client_id = c.id AND p.status NOT IN ('completed', 'failed', 'cancelled')), 0)`,
  },
  {
    words: 'clients whose balance is not what the journal says',
    needs: ['clients', 'account_balances'],
    whole: true,
    sql: `SELECT FROM clients c WHERE
            remaining_balance <> -coalesce((SELECT sum(closing) FROM account_balances WHERE account IN ('client:' || c.id || ':' || c.fiat_code, 'hold:' || c.id || ':' || c.fiat_code)), 0)
            OR held_balance <> -coalesce((SELECT sum(closing) FROM account_balances WHERE account = 'hold:' || c.id || ':' || c.fiat_code), 0)`,
  },
  {
    words: 'blocks of actions whose seal is broken',
    needs: ['actions', 'action_blocks'],
    sql: `SELECT FROM action_blocks b LEFT JOIN action_blocks before ON before.number = b.number - 1
          WHERE b.hash <> encode(sha256(convert_to(b.hashed_line, 'UTF8')), 'hex')
          OR (b.hashed_line::jsonb ->> 4, b.hashed_line::jsonb ->> 5) IS DISTINCT FROM (b.rows_hash, b.previous_hash)
          OR b.previous_hash IS DISTINCT FROM before.hash
          OR b.row_count <> (SELECT count(*) FROM actions a WHERE a.id > coalesce(before.last_id, 0) AND a.id <= b.last_id)
          OR b.rows_hash <> (SELECT encode(pg_temp.hash_of_lines(a.hashed_line ORDER BY a.id), 'hex') FROM actions a
                             WHERE a.id > coalesce(before.last_id, 0) AND a.id <= b.last_id)`,
  },
]

const HEAD = [
  '-- Checks the files of this export, with nothing but them: psql -f verify.sql, in their folder, on any PostgreSQL (11 or',
  '-- newer). Only temporary tables are made. Every line that is printed must end with 0.',
  '\\set ON_ERROR_STOP on',
  '\\set QUIET on',
  'BEGIN;',
]

const SEAL = [
  'CREATE FUNCTION pg_temp.chained_hash(so_far bytea, line text) RETURNS bytea LANGUAGE sql IMMUTABLE AS',
  "$$ SELECT sha256(so_far || convert_to(line, 'UTF8')) $$;",
  'CREATE AGGREGATE pg_temp.hash_of_lines(text) (SFUNC = pg_temp.chained_hash, STYPE = bytea,',
  `  INITCOND = '\\x${'00'.repeat(32)}');`,
]

/** Statements for psql that read the CSV files and count what is wrong. */
export function verifySql(tables: readonly ExportTable[], range: ExportRange): string {
  const names = new Set(tables.map(({ name }) => name))
  const isWhole = range.from === null && range.to === null
  const checks = CHECKS.filter(
    ({ needs, whole }) => needs.every((name) => names.has(name)) && (whole !== true || isWhole),
  )
  const needed = new Set(checks.flatMap(({ needs }) => needs))
  return `${[
    ...HEAD,
    ...SEAL,
    ...tables.filter(({ name }) => needed.has(name)).flatMap(loading),
    ...checks.map(counting),
    'ROLLBACK;',
  ].join('\n')}\n`
}

const loading = ({ name, columns }: ExportTable): string[] => [
  `CREATE TEMP TABLE ${name} (${columns.map((column) => `${column.name} ${TYPES[column.kind]}`).join(', ')});`,
  `\\copy ${name} FROM '${name}.csv' WITH (FORMAT csv, HEADER true, ENCODING 'UTF8')`,
  `ANALYZE ${name};`,
]

const counting = ({ words, sql }: Check): string =>
  `\\echo -n '${words}: '\nSELECT count(*) FROM (${sql.replaceAll(/\s+/g, ' ')}) AS wrong \\g (format=unaligned tuples_only=on)`
