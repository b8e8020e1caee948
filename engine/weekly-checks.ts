import type { CommissionReading } from './books.ts'
import { splitCommission } from './domain/commission.ts'
import { formatCount, formatSats } from './format.ts'
import type { Observation } from './observations.ts'
import { errorHoursOf, hourOf } from './observe-self.ts'
import { say } from './phrase.ts'
import type { DepositReading } from './readings.ts'
import type { Reconciliation } from './reconcile.ts'
import type { AuditCheck } from './weekly-audit.ts'

export function reconciliationCheck(run: Reconciliation): AuditCheck {
  const found = run.checks.reduce((sum, { discrepancies }) => sum + discrepancies.length, 0)
  return {
    number: 1,
    outcome: run.verdict === 'ok' ? 'good' : 'attention',
    figure:
      run.verdict === 'ok'
        ? say`run #${run.id}: ${formatCount(run.checks.length, 'check')}, all square`
        : say`run #${run.id}: ${formatCount(found, 'thing')} not square`,
    steps: run.verdict === 'ok' ? [] : [`recon show ${run.id}`],
  }
}

/** What the bot paid into the wallet is, payment by payment, what the books say; and that is all the commission there was. */
export function commissionCheck(
  run: Reconciliation | null,
  { dueSats, paidSats, givenUpSats }: { dueSats: bigint; paidSats: bigint; givenUpSats: bigint },
): AuditCheck {
  const steps = ['recon run --scope wallets', 'check wallets']
  const wallet = run?.snapshot.wallets.find(({ role }) => role === 'commission')
  if (wallet === undefined)
    return {
      number: 3,
      outcome: 'unknown',
      figure: say`the wallet could not be seen; the books have ${formatSats(paidSats)} paid of ${formatSats(dueSats)}`,
      steps,
    }
  const off = (run?.checks ?? [])
    .filter(({ name }) => name === 'wallets')
    .flatMap(({ discrepancies }) => discrepancies)
    .filter(({ entity }) => /^(?:wallet:commission|payment:commission:)/.test(entity))
  const waiting = dueSats - paidSats - givenUpSats
  return {
    number: 3,
    outcome: off.length === 0 ? 'good' : 'attention',
    figure: say`${formatSats(dueSats)} of commission = ${formatSats(paidSats)} paid + ${formatSats(waiting)} under way + ${formatSats(givenUpSats)} given up; the wallet holds ${formatSats(wallet.balanceMsat / 1000n)}`,
    steps: off.length === 0 ? [] : steps,
  }
}

const OLD_DAYS = 7
const DAY_MS = 86_400_000

export function depositsCheck(pending: readonly DepositReading[], now: Date): AuditCheck {
  const old = pending.filter(({ createdAt }) => now.getTime() - createdAt.getTime() > OLD_DAYS * DAY_MS)
  return {
    number: 4,
    outcome: old.length === 0 ? 'good' : 'attention',
    figure: say`${formatCount(pending.length, 'deposit')} pending, ${old.length} of them for more than ${OLD_DAYS} days`,
    steps: old.slice(0, 3).map(({ id }) => `deposit show ${id}`),
  }
}

/** Each split once more, by the rule that it was made with, to the sat. */
export function recalculationCheck(splits: readonly CommissionReading[]): AuditCheck {
  const wrong = splits.filter((split) => {
    const expected = splitCommission(split.rule, split.terms)
    // What was too much, and given back since, is right again.
    const given = split.compensatedSats
    if (given > 0n && expected?.baseSats === split.baseSats + given) return false
    return expected?.baseSats !== split.baseSats || expected.commissionSats !== split.commissionSats
  })
  return {
    number: 5,
    outcome: wrong.length === 0 ? 'good' : 'attention',
    figure: say`${formatCount(splits.length, 'cash-out')} worked out again, ${wrong.length} of them differ`,
    steps:
      wrong.length === 0 ? [] : ['commission verify', ...wrong.slice(0, 2).map(({ id }) => `tx show ${id}`)],
  }
}

/** As many lines of trouble in an hour as the alert of the same purpose begins to count at. */
const MANY_LINES = 10
const HOURS = OLD_DAYS * 24

export function logCheck(seen: Observation | undefined, now: Date): AuditCheck {
  const since = hourOf(new Date(now.getTime() - HOURS * 3_600_000))
  const hours = errorHoursOf(seen).filter(({ hour }) => hour >= since)
  if (hours.length === 0)
    return { number: 8, outcome: 'unknown', figure: say`nothing was counted yet`, steps: ['bot logs errors'] }
  const lines = hours.reduce((sum, { counts }) => sum + counts.errors, 0)
  const busy = hours.filter(({ counts }) => counts.errors >= MANY_LINES).length
  return {
    number: 8,
    outcome: busy === 0 ? 'good' : 'attention',
    figure: say`${formatCount(lines, 'line')} of trouble in ${formatCount(hours.length, 'hour')}, ${busy} of them with ${MANY_LINES} or more`,
    steps: busy === 0 ? [] : ['bot logs errors'],
  }
}
