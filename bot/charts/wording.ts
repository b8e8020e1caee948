import { formatDecimal } from '../../engine/domain/money.ts'
import type { Span } from '../../engine/chart-figures.ts'
import { Phrase, say, type Text, type Voice, write } from '../../engine/phrase.ts'

/** '1,234,567' as the reader writes it. */
export const numberWords = (amount: bigint, voice: Voice): string =>
  write(new Phrase({ kind: 'number', decimal: amount.toString() }), voice)

/** '3.00' for 300 hundredths. */
export const hundredthsWords = (hundredths: bigint, voice: Voice): string =>
  write(new Phrase({ kind: 'number', decimal: formatDecimal(hundredths, 2) }), voice)

/** '3.5' for 35 tenths. */
export const tenthsWords = (tenths: bigint, voice: Voice): string =>
  write(new Phrase({ kind: 'number', decimal: formatDecimal(tenths, 1) }), voice)

/** A calendar's day has no zone: it is read as one in UTC. */
const dayIn = (day: string, { locale }: Voice, parts: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat(locale, { timeZone: 'UTC', ...parts }).format(new Date(`${day}T00:00:00Z`))

/** '9 Nov' */
export const dayWords = (day: string, voice: Voice): string =>
  dayIn(day, voice, { day: 'numeric', month: 'short' })

/** '9' */
export const dayNumber = (day: string, voice: Voice): string => dayIn(day, voice, { day: 'numeric' })

/** 'Tue 9 Nov' */
export const weekdayWords = (day: string, voice: Voice): string =>
  dayIn(day, voice, { weekday: 'short', day: 'numeric', month: 'short' })

/** '9 Nov 2026' */
export const fullDay = (day: string, voice: Voice): string =>
  dayIn(day, voice, { day: 'numeric', month: 'short', year: 'numeric' })

/** '9 Nov – 22 Nov'; one day is one. */
export function rangeWords(spans: readonly Span[], voice: Voice): string {
  const first = spans[0]?.first ?? ''
  const last = spans.at(-1)?.last ?? ''
  return first === last ? dayWords(first, voice) : `${dayWords(first, voice)} – ${dayWords(last, voice)}`
}

/** 'from 9 Nov 2026 to 22 Nov 2026' */
export function rangeSentence(spans: readonly Span[], voice: Voice): Text {
  const first = spans[0]?.first ?? ''
  const last = spans.at(-1)?.last ?? ''
  return first === last
    ? say`on ${fullDay(first, voice)}`
    : say`from ${fullDay(first, voice)} to ${fullDay(last, voice)}`
}

/** '22 Nov 2026'; of a week '16 Nov – 22 Nov'. */
export const spanWords = (span: Span, voice: Voice): string =>
  span.first === span.last ? dayWords(span.last, voice) : rangeWords([span], voice)

export const isWeekly = (spans: readonly Span[]): boolean => spans[0]?.first !== spans[0]?.last

/** Sentences one after the other, in the reader's language. */
export const sentences = (texts: readonly Text[], voice: Voice): string =>
  texts.map((text) => write(text, voice)).join(' ')
