import type { Gateway } from './gateway.ts'
import type { FakeInteraction, Interactions } from './interactions.ts'
import { EPHEMERAL, type FakeFile, type FakeMessage, type FakeUser, type World } from './world.ts'

/** What people do: only what Discord's own programs would let them do. */
export interface Hands {
  /** Types a slash command, such as 'payment retry', with its options. */
  invoke(
    user: FakeUser,
    name: string,
    options?: Record<string, string | boolean>,
    more?: InvokeOptions,
  ): FakeInteraction
  /** Types into an option that completes. */
  type(
    user: FakeUser,
    name: string,
    option: { name: string; typed: string },
    others?: Record<string, string>,
  ): FakeInteraction
  /** Presses the button with this label. */
  press(user: FakeUser, message: FakeMessage, label: string, more?: DispatchOptions): FakeInteraction
  /** Types into the window that a press has opened, and sends it off. */
  submit(opened: FakeInteraction, typed: string): FakeInteraction
}

export interface DispatchOptions {
  readonly twice?: boolean
  /** It arrives after what happens next. */
  readonly afterNext?: boolean
  /** It never arrives at the bot. */
  readonly lost?: boolean
}

export interface InvokeOptions extends DispatchOptions {
  readonly channelId?: string
  readonly guildId?: string
  readonly file?: FakeFile & { readonly url?: string; readonly claimedSize?: number }
}

interface Parts {
  readonly world: World
  readonly gateway: Gateway
  readonly interactions: Interactions
  readonly registered: readonly Record<string, unknown>[]
  readonly channelId: string
  /** Keeps the file where the bot can fetch it. */
  readonly upload: (file: FakeFile) => string
}

interface RegisteredOption {
  readonly name: string
  readonly type: number
  readonly required?: boolean
  readonly autocomplete?: boolean
  readonly choices?: readonly { readonly value: string }[]
  readonly options?: readonly RegisteredOption[]
}

export function createHands(parts: Parts): Hands {
  return {
    invoke(user, name, options = {}, more = {}) {
      const { command, verb, offered } = commandNamed(parts, user, name)
      const attachment = more.file === undefined ? null : attachmentOf(parts, more.file)
      const given = { ...options, ...(attachment === null ? {} : { file: attachment['id'] as string }) }
      checkGiven(name, given, offered)
      const leaves = Object.entries(given).map(([option, value]) => ({
        name: option,
        type: offered.find((other) => other.name === option)?.type,
        value,
      }))
      const data = {
        id: command['id'],
        name: command['name'],
        type: 1,
        options: verb === null ? leaves : [{ name: verb, type: 1, options: leaves }],
        ...(attachment === null
          ? {}
          : { resolved: { attachments: { [attachment['id'] as string]: attachment } } }),
      }
      return begin(parts, { type: 2, user, data, ...more })
    },
    type(user, name, option, others = {}) {
      const { command, verb, offered } = commandNamed(parts, user, name)
      if (offered.find((other) => other.name === option.name)?.autocomplete !== true)
        throw new Error(`${name} does not complete ${option.name}`)
      const leaves = [
        ...Object.entries(others).map(([other, value]) => ({ name: other, type: 3, value })),
        { name: option.name, type: 3, value: option.typed, focused: true },
      ]
      const options = verb === null ? leaves : [{ name: verb, type: 1, options: leaves }]
      return begin(parts, {
        type: 4,
        user,
        data: { id: command['id'], name: command['name'], type: 1, options },
      })
    },
    press(user, message, label, more = {}) {
      const buttons = message.components.flatMap((row) => row['components'] as Record<string, unknown>[])
      const button = buttons.find((other) => other['label'] === label)
      if (button === undefined) throw new Error(`there is no button "${label}" on the message`)
      const data = { custom_id: button['custom_id'], component_type: 2, id: 11 }
      return begin(parts, { type: 3, user, data, source: message, channelId: message.channelId, ...more })
    },
    submit(opened, typed) {
      const { modal } = opened
      if (modal === null) throw new Error('no window is open')
      const rows = modal['components'] as { components: { custom_id: string }[] }[]
      const components = rows.map((row) => ({
        type: 1,
        id: 1,
        components: row.components.map((input) => ({
          type: 4,
          id: 2,
          custom_id: input.custom_id,
          value: typed,
        })),
      }))
      const data = { custom_id: modal['custom_id'], components }
      return begin(parts, {
        type: 5,
        user: opened.user,
        data,
        source: opened.source,
        channelId: opened.channelId,
      })
    },
  }
}

/** Commands are found among those that are registered, as a person finds them in the menu. */
function commandNamed({ registered }: Parts, user: FakeUser, name: string) {
  const [noun = '', verb = null] = name.split(' ')
  const command = registered.find((other) => other['name'] === noun)
  if (command === undefined) throw new Error(`/${noun} is not registered`)
  if (command['default_member_permissions'] !== null && user.managesServer !== true)
    throw new Error(`/${noun} is not shown to ${user.username}`)
  const options = (command['options'] ?? []) as RegisteredOption[]
  const subcommand = options.find((option) => option.type === 1 && option.name === verb)
  if (verb !== null && subcommand === undefined) throw new Error(`/${noun} has no ${verb}`)
  return { command, verb, offered: subcommand?.options ?? options }
}

function checkGiven(
  name: string,
  given: Record<string, unknown>,
  offered: readonly RegisteredOption[],
): void {
  for (const [option, value] of Object.entries(given)) {
    const found = offered.find((other) => other.name === option)
    if (found === undefined) throw new Error(`/${name} has no option ${option}`)
    if ((found.type === 5) !== (typeof value === 'boolean'))
      throw new Error(`/${name} ${option} takes another kind`)
    if (found.choices !== undefined && !found.choices.some((choice) => choice.value === value))
      throw new Error(`/${name} ${option} has no choice ${String(value)}`)
  }
  const missing = offered.find((option) => option.required === true && !(option.name in given))
  if (missing !== undefined) throw new Error(`/${name} needs ${missing.name}`)
}

function attachmentOf(parts: Parts, file: NonNullable<InvokeOptions['file']>): Record<string, unknown> {
  const url = file.url ?? parts.upload(file)
  return {
    id: parts.world.newId(),
    filename: file.name,
    size: file.claimedSize ?? file.bytes.length,
    url,
    proxy_url: url,
    content_type: file.mediaType,
    ephemeral: true,
  }
}

function begin(
  { world, gateway, interactions, channelId: room }: Parts,
  made: {
    type: FakeInteraction['type']
    user: FakeUser
    data: Record<string, unknown>
    source?: FakeMessage | null
  } & InvokeOptions,
): FakeInteraction {
  const { type, user, data, source = null, channelId = room } = made
  world.users.set(user.id, user)
  const isDirect = world.channels.get(channelId)?.kind === 'direct'
  const interaction = interactions.begin({ type, user, channelId, source })
  const account = world.shownUser(user)
  const payload = {
    id: interaction.id,
    application_id: world.applicationId,
    type,
    token: interaction.token,
    version: 1,
    data,
    channel_id: channelId,
    channel: { id: channelId, type: isDirect ? 1 : 0 },
    ...(isDirect
      ? { user: account }
      : {
          guild_id: made.guildId ?? world.guildId,
          guild_locale: 'en-US',
          member: {
            user: account,
            roles: [],
            permissions: '0',
            joined_at: '2026-01-01T00:00:00Z',
            deaf: false,
            mute: false,
            flags: 0,
          },
        }),
    locale: user.locale ?? 'en-US',
    app_permissions: '2147483647',
    entitlements: [],
    authorizing_integration_owners: {},
    context: isDirect ? 1 : 0,
    attachment_size_limit: 10_485_760,
    ...(source === null ? {} : { message: { ...world.shown(source), flags: source.flags & EPHEMERAL } }),
  }
  if (made.lost !== true)
    gateway.dispatch('INTERACTION_CREATE', payload, {
      twice: made.twice === true,
      afterNext: made.afterNext === true,
    })
  return interaction
}
