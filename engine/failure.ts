import type { Text } from './phrase.ts'
import { recorded } from './recorded.ts'

/**
 * A failure of the world outside (a network, a server, a disk): thrown, and caught only at an edge that turns
 * it into an outcome, a stored reason or a sentence for the operator. Mistakes of our own code are assertions.
 */
export class Failure extends Error {
  override readonly name = 'Failure'
  readonly code: FailureCode
  /** The same as `message`, for a reader of any language. */
  readonly sentence: Text
  /** How long the other side asks to be left alone; null when it did not say. */
  readonly retryAfterSeconds: number | null
  /** Command lines that lead on, for buttons. */
  readonly steps: readonly string[]

  /** @param sentence complete and free of secrets: what is wrong, with what, what to do. */
  constructor(
    code: FailureCode,
    sentence: Text,
    options: { cause?: unknown; retryAfterSeconds?: number; steps?: readonly string[] } = {},
  ) {
    super(String(sentence), 'cause' in options ? { cause: options.cause } : {})
    this.code = code
    this.retryAfterSeconds = options.retryAfterSeconds ?? null
    this.steps = options.steps ?? []
    this.sentence = typeof sentence === 'string' ? recorded(sentence) : sentence
  }
}

export type FailureCode =
  // The way to the Lamassu server.
  | 'ssh_unreachable'
  | 'ssh_host_key_unknown'
  | 'ssh_host_key_changed'
  | 'ssh_auth_failed'
  | 'ssh_key_unreadable'
  | 'ssh_forwarding_refused'
  | 'ssh_lost'
  // The Lamassu database.
  | 'lamassu_unreachable'
  | 'lamassu_auth_failed'
  | 'lamassu_wrong_database'
  | 'lamassu_missing_table'
  | 'lamassu_missing_column'
  | 'lamassu_permission'
  | 'lamassu_timeout'
  | 'lamassu_failed'
  // Our own database.
  | 'database_unreachable'
  | 'database_failed'
  /** A constraint or trigger said no to the values: asking again changes nothing. */
  | 'database_refused'
  | 'database_full'
  | 'embedded_postgres'
  // LNbits.
  | 'lnbits_unreachable'
  | 'lnbits_too_old'
  // A message to a chat platform.
  /** It certainly did not arrive, and may arrive later. */
  | 'chat_unreachable'
  /** It may have arrived, or not. */
  | 'chat_uncertain'
  /** The platform does not let the bot say it there, however often it is tried: only a person can change that. */
  | 'chat_refused'
  | 'chart_failed'
  // Refusals of what a person asked for.
  | 'refused'
  | 'usage'
  | 'configuration'

/** The sentence to show a person for anything that was thrown; never a stack trace. */
export function sentenceOf(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.message
  return String(thrown)
}
