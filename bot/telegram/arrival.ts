import type { Command } from '../../commands/definition.ts'
import type { Quoted } from '../chat/conversation.ts'
import { clip } from './rich-text.ts'
import { addressed, type Bot, spoken } from './line.ts'
import { hasKey } from './key-like.ts'
import { tokenOf } from './keyboard.ts'
import { type Membership, type Message, type Press, Update, type User } from './updates.ts'

/** A file at Telegram's, not fetched yet. */
export interface FileAtTelegram {
  readonly fileId: string
  readonly name: string
  readonly mediaType: string
  readonly bytes: number | null
}

/** Where something came from, and where the answer goes. */
export interface Place {
  readonly chat: string
  readonly kind: 'direct' | 'shared'
  readonly userId: string
  readonly displayName: string
  /** The language of the person's Telegram; who has chosen one with the bot is known to the bot. */
  readonly language: string
  readonly thread: number | undefined
  /** The person's message, or the one whose button was pressed. */
  readonly messageId: number
}

/** An update, as what it means to us. */
export type Arrival =
  | {
      readonly kind: 'line'
      readonly place: Place
      readonly deliveryId: string
      readonly line: string
      /** Its own, or that of the message that it answers. */
      readonly file: FileAtTelegram | null
      readonly quoted: Quoted | null
    }
  | {
      readonly kind: 'press'
      readonly place: Place
      readonly deliveryId: string
      readonly callbackId: string
      /** Null: not a button of ours. */
      readonly token: string | null
      /** The message can still be edited. */
      readonly isThere: boolean
    }
  /** Somebody wrote what looks like a key: its text goes no further. */
  | { readonly kind: 'key'; readonly place: Place }
  | { readonly kind: 'moved'; readonly from: string; readonly to: string }
  | { readonly kind: 'removed'; readonly chat: string; readonly title: string }
  | { readonly kind: 'ignored'; readonly why: string }

const ignored = (why: string): Arrival => ({ kind: 'ignored', why })

export function arrivalOf(update: unknown, bot: Bot, commands: readonly Command[]): Arrival {
  const parsed = Update.safeParse(update)
  if (!parsed.success)
    return ignored(`it is malformed at ${parsed.error.issues[0]?.path.join('.') ?? 'its root'}`)
  const { message, callback_query: press, my_chat_member: membership } = parsed.data
  if (message !== undefined) return messageArrival(message, bot, commands)
  if (press !== undefined) return pressArrival(press)
  if (membership !== undefined) return membershipArrival(membership)
  return ignored('its kind is not wanted')
}

function messageArrival(message: Message, bot: Bot, commands: readonly Command[]): Arrival {
  const { chat, from } = message
  if (message.migrate_to_chat_id !== undefined)
    return { kind: 'moved', from: String(chat.id), to: String(message.migrate_to_chat_id) }
  if (message.migrate_from_chat_id !== undefined)
    return { kind: 'moved', from: String(message.migrate_from_chat_id), to: String(chat.id) }
  if (chat.type === 'channel') return ignored('a channel has no author')
  // An anonymous administrator and a linked channel write in the name of a chat: nobody knows who it is.
  if (message.sender_chat !== undefined) return ignored('it is written in the name of a chat')
  if (from === undefined || from.is_bot) return ignored('no person wrote it')
  const words = message.text ?? message.caption ?? ''
  const place = placeOf(from, message)
  if (hasKey(words)) return { kind: 'key', place }
  if (isBorrowed(message)) return ignored("it is forwarded: somebody else's words carry no authority")
  const line = chat.type === 'private' ? spoken(words, bot, commands) : addressed(message, bot, commands)
  if (line === null) return ignored('it is not for us')
  const file = fileOf(message)
  // The other pictures of an album come without words.
  if (line === '' && (file === null || message.media_group_id !== undefined))
    return ignored('it says nothing')
  return {
    kind: 'line',
    place,
    deliveryId: `telegram:message:${chat.id}:${message.message_id}`,
    line,
    file: file ?? (isNote(line) ? answeredFile(message) : null),
    quoted: quotedOf(message),
  }
}

const isNote = (line: string): boolean => /^\/?incident[ _]note\b/i.test(line)

const answeredFile = ({ reply_to_message: answered }: Message): FileAtTelegram | null =>
  answered === undefined || answered.from?.is_bot === true ? null : fileOf(answered)

/** What a person answers to; the bot's own messages need no quoting. */
function quotedOf({ reply_to_message: answered }: Message): Quoted | null {
  if (answered?.from === undefined || answered.from.is_bot || answered.date === undefined) return null
  const words = answered.text ?? answered.caption ?? ''
  if (hasKey(words)) return null
  return { author: nameOf(answered.from), at: new Date(answered.date * 1000), words }
}

const isBorrowed = (message: Message): boolean =>
  [message.forward_origin, message.forward_date, message.is_automatic_forward, message.via_bot].some(
    (sign) => sign !== undefined,
  )

function pressArrival({ id, from, message, data }: Press): Arrival {
  if (message === undefined) return ignored('the pressed message is not in a chat')
  return {
    kind: 'press',
    place: placeOf(from, message),
    deliveryId: `telegram:press:${id}`,
    callbackId: id,
    token: tokenOf(data ?? ''),
    isThere: message.date !== 0,
  }
}

function membershipArrival({ chat, new_chat_member: { status } }: Membership): Arrival {
  return status === 'kicked' || status === 'left'
    ? { kind: 'removed', chat: String(chat.id), title: clip(chat.title ?? 'a person', 100) }
    : ignored('the bot is still in the chat')
}

function placeOf(
  from: User,
  message: Pick<Message, 'chat' | 'message_id' | 'message_thread_id' | 'is_topic_message'>,
): Place {
  return {
    chat: String(message.chat.id),
    kind: message.chat.type === 'private' ? 'direct' : 'shared',
    userId: String(from.id),
    displayName: nameOf(from),
    language: from.language_code ?? 'en',
    thread: message.is_topic_message === true ? message.message_thread_id : undefined,
    messageId: message.message_id,
  }
}

function nameOf({ id, first_name = '', last_name = '', username }: User): string {
  const name = `${first_name} ${last_name}`.trim()
  return clip(name === '' ? (username ?? String(id)) : name, 100)
}

function fileOf({
  photo,
  document,
  message_id: id,
}: Pick<Message, 'photo' | 'document' | 'message_id'>): FileAtTelegram | null {
  if (document !== undefined)
    return {
      fileId: document.file_id,
      name: clip(document.file_name ?? `file-${id}`, 100).replaceAll(/[\\/]/g, '_'),
      mediaType: document.mime_type ?? 'application/octet-stream',
      bytes: document.file_size ?? null,
    }
  // Telegram sends every size of a photo, the largest last.
  const largest = photo?.at(-1)
  if (largest === undefined) return null
  return {
    fileId: largest.file_id,
    name: `photo-${id}.jpg`,
    mediaType: 'image/jpeg',
    bytes: largest.file_size ?? null,
  }
}
