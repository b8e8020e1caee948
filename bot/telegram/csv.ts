import { createHash } from 'node:crypto'
import type { Table } from './table.ts'

/** Programs that show tables take a cell that begins like this for a formula. */
const FORMULA = /^[=+\-@\t\r]/

const cellOf = (words: string): string => {
  const harmless = FORMULA.test(words) ? `'${words}` : words
  return harmless === words && !/[",;\r\n]/.test(words) ? words : `"${harmless.replaceAll('"', '""')}"`
}

/** A table with all its rows. The mark at its start tells programs that it is UTF-8. */
export function csvOf({ columns, rows }: Table): Uint8Array {
  const lines = [
    columns.map((column) => cellOf(column.title)),
    ...rows.map((row) => columns.map((_, i) => cellOf(row[i] ?? ''))),
  ].map((cells) => cells.join(','))
  return Buffer.from(`\ufeff${lines.join('\r\n')}\r\n`)
}

/** kind_YYYYMMDDTHHMMZ_<hash8>.<extension> */
export function fileNameOf(kind: string, extension: string, bytes: Uint8Array, now: Date): string {
  const moment = now.toISOString().replaceAll(/[-:]/g, '').slice(0, 13)
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 8)
  return `${kind}_${moment}Z_${hash}.${extension}`
}
