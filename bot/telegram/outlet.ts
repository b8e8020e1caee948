import type { Logger } from 'pino'
import { Failure } from '../../engine/failure.ts'
import type { Posted } from '../../engine/people.ts'
import { say, write } from '../../engine/phrase.ts'
import type { Clock } from '../../engine/ports.ts'
import type { Card, Outlet } from '../chat/conversation.ts'
import type { Messenger, Sent } from './messenger.ts'
import { renderCard, renderInOne } from './render.ts'
import { plain } from './rich-text.ts'
import { sentenceAbout, type Trouble } from './trouble.ts'

/** What the bot posts on Telegram by itself. */
export function createOutlet(tools: {
  readonly messenger: Messenger
  readonly clock: Clock
  readonly log: Logger
}): Outlet {
  return {
    platform: 'telegram',
    async post(to, card) {
      // A person's direct chat has the number of his account.
      const isRoom = 'room' in to
      return post(tools, isRoom ? to.room : to.account, card, isRoom)
    },
    async edit(posted, card) {
      const { spans, keyboard } = renderInOne(card, tools.clock.now())
      const edited = await tools.messenger.editText(posted.roomId, Number(posted.messageId), spans, keyboard)
      if (edited.kind === 'failed') throw failureOf(edited.trouble)
      return edited.kind === 'done'
    },
  }
}

async function post(
  { messenger, clock, log }: Parameters<typeof createOutlet>[0],
  chat: string,
  card: Card,
  isRoom: boolean,
): Promise<Posted> {
  const rendered = renderCard(card, clock.now())
  const files = rendered.files.filter((file) => !(isRoom && file.private))
  const note =
    files.length === rendered.files.length
      ? []
      : [[plain(write(say`A file of this is private: ask for it in a direct message.`, card.voice))]]
  let sent: Sent = { kind: 'sent', chat, messageId: 0 }
  const texts = [...note, ...rendered.parts]
  for (const [at, part] of texts.entries()) {
    const keyboard = at === texts.length - 1 ? rendered.keyboard : []
    sent = await messenger.sendText(sent.chat, part, { keyboard })
    if (sent.kind === 'failed') throw failureOf(sent.trouble)
  }
  for (const file of files) {
    const result = await messenger.sendFile(sent.chat, file)
    // The message itself stands; that its file is missing is no reason to post it again.
    if (result.kind === 'failed')
      log.warn(
        { chat, file: file.name, reason: String(sentenceAbout(result.trouble)) },
        'a file was not posted',
      )
  }
  return { platform: 'telegram', roomId: sent.chat, messageId: String(sent.messageId) }
}

const failureOf = (trouble: Trouble): Failure => new Failure(codeOf(trouble), sentenceAbout(trouble))

function codeOf({ kind }: Trouble): 'chat_unreachable' | 'chat_uncertain' | 'chat_refused' {
  if (kind === 'unreached' || kind === 'too_many') return 'chat_unreachable'
  return kind === 'unknown' ? 'chat_uncertain' : 'chat_refused'
}
