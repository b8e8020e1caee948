import type { SeedStatement } from './seed-statements.ts'

/**
 * The handbook's statements that are wrong, as printed, with why, and with ours in docs/sql/emergency.sql. Those that
 * don't run say by which SQLSTATE; of the others the test shows what is wrong with their answer.
 */
export interface SeedMistake extends Pick<SeedStatement, 'where' | 'sql'> {
  readonly why: string
  /** The statements of docs/sql/emergency.sql to use in its place. */
  readonly ours: readonly string[]
}

const SYNTAX_ERROR = '42601'
const NO_SUCH_TABLE = '42P01'

export const doesNotRun: (SeedMistake & { readonly code: string })[] = [
  {
    where: '1. Recovery, Step 2: Calculate over-distributed amounts per client',
    why: 'a comma before FROM; and duplicates_table is not a table',
    ours: ['1e'],
    code: SYNTAX_ERROR,
    sql: `SELECT client_id,
       SUM(amount_sats) as total_received,
       -- Manual calculation of expected amount needed here
FROM satoshimachine.dca_payments
WHERE lamassu_transaction_id IN (SELECT id FROM duplicates_table)
GROUP BY client_id;`,
  },
  {
    where: '3. Detection, 3: Compare expected vs actual commission wallet balance',
    why: 'a comma before FROM',
    ours: ['6c', 'Rf', 'Rg'],
    code: SYNTAX_ERROR,
    sql: `SELECT
    SUM(commission_amount) as total_commission_expected,
    -- Manually check actual wallet balance in LNBits
FROM satoshimachine.lamassu_transactions;`,
  },
  {
    where: '6. Detection, 2: Commission not accumulating despite transactions',
    why: 'a comma before FROM; and an empty text is no time',
    ours: ['6c'],
    code: SYNTAX_ERROR,
    sql: `SELECT
    SUM(commission_amount) as expected_total_commission,
    -- Compare to actual wallet balance in LNBits dashboard
FROM satoshimachine.lamassu_transactions
WHERE created_at > '';`,
  },
  {
    where: '5. Recovery, Step 1: Total revenue impact',
    why: 'the inner query is a comment',
    ours: ['5c'],
    code: SYNTAX_ERROR,
    sql: `SELECT
    COUNT(*) as affected_transactions,
    SUM(commission_difference) as total_revenue_impact,
    MIN(created_at) as first_occurrence,
    MAX(created_at) as last_occurrence
FROM (
    -- Use verification query from above
) as calc_check
WHERE ABS(commission_difference) > 1;`,
  },
  {
    where: '5. Recovery, Step 2: Which clients were affected and by how much',
    why: "the condition is a comment, expected_base is no column, and a cash-out's base is counted once for each client",
    ours: ['5d'],
    code: SYNTAX_ERROR,
    sql: `SELECT
    c.id,
    c.username,
    COUNT(lt.id) as affected_transactions,
    SUM(lt.base_amount) as total_distributed,
    SUM(expected_base) as should_have_distributed,
    SUM(expected_base - lt.base_amount) as client_impact
FROM satoshimachine.lamassu_transactions lt
JOIN satoshimachine.dca_payments dp ON dp.lamassu_transaction_id = lt.id
JOIN satoshimachine.dca_clients c ON dp.client_id = c.id
WHERE -- filter for affected transactions
GROUP BY c.id;`,
  },
  {
    where: '5. Recovery, Step 3: Add to client balances',
    why: 'there is no such table; and it would add sats to a balance in fiat',
    ours: ['4e', '4f'],
    code: NO_SUCH_TABLE,
    sql: `UPDATE satoshimachine.dca_clients c
SET remaining_balance = remaining_balance + adjustment.amount
FROM (
    -- Calculate adjustment per client
    SELECT client_id, SUM(should_have_distributed - actual_distributed) as amount
    FROM affected_transactions_analysis
    GROUP BY client_id
) adjustment
WHERE c.id = adjustment.client_id;`,
  },
]

/** Refused by the database, with a hint that names what to use. */
export const compensatingPayment: SeedMistake = {
  where: '4. Correction Methods, Option A: compensating payment for negative discrepancy',
  why: 'a payment of sats that nobody made, and that takes no fiat from the balance it is to correct',
  ours: ['4f'],
  sql: `INSERT INTO satoshimachine.dca_payments (client_id, amount_sats, status, note)
VALUES (‹›, ‹›, 'completed', 'Balance correction - reconciliation 2025-10-19');`,
}

const SATS_FROM_FIAT =
  'joins deposits with payments, so that each is counted once for each of the other, and takes sats from fiat'

export const reconciliations: Record<'report' | 'verification' | 'full', SeedMistake> = {
  report: {
    where: '4. Detection: Complete balance reconciliation report',
    why: SATS_FROM_FIAT,
    ours: ['4a'],
    sql: `SELECT
    c.id,
    c.username,
    c.remaining_balance as current_balance,
    COALESCE(SUM(d.amount), 0) as total_deposits,
    COALESCE(SUM(CASE WHEN p.status = 'completed' THEN p.amount_sats ELSE 0 END), 0) as total_distributed,
    COALESCE(SUM(d.amount), 0) - COALESCE(SUM(CASE WHEN p.status = 'completed' THEN p.amount_sats ELSE 0 END), 0) as calculated_balance,
    c.remaining_balance - (COALESCE(SUM(d.amount), 0) - COALESCE(SUM(CASE WHEN p.status = 'completed' THEN p.amount_sats ELSE 0 END), 0)) as discrepancy
FROM satoshimachine.dca_clients c
LEFT JOIN satoshimachine.dca_deposits d ON c.id = d.client_id AND d.status = 'confirmed'
LEFT JOIN satoshimachine.dca_payments p ON c.id = p.client_id
GROUP BY c.id, c.username, c.remaining_balance
HAVING ABS(c.remaining_balance - (COALESCE(SUM(d.amount), 0) - COALESCE(SUM(CASE WHEN p.status = 'completed' THEN p.amount_sats ELSE 0 END), 0))) > 1;`,
  },
  verification: {
    where: '3. Recovery, Step 4: After recovery, verify all clients balance correctly',
    why: SATS_FROM_FIAT,
    ours: ['4a', 'Ra'],
    sql: `SELECT
    c.id,
    c.username,
    c.remaining_balance,
    COALESCE(SUM(d.amount), 0) as total_deposits,
    COALESCE(SUM(CASE WHEN p.status = 'completed' THEN p.amount_sats ELSE 0 END), 0) as total_payments
FROM satoshimachine.dca_clients c
LEFT JOIN satoshimachine.dca_deposits d ON c.id = d.client_id AND d.status = 'confirmed'
LEFT JOIN satoshimachine.dca_payments p ON c.id = p.client_id
GROUP BY c.id;`,
  },
  full: {
    where: 'Full System Reconciliation, 1. Client Balance Reconciliation',
    why: SATS_FROM_FIAT,
    ours: ['Ra'],
    sql: `WITH client_financials AS (
    SELECT
        c.id,
        c.username,
        c.remaining_balance as current_balance,
        COALESCE(SUM(d.amount), 0) as total_deposits,
        COALESCE(SUM(CASE WHEN p.status = 'completed' THEN p.amount_sats ELSE 0 END), 0) as total_payments,
        COUNT(DISTINCT d.id) as deposit_count,
        COUNT(DISTINCT p.id) as payment_count
    FROM satoshimachine.dca_clients c
    LEFT JOIN satoshimachine.dca_deposits d ON c.id = d.client_id AND d.status = 'confirmed'
    LEFT JOIN satoshimachine.dca_payments p ON c.id = p.client_id
    GROUP BY c.id
)
SELECT
    id,
    username,
    current_balance,
    total_deposits,
    total_payments,
    (total_deposits - total_payments) as calculated_balance,
    (current_balance - (total_deposits - total_payments)) as discrepancy,
    deposit_count,
    payment_count,
    CASE
        WHEN ABS(current_balance - (total_deposits - total_payments)) <= 1 THEN '✅ OK'
        ELSE '⚠️ MISMATCH'
    END as status
FROM client_financials
ORDER BY ABS(current_balance - (total_deposits - total_payments)) DESC;`,
  },
}
