import type { Finding } from '../../engine/alerting.ts'
import { floorDivide, formatDecimal, sats } from '../../engine/domain/money.ts'
import { formatCount, formatNumber, formatSats, trimZeros } from '../../engine/format.ts'
import { say, type Text } from '../../engine/phrase.ts'
import type { CommissionTotals } from '../../engine/signs/money.ts'
import { hoursBefore } from '../moments.ts'
import { defineRule } from '../rule.ts'
import { abs } from '../worth.ts'

export const rule = defineRule({
  id: 'COMMISSION_RATE_DRIFT',
  title: 'Commission rate differs',
  severity: 'info',
  runbook: 'R5',
  respondMinutes: 7 * 24 * 60,
  everySeconds: 3600,
  money: true,
  why: 'What the operator earns is not what the machines are set to: a price, a discount or a setting is off',
  trigger:
    "the commission earned in the last days differs from what Lamassu's rows had configured by more points than the limit",
  automatic: null,
  resolves: 'the rate is back, or the days are over',
  goodChecks: 1,
  limits: {
    maxPoints: {
      default: 0.25,
      least: 0.01,
      most: 10,
      unit: 'percent',
      help: 'by how many points the earned rate may differ',
    },
    days: { default: 7, least: 1, most: 90, unit: 'days', help: 'over how many days the rate is taken' },
  },
  async check({ signs, now }, { maxPoints, days }) {
    const totals = await signs.money.commissionTotals(hoursBefore(now, days * 24))
    const limitE4 = BigInt(Math.round(maxPoints * 10_000))
    return totals
      .filter(({ earned, configured, basis }) => abs(earned - configured) * 1_000_000n > limitE4 * basis)
      .map((total) => findingOf(total, limitE4, days))
  },
})

/** '3.02' percent of sats in sats, rounded to two digits. */
const percent = (part: bigint, whole: bigint): Text =>
  formatNumber(formatDecimal(floorDivide(part * 20_000n + whole, whole * 2n), 2))

function findingOf(
  { rule, cashOuts, earned, configured, basis, since }: CommissionTotals,
  limitE4: bigint,
  days: number,
): Finding {
  return {
    entity: rule,
    severity: 'info',
    what: say`${percent(earned, basis)} % earned, ${percent(configured, basis)} % configured (rule ${rule})`,
    // Whose the sats are is not in doubt: what is off is the setting.
    exposureSats: sats(0n),
    since,
    fired: say`${formatSats(earned)} earned of ${formatCount(cashOuts, 'cash-out')} in ${formatCount(days, 'day')}, ${formatSats(configured)} configured; limit ${formatNumber(trimZeros(formatDecimal(limitE4, 4)))} points`,
    now: say`Compare some cash-outs with the commission and the prices that are set in Lamassu.`,
    steps: ['tx list', 'config show'],
  }
}
