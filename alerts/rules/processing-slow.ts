import { sats } from '../../engine/domain/money.ts'
import { formatAge, formatCount } from '../../engine/format.ts'
import { say } from '../../engine/phrase.ts'
import { hoursBefore, minutesBefore, secondsBefore } from '../moments.ts'
import { defineRule } from '../rule.ts'

export const rule = defineRule({
  id: 'PROCESSING_SLOW',
  title: 'Clients paid slowly',
  severity: 'medium',
  runbook: 'R3',
  respondMinutes: 240,
  everySeconds: 120,
  money: false,
  why: 'Clients wait for their sats, and what makes it slow seldom gets better by itself',
  trigger:
    'more than 5 of 100 cash-outs of the last day took longer than the limit, from when they could be paid until all their clients were; high after the second limit; without the time for which payouts were switched off, and without cash-outs on which a person decided meanwhile',
  automatic: null,
  resolves: '95 of 100 are below the limit again',
  inhibitedBy: ['WALLET_UNREACHABLE'],
  limits: {
    minutes: { default: 10, least: 1, most: 1440, unit: 'minutes', help: 'how long 95 of 100 may take' },
    highMinutes: {
      default: 60,
      least: 2,
      most: 10_080,
      unit: 'minutes',
      help: 'how long 95 of 100 may take before the alert is high',
    },
    atLeast: {
      default: 3,
      least: 1,
      most: 1000,
      unit: 'count',
      help: 'fewer cash-outs in a day say nothing about the pace',
    },
  },
  async check({ signs, now }, { minutes, highMinutes, atLeast }) {
    const pace = await signs.polling.pace(hoursBefore(now, 24), now)
    const { p95Seconds, slowest } = pace
    if (pace.count < atLeast || p95Seconds === null || slowest === null || p95Seconds <= minutes * 60)
      return []
    const took = (seconds: number) => formatAge(secondsBefore(now, seconds), now)
    return [
      {
        entity: '',
        severity: p95Seconds > highMinutes * 60 ? 'high' : 'medium',
        what: say`95 of 100 take up to ${took(p95Seconds)}`,
        exposureSats: sats(0n),
        since: slowest.since,
        fired: say`${took(p95Seconds)} from detection to payment, limit ${formatAge(minutesBefore(now, minutes), now)}; ${formatCount(pace.count, 'cash-out')} in a day, ${pace.unfinished} not finished`,
        now: say`Look at the slowest one, and at what the payments wait for.`,
        steps: [`tx show ${slowest.id}`, 'payment list --status unfinished', 'check wallets'],
      },
    ]
  },
})
