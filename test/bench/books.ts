import { randomUUID } from 'node:crypto'
import type { Pool } from 'pg'
import type { CashOutRow } from '../../engine/ports.ts'
import { createTakeInStore } from '../../engine/store/take-in-store.ts'
import { decide } from '../../engine/take-in.ts'

/** Clients with a confirmed deposit of 1,000,000.00 GTQ each, through the schema's own triggers. */
export async function fillClients(pool: Pool, count: number): Promise<void> {
  await pool.query(
    `INSERT INTO dca_clients (username, fiat_code, wallet_id)
     SELECT 'client ' || n, 'GTQ', 'wallet-' || n FROM generate_series(1, $1) AS n`,
    [count],
  )
  await depositForAll(pool)
}

/** Everybody has deposited 1,000,000.00. */
export async function depositForAll(pool: Pool): Promise<void> {
  await pool.query(
    `INSERT INTO dca_deposits (client_id, amount, currency, status)
     SELECT id, 100000000, 'GTQ', 'confirmed' FROM dca_clients`,
  )
  // What autovacuum would have done by the time of a cash-out.
  await pool.query('VACUUM ANALYZE')
}

/** A finished Lightning sale of 20,000.00 GTQ at 3 %, as Lamassu reports it. */
export function finishedSale(): CashOutRow {
  const now = new Date()
  return {
    transactionId: randomUUID(),
    deviceId: 'machine-1',
    machineName: 'Bench',
    cryptoCode: 'LN',
    cryptoAtoms: '2668000',
    receivedCryptoAtoms: '2668000',
    fiat: '20000.00000',
    fiatCode: 'GTQ',
    fixedFee: '0.00000',
    commissionPercentage: '0.03000',
    rawTickerPrice: '772000.00000',
    discount: null,
    status: 'confirmed',
    dispense: true,
    dispenseConfirmed: true,
    error: null,
    errorCode: null,
    isTestCustomer: false,
    created: now,
    confirmedAt: now,
    dispensedFiat: '20000.00000',
    cashTime: now,
  }
}

/** Takes one cash-out into the books as a poll would; returns our id of it. */
export async function takeInSale(pool: Pool, sale: CashOutRow): Promise<bigint> {
  const decision = decide(sale, undefined, {
    rule: 'markup',
    exponents: new Map([['GTQ', 2]]),
    now: sale.created,
  })
  if (decision?.kind !== 'take' || !(await createTakeInStore(pool).takeIn(decision)))
    throw new Error('the books did not take the cash-out in')
  const { rows } = await pool.query<{ id: bigint }>(
    'SELECT id FROM lamassu_transactions WHERE transaction_id = $1',
    [sale.transactionId],
  )
  const [row] = rows
  if (row === undefined) throw new Error('the cash-out is not in the books')
  return row.id
}
