import { createHash } from 'node:crypto'
import { text } from '../../commands/answer.ts'
import type { Posted } from '../../engine/people.ts'
import { say } from '../../engine/phrase.ts'
import type { Clock } from '../../engine/ports.ts'
import type { Card, Destination, Mention, Outlet, PostOptions, Reply } from '../chat/conversation.ts'
import type { Api, Patience } from './api.ts'
import { failureFor } from './failures.ts'
import { faultOf } from './faults.ts'
import { clipMarked, LIMITS } from './limits.ts'
import { type Message, renderCard } from './render.ts'
import { createThreads } from './threads.ts'

export interface OutletOptions {
  readonly api: Api
  readonly guildId: string
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
    threads: createThreads(options),
  }
}

async function post(
  options: OutletOptions,
  { to, card, how }: { to: Destination; card: Card; how: PostOptions },
): Promise<Posted> {
  const { api, clock, random } = options
  const audience: Reply['audience'] = 'room' in to ? 'room' : 'asker'
  const now = clock.now()
  const rendered = renderCard(card, { audience, now })
  const { message } = rendered.privately === null ? rendered : renderCard(withNote(card), { audience, now })
  const patience = patienceOf(how)
  try {
    const channelId = 'room' in to ? (to.thread ?? to.room) : await api.directChannel(to.account, patience)
    const request = {
      nonce: how.key === undefined ? chanceNonce(random) : keyNonce(channelId, how.key),
      silent: how.silent === true,
      ...(how.replyTo === undefined ? {} : { replyTo: how.replyTo }),
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
