import type { Logger } from 'pino'
import { Failure } from '../../engine/failure.ts'
import type { Posted } from '../../engine/people.ts'
import { say, write } from '../../engine/phrase.ts'
import type { Clock } from '../../engine/ports.ts'
import type { Card, Mention, Outlet, PostOptions } from '../chat/conversation.ts'
import type { Messenger, Sent } from './messenger.ts'
import { type Rendered, renderCard, renderInOne } from './render.ts'
import { clipSpans, lengthOf, mention, MOST_TEXT, plain, type Span } from './rich-text.ts'
import { sentenceAbout, type Trouble } from './trouble.ts'

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
        ? post(tools, to.room, { card, isRoom: true, how })
        : post(tools, to.account, { card, isRoom: false, how }),
    async edit(posted, card, how = {}) {
      const { spans, keyboard } = renderInOne(card, tools.clock.now())
      const { roomId, messageId } = posted
      const edited = await tools.messenger.editText(roomId, Number(messageId), spans, keyboard, how)
      if (edited.kind === 'failed') throw failureOf(edited.trouble)
      return edited.kind === 'done'
    },
  }
}

async function post(
  { messenger, clock, log }: OutletTools,
  chat: string,
  { card, isRoom, how }: { card: Card; isRoom: boolean; how: PostOptions },
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
  for (const [at, part] of texts.entries()) {
    const isLast = at === texts.length - 1
    const spans = isLast ? [...clipSpans(part, MOST_TEXT - lengthOf(called)), ...called] : part
    const keyboard = isLast ? rendered.keyboard : []
    sent = await messenger.sendText(sent.chat, spans, { keyboard, silent: how.silent }, how)
    if (sent.kind === 'failed') throw failureOf(sent.trouble)
  }
  for (const file of files) {
    const result = await messenger.sendFile(sent.chat, file, { silent: how.silent })
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

const failureOf = (trouble: Trouble): Failure =>
  new Failure(
    codeOf(trouble),
    sentenceAbout(trouble),
    trouble.kind === 'too_many' ? { retryAfterSeconds: trouble.retryAfterSeconds } : {},
  )

function codeOf({ kind }: Trouble): 'chat_unreachable' | 'chat_uncertain' | 'chat_refused' {
  if (kind === 'unreached' || kind === 'too_many' || kind === 'moved') return 'chat_unreachable'
  return kind === 'unknown' ? 'chat_uncertain' : 'chat_refused'
}
