import type { PoolClient } from 'pg'

/** A table of the books, as far as its rows have to be written out and read back. */
export interface Table {
  /** Quoted, with its schema. */
  readonly name: string
  readonly columns: readonly Column[]
  /** What puts the rows into an order that is the same on every server. */
  readonly order: string
}

export interface Column {
  readonly name: string
  /** As SQL writes it, for a cast. */
  readonly type: string
}

/** Foreign keys that are checked row by row, and so would ask for a certain order of the tables. */
export interface ImmediateKey {
  readonly table: string
  readonly name: string
}

/** What every session that writes out or reads back must have alike: the forms of values as text. */
export const TEXT_FORMS: readonly string[] = [
  `SET LOCAL timezone = 'UTC'`,
  `SET LOCAL datestyle = 'ISO, YMD'`,
  `SET LOCAL intervalstyle = 'postgres'`,
  `SET LOCAL bytea_output = 'hex'`,
  `SET LOCAL extra_float_digits = 3`,
  `SET LOCAL statement_timeout = '10min'`,
]

interface ColumnRow {
  table_name: string
  column_name: string
  type: string
  key_position: number | null
  collatable: boolean
}

/** Every table of the books but the list of its migrations; partitions are part of the table they belong to. */
export async function tablesOf(client: PoolClient): Promise<Table[]> {
  const { rows } = await client.query<ColumnRow>(
    `SELECT c.oid::regclass::text AS table_name, quote_ident(a.attname) AS column_name,
            format_type(a.atttypid, a.atttypmod) AS type,
            array_position(i.indkey::int2[], a.attnum) AS key_position, t.typcollation <> 0 AS collatable
     FROM pg_class c
     JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
     JOIN pg_type t ON t.oid = a.atttypid
     LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
     WHERE c.relnamespace = 'satoshimachine'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
       AND c.relname <> 'schema_versions'
     ORDER BY c.relname, a.attnum`,
  )
  const names = [...new Set(rows.map((row) => row.table_name))]
  return names.map((name) => {
    const columns = rows.filter((row) => row.table_name === name)
    return {
      name: qualified(name),
      columns: columns.map(({ column_name, type }) => ({ name: column_name, type })),
      order: orderOf(columns),
    }
  })
}

/** regclass leaves the schema out where the search path finds it. */
const qualified = (name: string): string => (name.includes('.') ? name : `satoshimachine.${name}`)

/** By the primary key, else by everything; words by their bytes, because servers sort them differently. */
function orderOf(columns: readonly ColumnRow[]): string {
  const key = columns
    .filter((column) => column.key_position !== null)
    .sort((a, b) => (a.key_position ?? 0) - (b.key_position ?? 0))
  return (key.length > 0 ? key : columns)
    .map((column) => {
      if (key.length === 0) return `${column.column_name}::text COLLATE "C"`
      return column.collatable ? `${column.column_name} COLLATE "C"` : column.column_name
    })
    .join(', ')
}

export async function immediateKeysOf(client: PoolClient): Promise<ImmediateKey[]> {
  const { rows } = await client.query<{ table_name: string; name: string }>(
    `SELECT conrelid::regclass::text AS table_name, quote_ident(conname) AS name FROM pg_constraint
     WHERE connamespace = 'satoshimachine'::regnamespace AND contype = 'f' AND conparentid = 0 AND NOT condeferrable
     ORDER BY 1, 2`,
  )
  return rows.map((row) => ({ table: qualified(row.table_name), name: row.name }))
}

/** All tables and partitions that have triggers of ours. */
export async function triggeredTablesOf(client: PoolClient): Promise<string[]> {
  const { rows } = await client.query<{ table_name: string }>(
    `SELECT DISTINCT tgrelid::regclass::text AS table_name FROM pg_trigger
     JOIN pg_class c ON c.oid = tgrelid
     WHERE c.relnamespace = 'satoshimachine'::regnamespace AND c.relkind IN ('r', 'p') AND NOT tgisinternal ORDER BY 1`,
  )
  return rows.map((row) => qualified(row.table_name))
}

export async function versionOf(client: PoolClient): Promise<number> {
  const { rows } = await client.query<{ version: number }>(
    'SELECT max(version)::int AS version FROM satoshimachine.schema_versions',
  )
  return rows[0]?.version ?? 0
}

/** Where every numbering stands, as statements that put it there again. */
export async function numberingOf(client: PoolClient): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT sequencename AS name FROM pg_sequences WHERE schemaname = 'satoshimachine' ORDER BY 1`,
  )
  const statements: string[] = []
  for (const { name } of rows) {
    const { rows: states } = await client.query<{ last_value: bigint; is_called: boolean }>(
      `SELECT last_value, is_called FROM satoshimachine.${name}`,
    )
    for (const state of states)
      statements.push(`SELECT setval('satoshimachine.${name}', ${state.last_value}, ${state.is_called})`)
  }
  return statements
}
