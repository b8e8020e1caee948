import type { SeedStatement } from './seed-statements.ts'

/** The handbook's statements that change something, as printed; ‹› as in the readings. */
type SeedChange = Omit<SeedStatement, 'expected' | 'gaps'>

export const stopPolling: SeedChange[] = [
  {
    where: 'Emergency Access, 2. Direct Configuration Update',
    sql: `UPDATE satoshimachine.lamassu_config
SET polling_enabled = false
WHERE id = (SELECT MAX(id) FROM satoshimachine.lamassu_config);`,
  },
  {
    where: 'Quick Reference, Emergency Database Disable Polling',
    sql: `UPDATE satoshimachine.lamassu_config
SET polling_enabled = false;`,
  },
]

export const compensatingDeposit: SeedChange = {
  where: '4. Correction Methods, Option A: Create compensating deposit for positive discrepancy',
  sql: `INSERT INTO satoshimachine.dca_deposits (client_id, amount, status, note)
VALUES (‹›, ‹›, 'confirmed', 'Balance correction - reconciliation 2025-10-19');`,
}

/** The gaps: the new balance, the client. */
export const balanceUpdates: SeedChange[] = [
  {
    where: '4. Correction Methods, Option B: Direct Balance Update',
    sql: `UPDATE satoshimachine.dca_clients
SET remaining_balance = ‹›,
    updated_at = NOW()
WHERE id = ‹›;`,
  },
  {
    where: 'Emergency Access, 3. Manual Client Balance Update',
    sql: `UPDATE satoshimachine.dca_clients
SET remaining_balance = ‹›
WHERE id = ‹›;`,
  },
]

/** The schema has them from the beginning, under these names: the answer is "already exists". */
export const addedConstraints: (SeedChange & { readonly name: string })[] = [
  {
    where: '1. Required Database Change, and 1. Idempotency Protection',
    name: 'unique_transaction_id',
    sql: `ALTER TABLE satoshimachine.lamassu_transactions
ADD CONSTRAINT unique_transaction_id UNIQUE (transaction_id);`,
  },
  {
    where: '4. Database Constraints, and Required Immediate Implementations',
    name: 'positive_balance',
    sql: `ALTER TABLE satoshimachine.dca_clients
ADD CONSTRAINT positive_balance CHECK (remaining_balance >= 0);`,
  },
  {
    where: '4. Database Constraints, and Required Immediate Implementations',
    name: 'positive_deposit',
    sql: `ALTER TABLE satoshimachine.dca_deposits
ADD CONSTRAINT positive_deposit CHECK (amount > 0);`,
  },
  {
    where: 'Required Immediate Implementations',
    name: 'positive_payment',
    sql: `ALTER TABLE satoshimachine.dca_payments
ADD CONSTRAINT positive_payment CHECK (amount_sats > 0);`,
  },
]
