import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { secp256k1 } from '@noble/curves/secp256k1.js'
import { bech32, hex, utf8 } from '@scure/base'
import { decode } from 'light-bolt11-decoder'

export interface InvoiceFields {
  readonly amountMsat: bigint
  readonly paymentHash: string
  readonly paymentSecret: Uint8Array
  readonly description: string
  readonly createdSeconds: number
  readonly expirySeconds: number
}

export interface ReadInvoice {
  readonly paymentHash: string
  readonly amountMsat: bigint | null
  readonly description: string
  readonly expiresSeconds: number
}

/** Everybody knows the key of the simulated node: its sats exist nowhere else. */
const NODE_KEY = createHash('sha256').update('the simulated Lightning node of satmachine').digest()

const TAG = { paymentHash: 1, expiry: 6, description: 13, paymentSecret: 16 } as const

/** A real, signed invoice (BOLT 11) of the simulated node on bitcoin's main network; asserts that it fits. */
export function encodeBolt11(fields: InvoiceFields): string {
  const prefix = `lnbc${amountText(fields.amountMsat)}`
  const words = [
    ...integerWords(fields.createdSeconds, 7),
    ...taggedField(TAG.description, bech32.toWords(utf8.decode(fields.description))),
    ...taggedField(TAG.expiry, integerWords(fields.expirySeconds)),
    ...taggedField(TAG.paymentSecret, bech32.toWords(fields.paymentSecret)),
    ...taggedField(TAG.paymentHash, bech32.toWords(hex.decode(fields.paymentHash))),
  ]
  const signed = Buffer.concat([utf8.decode(prefix), wholeBytes(words)])
  const digest = createHash('sha256').update(signed).digest()
  return bech32.encode(prefix, [...words, ...bech32.toWords(signatureOf(digest))], false)
}

/** The parts of an invoice that LNbits looks at; null when the text is not an invoice. */
export function readBolt11(bolt11: string): ReadInvoice | null {
  const found: Record<string, unknown> = {}
  try {
    for (const section of decode(bolt11).sections) {
      if ('value' in section) found[section.name] = section.value
    }
  } catch {
    return null
  }
  if (typeof found['payment_hash'] !== 'string' || typeof found['timestamp'] !== 'number') return null
  return {
    paymentHash: found['payment_hash'],
    amountMsat: typeof found['amount'] === 'string' ? BigInt(found['amount']) : null,
    description: typeof found['description'] === 'string' ? found['description'] : '',
    expiresSeconds: found['timestamp'] + (typeof found['expiry'] === 'number' ? found['expiry'] : 3600),
  }
}

/** The largest unit that holds the amount without a fraction; one bitcoin is 10^11 msat. */
function amountText(amountMsat: bigint): string {
  const units = [
    ['', 100_000_000_000n],
    ['m', 100_000_000n],
    ['u', 100_000n],
    ['n', 100n],
  ] as const
  for (const [letter, unitMsat] of units) {
    if (amountMsat % unitMsat === 0n) return `${amountMsat / unitMsat}${letter}`
  }
  return `${amountMsat * 10n}p`
}

function taggedField(tag: number, words: readonly number[]): number[] {
  assert(words.length < 1024, 'a field of an invoice holds at most 1023 words of 5 bits')
  return [tag, ...integerWords(words.length, 2), ...words]
}

/** A whole number in digits of 5 bits, the highest first, padded to a length if one is given. */
function integerWords(value: number, length = 1): number[] {
  const words: number[] = []
  for (let rest = BigInt(value); rest > 0n; rest >>= 5n) words.unshift(Number(rest & 31n))
  while (words.length < length) words.unshift(0)
  return words
}

/** Words as bytes, the last byte filled up with zero bits: this, and not bech32's own padding, is what is signed. */
function wholeBytes(words: readonly number[]): Uint8Array {
  const bits = words.map((word) => word.toString(2).padStart(5, '0')).join('')
  const bytes = bits.match(/.{1,8}/g) ?? []
  return Uint8Array.from(bytes, (byte) => Number.parseInt(byte.padEnd(8, '0'), 2))
}

/** BOLT 11 wants r and s first and the recovery number last. */
function signatureOf(digest: Uint8Array): Uint8Array {
  const recovered = secp256k1.sign(digest, NODE_KEY, { prehash: false, format: 'recovered' })
  return Uint8Array.from([...recovered.subarray(1), recovered[0] ?? 0])
}
