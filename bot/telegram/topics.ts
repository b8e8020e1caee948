import { z } from 'zod'
import { say, type Text } from '../../engine/phrase.ts'
import type { Threads } from '../chat/conversation.ts'
import type { Messenger } from './messenger.ts'
import { clip } from './rich-text.ts'
import { failureOf, sentenceAbout, type Trouble } from './trouble.ts'

const Topic = z.object({ message_thread_id: z.number().int() })
const LONGEST_NAME = 128
/** One of the six colours that Telegram has for topics: red. */
const RED = 0xfb6f5f

/** Topics of a group that is a forum; other groups have none. */
export const createTopics = (messenger: Messenger): Threads => ({
  async open({ roomId }, title) {
    const made = await messenger.order(roomId, 'createForumTopic', {
      name: clip(title, LONGEST_NAME),
      icon_color: RED,
    })
    if (made.ok) {
      const topic = Topic.safeParse(made.result)
      if (topic.success) return { thread: String(topic.data.message_thread_id) }
      throw failureOf({ kind: 'unknown', why: 'an answer that is no topic' })
    }
    const why = refusal(made.trouble, say`make a topic here: give it “Manage topics”`)
    return { thread: null, why: isNoForum(made.trouble) ? null : why }
  },
  async pin({ roomId, messageId }) {
    const pinned = await messenger.order(roomId, 'pinChatMessage', {
      message_id: Number(messageId),
      disable_notification: true,
    })
    return pinned.ok
      ? null
      : refusal(pinned.trouble, say`pin its card here: make it an administrator with “Pin messages”`)
  },
  async end({ roomId, messageId }, thread) {
    const unpinned = await messenger.order(roomId, 'unpinChatMessage', { message_id: Number(messageId) })
    if (!unpinned.ok) refusal(unpinned.trouble, '')
    if (thread === null) return
    const closed = await messenger.order(thread.room, 'closeForumTopic', {
      message_thread_id: Number(thread.thread),
    })
    if (!closed.ok) refusal(closed.trouble, '')
  },
  // A group's number in links lacks the -100 that the interface puts before it.
  linkTo: (room, thread) => `https://t.me/c/${room.replace(/^-100/, '')}/${thread}`,
})

const isNoForum = (trouble: Trouble): boolean =>
  trouble.kind === 'refused' && /not a forum|only for supergroups/i.test(trouble.description)

/** Throws what may pass: it is tried again. */
function refusal(trouble: Trouble, right: Text): Text {
  if (trouble.kind === 'refused' && /not enough rights|administrator/i.test(trouble.description))
    return say`Telegram does not let the bot ${right}.`
  if (['refused', 'forbidden', 'gone', 'not_modified'].includes(trouble.kind)) return sentenceAbout(trouble)
  throw failureOf(trouble)
}
