import { sats } from '../../engine/domain/money.ts'
import { formatAge, formatCount, formatSpan } from '../../engine/format.ts'
import type { Observation } from '../../engine/observations.ts'
import { WALLET_ROLES } from '../../engine/observe-wallets.ts'
import { say } from '../../engine/phrase.ts'
import { minutesBefore } from '../moments.ts'
import { defineRule } from '../rule.ts'

/** One look that failed may be a restart of LNbits. */
const LEAST_LOOKS = 2

export const rule = defineRule({
  id: 'WALLET_UNREACHABLE',
  title: 'LNbits does not answer',
  severity: 'high',
  runbook: 'R3',
  respondMinutes: 60,
  everySeconds: 30,
  money: true,
  why: "Nobody can be paid while LNbits is away, and what was being paid can't be looked up",
  trigger: 'LNbits gives no answer, or none that can be read, for longer than the limit',
  automatic: 'pauses payouts; payments that are due wait in the queue',
  resolves: 'LNbits answers on three looks',
  goodChecks: 3,
  limits: {
    afterMinutes: {
      default: 3,
      least: 1,
      most: 240,
      unit: 'minutes',
      help: 'how long LNbits may be away',
    },
  },
  async check({ observations, now }, { afterMinutes }) {
    const away = WALLET_ROLES.map((role) => observations.get(`wallet:${role}`))
      .filter((seen): seen is Observation => seen?.outcome === 'unreachable' && seen.inARow >= LEAST_LOOKS)
      .sort((a, b) => a.since.getTime() - b.since.getTime())
    const [first] = away
    if (first === undefined || first.since > minutesBefore(now, afterMinutes)) return []
    return [
      {
        entity: '',
        what: say`${formatCount(away.length, 'wallet')} out of reach`,
        exposureSats: sats(0n),
        since: first.since,
        fired: say`no answer for ${formatAge(first.since, now)}, limit ${formatSpan(afterMinutes * 60)}: ${first.detail ?? '–'}`,
        did: say`What is due waits in the queue, and no payment is made twice.`,
        now: say`Look at the LNbits server and bring it back; then check the wallets and resume the payouts.`,
        steps: ['check wallets', 'payment list --status unfinished'],
        remedies: [{ kind: 'pause_payouts' }],
      },
    ]
  },
})
