import type { Column } from '../../commands/answer.ts'
import { printableLine, widthOf } from '../terminal/characters.ts'
import { block, bold, clip, italic, plain, type Span } from './rich-text.ts'

/** A phone held upright shows about so many letters of equal width before it breaks the line. */
const PHONE_COLUMNS = 34
/** Rows that are shown; the rest is in the file. */
const MOST_ROWS = 40
/** UTF-16 units that one table may take of a message. */
const MOST_UNITS = 2800
/** A longer cell is cut: it is whole in the file. */
const LONGEST_CELL = 120
const LONGEST_TITLE = 40

export interface Table {
  readonly columns: readonly Column<string>[]
  readonly rows: readonly (readonly string[])[]
}

export interface ShownTable {
  readonly spans: readonly Span[]
  /** Rows that are on the screen. */
  readonly shown: number
  /** Something is not on the screen: a row, or the end of a cell. */
  readonly isCut: boolean
}

/** Columns where they fit a phone, else a line per row. */
export function showTable({ columns, rows }: Table): ShownTable {
  const titles = columns.map((column) => clip(column.title, LONGEST_TITLE))
  const first = rows.slice(0, MOST_ROWS).map((row) => columns.map((_, i) => printableLine(row[i] ?? '')))
  const cells = first.map((row) => row.map((cell) => clip(cell, LONGEST_CELL)))
  const isClipped = cells.some((row, at) => row.some((cell, i) => cell !== first[at]?.[i]))
  const widths = titles.map((title, i) =>
    Math.max(widthOf(title), ...cells.map((row) => widthOf(row[i] ?? ''))),
  )
  const isNarrow = widths.reduce((a, b) => a + b + 1, -1) <= PHONE_COLUMNS
  const lines = isNarrow
    ? cells.map((row) => padded(row, columns, widths))
    : cells.map((row) => row.filter((cell) => cell !== '').join(' · '))
  const shown = fitting(lines)
  const heading = isNarrow
    ? padded(titles, columns, widths)
    : titles.filter((title) => title !== '').join(' · ')
  const spans = isNarrow
    ? [block([heading, ...lines.slice(0, shown)].join('\n'))]
    : [italic(heading), ...lines.slice(0, shown).flatMap(rowSpans)]
  return { spans, shown, isCut: shown < rows.length || isClipped }
}

function fitting(lines: readonly string[]): number {
  let used = 0
  const over = lines.findIndex((line) => (used += line.length + 1) > MOST_UNITS)
  return over === -1 ? lines.length : Math.max(1, over)
}

function padded(
  row: readonly string[],
  columns: readonly Column<string>[],
  widths: readonly number[],
): string {
  return columns
    .map(({ align }, i) => {
      const cell = row[i] ?? ''
      const room = ' '.repeat(Math.max(0, (widths[i] ?? 0) - widthOf(cell)))
      return align === 'right' ? room + cell : cell + room
    })
    .join(' ')
    .trimEnd()
}

/** The first word of a row is what it is looked up by. */
function rowSpans(line: string): Span[] {
  const end = line.indexOf(' · ')
  return end === -1 ? [plain(`\n${line}`)] : [plain('\n'), bold(line.slice(0, end)), plain(line.slice(end))]
}
