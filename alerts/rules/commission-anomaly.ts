import type { Finding } from '../../engine/alerting.ts'
import { splitCommission } from '../../engine/domain/commission.ts'
import { formatCount, formatSats } from '../../engine/format.ts'
import { joined, say } from '../../engine/phrase.ts'
import type { CommissionRecord } from '../../engine/signs/money.ts'
import { hoursBefore } from '../moments.ts'
import { defineRule } from '../rule.ts'
import { abs, earliest, totalOf } from '../worth.ts'

const LOOKED_AT_MOST = 5000
/** So many right ones in a row, and it is over. */
const RIGHT_IN_A_ROW = 5
const NAMED = 5

export const rule = defineRule({
  id: 'COMMISSION_ANOMALY',
  title: 'Commission computed wrongly',
  severity: 'medium',
  runbook: 'R5',
  respondMinutes: 24 * 60,
  everySeconds: 60,
  money: true,
  why: 'A wrong commission gives the clients too little, or takes it from the operator, with every cash-out',
  trigger:
    'the stored commission of a cash-out of the last day differs from the formula by more than the limit; high when several in a row do',
  automatic: 'pauses payouts when several in a row are wrong',
  resolves: 'the last five cash-outs are right, and none of the last day is wrong',
  limits: {
    maxSats: {
      default: 1,
      least: 0,
      most: 1000,
      unit: 'sats',
      help: 'how much a commission may differ from the formula',
    },
    highAtInARow: {
      default: 3,
      least: 1,
      most: 100,
      unit: 'count',
      help: 'so many wrong commissions in a row are high, and pause payouts',
    },
    lookBackHours: {
      default: 24,
      least: 1,
      most: 720,
      unit: 'hours',
      help: 'how far back commissions are computed again',
    },
  },
  async check({ signs, now }, { maxSats, highAtInARow, lookBackHours }) {
    const records = await signs.money.commissions({
      since: hoursBefore(now, lookBackHours),
      least: RIGHT_IN_A_ROW,
      most: LOOKED_AT_MOST,
    })
    const offs = records.map((record) => ({ record, off: offBy(record) }))
    const wrong = offs.filter(({ off }) => off > BigInt(maxSats))
    if (wrong.length === 0) return []
    const isActive = longestRun(offs.map(({ off }) => off > BigInt(maxSats))) >= highAtInARow
    const finding = findingOf(wrong, maxSats)
    return [
      isActive
        ? {
            ...finding,
            severity: 'high',
            remedies: [{ kind: 'pause_payouts' as const }],
          }
        : { ...finding, severity: 'medium' },
    ]
  },
})

/** Computed again twice, by the database and by the formula here: the larger of what either finds. */
function offBy({ rule, terms, base, commission, expectedBase }: CommissionRecord): bigint {
  const again = splitCommission(rule, terms)
  const bases = again === null ? [expectedBase] : [expectedBase, again.baseSats]
  const offs = bases.flatMap((expected) => [
    abs(base - expected),
    abs(commission - (terms.cryptoAtomsSats - expected)),
  ])
  return offs.reduce((a, b) => (a > b ? a : b))
}

function longestRun(wrong: readonly boolean[]): number {
  let longest = 0
  let run = 0
  for (const isWrong of wrong) {
    run = isWrong ? run + 1 : 0
    longest = Math.max(longest, run)
  }
  return longest
}

function findingOf(wrong: readonly { record: CommissionRecord; off: bigint }[], maxSats: number): Finding {
  const [newest] = wrong
  if (newest === undefined) throw new Error('only what is wrong is said')
  const total = totalOf(wrong.map(({ off }) => off))
  const numbers = joined(
    wrong.slice(0, NAMED).map(({ record }) => `#${record.id}`),
    ', ',
  )
  return {
    entity: '',
    what: say`${formatCount(wrong.length, 'cash-out')}, the newest #${newest.record.id}`,
    exposureSats: total,
    since: earliest(wrong.map(({ record }) => record.createdAt)),
    fired: say`${formatSats(total)} off in all (cash-outs ${numbers}), limit ${formatSats(BigInt(maxSats))} each`,
    now: say`Read how the newest one was worked out and compare it with Lamassu's row. While new ones are wrong too, keep payouts stopped.`,
    steps: [`tx show ${newest.record.id}`, 'poll pause --what payout --reason "wrong commission"', 'tx list'],
  }
}
