import type { PoolClient } from 'pg'
import type { BookFacts } from '../../reconcile/books.ts'
import type { BookingFacts, EntryFacts } from '../../reconcile/journal.ts'
import { bookingOf, type OddLine, withoutBesides, withoutCorrected } from '../../reconcile/odd-lines.ts'
import { oddAccounts } from './accounts.ts'
import { journalMarks, oddBlocks, OWN_KINDS } from './fingerprints.ts'
import { cashBookings, correctionsOf, oddEntries, oddLines, oddOwnWords } from './odd-lines.ts'
import type { TransferPass } from './transfer-pass.ts'
import { type Part, partOfBlocks, partOfClient } from './part.ts'

export interface JournalSight {
  readonly journal: BookFacts['journal']
  /** Every line is what its row says, so that the rows' own sums stand for the journal's. */
  readonly isAsDue: boolean
  readonly chainsHold: boolean
}

/** The journal against every row that it was written for: by marks first, and row by row where they differ. */
export async function journalFacts(
  client: PoolClient,
  part: Part | null,
  pass: TransferPass | null,
  seed: bigint,
): Promise<JournalSight> {
  if (part !== null) {
    const found = await rowByRow(client, part)
    const journal = { entries: part.entries.length, ...found, accounts: [], blocksLeft: 0 }
    return { journal, isAsDue: false, chainsHold: true }
  }
  const { entries, corrections, oddKeys, own: ownIds } = await entryCounts(client)
  const { isAsDue, chainsHold } = await journalMarks(client, {
    dueOfTransfers: pass?.due ?? 0n,
    ownIds,
    seed,
  })
  const own = await oddOwnWords(client, ownIds)
  if (isAsDue && corrections + oddKeys + own.length === 0) {
    const bookings = await cashBookings(client, { cashOuts: null, entries: ownIds })
    return {
      journal: { entries, bookings, oddEntries: [], accounts: [], blocksLeft: 0 },
      isAsDue,
      chainsHold,
    }
  }
  const blocks = isAsDue && oddKeys === 0 ? [] : await oddBlocks(client, seed)
  const { part: suspects, left } = await partOfBlocks(client, blocks)
  const found = await rowByRow(client, suspects)
  const journal = {
    entries,
    bookings: [
      ...(await cashBookings(client, { cashOuts: null, entries: ownIds })),
      ...found.bookings.filter(({ what }) => what !== 'cash_out'),
    ],
    oddEntries: [
      ...found.oddEntries,
      ...own.filter(({ id }) => !found.oddEntries.some((one) => one.id === id)),
    ],
    accounts: await oddAccounts(client),
    blocksLeft: left,
  }
  return { journal, isAsDue: false, chainsHold }
}

interface EntryCounts {
  readonly entries: number
  readonly corrections: number
  readonly oddKeys: number
  /** Those that no row is written for. */
  readonly own: readonly bigint[]
}

/** Whether every entry bears the key that its kind and row give it is one look at the entries alone. */
async function entryCounts(client: PoolClient): Promise<EntryCounts> {
  const { rows } = await client.query<EntryCounts>(
    `SELECT count(*)::int AS entries, (count(*) FILTER (WHERE kind = 'correction'))::int AS corrections,
            (count(*) FILTER (WHERE idempotency_key IS DISTINCT FROM CASE
               WHEN kind LIKE '%\\_payment' THEN 'payment:' || left(kind, -8) || ':' || transfer_id
               WHEN kind LIKE '%\\_payment\\_void' THEN 'void:' || left(kind, -13) || ':' || transfer_id
               WHEN kind IN ('allocation', 'compensation') THEN kind || ':' || lamassu_transaction_id
               ELSE idempotency_key END))::int AS "oddKeys", coalesce(array_agg(id) FILTER (WHERE kind = ANY($1)), '{}') AS own
     FROM ledger_entries`,
    [OWN_KINDS],
  )
  return rows[0] ?? { entries: 0, corrections: 0, oddKeys: 0, own: [] }
}

/** What is booked otherwise than its row says, and entries that nothing stands behind; without what was corrected since. */
async function rowByRow(
  client: PoolClient,
  part: Part,
): Promise<{ bookings: BookingFacts[]; oddEntries: EntryFacts[] }> {
  const entries = await oddEntries(client, part)
  const stray = new Set(entries.flatMap(({ fault, id }) => (fault === 'stray' ? [id] : [])))
  const lines = (await oddLines(client, part)).filter(
    ({ entryId }) => entryId === null || !stray.has(entryId),
  )
  const corrections = await correctionsOf(client, lines)
  const open = withoutCorrected({
    lines,
    entries,
    corrections,
    // A correction closes all that is open on its client's account: a part may hold only some of that.
    whole: corrections.length === 0 ? lines : await linesOfClients(client, lines, part),
  })
  const told = withoutBesides(open.lines)
  if (part.clientId !== null)
    return { bookings: told.filter(({ owner }) => owner === part.clientId).map(bookingOf), oddEntries: [] }
  return {
    bookings: [
      ...(await cashBookings(client, { cashOuts: part.cashOuts, entries: null })),
      ...told.map(bookingOf),
    ],
    oddEntries: open.entries,
  }
}

async function linesOfClients(client: PoolClient, lines: readonly OddLine[], part: Part): Promise<OddLine[]> {
  const clients = new Set(lines.flatMap(({ owner }) => (owner === null ? [] : [owner])))
  if (part.clientId !== null && clients.size === 1 && clients.has(part.clientId)) return [...lines]
  const all: OddLine[] = []
  for (const id of clients)
    all.push(...(await oddLines(client, await partOfClient(client, id))).filter(({ owner }) => owner === id))
  return all
}
