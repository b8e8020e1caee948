import { sentenceOf } from '../engine/failure.ts'

/** Causes of causes are followed so far. */
const DEEPEST = 3
const LONGEST = 500

/**
 * What lies behind a failure, in the words of whoever threw it first; null where there is nothing behind it. Whatever
 * could be a secret is left out: addresses with passwords, and long runs of characters such as keys and hashes.
 */
export function rawErrorOf(thrown: unknown): string | null {
  const words: string[] = []
  let cause = thrown instanceof Error ? thrown.cause : undefined
  for (let depth = 0; cause !== undefined && cause !== null && depth < DEEPEST; depth += 1) {
    const { code } = cause as { code?: unknown }
    words.push(`${typeof code === 'string' ? `${code}: ` : ''}${sentenceOf(cause)}`)
    cause = cause instanceof Error ? cause.cause : undefined
  }
  return words.length === 0 ? null : withoutSecrets(words.join(' ← ')).slice(0, LONGEST)
}

export const withoutSecrets = (words: string): string =>
  words
    .replaceAll(/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi, '$1…@')
    .replaceAll(/\b((?:password|passphrase|secret|token|key|api-key)\s*[=:]\s*)\S+/gi, '$1…')
    .replaceAll(/[A-Za-z0-9+/_=-]{24,}/g, '…')
