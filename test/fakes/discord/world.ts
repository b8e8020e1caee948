/** What stands on the fake's side: people, channels and messages. */

export interface FakeClock {
  now(): Date
  advance(milliseconds: number): void
}

/** Runs with the machine's time, and ahead of it by whatever a test has advanced it. */
export function createFakeClock(): FakeClock {
  let ahead = 0
  return {
    now: () => new Date(Date.now() + ahead),
    advance: (milliseconds) => void (ahead += milliseconds),
  }
}

export interface FakeUser {
  readonly id: string
  readonly username: string
  readonly globalName?: string
  readonly locale?: string
  /** Sees commands that only those who manage the server see. */
  readonly managesServer?: boolean
  readonly refusesDirectMessages?: boolean
}

export interface FakeFile {
  readonly name: string
  readonly mediaType: string
  readonly bytes: Uint8Array
}

export interface FakeMessage {
  readonly id: string
  readonly channelId: string
  content: string
  embeds: Record<string, unknown>[]
  components: Record<string, unknown>[]
  attachments: Record<string, unknown>[]
  files: FakeFile[]
  flags: number
  /** Who alone sees it; null: everybody. */
  readonly ephemeralFor: string | null
  readonly at: Date
  edits: number
  deleted: boolean
  nonce: string | null
  pinned: boolean
}

export interface FakeChannel {
  readonly id: string
  readonly kind: 'room' | 'direct'
  /** The one whom a direct channel is with. */
  readonly userId: string | null
  mayWrite: boolean
  /** Rights that the bot does not have there. */
  readonly lacks?: ReadonlySet<string>
  readonly thread?: { readonly parentId: string; readonly name: string; archived: boolean }
}

export interface World {
  readonly applicationId: string
  readonly guildId: string
  readonly clock: FakeClock
  readonly channels: Map<string, FakeChannel>
  readonly messages: FakeMessage[]
  readonly users: Map<string, FakeUser>
  newId(): string
  directChannel(userId: string): FakeChannel
  addMessage(
    channelId: string,
    body: Record<string, unknown>,
    made: { files: readonly FakeFile[]; ephemeralFor: string | null; loading?: boolean },
  ): FakeMessage
  changeMessage(message: FakeMessage, body: Record<string, unknown>, files: readonly FakeFile[]): void
  /** As Discord's REST and gateway show it. */
  shown(message: FakeMessage): Record<string, unknown>
  shownUser(user: FakeUser): Record<string, unknown>
}

export const EPHEMERAL = 64
export const LOADING = 128
/** Makes no sound. */
export const SILENT = 4096

export function createWorld(clock: FakeClock): World {
  let last = 1_100_000_000_000_000_000n
  const newId = (): string => String((last += 4_194_304n))
  const channels = new Map<string, FakeChannel>()
  const users = new Map<string, FakeUser>()
  const messages: FakeMessage[] = []
  const applicationId = newId()
  const attachmentsOf = (body: Record<string, unknown>, files: readonly FakeFile[]) =>
    ((body['attachments'] as Record<string, unknown>[] | undefined) ?? []).map((attachment, i) => ({
      id: newId(),
      filename: files[i]?.name ?? String(attachment['filename']),
      size: files[i]?.bytes.length ?? 0,
      url: 'https://cdn.discordapp.com/attachments/1/2/file',
      proxy_url: 'https://media.discordapp.net/attachments/1/2/file',
      ...(attachment['description'] === undefined ? {} : { description: attachment['description'] }),
    }))
  const world: World = {
    applicationId,
    guildId: newId(),
    clock,
    channels,
    users,
    messages,
    newId,
    directChannel(userId) {
      for (const channel of channels.values()) if (channel.userId === userId) return channel
      const channel: FakeChannel = { id: newId(), kind: 'direct', userId, mayWrite: true }
      channels.set(channel.id, channel)
      return channel
    },
    addMessage(channelId, body, { files, ephemeralFor, loading = false }) {
      const message: FakeMessage = {
        id: newId(),
        channelId,
        content: contentOf(body),
        embeds: (body['embeds'] as Record<string, unknown>[] | undefined) ?? [],
        components: (body['components'] as Record<string, unknown>[] | undefined) ?? [],
        attachments: attachmentsOf(body, files),
        files: [...files],
        flags:
          (ephemeralFor === null ? 0 : EPHEMERAL) |
          (loading ? LOADING : 0) |
          (Number(body['flags'] ?? 0) & SILENT),
        ephemeralFor,
        at: clock.now(),
        edits: 0,
        deleted: false,
        nonce: typeof body['nonce'] === 'string' ? body['nonce'] : null,
        pinned: false,
      }
      messages.push(message)
      return message
    },
    changeMessage(message, body, files) {
      if (body['content'] !== undefined) message.content = contentOf(body)
      if (body['embeds'] !== undefined) message.embeds = body['embeds'] as Record<string, unknown>[]
      if (body['components'] !== undefined)
        message.components = body['components'] as Record<string, unknown>[]
      if (body['attachments'] !== undefined) {
        message.attachments = attachmentsOf(body, files)
        message.files = [...files]
      }
      message.flags &= ~LOADING
      message.edits += 1
    },
    shown: (message) => shownMessage(world, message),
    shownUser,
  }
  return world
}

const contentOf = (body: Record<string, unknown>): string =>
  typeof body['content'] === 'string' ? body['content'] : ''

const shownUser = (user: FakeUser): Record<string, unknown> => ({
  id: user.id,
  username: user.username,
  discriminator: '0',
  global_name: user.globalName ?? null,
  avatar: null,
  public_flags: 0,
  flags: 0,
  primary_guild: null,
})

const shownMessage = (world: World, message: FakeMessage): Record<string, unknown> => ({
  id: message.id,
  channel_id: message.channelId,
  type: 0,
  content: message.content,
  author: {
    ...shownUser({ id: world.applicationId, username: 'satmachine' }),
    bot: true,
  },
  mentions: [],
  mention_roles: [],
  mention_everyone: false,
  attachments: message.attachments,
  embeds: message.embeds.map((embed) => ({ type: 'rich', ...embed })),
  components: message.components.map((row, i) => ({
    id: i + 1,
    ...row,
    components: (row['components'] as object[]).map((component, j) => ({
      id: 10 * i + j + 10,
      ...component,
    })),
  })),
  timestamp: message.at.toISOString(),
  edited_timestamp: message.edits === 0 ? null : message.at.toISOString(),
  flags: message.flags,
  pinned: message.pinned,
  tts: false,
  ...(message.nonce === null ? {} : { nonce: message.nonce }),
})
