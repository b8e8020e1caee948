import type { Logger } from 'pino'
import { sentenceOf } from '../../engine/failure.ts'
import type { Posted } from '../../engine/people.ts'
import type { Clock } from '../../engine/ports.ts'
import type { Outlet, Reply } from '../chat/conversation.ts'
import type { Api, PostedMessage } from './api.ts'
import { faultOf, reasonOf } from './faults.ts'
import type { Interaction } from './interaction.ts'
import { type Message, renderCard } from './render.ts'

/** How the interaction was acknowledged, which decides how it can be answered. */
export type Pending =
  /** An empty answer that says "is thinking", seen by everybody or by the asker alone. */
  | { readonly kind: 'thinking'; readonly isPublic: boolean; readonly mayBePublic: boolean }
  /** The card on which a button was pressed. */
  | { readonly kind: 'card'; readonly messageId: string; readonly isEphemeral: boolean }

export interface DeliveryOptions {
  readonly api: Api
  readonly outlet: Outlet
  readonly clock: Clock
  readonly log: Logger
}

export interface Answering {
  readonly interaction: Interaction
  readonly pending: Pending
  /** By our clock, when the interaction arrived. */
  readonly startedAt: Date
}

/** Discord takes answers for 15 minutes; one minute is left for the way. */
const ANSWERABLE_MS = 14 * 60_000

/** Brings a reply to where it belongs: the waiting answer, the pressed card, or, after 14 minutes, a message of its own. */
export async function deliver(options: DeliveryOptions, answering: Answering, reply: Reply): Promise<void> {
  const { clock, log } = options
  if (clock.now().getTime() - answering.startedAt.getTime() >= ANSWERABLE_MS)
    return deliverLate(options, answering, reply)
  try {
    await deliverInTime(options, answering, reply)
  } catch (thrown) {
    if (faultOf(thrown) !== 'too_late') throw thrown
    log.info({ reason: reasonOf(thrown) }, 'the interaction is over; the answer goes as a message')
    await deliverLate(options, answering, reply)
  }
}

async function deliverInTime(options: DeliveryOptions, answering: Answering, reply: Reply): Promise<void> {
  const { api, clock } = options
  const { interaction, pending } = answering
  const isPublic = reply.audience === 'room' && (pending.kind === 'card' || pending.mayBePublic)
  const audience = isPublic && interaction.guildId !== null ? 'room' : 'asker'
  const { message, privately } = renderCard(reply.card, { audience, now: clock.now() })
  const ephemeral = !isPublic && interaction.guildId !== null
  const { made, isSeen } = await place(options, answering, { reply, message, ephemeral })
  // A card that only one person sees can't be edited later.
  if (isSeen) await tellWhere(options, reply, made)
  if (privately !== null) await api.followUp(interaction, privately, { ephemeral: true })
}

async function place(
  { api }: DeliveryOptions,
  { interaction, pending }: Answering,
  { reply, message, ephemeral }: { reply: Reply; message: Message; ephemeral: boolean },
): Promise<{ made: PostedMessage; isSeen: boolean }> {
  if (pending.kind === 'card' && reply.inPlace)
    return { made: await api.editResponse(interaction, message), isSeen: !pending.isEphemeral }
  if (pending.kind === 'thinking' && pending.isPublic === !ephemeral)
    return { made: await api.editResponse(interaction, message), isSeen: !ephemeral }
  // Whether an answer is for one or for all is fixed when it is announced: another takes its place.
  if (pending.kind === 'thinking') await api.deleteResponse(interaction)
  return { made: await api.followUp(interaction, message, { ephemeral }), isSeen: !ephemeral }
}

async function deliverLate(
  { outlet, api, clock, ...rest }: DeliveryOptions,
  answering: Answering,
  reply: Reply,
): Promise<void> {
  const { interaction, pending } = answering
  if (pending.kind === 'card' && reply.inPlace && !pending.isEphemeral) {
    const { message } = renderCard(reply.card, { audience: reply.audience, now: clock.now() })
    await api.editMessage(interaction.channelId, pending.messageId, message)
    return tellWhere(rest, reply, { id: pending.messageId, channel_id: interaction.channelId })
  }
  const intoRoom =
    interaction.guildId === null ||
    (reply.audience === 'room' && (pending.kind === 'card' || pending.mayBePublic))
  const to = intoRoom ? { room: interaction.channelId } : { account: interaction.userId }
  const posted = await outlet.post(to, reply.card)
  await tellWhere(rest, reply, { id: posted.messageId, channel_id: posted.roomId })
}

async function tellWhere(
  { log }: Pick<DeliveryOptions, 'log'>,
  reply: Reply,
  made: PostedMessage,
): Promise<void> {
  const posted: Posted = { platform: 'discord', roomId: made.channel_id, messageId: made.id }
  try {
    await reply.onPosted?.(posted)
  } catch (thrown) {
    // The answer stands; only later edits of it will not find it.
    log.warn({ reason: sentenceOf(thrown) }, 'where a card went could not be remembered')
  }
}
