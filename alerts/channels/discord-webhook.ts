import type { JsonObject } from '../../engine/json-value.ts'
import { say, type Voice, write } from '../../engine/phrase.ts'
import type { Channel, SendOptions, Sent } from '../channel.ts'
import { lookOf } from '../compose-look.ts'
import type { AlertMessage } from '../message.ts'
import { clipText, closingTexts, commandLines, leadTexts, pictureTexts } from '../plain.ts'
import { post } from '../post.ts'
import { type Answered, asSent, isPage, jsonIn, never, type Receiver, verdictOf } from '../verdict.ts'

/** How words are written on Discord, by where they stand. */
export interface DiscordVoices {
  /** Where markup and live timestamps show. */
  readonly rich: Voice
  /** Where markup shows and timestamps do not: titles. */
  readonly marked: Voice
  readonly plain: Voice
}

export interface DiscordWebhookOptions {
  /** Addresses of webhooks by their number in ALERT_WEBHOOK. */
  readonly urls: ReadonlyMap<string, string>
  readonly voices: () => DiscordVoices | Promise<DiscordVoices>
  readonly now: () => Date
  readonly timeoutMs?: number
}

const TIMEOUT_MS = 10_000
/** SUPPRESS_NOTIFICATIONS */
const SILENT = 1 << 12
const UNKNOWN_MESSAGE = 10_008
/** What Discord takes at most; all of an embed's words together are 6000. */
const MOST = { title: 256, description: 2000, fields: 20, fieldName: 100, fieldValue: 1024, all: 5800 }

/** Discord's webhooks, which need no bot. What was sent there is edited in place. */
export function createDiscordWebhookChannel(options: DiscordWebhookOptions): Channel {
  const call = async (
    target: { readonly address: string; readonly messageId: string | null },
    message: AlertMessage,
    { signal }: SendOptions,
  ) => {
    const { address, messageId } = target
    const url = options.urls.get(address)
    if (url === undefined) return never(say`ALERT_WEBHOOK has no address no. ${address} of Discord.`)
    const outcome = await post({
      url: messageId === null ? sendUrl(url) : editUrl(url, messageId),
      method: messageId === null ? 'POST' : 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(discordBody(message, await options.voices(), messageId === null)),
      timeoutMs: options.timeoutMs ?? TIMEOUT_MS,
      signal,
    })
    if (messageId !== null && isGone(outcome)) return { kind: 'gone' } as const
    const verdict = verdictOf(outcome, receiverOf(address), options.now())
    return verdict.kind === 'accepted' ? accepted(verdict.answer, address, messageId) : verdict
  }
  return {
    kind: 'discord-webhook',
    isChat: false,
    addresses: [...options.urls.keys()],
    send: (address, message, sendOptions) =>
      asSent(async (): Promise<Sent> => {
        const sent = await call({ address, messageId: null }, message, sendOptions)
        return sent.kind === 'gone' ? never(say`Discord does not know this webhook.`) : sent
      }),
    edit: (posted, message, sendOptions) =>
      asSent(async () => {
        const { webhook, messageId } = posted
        if (typeof webhook !== 'string' || typeof messageId !== 'string') return { kind: 'gone' } as const
        return call({ address: webhook, messageId }, message, sendOptions)
      }),
  }
}

const receiverOf = (address: string): Receiver => ({
  name: 'Discord',
  variable: `ALERT_WEBHOOK (no. ${address})`,
  whenRefused: say`make a new webhook in the Discord channel's settings and put its address into ALERT_WEBHOOK (no. ${address}).`,
})

/** With ?wait=true Discord answers with the message, without which it could not be edited. */
function sendUrl(url: string): string {
  const target = new URL(url)
  target.searchParams.set('wait', 'true')
  return target.href
}

function editUrl(url: string, messageId: string): string {
  const target = new URL(url)
  target.pathname = `${target.pathname.replace(/\/$/, '')}/messages/${messageId}`
  return target.href
}

const isGone = (outcome: Awaited<ReturnType<typeof post>>): boolean =>
  outcome.kind === 'answered' && outcome.status === 404 && jsonIn(outcome.body)['code'] === UNKNOWN_MESSAGE

function accepted(answer: Answered, address: string, messageId: string | null): Sent {
  if (isPage(answer.body))
    return {
      kind: 'unknown',
      why: say`What answered for ALERT_WEBHOOK no. ${address} is not Discord: whether the message arrived is not known.`,
    }
  const id = messageId ?? jsonIn(answer.body)['id']
  const posted: JsonObject | null =
    typeof id === 'string' && /^\d{1,25}$/.test(id) ? { webhook: address, messageId: id } : null
  return { kind: 'sent', posted }
}

/** The message as an embed in its colour; nobody is ever called by what it says. */
export function discordBody(message: AlertMessage, voices: DiscordVoices, isNew: boolean): object {
  const { rich, marked, plain } = voices
  const line = (words: string): string => words.replaceAll(/\s+/g, ' ').trim()
  const title = clipText(line(write(message.heading, marked)), MOST.title)
  const commands = commandLines(message).map((command) => `\`${command.replaceAll('`', "'")}\``)
  const closing = closingTexts(message).map((text) => write(text, rich))
  const leads = leadTexts(message).map((text) => line(write(text, rich)))
  const lead = message.lines === undefined ? `**${leads.join('')}**` : leads.join('\n')
  const alts = pictureTexts(message).map((text) => line(write(text, rich)))
  const description = clipText(
    [lead, ...alts, commands.join(' · '), ...closing].filter((line) => line !== '').join('\n'),
    MOST.description,
  )
  let room = MOST.all - title.length - description.length
  const fields = message.sections.slice(0, MOST.fields).flatMap(([name, words]) => {
    const field = {
      name: clipText(line(write(name, plain)), MOST.fieldName),
      value: clipText(write(words, rich).trim() || '–', MOST.fieldValue),
    }
    room -= field.name.length + field.value.length
    return room < 0 ? [] : [field]
  })
  return {
    embeds: [{ color: Number.parseInt(lookOf(message).colour.slice(1), 16), title, description, fields }],
    allowed_mentions: { parse: [] },
    ...(isNew && message.silent ? { flags: SILENT } : {}),
  }
}
