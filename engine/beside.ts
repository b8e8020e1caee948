import { joined, say, type Text } from './phrase.ts'

/** ' (+18 % on the week before)': nothing where there is nothing to compare with. */
export function besideBefore(amount: bigint, before: bigint): Text {
  if (before === 0n) return ''
  const percent = ((amount - before) * 100n) / before
  const sign = percent > 0n ? '+' : percent < 0n ? '−' : '±'
  const size = String(percent < 0n ? -percent : percent)
  return joined([' (', say`${sign}${size} % on the time before`, ')'])
}
