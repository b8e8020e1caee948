import {
  chatObject,
  type FakeChat,
  type FakeMessage,
  type FakeUser,
  messageObject,
  type World,
} from './world.ts'

export interface SayOptions {
  readonly replyTo?: number
  readonly forwardedFrom?: FakeUser
  readonly thread?: number
  /** Written in the name of the group, by an administrator who stays anonymous. */
  readonly anonymous?: boolean
  readonly viaBot?: boolean
}

/** The message as Telegram delivers it. */
export function delivered(
  user: FakeUser,
  chat: FakeChat,
  message: FakeMessage,
  options: SayOptions,
): unknown {
  const { forwardedFrom, anonymous, viaBot } = options
  const groupBot = { id: 1_087_968_824, is_bot: true, first_name: 'Group', username: 'GroupAnonymousBot' }
  const entities = commandEntities(message.text)
  return {
    ...messageObject(chat, message),
    from: anonymous === true ? groupBot : user,
    ...(anonymous === true ? { sender_chat: chatObject(chat) } : {}),
    ...(entities.length === 0
      ? {}
      : { [message.file === undefined ? 'entities' : 'caption_entities']: entities }),
    ...(forwardedFrom === undefined
      ? {}
      : { forward_origin: { type: 'user', date: message.date, sender_user: forwardedFrom } }),
    ...(viaBot === true ? { via_bot: { id: 42, is_bot: true, first_name: 'Other' } } : {}),
  }
}

/** With privacy on, of a group's talk the bot gets only what is meant for it. */
export function isSeen(world: World, chat: FakeChat, message: FakeMessage): boolean {
  if (chat.isClosed) return false
  if (chat.type === 'private' || !chat.hasPrivacy) return true
  const to = /^\/\w+@(\w+)/.exec(message.text)?.[1]
  if (to !== undefined) return to === world.bot.username
  const answered = message.replyTo === undefined ? undefined : chat.messages.get(message.replyTo)
  return (
    message.text.startsWith('/') ||
    message.text.includes(`@${world.bot.username}`) ||
    answered?.from === world.bot
  )
}

/** Telegram marks commands and names wherever they stand. */
function commandEntities(text: string): unknown[] {
  const found = [...text.matchAll(/(?<![\w/])(\/[A-Za-z0-9_]+(?:@\w+)?|@\w+)/g)]
  return found.map((match) => ({
    type: match[0].startsWith('/') ? 'bot_command' : 'mention',
    offset: match.index,
    length: match[0].length,
  }))
}
