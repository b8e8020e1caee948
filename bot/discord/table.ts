import { type Block, type Column, writeBlock } from '../../commands/answer.ts'
import { widthOf } from '../terminal/characters.ts'
import { clipMarked } from './limits.ts'
import type { Voices } from './voice.ts'

type Table = Extract<Block, { kind: 'table' }>
type WrittenTable = Extract<Block<string>, { kind: 'table' }>

export interface RenderedTable {
  readonly text: string
  /** How many of the rows are in it. */
  readonly shown: number
}

/** What a code block shows on a narrow phone without breaking its lines. */
const PHONE_COLUMNS = 34
/** Nobody scrolls through more on a phone; the rest is in a file. */
const MOST_LINES = 30
const MOST_PARAGRAPHS = 12
const LONGEST_ROW = 400
const LONGEST_CELL = 200

/** Columns in a code block where they fit on a phone, else one paragraph a row; as many rows as there is room for. */
export function renderTable(table: Table, voices: Voices, room: number): RenderedTable {
  const shortened = { ...table, rows: table.rows.slice(0, MOST_LINES) }
  const plain = writeBlock(shortened, voices.plain) as WrittenTable
  return columnsOf(plain, room) ?? paragraphsOf(shortened, voices, room)
}

function columnsOf({ columns, rows }: WrittenTable, room: number): RenderedTable | null {
  const titles = columns.map((column) => codeCell(column.title))
  const cells = rows.map((row) => columns.map((_, i) => codeCell(row[i] ?? '')))
  // Long texts are not measured: that takes long, and they never fit.
  if ([titles, ...cells].some((row) => row.some((cell) => cell.length > LONGEST_CELL))) return null
  const widths = titles.map((title, i) =>
    Math.max(widthOf(title), ...cells.map((row) => widthOf(row[i] ?? ''))),
  )
  const bare = widths.reduce((total, width) => total + width, 0)
  const gap = ['  ', ' '].find((blanks) => bare + blanks.length * (widths.length - 1) <= PHONE_COLUMNS)
  if (gap === undefined) return null
  const line = (row: readonly string[]): string =>
    row
      .map((cell, i) => padded(cell, widths[i] ?? 0, columns[i]))
      .join(gap)
      .trimEnd()
  const lines = fitting(cells.map(line), room - FENCE.length * 2 - line(titles).length - 2, 1)
  return { text: [FENCE, line(titles), ...lines, FENCE].join('\n'), shown: lines.length }
}

const FENCE = '```'

/** A code block ends at its own fence, wherever that stands. */
const codeCell = (cell: string): string => cell.replaceAll('`', "'").replace(/\s+/g, ' ').trim()

function padded(cell: string, width: number, column: Column<string> | undefined): string {
  const blanks = ' '.repeat(Math.max(0, width - widthOf(cell)))
  return column?.align === 'right' ? blanks + cell : cell + blanks
}

function paragraphsOf(table: Table, voices: Voices, room: number): RenderedTable {
  const { columns, rows } = writeBlock(table, voices.rich) as WrittenTable
  const paragraphs = rows.slice(0, MOST_PARAGRAPHS).map((row) => {
    const [first = '', ...rest] = columns.map((column, i) => ({
      title: oneLine(column.title),
      cell: oneLine(row[i] ?? ''),
    }))
    const bold = first === '' ? '' : `**${clipMarked(first.cell, LONGEST_ROW / 2)}**`
    const others = rest.filter(({ cell }) => cell !== '').map(({ title, cell }) => `${title}: ${cell}`)
    return clipRow(bold, others)
  })
  const lines = fitting(paragraphs, room, 1)
  return { text: lines.join('\n'), shown: lines.length }
}

/** Cells are dropped whole: half a one would leave markup open. */
function clipRow(bold: string, others: readonly string[]): string {
  let row = bold
  for (const other of others) {
    const longer = `${row} · ${other}`
    if (longer.length > LONGEST_ROW) return `${row} · …`
    row = longer
  }
  return row
}

const oneLine = (words: string): string => words.replace(/\s+/g, ' ').trim()

function fitting(lines: readonly string[], room: number, separator: number): string[] {
  const kept: string[] = []
  let left = room
  for (const line of lines) {
    left -= line.length + separator
    if (left < 0) break
    kept.push(line)
  }
  return kept
}
