import { DiscordAPIError, HTTPError, RateLimitError } from 'discord.js'
import type { Logger } from 'pino'
import { ZodError } from 'zod'

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
  /** Discord asks to be left alone for a while: nothing was done. */
  | 'too_many'
  /** The way to Discord is closed: nothing arrived. */
  | 'unreached'
  /** Discord's own trouble, or the way to it: it may have arrived, and asking again may help. */
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
  if (thrown instanceof RateLimitError) return 'too_many'
  if (thrown instanceof HTTPError) return 'passing'
  if (codesOf(thrown).some((code) => BEFORE_SENDING.has(code))) return 'unreached'
  if (thrown instanceof Error && (thrown.name === 'AbortError' || 'code' in thrown)) return 'passing'
  // An answer that is none of Discord's: a page of somebody on the way.
  if (thrown instanceof ZodError) return 'passing'
  // What comes of an answer that broke off in its middle.
  if (thrown instanceof SyntaxError || thrown instanceof TypeError) return 'passing'
  return 'other'
}

/** Errors of the network that come before anything was sent. */
const BEFORE_SENDING = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'EHOSTUNREACH'])

/** A name with several addresses fails with one error for each. */
function codesOf(thrown: unknown): string[] {
  if (!(thrown instanceof Error)) return []
  const code = 'code' in thrown ? [String(thrown.code)] : []
  const inner = thrown instanceof AggregateError ? thrown.errors : [thrown.cause]
  return [...code, ...inner.flatMap(codesOf)]
}

/** What is waited when Discord doesn't say for how long, as the proxy before it does. */
const UNNAMED_WAIT_MS = 5_000

/** For how long Discord wants to be left alone. */
export function waitOf({ timeToReset, retryAfter, sublimitTimeout }: RateLimitError): number {
  const wait = Math.max(timeToReset, retryAfter, sublimitTimeout)
  return wait > 0 ? wait : UNNAMED_WAIT_MS
}

/** For the log and for sentences; neither token nor body is in it. */
export function reasonOf(thrown: unknown): string {
  if (thrown instanceof ZodError) return "an answer that is not Discord's"
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
  /** A wait that Discord asks for and that is longer is not waited out. */
  readonly patienceMs?: number
  readonly signal?: AbortSignal | undefined
}

/** The longest wait that anybody has the patience for. */
const LONGEST_WAIT_MS = 120_000
/** Discord may ask for one wait after the other. */
const MOST_WAITS = 10

/** Tries in all; some troubles are tried twice more by discord.js within each of them. */
const MOST_TRIES = 3

/** Asks again after a trouble that passes. Short waits that Discord asks for are kept by discord.js, longer ones here. */
export async function persist<T>(options: Persistence, request: () => Promise<T>): Promise<T> {
  const { pauseMs, random, log, patienceMs = LONGEST_WAIT_MS, signal } = options
  let tries = 0
  let waits = 0
  for (;;) {
    try {
      return await request()
    } catch (thrown) {
      if (signal?.aborted === true) throw thrown
      const reason = reasonOf(thrown)
      if (thrown instanceof RateLimitError) {
        waits += 1
        if (waits >= MOST_WAITS || waitOf(thrown) > patienceMs) throw thrown
        log.info({ reason, waitMs: waitOf(thrown) }, 'Discord asks to wait, and is asked again then')
        await pause(waitOf(thrown), signal)
        continue
      }
      tries += 1
      if (tries >= triesFor(faultOf(thrown))) throw thrown
      log.info({ reason, tries }, 'a request to Discord is tried again')
      await pause(pauseMs * 2 ** (tries - 1) * (0.5 + random()), signal)
    }
  }
}

/** A token that is refused once may be accepted the next time; one that is refused again was revoked. */
function triesFor(fault: Fault): number {
  if (fault === 'passing' || fault === 'unreached') return MOST_TRIES
  return fault === 'token_refused' ? 2 : 1
}

/** Ends early when nobody waits any more. */
function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(end, milliseconds).unref()
    function end(): void {
      clearTimeout(timer)
      signal?.removeEventListener('abort', end)
      resolve()
    }
    signal?.addEventListener('abort', end)
  })
}
