import { ApiError } from './api-error.ts'
import type { FakeChat, World } from './world.ts'

/** Topics of forums and pinned messages, with the rights that they need. */

const bad = (words: string): ApiError => new ApiError(400, `Bad Request: ${words}`)

const mayNot = ({ botIsAdmin, lacks }: FakeChat, right: string): boolean =>
  !botIsAdmin || lacks?.has(right) === true

export function createTopic(
  world: World,
  chat: FakeChat,
  fields: Readonly<Record<string, unknown>>,
): unknown {
  if (chat.topics === undefined) throw bad('the chat is not a forum')
  if (mayNot(chat, 'can_manage_topics')) throw bad('not enough rights to create a topic')
  const id = world.nextMessage()
  const name = String(fields['name'])
  chat.topics.set(id, { name, isClosed: false })
  return { message_thread_id: id, name, icon_color: Number(fields['icon_color'] ?? 7_322_096) }
}

export function closeTopic(chat: FakeChat, fields: Readonly<Record<string, unknown>>): true {
  const topic = chat.topics?.get(Number(fields['message_thread_id']))
  if (topic === undefined) throw bad('message thread not found')
  if (topic.isClosed) throw bad('TOPIC_NOT_MODIFIED')
  topic.isClosed = true
  return true
}

export function pinMessage(chat: FakeChat, fields: Readonly<Record<string, unknown>>, pinned: boolean): true {
  if (mayNot(chat, 'can_pin_messages')) throw bad('not enough rights to manage pinned messages in the chat')
  const id = Number(fields['message_id'])
  if (!chat.messages.has(id)) throw bad(pinned ? 'message to pin not found' : 'message to unpin not found')
  const others = (chat.pins ?? []).filter((one) => one !== id)
  chat.pins = pinned ? [...others, id] : others
  return true
}

/** A message into a topic of a forum that is none is refused. */
export function refuseUnknownTopic(chat: FakeChat, fields: Readonly<Record<string, unknown>>): void {
  const thread = fields['message_thread_id']
  if (chat.topics !== undefined && thread !== undefined && !chat.topics.has(Number(thread)))
    throw bad('message thread not found')
}
