import { type CashOutFacts, type CashOutTotals, checkCashOuts } from './cash-outs.ts'
import { checkClients, type ClientFacts, type ClientGap, type PoolTotals } from './clients.ts'
import { checkCommission, type CommissionFacts } from './commission.ts'
import { checkCoverage, type CoverageFacts } from './coverage.ts'
import { checkDeposits, type PendingDeposit } from './deposits.ts'
import { checkDuplicates, type DuplicateFacts } from './duplicates.ts'
import { checkJournal, type JournalFacts } from './journal.ts'
import { checkPayments, type OpenDifference, type PaymentFacts, type PaymentTotals } from './payments.ts'
import { checkUnfinished, type UnfinishedFacts } from './unfinished.ts'
import type { CheckResult } from './verdict.ts'

/** Everything that the checks of the books alone need, as of one moment: what is odd, and the totals. */
export interface BookFacts {
  readonly clients: {
    readonly odd: readonly ClientFacts[]
    readonly gaps: readonly ClientGap[]
    readonly pools: readonly PoolTotals[]
  }
  readonly cashOuts: { readonly odd: readonly CashOutFacts[]; readonly totals: CashOutTotals }
  readonly payments: {
    readonly odd: readonly PaymentFacts[]
    readonly differences: readonly OpenDifference[]
    readonly totals: PaymentTotals
  }
  readonly journal: JournalFacts
  readonly commission: {
    readonly odd: readonly CommissionFacts[]
    readonly totals: { readonly count: number; readonly commission: bigint }
  }
  readonly duplicates: {
    readonly found: readonly DuplicateFacts[]
    readonly keys: { readonly wanted: readonly string[]; readonly missing: readonly string[] }
  }
  readonly unfinished: {
    readonly old: readonly UnfinishedFacts[]
    readonly totals: { readonly unfinished: number; readonly sats: bigint; readonly failed: number }
  }
  readonly deposits: {
    readonly old: readonly PendingDeposit[]
    readonly totals: { readonly deposits: number; readonly pending: number }
  }
  readonly coverage: CoverageFacts
  /** Up to when the last successful poll saw Lamassu. */
  readonly coveredUntil: Date | null
  readonly snapshot: {
    readonly clients: readonly { id: bigint; fiatCode: string; remaining: bigint; held: bigint }[]
  }
}

interface Limits {
  readonly now: Date
  readonly maxHours: number
  readonly pollSeconds: number
}

type ScopeKind = 'all' | 'client' | 'wallets' | 'commission' | 'tx' | 'since'

/** The checks that each scope is about, in the order in which they are told. */
export function booksChecks(facts: BookFacts, scope: ScopeKind, limits: Limits): CheckResult[] {
  const { cashOuts, clients, commission, coverage, deposits, duplicates, journal, payments, unfinished } =
    facts
  const all: readonly (readonly [scopes: readonly ScopeKind[], check: () => CheckResult])[] = [
    [['all', 'client', 'since'], () => checkClients(clients.odd, clients.gaps, clients.pools)],
    [['all', 'tx', 'since'], () => checkCashOuts(cashOuts.odd, cashOuts.totals)],
    [
      ['all', 'client', 'tx', 'wallets', 'since'],
      () => checkPayments(payments.odd, payments.differences, payments.totals),
    ],
    [['all', 'client', 'tx', 'wallets', 'since'], () => checkJournal(journal)],
    [['all', 'tx', 'commission', 'since'], () => checkCommission(commission.odd, commission.totals)],
    [['all', 'tx'], () => checkDuplicates(duplicates.found, duplicates.keys)],
    [['all', 'client', 'tx'], () => checkUnfinished(unfinished.old, unfinished.totals, limits)],
    [['all', 'client'], () => checkDeposits(deposits.old, deposits.totals, limits.now)],
    [['all'], () => checkCoverage(coverage, limits)],
  ]
  return all.filter(([scopes]) => scopes.includes(scope)).map(([, check]) => check())
}
