import { afterAll, beforeAll, expect, test } from 'vitest'
import { moneyHash } from '../../../engine/take-in.ts'
import type { CashOutRow, LamassuSource } from '../../../engine/ports.ts'
import { silentLog } from '../../support/database.ts'
import { createLamassuSource } from '../../../engine/lamassu/source.ts'
import { freshLamassu, type LamassuDatabase } from '../../support/lamassu.ts'
import { createDice } from './dice.ts'
import { createLamassuModel } from './lamassu-model.ts'
import { changed, finished, isOpen, rollSale, type Sale } from './sales.ts'

/** The simulation's Lamassu beside the real queries on a real Lamassu schema: the same rows, the same answers. */

const NOW = new Date('2026-01-05T12:00:00Z')
let lamassu: LamassuDatabase
let real: LamassuSource
beforeAll(async () => {
  lamassu = await freshLamassu('v12')
  real = createLamassuSource(
    { databaseUrl: lamassu.url, ssh: null },
    { clock: { now: () => NOW }, random: () => 0.5, log: silentLog },
  )
})
afterAll(async () => {
  await real.stop()
  await lamassu.drop()
})

async function write({ row }: Sale): Promise<void> {
  const { pool } = lamassu
  const customer = row.isTestCustomer ? row.transactionId : null
  if (customer !== null)
    await pool.query(
      'INSERT INTO customers (id, is_test_customer) VALUES ($1, true) ON CONFLICT DO NOTHING',
      [customer],
    )
  await pool.query('DELETE FROM cash_out_actions WHERE tx_id = $1', [row.transactionId])
  await pool.query('DELETE FROM cash_out_txs WHERE id = $1', [row.transactionId])
  const columns = {
    id: row.transactionId,
    device_id: row.deviceId,
    to_address: 'lnbc1',
    crypto_atoms: row.cryptoAtoms,
    received_crypto_atoms: row.receivedCryptoAtoms,
    crypto_code: row.cryptoCode,
    fiat: row.fiat,
    fiat_code: row.fiatCode,
    fixed_fee: row.fixedFee,
    status: row.status,
    dispense: row.dispense,
    dispense_confirmed: row.dispenseConfirmed,
    commission_percentage: row.commissionPercentage,
    raw_ticker_price: row.rawTickerPrice,
    discount: row.discount === null ? null : Number.parseInt(row.discount, 10),
    error: row.error,
    error_code: row.errorCode,
    created: row.created,
    confirmed_at: row.confirmedAt,
    customer_id: customer ?? '47ac1184-8102-11e7-9079-8f13a7117867',
    tx_version: 1,
  }
  const names = Object.keys(columns)
  await pool.query(
    `INSERT INTO cash_out_txs (${names.join(', ')}) VALUES (${names.map((_, index) => `$${index + 1}`).join(', ')})`,
    Object.values(columns),
  )
  if (row.cashTime === null) return
  const report = row.dispensedFiat !== null
  await pool.query(
    `INSERT INTO cash_out_actions (tx_id, action, created, denomination_1, dispensed_1) VALUES ($1, $2, $3, $4, $5)`,
    [
      row.transactionId,
      report ? 'dispense' : 'provisionNotes',
      row.cashTime,
      row.dispensedFiat ?? 0,
      report ? 1 : 0,
    ],
  )
}

const seen = (rows: readonly CashOutRow[]) =>
  [...new Map(rows.map((row) => [row.transactionId, row])).values()]
    .map((row) => ({
      money: moneyHash(row),
      status: row.status,
      dispense: row.dispense,
      cashTime: row.cashTime,
      dispensed: row.dispensedFiat === null ? null : BigInt(row.dispensedFiat),
      confirmedAt: row.confirmedAt,
    }))
    .toSorted((a, b) => (a.money < b.money ? -1 : 1))

test('the model of Lamassu answers like the real source, sale by sale and change by change', {
  timeout: 120_000,
}, async () => {
  const dice = createDice(11)
  const model = createLamassuModel(dice, () => NOW)
  const sales: Sale[] = []
  for (let step = 0; step < 60; step += 1) {
    const open = sales.filter(isOpen)
    const sale = dice.weighted<() => Sale>([
      [6, () => rollSale(dice, new Date(NOW.getTime() + step * 1000), ['GTQ', 'USD', 'JPY'])],
      [open.length > 0 ? 2 : 0, () => finished(dice.pick(open))],
      [sales.length > 0 ? 1 : 0, () => changed(dice, dice.pick(sales))],
    ])()
    const before = [await model.digests(), await real.digests()]
    model.put(sale.row)
    await write(sale)
    const after = [await model.digests(), await real.digests()]
    const [modelChanged, realChanged] = [0, 1].map((which) =>
      [...(after[which]?.digests ?? [])]
        .filter(([bucket, digest]) => before[which]?.digests.get(bucket) !== digest)
        .map(([bucket]) => bucket),
    )
    expect(modelChanged, 'the same buckets have changed').toEqual(realChanged)
    expect(after[0]?.rowCount).toBe(after[1]?.rowCount)
    const buckets = [...(after[1]?.digests.keys() ?? [])]
    expect(seen(await model.cashOutsInBuckets(buckets))).toEqual(seen(await real.cashOutsInBuckets(buckets)))
    sales.push(sale)
  }
  const { transactionId } = sales[0]?.row ?? { transactionId: '' }
  expect((await model.cashOut(transactionId))?.transactionId).toBe(transactionId)
  expect(await model.cashOut('00000000-0000-4000-8000-000000000000')).toBeNull()
  expect((await model.dispensedIds()).toSorted()).toEqual((await real.dispensedIds()).toSorted())
})
