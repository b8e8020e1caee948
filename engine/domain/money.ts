import assert from 'node:assert/strict'

/** Whole satoshis. */
export type Sats = bigint & { readonly brand: 'Sats' }
/** Thousandths of a satoshi, the unit in which Lightning wallets keep their books. */
export type Msat = bigint & { readonly brand: 'Msat' }
/** Whole minor units of some currency (centavos, cents, yen); the currency travels beside it. */
export type FiatMinor = bigint & { readonly brand: 'FiatMinor' }

/** 21 million bitcoin: no amount of sats can be larger. The database domain `sats` has the same bounds. */
export const MAX_SATS = 2_100_000_000_000_000n
/** 2^53 − 1, so that an amount survives any JSON reader. The database domain `minor` has the same bounds. */
export const MAX_FIAT_MINOR = 9_007_199_254_740_991n

const within = (value: bigint, limit: bigint): boolean => value >= -limit && value <= limit

/** Brands whole sats. Asserts the range ±21 million bitcoin. */
export function sats(value: bigint): Sats {
  assert(within(value, MAX_SATS), `${value} sats is out of range`)
  return value as Sats
}

/** Brands millisats. Asserts the range ±21 million bitcoin. */
export function msat(value: bigint): Msat {
  assert(within(value, MAX_SATS * 1000n), `${value} msat is out of range`)
  return value as Msat
}

/** Brands minor units of fiat. Asserts the range ±(2^53 − 1). */
export function fiatMinor(value: bigint): FiatMinor {
  assert(within(value, MAX_FIAT_MINOR), `${value} minor units is out of range`)
  return value as FiatMinor
}

export const satsToMsat = (amount: Sats): Msat => msat(amount * 1000n)

/** ⌊numerator / denominator⌋ for a non-negative numerator and a positive denominator. */
export function floorDivide(numerator: bigint, denominator: bigint): bigint {
  assert(
    numerator >= 0n && denominator > 0n,
    'floorDivide takes a non-negative numerator and a positive denominator',
  )
  return numerator / denominator
}

/**
 * A decimal number written as text, as an exact integer scaled by 10^decimals; null when the text is not a plain
 * decimal number or has more decimals than that (trailing zeros do not count).
 * @example parseDecimal('150.50', 2) === 15050n, parseDecimal('0.055', 5) === 5500n
 */
export function parseDecimal(text: string, decimals: number): bigint | null {
  const match = /^(-?)(\d{1,40})(?:\.(\d{1,40}))?$/.exec(text)
  if (!match) return null
  const [, sign, whole = '', fraction = ''] = match
  const significant = fraction.replace(/0+$/, '')
  if (significant.length > decimals) return null
  const scaled = BigInt(whole + significant.padEnd(decimals, '0'))
  return sign === '-' ? -scaled : scaled
}

/** The inverse of parseDecimal: always with exactly `decimals` digits after the point. */
export function formatDecimal(scaled: bigint, decimals: number): string {
  const sign = scaled < 0n ? '-' : ''
  const digits = (scaled < 0n ? -scaled : scaled).toString().padStart(decimals + 1, '0')
  if (decimals === 0) return sign + digits
  return `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`
}

export const sum = (amounts: Iterable<bigint>): bigint => {
  let total = 0n
  for (const amount of amounts) total += amount
  return total
}

/** For metrics, which know floats only: exact, or an assertion fails. Never to compute with. */
export function asFloat(amount: bigint): number {
  const float = Number(amount)
  assert(Number.isSafeInteger(float), `${amount} is not exact as a float`)
  return float
}
