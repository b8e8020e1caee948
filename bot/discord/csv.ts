import { createHash } from 'node:crypto'
import { type Block, writeBlock } from '../../commands/answer.ts'
import type { Voice } from '../../engine/phrase.ts'

export interface CsvFile {
  readonly name: string
  readonly mediaType: 'text/csv'
  readonly bytes: Uint8Array
}

/** What a spreadsheet would take for a formula. */
const FORMULA = /^[=+\-@\t\r]/

/** All rows of a table as a file, for those that a message has no room for. */
export function csvOf(table: Extract<Block, { kind: 'table' }>, voice: Voice, now: Date): CsvFile {
  const written = writeBlock(table, voice) as Extract<Block<string>, { kind: 'table' }>
  const lines = [written.columns.map((column) => column.title), ...written.rows].map((row) =>
    row.map(cellOf).join(','),
  )
  const bytes = new TextEncoder().encode(`\ufeff${lines.join('\r\n')}\r\n`)
  return { name: fileName('rows', 'csv', bytes, now), mediaType: 'text/csv', bytes }
}

function cellOf(written: string): string {
  const harmless = FORMULA.test(written) ? `'${written}` : written
  return /[",\r\n']/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}

/** kind_YYYYMMDDTHHMMZ_<hash8>.csv */
export function fileName(kind: string, ending: string, bytes: Uint8Array, now: Date): string {
  const minute = `${now.toISOString().slice(0, 16).replaceAll(/[-:]/g, '')}Z`
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 8)
  return `${kind}_${minute}_${hash}.${ending}`
}
