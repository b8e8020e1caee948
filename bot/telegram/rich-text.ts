import { characters, printable } from '../terminal/characters.ts'

/** Telegram's texts as runs of one style: they are measured and cut as plain words, and escaped once, at the end. */
export interface Span {
  readonly style: 'plain' | 'bold' | 'italic' | 'code' | 'block' | 'mention'
  readonly text: string
  /** The number of the one who is called; of a mention only. */
  readonly account?: string
}

/** Characters of a message after its markup is read, in UTF-16 units; Telegram counts no more than these. */
export const MOST_TEXT = 4096
export const MOST_CAPTION = 1024
/** Telegram keeps a hundred styled runs of a message and forgets the rest. */
const MOST_STYLED = 90

/** A line that does not fit begins a message of its own, unless there is more room than this to begin it here. */
const LEAST_ROOM = 1000

const TAGS = { bold: 'b', italic: 'i', code: 'code', block: 'pre', mention: 'a' } as const

export const plain = (text: string): Span => ({ style: 'plain', text: clean(text) })
export const bold = (text: string): Span => ({ style: 'bold', text: clean(text) })
export const italic = (text: string): Span => ({ style: 'italic', text: clean(text) })
export const code = (text: string): Span => ({ style: 'code', text: clean(text) })
/** Calls somebody by his number, whom Telegram tells of it. */
export const mention = (name: string, account: string): Span => ({
  style: 'mention',
  text: clip(name, 60).trim() || account,
  account,
})
export const block = (text: string): Span => ({ style: 'block', text: clean(text) })

/** Other people's words, without what would steer the screen or is no character at all (Telegram refuses half ones). */
export const clean = (text: string): string => printable(text.replace(/\p{Surrogate}/gu, '\ufffd'))

/** On one line, at most so many UTF-16 units, with an ellipsis where something is missing. */
export function clip(text: string, limit: number): string {
  const line = clean(text).replaceAll(/\s*\n\s*/g, ' ')
  if (line.length <= limit) return line
  return `${cutBefore(line, limit - 1).trimEnd()}…`
}

export const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

export const toHtml = (spans: readonly Span[]): string =>
  spans
    .map(({ style, text, account }) => {
      if (style === 'plain') return escapeHtml(text)
      const address = style === 'mention' ? ` href="tg://user?id=${account}"` : ''
      return `<${TAGS[style]}${address}>${escapeHtml(text)}</${TAGS[style]}>`
    })
    .join('')

export const toPlain = (spans: readonly Span[]): string => spans.map((span) => span.text).join('')

export const lengthOf = (spans: readonly Span[]): number =>
  spans.reduce((total, span) => total + span.text.length, 0)

/** Something that can be seen: Telegram refuses a message without. */
export const isVisible = (text: string): boolean => /[\p{L}\p{N}\p{P}\p{S}]/u.test(text)

/** Cuts a text into messages that Telegram takes, between lines where it can, else between words. */
export function splitSpans(spans: readonly Span[], limit = MOST_TEXT): readonly (readonly Span[])[] {
  const parts: Span[][] = []
  let part: Span[] = []
  const finish = (): void => {
    const trimmed = trimEdges(part)
    if (isVisible(toPlain(trimmed))) parts.push(trimmed)
    part = []
  }
  for (const span of spans) {
    let left = span.text
    while (left !== '') {
      const styled = part.filter((done) => done.style !== 'plain').length
      const room = styled >= MOST_STYLED ? 0 : limit - lengthOf(part)
      const taken = left.length <= room ? left : cutNicely(left, room, part.length === 0)
      if (taken !== '') part.push({ ...span, text: taken })
      left = left.slice(taken.length)
      if (left !== '') finish()
    }
  }
  finish()
  return parts
}

/** The text cut to one message, with an ellipsis where something is missing. */
export function clipSpans(spans: readonly Span[], limit = MOST_TEXT): readonly Span[] {
  if (lengthOf(spans) <= limit) {
    const [whole, ...more] = splitSpans(spans, limit)
    if (more.length === 0) return whole ?? []
  }
  return [...(splitSpans(spans, limit - 2)[0] ?? []), { style: 'plain', text: '\n…' }]
}

/** At a line's end, else at a blank, else between two characters; '' leaves it to the next message. */
function cutNicely(text: string, room: number, isFirst: boolean): string {
  if (room <= 0) return ''
  const window = text.slice(0, room + 1)
  const lineEnd = window.lastIndexOf('\n')
  if (lineEnd > 0) return text.slice(0, lineEnd)
  if (!isFirst && room < LEAST_ROOM) return ''
  const blank = window.lastIndexOf(' ')
  return blank > room / 2 ? text.slice(0, blank) : cutBefore(text, room)
}

/** The longest start that is not longer than the limit and ends between characters as people see them. */
function cutBefore(text: string, limit: number): string {
  const start = text.slice(0, Math.max(0, limit))
  // What follows may belong to the last character, as accents and the parts of an emoji do.
  const seen = characters(text.slice(0, limit + 64))
  let length = 0
  for (const character of seen) {
    if (length + character.length > start.length) break
    length += character.length
  }
  if (length > 0) return text.slice(0, length)
  return start.replace(/[\ud800-\udbff]$/, '')
}

/** Telegram takes blanks and empty lines from both ends; done here, so that what is remembered is what is shown. */
function trimEdges(spans: readonly Span[]): Span[] {
  const found = [...spans]
  const first = found[0]
  if (first !== undefined) found[0] = { ...first, text: first.text.replace(/^\s*\n|^\s+$/, '') }
  const last = found.at(-1)
  if (last !== undefined) found[found.length - 1] = { ...last, text: last.text.trimEnd() }
  return found.filter((span) => span.text !== '')
}
