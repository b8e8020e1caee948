import { DatabaseError, type PoolClient } from 'pg'
import { clientsOf, markOfLines, TABLES_OF_TRANSFERS } from './fingerprints.ts'
import { type Booking, BOOKINGS } from './due-lines.ts'
import type { PaymentTotals } from '../../reconcile/payments.ts'

/** What is taken for granted of a preimage at first, and what has to be asked where that was too much. */
export const PREIMAGE = {
  digits: 'octet_length(t.preimage) = 64',
  anything: `octet_length(t.preimage) = 64 AND t.preimage !~ '[^0-9a-f]'`,
}

/**
 * Proving a preimage costs as much as everything else about a payment: all of the newest are proven, and of the older ones each
 * run takes other ones, by lot, besides those that a run has ever found something about.
 */
const OLD_PREIMAGES_SHARE = 16
const isProvenNow = `(t.completed_at > now() - interval '3 days' OR hashint8extended(t.id, $1) & ${OLD_PREIMAGES_SHARE - 1} = 0
   OR t.id IN (SELECT split_part(entity, ':', 3)::bigint FROM reconciliation_findings WHERE check_name = 'payments' AND entity ~ '^payment:[a-z]+:[0-9]{1,18}$'))`

/** What is wrong with a transfer `t` of a cash-out whose status is `status`; null where nothing is. */
export const faultOf = (isOut: string, preimage: string): string =>
  `CASE WHEN t.status NOT IN ('accrued', 'pending', 'invoiced', 'paying', 'needs_review', 'completed', 'failed', 'cancelled') THEN 'unknown_status'
                   WHEN (t.status = 'completed') <> (t.completed_at IS NOT NULL) THEN 'no_time'
                   WHEN t.kind IN ('client', 'compensation') AND NOT ${isOut} THEN 'stray'
                   WHEN t.status <> 'completed' THEN NULL
                   WHEN t.payment_hash IS NULL THEN 'no_invoice'
                   WHEN CASE WHEN ${preimage} THEN encode(sha256(decode(t.preimage, 'hex')), 'hex') <> t.payment_hash END THEN 'preimage'
                   WHEN t.receiver_confirmed IS FALSE THEN 'unconfirmed' END`

/** A mark of a hash and the transfer whose it is. */
export const hashMark = (kind: string, id: string, of: 't' | 'i' | '' = ''): string =>
  `hashtextextended(${of === '' ? '' : `${of}.`}payment_hash COLLATE "C", ${id} # hashtextextended(${kind} COLLATE "C", $1))`

/** The transfers of one kind against each cash-out that they are of, as arrays of the same length. */
interface CashOutSums {
  readonly ids: readonly bigint[]
  readonly sats: readonly bigint[]
  readonly fiat: readonly bigint[]
  readonly unfinished: readonly bigint[]
}

/** What one reading of all transfers tells. */
export interface TransferPass {
  /** Of every line that they are booked with. */
  readonly due: bigint
  /** Of the hash that each of them has. */
  readonly hashes: bigint
  /** How many have a fault, or may have one. */
  readonly faults: bigint
  readonly completed: PaymentTotals
  readonly clients: CashOutSums
  readonly commission: CashOutSums
}

interface PassRow extends CashOutSums {
  readonly due: bigint | null
  readonly hashes: bigint | null
  readonly faults: bigint | null
  readonly completed: bigint | null
  readonly completedSats: bigint | null
}

/** Cash-outs with the entries that their transfers' parts stand in: few beside the transfers. */
interface CashOutEntries {
  readonly ids: bigint[]
  readonly allocations: (bigint | null)[]
  readonly compensations: (bigint | null)[]
  readonly isOut: boolean[]
}

/** Reads each table of transfers once, for all that is asked of every one of them. */
export async function transferPass(client: PoolClient, seed: bigint): Promise<TransferPass> {
  const cashOuts = await cashOutEntries(client)
  const passes = new Map<string, PassRow>()
  for (const table of TABLES_OF_TRANSFERS) passes.set(table, await passOver(client, table, cashOuts, seed))
  const all = [...passes.values()]
  const xor = (marks: readonly (bigint | null)[]): bigint =>
    marks.reduce<bigint>((sum, mark) => sum ^ (mark ?? 0n), 0n)
  return {
    due: xor(all.map(({ due }) => due)),
    hashes: xor(all.map(({ hashes }) => hashes)),
    faults: all.reduce((sum, { faults }) => sum + (faults ?? 0n), 0n),
    completed: {
      completed: Number(all.reduce((sum, { completed }) => sum + (completed ?? 0n), 0n)),
      sats: all.reduce((sum, { completedSats }) => sum + (completedSats ?? 0n), 0n),
    },
    clients: passes.get('dca_payments') ?? NOTHING,
    commission: passes.get('commission_payments') ?? NOTHING,
  }
}

const NOTHING: PassRow = {
  due: null,
  hashes: null,
  faults: null,
  completed: null,
  completedSats: null,
  ids: [],
  sats: [],
  fiat: [],
  unfinished: [],
}

async function cashOutEntries(client: PoolClient): Promise<CashOutEntries> {
  const { rows } = await client.query<CashOutEntries>(
    `SELECT coalesce(array_agg(id), '{}') AS ids, coalesce(array_agg(allocation), '{}') AS allocations,
            coalesce(array_agg(compensation), '{}') AS compensations, coalesce(array_agg(is_out), '{}') AS "isOut"
     FROM (SELECT t.id, t.status IN ('processing', 'completed') AS is_out, max(e.id) FILTER (WHERE e.kind = 'allocation') AS allocation,
                  max(e.id) FILTER (WHERE e.kind = 'compensation') AS compensation
           FROM lamassu_transactions t
           LEFT JOIN ledger_entries e ON e.lamassu_transaction_id = t.id AND e.transfer_id IS NULL AND e.kind IN ('allocation', 'compensation')
           GROUP BY t.id) AS x`,
  )
  return rows[0] ?? { ids: [], allocations: [], compensations: [], isOut: [] }
}

async function passOver(
  client: PoolClient,
  table: string,
  cashOuts: CashOutEntries,
  seed: bigint,
): Promise<PassRow> {
  const values = [seed, cashOuts.ids, cashOuts.allocations, cashOuts.compensations, cashOuts.isOut]
  const pass = async (preimage: string | null): Promise<PassRow> =>
    (await client.query<PassRow>(passSql(table, preimage), values)).rows[0] ?? NOTHING
  await client.query('SAVEPOINT before_preimages')
  try {
    return await pass(PREIMAGE.digits)
  } catch (thrown) {
    if (!isNoNumber(thrown)) throw thrown
    await client.query('ROLLBACK TO before_preimages')
    return pass(null)
  }
}

/** What decode() says of a digit that is none. */
export const isNoNumber = (thrown: unknown): boolean =>
  thrown instanceof DatabaseError && thrown.code === '22023'

/**
 * Sums by cash-out first, so that one reading serves them and the marks. Grouped, so that the planner knows the given cash-outs
 * for unique ones, and puts them beside the transfers instead of the other way round.
 */
export function passSql(table: string, preimage: string | null): string {
  const bookings = BOOKINGS.filter((one) => one.table === table)
  const marks = bookings.map(
    (one) => `CASE WHEN ${one.when} THEN ${markOfLines(one, entryOf(one))} ELSE 0 END`,
  )
  // Where a preimage is no number, each transfer has to be looked at.
  const faults =
    preimage === null
      ? 'count(*)'
      : `count(${faultOf('coalesce(x.is_out, true)', `${preimage} AND ${isProvenNow}`)})`
  const kinds = bookings.flatMap(({ kind, link }) => (link.startsWith('e.transfer_id') ? [kind] : []))
  const columns = kinds.map((kind) => `CASE kind WHEN '${kind}' THEN id ELSE 0 END AS ${kind}`)
  return `SELECT bit_xor(due) AS due, bit_xor(hashes) AS hashes, sum(faults)::bigint AS faults,
                 sum(completed)::bigint AS completed, sum(completed_sats)::bigint AS "completedSats", coalesce(array_agg(id), '{}') AS ids,
                 coalesce(array_agg(sats), '{}') AS sats, coalesce(array_agg(fiat), '{}') AS fiat, coalesce(array_agg(unfinished), '{}') AS unfinished
          FROM (SELECT t.lamassu_transaction_id AS id, bit_xor(${marks.join(' # ')}) AS due,
                       bit_xor(CASE WHEN t.payment_hash IS NOT NULL THEN ${hashMark('t.kind', 't.id')} END) AS hashes, ${faults} AS faults,
                       count(*) FILTER (WHERE t.status = 'completed') AS completed, sum(t.amount_sats::bigint) FILTER (WHERE t.status = 'completed') AS completed_sats,
                       sum(t.amount_sats::bigint)::bigint AS sats, coalesce(sum(t.amount_fiat::bigint), 0)::bigint AS fiat,
                       count(*) FILTER (WHERE t.status NOT IN ('completed', 'failed', 'cancelled', 'accrued')) AS unfinished
                FROM ${table} t
                LEFT JOIN (SELECT transfer_id, ${columns.join(', ')} FROM ledger_entries
                           WHERE kind IN (${kinds.map((kind) => `'${kind}'`).join(', ')}) AND transfer_id IS NOT NULL) AS e ON e.transfer_id = t.id
                LEFT JOIN (SELECT id, max(allocation) AS allocation, max(compensation) AS compensation, bool_and(is_out) AS is_out
                           FROM unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::boolean[]) AS given(id, allocation, compensation, is_out)
                           GROUP BY id) AS x ON x.id = t.lamassu_transaction_id${clientsOf(bookings)}
                GROUP BY 1) AS sums`
}

const entryOf = ({ kind, link }: Booking): string =>
  `coalesce(${link.startsWith('e.transfer_id') ? 'e' : 'x'}.${kind}, 0)`
