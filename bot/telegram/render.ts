import { type Block, type FileBlock, type Tone, writeAnswer } from '../../commands/answer.ts'
import { formatCount } from '../../engine/format.ts'
import { say, type Text, type Voice, write } from '../../engine/phrase.ts'
import type { Card } from '../chat/conversation.ts'
import { fileName, tableFile } from '../../commands/csv.ts'
import { type Keyboard, keyboardOf } from './keyboard.ts'
import {
  bold,
  clip,
  clipSpans,
  code,
  isVisible,
  italic,
  MOST_CAPTION,
  plain,
  type Span,
  splitSpans,
  toPlain,
} from './rich-text.ts'
import { showTable, type Table } from './table.ts'
import { telegramVoice } from './voice.ts'

export interface Attachment {
  readonly kind: 'photo' | 'document'
  readonly name: string
  readonly bytes: Uint8Array
  readonly caption: string
  /** For the asker alone. */
  readonly private: boolean
}

/** A card as Telegram's messages: one to three texts, of which the last bears the keyboard, and files after them. */
export interface Rendered {
  readonly parts: readonly (readonly Span[])[]
  readonly keyboard: Keyboard
  readonly files: readonly Attachment[]
}

const MOST_PARTS = 3
const MOST_FILES = 10
const LARGEST_DOCUMENT = 50_000_000
const LARGEST_PHOTO = 10_000_000

const TONES: Readonly<Record<Exclude<Tone, 'plain'>, { icon: string; word: Text }>> = {
  good: { icon: '✅', word: say`OK` },
  warn: { icon: '⚠️', word: say`Attention` },
  bad: { icon: '🔴', word: say`Problem` },
}

/** What a card needs of Telegram, within all its limits whatever the card holds. */
export function renderCard(given: Card, now: Date): Rendered {
  const card = { ...given, voice: telegramVoice(given.voice) }
  const { spans, files } = contentOf(card, now)
  const keyboard = keyboardOf(card)
  const parts = splitSpans(spans)
  if (parts.length <= MOST_PARTS) return { parts, keyboard, files: files.slice(0, MOST_FILES) }
  const bytes = Buffer.from(toPlain(spans))
  const whole: Attachment = {
    kind: 'document',
    name: fileName('answer', 'txt', bytes, now),
    bytes,
    caption: captionOf(card, ''),
    private: false,
  }
  const rest = plain(`\n\n${write(say`The rest is in the file ${whole.name}.`, card.voice)}`)
  const start = [...clipSpans(spans, 3500), rest]
  return { parts: [start], keyboard, files: [whole, ...files].slice(0, MOST_FILES) }
}

/** The card as one message that takes another's place: without files, and cut where it is too long. */
export function renderInOne(given: Card, now: Date): { spans: readonly Span[]; keyboard: Keyboard } {
  const card = { ...given, voice: telegramVoice(given.voice) }
  return { spans: clipSpans(contentOf(card, now).spans), keyboard: keyboardOf(card) }
}

interface Content {
  readonly spans: readonly Span[]
  readonly files: readonly Attachment[]
}

function contentOf(card: Card, now: Date): Content {
  const answer = writeAnswer(card.answer, card.voice)
  const blocks = answer.blocks.map((block) => blockContent(block, card, now))
  const shown = blocks.filter(({ spans }) => spans.length > 0)
  const spans = [
    ...(card.banner === null ? [] : [italic(write(card.banner, card.voice)), plain('\n')]),
    ...(card.colour === undefined
      ? headingSpans(answer.heading, answer.tone, card.voice)
      : [bold(answer.heading)]),
    ...shown.flatMap((block) => [plain('\n\n'), ...block.spans]),
  ]
  const visible = isVisible(toPlain(spans)) ? spans : [...spans, plain('–')]
  return { spans: visible, files: blocks.flatMap((block) => block.files) }
}

/** Never the colour alone: an icon, and a word. */
function headingSpans(heading: string, tone: Tone, voice: Voice): Span[] {
  if (tone === 'plain') return [bold(heading)]
  const { icon, word } = TONES[tone]
  return [plain(`${icon} `), bold(`${write(word, voice)} · ${heading}`)]
}

function blockContent(block: Block<string>, card: Card, now: Date): Content {
  switch (block.kind) {
    case 'text':
      return { spans: block.text === '' ? [] : [plain(block.text)], files: [] }
    case 'fields':
      return { spans: fieldSpans(block.fields), files: [] }
    case 'table':
      return block.rows.length === 0
        ? { spans: [plain(block.whenEmpty)], files: [] }
        : tableContent(block, card, now)
    case 'image':
      return attached(imageOf(block, card), card)
    case 'file':
      return fileContent(block, card)
    case 'next':
      return { spans: nextSpans(block.commands, card), files: [] }
  }
}

const fieldSpans = (fields: readonly (readonly [string, string])[]): Span[] =>
  fields.flatMap(([name, value], i) => [...(i === 0 ? [] : [plain('\n')]), bold(name), plain(` ${value}`)])

function tableContent(table: Table, card: Card, now: Date): Content {
  const { spans, shown, isCut } = showTable(table)
  if (!isCut) return { spans, files: [] }
  const { name, bytes } = tableFile('rows', table, now)
  const rows = formatCount(table.rows.length, 'row')
  const note =
    shown < table.rows.length
      ? say`The first ${shown} of ${rows}; all of them are in the file ${name}.`
      : say`What is cut here is whole in the file ${name}.`
  const file = attached({ kind: 'document', name, bytes, caption: captionOf(card, ''), private: false }, card)
  return {
    spans: [...spans, plain('\n'), italic(write(note, card.voice)), ...file.spans],
    files: file.files,
  }
}

function fileContent(file: FileBlock, card: Card): Content {
  const { bytes, private: isPrivate } = file
  return attached(
    { kind: 'document', name: safeName(file.name), bytes, caption: captionOf(card, ''), private: isPrivate },
    card,
  )
}

/** A file within Telegram's limits; one that is not, or is empty, which Telegram refuses too, is only spoken of. */
function attached(file: Attachment, card: Card): Content {
  if (file.bytes.length === 0)
    return { spans: [plain(write(say`The file ${file.name} is empty.`, card.voice))], files: [] }
  if (file.bytes.length <= LARGEST_DOCUMENT) return { spans: [], files: [file] }
  const words = say`The file ${file.name} is larger than Telegram takes (50 MB).`
  return { spans: [plain(write(words, card.voice))], files: [] }
}

/** A picture too large or too narrow for a photo goes as a file. */
function imageOf(image: { name: string; png: Uint8Array; alt: string }, card: Card): Attachment {
  return {
    kind: isPhoto(image.png) ? 'photo' : 'document',
    name: safeName(image.name),
    bytes: image.png,
    caption: captionOf(card, image.alt),
    private: false,
  }
}

/** PNG: width and height are the first fields after the signature and the chunk's head. */
function isPhoto(png: Uint8Array): boolean {
  if (png.length < 24 || png.length > LARGEST_PHOTO) return false
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength)
  const [width, height] = [view.getUint32(16), view.getUint32(20)]
  if (width === 0 || height === 0 || width + height > 10_000) return false
  return Math.max(width, height) / Math.min(width, height) <= 20
}

const captionOf = (card: Card, words: string): string =>
  clip(
    [card.banner === null ? '' : write(card.banner, card.voice), words]
      .filter((text) => text !== '')
      .join(' · '),
    MOST_CAPTION,
  )

/** It stands inside a header of the request. */
const safeName = (name: string): string => name.replaceAll(/[^\w.-]+/g, '_').slice(-100) || 'file'

/** A command that has its button is not written again. */
function nextSpans(commands: readonly string[], card: Card): Span[] {
  const onButtons = new Set(card.buttons.flat().map((button) => write(button.label, card.voice)))
  return commands
    .filter((command) => !onButtons.has(command))
    .flatMap((command, i) => [...(i === 0 ? [] : [plain('\n')]), plain('→ '), code(`/${command}`)])
}
