import type { Pool } from 'pg'
import type { Readings } from '../../readings.ts'
import { guarded } from '../guarded.ts'
import { exponents, standing } from '../intervention-store.ts'
import * as decisions from './interventions.ts'
import * as people from './clients.ts'
import { statement } from './statement.ts'
import * as state from './status.ts'
import * as cashOuts from './transactions.ts'
import * as movements from './transfers.ts'

/** The read-only side of the store. */
export function createReadings(pool: Pool): Readings {
  return guarded<Readings>({
    status: () => state.status(pool),
    polls: (limit) => state.polls(pool, limit),
    exponentOf: (fiatCode) => exponentOf(pool, fiatCode),
    clients: (filter) => people.clients(pool, filter),
    findClients: (reference) => people.findClients(pool, reference),
    clientNames: (ids) => people.clientNames(pool, ids),
    clientHistory: (clientId, limit) => people.clientHistory(pool, clientId, limit),
    deposits: (filter) => people.deposits(pool, filter),
    deposit: async (id) => (await people.deposits(pool, { id, limit: 1 }))[0] ?? null,
    transactions: (filter) => cashOuts.transactions(pool, filter),
    transaction: (reference) => cashOuts.transaction(pool, reference),
    waiting: (limit) => cashOuts.waiting(pool, limit),
    knownIds: () => cashOuts.knownIds(pool),
    transfers: (filter) => movements.transfers(pool, filter),
    transfer: (kind, id) => movements.transfer(pool, kind, id),
    duplicates: () => cashOuts.duplicates(pool),
    exponents: () => exponents(pool),
    standing: (lamassuId) => standing(pool, lamassuId),
    interventions: (lamassuId) => decisions.interventions(pool, lamassuId),
    invoices: (kind, id) => decisions.invoices(pool, kind, id),
    receipts: (depositId) => decisions.receipts(pool, depositId),
    notices: (clientId, limit) => decisions.notices(pool, clientId, limit),
    statement: (clientId, of) => statement(pool, clientId, of),
    settings: () => settings(pool),
  })
}

async function exponentOf(pool: Pool, fiatCode: string): Promise<number | null> {
  const { rows } = await pool.query<{ exponent: number }>('SELECT exponent FROM currencies WHERE code = $1', [
    fiatCode,
  ])
  return rows[0]?.exponent ?? null
}

async function settings(pool: Pool): Promise<Map<string, string>> {
  const { rows } = await pool.query<{ name: string; value: string }>('SELECT name, value FROM settings')
  return new Map(rows.map((row) => [row.name, row.value]))
}
