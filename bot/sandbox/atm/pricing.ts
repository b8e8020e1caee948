/** What a machine charges with. Scaled integers: E5 means times 100,000. */
export interface Tariff {
  /** The market's bid for one coin in major units of fiat, without commission. */
  readonly bidE5: bigint
  readonly commissionE5: bigint
  /** Percent off the commission. */
  readonly discountPercent: number
  readonly fixedFeeE5: bigint
}

/** A machine quotes in steps of 100 of the coin's smallest units. */
const QUOTE_STEP = 100n
const ATOMS_PER_COIN = 100_000_000n

/**
 * The smallest units a customer sends for this much cash, as the machines of 8.0 and later work it out: the price
 * is lowered by the commission and rounded to five decimals, the amount rounded half-even to the quote's step.
 */
export function quoteCryptoAtoms(fiatE5: bigint, tariff: Tariff): bigint {
  const commissionE7 = tariff.commissionE5 * BigInt(100 - tariff.discountPercent)
  const scale = 10_000_000n
  const rateE5 = (tariff.bidE5 * (scale - commissionE7) + scale / 2n) / scale
  const atoms = ((fiatE5 + tariff.fixedFeeE5) * ATOMS_PER_COIN) / rateE5
  return roundHalfEven(atoms, QUOTE_STEP)
}

function roundHalfEven(value: bigint, step: bigint): bigint {
  const quotient = value / step
  const twice = (value % step) * 2n
  const up = twice > step || (twice === step && quotient % 2n === 1n)
  return (up ? quotient + 1n : quotient) * step
}

/** The next price of a random walk: at most half a percent away. */
export function nextBidE5(bidE5: bigint, random: () => number): bigint {
  const stepBasisPoints = Math.floor(random() * 101) - 50
  return bidE5 + (bidE5 * BigInt(stepBasisPoints)) / 10_000n
}

/** Scaled by 100,000 to PostgreSQL's five decimals. */
export function decimalText(scaledE5: bigint): string {
  const digits = scaledE5.toString().padStart(6, '0')
  return `${digits.slice(0, -5)}.${digits.slice(-5)}`
}
