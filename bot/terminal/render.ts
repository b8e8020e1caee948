import { styleText } from 'node:util'
import { type Answer, type Block, type Column, type Tone, writeAnswer } from '../../commands/answer.ts'
import { ENGLISH, say, type Voice, write } from '../../engine/phrase.ts'
import { pieces, printable, printableLine, widthOf } from './characters.ts'

export interface Surface {
  readonly colours: boolean
  /** Columns of the screen, which lines are broken to fit; infinite where nobody looks at a screen. */
  readonly width: number
  /** English unless somebody asked for another language. */
  readonly voice?: Voice
}

const TONES: Record<Tone, { sign: string; colour: Parameters<typeof styleText>[0] }> = {
  good: { sign: '✔', colour: 'green' },
  warn: { sign: '!', colour: 'yellow' },
  bad: { sign: '✖', colour: 'red' },
  plain: { sign: '·', colour: 'cyan' },
}

/** An answer as lines for a terminal. */
export function renderAnswer(said: Answer, surface: Surface): string {
  const answer = writeAnswer(said, surface.voice ?? ENGLISH)
  const { sign, colour } = TONES[answer.tone]
  const style = ['bold', colour].flat() as Parameters<typeof styleText>[0]
  const heading = paint(surface, style, `${sign} ${printableLine(answer.heading)}`)
  const blocks = answer.blocks.map((block) => renderBlock(block, surface)).filter((text) => text !== '')
  return `${heading}\n${blocks.join('\n\n')}`.trimEnd()
}

export const paint = (surface: Surface, style: Parameters<typeof styleText>[0], text: string): string =>
  surface.colours ? styleText(style, text, { validateStream: false }) : text

function renderBlock(block: Block<string>, surface: Surface): string {
  switch (block.kind) {
    case 'text':
      return wrap(printable(block.text), surface.width).join('\n')
    case 'fields':
      return renderFields(block.fields, surface)
    case 'table':
      return block.rows.length === 0
        ? printable(block.whenEmpty)
        : renderTable(block.columns, block.rows, surface)
    case 'image':
      return wrap(printable(block.alt), surface.width).join('\n')
    case 'file':
      return `${printableLine(block.name)} (${block.bytes.length} bytes)`
    case 'next':
      return block.commands.length === 0
        ? ''
        : paint(
            surface,
            'dim',
            write(say`next: ${block.commands.map(printableLine).join('  ·  ')}`, surface.voice ?? ENGLISH),
          )
  }
}

function renderFields(pairs: readonly (readonly [string, string])[], surface: Surface): string {
  const widest = Math.max(0, ...pairs.map(([name]) => widthOf(name)))
  return pairs
    .flatMap(([name, value]) => {
      const lines = wrap(printable(value), Math.max(20, surface.width - widest - 2))
      return lines.map((line, i) => `${paint(surface, 'dim', pad(i === 0 ? name : '', widest))}  ${line}`)
    })
    .join('\n')
}

const GAP = '  '
/** A column of words is not made narrower than this. */
const LEAST_COLUMNS = 10

function renderTable(
  columns: readonly Column<string>[],
  rows: readonly (readonly string[])[],
  surface: Surface,
): string {
  const cells = rows.map((row) => columns.map((_, i) => printableLine(row[i] ?? '')))
  const widths = columns.map((column, i) =>
    Math.max(widthOf(column.title), ...cells.map((row) => widthOf(row[i] ?? ''))),
  )
  shrink(widths, columns, surface.width - GAP.length * (columns.length - 1))
  const titles = columns.map((column) => column.title)
  return [
    paint(surface, 'dim', rowLines(titles, columns, widths).join('\n')),
    ...cells.flatMap((row) => rowLines(row, columns, widths)),
  ].join('\n')
}

/** Takes from the widest column of words until the table fits. Numbers are never broken. */
function shrink(widths: number[], columns: readonly Column<string>[], available: number): void {
  for (let total = widths.reduce((a, b) => a + b, 0); total > available; total--) {
    const ofWords = widths.map((wide, i) => (columns[i]?.align === 'right' ? 0 : wide))
    const widest = ofWords.indexOf(Math.max(...ofWords))
    if ((ofWords[widest] ?? 0) <= LEAST_COLUMNS) return
    widths[widest] = (widths[widest] ?? 0) - 1
  }
}

/** A row as one line, or as many as its longest cell needs. */
function rowLines(
  row: readonly string[],
  columns: readonly Column<string>[],
  widths: readonly number[],
): string[] {
  const cells = row.map((cell, i) => cellLines(cell, widths[i] ?? 0))
  const height = Math.max(1, ...cells.map((cell) => cell.length))
  return Array.from({ length: height }, (_, at) =>
    columns
      .map((column, i) => pad(cells[i]?.[at] ?? '', widths[i] ?? 0, column.align))
      .join(GAP)
      .trimEnd(),
  )
}

const cellLines = (cell: string, limit: number): string[] =>
  wrap(cell, limit).flatMap((line) => (widthOf(line) > limit ? pieces(line, limit) : [line]))

function pad(text: string, wide: number, side: Column['align'] = 'left'): string {
  const room = ' '.repeat(Math.max(0, wide - widthOf(text)))
  return side === 'right' ? room + text : text + room
}

/** Breaks lines between words; a word that is longer than the line is left whole. */
function wrap(text: string, limit: number): string[] {
  return text.split('\n').flatMap((line) => {
    if (widthOf(line) <= limit) return [line]
    const indent = /^ */.exec(line)?.[0] ?? ''
    const lines: string[] = []
    let current = ''
    for (const word of line.trim().split(' ')) {
      if (current === '') current = indent + word
      else if (widthOf(current) + 1 + widthOf(word) <= limit) current += ` ${word}`
      else {
        lines.push(current)
        current = indent + word
      }
    }
    return [...lines, current]
  })
}
