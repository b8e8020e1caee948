import { TelegramError } from 'telegraf'
import { Failure } from '../../engine/failure.ts'
import { say, type Text } from '../../engine/phrase.ts'

/** Why a call did not do what it should; what may be done next depends on it. */
export type Trouble =
  /** Nothing was done; ask again after so many seconds. */
  | { readonly kind: 'too_many'; readonly retryAfterSeconds: number }
  /** Another program reads this bot's messages, or a webhook is set. */
  | { readonly kind: 'conflict' }
  /** The token is wrong or was revoked. */
  | { readonly kind: 'unauthorized' }
  /** The group became a supergroup with another id. */
  | { readonly kind: 'moved'; readonly to: string }
  /** Kicked from the chat, blocked by the person, or never started by him. */
  | { readonly kind: 'forbidden'; readonly description: string }
  | { readonly kind: 'not_modified' }
  /** The message to edit is not there, or can't be edited any more. */
  | { readonly kind: 'gone' }
  /** The markup could not be read. */
  | { readonly kind: 'markup' }
  | { readonly kind: 'refused'; readonly description: string }
  /** The request certainly did not arrive. */
  | { readonly kind: 'unreached'; readonly why: string }
  /** It may have arrived, or not: a timeout, a lost connection, an answer that is none. */
  | { readonly kind: 'unknown'; readonly why: string }

/** Errors of the network that come before anything was sent. */
const BEFORE_SENDING = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'EHOSTUNREACH'])

/**
 * What was thrown by a call, as something to act upon. Words of network errors are never passed on: they hold the
 * address, which holds the token.
 */
export function troubleOf(thrown: unknown): Trouble {
  if (thrown instanceof TelegramError) return refusalOf(thrown)
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : ''
  if (BEFORE_SENDING.has(code)) return { kind: 'unreached', why: code }
  if (thrown instanceof Error && thrown.name === 'AbortError')
    return { kind: 'unknown', why: 'no answer in time' }
  return { kind: 'unknown', why: /^[A-Z_]{2,40}$/.test(code) ? code : 'an answer that is not of Telegram' }
}

function refusalOf(error: TelegramError): Trouble {
  const description = (error.description ?? '').slice(0, 300)
  const moved = error.parameters?.migrate_to_chat_id
  if (moved !== undefined) return { kind: 'moved', to: String(moved) }
  switch (error.code) {
    case 401:
    case 404:
      return { kind: 'unauthorized' }
    case 403:
      return { kind: 'forbidden', description }
    case 409:
      return { kind: 'conflict' }
    case 429:
      return { kind: 'too_many', retryAfterSeconds: error.parameters?.retry_after ?? 5 }
  }
  if (error.code >= 500) return { kind: 'unknown', why: `HTTP ${error.code}` }
  if (/message is not modified/i.test(description)) return { kind: 'not_modified' }
  if (/can't parse entities/i.test(description)) return { kind: 'markup' }
  if (
    /message (?:to edit|to delete|can't be edited|can't be deleted|not found|_id_invalid)/i.test(description)
  )
    return { kind: 'gone' }
  return { kind: 'refused', description }
}

/** The trouble in words, complete and without secrets. */
export function sentenceAbout(trouble: Trouble): Text {
  switch (trouble.kind) {
    case 'too_many':
      return say`Telegram asks to wait ${trouble.retryAfterSeconds} seconds.`
    case 'conflict':
      return say`Another program reads the messages of this Telegram bot (or a webhook is set): stop the other one, or give this bot a token of its own.`
    case 'unauthorized':
      return say`Telegram does not accept TELEGRAM_TOKEN: it was revoked or mistyped. Get the bot's token from @BotFather, set it, and restart.`
    case 'moved':
      return say`The Telegram group is now a supergroup with the id ${trouble.to}.`
    case 'forbidden':
      return say`Telegram does not let the bot write there (${trouble.description}): add it to the group again, or let the person open the bot and press Start.`
    case 'not_modified':
      return say`The Telegram message says this already.`
    case 'gone':
      return say`The Telegram message is not there any more, or is too old to be changed.`
    case 'markup':
      return say`Telegram could not read the markup of the message.`
    case 'refused':
      return say`Telegram refused the request: ${trouble.description}.`
    case 'unreached':
      return say`Telegram can't be reached (${trouble.why}): look at this machine's network.`
    case 'unknown':
      return say`Telegram gave no proper answer (${trouble.why}); whether it did what was asked is not known.`
  }
}

/** The same as an outlet throws it. */
export const failureOf = (trouble: Trouble): Failure =>
  new Failure(
    codeOf(trouble),
    sentenceAbout(trouble),
    trouble.kind === 'too_many' ? { retryAfterSeconds: trouble.retryAfterSeconds } : {},
  )

function codeOf({ kind }: Trouble): 'chat_unreachable' | 'chat_uncertain' | 'chat_refused' {
  if (kind === 'unreached' || kind === 'too_many' || kind === 'moved') return 'chat_unreachable'
  return kind === 'unknown' ? 'chat_uncertain' : 'chat_refused'
}
