import { z } from 'zod'

/** What of Telegram's updates the bot reads; whatever else is in them is left alone. */
const User = z.object({
  id: z.number().int(),
  is_bot: z.boolean(),
  first_name: z.string().optional(),
  last_name: z.string().optional(),
  username: z.string().optional(),
  language_code: z.string().optional(),
})
const Chat = z.object({
  id: z.number().int(),
  type: z.enum(['private', 'group', 'supergroup', 'channel']),
  title: z.string().optional(),
})
const FileSize = z.object({ file_id: z.string(), file_size: z.number().optional() })

const Document = FileSize.extend({ file_name: z.string().optional(), mime_type: z.string().optional() })

/** A message that another one answers. */
const Answered = z.object({
  message_id: z.number().int(),
  from: User.optional(),
  date: z.number().int().optional(),
  text: z.string().optional(),
  caption: z.string().optional(),
  photo: z.array(FileSize).optional(),
  document: Document.optional(),
})

export const Message = z.object({
  message_id: z.number().int(),
  message_thread_id: z.number().int().optional(),
  is_topic_message: z.boolean().optional(),
  from: User.optional(),
  sender_chat: z.unknown().optional(),
  chat: Chat,
  forward_origin: z.unknown().optional(),
  forward_date: z.unknown().optional(),
  is_automatic_forward: z.unknown().optional(),
  via_bot: z.unknown().optional(),
  reply_to_message: Answered.optional(),
  media_group_id: z.string().optional(),
  text: z.string().optional(),
  caption: z.string().optional(),
  photo: z.array(FileSize).optional(),
  document: Document.optional(),
  migrate_to_chat_id: z.number().int().optional(),
  migrate_from_chat_id: z.number().int().optional(),
})

export const Press = z.object({
  id: z.string(),
  from: User,
  message: z
    .object({
      message_id: z.number().int(),
      chat: Chat,
      /** 0: the message is too old to be seen, or deleted. */
      date: z.number().optional(),
      message_thread_id: z.number().int().optional(),
      is_topic_message: z.boolean().optional(),
    })
    .optional(),
  data: z.string().optional(),
})

export const Membership = z.object({
  chat: Chat,
  from: User,
  new_chat_member: z.object({ status: z.string() }),
})

/** The kinds of updates that Telegram is asked for. */
export const WANTED_UPDATES = ['message', 'callback_query', 'my_chat_member'] as const

export const Update = z.object({
  update_id: z.number().int(),
  message: Message.optional(),
  callback_query: Press.optional(),
  my_chat_member: Membership.optional(),
})

export type Message = z.infer<typeof Message>
export type Press = z.infer<typeof Press>
export type Membership = z.infer<typeof Membership>
export type User = z.infer<typeof User>
