import { expect } from 'vitest'
import type { World } from './world.ts'

/**
 * The books against themselves and against every wallet, to the millisat. Holds at any moment when no payment is
 * under way; `settled` says that everything is expected to be finished.
 */
export async function expectSoundBooks(world: World, { settled = true } = {}): Promise<void> {
  const { pool, control, wallets } = world
  const rows = async <T extends object>(sql: string): Promise<T[]> => (await pool.query<T>(sql)).rows

  expect(
    await rows('SELECT entry_id, unit FROM ledger_lines GROUP BY entry_id, unit HAVING sum(amount) <> 0'),
    'Σ lines = 0',
  ).toEqual([])
  expect(
    await rows('SELECT * FROM v_reconciliation WHERE balance_drift <> 0 OR hold_drift <> 0'),
    'balances follow from deposits and payments',
  ).toEqual([])
  expect(
    await rows(`SELECT c.id FROM dca_clients c LEFT JOIN v_account_balances a ON a.account = 'client:' || c.id || ':' || c.fiat_code
                LEFT JOIN v_account_balances h ON h.account = 'hold:' || c.id || ':' || c.fiat_code
                WHERE -coalesce(a.balance, 0) <> c.remaining_balance - c.held_balance OR -coalesce(h.balance, 0) <> c.held_balance`),
    'projections equal the journal',
  ).toEqual([])
  expect(
    await rows(`SELECT t.id FROM lamassu_transactions t
                LEFT JOIN (SELECT lamassu_transaction_id AS id, sum(amount_sats) AS sats, sum(amount_fiat) AS fiat FROM dca_payments GROUP BY 1) p ON p.id = t.id
                WHERE t.status IN ('processing', 'completed')
                  AND (coalesce(p.sats, 0) + t.unallocated_sats <> t.base_amount OR coalesce(p.fiat, 0) + t.unallocated_fiat <> t.fiat_amount
                       OR t.base_amount + t.commission_amount <> t.crypto_atoms)`),
    'every cash-out is split to the last sat and centavo',
  ).toEqual([])
  expect(
    await rows(`SELECT k.id FROM commission_compensations k
                LEFT JOIN (SELECT lamassu_transaction_id AS id, sum(amount_sats) AS sats FROM compensation_payments GROUP BY 1) p ON p.id = k.lamassu_transaction_id
                WHERE coalesce(p.sats, 0) + k.house_sats <> k.amount_sats`),
    'what is given back is what was too much',
  ).toEqual([])
  if (settled) {
    expect(
      await rows(
        `SELECT kind, id, status, last_error FROM transfers WHERE status IN ('pending', 'invoiced', 'paying')`,
      ),
      'nothing is unfinished',
    ).toEqual([])
  }

  const paid = await rows<{ payee_wallet_id: string; sats: string }>(
    `SELECT payee_wallet_id, sum(amount_sats) AS sats FROM transfers WHERE status = 'completed' GROUP BY payee_wallet_id`,
  )
  const debited = new Map<string, bigint>()
  for (const row of control.payments()) {
    if (row.amountMsat < 0n && row.status === 'success')
      debited.set(row.paymentHash, (debited.get(row.paymentHash) ?? 0n) - row.amountMsat)
  }
  const books = await rows<{ payment_hash: string; amount_sats: bigint }>(
    `SELECT payment_hash, amount_sats FROM transfers WHERE status = 'completed'`,
  )
  expect(
    Object.fromEntries(debited),
    'the wallets were debited for exactly what the books call completed',
  ).toEqual(Object.fromEntries(books.map((row) => [row.payment_hash, row.amount_sats * 1000n])))
  for (const { payee_wallet_id: walletId, sats } of paid) {
    if (walletId === wallets.source.walletId) continue
    expect(control.balanceMsat(walletId), `wallet ${walletId} holds exactly its sats`).toBe(
      BigInt(sats) * 1000n,
    )
  }
}
