import { createHash } from 'node:crypto'
import { csvCell } from '../engine/csv-cell.ts'

export interface CsvFile {
  /** kind_YYYYMMDDTHHMMZ_<hash8>.csv */
  readonly name: string
  readonly mediaType: 'text/csv'
  readonly bytes: Uint8Array
}

/** Rows as a file for spreadsheets. The mark at its start tells them that it is UTF-8. */
export function csvFile(kind: string, rows: readonly (readonly string[])[], now: Date): CsvFile {
  const lines = rows.map((row) => row.map(csvCell).join(','))
  const bytes = new TextEncoder().encode(`\ufeff${lines.join('\r\n')}\r\n`)
  return { name: fileName(kind, 'csv', bytes, now), mediaType: 'text/csv', bytes }
}

/** A whole table, with its titles. */
export const tableFile = (
  kind: string,
  table: {
    readonly columns: readonly { readonly title: string }[]
    readonly rows: readonly (readonly string[])[]
  },
  now: Date,
): CsvFile => csvFile(kind, [table.columns.map((column) => column.title), ...table.rows], now)

/** A name under which a file can be found again: what it is, when it was made (UTC), and its content's SHA-256. */
export function fileName(kind: string, ending: string, bytes: Uint8Array, now: Date): string {
  const minute = `${now.toISOString().slice(0, 16).replaceAll(/[-:]/g, '')}Z`
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 8)
  return `${kind}_${minute}_${hash}.${ending}`
}
