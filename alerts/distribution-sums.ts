import { sats, type Sats } from '../engine/domain/money.ts'
import { formatSats } from '../engine/format.ts'
import { say, type Phrase } from '../engine/phrase.ts'
import type { Distribution } from '../engine/signs/money.ts'
import { hoursBefore } from './moments.ts'
import type { Sight } from './rule.ts'
import { wholeSats } from './worth.ts'

/** Older ones are the weekly audit's; one that is wrong is looked at until it is right. */
export const LOOK_BACK = {
  default: 7,
  least: 1,
  most: 365,
  unit: 'days',
  help: 'how far back finished cash-outs are compared',
} as const

/** Distributed cash-outs of the last days, and those that this rule has found before, however old. */
export async function distributionsFor(
  rule: string,
  { signs, now }: Sight,
  lookBackDays: number,
): Promise<Distribution[]> {
  const also = await firingNumbers(rule, signs, 'cash-out')
  return signs.money.distributions({ finishedSince: hoursBefore(now, lookBackDays * 24), also })
}

/** The numbers behind 'cash-out:12' in the alerts of a rule that still fire. */
export async function firingNumbers(rule: string, signs: Sight['signs'], prefix: string): Promise<bigint[]> {
  const firing = await signs.alerts.firing({ members: true })
  return firing.flatMap((alert) => {
    const number = new RegExp(`^${prefix}:(\\d+)$`).exec(alert.entity)?.[1]
    return alert.rule === rule && number !== undefined ? [BigInt(number)] : []
  })
}

/** What is accounted for of the clients' and the operator's part, in every state, beside what the cash-out brought. */
export function sumsOfDistribution(of: Distribution): { shouldBe: Sats; is: Sats } {
  const inBooks = of.paid + of.inDoubt + of.unsent + of.givenUp + of.unallocated + of.commissionSent
  const inWallets = BigInt(wholeSats(of.unbookedMsat)) - BigInt(wholeSats(of.missingMsat))
  return { shouldBe: sats(of.base + of.commission), is: sats(inBooks + inWallets) }
}

/** The whole sum in one line, so that whoever reads it can add it up. */
export const sumInWords = (of: Distribution): Phrase =>
  say`paid ${formatSats(of.paid)}, in doubt ${formatSats(of.inDoubt)}, not sent ${formatSats(of.unsent)}, given up ${formatSats(of.givenUp)}, the operator's ${formatSats(of.unallocated)}, commission ${formatSats(of.commissionSent)}`
