import type { Finding } from '../../engine/alerting.ts'
import { type FiatMinor, fiatMinor, floorDivide, type Sats, sats } from '../../engine/domain/money.ts'
import { formatCount, formatMajor } from '../../engine/format.ts'
import { joined, say, type Text } from '../../engine/phrase.ts'
import type { PricedCashOut } from '../../engine/signs/money.ts'
import { hoursBefore } from '../moments.ts'
import { defineRule } from '../rule.ts'
import { abs, sumsOf, worthIn } from '../worth.ts'

const READ_AT_MOST = 500
const LOOK_BACK_HOURS = 24

export const rule = defineRule({
  id: 'RATE_OUTLIER',
  title: 'Price out of line',
  severity: 'high',
  runbook: 'R5',
  respondMinutes: 60,
  everySeconds: 30,
  money: true,
  why: 'At a wrong price the clients buy far too few sats for their money, or far too many',
  trigger:
    'the fiat for one bitcoin of a cash-out is further off the median ticker price of the others around it than the limit',
  automatic: 'holds the cash-out back while it is not distributed',
  resolves: 'a person releases or ignores it; one that is distributed is over after a day',
  goodChecks: 1,
  limits: {
    maxPercent: {
      default: 5,
      least: 0.5,
      most: 50,
      unit: 'percent',
      help: 'how far a price may be off the others',
    },
    referenceHours: {
      default: 6,
      least: 1,
      most: 48,
      unit: 'hours',
      help: 'how far around a cash-out other prices count',
    },
    leastReferences: {
      default: 3,
      least: 1,
      most: 50,
      unit: 'count',
      help: 'how many other prices there must be',
    },
  },
  async check({ signs, now }, { maxPercent, referenceHours, leastReferences }) {
    const cashOuts = await signs.money.priced({
      since: hoursBefore(now, LOOK_BACK_HOURS),
      referenceHours,
      limit: READ_AT_MOST,
    })
    const limitE2 = BigInt(Math.round(maxPercent * 100))
    return cashOuts
      .filter(({ references }) => references >= leastReferences)
      .flatMap((cashOut) => outlier(cashOut, limitE2))
  },
})

const SATS_PER_BITCOIN = 100_000_000n

/** The price is what the clients pay: fiat for the base amount. */
function outlier(cashOut: PricedCashOut, limitE2: bigint): Finding[] {
  const { id, transactionId, status, fiat, fiatE5, base, createdAt, referenceE5, references } = cashOut
  if (referenceE5 === null) return []
  const priceE5 = floorDivide(fiatE5 * SATS_PER_BITCOIN, base)
  const offE5 = priceE5 - referenceE5
  if (abs(offE5) * 10_000n <= limitE2 * referenceE5) return []
  const fair = floorDivide(fiatE5 * SATS_PER_BITCOIN, referenceE5)
  const off = sats(abs(base - fair))
  const isOpen = status === 'pending'
  const isHeld = status === 'quarantined'
  const major = (amountE5: bigint): Text =>
    joined([formatMajor(amountE5 - (amountE5 % 100_000n), 0), fiat.fiatCode], ' ')
  return [
    {
      entity: `cash-out:${id}`,
      what: say`cash-out #${id} of ${sumsOf([fiat])}: ${major(priceE5)} for one bitcoin, the others ${major(referenceE5)}`,
      exposureSats: off,
      ...worthIn([{ ...fiat, amount: fiatAt(off, referenceE5, fiat.exponent) }]),
      since: createdAt,
      fired: say`${percentOf(abs(offE5), referenceE5)} % off the median of ${formatCount(references, 'cash-out')}, limit ${percentOf(limitE2, 10_000n)} %`,
      ...(isHeld ? { did: say`It is held back and not distributed.` } : {}),
      now:
        isOpen || isHeld
          ? say`Compare it with the market of that moment. Release it if the price is right; ignore it and settle it by hand if not.`
          : say`Compare it with the market of that moment, and with what the clients got.`,
      steps: [`tx show ${id}`, ...(isOpen || isHeld ? [`tx preview ${id}`] : []), 'tx list'],
      ...(isOpen ? { remedies: [{ kind: 'hold_cash_out', transactionId }] } : {}),
    },
  ]
}

/** What sats cost at a price, in minor units, cut. */
const fiatAt = (amount: Sats, priceE5: bigint, exponent: number): FiatMinor =>
  fiatMinor(floorDivide(amount * priceE5 * 10n ** BigInt(exponent), SATS_PER_BITCOIN * 100_000n))

/** '7.25': with two digits, cut. */
const percentOf = (part: bigint, whole: bigint): Text =>
  formatMajor(floorDivide(part * 10_000n, whole) * 1000n, 0)
