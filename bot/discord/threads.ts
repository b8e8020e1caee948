import { DiscordAPIError } from 'discord.js'
import { say, type Text } from '../../engine/phrase.ts'
import type { Threads } from '../chat/conversation.ts'
import type { Api } from './api.ts'
import { failureFor } from './failures.ts'
import { faultOf, reasonOf } from './faults.ts'
import { LIMITS, plainLine } from './limits.ts'

const HAS_ONE_ALREADY = 160_004

/** Threads below a message of ours. */
export const createThreads = ({
  api,
  guildId,
}: {
  readonly api: Api
  readonly guildId: string
}): Threads => ({
  async open({ roomId, messageId }, title) {
    try {
      return { thread: await api.openThread(roomId, messageId, plainLine(title, LIMITS.threadName)) }
    } catch (thrown) {
      // Its number is that of the message that it hangs on.
      if (codeOf(thrown) === HAS_ONE_ALREADY) return { thread: messageId }
      const why = refusal(thrown, say`make a thread here: give it “Create Public Threads”`)
      if (why === null) throw failureFor(thrown)
      return { thread: null, why }
    }
  },
  async pin({ roomId, messageId }) {
    try {
      await api.pin(roomId, messageId)
      return null
    } catch (thrown) {
      const why = refusal(thrown, say`pin its card here: give it “Pin Messages”`)
      if (why === null) throw failureFor(thrown)
      return why
    }
  },
  async end({ roomId, messageId }, thread) {
    await unlessRefused(api.unpin(roomId, messageId))
    if (thread !== null) await unlessRefused(api.archive(thread.thread))
  },
  linkTo: (_room, thread) => `https://discord.com/channels/${guildId}/${thread}`,
})

const codeOf = (thrown: unknown): number => (thrown instanceof DiscordAPIError ? Number(thrown.code) : 0)

/** Null for what may pass: it is tried again. */
function refusal(thrown: unknown, right: Text): Text | null {
  const fault = faultOf(thrown)
  if (fault === 'not_allowed') return say`Discord does not let the bot ${right}.`
  if (fault === 'other' || fault === 'message_gone')
    return say`Discord did not take it (${reasonOf(thrown)}).`
  return null
}

async function unlessRefused(request: Promise<void>): Promise<void> {
  try {
    await request
  } catch (thrown) {
    const failure = failureFor(thrown)
    if (failure.code !== 'chat_refused') throw failure
  }
}
