import type { Entity } from './html.ts'
import type { FakeChat, FakeMessage, World } from './world.ts'

/** A chat as a phone shows it, in letters: who, the words with their styles, the buttons, the files. */

const MARKS: Readonly<Record<string, readonly [string, string]>> = {
  bold: ['*', '*'],
  italic: ['_', '_'],
  code: ['`', '`'],
  pre: ['```\n', '\n```'],
  text_link: ['[', ']'],
}

export const screenOf = (world: World, chat: FakeChat): string =>
  [...chat.messages.values()].map((message) => messageScreen(world, chat, message)).join('\n\n')

export function messageScreen(world: World, chat: FakeChat, message: FakeMessage): string {
  const who = message.from === world.bot ? 'bot' : (message.from?.first_name ?? 'somebody')
  const signs = [
    message.isEdited ? ' (edited)' : '',
    message.replyTo === undefined ? '' : ` (to ${firstWords(chat.messages.get(message.replyTo))})`,
    message.forcesReply ? ' (asks)' : '',
  ].join('')
  const file =
    message.file === undefined
      ? []
      : [
          `<${message.file.isPhoto ? 'photo' : 'file'} ${message.file.name}, ${message.file.bytes.length} bytes>`,
        ]
  const keys = message.keyboard.map((row) => `[ ${row.map((key) => key.text).join(' | ')} ]`)
  const words = message.text === '' ? [] : [styled(message.text, message.entities)]
  return [`${who}${signs}:`, ...file, ...words, ...keys].join('\n')
}

const firstWords = (message: FakeMessage | undefined): string =>
  message === undefined ? 'nothing' : JSON.stringify(message.text.slice(0, 20))

function styled(text: string, entities: readonly Entity[]): string {
  let shown = ''
  let at = 0
  for (const { type, offset, length } of entities) {
    if (offset < at) continue
    const [before, after] = MARKS[type] ?? ['', '']
    shown += text.slice(at, offset) + before + text.slice(offset, offset + length) + after
    at = offset + length
  }
  return shown + text.slice(at)
}
