import type { Logger } from 'pino'
import { Failure } from '../../engine/failure.ts'
import type { Posted } from '../../engine/people.ts'
import { say } from '../../engine/phrase.ts'
import type { Clock } from '../../engine/ports.ts'
import type { Card, Outlet, Reply } from '../chat/conversation.ts'
import { type Api, faultOf, reasonOf } from './api.ts'
import { renderCard } from './render.ts'
import type { Timing } from './timing.ts'

export interface OutletOptions {
  readonly api: Api
  readonly clock: Clock
  readonly random: () => number
  readonly timing: Timing
  readonly log: Logger
}

/** Tries in all for one post; each of them is repeated twice by discord.js before. */
const MOST_TRIES = 3

/** What the bot posts on Discord by itself. */
export function createOutlet(options: OutletOptions): Outlet {
  const { api, clock } = options
  return {
    platform: 'discord',
    post: (to, card) => post(options, to, card),
    async edit(posted, card) {
      const { message } = renderCard(card, { audience: 'room', now: clock.now() })
      try {
        await persist(options, () => api.editMessage(posted.roomId, posted.messageId, message))
        return true
      } catch (thrown) {
        if (faultOf(thrown) === 'message_gone') return false
        throw failureFor(thrown)
      }
    },
  }
}

async function post(
  options: OutletOptions,
  to: { readonly room: string } | { readonly account: string },
  card: Card,
): Promise<Posted> {
  const { api, clock, random } = options
  const audience: Reply['audience'] = 'room' in to ? 'room' : 'asker'
  const { message, privately } = renderCard(card, { audience, now: clock.now() })
  if (privately !== null) options.log.warn('a private file was not posted into a room')
  // The same for every try: Discord makes one message of all of them.
  const nonce = Array.from({ length: 4 }, () => Math.floor(random() * 0x10000).toString(36)).join('-')
  try {
    const channelId = 'room' in to ? to.room : await persist(options, () => api.directChannel(to.account))
    const made = await persist(options, () => api.createMessage(channelId, message, nonce))
    return { platform: 'discord', roomId: made.channel_id, messageId: made.id }
  } catch (thrown) {
    throw failureFor(thrown)
  }
}

/** Again after Discord's own troubles, with growing pauses. Waits that Discord asks for are kept by discord.js. */
async function persist<T>({ timing, random, log }: OutletOptions, request: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await request()
    } catch (thrown) {
      if (faultOf(thrown) !== 'passing' || tries >= MOST_TRIES) throw thrown
      log.info({ reason: reasonOf(thrown), tries }, 'a post to Discord is tried again')
      const pauseMs = timing.postPauseMs * 2 ** (tries - 1) * (0.5 + random())
      await new Promise((resolve) => setTimeout(resolve, pauseMs).unref())
    }
  }
}

function failureFor(cause: unknown): Failure {
  const reason = reasonOf(cause)
  switch (faultOf(cause)) {
    case 'passing':
      return new Failure('chat_uncertain', say`Whether Discord has the message is not known (${reason}).`, {
        cause,
      })
    case 'token_refused':
      return new Failure('chat_unreachable', say`Discord refuses the bot's token (${reason}).`, { cause })
    case 'not_allowed':
    case 'message_gone':
      return new Failure(
        'chat_refused',
        say`Discord does not let the bot write there (${reason}): look at the room's permissions.`,
        { cause },
      )
    case 'too_late':
    case 'answered_already':
    case 'other':
      return new Failure('chat_refused', say`Discord did not take the message (${reason}).`, { cause })
  }
}
