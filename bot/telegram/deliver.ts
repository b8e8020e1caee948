import type { Logger } from 'pino'
import { say, type Text, write } from '../../engine/phrase.ts'
import type { Clock } from '../../engine/ports.ts'
import type { Card, Reply } from '../chat/conversation.ts'
import type { Place } from './arrival.ts'
import type { Bot } from './line.ts'
import type { Messenger, Sent, TextOptions } from './messenger.ts'
import { type Attachment, type Rendered, renderCard } from './render.ts'
import { plain } from './rich-text.ts'
import { sentenceAbout, type Trouble } from './trouble.ts'

export interface DeliveryTools {
  readonly messenger: Messenger
  readonly bot: () => Bot
  readonly clock: Clock
  readonly log: Logger
}

/** The message on which a button was pressed, while it can be edited. */
export interface Pressed {
  readonly isThere: boolean
}

/**
 * Shows a reply where it belongs: to the room, or to the asker alone, who in a group gets it as a direct message.
 * What can't be delivered is logged; it is not sent a second time, for nobody knows whether the first one arrived.
 */
export async function deliver(
  tools: DeliveryTools,
  reply: Reply,
  place: Place,
  pressed: Pressed | null,
): Promise<void> {
  const rendered = renderCard(reply.card, tools.clock.now())
  const isRedirected = place.kind === 'shared' && reply.audience === 'asker'
  const options = isRedirected ? {} : answerOptions(reply, rendered, place, pressed)
  const chat = isRedirected ? place.userId : place.chat
  if (isRedirected && pressed?.isThere === true && reply.inPlace) await removeKeyboard(tools, place)
  const edited = pressed?.isThere === true && reply.inPlace && !isRedirected ? place.messageId : null
  const sent = await showTexts(tools, rendered, { chat, edited, options })
  if (sent.kind === 'failed') {
    if (isRedirected && sent.trouble.kind === 'forbidden') await askToOpen(tools, reply.card, place)
    else complain(tools, place, sent.trouble)
    return
  }
  const files = rendered.files.filter(
    (file) => chat !== place.chat || place.kind === 'direct' || !file.private,
  )
  await sendFiles(tools, files, sent.chat, isRedirected ? undefined : place.thread)
  if (isRedirected) await note(tools, reply.card, place, say`Sent to you directly.`)
  else await sendPrivately(tools, rendered, reply.card, place)
  await reply.onPosted?.({ platform: 'telegram', roomId: sent.chat, messageId: String(sent.messageId) })
}

/** In a room an answer shows what it answers. */
function answerOptions(reply: Reply, rendered: Rendered, place: Place, pressed: Pressed | null): TextOptions {
  if (place.kind === 'direct') return {}
  return {
    thread: place.thread,
    replyTo: pressed === null ? place.messageId : undefined,
    forceReply: reply.awaitsWords === true && rendered.keyboard.length === 0,
  }
}

interface Target {
  readonly chat: string
  /** The message that the first text takes the place of. */
  readonly edited: number | null
  readonly options: TextOptions
}

/** The texts in order, the keyboard below the last; what was sent last, or the first failure. */
async function showTexts(tools: DeliveryTools, { parts, keyboard }: Rendered, target: Target): Promise<Sent> {
  const { messenger } = tools
  let { chat } = target
  let sent: Sent = { kind: 'failed', trouble: { kind: 'refused', description: 'an empty card' } }
  for (const [at, part] of parts.entries()) {
    const keys = at === parts.length - 1 ? keyboard : []
    const isEdit = at === 0 && target.edited !== null
    sent = isEdit
      ? await replace(messenger, { ...target, chat }, part, keys)
      : await messenger.sendText(chat, part, {
          ...(at === 0 ? target.options : threadOf(target)),
          keyboard: keys,
        })
    if (sent.kind === 'failed') return sent
    chat = sent.chat
  }
  return sent
}

const threadOf = ({ options }: Target): TextOptions => ({ thread: options.thread })

/** Edits the message; where it is gone, the card is sent anew. */
async function replace(
  messenger: Messenger,
  { chat, edited, options }: Target,
  part: Rendered['parts'][number],
  keyboard: Rendered['keyboard'],
): Promise<Sent> {
  const messageId = edited ?? 0
  const outcome = await messenger.editText(chat, messageId, part, keyboard)
  if (outcome.kind === 'done') return { kind: 'sent', chat, messageId }
  if (outcome.kind === 'gone') return messenger.sendText(chat, part, { ...options, keyboard })
  return { kind: 'failed', trouble: outcome.trouble }
}

async function sendFiles(
  tools: DeliveryTools,
  files: readonly Attachment[],
  chat: string,
  thread: number | undefined,
): Promise<void> {
  for (const file of files) {
    const sent = await tools.messenger.sendFile(chat, file, { thread })
    if (sent.kind === 'failed')
      tools.log.warn(
        { chat, file: file.name, reason: String(sentenceAbout(sent.trouble)) },
        'a file was not sent',
      )
  }
}

/** A private file of an answer that the whole room reads goes to the asker alone. */
async function sendPrivately(
  tools: DeliveryTools,
  rendered: Rendered,
  card: Card,
  place: Place,
): Promise<void> {
  if (place.kind === 'direct') return
  for (const file of rendered.files.filter((one) => one.private)) {
    const sent = await tools.messenger.sendFile(place.userId, file)
    if (sent.kind === 'sent') await note(tools, card, place, say`The file was sent to you directly.`)
    else if (sent.trouble.kind === 'forbidden') return askToOpen(tools, card, place)
    else complain(tools, place, sent.trouble)
  }
}

const note = async (tools: DeliveryTools, card: Card, place: Place, words: Text): Promise<void> => {
  const options = { replyTo: place.messageId, thread: place.thread }
  const sent = await tools.messenger.sendText(place.chat, [plain(write(words, card.voice))], options)
  if (sent.kind === 'failed') complain(tools, place, sent.trouble)
}

/** Telegram lets no bot write first. Nothing of the answer is said in the group. */
async function askToOpen(tools: DeliveryTools, card: Card, place: Place): Promise<void> {
  const { username } = tools.bot()
  const words = say`The answer is for you alone, and I may not write to you yet: open @${username}, press Start, and ask again.`
  const sent = await tools.messenger.sendText(place.chat, [plain(write(words, card.voice))], {
    replyTo: place.messageId,
    thread: place.thread,
    link: { text: `@${username}`, url: `https://t.me/${username}?start=hello` },
  })
  if (sent.kind === 'failed') complain(tools, place, sent.trouble)
}

/** The card stays, without its spent buttons. */
async function removeKeyboard({ messenger }: DeliveryTools, place: Place): Promise<void> {
  await messenger.ask('editMessageReplyMarkup', {
    chat_id: Number(place.chat),
    message_id: place.messageId,
    reply_markup: { inline_keyboard: [] },
  })
}

const complain = ({ log }: DeliveryTools, place: Place, trouble: Trouble): void =>
  log.warn({ chat: place.chat, reason: String(sentenceAbout(trouble)) }, 'an answer was not delivered')
