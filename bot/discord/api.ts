import {
  type APIInteractionResponse,
  DefaultRestOptions,
  makeURLSearchParams,
  MessageFlags,
  type RawFile,
  type RequestData,
  REST,
  type RESTOptions,
  Routes,
  ThreadAutoArchiveDuration,
} from 'discord.js'
import type { Logger } from 'pino'
import { z } from 'zod'
import { faultOf, persist } from './faults.ts'
import type { CommandBody } from './registration.ts'
import type { Interaction } from './interaction.ts'
import type { Message } from './render.ts'
import type { Timing } from './timing.ts'

const DEFAULT_API = 'https://discord.com/api'
/** An answer that takes longer will not come; Discord itself gives up much sooner. */
const REQUEST_TIMEOUT_MS = 15_000
/** How long to keep away after a refusal that doesn't say for how long, as the proxy before Discord gives them. */
const UNNAMED_WAIT_MS = 5_000

const posted = z.object({ id: z.string(), channel_id: z.string() })
/** A message as Discord names it. */
export type PostedMessage = z.infer<typeof posted>

export interface ApiOptions {
  readonly token: string
  readonly apiUrl: string | null
  readonly timing: Timing
  readonly random: () => number
  readonly log: Logger
}

/** How long a post or an edit may take, and whether anybody waits for it still. */
export interface Patience {
  readonly patienceMs?: number
  readonly signal?: AbortSignal | undefined
}

export interface PostRequest extends Patience {
  /** Of two requests with the same one Discord makes one message. */
  readonly nonce: string
  readonly silent: boolean
  /** A message of the same channel. */
  readonly replyTo?: string
}

/** The requests that we make of Discord, one function each. Troubles that pass are tried again; what is thrown is told apart by `faultOf`. */
export interface Api {
  /** The first answer to an interaction, due within three seconds. */
  respond(interaction: Interaction, response: APIInteractionResponse): Promise<void>
  editResponse(interaction: Interaction, message: Message): Promise<PostedMessage>
  deleteResponse(interaction: Interaction): Promise<void>
  followUp(
    interaction: Interaction,
    message: Message,
    options: { ephemeral: boolean },
  ): Promise<PostedMessage>
  createMessage(channelId: string, message: Message, options: PostRequest): Promise<PostedMessage>
  editMessage(channelId: string, messageId: string, message: Message, patience?: Patience): Promise<void>
  /** The thread below this message; a message has one at most, and its number is the message's. */
  openThread(channelId: string, messageId: string, name: string): Promise<string>
  pin(channelId: string, messageId: string): Promise<void>
  unpin(channelId: string, messageId: string): Promise<void>
  archive(threadId: string): Promise<void>
  /** The channel of direct messages with this account. */
  directChannel(userId: string, patience?: Patience): Promise<string>
  guildCommands(applicationId: string, guildId: string): Promise<unknown[]>
  setGuildCommands(applicationId: string, guildId: string, commands: readonly CommandBody[]): Promise<void>
  stop(): void
}

export function createApi(options: ApiOptions): Api {
  const { timing, random, log } = options
  const rest = restOf(options)
  const webhook = ({ applicationId, token }: Interaction) => Routes.webhookMessage(applicationId, token)
  const patiently = <T>(request: () => Promise<T>, patience: Patience = {}): Promise<T> =>
    persist({ pauseMs: timing.postPauseMs, random, log, ...patience }, () => {
      // discord.js forgets the token at the first 401, even at one that passes.
      rest.setToken(options.token)
      return request()
    })
  const hastily = <T>(request: () => Promise<T>): Promise<T> =>
    persist({ pauseMs: timing.callbackPauseMs, random, log }, request)
  return {
    async respond({ id, token }, response) {
      const request = { body: response, auth: false }
      await hastily(() => rest.post(Routes.interactionCallback(id, token), request))
    },
    editResponse: (interaction, message) =>
      patiently(async () =>
        posted.parse(await rest.patch(webhook(interaction), { ...requestOf(message), auth: false })),
      ),
    async deleteResponse(interaction) {
      await patiently(() => rest.delete(webhook(interaction), { auth: false })).catch((thrown: unknown) => {
        if (faultOf(thrown) !== 'message_gone') throw thrown
      })
    },
    followUp: (interaction, message, { ephemeral }) =>
      patiently(async () =>
        posted.parse(
          await rest.post(Routes.webhook(interaction.applicationId, interaction.token), {
            ...requestOf(message, ephemeral ? { flags: MessageFlags.Ephemeral } : {}),
            query: makeURLSearchParams({ wait: true }),
            auth: false,
          }),
        ),
      ),
    createMessage: (channelId, message, { nonce, silent, replyTo, ...patience }) =>
      patiently(async () => {
        const flags = silent ? { flags: MessageFlags.SuppressNotifications } : {}
        const reference =
          replyTo === undefined
            ? {}
            : { message_reference: { message_id: replyTo, fail_if_not_exists: false } }
        const request = requestOf(message, { nonce, enforce_nonce: true, ...flags, ...reference })
        return posted.parse(
          await rest.post(Routes.channelMessages(channelId), { ...request, ...until(patience) }),
        )
      }, patience),
    async editMessage(channelId, messageId, message, patience = {}) {
      const request = { ...requestOf(message), ...until(patience) }
      await patiently(() => rest.patch(Routes.channelMessage(channelId, messageId), request), patience)
    },
    openThread: (channelId, messageId, name) =>
      patiently(async () => {
        const request = { body: { name, auto_archive_duration: ThreadAutoArchiveDuration.OneWeek } }
        return idOf(await rest.post(Routes.threads(channelId, messageId), request))
      }),
    async pin(channelId, messageId) {
      await patiently(() => rest.put(pinRoute(channelId, messageId)))
    },
    async unpin(channelId, messageId) {
      await patiently(() => rest.delete(pinRoute(channelId, messageId)))
    },
    async archive(threadId) {
      await patiently(() => rest.patch(Routes.channel(threadId), { body: { archived: true } }))
    },
    directChannel: (userId, patience = {}) =>
      patiently(async () => {
        const request = { body: { recipient_id: userId }, ...until(patience) }
        return idOf(await rest.post(Routes.userChannels(), request))
      }, patience),
    guildCommands: (applicationId, guildId) =>
      patiently(async () => {
        const query = makeURLSearchParams({ with_localizations: true })
        return z
          .array(z.unknown())
          .parse(await rest.get(Routes.applicationGuildCommands(applicationId, guildId), { query }))
      }),
    async setGuildCommands(applicationId, guildId, commands) {
      const route = Routes.applicationGuildCommands(applicationId, guildId)
      await patiently(() => rest.put(route, { body: commands }))
    },
    stop() {
      rest.clearHashSweeper()
      rest.clearHandlerSweeper()
    },
  }
}

const idOf = (channel: unknown): string => z.object({ id: z.string() }).parse(channel).id

/** The address since pinning has a right of its own. */
const pinRoute = (channelId: string, messageId: string): `/channels/${string}` =>
  `/channels/${channelId}/messages/pins/${messageId}`

/** For every client that we make: where Discord is, and how long to wait for it. */
export const restOptions = (apiUrl: string | null): Partial<RESTOptions> => ({
  api: (apiUrl ?? DEFAULT_API).replace(/\/+$/, ''),
  version: '10',
  timeout: REQUEST_TIMEOUT_MS,
  retries: 2,
  // discord.js would ask again at once, for ever, when a 429 names no time.
  async makeRequest(url, init) {
    const response = await DefaultRestOptions.makeRequest(url, init)
    if (response.status === 429 && !(Number(response.headers.get('Retry-After')) > 0))
      await new Promise((resolve) => setTimeout(resolve, UNNAMED_WAIT_MS).unref())
    return response
  },
})

const until = ({ signal }: Patience): Pick<RequestData, 'signal'> => (signal === undefined ? {} : { signal })

/** A wait that is longer is ours to decide about: discord.js would wait for hours, with everything else behind it. */
const SHORT_WAIT_MS = 5_000

function restOf({ apiUrl, log }: ApiOptions): REST {
  const rest = new REST({
    ...restOptions(apiUrl),
    rejectOnRateLimit: ({ route, timeToReset, retryAfter, sublimitTimeout }) => {
      const wait = Math.max(timeToReset, retryAfter, sublimitTimeout)
      return /^\/(?:channels|users)\//.test(route) && (wait <= 0 || wait > SHORT_WAIT_MS)
    },
  })
  rest.on('rateLimited', ({ route, timeToReset, scope }) =>
    log.info({ route, waitMs: Math.ceil(timeToReset), scope }, 'Discord asks to wait'),
  )
  return rest
}

function requestOf(message: Message, extra: Record<string, unknown> = {}): RequestData {
  const files: RawFile[] = message.files.map((file) => ({
    name: file.name,
    contentType: file.mediaType,
    data: Buffer.from(file.bytes),
  }))
  return { body: { ...message.body, ...extra }, ...(files.length === 0 ? {} : { files }) }
}
