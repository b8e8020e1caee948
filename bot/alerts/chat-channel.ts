import type { Logger } from 'pino'
import type { Channel, SendOptions, Sent } from '../../alerts/channel.ts'
import type { AlertMessage } from '../../alerts/message.ts'
import { Failure, sentenceOf } from '../../engine/failure.ts'
import type { JsonObject } from '../../engine/json-value.ts'
import { say, type Text } from '../../engine/phrase.ts'
import type { Card, Mention, Outlet, PlatformState, PostOptions } from '../chat/conversation.ts'
import { PostedCard, type Target, targetOf } from './chat-address.ts'

export interface ChatChannelOptions {
  readonly platform: 'discord' | 'telegram'
  /** Null while the platform is not connected. */
  readonly outlet: () => Pick<Outlet, 'platform' | 'post' | 'edit'> | null
  /** Why it is not; null where nobody knows. */
  readonly state?: () => PlatformState | null
  /** The card for whoever reads it at this address. */
  readonly toCard: (message: AlertMessage, address: string) => Promise<Card>
  /** Whom to call by name in a room, for a message that asks for it. */
  readonly mentions?: (message: AlertMessage) => Promise<readonly Mention[]>
  readonly log: Logger
}

/** A longer wait that a platform asks for is for the pipeline to keep, which tells others meanwhile. */
const PATIENCE_SECONDS = 5

/**
 * Alerts on a chat platform: at 'room:<id>' for everybody there, at 'person:<account>' for one person directly. One
 * card an alert, which is edited in its place.
 */
export function createChatChannel(options: ChatChannelOptions): Channel {
  const { platform, toCard } = options
  return {
    kind: platform,
    isChat: true,
    addresses: [],
    async send(address, message, how) {
      const to = targetOf(address)
      if (to === null) return never(say`There is no address "${address}" on ${platform}.`)
      return carry<never>(options, {
        make: () => toCard(message, address),
        async use(outlet, card) {
          const posted = await outlet.post(to, card, await postOptions(options, { to, message, how }))
          return { kind: 'sent', posted: { ...posted, address } }
        },
      })
    },
    async edit(posted, message, { signal }) {
      const place = placeOf(platform, posted)
      if (place === null) return { kind: 'gone' }
      return carry<{ readonly kind: 'gone' }>(options, {
        make: () => toCard(message, place.address),
        async use(outlet, card) {
          const isThere = await outlet.edit(place, card, { patienceSeconds: PATIENCE_SECONDS, signal })
          return isThere ? { kind: 'sent', posted } : { kind: 'gone' }
        },
      })
    },
  }
}

/** Null for what another channel has posted. */
function placeOf(platform: string, posted: JsonObject): PostedCard | null {
  const read = PostedCard.safeParse(posted)
  return read.success && read.data.platform === platform ? read.data : null
}

interface Step<T> {
  readonly make: () => Promise<Card>
  readonly use: (outlet: Pick<Outlet, 'post' | 'edit'>, card: Card) => Promise<Sent | T>
}

/** An edge: whatever goes wrong becomes an outcome. */
async function carry<T>(options: ChatChannelOptions, { make, use }: Step<T>): Promise<Sent | T> {
  const outlet = options.outlet()
  if (outlet === null) return away(options)
  let card: Card
  try {
    card = await make()
  } catch (thrown) {
    complain(options, thrown)
    return { kind: 'failed', why: wordsOf(thrown), retry: 'soon' }
  }
  try {
    return await use(outlet, card)
  } catch (thrown) {
    complain(options, thrown)
    return failed(thrown)
  }
}

function away({ platform, state }: ChatChannelOptions): Sent {
  const now = state?.() ?? null
  if (now === null || now.kind === 'connected')
    return { kind: 'failed', why: say`${platform} is not connected.`, retry: 'soon' }
  const why = say`${platform} is not connected: ${now.why}`
  return now.needsPerson === true ? never(why) : { kind: 'failed', why, retry: 'soon' }
}

const never = (why: Text): Sent => ({ kind: 'failed', why, retry: 'never' })

function failed(thrown: unknown): Sent {
  const why = wordsOf(thrown)
  if (!(thrown instanceof Failure) || thrown.code === 'chat_uncertain') return { kind: 'unknown', why }
  if (thrown.code === 'chat_refused') return never(why)
  const { retryAfterSeconds } = thrown
  return {
    kind: 'failed',
    why,
    retry: 'soon',
    ...(retryAfterSeconds === null ? {} : { retryAfterSeconds }),
  }
}

const wordsOf = (thrown: unknown): Text => (thrown instanceof Failure ? thrown.sentence : sentenceOf(thrown))

const complain = ({ log, platform }: ChatChannelOptions, thrown: unknown): void =>
  log.warn({ platform, reason: sentenceOf(thrown) }, 'an alert could not be told')

async function postOptions(
  options: ChatChannelOptions,
  { to, message, how }: { to: Target; message: AlertMessage; how: SendOptions },
): Promise<PostOptions> {
  const { key, signal } = how
  return {
    key,
    signal,
    silent: message.silent,
    inOne: true,
    patienceSeconds: PATIENCE_SECONDS,
    mentions: message.mention && 'room' in to ? await called(options, message) : [],
  }
}

/** That nobody can be called by name is no reason to say nothing. */
async function called(options: ChatChannelOptions, message: AlertMessage): Promise<readonly Mention[]> {
  try {
    return (await options.mentions?.(message)) ?? []
  } catch (thrown) {
    complain(options, thrown)
    return []
  }
}
