import type { Finding } from '../engine/alerting.ts'
import { fiatMinor, type Sats, sats, sum } from '../engine/domain/money.ts'
import { formatFiat } from '../engine/format.ts'
import { joined, say, type Text } from '../engine/phrase.ts'
import type { FiatSum } from '../engine/signs/money.ts'

/** '1,381.00 GTQ + 20.00 USD': one sum a currency, in the order of their codes. */
export function sumsOf(amounts: readonly FiatSum[]): Text {
  const codes = [...new Set(amounts.map(({ fiatCode }) => fiatCode))].sort()
  return joined(
    codes.map((code) => {
      const own = amounts.filter(({ fiatCode }) => fiatCode === code)
      return formatFiat(fiatMinor(sum(own.map(({ amount }) => amount))), own[0]?.exponent ?? 0, code)
    }),
    ' + ',
  )
}

/** The part of a finding that says its sats in the clients' money: '≈ 1,381.00 GTQ'; nothing where none is known. */
export function worthIn(amounts: readonly (FiatSum | null)[]): Pick<Finding, 'worth'> {
  const known = amounts.filter((amount) => amount !== null)
  if (known.length === 0) return {}
  const sums = joined(['≈ ', sumsOf(known)])
  return { worth: known.length === amounts.length ? sums : say`${sums} of it the clients'` }
}

/** Whole sats for msat, a part of a sat counted as one: what is in doubt is never said too small. */
export const wholeSats = (amountMsat: bigint): Sats => sats((abs(amountMsat) + 999n) / 1000n)

export const abs = (amount: bigint): bigint => (amount < 0n ? -amount : amount)

export const totalOf = (amounts: Iterable<bigint>): Sats => sats(sum(amounts))

export const earliest = (moments: readonly Date[]): Date =>
  new Date(Math.min(...moments.map((moment) => moment.getTime())))
