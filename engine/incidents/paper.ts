import type { Text, Voice } from '../phrase.ts'
import { write } from '../phrase.ts'

/** A paper that people keep, in no language yet; written out as Markdown. */
export type PaperBlock =
  | { readonly kind: 'heading'; readonly level: 1 | 2 | 3; readonly text: Text }
  | { readonly kind: 'text'; readonly text: Text }
  | { readonly kind: 'fields'; readonly fields: readonly (readonly [Text, Text])[] }
  | { readonly kind: 'list'; readonly items: readonly Text[]; readonly boxes?: true }
  | {
      readonly kind: 'table'
      readonly columns: readonly Text[]
      readonly rows: readonly (readonly Text[])[]
    }

/** What would be markup within a line; an underscore within a word is none. */
const MARKUP = /[\\`*[\]<>|~&$]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu
/** Control characters, and those that turn the direction of what follows. */
// oxlint-disable-next-line no-control-regex
const UNSEEN = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g
/** What would begin a heading, a list, a quote or a rule. */
const BEGINNING = /^(\s*)([#+>=-]|\d+(?=[.)]))/

/** Somebody's words as words: nothing in them is a link, a picture, a table's edge or HTML. */
export const markdownWords = (words: string): string =>
  words.replaceAll('\r\n', '\n').replaceAll(UNSEEN, ' ').replaceAll(MARKUP, String.raw`\$&`)

/** The paper in the language, zone and privacy of a voice. */
export function writeMarkdown(paper: readonly PaperBlock[], voice: Voice): string {
  const inWords: Voice = { ...voice, escape: markdownWords }
  return `${paper.map((block) => writeBlock(block, inWords)).join('\n\n')}\n`
}

function writeBlock(block: PaperBlock, voice: Voice): string {
  switch (block.kind) {
    case 'heading':
      return `${'#'.repeat(block.level)} ${onOneLine(block.text, voice)}`
    case 'text':
      return write(block.text, voice).split('\n').map(plainLine).join('  \n')
    case 'fields':
      return block.fields
        .map(([name, value]) => `- **${onOneLine(name, voice)}:** ${onOneLine(value, voice)}`)
        .join('\n')
    case 'list':
      return block.items
        .map((item) => `- ${block.boxes === true ? '[ ] ' : ''}${plainLine(onOneLine(item, voice))}`)
        .join('\n')
    case 'table':
      return [
        row(block.columns.map((cell) => onOneLine(cell, voice))),
        row(block.columns.map(() => '---')),
        ...block.rows.map((cells) => row(cells.map((cell) => onOneLine(cell, voice)))),
      ].join('\n')
  }
}

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`

/** A word that stands first in its line is no markup either. */
const plainLine = (line: string): string =>
  line.replace(BEGINNING, (_, space: string, first: string) =>
    /^\d/.test(first) ? `${space}${first}\\` : `${space}\\${first}`,
  )

const onOneLine = (text: Text, voice: Voice): string =>
  write(text, voice)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' / ')
