import { decode } from 'light-bolt11-decoder'

export interface DecodedInvoice {
  /** 64 lowercase hex digits. */
  readonly paymentHash: string
  /** Null for an invoice that leaves the amount to the payer. */
  readonly amountMsat: bigint | null
}

/**
 * What a bolt11 invoice binds its payer to. Null when the text is not a readable invoice. The checksum is checked;
 * the node's signature is not, because LNbits compares the text with its own and we pay no other.
 */
export function decodeBolt11(bolt11: string): DecodedInvoice | null {
  let paymentHash: string | null = null
  let amountMsat: bigint | null = null
  try {
    for (const section of decode(bolt11).sections) {
      if (section.name === 'payment_hash') paymentHash = section.value
      if (section.name === 'amount') amountMsat = BigInt(section.value)
    }
  } catch {
    return null
  }
  if (paymentHash === null || !/^[0-9a-f]{64}$/.test(paymentHash)) return null
  return { paymentHash, amountMsat }
}

/** The description field of BOLT 11 has room for 1023 words of 5 bits. */
export const MAX_DESCRIPTION_BYTES = 639

/**
 * A memo cut, between characters, to what fits into an invoice: LNbits refuses a longer one with a riddle, and
 * counts only its characters beforehand.
 */
export function fittingDescription(memo: string): string {
  let bytes = 0
  let fitting = ''
  for (const character of memo) {
    bytes += Buffer.byteLength(character)
    if (bytes > MAX_DESCRIPTION_BYTES) return fitting
    fitting += character
  }
  return memo
}
