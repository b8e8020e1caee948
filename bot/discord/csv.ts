import { createHash } from 'node:crypto'
import type { Block } from '../../commands/answer.ts'
import { type Voice, write } from '../../engine/phrase.ts'
import { LIMITS } from './limits.ts'

export interface CsvFile {
  readonly name: string
  readonly mediaType: 'text/csv'
  readonly bytes: Uint8Array
}

/** What a spreadsheet would take for a formula. */
const FORMULA = /^[=+\-@\t\r]/

/** All rows of a table as a file, for those that a message has no room for; null when Discord would not take it. */
export function csvOf(
  { columns, rows }: Extract<Block, { kind: 'table' }>,
  voice: Voice,
  now: Date,
): CsvFile | null {
  const lines: string[] = []
  let room = LIMITS.fileBytes
  for (const row of [columns.map((column) => column.title), ...rows]) {
    const line = row.map((cell) => cellOf(write(cell, voice))).join(',')
    room -= line.length + 2
    if (room < 0) return null
    lines.push(line)
  }
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
