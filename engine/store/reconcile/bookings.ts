import type { PoolClient } from 'pg'
import { type BookingFacts, type EntryFacts, settleCorrected } from '../../reconcile/journal.ts'
import type { BookFacts } from '../../reconcile/books.ts'
import { type Booking, BOOKINGS } from './due-lines.ts'
import { journalMarks, OWN_KINDS } from './fingerprints.ts'
import { type Part, partOfBlocks, partOfClient } from './part.ts'

export interface JournalSight {
  readonly journal: BookFacts['journal']
  /** Balances of the accounts that are no client's; none where only a part was looked at. */
  readonly accounts: BookFacts['snapshot']['accounts']
  /** Whether every line is what its row says, so that the rows' own sums stand for the journal's. */
  readonly isWhole: boolean
}

/** The journal against every row that it was written for: marks of it first, and row by row where they differ. */
export async function journalFacts(client: PoolClient, part: Part | null, seed: bigint): Promise<JournalSight> {
  if (part !== null) {
    const { bookings, oddEntries } = await rowByRow(client, part)
    const journal = { entries: part.entries.length, bookings, oddEntries, accounts: [], blocksLeft: 0 }
    return { journal, accounts: [], isWhole: false }
  }
  const { rows } = await client.query<{ entries: number; corrections: number }>(
    `SELECT (SELECT count(*) FROM ledger_entries)::int AS entries,
            (SELECT count(*) FROM ledger_entries WHERE kind = 'correction')::int AS corrections`,
  )
  const { entries = 0, corrections = 0 } = rows[0] ?? {}
  const { oddBlocks, accounts, chainsHold } = await journalMarks(client, seed)
  const odd = await oddOwnWords(client)
  const isWhole = oddBlocks.length === 0 && corrections === 0 && chainsHold && odd.length === 0
  if (isWhole)
    return {
      journal: { entries, bookings: [], oddEntries: [], accounts: [], blocksLeft: 0 },
      accounts,
      isWhole,
    }
  const { part: suspects, left } = await partOfBlocks(client, oddBlocks)
  const found = await rowByRow(client, suspects)
  return {
    journal: {
      entries,
      bookings: [...found.bookings, ...(await cashBookings(client, null))],
      oddEntries: [...found.oddEntries, ...odd],
      accounts: await oddAccounts(client),
      blocksLeft: left,
    },
    accounts,
    isWhole,
  }
}
