import type { Pool, PoolClient } from 'pg'
import { databaseFailure, inTransaction } from '../pool.ts'
import { END_OF_ROWS, FIRST_LINE, type Manifest, MANIFEST_LINE } from './format.ts'
import { createTally, linesOf } from './rows.ts'
import {
  type ImmediateKey,
  immediateKeysOf,
  type Table,
  numberingOf,
  tablesOf,
  TEXT_FORMS,
  triggeredTablesOf,
  versionOf,
} from './tables.ts'

/**
 * Writes out the books as they are at one moment, line by line, while the bot goes on. The text is SQL for psql, to be
 * run on a database that was migrated to the same version and holds nothing yet; `restoreBooks` reads it too.
 */
export async function dumpBooks(
  pool: Pool,
  takenAt: Date,
  write: (line: string) => Promise<void>,
): Promise<Manifest> {
  try {
    return await inTransaction(pool, async (client) => {
      await client.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY')
      for (const setting of TEXT_FORMS) await client.query(setting)
      return await writeAll(client, takenAt, write)
    })
  } catch (thrown) {
    throw databaseFailure(thrown)
  }
}

async function writeAll(
  client: PoolClient,
  takenAt: Date,
  write: (line: string) => Promise<void>,
): Promise<Manifest> {
  const version = await versionOf(client)
  const tables = await tablesOf(client)
  const guards = await guardsOf(client)
  await write(`${FIRST_LINE}${JSON.stringify({ format: 1, schemaVersion: version })}`)
  for (const line of preludeLines(version)) await write(line)
  for (const sql of [...disarming(guards), emptying(tables)]) await write(`${sql};`)
  const counted: Manifest['tables'] = []
  for (const table of tables) {
    const tally = createTally()
    await write(`COPY ${table.name} (${table.columns.map((column) => column.name).join(', ')}) FROM stdin;`)
    for await (const line of linesOf(client, table)) {
      tally.add(line)
      await write(line)
    }
    await write(END_OF_ROWS)
    counted.push({ name: table.name, ...tally.total() })
  }
  for (const sql of await numberingOf(client)) await write(`${sql};`)
  for (const sql of rearming(guards)) await write(`${sql};`)
  await write('COMMIT;')
  const manifest: Manifest = {
    format: 1,
    schemaVersion: version,
    takenAt: takenAt.toISOString(),
    tables: counted,
  }
  await write(`${MANIFEST_LINE}${JSON.stringify(manifest)}`)
  return manifest
}

/** Books that hold anything of anybody are never overwritten. */
export const HELD = `SELECT (SELECT count(*) FROM satoshimachine.dca_clients) + (SELECT count(*) FROM satoshimachine.lamassu_transactions)
   + (SELECT count(*) FROM satoshimachine.transfers) + (SELECT count(*) FROM satoshimachine.ledger_entries)
   + (SELECT count(*) FROM satoshimachine.lamassu_polls) AS rows`

const preludeLines = (version: number): string[] => [
  '-- Restore: see "Backup" in docs/operations.md. With psql, into a new database migrated to this version:',
  '--   gunzip -c this-file | psql -v ON_ERROR_STOP=1 "$DATABASE_URL"',
  'BEGIN;',
  ...TEXT_FORMS.map((setting) => `${setting};`),
  'DO $$ BEGIN',
  `IF (SELECT max(version) FROM satoshimachine.schema_versions) <> ${version} THEN`,
  `RAISE EXCEPTION 'these rows are of schema version ${version}'; END IF;`,
  `IF (${HELD.replaceAll(/\s+/g, ' ')}) > 0 THEN RAISE EXCEPTION 'these books are in use: choose a new database'; END IF;`,
  'END $$;',
]

/** What watches over the rows: triggers, and keys between tables that are checked row by row. */
interface Guards {
  readonly triggered: readonly string[]
  readonly keys: readonly ImmediateKey[]
}

export const guardsOf = async (client: PoolClient): Promise<Guards> => ({
  triggered: await triggeredTablesOf(client),
  keys: await immediateKeysOf(client),
})

/** Rows that are loaded are facts already and not booked again; keys are looked at when all tables are there. */
export const disarming = ({ triggered, keys }: Guards): string[] => [
  ...triggered.map((table) => `ALTER TABLE ${table} DISABLE TRIGGER USER`),
  ...keys.map(
    ({ table, name }) => `ALTER TABLE ${table} ALTER CONSTRAINT ${name} DEFERRABLE INITIALLY DEFERRED`,
  ),
]

/** What the migrations put in gives way to the rows of the backup, which hold it too. */
export const emptying = (tables: readonly Table[]): string =>
  `TRUNCATE ${tables.map((table) => table.name).join(', ')}`

/** The keys are checked first, all at once. */
export const rearming = ({ triggered, keys }: Guards): string[] => [
  'SET CONSTRAINTS ALL IMMEDIATE',
  ...keys.map(({ table, name }) => `ALTER TABLE ${table} ALTER CONSTRAINT ${name} NOT DEFERRABLE`),
  ...triggered.map((table) => `ALTER TABLE ${table} ENABLE TRIGGER USER`),
]
