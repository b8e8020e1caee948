import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { LamassuSource } from '../../engine/ports.ts'
import { bucketOf, type LamassuSetup, type OpenedLamassu } from './lamassu-setup.ts'

/** Each is a change of one row, always from the state that the one before it left. */
const CHANGES = [
  "status = 'authorized'",
  'dispense = false',
  'dispense_confirmed = false',
  'dispense_confirmed = NULL',
  "error = ''",
  'error = NULL',
  "error = 'jam'",
  "error = NULL, error_code = 'jam'",
  "error_code = ''",
  "crypto_code = 'BTC'",
  'crypto_atoms = crypto_atoms + 1',
  'crypto_atoms = crypto_atoms - 1, received_crypto_atoms = received_crypto_atoms + 1',
  'received_crypto_atoms = 0',
  'received_crypto_atoms = NULL',
  'fiat = fiat + 0.00001',
  "fiat_code = 'USD'",
  'commission_percentage = 0',
  'commission_percentage = NULL',
  'raw_ticker_price = raw_ticker_price + 0.00001',
  'raw_ticker_price = NULL',
  'discount = 0',
  'discount = 1',
  'discount = NULL',
  'fixed_fee = 1',
  'tx_version = tx_version + 1',
]

export function describeDigests(setup: LamassuSetup): void {
  describe('digests', () => {
    let opened: OpenedLamassu
    let source: LamassuSource
    beforeAll(async () => {
      opened = await setup.open('v12')
      ;({ source } = opened.makeSource())
    })
    afterAll(async () => {
      await source.stop()
      await opened.close()
    })

    test('a database without sales has none, and that is no failure', async () => {
      expect(await source.digests()).toEqual({ rowCount: 0, digests: new Map() })
    })

    test('every sale is counted in the bucket of its id, whatever became of it', async () => {
      const sales = []
      for (let count = 0; count < 40; count += 1) sales.push(await opened.database.atm.sellOnce())
      const { rowCount, digests } = await source.digests()
      expect(rowCount).toBe(40)
      expect(new Set(digests.keys())).toEqual(new Set(sales.map((sale) => bucketOf(sale.transactionId))))
    })

    test('the lowest and the highest bucket are told apart', async () => {
      for (const id of ['00000000-0000-4000-8000-000000000000', 'ffffffff-ffff-4fff-bfff-ffffffffffff']) {
        const sale = await opened.database.atm.sellOnce('lightning')
        await opened.database.pool.query('UPDATE cash_out_txs SET id = $1 WHERE id = $2', [
          id,
          sale.transactionId,
        ])
        await opened.database.pool.query('UPDATE cash_out_actions SET tx_id = $1 WHERE tx_id = $2', [
          id,
          sale.transactionId,
        ])
        const bucket = bucketOf(id)
        expect((await source.digests()).digests.has(bucket)).toBe(true)
        expect((await source.cashOutsInBuckets([bucket])).map((row) => row.transactionId)).toContain(id)
      }
    })

    test('asking twice gives the same', async () => {
      expect(await source.digests()).toEqual(await source.digests())
    })

    test('every change that money depends on changes the digest of its bucket and of no other', async () => {
      const { transactionId } = await opened.database.atm.sellOnce('lightning')
      const bucket = bucketOf(transactionId)
      let before = await source.digests()
      const seen = new Set([before.digests.get(bucket)])
      for (const change of CHANGES) {
        await opened.database.pool.query(`UPDATE cash_out_txs SET ${change} WHERE id = $1`, [transactionId])
        const after = await source.digests()
        expect(after.digests.get(bucket), change).not.toBe(before.digests.get(bucket))
        expect([...after.digests].filter(([key]) => key !== bucket)).toEqual(
          [...before.digests].filter(([key]) => key !== bucket),
        )
        seen.add(after.digests.get(bucket))
        before = after
      }
      // Two of the changes set something back to NULL and so lead to a state that was there before.
      expect(seen.size).toBe(1 + CHANGES.length - 2)
    })

    test('what money does not depend on changes nothing', async () => {
      const before = await source.digests()
      await opened.database.pool.query(
        "UPDATE cash_out_txs SET phone = '+502', notified = true, swept = true",
      )
      expect(await source.digests()).toEqual(before)
    })

    test('two rows of a bucket that swap their amounts are noticed', async () => {
      const ids = ['abc00000-0000-4000-8000-000000000001', 'abc00000-0000-4000-8000-000000000002']
      for (const id of ids) {
        const { transactionId } = await opened.database.atm.sellOnce('lightning')
        await opened.database.pool.query('UPDATE cash_out_txs SET id = $1, fiat = $2 WHERE id = $3', [
          id,
          id === ids[0] ? 100 : 200,
          transactionId,
        ])
      }
      const before = await source.digests()
      await opened.database.pool.query(
        "UPDATE cash_out_txs SET fiat = 300 - fiat WHERE id::text LIKE 'abc00000%'",
      )
      expect((await source.digests()).digests.get(0xabc)).not.toBe(before.digests.get(0xabc))
    })

    test('a row that goes is noticed', async () => {
      const { transactionId } = await opened.database.atm.sellOnce('abandoned')
      const before = await source.digests()
      await opened.database.pool.query('DELETE FROM cash_out_txs WHERE id = $1', [transactionId])
      const after = await source.digests()
      expect(after.rowCount).toBe(before.rowCount - 1)
      expect(after.digests.get(bucketOf(transactionId))).not.toBe(before.digests.get(bucketOf(transactionId)))
    })
  })
}
