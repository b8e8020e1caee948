import { formatSats } from '../../engine/format.ts'
import { say } from '../../engine/phrase.ts'
import { distributionsFor, LOOK_BACK, sumInWords, sumsOfDistribution } from '../distribution-sums.ts'
import { minutesBefore } from '../moments.ts'
import { defineRule } from '../rule.ts'
import { totalOf } from '../worth.ts'

export const rule = defineRule({
  id: 'TX_UNDERPAID',
  title: 'Cash-out underpaid',
  severity: 'critical',
  runbook: 'R3',
  respondMinutes: 30,
  everySeconds: 60,
  money: true,
  why: 'Clients got less of a cash-out than it brought, and nothing is under way that would make up for it',
  trigger:
    'so long after its distribution, a cash-out is not accounted for to the last sat: less is paid, in doubt or to be sent than it brought',
  automatic: null,
  resolves: 'the sums are equal again: the wallet shows the payment, or its difference is settled',
  limits: {
    afterMinutes: {
      default: 10,
      least: 0,
      most: 1440,
      unit: 'minutes',
      help: 'how long after its distribution a cash-out is compared',
    },
    lookBackDays: LOOK_BACK,
  },
  async check(sight, { afterMinutes, lookBackDays }) {
    const distributions = await distributionsFor('TX_UNDERPAID', sight, lookBackDays)
    return distributions
      .filter(({ since }) => since <= minutesBefore(sight.now, afterMinutes))
      .map((of) => ({ of, sums: sumsOfDistribution(of) }))
      .filter(({ sums }) => sums.is < sums.shouldBe)
      .map(({ of, sums }) => ({
        entity: `cash-out:${of.id}`,
        what: say`cash-out #${of.id}: ${formatSats(sums.shouldBe - sums.is)} too little`,
        exposureSats: totalOf([sums.shouldBe, -sums.is]),
        since: of.since,
        fired: say`${formatSats(sums.is)} accounted for of ${formatSats(sums.shouldBe)} (${sumInWords(of)}), limit ${formatSats(0n)}`,
        did: say`Nothing is paid again by itself.`,
        now: say`See who got what of this cash-out, and look up the payments whose receivers miss their sats.`,
        steps: [`tx show ${of.id}`, 'check wallets', 'payment list --status unfinished'],
      }))
  },
})
