import { sats } from '../../engine/domain/money.ts'
import { formatAge, formatSpan, formatTime } from '../../engine/format.ts'
import { lastGapOf } from '../../engine/observe-self.ts'
import { say } from '../../engine/phrase.ts'
import { hoursBefore } from '../moments.ts'
import { secondsBetween } from '../moments.ts'
import { defineRule } from '../rule.ts'

export const rule = defineRule({
  id: 'BOT_WAS_DOWN',
  title: 'The bot was down',
  severity: 'high',
  runbook: 'R10',
  respondMinutes: 30,
  everySeconds: 30,
  money: false,
  why: 'While the bot is down nobody is paid and nobody is warned',
  trigger: 'the bot did not look for longer than the limit (HEARTBEAT_URL tells it while it lasts)',
  automatic: 'polls everything that happened meanwhile, and pays what is due',
  resolves: 'somebody has looked into it',
  recovery: 'acknowledged',
  limits: {
    afterMinutes: {
      default: 10,
      least: 3,
      most: 1440,
      unit: 'minutes',
      help: 'how long the bot may be away',
    },
    withinHours: { default: 168, least: 1, most: 720, unit: 'hours', help: 'how far back it is told' },
  },
  async check({ observations, now }, { afterMinutes, withinHours }) {
    const gap = lastGapOf(observations.get('heartbeat'))
    if (gap === null || gap.until < hoursBefore(now, withinHours)) return []
    if (secondsBetween(gap.from, gap.until) <= afterMinutes * 60) return []
    return [
      {
        entity: `gap:${gap.from.toISOString()}`,
        what: say`nothing was looked at for ${formatAge(gap.from, gap.until)}`,
        exposureSats: sats(0n),
        since: gap.from,
        fired: say`away from ${formatTime(gap.from)} to ${formatTime(gap.until)}, limit ${formatSpan(afterMinutes * 60)}`,
        did: say`It is back: everything that happened meanwhile is taken in by the next poll.`,
        now: say`Find out why it stopped; check that polls and payments go on.`,
        steps: ['status show', 'bot logs errors', 'tx missing'],
      },
    ]
  },
})
