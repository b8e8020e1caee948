import type { JsonObject } from '../engine/json-value.ts'
import type { Text } from '../engine/phrase.ts'
import type { AlertMessage } from './message.ts'

/** How sending ended. `failed` is certain; after `unknown` it may have arrived. */
export type Sent =
  /** `posted`: where it can be edited later; null where it can't. */
  | { readonly kind: 'sent'; readonly posted: JsonObject | null }
  | {
      readonly kind: 'failed'
      readonly why: Text
      /** 'never': this address can't work as it is (a revoked token, an unknown room, a refused mailbox). */
      readonly retry: 'soon' | 'never'
      /** What the other side asked for. */
      readonly retryAfterSeconds?: number
    }
  | { readonly kind: 'unknown'; readonly why: Text }

export interface SendOptions {
  /** The same for every try of one message, so that a receiver who can will drop the second. */
  readonly key: string
  /** Aborted when the bot stops, or when it took too long. */
  readonly signal: AbortSignal
}

/**
 * One way to reach people: renders a message and sends it. Never throws. A channel is named 'kind:address', such as
 * 'email:mara@shop.example'; where the address is secret (webhooks) it is a number: 'slack:1'.
 */
export interface Channel {
  readonly kind: string
  /** Chat shows cards to everybody in the shop; the others are there when it fails, and for pages. */
  readonly isChat: boolean
  /** The addresses that the settings name; rooms and people come from the books. */
  readonly addresses: readonly string[]
  send(address: string, message: AlertMessage, options: SendOptions): Promise<Sent>
  /** Changes what was sent before; 'gone': it is not there any more. Only where a channel can. */
  edit?(
    posted: JsonObject,
    message: AlertMessage,
    options: SendOptions,
  ): Promise<Sent | { readonly kind: 'gone' }>
}

/** 'email:mara@shop.example' → ['email', 'mara@shop.example'] */
export const splitChannel = (channel: string): [kind: string, address: string] => {
  const at = channel.indexOf(':')
  return at === -1 ? [channel, ''] : [channel.slice(0, at), channel.slice(at + 1)]
}
