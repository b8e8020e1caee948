import { formatDecimal } from './domain/money.ts'

/**
 * What is said to a person, kept apart from the language and the place in which it is said: a sentence with its
 * values, written out at the edge by a `Voice`. A plain string is said as it is: ids, codes, other people's words.
 */
export type Text = string | Phrase

/** How exact a moment is written: with its date, short for tables, or as the distance from now. */
export type MomentStyle = 'full' | 'short' | 'relative'

export type Piece =
  /** The English sentence is the key of its translations; `{0}`, `{1}` stand for the values in order. */
  | { readonly kind: 'sentence'; readonly template: string; readonly values: readonly Value[] }
  | { readonly kind: 'joined'; readonly parts: readonly Text[]; readonly separator: string }
  | { readonly kind: 'sats'; readonly amount: bigint }
  | {
      readonly kind: 'fiat'
      readonly amountMinor: bigint
      readonly exponent: number
      readonly fiatCode: string
    }
  | { readonly kind: 'number'; readonly decimal: string }
  /** '3 payments': the English singular is the key of the noun. */
  | { readonly kind: 'count'; readonly count: bigint; readonly noun: string }
  | { readonly kind: 'moment'; readonly at: Date; readonly style: MomentStyle }
  /** '2 h 5 min': the two largest units. */
  | { readonly kind: 'span'; readonly seconds: number }
  /** A client, whose name is not for everybody: where names are hidden, the number and the initials are written. */
  | { readonly kind: 'client'; readonly id: bigint; readonly name: string }

export type Value = Text | number | bigint

/** Who writes a text out: the language and zone of the reader, and the customs of the place. */
export interface Voice {
  readonly locale: string
  readonly timeZone: string
  /** The translation of a template or noun; undefined leaves the English. A noun's is 'one|many'. */
  translate(template: string): string | undefined
  readonly names: 'full' | 'initials'
  /** Makes words harmless where they are shown (markup, mentions). */
  escape?(words: string): string
  /** Writes a moment in the place's own way, such as Discord's live timestamps. */
  moment?(at: Date, style: MomentStyle): string
}

/** One text in no language yet. Written into a plain string it is English, in UTC, with full names. */
export class Phrase {
  readonly piece: Piece
  constructor(piece: Piece) {
    this.piece = piece
  }
  toString(): string {
    return write(this, ENGLISH)
  }
}

export const ENGLISH: Voice = {
  locale: 'en-GB',
  timeZone: 'UTC',
  names: 'full',
  translate: () => undefined,
}

/** say`Deposit #${id} of ${amount} is confirmed`: a sentence that can be translated. */
export const say = (strings: TemplateStringsArray, ...values: readonly Value[]): Phrase =>
  new Phrase({
    kind: 'sentence',
    template: strings.reduce((before, part, i) => `${before}{${i - 1}}${part}`),
    values,
  })

/** English from a closed list, such as a help text or a reason: it is the key of its own translation. */
export const listed = (english: string): Phrase =>
  new Phrase({ kind: 'sentence', template: english, values: [] })

/** Texts one after the other; not a sentence, so nothing to translate. */
export const joined = (parts: readonly Text[], separator = ''): Phrase =>
  new Phrase({ kind: 'joined', parts, separator })

/** The text in somebody's own language and place. */
export function write(text: Value, voice: Voice): string {
  if (text instanceof Phrase) return writePiece(text.piece, voice)
  const words = String(text)
  return voice.escape === undefined ? words : voice.escape(words)
}

function writePiece(piece: Piece, voice: Voice): string {
  const escaped = (words: string): string => (voice.escape === undefined ? words : voice.escape(words))
  switch (piece.kind) {
    case 'sentence': {
      const template = voice.translate(piece.template) ?? piece.template
      return template
        .split(/(\{\d+\})/)
        .map((part, i) =>
          i % 2 === 0 ? escaped(part) : write(piece.values[Number(part.slice(1, -1))] ?? '', voice),
        )
        .join('')
    }
    case 'joined':
      return piece.parts.map((part) => write(part, voice)).join(escaped(piece.separator))
    case 'sats':
      return escaped(`${numberIn(voice, piece.amount.toString())} sats`)
    case 'fiat':
      return escaped(`${numberIn(voice, formatDecimal(piece.amountMinor, piece.exponent))} ${piece.fiatCode}`)
    case 'number':
      return escaped(numberIn(voice, piece.decimal))
    case 'count':
      return escaped(`${numberIn(voice, piece.count.toString())} ${nounFor(piece, voice)}`)
    case 'moment':
      return voice.moment?.(piece.at, piece.style) ?? escaped(momentIn(voice, piece.at, piece.style))
    case 'span':
      return escaped(spanOf(piece.seconds))
    case 'client':
      return escaped(`#${piece.id} ${voice.names === 'full' ? piece.name : initialsOf(piece.name)}`)
  }
}

/** Exact for any number of digits: the decimal goes to Intl as text. */
function numberIn(voice: Voice, decimal: string): string {
  const digits = decimal.split('.')[1]?.length ?? 0
  return new Intl.NumberFormat(voice.locale, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(decimal as Intl.StringNumericLiteral)
}

function nounFor({ count, noun }: { count: bigint; noun: string }, voice: Voice): string {
  const [one = noun, many = `${one}s`] = (voice.translate(noun) ?? noun).split('|')
  return count === 1n ? one : many
}

const STYLES: Readonly<Record<Exclude<MomentStyle, 'relative'>, Intl.DateTimeFormatOptions>> = {
  full: { dateStyle: 'medium', timeStyle: 'medium' },
  short: { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
}

/** A place without live timestamps shows a distance as the moment itself: it does not grow old on the screen. */
function momentIn(voice: Voice, at: Date, style: MomentStyle): string {
  return new Intl.DateTimeFormat(voice.locale, {
    ...STYLES[style === 'relative' ? 'short' : style],
    timeZone: voice.timeZone,
    hourCycle: 'h23',
  }).format(at)
}

const UNITS = [
  { seconds: 86_400, name: 'd' },
  { seconds: 3_600, name: 'h' },
  { seconds: 60, name: 'min' },
] as const

function spanOf(seconds: number): string {
  let left = Math.max(0, Math.floor(seconds))
  const parts: string[] = []
  for (const unit of UNITS) {
    const whole = Math.floor(left / unit.seconds)
    left -= whole * unit.seconds
    if (whole > 0) parts.push(`${whole} ${unit.name}`)
  }
  return parts.length === 0 ? `${left} s` : parts.slice(0, 2).join(' ')
}

/** 'A. L.' for 'Ana López'; names in scripts without letters' case keep their first character. */
const initialsOf = (name: string): string =>
  name
    .split(/\s+/)
    .map((part) => firstLetter(part))
    .filter((first) => first !== '')
    .map((first) => `${first.toUpperCase()}.`)
    .join(' ') || '–'

const LETTERS = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** What a reader takes for one letter: an accent or a flag may be several code points. */
function firstLetter(part: string): string {
  const [first] = LETTERS.segment(part)
  return first?.segment ?? ''
}
