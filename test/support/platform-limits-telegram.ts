import { parseHtml } from '../fakes/telegram/html.ts'
import type { Upload } from '../fakes/telegram/multipart.ts'

/** What Telegram's own description of its interface does not say, or says of texts before their markup is read. */

type Fields = Readonly<Record<string, unknown>>
interface Key {
  readonly text?: unknown
  readonly callback_data?: unknown
  readonly url?: unknown
  readonly style?: unknown
}

const MOST_TEXT = 4096
const MOST_CAPTION = 1024
const MOST_STYLED = 100

/** Everything in a request that Telegram would refuse, cut or forget; [] when there is nothing. */
export function limitProblems(method: string, fields: Fields, uploads: readonly Upload[]): string[] {
  return [
    ...halfCharacters(fields),
    ...(typeof fields['chat_id'] === 'string' ? ['chat_id is a string'] : []),
    ...textProblems(method, fields),
    ...captionProblems(fields),
    ...keyboardProblems(fields['reply_markup']),
    ...(method === 'setMyCommands' ? menuProblems(fields['commands']) : []),
    ...(method === 'answerCallbackQuery' ? lengthProblems('toast', fields['text'] ?? '', 200) : []),
    ...uploads.flatMap(uploadProblems),
  ]
}

/** A field that holds words; '' without. */
export function wordsOf(fields: Fields, name: string): string {
  const value = fields[name]
  return typeof value === 'string' ? value : ''
}

/** The words that are shown, which is what Telegram counts. */
export function visibleText(fields: Fields): string {
  const text = wordsOf(fields, 'text')
  if (fields['parse_mode'] !== 'HTML') return text
  const parsed = parseHtml(text)
  return parsed.ok ? parsed.text : text
}

function halfCharacters(fields: Fields): string[] {
  let isBroken = false
  // In the strings themselves: written as JSON, the words "\\ud8" look like half a character.
  JSON.stringify(fields, (_name, value: unknown) => {
    if (typeof value === 'string' && /\p{Surrogate}/u.test(value)) isBroken = true
    return value
  })
  return isBroken ? ['half a character: Telegram refuses the whole request'] : []
}

function textProblems(method: string, fields: Fields): string[] {
  if (method !== 'sendMessage' && method !== 'editMessageText') return []
  const text = fields['text']
  if (typeof text !== 'string') return ['text is missing']
  const shown = visibleText(fields)
  const found = lengthProblems('text', shown.trim(), MOST_TEXT)
  if (!/[\p{L}\p{N}\p{P}\p{S}]/u.test(shown)) found.push('text shows nothing')
  found.push(...steeringProblems('text', shown))
  if (fields['parse_mode'] === undefined) return found
  if (fields['parse_mode'] !== 'HTML') return [...found, `parse_mode ${JSON.stringify(fields['parse_mode'])}`]
  const parsed = parseHtml(text)
  if (!parsed.ok) return [...found, parsed.error]
  if (parsed.entities.length > MOST_STYLED) found.push(`${parsed.entities.length} styled runs`)
  return [...found, ...parsed.loose]
}

function captionProblems(fields: Fields): string[] {
  const caption = fields['caption']
  if (caption === undefined) return []
  return [
    ...lengthProblems('caption', caption, MOST_CAPTION),
    ...steeringProblems('caption', wordsOf(fields, 'caption')),
    ...(fields['parse_mode'] === undefined ? [] : ['a caption with markup']),
  ]
}

const lengthProblems = (name: string, text: unknown, most: number): string[] =>
  typeof text !== 'string'
    ? [`${name} is no text`]
    : text.length > most
      ? [`${name} has ${text.length} characters`]
      : []

/** Marks that turn the direction of what follows, and control characters. */
const steeringProblems = (name: string, text: string): string[] =>
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/.test(text)
    ? [`${name} holds characters that steer`]
    : []

function keyboardProblems(markup: unknown): string[] {
  if (typeof markup !== 'object' || markup === null || !('inline_keyboard' in markup)) return []
  const rows = markup.inline_keyboard as readonly (readonly Key[])[]
  const keys = rows.flat()
  return [
    ...(keys.length > 100 ? [`${keys.length} buttons`] : []),
    ...rows.flatMap((row) =>
      row.length === 0 ? ['an empty row'] : row.length > 8 ? ['a row of 9 or more'] : [],
    ),
    ...keys.flatMap(keyProblems),
  ]
}

function keyProblems({ text, callback_data: carried, url, style }: Key): string[] {
  const found: string[] = []
  if (typeof text !== 'string' || text.trim() === '') found.push('a button without a label')
  else if (text.length > 64) found.push('a label that no phone shows')
  else found.push(...steeringProblems('a label', text))
  if ((carried === undefined) === (url === undefined)) found.push('a button must do one thing')
  if (typeof carried === 'string') {
    const bytes = Buffer.byteLength(carried)
    if (bytes < 1 || bytes > 64) found.push(`callback_data of ${bytes} bytes`)
  }
  if (style !== undefined && style !== 'danger' && style !== 'primary' && style !== 'success')
    found.push(`style ${JSON.stringify(style)}`)
  return found
}

function menuProblems(commands: unknown): string[] {
  const entries = commands as readonly { command: string; description: string }[]
  return [
    ...(entries.length > 100 ? [`${entries.length} commands`] : []),
    ...(new Set(entries.map((entry) => entry.command)).size < entries.length ? ['a command twice'] : []),
    ...entries.flatMap(({ command, description }) => [
      ...(/^[a-z0-9_]{1,32}$/.test(command) ? [] : [`command name "${command}"`]),
      ...(description.length >= 1 && description.length <= 256
        ? []
        : [`a description of ${description.length}`]),
    ]),
  ]
}

function uploadProblems({ field, name, bytes }: Upload): string[] {
  const found = bytes.length === 0 ? [`${name} is empty`] : []
  if (!/^[\w.-]{1,100}$/.test(name)) found.push(`file name ${name}`)
  if (bytes.length > (field === 'photo' ? 10_000_000 : 50_000_000)) found.push(`${name} is too large`)
  return field === 'photo' ? [...found, ...photoProblems(bytes)] : found
}

function photoProblems(png: Buffer): string[] {
  if (png.length < 24) return ['a photo that is no picture']
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)]
  return width + height > 10_000 || Math.max(width, height) > 20 * Math.min(width, height)
    ? [`a photo of ${width} x ${height}`]
    : []
}
