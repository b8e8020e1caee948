import { InteractionResponseType, MessageFlags } from 'discord.js'
import { type Command, isAct, type ReceivedFile } from '../../commands/definition.ts'
import { Failure } from '../../engine/failure.ts'
import type { Incoming, Reception, Reply } from '../chat/conversation.ts'
import { acknowledge } from './acknowledging.ts'
import { faultOf, reasonOf } from './faults.ts'
import { fetchAttachment } from './attachment.ts'
import { modalFor, readCustomId } from './buttons.ts'
import { type CommandDeed, commandBehind, writtenOf } from './called.ts'
import { complete } from './completion.ts'
import { type Answering, deliver, type DeliveryOptions, type Pending } from './delivery.ts'
import { type Deed, type Interaction, readInteraction, senderOf } from './interaction.ts'
import { CANT_BE_SHOWN, CROWDED, noticeCard, UNKNOWN_OUTCOME } from './notices.ts'
import { FILE_OPTION, SHARE_OPTION, type Translate } from './registration.ts'
import type { Timing } from './timing.ts'

export interface AnsweringOptions extends DeliveryOptions {
  readonly reception: Reception
  readonly commands: readonly Command[]
  readonly translate: Translate
  readonly guildId: string
  readonly apiUrl: string | null
  readonly timing: Timing
}

export interface Desk {
  /** An interaction as it arrived. Returns at once and never throws. */
  take(raw: unknown): void
  /** Resolves when everything in hand is answered. */
  settled(): Promise<void>
}

/** More people than that do not fit before one bot: who comes then is told so. */
const MOST_IN_HAND = 500

/** Answers what people do on Discord: acknowledged at once, carried to the reception, and its reply brought back. */
export function openDesk(options: AnsweringOptions): Desk {
  const { log, clock } = options
  const inHand = new Set<Promise<void>>()
  return {
    take(raw) {
      const startedAt = clock.now()
      const interaction = readOrNull(raw, options)
      if (interaction === null) return
      const work = (
        inHand.size >= MOST_IN_HAND ? turnAway(options, interaction) : handle(options, interaction, startedAt)
      )
        .catch((thrown: unknown) =>
          log.error({ reason: reasonOf(thrown) }, 'an interaction was not answered'),
        )
        .finally(() => inHand.delete(work))
      inHand.add(work)
    },
    async settled() {
      while (inHand.size > 0) await Promise.all(inHand)
    },
  }
}

/** Null for what can't be read, and for other servers: the bot works in one. */
function readOrNull(raw: unknown, { guildId, log }: AnsweringOptions): Interaction | null {
  try {
    const interaction = readInteraction(raw)
    if (interaction === null || interaction.guildId === null || interaction.guildId === guildId)
      return interaction
    log.info({ guildId: interaction.guildId }, 'an interaction in another server is not answered')
  } catch (thrown) {
    log.warn({ reason: reasonOf(thrown) }, 'an interaction could not be read')
  }
  return null
}

async function handle(options: AnsweringOptions, interaction: Interaction, startedAt: Date): Promise<void> {
  const { deed } = interaction
  switch (deed.kind) {
    case 'completion':
      return complete(options, interaction, deed)
    case 'command':
      return call(options, interaction, { deed, startedAt })
    case 'button': {
      const pressed = readCustomId(deed.customId)
      if (pressed?.kind === 'asks') {
        const response = { type: InteractionResponseType.Modal, data: modalFor(pressed) } as const
        await acknowledge(options, interaction, response)
        return
      }
      return press(options, interaction, { deed, startedAt, token: pressed?.token ?? null })
    }
    case 'typed': {
      const pressed = readCustomId(deed.customId)
      return press(options, interaction, { deed, startedAt, token: pressed?.token ?? null })
    }
  }
}

/* ---------------------------------------------------------- acknowledging */

async function turnAway(options: AnsweringOptions, interaction: Interaction): Promise<void> {
  options.log.warn('too many interactions at once: one was turned away')
  if (interaction.deed.kind === 'completion') return
  await acknowledge(options, interaction, {
    type: InteractionResponseType.ChannelMessageWithSource,
    data: {
      content: noticeText(options, interaction),
      flags: MessageFlags.Ephemeral,
      allowed_mentions: { parse: [] },
    },
  })
}

const noticeText = ({ translate }: AnsweringOptions, { locale }: Interaction): string =>
  (locale.startsWith('es') ? translate(String(CROWDED)) : undefined) ?? String(CROWDED)

/* --------------------------------------------------------------- commands */

async function call(
  options: AnsweringOptions,
  interaction: Interaction,
  { deed, startedAt }: { deed: CommandDeed; startedAt: Date },
): Promise<void> {
  const command = commandBehind(options.commands, deed)
  const share = deed.options.some((option) => option.name === SHARE_OPTION && option.value === true)
  const mayBePublic = interaction.guildId !== null && command?.place !== 'direct'
  const isPublic = mayBePublic && command !== undefined && (isAct(command) || share)
  const acknowledged = await acknowledge(options, interaction, {
    type: InteractionResponseType.DeferredChannelMessageWithSource,
    ...(isPublic ? {} : { data: { flags: MessageFlags.Ephemeral } }),
  })
  if (acknowledged === 'lost') return
  const answering: Answering = {
    interaction,
    startedAt,
    pending: { kind: 'thinking', isPublic, mayBePublic },
  }
  const reply = await answerOf(options, interaction, async () => {
    const file = await fileOf(options, deed)
    return options.reception.call(incomingOf(interaction, { alone: command?.place === 'direct', file }), {
      noun: deed.noun,
      verb: command?.verb ?? deed.verb,
      written: writtenOf(deed, command),
      share,
    })
  })
  if (reply !== null) return bring(options, answering, reply)
  // Nothing is to be answered: "is thinking" must not stand there for ever. A twin's answer is not ours to take away.
  if (acknowledged === 'fresh') await options.api.deleteResponse(interaction)
}

async function fileOf({ apiUrl }: AnsweringOptions, deed: CommandDeed): Promise<ReceivedFile | null> {
  const id = deed.options.find((option) => option.name === FILE_OPTION)?.value
  const attachment = typeof id === 'string' ? deed.attachments[id] : undefined
  return attachment === undefined ? null : fetchAttachment(attachment, apiUrl)
}

function incomingOf(
  interaction: Interaction,
  { alone, file = null }: { alone: boolean; file?: ReceivedFile | null },
): Incoming {
  return {
    sender: senderOf(interaction, alone),
    deliveryId: `discord:${interaction.id}`,
    ...(file === null ? {} : { file }),
  }
}

/** What the reception answers; what is thrown on the way to it becomes an answer too. */
async function answerOf(
  { translate, log }: AnsweringOptions,
  { locale }: Interaction,
  ask: () => Promise<Reply | null>,
): Promise<Reply | null> {
  try {
    return await ask()
  } catch (thrown) {
    if (!(thrown instanceof Failure)) log.error({ reason: reasonOf(thrown) }, 'the reception threw')
    const card =
      thrown instanceof Failure
        ? noticeCard(thrown.sentence, { locale, translate })
        : noticeCard(UNKNOWN_OUTCOME, { locale, translate, tone: 'bad' })
    return { card, audience: 'asker', inPlace: false }
  }
}

/** Brings the reply; should Discord refuse its form, then at least a word that it was given. */
async function bring(options: AnsweringOptions, answering: Answering, reply: Reply): Promise<void> {
  try {
    await deliver(options, answering, reply)
  } catch (thrown) {
    if (faultOf(thrown) !== 'other') throw thrown
    options.log.error({ reason: reasonOf(thrown) }, 'Discord refused the form of an answer')
    const { locale } = answering.interaction
    const card = noticeCard(CANT_BE_SHOWN, { locale, translate: options.translate, tone: 'bad' })
    await deliver(options, answering, { card, audience: reply.audience, inPlace: false })
  }
}

/* ---------------------------------------------------------------- presses */

async function press(
  options: AnsweringOptions,
  interaction: Interaction,
  { deed, startedAt, token }: { deed: Exclude<Deed, CommandDeed>; startedAt: Date; token: string | null },
): Promise<void> {
  const onCard = deed.messageId !== null
  const acknowledged = await acknowledge(
    options,
    interaction,
    onCard
      ? { type: InteractionResponseType.DeferredMessageUpdate }
      : {
          type: InteractionResponseType.DeferredChannelMessageWithSource,
          data: { flags: MessageFlags.Ephemeral },
        },
  )
  if (acknowledged === 'lost' || token === null) return
  const pending: Pending =
    deed.messageId === null
      ? { kind: 'thinking', isPublic: false, mayBePublic: interaction.guildId !== null }
      : { kind: 'card', messageId: deed.messageId, isEphemeral: deed.isEphemeral }
  const typed = deed.kind === 'typed' ? deed.typed : undefined
  const incoming = incomingOf(interaction, { alone: deed.isEphemeral })
  const reply = await answerOf(options, interaction, () =>
    typed === undefined
      ? options.reception.press(incoming, token)
      : options.reception.press(incoming, token, typed),
  )
  if (reply !== null) return bring(options, { interaction, pending, startedAt }, reply)
}
