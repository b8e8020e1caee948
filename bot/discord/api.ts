import {
  type APIInteractionResponse,
  DefaultRestOptions,
  DiscordAPIError,
  HTTPError,
  makeURLSearchParams,
  MessageFlags,
  type RawFile,
  type RequestData,
  REST,
  type RESTOptions,
  Routes,
} from 'discord.js'
import type { Logger } from 'pino'
import { z } from 'zod'
import type { CommandBody } from './registration.ts'
import type { Interaction } from './interaction.ts'
import type { Message } from './render.ts'

const DEFAULT_API = 'https://discord.com/api'
/** An answer that takes longer will not come; Discord itself gives up much sooner. */
const REQUEST_TIMEOUT_MS = 15_000
/** How long to keep away after a refusal that doesn't say for how long, as the proxy before Discord gives them. */
const UNNAMED_WAIT_MS = 5_000

const posted = z.object({ id: z.string(), channel_id: z.string() })
/** A message as Discord names it. */
export type PostedMessage = z.infer<typeof posted>

/** The requests that we make of Discord, one function each. All of them throw what discord.js throws; see `faultOf`. */
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
  /** `nonce`: of two requests with the same one Discord makes one message. */
  createMessage(channelId: string, message: Message, nonce: string): Promise<PostedMessage>
  editMessage(channelId: string, messageId: string, message: Message): Promise<void>
  /** The channel of direct messages with this account. */
  directChannel(userId: string): Promise<string>
  guildCommands(applicationId: string, guildId: string): Promise<unknown[]>
  setGuildCommands(applicationId: string, guildId: string, commands: readonly CommandBody[]): Promise<void>
  /** After a 401 the token is forgotten; a new try gives it again. */
  giveToken(): void
  stop(): void
}

export function createApi(options: { token: string; apiUrl: string | null; log: Logger }): Api {
  const rest = restOf(options)
  const webhook = (interaction: Interaction) =>
    Routes.webhookMessage(interaction.applicationId, interaction.token)
  return {
    async respond(interaction, response) {
      await rest.post(Routes.interactionCallback(interaction.id, interaction.token), {
        body: response,
        auth: false,
      })
    },
    editResponse: async (interaction, message) =>
      posted.parse(await rest.patch(webhook(interaction), { ...requestOf(message), auth: false })),
    async deleteResponse(interaction) {
      await rest.delete(webhook(interaction), { auth: false })
    },
    followUp: async (interaction, message, { ephemeral }) =>
      posted.parse(
        await rest.post(Routes.webhook(interaction.applicationId, interaction.token), {
          ...requestOf(message, ephemeral ? { flags: MessageFlags.Ephemeral } : {}),
          query: makeURLSearchParams({ wait: true }),
          auth: false,
        }),
      ),
    createMessage: async (channelId, message, nonce) =>
      posted.parse(
        await rest.post(
          Routes.channelMessages(channelId),
          requestOf(message, { nonce, enforce_nonce: true }),
        ),
      ),
    async editMessage(channelId, messageId, message) {
      await rest.patch(Routes.channelMessage(channelId, messageId), requestOf(message))
    },
    directChannel: async (userId) =>
      z
        .object({ id: z.string() })
        .parse(await rest.post(Routes.userChannels(), { body: { recipient_id: userId } })).id,
    guildCommands: async (applicationId, guildId) =>
      z.array(z.unknown()).parse(
        await rest.get(Routes.applicationGuildCommands(applicationId, guildId), {
          query: makeURLSearchParams({ with_localizations: true }),
        }),
      ),
    async setGuildCommands(applicationId, guildId, commands) {
      await rest.put(Routes.applicationGuildCommands(applicationId, guildId), { body: commands })
    },
    giveToken: () => void rest.setToken(options.token),
    stop() {
      rest.clearHashSweeper()
      rest.clearHandlerSweeper()
    },
  }
}

/** For every client that we make: where Discord is, and how long to wait for it. */
export const restOptions = (apiUrl: string | null): Partial<RESTOptions> => ({
  api: apiUrl ?? DEFAULT_API,
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

function restOf({ token, apiUrl, log }: { token: string; apiUrl: string | null; log: Logger }): REST {
  const rest = new REST(restOptions(apiUrl)).setToken(token)
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

/* ----------------------------------------------------------------- faults */

export type Fault =
  /** The interaction or its token is not known any more, or not yet answered for too long. */
  | 'too_late'
  /** Somebody (a twin of this process, or the request before this one) has answered already. */
  | 'answered_already'
  | 'message_gone'
  /** The token is refused. */
  | 'token_refused'
  /** The room, the person or the server does not let us. */
  | 'not_allowed'
  /** Discord's own trouble, or the way to it: asking again may help. */
  | 'passing'
  | 'other'

const BY_CODE: Readonly<Record<number, Fault>> = {
  10003: 'not_allowed',
  10004: 'not_allowed',
  10008: 'message_gone',
  10013: 'not_allowed',
  10015: 'too_late',
  10062: 'too_late',
  40060: 'answered_already',
  50001: 'not_allowed',
  50007: 'not_allowed',
  50013: 'not_allowed',
  50027: 'too_late',
}

/** What went wrong, as far as it makes a difference to us. */
export function faultOf(thrown: unknown): Fault {
  if (thrown instanceof DiscordAPIError) {
    const known = BY_CODE[Number(thrown.code)]
    if (known !== undefined) return known
    if (thrown.status === 401) return 'token_refused'
    if (thrown.status === 403) return 'not_allowed'
    return 'other'
  }
  if (thrown instanceof HTTPError) return 'passing'
  if (thrown instanceof Error && (thrown.name === 'AbortError' || 'code' in thrown)) return 'passing'
  // What undici throws for a connection that broke off in the middle of an answer.
  if (thrown instanceof SyntaxError || thrown instanceof TypeError) return 'passing'
  return 'other'
}

/** For the log and for sentences: discord.js's own message, which names neither token nor body. */
export function reasonOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown)
  const words = thrown.message.replaceAll(/\s+/g, ' ').slice(0, 300)
  if (thrown instanceof DiscordAPIError) return `Discord answered ${thrown.status} (${thrown.code}): ${words}`
  if (thrown instanceof HTTPError) return `Discord answered ${thrown.status} ${words}`.trim()
  return words
}
