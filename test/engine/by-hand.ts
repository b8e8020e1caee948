import { createActions, type Actions } from '../../engine/actions.ts'
import type { World } from '../support/world.ts'

/** A person who decides about single cash-outs and payments; each one a process of his own, with leases of his own. */
export const someone = (world: World, name = 'terminal:maria'): Actions =>
  createActions({
    actor: name,
    bookkeeping: world.stores.bookkeeping,
    preflightStore: world.stores.preflight,
    transfers: world.stores.transfers,
    lnbits: world.client,
    sealing: null,
    pay: world.payDependencies(name),
    poll: () => world.takeIn(),
    ownWalletIds: async () => [],
    byHand: world.byHand(),
  })

export interface Booked {
  readonly status: string
  readonly quarantine_reason: string | null
  readonly base_amount: bigint | null
  readonly waiting_reason: string | null
}

/** The cash-out in the books; undefined when it is not there. */
export async function booked(world: World, lamassuId: string): Promise<Booked | undefined> {
  const { rows } = await world.pool.query<Booked>(
    'SELECT status, quarantine_reason, base_amount, waiting_reason FROM lamassu_transactions WHERE transaction_id = $1',
    [lamassuId],
  )
  return rows[0]
}

/** 'hold pending → quarantined (held)': what people did to it, in order. */
export async function historyOf(world: World, lamassuId: string): Promise<string[]> {
  const { rows } = await world.pool.query<{ line: string }>(
    `SELECT what || ' ' || coalesce(state_before, 'absent') || ' → ' || status_after
              || CASE WHEN status_after = 'quarantined' THEN ' (' || reason_after || ')' ELSE '' END || ' by ' || actor AS line
     FROM cash_out_interventions WHERE transaction_id = $1 ORDER BY id`,
    [lamassuId],
  )
  return rows.map((row) => row.line)
}

/** The cash of all cash-outs that are pending or beyond stands in the journal, and no other. */
export async function cashDrift(world: World): Promise<unknown[]> {
  const { rows } = await world.pool.query(
    `SELECT x.transaction_id, x.status, x.fiat_amount, b.cash FROM lamassu_transactions x
     LEFT JOIN (SELECT e.lamassu_transaction_id AS id, sum(l.amount) AS cash FROM ledger_entries e
                JOIN ledger_lines l ON l.entry_id = e.id AND l.account LIKE 'dispensed:%'
                WHERE e.kind = 'cash_out' GROUP BY 1) b ON b.id = x.id
     WHERE x.status IN ('pending', 'processing', 'completed') AND b.cash IS DISTINCT FROM x.fiat_amount::numeric`,
  )
  return rows
}

/** Sixteen at once; what became of each. */
export async function sixteen<T>(work: (number: number) => Promise<T>): Promise<PromiseSettledResult<T>[]> {
  return Promise.allSettled(Array.from({ length: 16 }, (_, number) => work(number)))
}

export const done = <T>(results: PromiseSettledResult<T>[]): T[] =>
  results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
export const sentences = (results: PromiseSettledResult<unknown>[]): string[] =>
  results.flatMap((result) => (result.status === 'rejected' ? [(result.reason as Error).message] : []))
