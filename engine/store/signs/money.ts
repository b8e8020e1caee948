import type { Pool } from 'pg'
import type { MoneySigns } from '../../signs/money.ts'
import { guarded } from '../guarded.ts'
import { drifts, negativeBalances } from './money-balances.ts'
import { bigCashOuts, commissions, commissionTotals, priced } from './money-cash-outs.ts'
import { distributions, unbalancedEntries } from './money-distributions.ts'
import { doubleCashOuts, doubleTransfers, guards, openDifferences } from './money-doubles.ts'
import { brokenFindings } from './money-findings.ts'
import { payoutsOffSince, unfinished } from './money-transfers.ts'

export const createMoneySigns = (pool: Pool): MoneySigns =>
  guarded<MoneySigns>({
    unfinished: (filter) => unfinished(pool, filter),
    payoutsOffSince: () => payoutsOffSince(pool),
    guards: () => guards(pool),
    doubleCashOuts: (limit) => doubleCashOuts(pool, limit),
    doubleTransfers: (limit) => doubleTransfers(pool, limit),
    openDifferences: (limit) => openDifferences(pool, limit),
    distributions: (filter) => distributions(pool, filter),
    unbalancedEntries: (filter) => unbalancedEntries(pool, filter),
    drifts: () => drifts(pool),
    negativeBalances: (limit) => negativeBalances(pool, limit),
    brokenFindings: (filter) => brokenFindings(pool, filter),
    commissions: (filter) => commissions(pool, filter),
    commissionTotals: (since) => commissionTotals(pool, since),
    priced: (filter) => priced(pool, filter),
    bigCashOuts: (filter) => bigCashOuts(pool, filter),
  })
