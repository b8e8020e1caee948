import type { Logger } from 'pino'
import type { Command, ReceivedFile } from '../../commands/definition.ts'
import { Failure, sentenceOf } from '../../engine/failure.ts'
import { say, type Text, type Voice, write } from '../../engine/phrase.ts'
import type { Reception, Reply, Sender } from '../chat/conversation.ts'
import { type Arrival, arrivalOf, type FileAtTelegram, type Place } from './arrival.ts'
import { deliver, type DeliveryTools, type Pressed } from './deliver.ts'
import type { Download } from './downloads.ts'
import type { Menus } from './menus.ts'
import {
  cardIn,
  crowdedNotice,
  failureNotice,
  faultNotice,
  keyNotice,
  type Translate,
  voiceOf,
} from './notices.ts'
import type { Delay } from './pace.ts'
import { clip } from './rich-text.ts'
import { createSerial } from './serial.ts'

export interface InboxTools extends DeliveryTools {
  readonly reception: Reception
  readonly commands: readonly Command[]
  readonly translate: Translate
  readonly download: Download
  readonly menus: Menus
  readonly delay: Delay
  readonly onRemoved: (room: { readonly id: string; readonly title: string }) => void
}

/** Takes updates from the poll and returns at once; the work goes on by itself, one person's in order. */
export interface Inbox {
  take(update: unknown): void
  /** Resolves when everything that was taken is answered. */
  idle(): Promise<void>
}

/** Requests of one person that may wait. */
const MOST_WAITING = 50
/** A press is answered after this, with the reply's short word or without: Telegram's wheel stops turning. */
const PRESS_PATIENCE = 700
/** After this the person sees that the bot is at work. */
const TYPING_AFTER = 1_000
const LONGEST_TOAST = 200

export function createInbox(tools: InboxTools): Inbox {
  const { log, delay } = tools
  const onThrown = (thrown: unknown): void =>
    log.error({ reason: sentenceOf(thrown) }, 'an update could not be served')
  const persons = createSerial({ most: MOST_WAITING, delay, onThrown })
  const answers = createSerial({ most: MOST_WAITING * 4, delay, onThrown })
  const answer = (reply: Reply | null, place: Place, pressed: Pressed | null = null): void => {
    const work = async (): Promise<void> => {
      if (reply !== null) await deliver(tools, reply, place, pressed)
      await refreshMenu(tools, place, reply)
    }
    if (!answers.add(place.chat, work))
      log.warn({ chat: place.chat }, 'an answer was dropped: too many wait for this chat')
  }
  const serve = (arrival: Arrival): void => {
    switch (arrival.kind) {
      case 'ignored':
        return log.debug({ why: arrival.why }, 'an update was left alone')
      case 'removed':
        log.warn({ chat: arrival.chat, title: arrival.title }, 'the bot was removed from a chat')
        return tools.onRemoved({ id: arrival.chat, title: arrival.title })
      case 'moved':
        persons.add('moved', () => tools.reception.roomMoved('telegram', arrival.from, arrival.to))
        return undefined
      case 'key':
        persons.add(arrival.place.userId, () => dropKey(tools, arrival.place, answer))
        return undefined
      case 'line':
        if (!persons.add(arrival.place.userId, () => hear(tools, arrival, answer)))
          crowded(tools, arrival.place, answer)
        return undefined
      case 'press':
        return servePress(tools, arrival, persons.add, answer)
    }
  }
  return {
    take(update) {
      try {
        serve(arrivalOf(update, tools.bot(), tools.commands))
      } catch (thrown) {
        onThrown(thrown)
      }
    },
    async idle() {
      await persons.idle()
      await answers.idle()
    },
  }
}

/** Queues the answer behind those to the same chat; the person's next request does not wait for it. */
type AnswerIn = (reply: Reply | null, place: Place, pressed?: Pressed | null) => void
type ArrivalOf<K extends Arrival['kind']> = Extract<Arrival, { kind: K }>

const senderOf = (place: Place): Sender => ({
  platform: 'telegram',
  userId: place.userId,
  displayName: place.displayName,
  room: {
    id: place.chat,
    kind: place.kind,
    guildId: null,
    ...(place.thread === undefined ? {} : { thread: String(place.thread) }),
  },
})

const toPlace = (answer: ReturnType<typeof faultNotice>, voice: Voice): Reply => ({
  card: cardIn(answer, voice),
  audience: 'room',
  inPlace: false,
})

async function hear(tools: InboxTools, arrival: ArrivalOf<'line'>, answer: AnswerIn): Promise<void> {
  const { place, deliveryId, line, file } = arrival
  const finished = new AbortController()
  void showTyping(tools, place, finished.signal)
  try {
    const fetched = file === null ? null : await fetchFor(tools, place, file)
    const incoming = {
      sender: senderOf(place),
      deliveryId,
      ...(fetched === null ? {} : { file: fetched }),
      ...(arrival.quoted === null ? {} : { quoted: arrival.quoted }),
    }
    const reply = await tools.reception.line(incoming, line)
    answer(reply, place)
  } catch (thrown) {
    answer(toPlace(noticeOf(thrown, tools.log), voiceOf(place.language, tools.translate)), place)
  } finally {
    finished.abort()
  }
}

/** Only for those who may run anything: strangers' files are not brought into the house. */
async function fetchFor(tools: InboxTools, place: Place, file: FileAtTelegram): Promise<ReceivedFile | null> {
  const isKnown = (await tools.reception.commandsFor(senderOf(place))).length > 0
  return isKnown ? tools.download(file) : null
}

function servePress(
  tools: InboxTools,
  arrival: ArrivalOf<'press'>,
  add: (key: string, work: () => Promise<void>) => boolean,
  answer: AnswerIn,
): void {
  const voice = voiceOf(arrival.place.language, tools.translate)
  const acknowledge = acknowledgement(tools, arrival.callbackId)
  const { token } = arrival
  if (token === null) return acknowledge(write(say`This button is too old to be understood.`, voice))
  const work = async (): Promise<void> => press(tools, { ...arrival, token }, { acknowledge, answer, voice })
  if (!add(arrival.place.userId, work)) return acknowledge(write(crowdedNotice().heading, voice))
  // Not in the person's queue: what is before this may take long.
  void tools.delay(PRESS_PATIENCE).then(
    () => acknowledge(null),
    () => acknowledge(null),
  )
}

async function press(
  tools: InboxTools,
  { place, deliveryId, token, isThere }: ArrivalOf<'press'> & { token: string },
  {
    acknowledge,
    answer,
    voice,
  }: {
    acknowledge: (toast: string | null) => void
    answer: AnswerIn
    voice: Voice
  },
): Promise<void> {
  try {
    const reply = await tools.reception.press({ sender: senderOf(place), deliveryId }, token)
    acknowledge(reply?.toast === undefined ? null : write(reply.toast, reply.card.voice))
    if (reply?.toastOnly !== true) answer(reply, place, { isThere })
  } catch (thrown) {
    acknowledge(null)
    answer(toPlace(noticeOf(thrown, tools.log), voice), place)
  }
}

/** Answers the press once, whoever comes first. */
function acknowledgement({ messenger }: InboxTools, callbackId: string): (toast: string | null) => void {
  let isDone = false
  return (toast) => {
    if (isDone) return
    isDone = true
    const words = toast === null ? '' : clip(toast, LONGEST_TOAST)
    void messenger.ask('answerCallbackQuery', {
      callback_query_id: callbackId,
      ...(words === '' ? {} : { text: words }),
    })
  }
}

/** Deletes what looks like a key, and says so; to strangers in a room it says nothing. */
async function dropKey(tools: InboxTools, place: Place, answer: AnswerIn): Promise<void> {
  const deleted = await tools.messenger.ask('deleteMessage', {
    chat_id: Number(place.chat),
    message_id: place.messageId,
  })
  tools.log.warn({ chat: place.chat, deleted: deleted.ok }, 'a message that looked like a key was stopped')
  const isKnown = (await tools.reception.commandsFor(senderOf(place))).length > 0
  if (!isKnown && place.kind === 'shared') return
  answer(toPlace(keyNotice(deleted.ok), voiceOf(place.language, tools.translate)), place)
}

function crowded(tools: InboxTools, place: Place, answer: AnswerIn): void {
  tools.log.warn({ chat: place.chat }, 'a request was dropped: too many of this person wait')
  if (place.kind === 'direct')
    answer(toPlace(crowdedNotice(), voiceOf(place.language, tools.translate)), place)
}

async function showTyping(tools: InboxTools, place: Place, finished: AbortSignal): Promise<void> {
  try {
    await tools.delay(TYPING_AFTER, finished)
  } catch {
    return // the answer came first
  }
  if (!finished.aborted)
    await tools.messenger.ask('sendChatAction', {
      chat_id: Number(place.chat),
      action: 'typing',
      ...(place.thread === undefined ? {} : { message_thread_id: place.thread }),
    })
}

/** A menu that can't be set is no reason to fail what was asked. */
async function refreshMenu(tools: InboxTools, place: Place, reply: Reply | null): Promise<void> {
  const voice: Voice = reply?.card.voice ?? voiceOf(place.language, tools.translate)
  try {
    await tools.menus.refresh(senderOf(place), (template) => voice.translate(template))
  } catch (thrown) {
    tools.log.warn({ reason: sentenceOf(thrown) }, 'a menu was not brought up to date')
  }
}

/** A failure says itself; anything else is a mistake of ours, of which only the log hears more. */
function noticeOf(thrown: unknown, log: Logger): ReturnType<typeof faultNotice> {
  if (thrown instanceof Failure) {
    const sentence: Text = thrown.sentence
    return failureNotice(sentence)
  }
  log.error({ reason: sentenceOf(thrown) }, 'a request ended in a fault')
  return faultNotice()
}
