import { characters, printable } from '../terminal/characters.ts'

/** What Discord refuses to take, as it counts: every limit stands here, and nothing is sent that is above it. */
export const LIMITS = {
  content: 2000,
  embeds: 10,
  title: 256,
  description: 4096,
  fields: 25,
  fieldName: 256,
  fieldValue: 1024,
  footer: 2048,
  /** Titles, descriptions, fields and footers of a message's embeds together. */
  embedTotal: 6000,
  rows: 5,
  buttonsPerRow: 5,
  buttonLabel: 80,
  customId: 100,
  modalTitle: 45,
  inputLabel: 45,
  choices: 25,
  choice: 100,
  description100: 100,
  optionsPerCommand: 25,
  commandCharacters: 8000,
  files: 10,
  fileBytes: 10 * 1024 * 1024,
  fileDescription: 1024,
  nonce: 25,
  threadName: 100,
} as const

export const ELLIPSIS = '…'
/** Stands where Discord refuses emptiness. */
const NOTHING = '–'

/**
 * The text within a limit of UTF-16 units (which is never more generous than Discord's own counting), cut between what
 * a person calls characters, and never empty: Discord takes the blanks at both ends away and refuses what is left of none.
 */
export function clip(words: string, limit: number): string {
  const text = wellFormed(words).trim()
  if (text === '') return NOTHING
  if (text.length <= limit) return text
  return `${firstCharacters(text, limit - ELLIPSIS.length)}${ELLIPSIS}`
}

/** The same for text with markup: what is cut is not left as half a timestamp, a lone backslash or an open code. */
export function clipMarked(words: string, limit: number): string {
  const text = wellFormed(words).trim()
  if (text.length <= limit) return text === '' ? NOTHING : text
  const kept = firstCharacters(text, limit - ELLIPSIS.length - 1)
    .replace(/<[^<>\s]{0,30}$/, '')
    .replace(/\\+$/, '')
  const openCode = (kept.match(/(?<!\\)`/g)?.length ?? 0) % 2 === 1
  return `${kept}${ELLIPSIS}${openCode ? '`' : ''}`
}

/** A pile of marks on one letter may be longer than any limit by itself; then it is cut between code points. */
function firstCharacters(text: string, limit: number): string {
  let kept = ''
  // Nothing after the limit can matter, and splitting a megabyte into graphemes takes long.
  for (const character of characters(text.slice(0, limit + 64))) {
    if (kept.length + character.length > limit) break
    kept += character
  }
  if (kept.length >= limit / 2) return kept
  let cut = ''
  for (const point of text.slice(0, limit + 2)) {
    if (cut.length + point.length > limit) break
    cut += point
  }
  return wellFormed(cut)
}

/** Half characters can't be written in UTF-8. */
export const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, '\ufffd')

/** One line without markup, for the places where Discord shows none: labels, choices, file names. */
export const plainLine = (words: string, limit: number): string =>
  clip(printable(words).replace(/\s+/g, ' '), limit)
