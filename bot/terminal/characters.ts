import { stripVTControlCharacters } from 'node:util'

const segmenter = new Intl.Segmenter()

/** What a person calls characters: an accented letter, or a family emoji, is one. */
export const characters = (text: string): string[] => [...segmenter.segment(text)].map((part) => part.segment)

const PLAIN = /^[\x20-\x7e]*$/
const INVISIBLE = /^[\p{Mn}\p{Me}\p{Cf}]+$/u
/** East Asian wide characters, and what is drawn as an emoji. */
const WIDE =
  /^(?:[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{17000}-\u{18aff}\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\p{Extended_Pictographic}\ufe0f)/u

/** How many columns of the screen a text takes. */
export function widthOf(text: string): number {
  if (PLAIN.test(text)) return text.length
  return characters(text).reduce((total, character) => total + columnsOf(character), 0)
}

const columnsOf = (character: string): number =>
  INVISIBLE.test(character) ? 0 : WIDE.test(character) ? 2 : 1

/** Pieces of at most `limit` columns, cut between characters. */
export function pieces(text: string, limit: number): string[] {
  const found: string[] = []
  let current = ''
  let used = 0
  for (const character of characters(text)) {
    const columns = columnsOf(character)
    if (used + columns > limit && current !== '') {
      found.push(current)
      current = ''
      used = 0
    }
    current += character
    used += columns
  }
  return [...found, current]
}

/** Control characters except the line break, marks that turn the direction of writing, and unusual line breaks. */
const STEERING =
  // oxlint-disable-next-line no-control-regex -- control characters are exactly what is taken out
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]/g

/** Names, memos and other people's error texts come from outside: nothing in them may steer the terminal. */
export const printable = (text: string): string => stripVTControlCharacters(text).replace(STEERING, ' ')

/** The same on one line. */
export const printableLine = (text: string): string => printable(text).replaceAll('\n', ' ')
