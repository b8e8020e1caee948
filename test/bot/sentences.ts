import { expect } from 'vitest'
import type { Outside } from './outside.ts'
import type { Ended } from './program.ts'

/** What the program must never print. */
export const secretsOf = ({ environment, books, lamassu, wallets }: Outside): string[] =>
  [
    environment['LNBITS_SOURCE_ADMIN_KEY'] ?? '',
    environment['LNBITS_COMMISSION_INVOICE_KEY'] ?? '',
    environment['SECRETS_KEY'] ?? '',
    new URL(books.url).password,
    new URL(lamassu.url).password,
    wallets.ana.invoiceKey,
  ].filter((secret) => secret.length > 7)

/** It failed with this exit code and one sentence, without a trace of the program's inside or of a secret. */
export function expectSentence(
  ended: Ended,
  wanted: { code: 1 | 2; sentence: RegExp; secrets: readonly string[] },
): void {
  expect(ended.stderr).toMatch(wanted.sentence)
  expect(ended.code).toBe(wanted.code)
  expect(ended.stderr.trim().split('\n')).toHaveLength(1)
  expectNoInside(ended, wanted.secrets)
}

export function expectNoInside(ended: Ended, secrets: readonly string[]): void {
  const all = ended.stdout + ended.stderr
  expect(all).not.toMatch(/\n\s+at |node:internal|\.ts:\d|\.js:\d|Error:|\[object|undefined/)
  for (const secret of secrets) expect(all).not.toContain(secret)
}

/** With --json: exactly one object on one line. */
export function oneObject(text: string): Record<string, unknown> {
  expect(text.endsWith('\n')).toBe(true)
  expect(text.trim().split('\n')).toHaveLength(1)
  return JSON.parse(text) as Record<string, unknown>
}
