import { ApplicationCommandOptionType, ComponentType, InteractionType, MessageFlags } from 'discord.js'
import { z } from 'zod'
import type { Room, Sender } from '../chat/conversation.ts'

/** What somebody did on Discord, as far as we need it. */
export interface Interaction {
  readonly id: string
  readonly applicationId: string
  /** Allows to answer for 15 minutes; a secret until then. */
  readonly token: string
  readonly userId: string
  readonly displayName: string
  readonly guildId: string | null
  readonly channelId: string
  /** The language of this account's Discord, such as 'es-419'. */
  readonly locale: string
  readonly deed: Deed
}

export type Deed =
  | {
      readonly kind: 'command' | 'completion'
      readonly noun: string
      /** Empty where the noun is a command by itself. */
      readonly verb: string
      readonly options: readonly Option[]
      readonly attachments: Readonly<Record<string, Attachment>>
    }
  | {
      readonly kind: 'button'
      readonly customId: string
      readonly messageId: string
      /** Only the one who presses sees the card. */
      readonly isEphemeral: boolean
    }
  | {
      readonly kind: 'typed'
      readonly customId: string
      readonly typed: string
      readonly messageId: string | null
      readonly isEphemeral: boolean
    }

export interface Option {
  readonly name: string
  readonly value: string | boolean
  readonly focused: boolean
}

export interface Attachment {
  readonly id: string
  readonly filename: string
  readonly size: number
  readonly url: string
  readonly mediaType: string
}

/* ------------------------------------------------------- as they arrive */

const snowflake = z.string().regex(/^\d{1,20}$/)
const user = z.object({
  id: snowflake,
  username: z.string(),
  global_name: z.string().nullish(),
})
const leafOption = z.object({
  name: z.string(),
  type: z.number(),
  value: z.union([z.string(), z.number(), z.boolean()]).optional(),
  focused: z.boolean().optional(),
})
const option = leafOption.extend({ options: z.array(leafOption).optional() })
const attachment = z.object({
  id: snowflake,
  filename: z.string(),
  size: z.number().int().nonnegative(),
  url: z.string(),
  content_type: z.string().nullish(),
})
const message = z.object({ id: snowflake, flags: z.number().int().nullish() })
const common = z.object({
  id: snowflake,
  application_id: snowflake,
  token: z.string().min(1),
  guild_id: snowflake.nullish(),
  channel_id: snowflake,
  member: z.object({ user }).nullish(),
  user: user.nullish(),
  locale: z.string().catch('en'),
})
const commandPart = z.object({
  data: z.object({
    name: z.string(),
    options: z.array(option).nullish(),
    resolved: z.object({ attachments: z.record(z.string(), attachment).nullish() }).nullish(),
  }),
})
const buttonPart = z.object({ data: z.object({ custom_id: z.string() }), message })
const field = z.object({ custom_id: z.string(), value: z.string() })
const modalPart = z.object({
  data: z.object({
    custom_id: z.string(),
    components: z.array(z.object({ components: z.array(field).nullish(), component: field.nullish() })),
  }),
  message: message.nullish(),
})
const kind = z.object({
  type: z.number(),
  data: z.object({ component_type: z.number().nullish() }).nullish(),
})

const BUTTON: number = ComponentType.Button
const KINDS = new Map<number, Deed['kind']>([
  [InteractionType.ApplicationCommand, 'command'],
  [InteractionType.ApplicationCommandAutocomplete, 'completion'],
  [InteractionType.MessageComponent, 'button'],
  [InteractionType.ModalSubmit, 'typed'],
])

/** Null for what we never offered, such as menus of others; throws for what can't be read. */
export function readInteraction(raw: unknown): Interaction | null {
  const { type, data } = kind.parse(raw)
  const deed = KINDS.get(type)
  switch (deed) {
    case 'command':
    case 'completion':
      return interactionOf(raw, commandDeed(raw, deed))
    case 'button':
      return data?.component_type === BUTTON ? interactionOf(raw, buttonDeed(raw)) : null
    case 'typed':
      return interactionOf(raw, typedDeed(raw))
    case undefined:
      return null
  }
}

function interactionOf(raw: unknown, deed: Deed): Interaction {
  const { id, application_id, token, guild_id, channel_id, member, user, locale } = common.parse(raw)
  const account = member?.user ?? user
  if (account === undefined || account === null) throw new Error('the interaction names no user')
  return {
    id,
    applicationId: application_id,
    token,
    userId: account.id,
    displayName: account.global_name ?? account.username,
    guildId: guild_id ?? null,
    channelId: channel_id,
    locale,
    deed,
  }
}

const SUBCOMMAND: number = ApplicationCommandOptionType.Subcommand

function commandDeed(raw: unknown, kind: 'command' | 'completion'): Deed {
  const { data } = commandPart.parse(raw)
  const [first] = data.options ?? []
  const isVerb = first?.type === SUBCOMMAND
  const options = isVerb ? (first.options ?? []) : (data.options ?? [])
  return {
    kind,
    noun: data.name,
    verb: isVerb ? first.name : '',
    options: options.flatMap(({ name, value, focused = false }) =>
      value === undefined
        ? []
        : [{ name, value: typeof value === 'number' ? String(value) : value, focused }],
    ),
    attachments: Object.fromEntries(
      Object.entries(data.resolved?.attachments ?? {}).map(([id, found]) => [
        id,
        { ...found, mediaType: found.content_type ?? 'application/octet-stream' },
      ]),
    ),
  }
}

const isEphemeral = (flags: number | null | undefined): boolean =>
  ((flags ?? 0) & MessageFlags.Ephemeral) !== 0

function buttonDeed(raw: unknown): Deed {
  const { data, message } = buttonPart.parse(raw)
  return {
    kind: 'button',
    customId: data.custom_id,
    messageId: message.id,
    isEphemeral: isEphemeral(message.flags),
  }
}

function typedDeed(raw: unknown): Deed {
  const { data, message } = modalPart.parse(raw)
  const fields = data.components.flatMap((row) => [
    ...(row.components ?? []),
    ...(row.component ? [row.component] : []),
  ])
  return {
    kind: 'typed',
    customId: data.custom_id,
    typed: fields[0]?.value ?? '',
    messageId: message?.id ?? null,
    isEphemeral: isEphemeral(message?.flags),
  }
}

/* ----------------------------------------------------------------- sender */

/** Who did it. `alone`: nobody else reads the place, as in a direct message or below an ephemeral card. */
export function senderOf(interaction: Interaction, alone: boolean): Sender {
  const kind: Room['kind'] = alone || interaction.guildId === null ? 'direct' : 'shared'
  return {
    platform: 'discord',
    userId: interaction.userId,
    displayName: interaction.displayName,
    room: { id: interaction.channelId, kind, guildId: interaction.guildId },
  }
}
