import type { JsonObject } from '../engine/json-value.ts'
import { joined, Phrase, type Text, type Voice, write } from '../engine/phrase.ts'

/** What a command answers, the same for every surface: chat and terminal render it, `--json` prints `json`. */
export interface Answer<W extends Text = Text> {
  readonly heading: W
  readonly tone: Tone
  readonly blocks: readonly Block<W>[]
  readonly json: JsonObject
  /** The card stays on the screen and is written anew, by running this command again, whenever it would say something else. */
  readonly follow?: { readonly command: string; readonly minutes: number }
  /** Goes to the asker alone, whatever room it was asked in. */
  readonly private?: true
}

export type Tone = 'good' | 'warn' | 'bad' | 'plain'

export type Block<W extends Text = Text> =
  | { readonly kind: 'text'; readonly text: W }
  | { readonly kind: 'fields'; readonly fields: readonly (readonly [name: W, value: W])[] }
  | {
      readonly kind: 'table'
      readonly columns: readonly Column<W>[]
      readonly rows: readonly (readonly W[])[]
      /** Shown instead of a table without rows. */
      readonly whenEmpty: W
    }
  | { readonly kind: 'image'; readonly name: string; readonly png: Uint8Array; readonly alt: W }
  | FileBlock
  /** Commands that make sense next, in full, for a button or a line to type; `buttons` says how they are labelled. */
  | {
      readonly kind: 'next'
      readonly commands: readonly string[]
      readonly buttons?: readonly LabelledLine[]
    }

/** A command line with what its button says; `primary` is the one thing to do. */
export interface LabelledLine {
  readonly line: string
  readonly label?: Text
  readonly primary?: true
}

/** A file to take away. A private one is never shown in a room: it goes to the asker alone. */
export interface FileBlock {
  readonly kind: 'file'
  /** kind_YYYYMMDDTHHMMZ_<hash8>.csv */
  readonly name: string
  readonly mediaType: string
  readonly bytes: Uint8Array
  readonly private: boolean
}

export interface Column<W extends Text = Text> {
  readonly title: W
  readonly align?: 'left' | 'right'
}

export const lines = (words: readonly Text[]): Block => ({ kind: 'text', text: joined(words, '\n') })
export const text = (words: Text): Block => ({ kind: 'text', text: words })
export const fields = (...pairs: readonly (readonly [Text, Text])[]): Block => ({
  kind: 'fields',
  fields: pairs,
})
export const next = (...commands: readonly string[]): Block => ({ kind: 'next', commands })
export const nextWith = (buttons: readonly LabelledLine[]): Block => ({
  kind: 'next',
  commands: buttons.map(({ line }) => line),
  buttons,
})
export const table = (
  columns: readonly (Text | Column)[],
  rows: readonly (readonly Text[])[],
  whenEmpty: Text,
): Block => ({
  kind: 'table',
  columns: columns.map((column) =>
    typeof column === 'string' || column instanceof Phrase ? { title: column } : column,
  ),
  rows,
  whenEmpty,
})
export const right = (title: Text): Column => ({ title, align: 'right' })

/** The whole answer in somebody's own language and place. */
export const writeAnswer = (answer: Answer, voice: Voice): Answer<string> => ({
  ...answer,
  heading: write(answer.heading, voice),
  blocks: answer.blocks.map((block) => writeBlock(block, voice)),
})

export function writeBlock(block: Block, voice: Voice): Block<string> {
  const written = (words: Text): string => write(words, voice)
  switch (block.kind) {
    case 'text':
      return { ...block, text: written(block.text) }
    case 'fields':
      return {
        ...block,
        fields: block.fields.map(([name, value]) => [written(name), written(value)] as const),
      }
    case 'table':
      return {
        ...block,
        columns: block.columns.map((column) => ({ ...column, title: written(column.title) })),
        rows: block.rows.map((row) => row.map(written)),
        whenEmpty: written(block.whenEmpty),
      }
    case 'image':
      return { ...block, alt: written(block.alt) }
    case 'next':
    case 'file':
      return block
  }
}
