import type { z } from 'zod'
import type { NotExecutedReason, WalletOutcome } from '../ports.ts'
import type { Answer, Exchange } from './exchange.ts'
import { errorSchema } from './schemas.ts'

/** Which request an answer belongs to: the same words can be certain for one and say nothing for another. */
export type RequestKind = 'wallet' | 'create' | 'pay' | 'rows' | 'version'

const MAX_DETAIL_LENGTH = 300

/** What LNbits says before it touches any money: this request did nothing, and never will as it is. */
const CERTAIN_REFUSALS: Readonly<Record<'create' | 'pay', readonly RegExp[]>> = {
  create: [
    /^Invoice amount \d+ sats is too high/,
    /^Wallet does not have permission/,
    /^Amountless invoices not supported/,
    /^Wallet balance cannot exceed/,
  ],
  pay: [
    /^Invoice amount \d+ sats is too high/,
    /^Wallet does not have permission/,
    /^Amountless invoices not supported/,
    /^Only incoming payments allowed/,
    /^Bolt11 decoding failed/,
    /^Invalid invoice\. Bolt11 changed/,
  ],
}

/**
 * The only texts of a 400 to a payment that are certain. Any other one may be an error raised after the debit:
 * "Payment already exists" even is the mark of a payment that was debited and never credited.
 */
const CERTAIN_BAD_PAYMENTS: readonly RegExp[] = [
  /^Missing BOLT11 invoice/,
  /^Missig invoice amount/,
  /^Daily withdrawal limit of /,
  /^It is not allowed to spend funds/,
]

/**
 * Sorts one exchange into an outcome; `read` is asked only for a 2xx answer. Everything that is not certain is
 * `unknown`. No words of the outcome hold any of the secrets.
 */
export function outcomeOf<T>(
  kind: RequestKind,
  exchanged: Exchange,
  secrets: Iterable<string>,
  read: (body: unknown) => WalletOutcome<T>,
): WalletOutcome<T> {
  const outcome = sorted(kind, exchanged, (text) => without(secrets, text), read)
  return outcome.kind === 'ok' ? outcome : { ...outcome, detail: without(secrets, outcome.detail) }
}

function sorted<T>(
  kind: RequestKind,
  exchanged: Exchange,
  clean: (text: string) => string,
  read: (body: unknown) => WalletOutcome<T>,
): WalletOutcome<T> {
  if (exchanged.kind === 'not_sent') return notExecuted('unreachable', exchanged.detail)
  if (exchanged.kind === 'lost') return unknown(exchanged.detail)
  const { answer } = exchanged
  if (answer.status >= 200 && answer.status < 300) return read(answer.body)
  if (answer.status >= 300 && answer.status < 400) return redirected(answer)
  return refusalOf(kind, answer, clean)
}

/** Reads a 2xx body by its schema; an answer of another shape proves nothing. */
export function readBody<S extends z.ZodType, T>(
  schema: S,
  body: unknown,
  use: (value: z.output<S>) => WalletOutcome<T>,
): WalletOutcome<T> {
  if (body === undefined) return unknown('its answer is not readable JSON')
  const parsed = schema.safeParse(body)
  if (parsed.success) return use(parsed.data)
  const [issue] = parsed.error.issues
  return unknown(`its answer has another shape: ${issue?.path.join('.')}: ${issue?.message}`)
}

export function unknown<T>(detail: string): WalletOutcome<T> {
  return { kind: 'unknown', detail }
}

function without(secrets: Iterable<string>, text: string): string {
  let cleaned = text
  for (const secret of secrets) if (secret !== '') cleaned = cleaned.replaceAll(secret, '[key]')
  return cleaned
}

function notExecuted<T>(reason: NotExecutedReason, detail: string): WalletOutcome<T> {
  return { kind: 'not_executed', reason, detail }
}

/** 307 and 308 say "send it elsewhere", so it was not handled; after the others it may have been. */
function redirected<T>({ status, location }: Answer): WalletOutcome<T> {
  if (status !== 307 && status !== 308) return unknown(`it redirects (${status}) to ${location ?? 'nowhere'}`)
  if (location?.endsWith('/first_install')) {
    return notExecuted('unreachable', 'its first installation is not finished: open it in a browser once')
  }
  return notExecuted('unreachable', `it redirects to ${location ?? 'nowhere'}: its address is another one`)
}

function refusalOf<T>(kind: RequestKind, answer: Answer, clean: (text: string) => string): WalletOutcome<T> {
  const { status, retryAfterSeconds } = answer
  const words = wordsOf(answer.body)
  // Cleaned before it is cut: half a key would not be recognised any more.
  const detail = clip(clean(words?.text ?? `it answered ${status} without an explanation`))
  if (status === 429) {
    const limited = { kind: 'not_executed', reason: 'rate_limited', detail } as const
    return retryAfterSeconds === null ? limited : { ...limited, retryAfterSeconds }
  }
  if (isKeyRefused(kind, status, words?.text)) return notExecuted('key_refused', detail)
  if (isCertainRefusal(kind, status, words)) return notExecuted('refused', detail)
  if (words?.text === 'Insufficient balance.') return { kind: 'unknown', detail, insufficientBalance: true }
  return unknown(words === null ? detail : `${detail} (${status})`)
}

/** Without LNbits' own words a 401 or 403 may come from a proxy, which proves nothing about the request. */
function isKeyRefused(kind: RequestKind, status: number, text: string | undefined): boolean {
  if (text === undefined) return false
  if (status === 401 || status === 403) return true
  if (status === 404) return text === 'Wallet not found.'
  // Said of the receiver, and after both bookings, when a payment goes into a deleted wallet: certain here only.
  return kind === 'create' && status === 520 && text.startsWith('Could not fetch wallet')
}

function isCertainRefusal(kind: RequestKind, status: number, words: Words | null): boolean {
  if (words === null) return false
  if (status === 400) return kind !== 'pay' || words.isValidation || matches(CERTAIN_BAD_PAYMENTS, words.text)
  if (status !== 520 || (kind !== 'create' && kind !== 'pay')) return false
  return matches(CERTAIN_REFUSALS[kind], words.text)
}

const matches = (patterns: readonly RegExp[], text: string): boolean => patterns.some((p) => p.test(text))

interface Words {
  readonly text: string
  /** A list of problems of the request's fields: it was refused before any handler ran. */
  readonly isValidation: boolean
}

function wordsOf(body: unknown): Words | null {
  const parsed = errorSchema.safeParse(body)
  if (!parsed.success) return null
  const { detail, error } = parsed.data
  if (Array.isArray(detail)) {
    return { text: detail.map((problem) => problem.msg ?? 'invalid').join('; '), isValidation: true }
  }
  const text = detail ?? error
  return text === undefined ? null : { text, isValidation: false }
}

function clip(text: string): string {
  const oneLine = text.replace(/[\p{Cc}\s]+/gu, ' ').trim()
  return oneLine.length > MAX_DETAIL_LENGTH ? `${oneLine.slice(0, MAX_DETAIL_LENGTH)}…` : oneLine
}
