import type { Pool, PoolClient } from 'pg'
import type { ExplainStore } from '../explain.ts'
import type { ClientBooks, JournalEntry, PaymentDocument } from '../explain-documents.ts'
import { clientFigures } from './corrections-store.ts'
import { guarded } from './guarded.ts'
import { inTransaction } from './pool.ts'

export const createExplainStore = (pool: Pool): ExplainStore =>
  guarded<ExplainStore>({
    clientBooks: (clientId) => inTransaction(pool, (client) => clientBooks(client, clientId)),
  })

async function clientBooks(client: PoolClient, clientId: bigint): Promise<ClientBooks | null> {
  await client.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY')
  const figures = await clientFigures(client, clientId)
  if (figures === null) return null
  const deposits = await client.query<{ id: bigint; status: string; amount: bigint }>(
    'SELECT id, status, amount::bigint FROM dca_deposits WHERE client_id = $1 ORDER BY id',
    [clientId],
  )
  const payments = await client.query<PaymentDocument>(
    `SELECT kind, id, lamassu_transaction_id AS "cashOutId", status, coalesce(amount_fiat, 0)::bigint AS "amountFiat", amount_sats::bigint AS "amountSats"
     FROM transfers WHERE kind IN ('client', 'compensation') AND client_id = $1 ORDER BY id`,
    [clientId],
  )
  return {
    figures,
    entries: await entriesOf(client, clientId),
    documents: {
      deposits: new Map(deposits.rows.map(({ id, status, amount }) => [id, { status, amount }])),
      payments: payments.rows,
    },
  }
}

interface EntryRow extends Omit<JournalEntry, 'effect' | 'before' | 'after'> {
  available: bigint
  hold: bigint
  msat: bigint
  remainingBefore: bigint | null
  remainingAfter: bigint | null
  heldBefore: bigint | null
  heldAfter: bigint | null
}

/** A line whose entry is gone is an entry all the same: it stands for nothing, and that is to be seen. */
async function entriesOf(client: PoolClient, clientId: bigint): Promise<JournalEntry[]> {
  const { rows } = await client.query<EntryRow>(
    `SELECT l.entry_id AS id, coalesce(e.kind, '?') AS kind, coalesce(e.idempotency_key, 'entry:' || l.entry_id) AS key,
            coalesce(e.created_at, 'epoch') AS at, coalesce(e.actor, '?') AS actor, e.approver, e.reason,
            l.available, l.hold, l.msat, l."remainingBefore", l."remainingAfter", l."heldBefore", l."heldAfter"
     FROM (SELECT entry_id,
                  coalesce(-sum(amount) FILTER (WHERE account LIKE 'client:%'), 0)::bigint AS available,
                  coalesce(-sum(amount) FILTER (WHERE account LIKE 'hold:%'), 0)::bigint AS hold,
                  coalesce(-sum(amount) FILTER (WHERE account LIKE 'payable:%'), 0)::bigint AS msat,
                  min(remaining_before)::bigint AS "remainingBefore", min(remaining_after)::bigint AS "remainingAfter",
                  min(held_before)::bigint AS "heldBefore", min(held_after)::bigint AS "heldAfter"
           FROM ledger_lines WHERE client_id = $1 GROUP BY entry_id) l
     LEFT JOIN ledger_entries e ON e.id = l.entry_id ORDER BY l.entry_id`,
    [clientId],
  )
  return rows.map(
    ({ available, hold, msat, remainingBefore, remainingAfter, heldBefore, heldAfter, ...entry }) => ({
      ...entry,
      effect: { remaining: available + hold, held: hold, msat },
      before: balances(remainingBefore, heldBefore),
      after: balances(remainingAfter, heldAfter),
    }),
  )
}

const balances = (remaining: bigint | null, held: bigint | null): JournalEntry['before'] =>
  remaining === null || held === null ? null : { remaining, held }
