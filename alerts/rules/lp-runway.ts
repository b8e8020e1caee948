import { sats } from '../../engine/domain/money.ts'
import { formatCount, formatFiat, formatNumber, formatSpan } from '../../engine/format.ts'
import { formatDecimal } from '../../engine/domain/money.ts'
import { botSightOf } from '../../engine/observe-self.ts'
import { say } from '../../engine/phrase.ts'
import { defineRule, type Sight } from '../rule.ts'

const DAYS_AVERAGED = 14
/** Days are compared in tenths: 3.4 days. */
const TENTHS = 10n

export const rule = defineRule({
  id: 'LP_RUNWAY',
  title: 'Deposits run out',
  severity: 'medium',
  runbook: 'R0',
  respondMinutes: 24 * 60,
  everySeconds: 300,
  money: false,
  why: "When the clients' deposits are used up, the machines pay out the operator's own cash",
  trigger: "the clients' deposits last for fewer usual days than the limit",
  automatic: null,
  resolves: 'they last for longer than the second limit',
  limits: {
    belowDays: { default: 3, least: 0, most: 60, unit: 'days', help: 'how many days deposits have to last' },
    overAtDays: {
      default: 4,
      least: 0,
      most: 61,
      unit: 'days',
      help: 'how many days they have to last until a running alert is over',
    },
  },
  async check(sight, { belowDays, overAtDays }) {
    const { signs, now, observations } = sight
    // Play money is renewed by itself.
    if (botSightOf(observations.get('bot'))?.sandbox === true) return []
    const running = await runningEntities(sight)
    const pools = await signs.wallets.runway({ now, days: DAYS_AVERAGED })
    return pools.flatMap(({ fiatCode, exponent, clients, left, perDay }) => {
      const entity = `currency:${fiatCode}`
      // Between the two limits it stays as it is: a deposit does not make an alert come and go.
      const limit = running.has(entity) ? Math.max(belowDays, overAtDays) : belowDays
      if (perDay === 0n) return []
      const tenths = (left * TENTHS) / perDay
      if (tenths >= BigInt(Math.round(limit * 10))) return []
      return [
        {
          entity,
          what: say`deposits in ${fiatCode} last ${formatNumber(formatDecimal(tenths, 1))} days`,
          exposureSats: sats(0n),
          since: now,
          fired: say`${formatFiat(left, exponent, fiatCode)} left with ${formatCount(clients, 'client')}, an average day takes ${formatFiat(perDay, exponent, fiatCode)}; limit ${formatSpan(limit * 86_400)}`,
          now: say`Ask the clients for new deposits, or confirm the ones that wait.`,
          steps: ['deposit list --status pending', 'client list'],
        },
      ]
    })
  },
})

async function runningEntities({ signs }: Sight): Promise<ReadonlySet<string>> {
  const alerts = await signs.alerts.firing({ members: true })
  return new Set(
    alerts.filter((one) => one.rule === 'LP_RUNWAY' && one.testChannel === null).map((one) => one.entity),
  )
}
