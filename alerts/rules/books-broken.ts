import type { Finding } from '../../engine/alerting.ts'
import { sats } from '../../engine/domain/money.ts'
import { formatSats } from '../../engine/format.ts'
import { say } from '../../engine/phrase.ts'
import type { OpenFinding } from '../../engine/reconcile/open-findings.ts'
import type { CheckName } from '../../engine/reconcile/verdict.ts'
import { grouped } from '../grouped.ts'
import { defineRule } from '../rule.ts'
import { earliest } from '../worth.ts'

const READ_AT_MOST = 500

/** Other rules look at all of this by themselves, every few minutes. */
const WATCHED: readonly CheckName[] = ['duplicates', 'coverage', 'lamassu', 'unfinished', 'deposits']
/** And these tell of single clients, cash-outs, entries and payments: what they told when the run began is not told again. */
const TELLERS = [
  'BALANCE_DRIFT',
  'NEGATIVE_BALANCE',
  'CONSERVATION_BREACH',
  'TX_OVERPAID',
  'TX_UNDERPAID',
  'COMMISSION_ANOMALY',
  'PAYMENT_FAILED',
]

export const rule = defineRule({
  id: 'BOOKS_BROKEN',
  title: 'Books do not reconcile',
  severity: 'high',
  runbook: 'R4',
  respondMinutes: 4 * 60,
  everySeconds: 60,
  money: true,
  why: 'The books and the world can not both be right, and until it is known which is wrong nobody knows what is whose',
  trigger:
    "a run of the reconciliation, or every minute's look at what changed, has found what no other alert tells of; one alert for each check, critical above the limit",
  automatic: 'opens an incident where it is critical',
  resolves:
    'a newer run of everything, of the same client or of the same cash-out finds it square; what a look of a minute found is looked at again every minute',
  goodChecks: 1,
  limits: {
    criticalSats: {
      default: 10_000,
      least: 0,
      most: 1_000_000_000,
      unit: 'sats',
      help: 'more sats than this in doubt are critical',
    },
  },
  async check({ signs }, { criticalSats }) {
    const found = await signs.money.brokenFindings({ limit: READ_AT_MOST, toldBy: TELLERS })
    const untold = found.filter(({ check, isTold }) => !isTold && !WATCHED.includes(check))
    return grouped(untold, ({ check }) => check).map(([check, first, all]) =>
      findingOf(check, first, all, BigInt(criticalSats)),
    )
  },
})

function findingOf(
  check: CheckName,
  first: OpenFinding,
  all: readonly OpenFinding[],
  critical: bigint,
): Finding {
  const doubt = all.reduce((sum, { doubtSats }) => sum + doubtSats, 0n)
  const more = all.length - 1
  return {
    entity: `check:${check}`,
    severity: doubt > critical ? 'critical' : 'high',
    what: more === 0 ? first.what : say`${first.what}, and ${more} more`,
    exposureSats: sats(doubt),
    since: earliest(all.map(({ since }) => since)),
    fired: say`${first.why}; ${formatSats(doubt)} in doubt, limit ${formatSats(critical)}`,
    now: say`Find the first entry that is not right and correct it by an entry of its own; then run the reconciliation again: the alert is over when that finds it square.`,
    steps: [`recon show ${first.run}`, ...first.steps, 'recon run'],
    ...(doubt > critical ? { remedies: [{ kind: 'open_incident', scenario: 'R4' }] } : {}),
  }
}
