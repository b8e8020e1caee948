import { Failure, sentenceOf } from '../failure.ts'
import type { LnbitsClient } from '../ports.ts'

/** Before 1.3 the answers lack fields that our proofs rest on. */
const OLDEST_SUPPORTED = { major: 1, minor: 3 }

/** Throws Failure `lnbits_too_old` for a version before 1.3, or one that can't be read as a version. */
export function assertSupportedVersion(version: string): void {
  const match = /^v?(\d{1,6})\.(\d{1,6})(?:[.\-+ab]|rc|$)/.exec(version.trim())
  const [major, minor] = [Number(match?.[1]), Number(match?.[2])]
  const { major: oldestMajor, minor: oldestMinor } = OLDEST_SUPPORTED
  if (match && (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor))) return
  throw new Failure(
    'lnbits_too_old',
    `LNbits says it is version "${version.slice(0, 40)}", but satmachine needs ${oldestMajor}.${oldestMinor} or newer: ` +
      `upgrade LNbits (or check that LNBITS_URL is the address of an LNbits), then start satmachine again.`,
  )
}

/** Asks once and remembers a good answer; null when the version is supported, else what is wrong. */
export function createVersionCheck(lnbits: LnbitsClient): () => Promise<string | null> {
  let supported = false
  return async () => {
    if (supported) return null
    const version = await lnbits.version()
    if (version.kind !== 'ok') return `LNbits does not tell its version: ${version.detail}`
    try {
      assertSupportedVersion(version.value)
      supported = true
      return null
    } catch (thrown) {
      return sentenceOf(thrown)
    }
  }
}
