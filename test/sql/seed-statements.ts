import { expect } from 'vitest'
import type { History } from './night.ts'
import type { Row } from './session.ts'

/**
 * The emergency handbook's own statements that only read and that are right, exactly as they are printed there but for
 * the diff's markers, each with where it stands and what it must answer. Where the handbook prints nothing for a value
 * (`WHERE client_id = `), ‹› marks the gap, and `gaps` says what a person would fill in.
 */
export interface SeedStatement {
  readonly where: string
  readonly sql: string
  readonly gaps?: (history: History) => readonly (bigint | string)[]
  readonly expected: (rows: Row[], history: History) => void
}

/** As a person would type it: the text as printed, with the gaps filled. */
export function typed({ sql, gaps, where }: Omit<SeedStatement, 'expected'>, history: History): string {
  const parts = sql.split('‹›')
  const values = gaps?.(history) ?? []
  if (parts.length !== values.length + 1) throw new Error(`${where}: one value for each gap`)
  return parts.map((part, i) => part + String(values[i] ?? '')).join('')
}

const nothing = (rows: Row[]): void => expect(rows).toEqual([])

export const seedReadings: SeedStatement[] = [
  {
    where: '1. Duplicate Transaction Processing, Detection: Find duplicate transactions',
    sql: `SELECT transaction_id, COUNT(*) as count,
       STRING_AGG(id::text, ', ') as record_ids
FROM satoshimachine.lamassu_transactions
GROUP BY transaction_id
HAVING COUNT(*) > 1;`,
    expected: nothing,
  },
  {
    // Takes fright where a cash-out has used a client up: see the mistakes.
    where: '1. Recovery, Step 1: Identify duplicate distributions',
    sql: `SELECT lt.transaction_id, lt.id, lt.created_at, lt.base_amount,
       COUNT(dp.id) as distribution_count
FROM satoshimachine.lamassu_transactions lt
LEFT JOIN satoshimachine.dca_payments dp ON dp.lamassu_transaction_id = lt.id
GROUP BY lt.id
HAVING COUNT(dp.id) > (SELECT COUNT(*) FROM satoshimachine.dca_clients WHERE remaining_balance > 0);`,
    expected: nothing,
  },
  {
    where: '2. SSH/Database Connection Loss, Detection: Check last successful poll',
    sql: `SELECT MAX(created_at) as last_transaction,
       EXTRACT(EPOCH FROM (NOW() - MAX(created_at)))/3600 as hours_since_last
FROM satoshimachine.lamassu_transactions;`,
    expected: (rows) => {
      expect(rows).toEqual([{ last_transaction: expect.any(Date), hours_since_last: expect.any(String) }])
      expect(Number(rows[0]?.hours_since_last)).toBeGreaterThanOrEqual(0)
      expect(Number(rows[0]?.hours_since_last)).toBeLessThan(1)
    },
  },
  {
    where: '3. Payment Distribution Failures, Detection: Find stuck/failed payments',
    sql: `SELECT dp.id, dp.client_id, dp.amount_sats, dp.status, dp.created_at,
       c.username, dp.payment_hash
FROM satoshimachine.dca_payments dp
JOIN satoshimachine.dca_clients c ON dp.client_id = c.id
WHERE dp.status != 'completed'
  AND dp.created_at < NOW() - INTERVAL '1 hour'
ORDER BY dp.created_at DESC;`,
    expected: (rows, { stuckPayment }) =>
      expect(rows).toEqual([
        expect.objectContaining({ id: stuckPayment, username: 'carla', status: 'pending' }),
      ]),
  },
  {
    where: '4. Balance Discrepancies, Recovery 1: Get complete transaction history for client',
    sql: `SELECT 'DEPOSIT' as type, id, amount, status, created_at, confirmed_at
FROM satoshimachine.dca_deposits
WHERE client_id = ‹›
UNION ALL
SELECT 'PAYMENT' as type, id, amount_sats, status, created_at, NULL
FROM satoshimachine.dca_payments
WHERE client_id = ‹›
ORDER BY created_at;`,
    gaps: ({ clients }) => [clients.ana, clients.ana],
    expected: (rows) => {
      expect(rows.slice(0, 2).map((row) => [row.type, row.amount])).toEqual([
        ['DEPOSIT', 1_000_000n],
        ['DEPOSIT', 100_000n],
      ])
      expect(rows.map((row) => row.type).slice(2)).toEqual(['PAYMENT', 'PAYMENT', 'PAYMENT'])
    },
  },
  {
    where: '5. Commission Calculation Errors, Detection: Verify all commission calculations',
    sql: `SELECT
    id,
    transaction_id,
    crypto_atoms,
    commission_percentage,
    discount,
    base_amount,
    commission_amount,
    -- Recalculate expected values
    ROUND(crypto_atoms / (1 + (commission_percentage * (100 - discount) / 100))) as expected_base,
    ROUND(crypto_atoms - (crypto_atoms / (1 + (commission_percentage * (100 - discount) / 100)))) as expected_commission,
    -- Calculate differences
    base_amount - ROUND(crypto_atoms / (1 + (commission_percentage * (100 - discount) / 100))) as base_difference,
    commission_amount - ROUND(crypto_atoms - (crypto_atoms / (1 + (commission_percentage * (100 - discount) / 100)))) as commission_difference
FROM satoshimachine.lamassu_transactions
WHERE ABS(base_amount - ROUND(crypto_atoms / (1 + (commission_percentage * (100 - discount) / 100)))) > 1
   OR ABS(commission_amount - ROUND(crypto_atoms - (crypto_atoms / (1 + (commission_percentage * (100 - discount) / 100))))) > 1;`,
    expected: nothing,
  },
  {
    where: '6. Wallet Key Rotation, Step 2: Check configuration was saved correctly',
    sql: `SELECT commission_wallet_id,
       LEFT(commission_wallet_adminkey, 10) || '...' as key_preview,
       updated_at
FROM satoshimachine.lamassu_config
ORDER BY updated_at DESC
LIMIT 1;`,
    expected: (rows, { world }) => {
      const { walletId, invoiceKey } = world.wallets.commission
      const preview = `${invoiceKey.slice(0, 4)}...`
      expect(rows).toEqual([
        { commission_wallet_id: walletId, key_preview: preview, updated_at: expect.any(Date) },
      ])
    },
  },
  {
    where: 'Full System Reconciliation, 2. Transaction Processing Verification',
    sql: `SELECT
    COUNT(*) as total_transactions,
    SUM(crypto_atoms) as total_sats_processed,
    SUM(base_amount) as total_distributed,
    SUM(commission_amount) as total_commission,
    MIN(created_at) as first_transaction,
    MAX(created_at) as last_transaction
FROM satoshimachine.lamassu_transactions;`,
    expected: (rows) =>
      expect(rows).toEqual([
        // The quarantined one is counted, but none of its sats.
        expect.objectContaining({
          total_transactions: 5n,
          total_sats_processed: '733602',
          total_distributed: '710430',
          total_commission: '23172',
        }),
      ]),
  },
  {
    where: 'Full System Reconciliation, 3. Failed/Pending Payments Check',
    sql: `SELECT
    status,
    COUNT(*) as count,
    SUM(amount_sats) as total_amount,
    MIN(created_at) as oldest,
    MAX(created_at) as newest
FROM satoshimachine.dca_payments
GROUP BY status
ORDER BY
    CASE status
        WHEN 'failed' THEN 1
        WHEN 'pending' THEN 2
        WHEN 'completed' THEN 3
    END;`,
    expected: (rows) =>
      expect(rows.map((row) => [row.status, row.count, row.total_amount])).toEqual([
        ['pending', 1n, '49339'],
        ['completed', 8n, '587083'],
        ['needs_review', 1n, '74008'],
      ]),
  },
  {
    where: 'Full System Reconciliation, 4. Unconfirmed Deposits Check (sitting too long)',
    sql: `SELECT
    id,
    client_id,
    amount,
    status,
    created_at,
    EXTRACT(EPOCH FROM (NOW() - created_at))/3600 as hours_pending
FROM satoshimachine.dca_deposits
WHERE status = 'pending'
  AND created_at < NOW() - INTERVAL '48 hours'
ORDER BY created_at;`,
    expected: (rows, { oldDeposit }) => {
      expect(rows).toEqual([expect.objectContaining({ id: oldDeposit, amount: 50_000n })])
      expect(Number(rows[0]?.hours_pending)).toBeGreaterThan(71)
    },
  },
  {
    where: 'Full System Reconciliation, 5. Commission Calculation Verification (sample check)',
    sql: `SELECT
    id,
    transaction_id,
    crypto_atoms,
    commission_percentage,
    discount,
    base_amount,
    commission_amount,
    ROUND(crypto_atoms / (1 + (commission_percentage * (100 - discount) / 100))) as expected_base,
    base_amount - ROUND(crypto_atoms / (1 + (commission_percentage * (100 - discount) / 100))) as difference
FROM satoshimachine.lamassu_transactions
ORDER BY created_at DESC
LIMIT 20;`,
    expected: (rows) => {
      expect(rows).toHaveLength(5)
      const differences = rows.filter((row) => row.base_amount !== null).map((row) => Number(row.difference))
      expect(differences).toHaveLength(4)
      for (const difference of differences) expect(Math.abs(difference)).toBeLessThanOrEqual(1)
    },
  },
  {
    where: 'Data Export, Combined Audit Report: Complete transaction-to-distribution audit trail',
    sql: `SELECT
    lt.id as transaction_id,
    lt.transaction_id as lamassu_txn_id,
    lt.created_at as transaction_time,
    lt.crypto_atoms as total_sats,
    lt.fiat_code,
    lt.fiat_amount,
    lt.commission_percentage,
    lt.discount,
    lt.base_amount as distributable_sats,
    lt.commission_amount,
    c.id as client_id,
    c.username as client_name,
    dp.amount_sats as client_received,
    dp.status as payment_status,
    dp.payment_hash
FROM satoshimachine.lamassu_transactions lt
LEFT JOIN satoshimachine.dca_payments dp ON dp.lamassu_transaction_id = lt.id
LEFT JOIN satoshimachine.dca_clients c ON dp.client_id = c.id
ORDER BY lt.created_at DESC, c.username;`,
    expected: (rows, { halfPaid, quarantined }) => {
      // Ten payments, and the quarantined cash-out once without any.
      expect(rows).toHaveLength(11)
      const half = rows.filter((row) => row.lamassu_txn_id === halfPaid)
      expect(half.map((row) => [row.client_name, row.payment_status])).toEqual([
        ['ana', 'completed'],
        ['bruno', 'needs_review'],
        ['carla', 'pending'],
      ])
      expect(rows.find((row) => row.lamassu_txn_id === quarantined)?.client_id).toBeNull()
    },
  },
  {
    where: 'Quick Reference, Quick Balance Check: All client balances summary',
    sql: `SELECT id, username, remaining_balance, created_at
FROM satoshimachine.dca_clients
ORDER BY remaining_balance DESC;`,
    expected: (rows) =>
      expect(rows.map((row) => [row.username, row.remaining_balance])).toEqual([
        ['ana', 851_190n],
        ['bruno', 521_429n],
        ['carla', 347_619n],
        ['dora', 40_000n],
      ]),
  },
  {
    where: 'Quick Reference, Last 10 Transactions',
    sql: `SELECT id, transaction_id, created_at, crypto_atoms, base_amount, commission_amount
FROM satoshimachine.lamassu_transactions
ORDER BY created_at DESC
LIMIT 10;`,
    expected: (rows) => expect(rows).toHaveLength(5),
  },
  {
    where: 'Quick Reference, Failed Payments',
    sql: `SELECT * FROM satoshimachine.dca_payments
WHERE status != 'completed'
ORDER BY created_at DESC;`,
    expected: (rows, { stuckPayment, paymentInDoubt }) =>
      expect(rows.map((row) => row.id)).toEqual([paymentInDoubt, stuckPayment]),
  },
  ...[
    ['lamassu_transactions', 5] as const,
    ['dca_payments', 10] as const,
    ['dca_deposits', 7] as const,
    ['dca_clients', 4] as const,
  ].map(([table, count]) => ({
    where: `Data Export, Complete Audit Trail Export, and Export Everything: ${table}`,
    sql: `SELECT * FROM satoshimachine.${table};`,
    expected: (rows: Row[]) => expect(rows).toHaveLength(count),
  })),
  {
    where: 'System Access, Direct table access',
    sql: 'SELECT * FROM satoshimachine.‹›;',
    gaps: () => ['lamassu_config'],
    expected: (rows) => expect(rows).toHaveLength(1),
  },
]
