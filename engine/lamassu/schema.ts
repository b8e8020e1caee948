import { z } from 'zod'
import { Failure } from '../failure.ts'

/** The columns without which nothing can be read. Never one that identifies a customer. */
export const NEEDED_COLUMNS = {
  cash_out_txs: [
    'id',
    'device_id',
    'customer_id',
    'crypto_code',
    'crypto_atoms',
    'received_crypto_atoms',
    'fiat',
    'fiat_code',
    'commission_percentage',
    'raw_ticker_price',
    'discount',
    'status',
    'dispense',
    'dispense_confirmed',
    'error',
    'error_code',
    'created',
    'confirmed_at',
    'tx_version',
  ],
  cash_out_actions: ['id', 'tx_id', 'action', 'created'],
  devices: ['device_id', 'name'],
  customers: ['id', 'is_test_customer'],
} as const

type Table = keyof typeof NEEDED_COLUMNS
const TABLES = Object.keys(NEEDED_COLUMNS) as Table[]

/** Places that notes can come out of; which of them exist depends on Lamassu's version. */
const CASH_UNITS = [
  '1',
  '2',
  '3',
  '4',
  'recycler_1',
  'recycler_2',
  'recycler_3',
  'recycler_4',
  'recycler_5',
  'recycler_6',
]

/** What differs between Lamassu's versions. */
export interface LamassuSchema {
  /** From 10.2 on. */
  readonly hasFixedFee: boolean
  /** Suffixes of the columns dispensed_… and denomination_… of cash_out_actions. */
  readonly cashUnits: readonly string[]
  /** Of cash_out_txs and cash_out_actions: another number later means that Lamassu was upgraded meanwhile. */
  readonly columnCount: number
}

export const COLUMNS_SQL = `
  SELECT c.relname::text AS table_name,
         a.attname::text AS column_name,
         format_type(a.atttypid, NULL) AS type,
         has_column_privilege(c.oid, a.attnum, 'SELECT') AS readable,
         current_user::text AS user_name,
         current_database()::text AS database_name
    FROM pg_catalog.pg_class c
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid
   WHERE n.nspname = 'public'
     AND c.relname = ANY($1)
     AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
     AND a.attnum > 0
     AND NOT a.attisdropped`

export const COLUMNS_VALUES = [TABLES]

const columnRows = z.array(
  z.object({
    table_name: z.string(),
    column_name: z.string(),
    type: z.string(),
    readable: z.boolean(),
    user_name: z.string(),
    database_name: z.string(),
  }),
)
type ColumnRow = z.infer<typeof columnRows>[number]

/** Reads the answer to COLUMNS_SQL. Throws a Failure that names what is missing or forbidden. */
export function readSchema(answer: readonly unknown[]): LamassuSchema {
  const rows = columnRows.parse(answer)
  for (const table of TABLES) assertTableReadable(table, rows)
  const columns = (table: Table): ColumnRow[] => rows.filter((row) => row.table_name === table)
  const actionColumns = new Map(columns('cash_out_actions').map((row) => [row.column_name, row]))
  const cashUnits = CASH_UNITS.filter(
    (unit) => actionColumns.has(`dispensed_${unit}`) && actionColumns.has(`denomination_${unit}`),
  )
  return {
    hasFixedFee: columns('cash_out_txs').some((row) => row.column_name === 'fixed_fee'),
    cashUnits,
    columnCount: columns('cash_out_txs').length + columns('cash_out_actions').length,
  }
}

function assertTableReadable(table: Table, rows: readonly ColumnRow[]): void {
  const columns = new Map(rows.filter((row) => row.table_name === table).map((row) => [row.column_name, row]))
  if (columns.size === 0) {
    throw new Failure(
      'lamassu_missing_table',
      `The database of LAMASSU_DATABASE_URL has no table ${table}: it is not a Lamassu database. Check the database's name at the end of LAMASSU_DATABASE_URL (Lamassu's own is "lamassu").`,
    )
  }
  const missing = NEEDED_COLUMNS[table].filter((column) => !columns.has(column))
  if (missing.length > 0) {
    throw new Failure(
      'lamassu_missing_column',
      `Lamassu's table ${table} has no column ${missing.join(', ')}: this version of Lamassu is not known to this bot (10.0 and later are).`,
    )
  }
  const wanted = [...NEEDED_COLUMNS[table], ...optionalColumns(table)].filter((name) => columns.has(name))
  const forbidden = wanted.filter((column) => columns.get(column)?.readable !== true)
  if (forbidden.length > 0)
    throw permissionFailure(table, wanted, forbidden, rows[0]?.user_name ?? 'the user')
  if (columns.get('id') !== undefined && table === 'cash_out_txs') assertUuid(columns.get('id')?.type)
}

function optionalColumns(table: Table): string[] {
  if (table === 'cash_out_txs') return ['fixed_fee']
  if (table !== 'cash_out_actions') return []
  return CASH_UNITS.flatMap((unit) => [`dispensed_${unit}`, `denomination_${unit}`])
}

function permissionFailure(table: Table, wanted: string[], forbidden: string[], user: string): Failure {
  const what =
    forbidden.length === wanted.length ? `table ${table}` : `${forbidden.join(', ')} of table ${table}`
  return new Failure(
    'lamassu_permission',
    `The database user ${user} may not read ${what}. Run in Lamassu's database: GRANT SELECT (${wanted.join(', ')}) ON public.${table} TO "${user}";`,
  )
}

function assertUuid(type: string | undefined): void {
  if (type === 'uuid') return
  throw new Failure(
    'lamassu_missing_column',
    `Lamassu's column cash_out_txs.id is of type ${type} and not uuid: this version of Lamassu is not known to this bot.`,
  )
}

const columnCount = z.object({ column_count: z.int() })

/**
 * Every answer with cash-outs carries the number of columns at that moment. An upgrade of Lamassu under a live
 * connection thus fails one reading instead of leaving a new column (such as a fee) unread.
 */
export function assertSameSchema(answer: readonly unknown[], schema: LamassuSchema): void {
  const [row] = answer
  if (row === undefined || columnCount.parse(row).column_count === schema.columnCount) return
  throw new Failure(
    'lamassu_failed',
    "The tables of Lamassu's database changed since the bot connected (an upgrade?). They are examined anew with the next try.",
  )
}
