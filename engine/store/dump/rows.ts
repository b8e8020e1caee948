import { createHash } from 'node:crypto'
import type { PoolClient } from 'pg'
import type { Table } from './tables.ts'

/** How many rows are in memory at once. */
const ROWS_PER_STEP = 1000

/** A table's rows, one line each, in the text form of PostgreSQL's COPY. */
export async function* linesOf(client: PoolClient, table: Table): AsyncGenerator<string> {
  const columns = table.columns.map((column) => `${column.name}::text`).join(', ')
  await client.query(
    `DECLARE dumped NO SCROLL CURSOR FOR SELECT ${columns} FROM ${table.name} ORDER BY ${table.order}`,
  )
  for (;;) {
    const { rows } = await client.query<(string | null)[]>({
      text: `FETCH ${ROWS_PER_STEP} FROM dumped`,
      rowMode: 'array',
    })
    for (const row of rows) yield row.map(escaped).join('\t')
    if (rows.length < ROWS_PER_STEP) break
  }
  await client.query('CLOSE dumped')
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }
const escaped = (value: string | null): string =>
  value === null ? '\\N' : value.replace(/[\\\n\r\t]/g, (character) => ESCAPES[character] ?? character)

const MEANINGS: Readonly<Record<string, string>> = { '\\\\': '\\', '\\n': '\n', '\\r': '\r', '\\t': '\t' }
/** The values of one line. */
export const valuesOf = (line: string): (string | null)[] =>
  line
    .split('\t')
    .map((word) => (word === '\\N' ? null : word.replace(/\\./g, (pair) => MEANINGS[pair] ?? pair)))

/** Counts and hashes lines, to be compared with what another reading of the same rows gave. */
export function createTally(): { add(line: string): void; total(): { rows: number; sha256: string } } {
  const hash = createHash('sha256')
  let rows = 0
  return {
    add(line) {
      rows += 1
      hash.update(line).update('\n')
    },
    total: () => ({ rows, sha256: hash.digest('hex') }),
  }
}

/** Stores rows as they are, with the numbers that they have. */
export async function insertRows(
  client: PoolClient,
  table: Table,
  rows: readonly (readonly (string | null)[])[],
): Promise<void> {
  if (rows.length === 0) return
  const names = table.columns.map((column) => column.name).join(', ')
  const values = table.columns.map((column, i) => `v.c${i}::${column.type}`).join(', ')
  const arrays = table.columns.map((_, i) => `$${i + 1}::text[]`).join(', ')
  const aliases = table.columns.map((_, i) => `c${i}`).join(', ')
  await client.query(
    `INSERT INTO ${table.name} (${names}) OVERRIDING SYSTEM VALUE
     SELECT ${values} FROM unnest(${arrays}) AS v(${aliases})`,
    table.columns.map((_, i) => rows.map((row) => row[i] ?? null)),
  )
}
