import { createHash } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import type { JsonObject } from '../../engine/json-value.ts'
import { say, type Voice } from '../../engine/phrase.ts'
import type { Channel, Sent } from '../channel.ts'
import type { AlertMessage } from '../message.ts'
import { leadTexts, plainLine, plainWords } from '../plain.ts'
import { post } from '../post.ts'
import { asSent, never, type Receiver, verdictOf } from '../verdict.ts'

export interface WebhookOptions {
  /** Addresses by their number in ALERT_WEBHOOK. */
  readonly urls: ReadonlyMap<string, string>
  /** 'whsec_…': signs every message, so that the receiver knows who it is from. */
  readonly secret: string
  readonly voice: () => Voice | Promise<Voice>
  readonly now: () => Date
  readonly timeoutMs?: number
}

const TIMEOUT_MS = 10_000

/** Any receiver of Standard Webhooks: signed JSON, with an id that stays the same from try to try. */
export function createWebhookChannel(options: WebhookOptions): Channel {
  return {
    kind: 'webhook',
    isChat: false,
    addresses: [...options.urls.keys()],
    send: (address, message, { key, signal }) =>
      asSent(async (): Promise<Sent> => {
        const url = options.urls.get(address)
        if (url === undefined)
          return never(say`ALERT_WEBHOOK has no address no. ${address} for signed messages.`)
        const now = options.now()
        const body = JSON.stringify(webhookBody(message, await options.voice(), now))
        const outcome = await post({
          url,
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            ...signatureHeaders({ key, body, secret: options.secret, now }),
          },
          body,
          timeoutMs: options.timeoutMs ?? TIMEOUT_MS,
          signal,
        })
        const verdict = verdictOf(outcome, receiverOf(address), now)
        return verdict.kind === 'accepted' ? { kind: 'sent', posted: null } : verdict
      }),
  }
}

const receiverOf = (address: string): Receiver => ({
  name: say`The webhook`,
  variable: `ALERT_WEBHOOK (no. ${address})`,
  whenRefused: say`look at the address in ALERT_WEBHOOK (no. ${address}), and whether its receiver has the same ALERT_WEBHOOK_SECRET.`,
})

/** The headers of Standard Webhooks: the id lets a receiver drop what it has already, the signature tells whose it is. */
export function signatureHeaders(parts: {
  readonly key: string
  readonly body: string
  readonly secret: string
  readonly now: Date
}): Record<string, string> {
  const { key, body, secret, now } = parts
  const id = messageIdOf(key)
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign(id, now, body),
  }
}

/** The key itself where it can stand in a header. */
export const messageIdOf = (key: string): string =>
  /^[\x21-\x7e]{1,200}$/.test(key) ? key : createHash('sha256').update(key).digest('hex')

/** What a program reads of it, and the words for people beside. */
export function webhookBody(message: AlertMessage, voice: Voice, now: Date): JsonObject {
  const { at } = message.json
  return {
    type: typeOf(message),
    timestamp: typeof at === 'string' ? at : now.toISOString(),
    data: {
      ...message.json,
      heading: plainLine(message.heading, voice),
      lead: leadTexts(message)
        .map((text) => plainLine(text, voice))
        .join('\n'),
      ...(message.image === undefined ? {} : { picture: plainLine(message.image.alt, voice) }),
      sections: message.sections.map(([title, words]) => ({
        title: plainLine(title, voice),
        text: plainWords(words, voice),
      })),
      commands: message.buttons.map(({ line }) => line),
    },
  }
}

function typeOf({ kind, state }: AlertMessage): string {
  if (kind === 'overview') return 'alert.overview'
  if (state === 'firing') return kind === 'escalated' ? 'alert.escalated' : 'alert.firing'
  return `alert.${state}`
}
