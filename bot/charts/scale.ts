/** The very edge, where exact amounts become heights: a share of the largest one, to the millionth. */
export function shareOf(amount: bigint, most: bigint): number {
  if (most <= 0n || amount <= 0n) return 0
  return Number((amount * 1_000_000n) / most) / 1_000_000
}

export const largest = (amounts: readonly bigint[]): bigint =>
  amounts.reduce((most, amount) => (amount > most ? amount : most), 0n)

/** The first of those that are as large as any; -1 where all are nothing. */
export const indexOfLargest = (amounts: readonly bigint[]): number => {
  const most = largest(amounts)
  return most === 0n ? -1 : amounts.indexOf(most)
}

/** Between the smallest and the largest, for lines whose changes matter and whose zero does not. */
export function shareBetween(amount: bigint, amounts: readonly bigint[]): number {
  const most = largest(amounts)
  const least = amounts.reduce((low, one) => (one < low ? one : low), most)
  return most === least ? 0.5 : shareOf(amount - least, most - least)
}
