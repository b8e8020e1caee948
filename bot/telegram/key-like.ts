/** An LNbits key is 32 hexadecimal characters; whatever is as long may be a secret. */
const LONG_HEX = /(?<![0-9a-f])[0-9a-f]{32,}(?![0-9a-f])/gi
/** A payment's hash and its preimage are of this length; they are asked for as a payment's proof. */
const HASH_LENGTH = 64

/** A word that looks like a key. Such a message is deleted and goes nowhere. */
export function hasKey(words: string): boolean {
  const isAboutPayment = /^\/?payment\b/i.test(words.trim())
  return (words.match(LONG_HEX) ?? []).some((word) => !(isAboutPayment && word.length === HASH_LENGTH))
}
