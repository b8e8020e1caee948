import { DiscordAPIError, HTTPError } from 'discord.js'
import type { Logger } from 'pino'

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

/** What went wrong with a request, as far as it makes a difference to us. */
export function faultOf(thrown: unknown): Fault {
  if (thrown instanceof DiscordAPIError) {
    const known = BY_CODE[Number(thrown.code)]
    if (known !== undefined) return known
    if (thrown.status === 401) return 'token_refused'
    return thrown.status === 403 ? 'not_allowed' : 'other'
  }
  if (thrown instanceof HTTPError) return 'passing'
  if (thrown instanceof Error && (thrown.name === 'AbortError' || 'code' in thrown)) return 'passing'
  // What comes of an answer that broke off in its middle.
  if (thrown instanceof SyntaxError || thrown instanceof TypeError) return 'passing'
  return 'other'
}

/** For the log and for sentences; neither token nor body is in it. */
export function reasonOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown)
  const words = thrown.message.replaceAll(/\s+/g, ' ').slice(0, 300)
  if (thrown instanceof DiscordAPIError) return `Discord answered ${thrown.status} (${thrown.code}): ${words}`
  if (thrown instanceof HTTPError) return `Discord answered ${thrown.status} ${words}`.trim()
  return words
}

export interface Persistence {
  /** The pause before the first repetition; it doubles from there. */
  readonly pauseMs: number
  readonly random: () => number
  readonly log: Logger
}

/** Tries in all; some troubles are tried twice more by discord.js within each of them. */
const MOST_TRIES = 3

/** Asks again after a trouble that passes. Waits that Discord itself asks for are kept by discord.js. */
export async function persist<T>(options: Persistence, request: () => Promise<T>): Promise<T> {
  const { pauseMs, random, log } = options
  for (let tries = 1; ; tries += 1) {
    try {
      return await request()
    } catch (thrown) {
      if (faultOf(thrown) !== 'passing' || tries >= MOST_TRIES) throw thrown
      log.info({ reason: reasonOf(thrown), tries }, 'a request to Discord is tried again')
      const pause = pauseMs * 2 ** (tries - 1) * (0.5 + random())
      await new Promise((resolve) => setTimeout(resolve, pause).unref())
    }
  }
}
