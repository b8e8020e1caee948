import { sats } from '../../engine/domain/money.ts'
import { formatAge, formatCount, formatSpan } from '../../engine/format.ts'
import { say } from '../../engine/phrase.ts'
import { recorded } from '../../engine/recorded.ts'
import { minutesBefore } from '../moments.ts'
import { defineRule } from '../rule.ts'

export const rule = defineRule({
  id: 'PREFLIGHT_FAILED',
  title: 'Not ready to distribute',
  severity: 'high',
  runbook: 'R0',
  respondMinutes: 60,
  everySeconds: 30,
  money: true,
  why: 'While this lasts no new cash-out is distributed to the clients',
  trigger: 'the checks before a distribution are red for longer than the limit',
  automatic: 'distributes nothing new; cash-outs wait with the reason',
  resolves: 'the checks are green again',
  inhibitedBy: ['WALLET_UNREACHABLE', 'WALLET_AUTH', 'CONSERVATION_BREACH'],
  limits: {
    afterMinutes: {
      default: 5,
      least: 1,
      most: 240,
      unit: 'minutes',
      help: 'how long the checks may be red',
    },
  },
  async check({ observations, readings, now }, { afterMinutes }) {
    const seen = observations.get('preflight')
    if (seen?.outcome !== 'not_ready' || seen.since > minutesBefore(now, afterMinutes)) return []
    const { transactions } = await readings.status()
    return [
      {
        entity: '',
        what: say`checks are red · ${formatCount(transactions.pending, 'cash-out')} waiting`,
        exposureSats: sats(0n),
        since: seen.since,
        fired: say`not ready for ${formatAge(seen.since, now)}, limit ${formatSpan(afterMinutes * 60)}: ${recorded(seen.detail ?? '–')}`,
        did: say`Nothing new is distributed; payments that are decided already are still made.`,
        now: say`Run all checks, and put right what is red; the bot goes on by itself.`,
        steps: ['check all', 'tx list --status pending'],
      },
    ]
  },
})
