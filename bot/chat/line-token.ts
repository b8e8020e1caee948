import { createHash } from 'node:crypto'

/**
 * The token of a button that only runs a command line. It may be guessed: whoever presses it may do no more than if he
 * had typed the line.
 */
export const lineToken = (line: string): string =>
  createHash('sha256').update(line).digest('base64url').slice(0, 16)
