/** One question about the files. */
export interface Check {
  readonly words: string
  /** Tables that have to be in the export for it. */
  readonly needs: readonly string[]
  /** Only where every row is there. */
  readonly whole?: true
  /** One row for each thing that is wrong: the file and the row. */
  readonly sql: string
}

const DONE = `status IN ('processing', 'completed')`
const PAID_OUT = `split_part(e.reference, ':', 2) || ':' || split_part(e.reference, ':', 3)`

const journal: readonly Check[] = [
  {
    words: 'journal entries whose lines do not add up to zero',
    needs: ['journal_lines'],
    sql: `SELECT 'journal_lines.csv entry_id ' || entry_id FROM journal_lines GROUP BY entry_id, unit HAVING sum(amount) <> 0`,
  },
  {
    words: 'journal lines without their entry, and entries without lines',
    needs: ['journal_lines', 'journal_entries'],
    sql: `SELECT CASE WHEN l.id IS NULL THEN 'journal_entries.csv id ' ELSE 'journal_lines.csv entry_id ' END || id
          FROM (SELECT DISTINCT entry_id AS id FROM journal_lines) l FULL JOIN journal_entries e USING (id) WHERE l.id IS NULL OR e.id IS NULL`,
  },
  {
    words: 'journal lines whose balances before and after are not what the entry moved',
    needs: ['journal_lines'],
    sql: `SELECT 'journal_lines.csv entry_id ' || entry_id || ' client_id ' || client_id FROM journal_lines WHERE account ~ '^(client|hold):'
          GROUP BY entry_id, client_id HAVING max(remaining_after) - max(remaining_before) <> -sum(amount)
            OR max(held_after) - max(held_before) <> -coalesce(sum(amount) FILTER (WHERE account LIKE 'hold:%'), 0)
            OR min(remaining_before) <> max(remaining_before) OR min(remaining_after) <> max(remaining_after)
            OR min(held_before) <> max(held_before) OR min(held_after) <> max(held_after)`,
  },
  {
    words: 'accounts whose balance does not follow from their lines',
    needs: ['journal_lines', 'account_balances'],
    sql: `SELECT 'account_balances.csv account ' || account FROM account_balances b FULL JOIN (
            SELECT account, sum(amount) FILTER (WHERE amount > 0) AS debit, sum(amount) FILTER (WHERE amount < 0) AS credit FROM journal_lines GROUP BY 1) l USING (account)
          WHERE (b.closing = b.opening + b.debit + b.credit AND b.debit = coalesce(l.debit, 0) AND b.credit = coalesce(l.credit, 0)) IS NOT TRUE`,
  },
  {
    words: 'units whose accounts do not add up to zero',
    needs: ['account_balances'],
    sql: `SELECT 'account_balances.csv unit ' || unit FROM account_balances GROUP BY unit HAVING sum(closing) <> 0 OR sum(opening) <> 0`,
  },
]

const cashOuts: readonly Check[] = [
  {
    words: 'cash-outs that are there twice',
    needs: ['cash_outs'],
    sql: `SELECT 'cash_outs.csv transaction_id ' || transaction_id FROM cash_outs GROUP BY transaction_id HAVING count(*) > 1`,
  },
  {
    words: 'cash-outs whose base and commission are not what was sent',
    needs: ['cash_outs'],
    sql: `SELECT 'cash_outs.csv id ' || id FROM cash_outs WHERE ${DONE} AND (base_amount + commission_amount = crypto_atoms) IS NOT TRUE`,
  },
  {
    words: 'cash-outs whose split is not what the formula gives',
    needs: ['cash_outs'],
    sql: `SELECT 'cash_outs.csv id ' || id FROM cash_outs WHERE ${DONE} AND (base_amount = CASE commission_rule
          WHEN 'markup' THEN div(crypto_atoms * 100 * fiat_amount, (100 + commission_percentage * (100 - discount)) * (fiat_amount + fixed_fee))
          ELSE least(crypto_atoms, div(fiat_amount * 100000000, raw_ticker_price)) END) IS NOT TRUE`,
  },
  {
    words: 'cash-outs whose sats or cash the payments do not account for',
    needs: ['cash_outs', 'payments'],
    sql: `SELECT 'cash_outs.csv id ' || c.id FROM cash_outs c LEFT JOIN (
            SELECT cash_out_id, sum(amount_sats) AS sats, sum(amount_fiat) AS fiat FROM payments WHERE kind = 'client' GROUP BY 1) p ON p.cash_out_id = c.id
          WHERE ${DONE} AND (c.base_amount - c.unallocated_sats <> coalesce(p.sats, 0) OR c.fiat_amount - c.unallocated_fiat <> coalesce(p.fiat, 0))`,
  },
  {
    words: 'cash-outs whose commission is not what its payment says',
    needs: ['cash_outs', 'payments'],
    sql: `SELECT 'cash_outs.csv id ' || c.id FROM cash_outs c LEFT JOIN payments p ON p.cash_out_id = c.id AND p.kind = 'commission'
          WHERE c.${DONE} AND c.commission_amount <> coalesce(p.amount_sats, 0)`,
  },
  {
    words: 'cash-outs that are booked otherwise than they say',
    needs: ['cash_outs', 'journal_entries', 'journal_lines'],
    whole: true,
    sql: `SELECT 'cash_outs.csv id ' || coalesce(c.id, b.cash_out_id) FROM (SELECT * FROM cash_outs WHERE ${DONE}) c FULL JOIN (
            SELECT e.cash_out_id, sum(l.amount) FILTER (WHERE l.account = 'funding:BTC') AS sent, sum(l.amount) FILTER (WHERE l.account = 'commission:BTC') AS commission,
                   sum(l.amount) FILTER (WHERE l.account = 'house:BTC') AS house
            FROM journal_entries e JOIN journal_lines l ON l.entry_id = e.id WHERE e.kind = 'allocation' GROUP BY 1) b ON b.cash_out_id = c.id
          WHERE (c.crypto_atoms * 1000 = coalesce(b.sent, 0) AND c.commission_amount * -1000 = coalesce(b.commission, 0)
                 AND c.unallocated_sats * -1000 = coalesce(b.house, 0)) IS NOT TRUE`,
  },
]

const payments: readonly Check[] = [
  {
    words: 'clients who were paid more than once from one cash-out',
    needs: ['payments'],
    sql: `SELECT 'payments.csv cash_out_id ' || cash_out_id || ' client_id ' || client_id FROM payments WHERE kind IN ('client', 'compensation')
          GROUP BY kind, cash_out_id, client_id HAVING count(*) > 1`,
  },
  {
    words: 'payments of cash-outs or clients that are not there',
    needs: ['payments', 'cash_outs', 'clients'],
    sql: `SELECT 'payments.csv id ' || p.id FROM payments p LEFT JOIN cash_outs c ON c.id = p.cash_out_id LEFT JOIN clients k ON k.id = p.client_id
          WHERE c.id IS NULL OR (p.client_id IS NOT NULL AND k.id IS NULL)`,
  },
  {
    words: 'payments that are booked otherwise than they say',
    needs: ['payments', 'journal_entries', 'journal_lines'],
    whole: true,
    sql: `SELECT CASE WHEN p.id IS NULL THEN 'journal_entries.csv reference payment:' || b.key ELSE 'payments.csv id ' || p.id END
          FROM (SELECT *, kind || ':' || id AS key FROM payments WHERE status = 'completed') p FULL JOIN (
            SELECT ${PAID_OUT} AS key, sum(l.amount) FILTER (WHERE l.unit = 'msat' AND l.amount > 0 AND l.account <> 'fees:BTC') AS msat,
                   sum(l.amount) FILTER (WHERE l.unit <> 'msat' AND l.amount > 0) AS fiat, max(l.client_id) AS client_id
            FROM journal_entries e JOIN journal_lines l ON l.entry_id = e.id WHERE e.reference LIKE 'payment:%' GROUP BY 1) b USING (key)
          WHERE (p.amount_sats * 1000 = b.msat AND coalesce(p.amount_fiat, 0) = coalesce(b.fiat, 0)) IS NOT TRUE OR p.client_id IS DISTINCT FROM b.client_id`,
  },
  {
    words: 'payments that the booking of their cash-out gives otherwise',
    needs: ['payments', 'journal_entries', 'journal_lines'],
    whole: true,
    sql: `SELECT 'payments.csv cash_out_id ' || cash_out_id || ' client_id ' || client_id
          FROM (SELECT cash_out_id, client_id, amount_sats, amount_fiat FROM payments WHERE kind = 'client') p FULL JOIN (
            SELECT e.cash_out_id, l.client_id, -sum(l.amount) FILTER (WHERE l.account LIKE 'payable:%') / 1000 AS sats,
                   -sum(l.amount) FILTER (WHERE l.account LIKE 'hold:%') AS fiat
            FROM journal_entries e JOIN journal_lines l ON l.entry_id = e.id WHERE e.kind = 'allocation' AND l.client_id IS NOT NULL GROUP BY 1, 2) b
            USING (cash_out_id, client_id)
          WHERE (p.amount_sats = b.sats AND p.amount_fiat = b.fiat) IS NOT TRUE`,
  },
  {
    words: 'payments that are given up and not booked back, or the other way round',
    needs: ['payments', 'journal_entries'],
    whole: true,
    sql: `SELECT CASE WHEN p.id IS NULL THEN 'journal_entries.csv reference void:' || b.key ELSE 'payments.csv id ' || p.id END
          FROM (SELECT id, kind || ':' || id AS key FROM payments WHERE status IN ('failed', 'cancelled') AND kind <> 'funding') p
          FULL JOIN (SELECT ${PAID_OUT} AS key FROM journal_entries e WHERE e.reference LIKE 'void:%') b USING (key) WHERE p.id IS NULL OR b.key IS NULL`,
  },
  {
    words: 'compensations that are not what clients and the house got of them',
    needs: ['compensations', 'payments'],
    whole: true,
    sql: `SELECT 'compensations.csv cash_out_id ' || cash_out_id FROM compensations k
          FULL JOIN (SELECT cash_out_id, sum(amount_sats) AS sats FROM payments WHERE kind = 'compensation' GROUP BY 1) p USING (cash_out_id)
          WHERE (coalesce(p.sats, 0) + k.house_sats = k.amount_sats) IS NOT TRUE`,
  },
  {
    words: 'payments that share an invoice',
    needs: ['payments'],
    sql: `SELECT 'payments.csv payment_hash ' || payment_hash FROM payments WHERE payment_hash IS NOT NULL GROUP BY payment_hash HAVING count(*) > 1`,
  },
  {
    words: 'receipts that do not belong to their payment',
    needs: ['payments'],
    sql: `SELECT 'payments.csv id ' || id FROM payments WHERE preimage IS NOT NULL
          AND (preimage !~ '^([0-9a-f]{2})*$' OR encode(sha256(decode(CASE WHEN preimage ~ '^([0-9a-f]{2})*$' THEN preimage END, 'hex')), 'hex') IS DISTINCT FROM payment_hash)`,
  },
  {
    words: 'payments whose invoice is not in the list of invoices, and invoices without their payment',
    needs: ['payments', 'invoices'],
    sql: `SELECT 'payments.csv id ' || p.id FROM payments p LEFT JOIN invoices i USING (payment_hash) WHERE p.payment_hash IS NOT NULL AND (i.kind, i.payment_id) IS DISTINCT FROM (p.kind, p.id)
          UNION ALL SELECT 'invoices.csv payment_hash ' || i.payment_hash FROM invoices i LEFT JOIN payments p ON p.kind = i.kind AND p.id = i.payment_id WHERE p.id IS NULL
          UNION ALL SELECT 'invoices.csv payment_hash ' || payment_hash FROM invoices GROUP BY payment_hash HAVING count(*) > 1`,
  },
  {
    words: 'rows of the combined trail that are not what the other files say',
    needs: ['cash_outs', 'payments', 'clients', 'combined_trail'],
    sql: `WITH due AS (
            SELECT t.id, t.transaction_id, t.transaction_time, t.crypto_atoms, t.fiat_code, t.fiat_amount, t.commission_percentage, t.discount, t.base_amount,
                   t.commission_amount, c.id AS client_id, c.username, p.amount_sats, p.status, p.payment_hash
            FROM cash_outs t LEFT JOIN payments p ON p.cash_out_id = t.id AND p.kind = 'client' LEFT JOIN clients c ON c.id = p.client_id),
          odd AS ((TABLE due EXCEPT ALL TABLE combined_trail) UNION ALL (TABLE combined_trail EXCEPT ALL TABLE due))
          SELECT DISTINCT 'combined_trail.csv transaction_id ' || id || coalesce(' client_id ' || client_id, '') FROM odd`,
  },
]

const clients: readonly Check[] = [
  {
    words: 'deposits that are booked otherwise than they say',
    needs: ['deposits', 'journal_entries', 'journal_lines'],
    whole: true,
    sql: `SELECT 'deposits.csv id ' || id FROM deposits d FULL JOIN (
            SELECT split_part(e.reference, ':', 2)::numeric AS id, max(l.account) AS account, -sum(l.amount) FILTER (WHERE e.kind = 'deposit') AS confirmed,
                   sum(l.amount) FILTER (WHERE e.kind = 'deposit_reversal') AS reversed
            FROM journal_entries e JOIN journal_lines l ON l.entry_id = e.id WHERE e.reference LIKE 'deposit:%' AND l.account LIKE 'client:%' GROUP BY 1) b USING (id)
          WHERE (coalesce(b.confirmed, 0) = CASE WHEN d.status IN ('confirmed', 'reversed') THEN d.amount ELSE 0 END
                 AND coalesce(b.reversed, 0) = CASE d.status WHEN 'reversed' THEN d.amount ELSE 0 END) IS NOT TRUE
             OR b.account <> 'client:' || d.client_id || ':' || d.currency`,
  },
  {
    words: 'adjustments that are not in the journal as they are',
    needs: ['adjustments', 'journal_entries', 'journal_lines'],
    sql: `SELECT 'adjustments.csv entry_id ' || entry_id FROM adjustments a FULL JOIN (
            SELECT l.entry_id, l.client_id, -sum(l.amount) AS change FROM journal_entries e JOIN journal_lines l ON l.entry_id = e.id
            WHERE e.kind IN ('manual_adjustment', 'correction') AND l.client_id IS NOT NULL AND l.unit <> 'msat' GROUP BY 1, 2) b USING (entry_id, client_id)
          WHERE a.change IS DISTINCT FROM b.change OR a.remaining_after < 0`,
  },
  {
    words: 'clients whose balance does not follow from deposits, payments and adjustments',
    needs: ['clients', 'deposits', 'payments', 'adjustments'],
    whole: true,
    sql: `SELECT 'clients.csv id ' || c.id FROM clients c
          FULL JOIN (SELECT client_id AS id, sum(amount) AS brought FROM deposits WHERE status = 'confirmed' GROUP BY 1) d USING (id)
          FULL JOIN (SELECT client_id AS id, sum(amount_fiat) FILTER (WHERE status = 'completed') AS spent,
                            sum(amount_fiat) FILTER (WHERE status NOT IN ('completed', 'failed', 'cancelled')) AS held FROM payments WHERE client_id IS NOT NULL GROUP BY 1) p USING (id)
          FULL JOIN (SELECT client_id AS id, sum(change) AS changed FROM adjustments WHERE kind = 'manual_adjustment' GROUP BY 1) a USING (id)
          WHERE (c.remaining_balance = coalesce(d.brought, 0) - coalesce(p.spent, 0) + coalesce(a.changed, 0) AND c.held_balance = coalesce(p.held, 0)) IS NOT TRUE`,
  },
  {
    words: 'clients whose balance is not what the journal says',
    needs: ['clients', 'account_balances'],
    whole: true,
    sql: `SELECT 'clients.csv id ' || id FROM clients c FULL JOIN (
            SELECT split_part(account, ':', 2)::numeric AS id, -sum(closing) AS remaining, -coalesce(sum(closing) FILTER (WHERE account LIKE 'hold:%'), 0) AS held
            FROM account_balances WHERE account ~ '^(client|hold):[0-9]+:' GROUP BY 1) b USING (id)
          WHERE (c.remaining_balance = coalesce(b.remaining, 0) AND c.held_balance = coalesce(b.held, 0)) IS NOT TRUE`,
  },
]

const people: readonly Check[] = [
  {
    words: 'people who did something and are not in the list of people',
    needs: ['people', 'actions', 'deposits', 'journal_entries'],
    sql: `SELECT DISTINCT 'people.csv actor ' || a.actor FROM (SELECT actor FROM actions UNION SELECT created_by FROM deposits UNION SELECT decided_by FROM deposits
            UNION SELECT actor FROM journal_entries UNION SELECT approver FROM journal_entries) a LEFT JOIN people p USING (actor)
          WHERE a.actor ~ '^person:[0-9]+$' AND p.actor IS NULL`,
  },
  {
    words: 'actions whose cells are not what was sealed',
    needs: ['actions'],
    sql: `SELECT 'actions.csv id ' || id FROM (SELECT *, hashed_line::jsonb AS line FROM actions) a
          WHERE (id::text, actor, surface, command, arguments, started_at, finished_at, result, preview, approver) IS DISTINCT FROM
            (line ->> 0, pg_temp.harmless(line ->> 1), pg_temp.harmless(line ->> 2), pg_temp.harmless(line ->> 3), pg_temp.harmless(line ->> 4),
             date_trunc('milliseconds', (line ->> 5)::timestamp), date_trunc('milliseconds', (line ->> 6)::timestamp),
             pg_temp.harmless(line ->> 7), pg_temp.harmless(line ->> 9), pg_temp.harmless(line ->> 11))`,
  },
  {
    words: 'blocks of actions whose seal is broken',
    needs: ['actions', 'action_blocks'],
    sql: `SELECT 'action_blocks.csv number ' || b.number || ', actions.csv id ' || b.first_id || ' to ' || b.last_id
          FROM (SELECT *, hashed_line::jsonb AS line FROM action_blocks) b LEFT JOIN action_blocks before ON before.number = b.number - 1
          WHERE b.hash <> encode(sha256(convert_to(b.hashed_line, 'UTF8')), 'hex')
          OR (b.number::text, b.first_id::text, b.last_id::text, b.row_count::text, b.rows_hash, b.previous_hash, b.sealed_at) IS DISTINCT FROM
             (line ->> 0, line ->> 1, line ->> 2, line ->> 3, line ->> 4, line ->> 5, date_trunc('milliseconds', (line ->> 6)::timestamp))
          OR b.previous_hash IS DISTINCT FROM before.hash OR (b.number > 1 AND before.number IS NULL) OR b.first_id <= before.last_id
          OR b.row_count <> (SELECT count(*) FROM actions a WHERE a.id > coalesce(before.last_id, 0) AND a.id <= b.last_id)
          OR b.rows_hash <> (SELECT encode(pg_temp.hash_of_lines(a.hashed_line ORDER BY a.id), 'hex') FROM actions a
                             WHERE a.id > coalesce(before.last_id, 0) AND a.id <= b.last_id) ORDER BY b.number`,
  },
  {
    words: 'findings without their reconciliation, and events without their alert',
    needs: ['reconciliations', 'reconciliation_findings', 'alerts', 'alert_events'],
    sql: `SELECT 'reconciliation_findings.csv reconciliation_id ' || f.reconciliation_id FROM reconciliation_findings f LEFT JOIN reconciliations r ON r.id = f.reconciliation_id WHERE r.id IS NULL
          UNION ALL SELECT 'alert_events.csv id ' || e.id FROM alert_events e LEFT JOIN alerts a ON a.id = e.alert_id WHERE a.id IS NULL`,
  },
]

export const CHECKS: readonly Check[] = [...journal, ...cashOuts, ...payments, ...clients, ...people]
