import { splitChannel } from '../../alerts/channel.ts'
import { type Digest, digestMessage } from '../../alerts/digest.ts'
import type { AlertMessage } from '../../alerts/message.ts'
import { type Directory, digestRoute, TERMINAL } from '../../alerts/routing.ts'
import { Failure, sentenceOf } from '../../engine/failure.ts'
import { say } from '../../engine/phrase.ts'
import type { Voice } from '../../engine/phrase.ts'
import type { ChatParts } from '../chat/parts.ts'
import { voiceOf } from '../chat/replies.ts'
import type { AlertChannels } from './channels.ts'

export interface DigestSending {
  readonly parts: ChatParts
  readonly channels: AlertChannels
  readonly directory: () => Promise<Directory>
  /** Somebody outside hears that the digest was sent. */
  readonly onSent: () => void
}

const SEND_SECONDS = 30

/** To every room and address that reads digests. Throws when it reached nobody, so that it is tried again. */
export const createDigestSending =
  ({ parts, channels, directory, onSent }: DigestSending) =>
  async (digest: Digest): Promise<void> => {
    const voice = await voiceOf(parts, { language: parts.language, names: 'initials' })
    const image = await pictureOf(parts, digest, voice)
    const message = { ...digestMessage(digest, voice), ...(image === null ? {} : { image }) }
    const route = digestRoute(await directory())
    const outcomes = await Promise.all(
      route.map(async (channel) => {
        const [kind, address] = splitChannel(channel)
        // The same key for every try: who has it already shows no second one, where the channel can tell.
        const how = { key: `digest-${digest.day}`, signal: AbortSignal.timeout(SEND_SECONDS * 1000) }
        const sent = await channels.byKind.get(kind)?.send(address, message, how)
        if (sent !== undefined && sent.kind !== 'sent')
          parts.log.warn({ channel: kind, reason: String(sent.why) }, 'a digest was not told')
        return { channel, isSent: sent?.kind === 'sent' }
      }),
    )
    const others = outcomes.filter(({ channel }) => channel !== TERMINAL)
    if (others.length > 0 && !others.some(({ isSent }) => isSent))
      throw new Failure('chat_unreachable', say`The digest of ${digest.day} reached nobody.`)
    onSent()
  }

const DAYS_SHOWN = 14

/** A digest without its picture is better than none. */
async function pictureOf(
  { chartsFor, clock, log }: ChatParts,
  { day }: Digest,
  voice: Voice,
): Promise<NonNullable<AlertMessage['image']> | null> {
  try {
    const { name, png, alt } = await chartsFor(voice, clock.now()).volume({ days: DAYS_SHOWN, until: day })
    return { name, png, alt }
  } catch (thrown) {
    log.warn({ reason: sentenceOf(thrown) }, 'a digest goes out without its picture')
    return null
  }
}
