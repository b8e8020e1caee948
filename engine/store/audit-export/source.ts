import type { ColumnKind, ExportColumn, ExportTable } from '../../audit-export.ts'

/** An exported table with the statement that reads it: a column's name, meaning and SQL stand in one place. */
export interface Source extends ExportTable {
  readonly columns: readonly SourceColumn[]
  readonly from: string
  /** Rows that are exported at all, where not every row is. */
  readonly only?: string
  /** The moment that a range is about; null: all rows are always there. */
  readonly when: string | null
  readonly order: string
}

export interface SourceColumn extends ExportColumn {
  readonly sql: string
}

const column =
  (kind: ColumnKind, wrapped: (sql: string) => string) =>
  (name: string, sql: string, means: string): SourceColumn => ({ name, kind, means, sql: wrapped(sql) })

/** Amounts, numbers and codes of our own making. */
export const figure = column('number', (sql) => sql)
/** The first characters of a formula: = + - @, tab and carriage return. By number, which is many times as fast as a pattern. */
const FORMULA_STARTS = ['=', '+', '-', '@', '\t', '\r'].map((one) => one.charCodeAt(0)).join(', ')

/** What people or other programs wrote: an apostrophe before what a spreadsheet would take for a formula. */
export const words = column(
  'text',
  (sql) => `CASE WHEN ascii(${sql}) IN (${FORMULA_STARTS}) THEN '''' || ${sql} ELSE ${sql} END`,
)
/** Words from a closed list of ours, ids, hashes. */
export const code = column('text', (sql) => sql)
/** To the millisecond, in a form that spreadsheets read as a time. */
export const moment = column('time', (sql) => `date_trunc('milliseconds', ${sql} AT TIME ZONE 'UTC')`)
/** A text that is kept in no language, written in English. */
export const phrase = column('phrase', (sql) => sql)

/** How many of a currency's major unit its minor unit is, with exactly its digits: 0.01 for GTQ, 1 for JPY. */
export const MAJOR = `(SELECT code, ('1e-' || exponent)::numeric AS one FROM currencies)`

/** The whole statement. The range stands in the session's settings, because COPY takes no parameters. */
export function statementOf({ columns, from, only, when, order }: Source): string {
  const conditions = [
    ...(only === undefined ? [] : [only]),
    ...(when === null ? [] : [`${when} >= ${RANGE_FROM}`, `${when} < ${RANGE_TO}`]),
  ]
  const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`
  return `SELECT ${columns.map(({ name, sql }) => `${sql} AS ${name}`).join(', ')} FROM ${from}${where} ORDER BY ${order}`
}

export const RANGE_FROM = `(SELECT current_setting('satmachine.export_from')::timestamptz)`
export const RANGE_TO = `(SELECT current_setting('satmachine.export_to')::timestamptz)`
