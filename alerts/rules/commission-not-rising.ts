import { msat, type Msat, sats, satsToMsat } from '../../engine/domain/money.ts'
import { formatAge, formatSats } from '../../engine/format.ts'
import { walletSightOf } from '../../engine/observe-wallets.ts'
import { type Phrase, say } from '../../engine/phrase.ts'
import { hoursBefore } from '../moments.ts'
import { defineRule } from '../rule.ts'

export const rule = defineRule({
  id: 'COMMISSION_NOT_RISING',
  title: 'Commission wallet is off',
  severity: 'medium',
  runbook: 'R5',
  respondMinutes: 24 * 60,
  everySeconds: 300,
  money: true,
  why: 'Commission that is booked and not in its wallet was paid elsewhere, or taken out',
  trigger: 'in a day the commission wallet grew by something else than the commission that was paid',
  automatic: null,
  resolves: 'a day begins and ends with what the books say',
  inhibitedBy: ['WALLET_UNREACHABLE', 'WALLET_AUTH'],
  limits: {
    overHours: {
      default: 24,
      least: 1,
      most: 48,
      unit: 'hours',
      help: 'over how long the wallet is compared with the books',
    },
    toleranceSats: {
      default: 10,
      least: 0,
      most: 1_000_000,
      unit: 'sats',
      help: 'which difference is let pass',
    },
  },
  async check({ observations, signs }, { overHours, toleranceSats }) {
    const tolerance = sats(BigInt(Math.floor(toleranceSats)))
    const sight = walletSightOf(observations.get('wallet:commission'))
    if (sight === null) return []
    const start = sight.hourly.findLast(({ at }) => at <= hoursBefore(sight.readAt, overHours))
    if (start === undefined) return []
    const paid = await signs.wallets.commissionPaid({ from: start.at, to: sight.readAt })
    const rise = msat(sight.balanceMsat - start.balanceMsat)
    const off = beside(rise, { least: satsToMsat(paid.least), most: satsToMsat(paid.most) })
    const isLess = off < 0n
    const difference = wholeSats(msat(isLess ? -off : off))
    if (difference <= tolerance) return []
    const booked = isLess ? paid.least : paid.most
    return [
      {
        entity: 'wallet:commission',
        what: isLess
          ? say`commission wallet: ${formatSats(difference)} less than was paid into it`
          : say`commission wallet: ${formatSats(difference)} more than was paid into it`,
        exposureSats: isLess ? difference : sats(0n),
        since: start.at,
        fired: say`changed by ${signedSats(rise)} in ${formatAge(start.at, sight.readAt)}, and the books paid ${formatSats(booked)} into it; limit ${formatSats(tolerance)} of difference`,
        now: isLess
          ? say`If somebody has taken commission out, say so with the alert; if nobody has, look at the wallet's payments in LNbits.`
          : say`If somebody has put sats into the commission wallet, say so with the alert; if nobody has, look for a commission that was paid twice.`,
        steps: ['check wallets', 'payment list --status completed'],
      },
    ]
  },
})

/** By how much the rise lies outside of what the books allow; negative below. */
function beside(rise: Msat, { least, most }: { least: Msat; most: Msat }): Msat {
  if (rise < least) return msat(rise - least)
  return rise > most ? msat(rise - most) : msat(0n)
}

const wholeSats = (amount: Msat) => sats(amount / 1000n)

const signedSats = (amount: Msat): Phrase => formatSats(amount / 1000n)
