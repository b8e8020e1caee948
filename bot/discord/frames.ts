import { GatewayOpcodes } from 'discord.js'
import { z } from 'zod'

/** What the gateway told us, beyond what discord.js needs to keep the connection. */
export type Dispatch =
  | {
      readonly kind: 'ready'
      readonly applicationId: string
      readonly botName: string
      readonly guildIds: readonly string[]
    }
  | { readonly kind: 'resumed' }
  | { readonly kind: 'guild_there'; readonly guildId: string }
  | { readonly kind: 'guild_gone'; readonly guildId: string }
  | { readonly kind: 'interaction'; readonly raw: unknown }

export type ReadFrame =
  /** `forward` goes to discord.js in place of what arrived. */
  | { readonly kind: 'frame'; readonly forward: string; readonly dispatch: Dispatch | null }
  /** It is no frame of the gateway, and nobody gets to see it. */
  | { readonly kind: 'malformed'; readonly why: string }

/** Shorter beats would flood Discord, longer ones would never notice that it is gone. */
const heartbeatInterval = z.number().int().min(10).max(600_000)
const snowflake = z.string().regex(/^\d{1,20}$/)
const dispatchFrame = z.object({
  op: z.literal(GatewayOpcodes.Dispatch),
  s: z.number().int().nonnegative().nullish(),
  t: z.string(),
  d: z.unknown(),
})
const frame = z.discriminatedUnion('op', [
  dispatchFrame,
  z.object({ op: z.literal(GatewayOpcodes.Heartbeat) }),
  z.object({ op: z.literal(GatewayOpcodes.Reconnect) }),
  z.object({ op: z.literal(GatewayOpcodes.HeartbeatAck) }),
  z.object({ op: z.literal(GatewayOpcodes.InvalidSession), d: z.boolean().catch(false) }),
  z.object({
    op: z.literal(GatewayOpcodes.Hello),
    d: z.object({ heartbeat_interval: heartbeatInterval }),
  }),
])
const ready = z.object({
  session_id: z.string().min(1),
  resume_gateway_url: z.string().regex(/^wss?:\/\/[^\s]+$/),
  user: z.object({ id: snowflake, username: z.string() }),
  application: z.object({ id: snowflake }),
  guilds: z.array(z.object({ id: snowflake })),
})
const guild = z.object({ id: snowflake, unavailable: z.boolean().nullish() })

/**
 * Reads a message of the gateway before discord.js does. discord.js keeps the connection (hello, heartbeats, sessions)
 * but builds its objects out of whatever arrives, and an odd payload ends the process there. So it gets no more than it
 * needs for the connection, checked; everything else is told apart, and the counting goes on.
 */
export function readFrame(text: unknown): ReadFrame {
  const parsed = frame.safeParse(jsonOf(text))
  if (!parsed.success) return { kind: 'malformed', why: whyOf(parsed.error) }
  if (parsed.data.op !== GatewayOpcodes.Dispatch)
    return { kind: 'frame', forward: JSON.stringify(parsed.data), dispatch: null }
  return readDispatch(parsed.data)
}

function jsonOf(text: unknown): unknown {
  if (typeof text !== 'string') return null
  try {
    return JSON.parse(text)
  } catch {
    // Not JSON, and so no frame.
    return null
  }
}

const whyOf = (error: z.ZodError): string =>
  error.issues
    .map((issue) => `${issue.path.join('.') || 'frame'}: ${issue.message}`)
    .join('; ')
    .slice(0, 300)

function readDispatch({ s, t, d }: z.infer<typeof dispatchFrame>): ReadFrame {
  const counted = (name: string, kept: unknown): string =>
    JSON.stringify({ op: GatewayOpcodes.Dispatch, s: s ?? null, t: name, d: kept })
  const passed = (dispatch: Dispatch | null): ReadFrame => ({
    kind: 'frame',
    forward: counted(SEEN, null),
    dispatch,
  })
  switch (t) {
    case 'READY': {
      const parsed = ready.safeParse(d)
      if (!parsed.success) return { kind: 'malformed', why: `READY ${whyOf(parsed.error)}` }
      return { kind: 'frame', ...readyFrames(parsed.data, (kept) => counted(t, kept)) }
    }
    case 'RESUMED':
      return { kind: 'frame', forward: counted(t, null), dispatch: { kind: 'resumed' } }
    case 'GUILD_CREATE':
    case 'GUILD_DELETE': {
      const parsed = guild.safeParse(d)
      if (!parsed.success) return passed(null)
      // Unavailable is an outage on Discord's side: the bot is still a member.
      if (parsed.data.unavailable === true) return passed(null)
      const kind = t === 'GUILD_CREATE' ? 'guild_there' : 'guild_gone'
      return passed({ kind, guildId: parsed.data.id })
    }
    case 'INTERACTION_CREATE':
      return passed({ kind: 'interaction', raw: d })
    default:
      return passed(null)
  }
}

/** A name that discord.js has no handler for: it counts the frame and forgets it. */
const SEEN = 'SATMACHINE_SEEN'

function readyFrames(
  { session_id, resume_gateway_url, user, application, guilds }: z.infer<typeof ready>,
  counted: (kept: unknown) => string,
): { forward: string; dispatch: Dispatch } {
  return {
    // Without guilds discord.js waits for none of them, and is ready at once.
    forward: counted({
      v: 10,
      session_id,
      resume_gateway_url,
      user: { id: user.id, username: user.username, discriminator: '0', avatar: null, bot: true },
      application: { id: application.id, flags: 0 },
      guilds: [],
    }),
    dispatch: {
      kind: 'ready',
      applicationId: application.id,
      botName: user.username,
      guildIds: guilds.map(({ id }) => id),
    },
  }
}
