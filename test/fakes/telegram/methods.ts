import { ApiError } from './api-error.ts'
import { parseHtml, trimmed, type Entity } from './html.ts'
import { wordsOf } from '../../support/platform-limits-telegram.ts'
import type { Upload } from './multipart.ts'
import { closeTopic, createTopic, pinMessage, refuseUnknownTopic } from './topics.ts'
import {
  chatObject,
  messageObject,
  type FakeChat,
  type FakeKey,
  type FakeMessage,
  type World,
} from './world.ts'

/** What Telegram's methods do, and the words with which they refuse. */

export { ApiError }

export interface MethodCall {
  readonly fields: Readonly<Record<string, unknown>>
  readonly uploads: readonly Upload[]
}
type Method = { readonly returns: string; run(world: World, call: MethodCall): unknown }

const bad = (words: string): ApiError => new ApiError(400, `Bad Request: ${words}`)

export const METHODS: Readonly<Record<string, Method>> = {
  getMe: {
    returns: 'User',
    run: ({ bot }) => ({
      ...bot,
      can_join_groups: true,
      can_read_all_group_messages: false,
      supports_inline_queries: false,
    }),
  },
  sendMessage: {
    returns: 'Message',
    run(world, { fields }) {
      const chat = writableChat(world, fields)
      const shown = shownText(fields)
      const message = world.add(chat, {
        from: world.bot,
        ...shown,
        ...markupOf(fields),
        ...placeOf(chat, fields),
      })
      return messageObject(chat, message)
    },
  },
  sendPhoto: { returns: 'Message', run: (world, call) => sendFile(world, call, 'photo') },
  sendDocument: { returns: 'Message', run: (world, call) => sendFile(world, call, 'document') },
  sendChatAction: {
    returns: 'Boolean',
    run(world, { fields }) {
      writableChat(world, fields)
      return true
    },
  },
  editMessageText: {
    returns: 'Message',
    run(world, { fields }) {
      const chat = writableChat(world, fields)
      const message = editable(world, chat, fields)
      return changed(chat, message, { ...shownText(fields), ...markupOf(fields) })
    },
  },
  editMessageReplyMarkup: {
    returns: 'Message',
    run(world, { fields }) {
      const chat = writableChat(world, fields)
      const message = editable(world, chat, fields)
      return changed(chat, message, { text: message.text, entities: message.entities, ...markupOf(fields) })
    },
  },
  createForumTopic: {
    returns: 'ForumTopic',
    run: (world, { fields }) => createTopic(world, writableChat(world, fields), fields),
  },
  closeForumTopic: {
    returns: 'Boolean',
    run: (world, { fields }) => closeTopic(writableChat(world, fields), fields),
  },
  pinChatMessage: {
    returns: 'Boolean',
    run: (world, { fields }) => pinMessage(writableChat(world, fields), fields, true),
  },
  unpinChatMessage: {
    returns: 'Boolean',
    run: (world, { fields }) => pinMessage(writableChat(world, fields), fields, false),
  },
  deleteMessage: {
    returns: 'Boolean',
    run(world, { fields }) {
      const chat = writableChat(world, fields)
      const message = chat.messages.get(Number(fields['message_id']))
      if (message === undefined) throw bad('message to delete not found')
      if (chat.type !== 'private' && message.from !== world.bot && !chat.botIsAdmin)
        throw bad("message can't be deleted")
      chat.messages.delete(message.message_id)
      return true
    },
  },
  getFile: {
    returns: 'File',
    run(world, { fields }) {
      const id = String(fields['file_id'])
      const file = world.files.get(id)
      if (file === undefined) throw bad('invalid file_id')
      if (file.size > 20_000_000) throw bad('file is too big')
      return { file_id: id, file_unique_id: `u-${id}`, file_size: file.size, file_path: `documents/${id}` }
    },
  },
  setMyCommands: {
    returns: 'Boolean',
    run(world, { fields }) {
      forgetMenu(world, fields)
      world.menus.push({
        scope: scopeOf(fields),
        language: wordsOf(fields, 'language_code'),
        commands: fields['commands'] as readonly { command: string; description: string }[],
      })
      return true
    },
  },
  deleteMyCommands: {
    returns: 'Boolean',
    run(world, { fields }) {
      forgetMenu(world, fields)
      return true
    },
  },
}

function writableChat(world: World, fields: MethodCall['fields']): FakeChat {
  const chat = world.chats.get(Number(fields['chat_id']))
  if (chat === undefined) throw bad('chat not found')
  if (chat.movedTo !== null)
    throw new ApiError(400, 'Bad Request: group chat was upgraded to a supergroup chat', {
      migrate_to_chat_id: chat.movedTo,
    })
  if (chat.type === 'private') {
    if (!chat.isOpened) throw new ApiError(403, "Forbidden: bot can't initiate conversation with a user")
    if (chat.isClosed) throw new ApiError(403, 'Forbidden: bot was blocked by the user')
  }
  if (chat.isClosed) throw new ApiError(403, `Forbidden: bot was kicked from the ${chat.type} chat`)
  return chat
}

function shownText(fields: MethodCall['fields']): { text: string; entities: readonly Entity[] } {
  const written = wordsOf(fields, 'text')
  const parsed =
    fields['parse_mode'] === 'HTML'
      ? parseHtml(written)
      : { ok: true as const, text: written, entities: [], loose: [] }
  if (!parsed.ok) throw new ApiError(400, parsed.error)
  const shown = trimmed(parsed)
  if (shown.text === '') throw bad('message text is empty')
  if (shown.text.length > 4096) throw bad('message is too long')
  return shown
}

interface Markup {
  readonly keyboard: readonly (readonly FakeKey[])[]
  readonly forcesReply: boolean
}

function markupOf(fields: MethodCall['fields']): Markup {
  const markup = (fields['reply_markup'] ?? {}) as Record<string, unknown>
  const keyboard = (markup['inline_keyboard'] ?? []) as readonly (readonly FakeKey[])[]
  for (const key of keyboard.flat())
    if (Buffer.byteLength(key.callback_data ?? '') > 64) throw bad('BUTTON_DATA_INVALID')
  return { keyboard, forcesReply: markup['force_reply'] === true }
}

function placeOf(chat: FakeChat, fields: MethodCall['fields']): Partial<FakeMessage> {
  refuseUnknownTopic(chat, fields)
  const reply = fields['reply_parameters'] as
    | { message_id: number; allow_sending_without_reply?: boolean }
    | undefined
  if (reply !== undefined && !chat.messages.has(reply.message_id)) {
    if (reply.allow_sending_without_reply !== true) throw bad('message to be replied not found')
    return threadOf(fields)
  }
  return { ...threadOf(fields), ...(reply === undefined ? {} : { replyTo: reply.message_id }) }
}

const threadOf = (fields: MethodCall['fields']): { thread?: number } =>
  fields['message_thread_id'] === undefined ? {} : { thread: Number(fields['message_thread_id']) }

function editable(world: World, chat: FakeChat, fields: MethodCall['fields']): FakeMessage {
  const message = chat.messages.get(Number(fields['message_id']))
  if (message === undefined) throw bad('message to edit not found')
  if (message.from !== world.bot) throw bad("message can't be edited")
  return message
}

function changed(
  chat: FakeChat,
  message: FakeMessage,
  next: Pick<FakeMessage, 'text' | 'entities' | 'keyboard'>,
): unknown {
  const look = ({ text, entities, keyboard }: typeof next): string =>
    JSON.stringify([text, entities, keyboard])
  if (look(message) === look(next))
    throw bad(
      'message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
    )
  Object.assign(message, {
    text: next.text,
    entities: next.entities,
    keyboard: next.keyboard,
    isEdited: true,
  })
  return messageObject(chat, message)
}

function sendFile(world: World, { fields, uploads }: MethodCall, field: 'photo' | 'document'): unknown {
  const chat = writableChat(world, fields)
  const upload = uploads.find((one) => one.field === field)
  if (upload === undefined) throw bad(`there is no ${field} in the request`)
  if (upload.bytes.length === 0) throw bad('file must be non-empty')
  const file = world.keep(
    { name: upload.name, mediaType: 'application/octet-stream', bytes: upload.bytes },
    field === 'photo',
  )
  const caption = wordsOf(fields, 'caption')
  if (caption.length > 1024) throw bad('message caption is too long')
  return messageObject(
    chat,
    world.add(chat, { from: world.bot, text: caption, file, ...placeOf(chat, fields) }),
  )
}

const scopeOf = (fields: MethodCall['fields']): Readonly<Record<string, unknown>> =>
  (fields['scope'] ?? { type: 'default' }) as Record<string, unknown>

function forgetMenu(world: World, fields: MethodCall['fields']): void {
  const [scope, language] = [JSON.stringify(scopeOf(fields)), wordsOf(fields, 'language_code')]
  world.menus = world.menus.filter(
    (menu) => JSON.stringify(menu.scope) !== scope || menu.language !== language,
  )
}

export const membershipObject = (
  world: World,
  chat: FakeChat,
  by: FakeMessage['from'],
  status: 'kicked' | 'left' | 'member',
): unknown => ({
  chat: chatObject(chat),
  from: by,
  date: world.seconds(),
  old_chat_member: { status: status === 'member' ? 'left' : 'member', user: world.bot },
  new_chat_member: { status, user: world.bot, ...(status === 'kicked' ? { until_date: 0 } : {}) },
})
