import type { PoolClient } from 'pg'
import type { Scope } from '../../reconcile.ts'
import { BOOKINGS } from './due-lines.ts'
import { BLOCK_BITS } from './fingerprints.ts'

/** The rows that a run goes through one by one. */
export interface Part {
  /** Whose findings are told; null: everybody's. */
  readonly clientId: bigint | null
  readonly clients: readonly bigint[]
  readonly cashOuts: readonly bigint[]
  readonly transfers: readonly bigint[]
  readonly deposits: readonly bigint[]
  /** Of the journal, besides those that belong to the rows. */
  readonly entries: readonly bigint[]
}

/** Null: all there is. */
export async function partOf(client: PoolClient, scope: Scope): Promise<Part | null> {
  switch (scope.kind) {
    case 'client':
      return partOfClient(client, scope.clientId)
    case 'tx':
      return partOfCashOut(client, scope.cashOutId)
    case 'since':
      return partSince(client, scope.since)
    case 'all':
    case 'wallets':
    case 'commission':
      return null
  }
}

type Lists = Record<'clients' | 'cashOuts' | 'transfers' | 'deposits' | 'entries', bigint[]>

const only = (rows: readonly Lists[], clientId: bigint | null = null): Part => {
  const [lists] = rows
  if (lists === undefined) throw new Error('lists are one row')
  return { clientId, ...lists }
}

export async function partOfClient(client: PoolClient, clientId: bigint): Promise<Part> {
  const { rows } = await client.query<Lists>(
    `SELECT ARRAY[$1::bigint] AS clients, ARRAY(SELECT DISTINCT lamassu_transaction_id FROM transfers WHERE client_id = $1) AS "cashOuts",
            ARRAY(SELECT id FROM transfers WHERE client_id = $1) AS transfers, ARRAY(SELECT id FROM dca_deposits WHERE client_id = $1) AS deposits,
            ARRAY(SELECT DISTINCT entry_id FROM ledger_lines WHERE client_id = $1) AS entries`,
    [clientId],
  )
  return only(rows, clientId)
}

async function partOfCashOut(client: PoolClient, cashOutId: bigint): Promise<Part> {
  const { rows } = await client.query<Lists>(
    `SELECT '{}'::bigint[] AS clients, ARRAY[$1::bigint] AS "cashOuts", ARRAY(SELECT id FROM transfers WHERE lamassu_transaction_id = $1) AS transfers,
            '{}'::bigint[] AS deposits, ARRAY(SELECT id FROM ledger_entries WHERE lamassu_transaction_id = $1) AS entries`,
    [cashOutId],
  )
  return only(rows)
}

/**
 * What was written since: whatever moves money writes an entry, by the engine's hand or by a trigger's, and payments,
 * deposits and cash-outs that should have one are found by their own times besides. A row that was changed past every
 * trigger has no new time: the daily run finds it.
 */
async function partSince(client: PoolClient, since: Date): Promise<Part> {
  const entries = await entriesSince(client, since)
  const { rows } = await client.query<Lists>(
    `WITH transfers AS MATERIALIZED (
       SELECT id, client_id, lamassu_transaction_id FROM transfers WHERE updated_at >= $1
       UNION SELECT id, client_id, lamassu_transaction_id FROM transfers WHERE id = ANY($3)),
     deposits AS MATERIALIZED (
       SELECT id, client_id FROM dca_deposits WHERE confirmed_at >= $1
       UNION SELECT id, client_id FROM dca_deposits WHERE id = ANY($5))
     SELECT ARRAY(SELECT client_id FROM transfers WHERE client_id IS NOT NULL UNION SELECT client_id FROM deposits
                  UNION SELECT client_id FROM ledger_lines WHERE entry_id = ANY($2) AND client_id IS NOT NULL) AS clients,
            ARRAY(SELECT lamassu_transaction_id FROM transfers WHERE lamassu_transaction_id IS NOT NULL
                  UNION SELECT unnest($4::bigint[])
                  UNION SELECT id FROM lamassu_transactions WHERE created_at >= $1
                  UNION SELECT id FROM lamassu_transactions WHERE processed_at >= $1) AS "cashOuts",
            ARRAY(SELECT id FROM transfers) AS transfers, ARRAY(SELECT id FROM deposits) AS deposits, $2::bigint[] AS entries`,
    [since, entries.ids, entries.transfers, entries.cashOuts, entries.deposits],
  )
  return only(rows)
}

/** In three steps: the planner knows how many rows a number means, and not how many the answer to a question does. */
async function entriesSince(
  client: PoolClient,
  since: Date,
): Promise<Record<'ids' | 'transfers' | 'cashOuts' | 'deposits', bigint[]>> {
  const { rows: before } = await client.query<{ id: bigint }>(
    'SELECT id FROM ledger_entries WHERE created_at < $1 ORDER BY id DESC LIMIT 1',
    [since],
  )
  const { rows } = await client.query<{
    id: bigint
    cash_out: bigint | null
    transfer: bigint | null
    deposit: bigint | null
  }>(
    `SELECT id, lamassu_transaction_id AS cash_out, transfer_id AS transfer,
            substring(idempotency_key FROM '^deposit:([0-9]{1,18})(?::|$)')::bigint AS deposit
     FROM ledger_entries WHERE id > $1`,
    [before[0]?.id ?? 0n],
  )
  const some = (of: 'cash_out' | 'transfer' | 'deposit'): bigint[] => [
    ...new Set(rows.flatMap(({ [of]: id }) => (id === null ? [] : [id]))),
  ]
  return {
    ids: rows.map(({ id }) => id),
    transfers: some('transfer'),
    cashOuts: some('cash_out'),
    deposits: some('deposit'),
  }
}

/** More differ only where everything does: they are counted, and not gone through. */
const MOST_BLOCKS = 50
const MOST_MISSING = 2000

/** What the rows and entries of blocks that differ are, and the rows that lack their entry. */
export async function partOfBlocks(
  client: PoolClient,
  blocks: readonly bigint[],
): Promise<{ part: Part; left: number }> {
  const looked = blocks.slice(0, MOST_BLOCKS)
  const { rows } = await client.query<Lists>(
    `WITH entries AS MATERIALIZED (
       SELECT e.id, e.lamassu_transaction_id, e.transfer_id, e.idempotency_key
       FROM unnest($1::bigint[]) AS b(block) JOIN ledger_entries e ON e.id >= b.block << ${BLOCK_BITS} AND e.id < (b.block + 1) << ${BLOCK_BITS})
     SELECT '{}'::bigint[] AS clients,
            ARRAY(SELECT DISTINCT lamassu_transaction_id FROM entries WHERE lamassu_transaction_id IS NOT NULL) AS "cashOuts",
            ARRAY(SELECT DISTINCT transfer_id FROM entries WHERE transfer_id IS NOT NULL) AS transfers,
            ARRAY(SELECT DISTINCT split_part(idempotency_key, ':', 2)::bigint FROM entries WHERE idempotency_key ~ '^deposit:[0-9]{1,18}(:|$)') AS deposits,
            ARRAY(SELECT id FROM entries
                  UNION SELECT l.entry_id FROM unnest($1::bigint[]) AS b(block)
                        JOIN ledger_lines l ON l.entry_id >= b.block << ${BLOCK_BITS} AND l.entry_id < (b.block + 1) << ${BLOCK_BITS}) AS entries`,
    [looked],
  )
  const part = only(rows)
  const missing = looked.includes(0n)
    ? await withoutEntry(client)
    : { transfers: [], cashOuts: [], deposits: [] }
  return {
    part: {
      ...part,
      transfers: [...part.transfers, ...missing.transfers],
      cashOuts: [...part.cashOuts, ...missing.cashOuts],
      deposits: [...part.deposits, ...missing.deposits],
    },
    left: blocks.length - looked.length,
  }
}

async function withoutEntry(client: PoolClient): Promise<Pick<Lists, 'transfers' | 'cashOuts' | 'deposits'>> {
  const found = { transfers: [] as bigint[], cashOuts: [] as bigint[], deposits: [] as bigint[] }
  for (const { table, kind, link, key, when, of, by } of BOOKINGS) {
    const { rows } = await client.query<{ id: bigint }>(
      `SELECT DISTINCT ${by} AS id FROM ${table} t LEFT JOIN ledger_entries e ON e.kind = '${kind}' AND ${link} AND e.idempotency_key = ${key}
       WHERE ${when} AND e.id IS NULL LIMIT ${MOST_MISSING}`,
    )
    found[of].push(...rows.map(({ id }) => id))
  }
  return found
}
