import { say } from '../engine/phrase.ts'
import { Failure } from '../engine/failure.ts'
import type { WalletKey } from '../engine/ports.ts'

/** A key as LNbits makes them: letters and digits, in one line. What was given is never repeated in the sentence. */
export function walletKey(given: string): WalletKey {
  const key = given.trim()
  if (/^[0-9A-Za-z_-]{16,128}$/.test(key)) return key as WalletKey
  throw new Failure(
    'usage',
    say`--key-file does not hold an LNbits key: it must be one line of letters and digits, as the wallet's page shows it under API info (Invoice/read key).`,
  )
}
