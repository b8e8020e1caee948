import { stripVTControlCharacters, styleText } from 'node:util'
import type { Answer, Block, Column, Tone } from '../../commands/answer.ts'

export interface Surface {
  readonly colours: boolean
  /** Columns of the screen; tables are cut to fit it. */
  readonly width: number
}

const TONES: Record<Tone, { sign: string; colour: Parameters<typeof styleText>[0] }> = {
  good: { sign: '✔', colour: 'green' },
  warn: { sign: '!', colour: 'yellow' },
  bad: { sign: '✖', colour: 'red' },
  plain: { sign: '·', colour: 'cyan' },
}

/** An answer as lines for a terminal. */
export function renderAnswer(answer: Answer, surface: Surface): string {
  const { sign, colour } = TONES[answer.tone]
  const heading = paint(
    surface,
    ['bold', colour].flat() as Parameters<typeof styleText>[0],
    `${sign} ${answer.heading}`,
  )
  return [
    heading,
    ...answer.blocks.map((block) => renderBlock(block, surface)).filter((text) => text !== ''),
  ].join('\n')
}

export const paint = (surface: Surface, style: Parameters<typeof styleText>[0], text: string): string =>
  surface.colours ? styleText(style, text, { validateStream: false }) : text

function renderBlock(block: Block, surface: Surface): string {
  switch (block.kind) {
    case 'text':
      return wrap(printable(block.text), surface.width).join('\n')
    case 'fields':
      return renderFields(block.fields, surface)
    case 'table':
      return block.rows.length === 0 ? block.whenEmpty : renderTable(block.columns, block.rows, surface)
    case 'next':
      return block.commands.length === 0 ? '' : paint(surface, 'dim', `next: ${block.commands.join('  ·  ')}`)
  }
}

/** Names and memos come from outside: nothing in them may steer the terminal. */
const printable = (text: string): string =>
  // oxlint-disable-next-line no-control-regex -- control characters are exactly what is taken out
  stripVTControlCharacters(text).replace(
    /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g,
    ' ',
  )

function renderFields(pairs: readonly (readonly [string, string])[], surface: Surface): string {
  const widest = Math.max(0, ...pairs.map(([name]) => name.length))
  return pairs
    .flatMap(([name, value]) => {
      const lines = wrap(printable(value), Math.max(20, surface.width - widest - 2))
      return lines.map((line, i) => `${paint(surface, 'dim', (i === 0 ? name : '').padEnd(widest))}  ${line}`)
    })
    .join('\n')
}

const GAP = '  '

function renderTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  surface: Surface,
): string {
  const cells = rows.map((row) => columns.map((_, i) => printable(row[i] ?? '').replaceAll('\n', ' ')))
  const widths = columns.map((column, i) =>
    Math.max(column.title.length, ...cells.map((row) => width(row[i] ?? ''))),
  )
  shrink(widths, surface.width - GAP.length * (columns.length - 1))
  const line = (row: readonly string[]): string =>
    columns
      .map((column, i) => align(cut(row[i] ?? '', widths[i] ?? 0), widths[i] ?? 0, column.align))
      .join(GAP)
      .trimEnd()
  return [paint(surface, 'dim', line(columns.map((c) => c.title))), ...cells.map(line)].join('\n')
}

/** Takes from the widest column until the table fits. */
function shrink(widths: number[], available: number): void {
  for (let total = widths.reduce((a, b) => a + b, 0); total > available; total--) {
    const widest = widths.indexOf(Math.max(...widths))
    if ((widths[widest] ?? 0) <= 6) return
    widths[widest] = (widths[widest] ?? 0) - 1
  }
}

const segmenter = new Intl.Segmenter()
const characters = (text: string): string[] => [...segmenter.segment(text)].map((part) => part.segment)
const width = (text: string): number => characters(text).length
const cut = (text: string, limit: number): string =>
  width(text) <= limit
    ? text
    : `${characters(text)
        .slice(0, Math.max(0, limit - 1))
        .join('')}…`
const align = (text: string, wide: number, side: Column['align']): string => {
  const room = ' '.repeat(Math.max(0, wide - width(text)))
  return side === 'right' ? room + text : text + room
}

function wrap(text: string, limit: number): string[] {
  return text.split('\n').flatMap((line) => {
    const indent = /^ */.exec(line)?.[0] ?? ''
    const lines: string[] = []
    let current = indent
    for (const word of line.trimStart().split(' ')) {
      if (width(current) > indent.length && width(current) + 1 + width(word) > limit) {
        lines.push(current)
        current = `${indent}${word}`
      } else current += width(current) === indent.length ? word : ` ${word}`
    }
    return [...lines, current]
  })
}
