import type { PoolClient } from 'pg'
import { type Booking, BOOKINGS, MARKS_OF_CLIENTS } from './due-lines.ts'

/** So many entries are compared at once where something is looked for: 1024. */
export const BLOCK_BITS = 10

/** Kinds of entries that no row is written for: they are their own word. */
export const OWN_KINDS = ['cash_out', 'manual_adjustment', 'correction']

/** The marks of a row's lines in an entry. */
export const markOfLines = ({ lines }: Booking, entry: string): string =>
  lines
    .map(({ account, unit, amount, mark }) => {
      const of = mark ?? `account_mark(${account}, ${unit}, $1)`
      return `line_mark(${entry}, ${of}, ${amount})`
    })
    .join(' # ')

/** `c` beside the rows of `t`, where some of their lines are a client's. */
export const clientsOf = (bookings: readonly Booking[]): string =>
  bookings.some(({ lines }) => lines.some(({ mark }) => mark?.startsWith('c.')))
    ? ` LEFT JOIN ${MARKS_OF_CLIENTS} ON c.client_id = t.client_id AND c.fiat_code = t.fiat_code`
    : ''

/** Everything that the rows of one table are booked with, in one pass over them. */
function tableMark(table: string): string {
  const bookings = BOOKINGS.filter((one) => one.table === table)
  const marks = bookings.map(
    (one, i) => `CASE WHEN ${one.when} THEN ${markOfLines(one, `coalesce(e${i}.id, 0)`)} ELSE 0 END`,
  )
  const joins = bookings.map(
    ({ kind, link }, i) =>
      ` LEFT JOIN (SELECT id, idempotency_key, lamassu_transaction_id FROM ledger_entries WHERE kind = '${kind}'${link.startsWith('e.lamassu') ? ' AND transfer_id IS NULL AND lamassu_transaction_id IS NOT NULL' : ''}) AS e${i} ON ${link.replaceAll('e.', `e${i}.`)}`,
  )
  return `SELECT bit_xor(${marks.join(' # ')}) AS mark FROM ${table} t${joins.join('')}${clientsOf(bookings)}`
}

const TABLES = [...new Set(BOOKINGS.map(({ table }) => table))]
/** A pass over each of these tells more than their marks. */
export const TABLES_OF_TRANSFERS: readonly string[] = [
  'dca_payments',
  'commission_payments',
  'compensation_payments',
  'funding_transfers',
]

/** Few entries beside the lines of all: each is looked up, which the planner can't know. */
export const LINES_OF_OWN = `CROSS JOIN LATERAL (SELECT entry_id, account, unit, amount, client_id FROM ledger_lines WHERE entry_id = own.id OFFSET 0) AS l`

/** A line that carries its client's balances, once for each change: a payment alone has no line of the client's own account. */
export const IS_STEP = `l.client_id IS NOT NULL AND l.remaining_before IS NOT NULL AND (l.account LIKE 'client:%' OR l.remaining_before <> l.remaining_after)`
export const STEP_MARK = `balance_mark(l.client_id, l.remaining_before, l.held_before, $1) # balance_mark(l.client_id, l.remaining_after, l.held_after, $1)`

export interface JournalMarks {
  /** Every line that is there is what a row is booked with, and every such line is there. */
  readonly isAsDue: boolean
  /** Each client's balances lead from entry to entry up to what they are now. */
  readonly chainsHold: boolean
}

/**
 * The whole journal against all rows at once: the exclusive or of a mark for every line that is there, and of one for every
 * line that should be. What differs has the same mark once in 2^64 times, and another one at the next run: so is the seed.
 */
export async function journalMarks(
  client: PoolClient,
  { dueOfTransfers, ownIds, seed }: { dueOfTransfers: bigint; ownIds: readonly bigint[]; seed: bigint },
): Promise<JournalMarks> {
  const due = [dueOfTransfers]
  for (const table of TABLES)
    if (!TABLES_OF_TRANSFERS.includes(table)) due.push(await markOf(client, tableMark(table), seed))
  const own = await client.query<{ mark: bigint | null }>(
    `SELECT bit_xor(line_mark(l.entry_id, account_mark(l.account, l.unit, $1), l.amount)) AS mark
     FROM unnest($2::bigint[]) AS own(id) ${LINES_OF_OWN}`,
    [seed, ownIds],
  )
  const { rows: there } = await client.query<{ mark: bigint | null; chain: bigint | null }>(
    `SELECT bit_xor(line_mark(l.entry_id, account_mark(l.account, l.unit, $1), l.amount)) AS mark,
            bit_xor(CASE WHEN ${IS_STEP} THEN ${STEP_MARK} END) AS chain
     FROM ledger_lines l`,
    [seed],
  )
  const now = await markOf(
    client,
    `SELECT bit_xor(balance_mark(id, 0, 0, $1) # balance_mark(id, remaining_balance, held_balance, $1)) AS mark FROM dca_clients`,
    seed,
  )
  const all = [...due, own.rows[0]?.mark ?? 0n].reduce((sum, mark) => sum ^ mark, 0n)
  return { isAsDue: all === (there[0]?.mark ?? 0n), chainsHold: now === (there[0]?.chain ?? 0n) }
}

async function markOf(client: PoolClient, sql: string, seed: bigint): Promise<bigint> {
  const { rows } = await client.query<{ mark: bigint | null }>(sql, [seed])
  return rows[0]?.mark ?? 0n
}

const blockMarksOf = (booking: Booking): string =>
  `SELECT coalesce(e.id, 0) >> ${BLOCK_BITS} AS block, ${markOfLines(booking, 'coalesce(e.id, 0)')} AS mark
       FROM ${booking.table} t LEFT JOIN ledger_entries e ON e.kind = '${booking.kind}' AND ${booking.link}${clientsOf([booking])}
       WHERE ${booking.when}`

/** Where in the journal it differs: blocks of entries by their number; block 0 has what lacks its entry, too. */
export async function oddBlocks(client: PoolClient, seed: bigint): Promise<bigint[]> {
  const { rows } = await client.query<{ block: bigint }>(
    `SELECT block FROM (
       ${BOOKINGS.map(blockMarksOf).join('\n       UNION ALL ')}
       UNION ALL
       SELECT e.id >> ${BLOCK_BITS}, line_mark(e.id, account_mark(l.account, l.unit, $1), l.amount)
       FROM ledger_entries e JOIN ledger_lines l ON l.entry_id = e.id WHERE e.kind = ANY($2)
       UNION ALL
       SELECT l.entry_id >> ${BLOCK_BITS}, line_mark(l.entry_id, account_mark(l.account, l.unit, $1), l.amount) FROM ledger_lines l) AS marks
     GROUP BY block HAVING bit_xor(mark) <> 0 OR bool_or(mark IS NULL) ORDER BY block`,
    [seed, OWN_KINDS],
  )
  return rows.map(({ block }) => block)
}
