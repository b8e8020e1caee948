import { formatSats } from '../../engine/format.ts'
import { say } from '../../engine/phrase.ts'
import { distributionsFor, LOOK_BACK, sumInWords, sumsOfDistribution } from '../distribution-sums.ts'
import { minutesBefore } from '../moments.ts'
import { defineRule } from '../rule.ts'
import { totalOf } from '../worth.ts'

export const rule = defineRule({
  id: 'TX_OVERPAID',
  title: 'Cash-out overpaid',
  severity: 'critical',
  runbook: 'R1',
  respondMinutes: 30,
  everySeconds: 60,
  money: true,
  why: 'More sats were given out than the cash-out brought: they are missing in the source wallet',
  trigger: 'what was paid, is in doubt or is still to be sent of a cash-out is more than it brought',
  automatic: 'pauses payouts',
  resolves:
    'the sums are equal again: what is too much is cancelled, or the difference of the wallets settled',
  limits: {
    // Too much is never right, not even for a moment.
    afterMinutes: {
      default: 0,
      least: 0,
      most: 60,
      unit: 'minutes',
      help: 'how long after its distribution a cash-out is compared',
    },
    lookBackDays: LOOK_BACK,
  },
  async check(sight, { afterMinutes, lookBackDays }) {
    const distributions = await distributionsFor('TX_OVERPAID', sight, lookBackDays)
    return distributions
      .filter(({ since }) => since <= minutesBefore(sight.now, afterMinutes))
      .map((of) => ({ of, sums: sumsOfDistribution(of) }))
      .filter(({ sums }) => sums.is > sums.shouldBe)
      .map(({ of, sums }) => ({
        entity: `cash-out:${of.id}`,
        what: say`cash-out #${of.id}: ${formatSats(sums.is - sums.shouldBe)} too much`,
        exposureSats: totalOf([sums.is, -sums.shouldBe]),
        since: of.since,
        fired: say`${formatSats(sums.is)} given out of ${formatSats(sums.shouldBe)} (${sumInWords(of)}), limit ${formatSats(0n)}`,
        now: say`See who got what of this cash-out, and look up the payment that does not belong there.`,
        steps: [`tx show ${of.id}`, 'tx duplicates', 'payment list --status unfinished'],
        remedies: [{ kind: 'pause_payouts' as const }],
      }))
  },
})
