import { type CommissionSplit, splitCommission } from './domain/commission.ts'
import type { CommissionReading } from './books.ts'
import type { RightTerms } from './compensations.ts'

/** The handbook's tolerance: a sat is rounding, more is a mistake. */
export const TOLERANCE_SATS = 1n

/** A split that is not what its own rule gives. */
export interface Wrong {
  readonly split: CommissionReading
  readonly right: CommissionSplit
  /** Positive: more commission was kept than is right, and the clients got less. */
  readonly overSats: bigint
}

export interface Verified {
  readonly checked: number
  /** Off by more than the tolerance, the largest first. */
  readonly wrong: readonly Wrong[]
  /** Too high once, and given back since. */
  readonly compensated: readonly CommissionReading[]
  /** Off by a sat. */
  readonly rounding: number
  /** The rule needs a number that is not there. */
  readonly incomputable: readonly CommissionReading[]
}

/** Works every split out again: by the rule and rate that it was made with, or by those that would have been right. */
export function verify(
  splits: readonly CommissionReading[],
  right: RightTerms = { rule: null, commissionE5: null },
): Verified {
  const off: Wrong[] = []
  const incomputable: CommissionReading[] = []
  const compensated: CommissionReading[] = []
  for (const split of splits) {
    const expected = splitCommission(right.rule ?? split.rule, {
      ...split.terms,
      commissionE5: right.commissionE5 ?? split.terms.commissionE5,
    })
    const given = split.baseSats + split.compensatedSats
    if (split.compensatedSats > 0n) compensated.push(split)
    if (expected === null) incomputable.push(split)
    else if (
      split.compensatedSats > 0n &&
      (expected.baseSats === given || expected.baseSats === split.baseSats)
    )
      continue
    else if (expected.commissionSats !== split.commissionSats || expected.baseSats !== split.baseSats)
      off.push({ split, right: expected, overSats: expected.baseSats - given })
  }
  const size = ({ overSats }: Wrong): bigint => (overSats < 0n ? -overSats : overSats)
  const wrong = off
    .filter((one) => size(one) > TOLERANCE_SATS)
    .sort((a, b) => (size(a) === size(b) ? 0 : size(a) > size(b) ? -1 : 1))
  return { checked: splits.length, wrong, rounding: off.length - wrong.length, incomputable, compensated }
}

/** What each client is over or under because of it, in the proportion in which the cash-out was shared. */
export function affected(
  wrong: readonly Wrong[],
): { readonly id: bigint; readonly username: string; readonly missingSats: bigint }[] {
  const clients = new Map<bigint, { id: bigint; username: string; missingSats: bigint }>()
  for (const { split, overSats } of wrong) {
    const shared = split.clients.reduce((sum, { amountSats }) => sum + amountSats, 0n)
    for (const { id, username, amountSats } of split.clients) {
      const share = shared === 0n ? 0n : (overSats * amountSats) / split.baseSats
      const before = clients.get(id)?.missingSats ?? 0n
      clients.set(id, { id, username, missingSats: before + share })
    }
  }
  const size = (amount: bigint): bigint => (amount < 0n ? -amount : amount)
  return [...clients.values()].sort((a, b) => (size(a.missingSats) > size(b.missingSats) ? -1 : 1))
}

/** Where the mistakes gather: by rule, rate and machine. */
export function patterns(
  wrong: readonly Wrong[],
): { readonly pattern: readonly string[]; readonly count: number }[] {
  const counts = new Map<string, { pattern: string[]; count: number }>()
  for (const { split } of wrong) {
    const rate = split.terms.commissionE5
    const percent = rate === null ? '–' : `${rate / 1000n}.${(rate % 1000n).toString().padStart(3, '0')}`
    const pattern = [split.rule, percent, split.machineName ?? '–']
    const before = counts.get(pattern.join(' '))?.count ?? 0
    counts.set(pattern.join(' '), { pattern, count: before + 1 })
  }
  return [...counts.values()].sort((a, b) => b.count - a.count)
}
