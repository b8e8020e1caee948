import assert from 'node:assert/strict'
import type { Entity } from './html.ts'

/** What Telegram knows: people, chats, their messages, and what the bot has not fetched yet. */

export interface FakeUser {
  readonly id: number
  readonly is_bot: boolean
  readonly first_name: string
  readonly last_name?: string
  readonly username?: string
  readonly language_code?: string
}

export interface FakeKey {
  readonly text: string
  readonly callback_data?: string
  readonly url?: string
  readonly style?: string
}

export interface FakeFile {
  readonly name: string
  readonly mediaType: string
  readonly bytes: Buffer
}

export interface FakeMessage {
  readonly message_id: number
  readonly from: FakeUser | null
  readonly date: number
  text: string
  entities: readonly Entity[]
  keyboard: readonly (readonly FakeKey[])[]
  readonly file?: FakeFile & { readonly id: string; readonly isPhoto: boolean }
  readonly replyTo?: number
  readonly forcesReply: boolean
  readonly thread?: number
  isEdited: boolean
}

export interface FakeChat {
  id: number
  readonly type: 'private' | 'group' | 'supergroup' | 'channel'
  readonly title: string
  /** In a private chat the one person. */
  readonly members: FakeUser[]
  readonly messages: Map<number, FakeMessage>
  /** The bot sees only what is meant for it. */
  readonly hasPrivacy: boolean
  /** The bot may delete what others wrote. */
  readonly botIsAdmin: boolean
  /** Only of a forum. */
  readonly topics?: Map<number, { readonly name: string; isClosed: boolean }>
  /** Rights of administrators that the bot does not have. */
  readonly lacks?: ReadonlySet<string>
  pins?: readonly number[]
  /** The person has opened the bot once. */
  isOpened: boolean
  /** Kicked from the group, or blocked by the person. */
  isClosed: boolean
  movedTo: number | null
}

export interface Menu {
  readonly scope: Readonly<Record<string, unknown>>
  readonly language: string
  readonly commands: readonly { command: string; description: string }[]
}

export class World {
  readonly bot: FakeUser & { readonly username: string }
  readonly chats = new Map<number, FakeChat>()
  readonly files = new Map<string, FakeFile & { readonly size: number }>()
  menus: Menu[] = []
  readonly #now: () => Date
  #lastUser = 5_000_000_000
  #lastGroup = 4_000_000
  #lastMessage = 100
  #lastFile = 0
  #lastThing = 0

  constructor(now: () => Date) {
    this.#now = now
    this.bot = { id: 7_000_000_001, is_bot: true, first_name: 'Sat Machine', username: 'satmachine_test_bot' }
  }

  newUser(name: string, more: Partial<FakeUser> = {}): FakeUser {
    const [first = name, ...last] = name.split(' ')
    const surname = last.length === 0 ? {} : { last_name: last.join(' ') }
    return {
      id: ++this.#lastUser,
      is_bot: false,
      first_name: first,
      ...surname,
      language_code: 'en',
      ...more,
    }
  }

  newChat(chat: Pick<FakeChat, 'type' | 'title' | 'members'> & Partial<FakeChat>): FakeChat {
    const made: FakeChat = {
      id: chat.type === 'private' ? (chat.members[0]?.id ?? 0) : -this.#nextGroup(chat.type),
      messages: new Map(),
      hasPrivacy: true,
      botIsAdmin: false,
      isOpened: true,
      isClosed: false,
      movedTo: null,
      ...chat,
    }
    this.chats.set(made.id, made)
    return made
  }

  #nextGroup(type: FakeChat['type']): number {
    const number = ++this.#lastGroup
    return type === 'group' ? number : 1_000_000_000_000 + number
  }

  add(chat: FakeChat, message: Pick<FakeMessage, 'from' | 'text'> & Partial<FakeMessage>): FakeMessage {
    const made: FakeMessage = {
      message_id: ++this.#lastMessage,
      date: this.seconds(),
      entities: [],
      keyboard: [],
      forcesReply: false,
      isEdited: false,
      ...message,
    }
    chat.messages.set(made.message_id, made)
    return made
  }

  keep(
    file: FakeFile,
    isPhoto: boolean,
    size = file.bytes.length,
  ): FakeFile & { id: string; isPhoto: boolean } {
    const id = `file-${++this.#lastFile}`
    this.files.set(id, { ...file, size })
    return { ...file, id, isPhoto }
  }

  /** Topics and messages are counted together. */
  nextMessage(): number {
    return ++this.#lastMessage
  }

  nextNumber(): number {
    return ++this.#lastThing
  }

  /** Telegram counts in seconds. */
  seconds(): number {
    return Math.floor(this.#now().getTime() / 1000)
  }

  chat(id: number): FakeChat {
    const chat = this.chats.get(id)
    assert(chat, `there is no chat ${id}`)
    return chat
  }
}

/* ------------------------------------------------------- as Telegram writes it */

export const chatObject = (chat: FakeChat): Record<string, unknown> =>
  chat.type === 'private'
    ? { id: chat.id, type: 'private', first_name: chat.members[0]?.first_name ?? '' }
    : { id: chat.id, type: chat.type, title: chat.title }

export function messageObject(chat: FakeChat, message: FakeMessage, deep = true): Record<string, unknown> {
  const { file, replyTo } = message
  const answered = replyTo === undefined || !deep ? undefined : chat.messages.get(replyTo)
  return {
    message_id: message.message_id,
    ...(message.from === null ? {} : { from: message.from }),
    chat: chatObject(chat),
    date: message.date,
    ...(message.isEdited ? { edit_date: message.date } : {}),
    ...(message.thread === undefined ? {} : { message_thread_id: message.thread, is_topic_message: true }),
    ...(file === undefined ? textOf(message) : { ...fileObject(file), ...captionOf(message) }),
    ...(answered === undefined ? {} : { reply_to_message: messageObject(chat, answered, false) }),
    ...(message.keyboard.length === 0 ? {} : { reply_markup: { inline_keyboard: message.keyboard } }),
  }
}

const textOf = ({ text, entities }: FakeMessage): Record<string, unknown> => ({
  text,
  ...(entities.length === 0 ? {} : { entities }),
})

const captionOf = ({ text }: FakeMessage): Record<string, unknown> => (text === '' ? {} : { caption: text })

function fileObject(file: NonNullable<FakeMessage['file']>): Record<string, unknown> {
  const size = file.bytes.length
  const about = { file_id: file.id, file_unique_id: `u-${file.id}`, file_size: size }
  if (!file.isPhoto) return { document: { ...about, file_name: file.name, mime_type: file.mediaType } }
  return {
    photo: [
      { ...about, file_id: `${file.id}-small`, width: 90, height: 60, file_size: 10 },
      { ...about, width: 900, height: 600 },
    ],
  }
}
