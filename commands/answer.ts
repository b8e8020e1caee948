/** What a command answers, the same for every surface: chat and terminal render it, `--json` prints `json`. */
export interface Answer {
  readonly heading: string
  readonly tone: Tone
  readonly blocks: readonly Block[]
  readonly json: JsonObject
}

export type Tone = 'good' | 'warn' | 'bad' | 'plain'

export type Block =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'fields'; readonly fields: readonly (readonly [name: string, value: string])[] }
  | {
      readonly kind: 'table'
      readonly columns: readonly Column[]
      readonly rows: readonly (readonly string[])[]
      /** Shown instead of a table without rows. */
      readonly whenEmpty: string
    }
  /** Commands that make sense next, in full, for a button or a line to type. */
  | { readonly kind: 'next'; readonly commands: readonly string[] }

export interface Column {
  readonly title: string
  readonly align?: 'left' | 'right'
}

/** Sats and minor units are decimal strings named with their unit (amountSats, amountMinor); numbers are counts. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject
export interface JsonObject {
  readonly [name: string]: JsonValue
}

export const lines = (words: readonly string[]): Block => ({ kind: 'text', text: words.join('\n') })
export const text = (words: string): Block => ({ kind: 'text', text: words })
export const fields = (...pairs: readonly (readonly [string, string])[]): Block => ({
  kind: 'fields',
  fields: pairs,
})
export const next = (...commands: readonly string[]): Block => ({ kind: 'next', commands })
export const table = (
  columns: readonly (string | Column)[],
  rows: readonly (readonly string[])[],
  whenEmpty: string,
): Block => ({
  kind: 'table',
  columns: columns.map((column) => (typeof column === 'string' ? { title: column } : column)),
  rows,
  whenEmpty,
})
export const right = (title: string): Column => ({ title, align: 'right' })
