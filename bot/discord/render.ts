import type { APIAttachment, APIEmbed } from 'discord.js'
import type { Block, Tone } from '../../commands/answer.ts'
import { writeBlock } from '../../commands/answer.ts'
import { fileName, tableFile } from '../../commands/csv.ts'
import { say, type Text, write } from '../../engine/phrase.ts'
import type { Card, Reply } from '../chat/conversation.ts'
import { type ButtonRow, buttonRows } from './buttons.ts'
import { createTray, type FileTray, type OutgoingFile } from './files.ts'
import { plainLine } from './limits.ts'
import { createPage, type Page } from './page.ts'
import { renderTable } from './table.ts'
import { type Voices, voicesOf } from './voice.ts'

/** A message's body as Discord takes it; the same for a new one and for one that is replaced. */
export interface MessageBody {
  readonly embeds: readonly APIEmbed[]
  readonly components: readonly ButtonRow[]
  readonly attachments: readonly Pick<APIAttachment, 'id' | 'filename' | 'description'>[]
  /** Those who are called by name; words only where Discord refuses all else. */
  readonly content?: string
  /** Nobody is ever called by what we write, but for those who are named here. */
  readonly allowed_mentions: { readonly parse: []; readonly users?: readonly string[] }
}

export interface Message {
  readonly body: MessageBody
  readonly files: readonly OutgoingFile[]
}

export interface Rendered {
  readonly message: Message
  /** Files that are for the asker alone while the message itself is for everybody: sent to him apart. */
  readonly privately: Message | null
}

/** Colour, sign and word together: nobody has to tell colours apart. */
const TONES: Readonly<Record<Tone, { colour: number; sign: string; word: Text }>> = {
  good: { colour: 0x12b76a, sign: '🟢', word: say`OK` },
  warn: { colour: 0xfdb022, sign: '🟡', word: say`Attention` },
  bad: { colour: 0xd92d20, sign: '🔴', word: say`Problem` },
  plain: { colour: 0x2e90fa, sign: '🔵', word: say`Note` },
}

interface Sheet {
  readonly card: Card
  readonly voices: Voices
  readonly page: Page
  readonly tray: FileTray
  readonly privateTray: FileTray
  readonly audience: Reply['audience']
  readonly now: Date
}

/** A card as a Discord message. It is within every limit, whatever the card holds; what has no room goes along as a file. */
export function renderCard(card: Card, options: { audience: Reply['audience']; now: Date }): Rendered {
  const voices = voicesOf(card.voice)
  const { colour: toneColour, sign, word } = TONES[card.answer.tone]
  const heading = write(card.answer.heading, voices.marked).replace(/\s+/g, ' ')
  const colour = card.colour ?? toneColour
  const page = createPage({
    colour,
    title: card.colour === undefined ? `${sign} ${write(word, voices.marked)} · ${heading}` : heading,
    footer: card.banner === null ? null : write(card.banner, voices.plain),
  })
  const trays = { tray: createTray(), privateTray: createTray() }
  const sheet: Sheet = { card, voices, page, ...trays, ...options }
  for (const block of card.answer.blocks) addBlock(block, sheet)
  if (page.wasCut()) attachWhole(sheet)
  return {
    message: messageOf(page.embeds(), buttonRows(card, voices), sheet.tray),
    privately:
      sheet.privateTray.files().length === 0
        ? null
        : messageOf([{ color: colour, title: plainLine(heading, 200) }], [], sheet.privateTray),
  }
}

const messageOf = (embeds: APIEmbed[], components: ButtonRow[], tray: FileTray): Message => ({
  body: {
    embeds,
    components,
    attachments: tray.files().map((file, i) => ({
      id: String(i),
      filename: file.name,
      ...(file.description === undefined ? {} : { description: file.description }),
    })),
    allowed_mentions: { parse: [] },
  },
  files: tray.files(),
})

function addBlock(block: Block, sheet: Sheet): void {
  const { page, voices } = sheet
  switch (block.kind) {
    case 'text':
      return page.addText(write(block.text, voices.rich))
    case 'fields':
      for (const [name, value] of block.fields)
        page.addField(write(name, voices.marked), write(value, voices.rich))
      return
    case 'table':
      return addTable(block, sheet)
    case 'image':
      return addImage(block, sheet)
    case 'file':
      return addFile(block, sheet)
    case 'next':
      return addNext(block.commands, sheet)
  }
}

function addTable(block: Extract<Block, { kind: 'table' }>, sheet: Sheet): void {
  const { page, voices, tray, now } = sheet
  if (block.rows.length === 0) return page.addText(write(block.whenEmpty, voices.rich))
  const table = renderTable(block, voices, page.room() - ROOM_FOR_NOTE)
  if (table.shown > 0) page.addText(table.text)
  if (table.shown === block.rows.length) return
  const written = writeBlock(block, voices.plain)
  const csv = written.kind === 'table' ? tableFile('rows', written, now) : null
  const name = csv === null ? null : tray.add(csv)
  page.addText(
    write(
      name === null
        ? say`${table.shown} of ${block.rows.length} rows: there is no room for more.`
        : say`${table.shown} of ${block.rows.length} rows; all of them are in ${name}.`,
      voices.rich,
    ),
  )
}

const ROOM_FOR_NOTE = 160

function addImage(block: Extract<Block, { kind: 'image' }>, sheet: Sheet): void {
  const { page, voices, tray } = sheet
  const description = write(block.alt, voices.plain)
  const name = tray.add({ name: block.name, mediaType: 'image/png', bytes: block.png, description })
  if (name === null) page.addText(write(block.alt, voices.rich))
  else page.addImage(name)
}

function addFile(block: Extract<Block, { kind: 'file' }>, sheet: Sheet): void {
  const { page, voices, audience } = sheet
  const apart = block.private && audience === 'room'
  if ((apart ? sheet.privateTray : sheet.tray).add(block) !== null) return
  const note = say`${block.name} is too large for Discord: run the command on the server's own terminal.`
  page.addText(write(note, voices.rich))
}

/** Commands that a button of the card does already are not written out once more. */
function addNext(commands: readonly string[], { card, voices, page }: Sheet): void {
  const labels = card.buttons.flat().map((button) => write(button.label, voices.plain))
  const left = commands.filter((command) => !labels.some((label) => label.includes(command)))
  if (left.length === 0) return
  const written = left.map((command) => `\`/${plainLine(command, 200).replaceAll('`', "'")}\``)
  page.addText(`${write(say`Next:`, voices.rich)} ${written.join(' · ')}`)
}

/* ------------------------------------------------------------------ whole */

/** Everything that the card says, for what the message had no room for. */
function attachWhole({ card, voices, tray, now }: Sheet): void {
  const lines = [
    write(card.answer.heading, voices.plain),
    ...card.answer.blocks.flatMap((block) => linesOf(writeBlock(shortened(block), voices.plain))),
  ]
  const bytes = new TextEncoder().encode(`${lines.join('\n')}\n`)
  tray.add({ name: fileName('answer', 'txt', bytes, now), mediaType: 'text/plain', bytes })
}

/** A long table has a file of its own. */
const shortened = (block: Block): Block =>
  block.kind === 'table' ? { ...block, rows: block.rows.slice(0, 100) } : block

function linesOf(block: Block<string>): string[] {
  switch (block.kind) {
    case 'text':
      return ['', block.text]
    case 'fields':
      return ['', ...block.fields.map(([name, value]) => `${name}: ${value}`)]
    case 'table':
      return [
        '',
        ...[block.columns.map((column) => column.title), ...block.rows].map((row) => row.join(' | ')),
      ]
    case 'image':
      return ['', block.alt]
    case 'file':
    case 'next':
      return []
  }
}
