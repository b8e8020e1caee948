import { text } from '../../commands/answer.ts'
import { Failure } from '../../engine/failure.ts'
import type { Posted } from '../../engine/people.ts'
import { say } from '../../engine/phrase.ts'
import type { Clock } from '../../engine/ports.ts'
import type { Card, Outlet, Reply } from '../chat/conversation.ts'
import type { Api } from './api.ts'
import { faultOf, reasonOf } from './faults.ts'
import { renderCard } from './render.ts'

export interface OutletOptions {
  readonly api: Api
  readonly clock: Clock
  readonly random: () => number
}

/** What the bot posts on Discord by itself. */
export function createOutlet(options: OutletOptions): Outlet {
  const { api, clock } = options
  return {
    platform: 'discord',
    post: (to, card) => post(options, to, card),
    async edit(posted, card) {
      const { message } = renderCard(card, { audience: 'room', now: clock.now() })
      try {
        await api.editMessage(posted.roomId, posted.messageId, message)
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
  const now = clock.now()
  const rendered = renderCard(card, { audience, now })
  const { message } = rendered.privately === null ? rendered : renderCard(withNote(card), { audience, now })
  // The same for every try: Discord makes one message of all of them.
  const nonce = Array.from({ length: 4 }, () => Math.floor(random() * 0x10000).toString(36)).join('-')
  try {
    const channelId = 'room' in to ? to.room : await api.directChannel(to.account)
    const made = await api.createMessage(channelId, message, nonce)
    return { platform: 'discord', roomId: made.channel_id, messageId: made.id }
  } catch (thrown) {
    throw failureFor(thrown)
  }
}

/** A private file has nobody to go to when the bot speaks to a room by itself. */
const withNote = (card: Card): Card => {
  const note = text(say`A file of this is private: ask for it in a direct message.`)
  return { ...card, answer: { ...card.answer, blocks: [...card.answer.blocks, note] } }
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
