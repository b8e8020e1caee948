import type { PoolClient } from 'pg'
import type { BookFacts } from '../../reconcile/books.ts'
import type { ClientFacts } from '../../reconcile/clients.ts'
import { IS_STEP, STEP_MARK } from './fingerprints.ts'
import type { Part } from './part.ts'

export interface ClientLook {
  readonly part: Part | null
  /** The journal is added up for each client: not needed where every line of it is what its row says. */
  readonly withJournal: boolean
  readonly chainsHold: boolean
  readonly seed: bigint
}

/** Clients whose numbers don't agree, and what all of them have. */
export async function clientFacts(
  client: PoolClient,
  { part, withJournal, chainsHold, seed }: ClientLook,
): Promise<BookFacts['clients']> {
  const isSince = part !== null && part.clientId === null
  const ids = part === null ? null : isSince ? await movedOddly(client, part, seed) : part.clients
  const odd = ids !== null && ids.length === 0 ? [] : await oddWithJournal(client, ids, withJournal)
  const { rows: pools } = await client.query<BookFacts['clients']['pools'][number]>(
    `SELECT c.fiat_code AS "fiatCode", u.exponent, count(*)::int AS clients, sum(c.remaining_balance)::bigint AS remaining
     FROM dca_clients c JOIN currencies u ON u.code = c.fiat_code
     WHERE $1::bigint[] IS NULL OR c.id = ANY($1) GROUP BY 1, 2 ORDER BY 1`,
    [part === null ? null : part.clients],
  )
  const told = new Set(odd.map(({ id }) => id))
  const gaps =
    chainsHold && (part === null || part.clientId === null) ? [] : await brokenChains(client, ids, seed)
  return { odd, gaps: gaps.filter(({ id }) => !told.has(id)), pools }
}

/** Whoever is found is told with what the journal says of him. */
async function oddWithJournal(
  client: PoolClient,
  ids: readonly bigint[] | null,
  withJournal: boolean,
): Promise<ClientFacts[]> {
  const odd = await oddClients(client, ids, withJournal)
  if (withJournal || odd.length === 0) return odd
  return oddClients(
    client,
    odd.map(({ id }) => id),
    true,
  )
}

async function oddClients(
  client: PoolClient,
  ids: readonly bigint[] | null,
  withJournal: boolean,
): Promise<ClientFacts[]> {
  const { rows } = await client.query<ClientFacts>(
    `SELECT * FROM (
       SELECT c.id, c.username, c.fiat_code AS "fiatCode", u.exponent, c.remaining_balance::bigint AS remaining, c.held_balance::bigint AS held,
              coalesce(d.deposited, 0)::bigint AS deposited, coalesce(p.completed, 0)::bigint AS completed, coalesce(a.adjusted, 0)::bigint AS adjusted,
              coalesce(p.unfinished, 0)::bigint AS unfinished,
              CASE WHEN $2 THEN coalesce(j.available, 0)::bigint ELSE (c.remaining_balance - c.held_balance)::bigint END AS "journalAvailable",
              CASE WHEN $2 THEN coalesce(j.held, 0)::bigint ELSE c.held_balance::bigint END AS "journalHeld"
       FROM dca_clients c
       JOIN currencies u ON u.code = c.fiat_code
       LEFT JOIN (SELECT client_id, sum(amount) AS deposited FROM dca_deposits
                  WHERE status = 'confirmed' AND ($1::bigint[] IS NULL OR client_id = ANY($1)) GROUP BY 1) d ON d.client_id = c.id
       LEFT JOIN (SELECT client_id, sum(amount_fiat) FILTER (WHERE status = 'completed') AS completed,
                         sum(amount_fiat) FILTER (WHERE status NOT IN ('completed', 'failed', 'cancelled')) AS unfinished
                  FROM dca_payments WHERE $1::bigint[] IS NULL OR client_id = ANY($1) GROUP BY 1) p ON p.client_id = c.id
       LEFT JOIN (SELECT l.client_id, -sum(l.amount) AS adjusted FROM ledger_entries e JOIN ledger_lines l ON l.entry_id = e.id
                  WHERE e.kind = 'manual_adjustment' AND e.kind IN ('manual_adjustment', 'correction') AND l.client_id IS NOT NULL GROUP BY 1) a
         ON a.client_id = c.id
       LEFT JOIN (SELECT client_id, -sum(amount) FILTER (WHERE account LIKE 'client:%') AS available, -sum(amount) FILTER (WHERE account LIKE 'hold:%') AS held
                  FROM ledger_lines WHERE $2 AND client_id IS NOT NULL AND ($1::bigint[] IS NULL OR client_id = ANY($1)) GROUP BY 1) j ON j.client_id = c.id
       WHERE $1::bigint[] IS NULL OR c.id = ANY($1)) AS x
     WHERE remaining <> deposited - completed + adjusted OR held <> unfinished OR remaining < 0 OR held < 0 OR held > remaining
        OR "journalAvailable" <> remaining - held OR "journalHeld" <> held
     ORDER BY id`,
    [ids, withJournal],
  )
  return rows
}

/**
 * Of the part's clients, those whose balances did not move as their entries say, or not by what they book: the others stand
 * where they stood before, and that was looked at then. Nothing older is read for it.
 */
async function movedOddly(client: PoolClient, part: Part, seed: bigint): Promise<bigint[]> {
  const { rows } = await client.query<{ id: bigint }>(
    `SELECT c.id FROM dca_clients c JOIN (
       SELECT l.client_id, bit_xor(CASE WHEN ${IS_STEP} THEN ${STEP_MARK} END) AS steps,
              array_agg(balance_mark(l.client_id, l.remaining_before, l.held_before, $1)) FILTER (WHERE ${IS_STEP}) AS befores,
              bool_or(l.account LIKE 'client:%' AND e.kind <> 'correction' AND e.idempotency_key NOT LIKE 'adjustment:found:%'
                      AND (l.remaining_after - l.held_after) - (l.remaining_before - l.held_before) <> -l.amount) AS differs
       FROM ledger_lines l JOIN ledger_entries e ON e.id = l.entry_id
       WHERE l.entry_id = ANY($2) AND l.client_id IS NOT NULL GROUP BY 1) AS m ON m.client_id = c.id
     WHERE m.differs OR m.befores IS NOT NULL
       AND (balance_mark(c.id, c.remaining_balance, c.held_balance, $1) # coalesce(m.steps, 0)) <> ALL(m.befores)
     ORDER BY 1`,
    [seed, part.entries],
  )
  return rows.map(({ id }) => id)
}

/**
 * Clients whose entries don't lead from balance to balance up to what it is now. A change that nobody had booked, and a
 * correction has booked since, is none any more: its entry says by how much.
 */
async function brokenChains(
  client: PoolClient,
  ids: readonly bigint[] | null,
  seed: bigint,
): Promise<BookFacts['clients']['gaps']> {
  const { rows } = await client.query<BookFacts['clients']['gaps'][number]>(
    `SELECT c.id, c.username, c.fiat_code AS "fiatCode", u.exponent, (c.remaining_balance - coalesce(m.moved, 0))::bigint AS gap
     FROM dca_clients c JOIN currencies u ON u.code = c.fiat_code
     LEFT JOIN (SELECT l.client_id, bit_xor(${STEP_MARK}) AS steps, sum(l.remaining_after - l.remaining_before) AS moved
                FROM ledger_lines l WHERE ${IS_STEP} AND ($2::bigint[] IS NULL OR l.client_id = ANY($2)) GROUP BY 1) AS m ON m.client_id = c.id
     LEFT JOIN (SELECT l.client_id, -sum(l.amount) FILTER (WHERE e.kind = 'manual_adjustment') AS found, -sum(l.amount) AS booked
                FROM ledger_entries e JOIN ledger_lines l ON l.entry_id = e.id
                WHERE (e.kind = 'correction' OR e.kind = 'manual_adjustment' AND e.idempotency_key LIKE 'adjustment:found:%')
                  AND e.kind IN ('manual_adjustment', 'correction') AND l.client_id IS NOT NULL GROUP BY 1) AS k ON k.client_id = c.id
     WHERE ($2::bigint[] IS NULL OR c.id = ANY($2))
       AND coalesce(m.steps, 0) <> balance_mark(c.id, 0, 0, $1) # balance_mark(c.id, c.remaining_balance, c.held_balance, $1)
       AND (c.remaining_balance - coalesce(m.moved, 0) = 0
            OR c.remaining_balance - coalesce(m.moved, 0) NOT IN (coalesce(k.found, 0), coalesce(k.booked, 0)))
     ORDER BY 1`,
    [seed, ids],
  )
  return rows
}
