import type { Logger } from 'pino'
import type { Posted } from '../../engine/people.ts'
import { say, write } from '../../engine/phrase.ts'
import type { Clock } from '../../engine/ports.ts'
import type { Card, Mention, Outlet, PostOptions } from '../chat/conversation.ts'
import type { Messenger, Sent } from './messenger.ts'
import { type Rendered, renderCard, renderInOne } from './render.ts'
import { clipSpans, lengthOf, mention, MOST_TEXT, plain, type Span } from './rich-text.ts'
import { createTopics } from './topics.ts'
import { failureOf, sentenceAbout } from './trouble.ts'

interface OutletTools {
  readonly messenger: Messenger
  readonly clock: Clock
  readonly log: Logger
}

/** What the bot posts on Telegram by itself. */
export function createOutlet(tools: OutletTools): Outlet {
  return {
    platform: 'telegram',
    // A person's direct chat has the number of his account.
    post: (to, card, how = {}) =>
      'room' in to
        ? post(tools, to.room, { card, isRoom: true, how, thread: to.thread ?? null })
        : post(tools, to.account, { card, isRoom: false, how, thread: null }),
    async edit(posted, card, how = {}) {
      const { spans, keyboard } = renderInOne(card, tools.clock.now())
      const { roomId, messageId } = posted
      const edited = await tools.messenger.editText(roomId, Number(messageId), spans, keyboard, how)
      if (edited.kind === 'failed') throw failureOf(edited.trouble)
      return edited.kind === 'done'
    },
    threads: createTopics(tools.messenger),
  }
}

async function post(
  { messenger, clock, log }: OutletTools,
  chat: string,
  { card, isRoom, how, thread }: { card: Card; isRoom: boolean; how: PostOptions; thread: string | null },
): Promise<Posted> {
  const rendered = how.inOne === true ? inOne(card, clock.now()) : renderCard(card, clock.now())
  const files = rendered.files.filter((file) => !(isRoom && file.private))
  const note =
    files.length === rendered.files.length
      ? []
      : [[plain(write(say`A file of this is private: ask for it in a direct message.`, card.voice))]]
  let sent: Sent = { kind: 'sent', chat, messageId: 0 }
  const texts = [...note, ...rendered.parts]
  const called = calling(how.mentions ?? [])
  const place = {
    ...(thread === null ? {} : { thread: Number(thread) }),
    ...(how.replyTo === undefined ? {} : { replyTo: Number(how.replyTo) }),
  }
  for (const [at, part] of texts.entries()) {
    const isLast = at === texts.length - 1
    const spans = isLast ? [...clipSpans(part, MOST_TEXT - lengthOf(called)), ...called] : part
    const keyboard = isLast ? rendered.keyboard : []
    sent = await messenger.sendText(sent.chat, spans, { keyboard, silent: how.silent, ...place }, how)
    if (sent.kind === 'failed') throw failureOf(sent.trouble)
  }
  for (const file of files) {
    const result = await messenger.sendFile(sent.chat, file, { silent: how.silent, ...place })
    // The message itself stands; that its file is missing is no reason to post it again.
    if (result.kind === 'failed')
      log.warn(
        { chat, file: file.name, reason: String(sentenceAbout(result.trouble)) },
        'a file was not posted',
      )
  }
  return { platform: 'telegram', roomId: sent.chat, messageId: String(sent.messageId) }
}

function inOne(card: Card, now: Date): Rendered {
  const { spans, keyboard } = renderInOne(card, now)
  return {
    parts: [spans],
    keyboard,
    files: renderCard(card, now).files.filter(({ kind }) => kind === 'photo'),
  }
}

const MOST_MENTIONS = 10

/** Those who are called, in a line of their own. */
const calling = (mentions: readonly Mention[]): Span[] =>
  mentions
    .filter(({ account }) => /^\d{1,16}$/.test(account))
    .slice(0, MOST_MENTIONS)
    .flatMap(({ name, account }, i) => [plain(i === 0 ? '\n\n' : ' '), mention(name, account)])
