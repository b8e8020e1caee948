import { sats } from '../../engine/domain/money.ts'
import type { Finding } from '../../engine/alerting.ts'
import { formatAge } from '../../engine/format.ts'
import { aheadSecondsOf, CLOCK, LAMASSU } from '../../engine/lamassu-sights.ts'
import type { Observation } from '../../engine/observations.ts'
import { say, type Text } from '../../engine/phrase.ts'
import { secondsBefore } from '../moments.ts'
import { defineRule } from '../rule.ts'
import { toldFindings } from '../told-findings.ts'

const ID = 'CLOCK_SKEW'

export const rule = defineRule({
  id: ID,
  title: 'Clocks differ',
  severity: 'medium',
  runbook: 'R10',
  respondMinutes: 240,
  everySeconds: 60,
  money: false,
  why: 'Deposits and cash-outs are put in order by their times: with a wrong clock the wrong clients are paid',
  trigger:
    "the clock of the books' database or of Lamassu's differs from this machine's by more than the limit, whatever the way there takes",
  automatic: null,
  resolves: 'they differ by less than the second limit',
  limits: {
    seconds: { default: 30, least: 5, most: 600, unit: 'seconds', help: 'by how much two clocks may differ' },
    goodSeconds: {
      default: 5,
      least: 1,
      most: 600,
      unit: 'seconds',
      help: 'below how much they agree again, once they have differed',
    },
  },
  async check({ observations, signs, now }, { seconds, goodSeconds }) {
    const clocks: readonly Clock[] = [
      { entity: 'database', seen: observations.get(CLOCK), whose: say`the books' database` },
      { entity: 'lamassu', seen: observations.get(LAMASSU), whose: say`Lamassu's database` },
    ]
    const off = clocks.filter(({ seen }) => differenceOf(seen) >= Math.min(seconds, goodSeconds))
    if (off.length === 0) return []
    const told = await toldFindings(signs.alerts, ID)
    return off
      .filter(({ entity, seen }) => differenceOf(seen) > seconds || told.has(entity))
      .map((clock) => findingOf(clock, { now, seconds, since: told.get(clock.entity)?.since ?? now }))
  },
})

interface Clock {
  readonly entity: string
  readonly seen: Observation | undefined
  readonly whose: Text
}

const differenceOf = (seen: Observation | undefined): number => Math.abs(aheadSecondsOf(seen) ?? 0)

function findingOf(
  { entity, seen, whose }: Clock,
  { now, seconds, since }: { now: Date; seconds: number; since: Date },
): Finding {
  const difference = formatAge(secondsBefore(now, differenceOf(seen)), now)
  const isAhead = (aheadSecondsOf(seen) ?? 0) > 0
  return {
    entity,
    what: isAhead ? say`${whose} is ${difference} ahead` : say`${whose} is ${difference} behind`,
    exposureSats: sats(0n),
    since,
    fired: say`${difference} apart from this machine's clock, limit ${formatAge(secondsBefore(now, seconds), now)}`,
    now: say`Set the clocks of all three machines by NTP; add no deposits until they agree.`,
    steps: ['check time', 'check all'],
  }
}
