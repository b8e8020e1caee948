import type { Pool, PoolClient } from 'pg'
import { Failure } from '../../failure.ts'
import { databaseFailure, inTransaction } from '../pool.ts'
import { disarming, emptying, guardsOf, HELD, rearming } from './dump.ts'
import { END_OF_ROWS, type Manifest, MANIFEST_LINE, manifestSchema } from './format.ts'
import { createTally, insertRows, linesOf, valuesOf } from './rows.ts'
import { type Table, tablesOf, TEXT_FORMS } from './tables.ts'

const ROWS_PER_INSERT = 500

/**
 * Puts a backup's rows into books that hold nothing and are of the same schema version: all of them or, when anything
 * in the file or in what was stored differs from its manifest, none.
 */
export async function restoreBooks(pool: Pool, lines: AsyncIterable<string>): Promise<Manifest> {
  try {
    return await inTransaction(pool, (client) => restoreIn(client, lines))
  } catch (thrown) {
    throw databaseFailure(thrown)
  }
}

async function restoreIn(client: PoolClient, lines: AsyncIterable<string>): Promise<Manifest> {
  for (const setting of TEXT_FORMS) await client.query(setting)
  const tables = await tablesOf(client)
  const guards = await guardsOf(client)
  for (const sql of disarming(guards)) await client.query(sql)
  await refuseUsed(client)
  await client.query(emptying(tables))
  const read = await loadRows(client, tables, lines)
  await compare(client, tables, read)
  for (const sql of rearming(guards)) await client.query(sql)
  return read.manifest
}

/** Asked while the tables are locked against everybody else. */
async function refuseUsed(client: PoolClient): Promise<void> {
  const { rows } = await client.query<{ rows: bigint }>(HELD)
  if (rows[0]?.rows !== 0n)
    throw new Failure(
      'refused',
      'This database holds books that are in use: a backup is only restored into a new one. Nothing was changed.',
    )
}

type Tallies = Map<string, ReturnType<ReturnType<typeof createTally>['total']>>

async function loadRows(
  client: PoolClient,
  tables: readonly Table[],
  lines: AsyncIterable<string>,
): Promise<{ manifest: Manifest; tallies: Tallies }> {
  const tallies: Tallies = new Map()
  let manifest: Manifest | null = null
  let loading: Loading | null = null
  for await (const line of lines) {
    if (loading !== null) {
      if (line !== END_OF_ROWS) await loading.add(line)
      else {
        tallies.set(loading.table.name, await loading.end())
        loading = null
      }
    } else if (line.startsWith('COPY ')) loading = openLoading(client, tableIn(line, tables))
    else if (/^SELECT setval\('satoshimachine\.[a-z0-9_]+', \d+, (?:true|false)\);$/.test(line))
      await client.query(line)
    else if (line.startsWith(MANIFEST_LINE))
      manifest = manifestSchema.parse(JSON.parse(line.slice(MANIFEST_LINE.length)))
  }
  if (manifest === null)
    throw new Failure(
      'refused',
      'The backup ends before its last line: it is not whole. Nothing was changed.',
    )
  return { manifest, tallies }
}

/** The table of a COPY line, with the columns in the line's own order. */
function tableIn(line: string, tables: readonly Table[]): Table {
  const [, name, list = ''] = /^COPY (\S+) \((.+)\) FROM stdin;$/.exec(line) ?? []
  const table = tables.find((candidate) => candidate.name === name)
  const columns = list.split(', ').map((column) => table?.columns.find(({ name: known }) => known === column))
  if (table === undefined || columns.includes(undefined))
    throw new Failure(
      'refused',
      `The backup has rows for ${name ?? 'a table without a name'} that these books can't take: it is of another version. Nothing was changed.`,
    )
  return { ...table, columns: columns.filter((column) => column !== undefined) }
}

interface Loading {
  readonly table: Table
  add(line: string): Promise<void>
  end(): Promise<{ rows: number; sha256: string }>
}

function openLoading(client: PoolClient, table: Table): Loading {
  const tally = createTally()
  let waiting: (string | null)[][] = []
  const flush = async (): Promise<void> => {
    await insertRows(client, table, waiting)
    waiting = []
  }
  return {
    table,
    async add(line) {
      tally.add(line)
      waiting.push(valuesOf(line))
      if (waiting.length >= ROWS_PER_INSERT) await flush()
    },
    async end() {
      await flush()
      return tally.total()
    },
  }
}

/** Twice: what the file held, and what the database holds now, have to be what the manifest says. */
async function compare(
  client: PoolClient,
  tables: readonly Table[],
  { manifest, tallies }: { manifest: Manifest; tallies: Tallies },
): Promise<void> {
  for (const table of tables) {
    const stored = createTally()
    for await (const line of linesOf(client, table)) stored.add(line)
    const { rows, sha256 } = stored.total()
    const said = manifest.tables.find(({ name }) => name === table.name)
    const inFile = tallies.get(table.name)
    if (said?.sha256 !== sha256 || said.rows !== rows || inFile?.sha256 !== sha256)
      throw new Failure(
        'refused',
        `The backup's rows of ${table.name} are not what its manifest says (${said?.rows ?? 'no'} rows there, ${rows} restored): the file was changed or damaged. Nothing was changed.`,
      )
  }
}
