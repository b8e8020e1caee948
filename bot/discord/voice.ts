import type { MomentStyle, Voice } from '../../engine/phrase.ts'
import { printable } from '../terminal/characters.ts'

const ADDRESS = /https?:\/\/[^\s<>]+/g
/** What Discord takes for markup wherever it stands. */
const MARKUP = /[\\*_~`|[\]<]/g
/** What it takes for a heading, a quotation or a list where a line begins. */
const LINE_MARKUP = /(^|\n)([ \t]*)(#{1,3}(?=\s|$)|-#|>|[-+](?=\s|$)|\d+(?=\.(?:\s|$)))/g
/** A mention that is only seen still looks as if the bot had called everybody. */
const MENTION = /@(?=everyone|here)/gi

/** Other people's words show as they are written, and do nothing. Addresses stay whole, or they could not be followed. */
export function escapeMarkup(words: string): string {
  const text = printable(words)
  let escaped = ''
  let at = 0
  for (const { 0: address, index } of text.matchAll(ADDRESS)) {
    escaped += escapePlain(text.slice(at, index)) + address
    at = index + address.length
  }
  return (escaped + escapePlain(text.slice(at))).replace(MENTION, '@\u200b')
}

const escapePlain = (text: string): string =>
  text
    .replace(MARKUP, '\\$&')
    .replace(LINE_MARKUP, (_, start: string, blanks: string, mark: string) =>
      /^\d/.test(mark) ? `${start}${blanks}${mark}\u200b` : `${start}${blanks}\\${mark}`,
    )

/** Discord writes the moment in the zone of whoever looks, and keeps distances up to date by itself. */
export function liveMoment(at: Date, style: MomentStyle): string {
  const seconds = Math.floor(at.getTime() / 1000)
  if (style === 'relative') return `<t:${seconds}:R>`
  return style === 'short' ? `<t:${seconds}:f>` : `<t:${seconds}:f> (<t:${seconds}:R>)`
}

/** The three ways in which a card's words are written on Discord. */
export interface Voices {
  /** Where markup and live timestamps show: descriptions and the values of fields. */
  readonly rich: Voice
  /** Where markup shows and timestamps do not: titles and the names of fields. */
  readonly marked: Voice
  /** Where neither does: buttons, footers, code, files. */
  readonly plain: Voice
}

export function voicesOf(voice: Voice): Voices {
  // A voice may be of a class, and so is not spread.
  const plain = {
    locale: voice.locale,
    timeZone: voice.timeZone,
    names: voice.names,
    translate: (template: string) => voice.translate(template),
  }
  return {
    plain: { ...plain, escape: (words) => printable(words).replace(MENTION, '@\u200b') },
    marked: { ...plain, escape: escapeMarkup },
    rich: { ...plain, escape: escapeMarkup, moment: liveMoment },
  }
}
