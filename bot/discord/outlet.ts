import { createHash } from 'node:crypto'
import { RateLimitError } from 'discord.js'
import { text } from '../../commands/answer.ts'
import { Failure, type FailureCode } from '../../engine/failure.ts'
import type { Posted } from '../../engine/people.ts'
import { say, type Text } from '../../engine/phrase.ts'
import type { Clock } from '../../engine/ports.ts'
import type { Card, Mention, Outlet, PostOptions, Reply } from '../chat/conversation.ts'
import type { Api, Patience } from './api.ts'
import { type Fault, faultOf, reasonOf, waitOf } from './faults.ts'
import { clipMarked, LIMITS } from './limits.ts'
import { type Message, renderCard } from './render.ts'

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
    post: (to, card, how) => post(options, { to, card, how: how ?? {} }),
    async edit(posted, card, how = {}) {
      const { message } = renderCard(card, { audience: 'room', now: clock.now() })
      try {
        await api.editMessage(posted.roomId, posted.messageId, message, patienceOf(how))
        return true
      } catch (thrown) {
        if (faultOf(thrown) === 'message_gone') return false
        throw failureFor(thrown)
      }
    },
  }
}

type To = { readonly room: string } | { readonly account: string }

async function post(
  options: OutletOptions,
  { to, card, how }: { to: To; card: Card; how: PostOptions },
): Promise<Posted> {
  const { api, clock, random } = options
  const audience: Reply['audience'] = 'room' in to ? 'room' : 'asker'
  const now = clock.now()
  const rendered = renderCard(card, { audience, now })
  const { message } = rendered.privately === null ? rendered : renderCard(withNote(card), { audience, now })
  const patience = patienceOf(how)
  try {
    const channelId = 'room' in to ? to.room : await api.directChannel(to.account, patience)
    const request = {
      nonce: how.key === undefined ? chanceNonce(random) : keyNonce(channelId, how.key),
      silent: how.silent === true,
      ...patience,
    }
    const mentions = how.mentions ?? []
    const made = await api
      .createMessage(channelId, calling(message, mentions), request)
      .catch((thrown: unknown) => {
        // A form that Discord refuses must not keep it from being said.
        if (faultOf(thrown) !== 'other') throw thrown
        return api.createMessage(channelId, calling(inWords(message), mentions), request)
      })
    return { platform: 'discord', roomId: made.channel_id, messageId: made.id }
  } catch (thrown) {
    throw failureFor(thrown)
  }
}

const patienceOf = ({ patienceSeconds, signal }: PostOptions): Patience => ({
  ...(patienceSeconds === undefined ? {} : { patienceMs: patienceSeconds * 1000 }),
  ...(signal === undefined ? {} : { signal }),
})

/** The same for every try within this call. */
const chanceNonce = (random: () => number): string =>
  Array.from({ length: 4 }, () => Math.floor(random() * 0x10000).toString(36)).join('-')

/** Discord compares an author's nonces over all channels, so the channel is part of it. */
const keyNonce = (channelId: string, key: string): string =>
  createHash('sha256').update(`${channelId} ${key}`).digest('base64url').slice(0, LIMITS.nonce)

/** The heading and what follows it, without all that is more than words. */
function inWords({ body }: Message): Message {
  const { title = '', description = '' } = body.embeds[0] ?? {}
  const content = clipMarked(`${title}\n${description}`, MOST_WORDS)
  const bare = { embeds: [], components: [], attachments: [], allowed_mentions: { parse: [] as [] } }
  return { body: { ...bare, content }, files: [] }
}

/** Leaves room for those who are called. */
const MOST_WORDS = 1500

/** Calls exactly these people, whatever else the words look like. */
function calling(message: Message, mentions: readonly Mention[]): Message {
  const users = [...new Set(mentions.map(({ account }) => account))]
    .filter((account) => /^\d{1,20}$/.test(account))
    .slice(0, MOST_MENTIONS)
  if (users.length === 0) return message
  const { content: words } = message.body
  const content = [users.map((account) => `<@${account}>`).join(' '), ...(words === undefined ? [] : [words])]
  return {
    ...message,
    body: { ...message.body, content: content.join('\n'), allowed_mentions: { parse: [], users } },
  }
}

const MOST_MENTIONS = 20

/** A private file has nobody to go to when the bot speaks to a room by itself. */
const withNote = (card: Card): Card => {
  const note = text(say`A file of this is private: ask for it in a direct message.`)
  return { ...card, answer: { ...card.answer, blocks: [...card.answer.blocks, note] } }
}

function failureFor(cause: unknown): Failure {
  if (cause instanceof RateLimitError) {
    const retryAfterSeconds = Math.ceil(waitOf(cause) / 1000)
    const words = say`Discord asks to wait ${retryAfterSeconds} seconds.`
    return new Failure('chat_unreachable', words, { cause, retryAfterSeconds })
  }
  const [code, sentence] = wordsFor(faultOf(cause), reasonOf(cause))
  return new Failure(code, sentence, { cause })
}

function wordsFor(fault: Fault, reason: string): [FailureCode, Text] {
  switch (fault) {
    case 'unreached':
    case 'too_many':
      return ['chat_unreachable', say`Discord can't be reached (${reason}): look at this machine's network.`]
    case 'passing':
      return ['chat_uncertain', say`Whether Discord has the message is not known (${reason}).`]
    case 'token_refused':
      return ['chat_refused', say`Discord refuses the bot's token (${reason}).`]
    case 'not_allowed':
    case 'message_gone':
      return [
        'chat_refused',
        say`Discord does not let the bot write there (${reason}): look at the room's permissions.`,
      ]
    case 'too_late':
    case 'answered_already':
    case 'other':
      return ['chat_refused', say`Discord did not take the message (${reason}).`]
  }
}
