import { z } from 'zod'
import type { Call, Outcome, Parameters } from './calls.ts'
import { aborted, within } from './deadline.ts'
import type { Keyboard } from './keyboard.ts'
import type { Delay, Pace } from './pace.ts'
import type { Attachment } from './render.ts'
import { type Span, toHtml, toPlain } from './rich-text.ts'
import type { Trouble } from './trouble.ts'

export type Sent =
  | { readonly kind: 'sent'; readonly chat: string; readonly messageId: number }
  | { readonly kind: 'failed'; readonly trouble: Trouble }
export type Edited =
  | { readonly kind: 'done' }
  | { readonly kind: 'gone' }
  | { readonly kind: 'failed'; readonly trouble: Trouble }

export interface TextOptions {
  readonly keyboard?: Keyboard
  /** A button that opens a page instead of being pressed. */
  readonly link?: { readonly text: string; readonly url: string }
  /** The message that it answers, where several people read. */
  readonly replyTo?: number | undefined
  /** The topic of a forum. */
  readonly thread?: number | undefined
  /** Opens the asker's keyboard for an answer to this very message: only such answers reach a bot in a group. */
  readonly forceReply?: boolean
  /** Makes no sound. */
  readonly silent?: boolean | undefined
}

/** How long somebody waits for a message to go out. */
export interface Waiting {
  /** A longer silence that Telegram asks for is not kept: the message is given up, and that is told. */
  readonly patienceSeconds?: number | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * Messages into chats, in turn and at Telegram's pace. Nothing here throws. A message is sent again only when it
 * certainly did not arrive: Telegram knows no key by which a second copy could be told.
 */
export interface Messenger {
  sendText(chat: string, spans: readonly Span[], options?: TextOptions, waiting?: Waiting): Promise<Sent>
  sendFile(chat: string, file: Attachment, options?: Pick<TextOptions, 'thread' | 'silent'>): Promise<Sent>
  editText(
    chat: string,
    messageId: number,
    spans: readonly Span[],
    keyboard: Keyboard,
    waiting?: Waiting,
  ): Promise<Edited>
  /** Something else about a chat, in turn with its messages; made again only when it certainly did not arrive. */
  order(chat: string, method: string, parameters: Parameters): Promise<Outcome>
  /** For calls that may be made twice without harm; tried again when their answer was lost. */
  readonly ask: (method: string, parameters: Parameters) => Promise<Outcome>
}

const MOST_TRIES = 4
/** When Telegram asks for a longer silence, the message is given up. */
const LONGEST_SILENCE_SECONDS = 120
/** One that was never sent because too many wait is as good as not accepted. */
const CROWDED: Outcome = {
  ok: false,
  trouble: { kind: 'unreached', why: 'too many messages wait for this chat' },
}

const SentMessage = z.object({ message_id: z.number().int(), chat: z.object({ id: z.number().int() }) })

interface Tools {
  readonly call: Call
  readonly pace: Pace
  readonly delay: Delay
  readonly random: () => number
  readonly onMoved: (from: string, to: string) => Promise<void>
}

export function createMessenger(tools: Tools): Messenger {
  const { call, pace } = tools
  const send = async (order: Order): Promise<Sent> => sentOf(await inTurn(tools, order))
  return {
    sendText: (chat, spans, options = {}, waiting = {}) =>
      send({
        chat,
        method: 'sendMessage',
        parameters: textParameters(spans, options),
        mayRepeat: false,
        ...waiting,
      }),
    sendFile(chat, file, options = {}) {
      const [method, parameters] = fileParameters(file, options)
      return send({ chat, method, parameters, mayRepeat: false })
    },
    async editText(chat, messageId, spans, keyboard, waiting = {}) {
      const parameters = { message_id: messageId, ...textParameters(spans, { keyboard }) }
      const order = { chat, method: 'editMessageText', parameters, mayRepeat: true, ...waiting }
      const outcome = await inTurn(tools, order)
      if (outcome.ok || outcome.trouble.kind === 'not_modified') return { kind: 'done' }
      return outcome.trouble.kind === 'gone' ? { kind: 'gone' } : { kind: 'failed', trouble: outcome.trouble }
    },
    order: (chat, method, parameters) => inTurn(tools, { chat, method, parameters, mayRepeat: false }),
    async ask(method, parameters) {
      return repeating(tools, { mayRepeat: true }, async () => {
        await pace.overall()
        return call(method, parameters)
      }).catch(stopped)
    },
  }
}

interface Order extends Waiting {
  readonly chat: string
  readonly method: string
  readonly parameters: Parameters
  /** Twice does no harm. */
  readonly mayRepeat: boolean
}

const notSent = (why: string): Outcome => ({ ok: false, trouble: { kind: 'unreached', why } })
const stopped = (): Outcome => notSent('the bot is stopping')
const givenUp = (): Outcome => notSent('it was given up before it was sent')

/** Whoever does not wait any more learns at once that nothing was sent, while it was still in the queue. */
async function inTurn(tools: Tools, order: Order): Promise<Outcome> {
  const { chat, signal } = order
  let began = false
  const sent = tools.pace
    .inTurn(chat, () => {
      if (signal?.aborted === true) return Promise.resolve(givenUp())
      began = true
      return insisting(tools, order)
    })
    .then((outcome) => outcome ?? CROWDED, stopped)
  if (signal === undefined) return sent
  return within(null, [signal], (end) =>
    Promise.race([sent, aborted(end).then(() => (began ? sent : givenUp()))]),
  )
}

/** Follows a group to its new id, and does without markup where Telegram can't read it. */
async function insisting(tools: Tools, order: Order): Promise<Outcome> {
  const { chat, method, parameters, signal } = order
  const attempt = (to: string, with_: Parameters): Promise<Outcome> =>
    repeating(tools, order, () =>
      tools.call(method, { chat_id: chatIdOf(to), ...withoutNote(with_) }, { giveUp: signal }),
    )
  const first = await attempt(chat, parameters)
  if (first.ok) return first
  if (first.trouble.kind === 'moved') {
    await tools.onMoved(chat, first.trouble.to)
    return attempt(first.trouble.to, parameters)
  }
  if (first.trouble.kind === 'markup' && 'plain' in parameters) {
    const { parse_mode: _, ...bare } = parameters
    return attempt(chat, { ...bare, text: parameters['plain'] })
  }
  return first
}

/** Waits as Telegram asks, and again while the request did not arrive, or may be made twice. */
async function repeating(
  { delay, random }: Tools,
  order: Pick<Order, 'mayRepeat'> & Waiting,
  attempt: () => Promise<Outcome>,
): Promise<Outcome> {
  const { mayRepeat, patienceSeconds = LONGEST_SILENCE_SECONDS, signal } = order
  for (let tries = 1; ; tries++) {
    const outcome = await attempt()
    if (outcome.ok || tries === MOST_TRIES || signal?.aborted === true) return outcome
    const { trouble } = outcome
    if (trouble.kind === 'too_many') {
      if (trouble.retryAfterSeconds > patienceSeconds) return outcome
      if (!(await waited(delay(trouble.retryAfterSeconds * 1000, signal)))) return outcome
    } else if (trouble.kind === 'unreached' || (mayRepeat && trouble.kind === 'unknown')) {
      if (!(await waited(delay(300 * 2 ** tries * (0.5 + random()), signal)))) return outcome
    } else return outcome
  }
}

/** False when the wait was ended by whoever no longer waits: what was known before is the answer. */
const waited = (delayed: Promise<void>): Promise<boolean> =>
  delayed.then(
    () => true,
    () => false,
  )

const chatIdOf = (chat: string): number | string => (/^-?\d{1,16}$/.test(chat) ? Number(chat) : chat)

/** `plain` is the text to fall back to, for us alone. */
function withoutNote(parameters: Parameters): Parameters {
  const { plain: _, ...asked } = parameters
  return asked
}

function textParameters(spans: readonly Span[], options: TextOptions): Parameters {
  const markup = markupOf(options)
  return {
    text: toHtml(spans),
    plain: toPlain(spans),
    parse_mode: 'HTML',
    link_preview_options: { is_disabled: true },
    ...silenceOf(options),
    ...(markup === null ? {} : { reply_markup: markup }),
    ...(options.replyTo === undefined
      ? {}
      : { reply_parameters: { message_id: options.replyTo, allow_sending_without_reply: true } }),
    ...threadOf(options),
  }
}

function markupOf({ keyboard, link, forceReply }: TextOptions): Parameters | null {
  if (keyboard !== undefined && keyboard.length > 0) return { inline_keyboard: keyboard }
  if (link !== undefined) return { inline_keyboard: [[link]] }
  return forceReply === true ? { force_reply: true, selective: true } : null
}

const silenceOf = ({ silent }: TextOptions): Parameters =>
  silent === true ? { disable_notification: true } : {}

const threadOf = ({ thread }: TextOptions): Parameters =>
  thread === undefined ? {} : { message_thread_id: thread }

function fileParameters(file: Attachment, options: TextOptions): [method: string, parameters: Parameters] {
  const upload = { source: Buffer.from(file.bytes), filename: file.name }
  const common = {
    ...(file.caption === '' ? {} : { caption: file.caption }),
    ...threadOf(options),
    ...silenceOf(options),
  }
  return file.kind === 'photo'
    ? ['sendPhoto', { photo: upload, ...common }]
    : ['sendDocument', { document: upload, ...common }]
}

function sentOf(outcome: Outcome): Sent {
  if (!outcome.ok) return { kind: 'failed', trouble: outcome.trouble }
  const message = SentMessage.safeParse(outcome.result)
  return message.success
    ? { kind: 'sent', chat: String(message.data.chat.id), messageId: message.data.message_id }
    : { kind: 'failed', trouble: { kind: 'unknown', why: 'an answer that is no message' } }
}
