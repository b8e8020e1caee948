import type { ColumnKind, ExportColumn, ExportRange, ExportTable } from '../../audit-export.ts'

/** An exported table with the statement that reads it: what a column is called, means and is read from stands in one place. */
export interface Source extends ExportTable {
  readonly columns: readonly SourceColumn[]
  readonly from: string
  /** Rows that are exported at all, where not every row is. */
  readonly only?: string
  /** The moment that a range is about; null: all rows are always there. */
  readonly moment: string | null
  /** Where that moment stands in a row of another table: the rows that belong to those for which `condition` holds. */
  readonly within?: (condition: string) => string
  readonly order: string
}

export interface SourceColumn extends ExportColumn {
  readonly sql: string
}

/** `sql` is needed only where a column is not read as it stands in the table. */
const column =
  (kind: ColumnKind, wrapped: (sql: string) => string = (sql) => sql) =>
  (name: string, means: string, sql = name): SourceColumn => ({ name, kind, means, sql: wrapped(sql) })

/** Amounts of sats, and numbers. */
export const figure = column('number')

/** The first characters of a formula: = + - @, tab and carriage return. By number, which is many times as fast as a pattern. */
export const FORMULA_STARTS = ['=', '+', '-', '@', '\t', '\r'].map((one) => one.charCodeAt(0)).join(', ')

/** What people or other programs wrote: an apostrophe before what a spreadsheet would take for a formula. */
export const words = column(
  'text',
  (sql) => `CASE WHEN ascii(${sql}) IN (${FORMULA_STARTS}) THEN '''' || ${sql} ELSE ${sql} END`,
)
/** Words from a closed list of ours, ids, hashes. */
export const code = column('text')
/** To the millisecond, in a form that spreadsheets read as a time. The session's time zone is UTC. */
export const moment = column('time', (sql) => `date_trunc('milliseconds', ${sql}::timestamp)`)
/** A text that is kept in no language, written in English. */
export const phrase = column('phrase')

/** An amount of a currency, whose code stands in the column `currency`, in whole units of it with exactly its digits. */
export const money = (name: string, currency: string, means: string, sql = name): SourceColumn =>
  figure(name, means, `${sql} * ${minorUnit(currency)}`)
/** An amount in msat, or like `money`: as the column `unit` says. */
export const amount = (name: string, unit: string, means: string, sql = name): SourceColumn =>
  figure(name, means, `CASE ${unit} WHEN 'msat' THEN ${sql} ELSE ${sql} * ${minorUnit(unit)} END`)

/** How many of a currency's major unit its minor unit is: 0.01 for GTQ, 1 for JPY. Most have two digits: those are quick. */
const minorUnit = (currency: string): string =>
  `CASE WHEN ${currency} IN (SELECT code FROM currencies WHERE exponent = 2) THEN 0.01
        ELSE (SELECT ('1e-' || exponent)::numeric FROM currencies WHERE code = ${currency}) END`

/**
 * The whole statement. The ends of the range stand in the session's settings, because COPY takes no parameters; an end
 * that is open asks nothing, so that what is read for it need not be looked for.
 */
export function statementOf(
  { columns, from, only, moment: at, within, order }: Source,
  range: ExportRange,
): string {
  const ends = [
    ...(range.from === null ? [] : [`${at} >= ${RANGE_FROM}`]),
    ...(range.to === null ? [] : [`${at} < ${RANGE_TO}`]),
  ].join(' AND ')
  const isRanged = at !== null && ends !== ''
  const conditions = [
    ...(only === undefined ? [] : [only]),
    ...(isRanged ? [within === undefined ? ends : within(ends)] : []),
  ]
  const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`
  return `SELECT ${columns.map(({ name, sql }) => `${sql} AS ${name}`).join(', ')} FROM ${from}${where} ORDER BY ${order}`
}

export const RANGE_FROM = `(SELECT current_setting('satmachine.export_from')::timestamptz)`
export const RANGE_TO = `(SELECT current_setting('satmachine.export_to')::timestamptz)`
