import type { Interactions } from './interactions.ts'
import { DiscordError } from './interactions.ts'
import type { Window } from './limits.ts'
import { archive, openThread, refuseArchived, setPinned } from './threads.ts'
import type { FakeChannel, FakeFile, FakeMessage, World } from './world.ts'

export interface RouteWorld {
  readonly world: World
  readonly interactions: Interactions
  readonly registered: Record<string, unknown>[]
  /** How often commands were registered. */
  registrations: number
  readonly gatewayUrl: () => string
  readonly sessionsLeft: () => number
  readonly inGuild: () => boolean
  /** Per channel; Discord does not publish it. */
  readonly channelWindow: Window
}

export interface Routed {
  readonly name: string
  readonly ids: readonly string[]
  readonly needsToken: boolean
  readonly isCallback: boolean
  readonly bucket: string
  readonly window: Window
  readonly takes: 'message' | 'callback' | 'commands' | 'nothing' | 'recipient' | 'file' | 'thing'
  /** What the description calls the answer. */
  readonly schema: string | null
}

type Route = Omit<Routed, 'ids' | 'bucket' | 'window' | 'name'> & {
  readonly method: string
  readonly pattern: RegExp
  readonly name: string
}

const LOOSE: Window = { limit: 1000, milliseconds: 1_000 }

const bot = { needsToken: true, isCallback: false } as const
const open = { needsToken: false, isCallback: false } as const
const ROUTES: readonly Route[] = [
  {
    ...bot,
    name: 'gateway',
    method: 'GET',
    pattern: /^\/gateway\/bot$/,
    takes: 'nothing',
    schema: 'GatewayBotResponse',
  },
  {
    ...bot,
    name: 'commands',
    method: 'GET',
    pattern: /^\/applications\/(\d+)\/guilds\/(\d+)\/commands$/,
    takes: 'nothing',
    schema: 'ApplicationCommandResponse',
  },
  {
    ...bot,
    name: 'register',
    method: 'PUT',
    pattern: /^\/applications\/(\d+)\/guilds\/(\d+)\/commands$/,
    takes: 'commands',
    schema: 'ApplicationCommandResponse',
  },
  {
    needsToken: false,
    isCallback: true,
    name: 'callback',
    method: 'POST',
    pattern: /^\/interactions\/(\d+)\/([^/]+)\/callback$/,
    takes: 'callback',
    schema: null,
  },
  {
    ...open,
    name: 'edit original',
    method: 'PATCH',
    pattern: /^\/webhooks\/(\d+)\/([^/]+)\/messages\/@original$/,
    takes: 'message',
    schema: 'MessageResponse',
  },
  {
    ...open,
    name: 'delete original',
    method: 'DELETE',
    pattern: /^\/webhooks\/(\d+)\/([^/]+)\/messages\/@original$/,
    takes: 'nothing',
    schema: null,
  },
  {
    ...open,
    name: 'follow-up',
    method: 'POST',
    pattern: /^\/webhooks\/(\d+)\/([^/]+)$/,
    takes: 'message',
    schema: 'MessageResponse',
  },
  {
    ...bot,
    name: 'post',
    method: 'POST',
    pattern: /^\/channels\/(\d+)\/messages$/,
    takes: 'message',
    schema: 'MessageResponse',
  },
  {
    ...bot,
    name: 'edit',
    method: 'PATCH',
    pattern: /^\/channels\/(\d+)\/messages\/(\d+)$/,
    takes: 'message',
    schema: 'MessageResponse',
  },
  {
    ...bot,
    name: 'thread',
    method: 'POST',
    pattern: /^\/channels\/(\d+)\/messages\/(\d+)\/threads$/,
    takes: 'thing',
    schema: 'ThreadResponse',
  },
  {
    ...bot,
    name: 'pin',
    method: 'PUT',
    pattern: /^\/channels\/(\d+)\/messages\/pins\/(\d+)$/,
    takes: 'nothing',
    schema: null,
  },
  {
    ...bot,
    name: 'unpin',
    method: 'DELETE',
    pattern: /^\/channels\/(\d+)\/messages\/pins\/(\d+)$/,
    takes: 'nothing',
    schema: null,
  },
  {
    ...bot,
    name: 'archive',
    method: 'PATCH',
    pattern: /^\/channels\/(\d+)$/,
    takes: 'thing',
    schema: 'ThreadResponse',
  },
  {
    ...bot,
    name: 'direct channel',
    method: 'POST',
    pattern: /^\/users\/@me\/channels$/,
    takes: 'recipient',
    schema: 'PrivateChannelResponse',
  },
]

export function routeOf({ channelWindow }: RouteWorld, method: string, path: string): Routed | null {
  const bare = path.split('?')[0] ?? ''
  for (const route of ROUTES) {
    const match = route.method === method ? route.pattern.exec(bare) : null
    if (match === null) continue
    const ids = match.slice(1)
    const isChannel = route.name === 'post' || route.name === 'edit'
    return {
      ...route,
      ids,
      bucket: `${route.name} ${ids[0] ?? ''} ${isChannel ? '' : (ids[1] ?? '')}`,
      window: isChannel ? channelWindow : LOOSE,
    }
  }
  return null
}

export interface Asked {
  readonly body: unknown
  readonly files: readonly FakeFile[]
  readonly query: string
}

export interface Answered {
  readonly status: number
  readonly body: unknown
}

/** Carries a checked request out. Throws DiscordError. */
export function answerRoute(parts: RouteWorld, routed: Routed, { body, files, query }: Asked): Answered {
  const { world, interactions } = parts
  const sent = (body ?? {}) as Record<string, unknown>
  const [first = '', second = ''] = routed.ids
  const shown = (message: FakeMessage): Answered => ({ status: 200, body: world.shown(message) })
  switch (routed.name) {
    case 'gateway':
      return { status: 200, body: gatewayOf(parts) }
    case 'commands':
      requireGuild(parts, second)
      return { status: 200, body: parts.registered.map((command) => localized(command, query)) }
    case 'register':
      requireGuild(parts, second)
      register(parts, body as Record<string, unknown>[])
      return { status: 200, body: parts.registered }
    case 'callback':
      interactions.respond(first, second, sent)
      return { status: 204, body: undefined }
    case 'edit original':
      return shown(interactions.editOriginal(second, sent, files))
    case 'delete original':
      interactions.deleteOriginal(second)
      return { status: 204, body: undefined }
    case 'follow-up': {
      const message = interactions.followUp(second, sent, files)
      return query.includes('wait=true') ? shown(message) : { status: 204, body: undefined }
    }
    case 'post':
      return shown(post(parts, channelOf(parts, first), { sent, files }))
    case 'edit':
      return shown(edit(parts, channelOf(parts, first), { sent, files, messageId: second }))
    case 'thread':
      return { status: 201, body: openThread(world, channelOf(parts, first), second, sent) }
    case 'pin':
    case 'unpin':
      setPinned(world, channelOf(parts, first), second, routed.name === 'pin')
      return { status: 204, body: undefined }
    case 'archive':
      return { status: 200, body: archive(world, channelOf(parts, first), sent) }
    default:
      return { status: 200, body: directChannel(parts, String(sent['recipient_id'])) }
  }
}

const gatewayOf = ({ gatewayUrl, sessionsLeft }: RouteWorld): unknown => ({
  url: gatewayUrl(),
  shards: 1,
  session_start_limit: {
    total: 1000,
    remaining: sessionsLeft(),
    reset_after: 14_400_000,
    max_concurrency: 1,
  },
})

function requireGuild({ world, inGuild }: RouteWorld, guildId: string): void {
  if (guildId !== world.guildId || !inGuild()) throw new DiscordError(403, 50001, 'Missing Access')
}

/** Ids stay with the names; what is not said is answered with its default. */
function register(parts: RouteWorld, commands: readonly Record<string, unknown>[]): void {
  const { world, registered } = parts
  const made = commands.map((command) => ({
    dm_permission: true,
    nsfw: false,
    type: 1,
    ...command,
    default_member_permissions:
      typeof command['default_member_permissions'] === 'number'
        ? String(command['default_member_permissions'])
        : null,
    id: registered.find((other) => other['name'] === command['name'])?.['id'] ?? world.newId(),
    application_id: world.applicationId,
    guild_id: world.guildId,
    version: world.newId(),
  }))
  registered.splice(0, registered.length, ...made)
  parts.registrations += 1
}

function localized(command: Record<string, unknown>, query: string): Record<string, unknown> {
  if (query.includes('with_localizations=true')) return command
  const { description_localizations: _, ...rest } = command
  return rest
}

function channelOf({ world }: RouteWorld, id: string): FakeChannel {
  const channel = world.channels.get(id)
  if (channel === undefined) throw new DiscordError(404, 10003, 'Unknown Channel')
  if (!channel.mayWrite) throw new DiscordError(403, 50001, 'Missing Access')
  if (channel.userId !== null && world.users.get(channel.userId)?.refusesDirectMessages === true)
    throw new DiscordError(403, 50007, 'Cannot send messages to this user')
  return channel
}

interface SentMessage {
  readonly sent: Record<string, unknown>
  readonly files: readonly FakeFile[]
}

function post({ world }: RouteWorld, channel: FakeChannel, { sent, files }: SentMessage): FakeMessage {
  const twin =
    sent['enforce_nonce'] === true
      ? // Of this author, in whatever channel.
        world.messages.find((other) => other.nonce === sent['nonce'])
      : undefined
  if (channel.thread !== undefined) channel.thread.archived = false
  return twin ?? world.addMessage(channel.id, sent, { files, ephemeralFor: null })
}

function edit(
  { world }: RouteWorld,
  channel: FakeChannel,
  { sent, files, messageId }: SentMessage & { messageId: string },
): FakeMessage {
  refuseArchived(channel)
  const message = world.messages.find((other) => other.id === messageId && other.channelId === channel.id)
  // A bot's own requests do not find what only one person sees.
  if (message === undefined || message.deleted || message.ephemeralFor !== null)
    throw new DiscordError(404, 10008, 'Unknown Message')
  world.changeMessage(message, sent, files)
  return message
}

function directChannel({ world }: RouteWorld, userId: string): unknown {
  const user = world.users.get(userId)
  if (user === undefined) throw new DiscordError(400, 50033, 'Invalid Recipient(s)')
  const { id } = world.directChannel(userId)
  return { id, type: 1, flags: 0, recipients: [world.shownUser(user)] }
}
