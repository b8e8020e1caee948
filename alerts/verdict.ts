import { sentenceOf } from '../engine/failure.ts'
import { say, type Text } from '../engine/phrase.ts'
import type { Sent } from './channel.ts'
import type { PostOutcome } from './post.ts'

/** Who was written to over HTTP, in words that may be shown. */
export interface Receiver {
  /** 'Slack' */
  readonly name: Text
  /** The variable that holds its address, which itself is a secret. */
  readonly variable: string
  /** What the operator does when it refuses for good. */
  readonly whenRefused: Text
}

export type Answered = Extract<PostOutcome, { kind: 'answered' }>
type Verdict = Sent | { readonly kind: 'accepted'; readonly answer: Answered }

/**
 * What an HTTP outcome means for a message. Accepted (2xx) is for the channel to look at. A 5xx may come after the
 * message was taken, so it proves nothing.
 */
export function verdictOf(outcome: PostOutcome, receiver: Receiver, now: Date): Verdict {
  const { name, variable } = receiver
  if (outcome.kind === 'unreached')
    return soon(
      say`${name} can't be reached (${outcome.why}): look at this machine's network and at ${variable}.`,
    )
  if (outcome.kind === 'unanswered')
    return {
      kind: 'unknown',
      why: say`${name} gave no answer (${outcome.why}): whether it has the message is not known.`,
    }
  const { status } = outcome
  if (status >= 200 && status < 300) return { kind: 'accepted', answer: outcome }
  if (status === 429) return tooMany(outcome, receiver, now)
  if (status === 408 || status === 425)
    return soon(say`${name} did not take the message this time (HTTP ${status}).`)
  if (status >= 300 && status < 400)
    return never(
      say`${name} answers with a redirect (HTTP ${status}), which is not followed: put the address to which it leads into ${variable}.`,
    )
  if (status >= 400 && status < 500) return refused(outcome, receiver)
  return {
    kind: 'unknown',
    why: say`${name} answered HTTP ${status}: whether it has the message is not known.`,
  }
}

/** Of the answer only what has the form of a plain code is told: other words may hold the address. */
function refused({ status, body }: Answered, { name, whenRefused }: Receiver): Sent {
  if (status === 403 && isPage(body))
    return soon(say`Something between this machine and ${name} refuses the message (HTTP ${status}).`)
  const code = codeIn(body)
  return never(
    code === null
      ? say`${name} refuses the message (HTTP ${status}): ${whenRefused}`
      : say`${name} refuses the message (HTTP ${status}, ${code}): ${whenRefused}`,
  )
}

/** Slack answers 'no_service', Discord {"code": 10015, …}. */
function codeIn(body: string): string | null {
  if (/^[a-z_]{3,40}$/.test(body.trim())) return body.trim()
  const { code } = jsonIn(body)
  return typeof code === 'number' && Number.isInteger(code) ? String(code) : null
}

function tooMany(answer: Answered, { name }: Receiver, now: Date): Sent {
  const seconds = retryAfterIn(answer, now)
  if (seconds === null) return soon(say`${name} asks to slow down.`)
  return { ...soon(say`${name} asks to wait ${seconds} seconds.`), retryAfterSeconds: seconds }
}

/** Whatever a server asks for, after an hour it is tried again. */
const LONGEST_WAIT_SECONDS = 3600

/** Seconds, an HTTP date, or Discord's retry_after in the body. */
function retryAfterIn({ headers, body }: Answered, now: Date): number | null {
  const written = headers['retry-after']?.trim() ?? ''
  const { retry_after: told } = jsonIn(body)
  const seconds = written === '' ? told : secondsOf(written, now)
  if (typeof seconds !== 'number' || !Number.isFinite(seconds)) return null
  return Math.min(Math.max(1, Math.ceil(seconds)), LONGEST_WAIT_SECONDS)
}

/** A date begins with its day: Date.parse takes nearly everything else for one as well. */
function secondsOf(written: string, now: Date): number {
  if (/^\d{1,9}(?:\.\d+)?$/.test(written)) return Number(written)
  return /^[A-Z][a-z]{2}/.test(written) ? (Date.parse(written) - now.getTime()) / 1000 : Number.NaN
}

/** A page for people, where an answer for programs was expected. */
export const isPage = (body: string): boolean => body.trimStart().startsWith('<')

/** The object that the text holds; an empty one where it holds none. */
export function jsonIn(body: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    // No JSON is an answer as well: whoever asks looks for what must be in it.
    return {}
  }
}

export const soon = (why: Text): Extract<Sent, { kind: 'failed' }> => ({ kind: 'failed', why, retry: 'soon' })
export const never = (why: Text): Extract<Sent, { kind: 'failed' }> => ({
  kind: 'failed',
  why,
  retry: 'never',
})

/** An edge: a channel never throws. What fails before anything is sent has certainly not arrived. */
export async function asSent<T>(send: () => Promise<T>): Promise<T | Sent> {
  try {
    return await send()
  } catch (thrown) {
    return soon(say`The message could not be written: ${sentenceOf(thrown)}`)
  }
}
