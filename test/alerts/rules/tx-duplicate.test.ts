import { afterEach, beforeEach, expect, test } from 'vitest'
import { rule } from '../../../alerts/rules/tx-duplicate.ts'
import type { WalletKey } from '../../../engine/ports.ts'
import type { TransactionReading } from '../../../engine/readings.ts'
import { sats } from '../../../engine/domain/money.ts'
import { check, sightOf } from '../../support/alerts.ts'
import { byForce, finished, openShop, paymentsOf, taken, type Shop } from '../shop.ts'

let shop: Shop
beforeEach(async () => {
  shop = await openShop()
})
afterEach(() => shop.close())

const remedies = [{ kind: 'pause_payouts' }, { kind: 'open_incident', scenario: 'R1' }]
const found = async () => check(rule, await sightOf(shop.world))

/** The same cash-out a second time, as a poll would have taken it in if nothing had kept it out. */
async function takenTwice(cashOut: TransactionReading): Promise<bigint> {
  const { rows } = await shop.world.pool.query<{ id: bigint }>(
    `INSERT INTO lamassu_transactions (transaction_id, status, device_id, machine_name, crypto_code, crypto_atoms, fiat_code, fiat_amount,
       fiat_major, raw_ticker_price, commission_percentage, commission_rule, base_amount, commission_amount, source_row, source_row_hash, transaction_time)
     SELECT transaction_id, 'pending', device_id, machine_name, crypto_code, crypto_atoms, fiat_code, fiat_amount,
       fiat_major, raw_ticker_price, commission_percentage, commission_rule, base_amount, commission_amount, source_row, source_row_hash, transaction_time
     FROM lamassu_transactions WHERE id = $1 RETURNING id`,
    [cashOut.id],
  )
  return rows[0]?.id ?? 0n
}

test('books in which nothing is twice are silent', async () => {
  await finished(shop.world)
  expect(await found()).toEqual([])
})

test('a cash-out twice: said while it waits, by what was paid of it, until adjustments name the payments', async () => {
  const { world, ana, luis } = shop
  const cashOut = await finished(world)
  await world.pool.query('ALTER TABLE lamassu_transactions DROP CONSTRAINT unique_transaction_id')
  expect(await found()).toMatchObject([
    { entity: 'guard:unique_transaction_id', severity: 'high', exposureSats: 0n, remedies },
  ])
  const second = await takenTwice(cashOut)
  const twice = {
    entity: `cash-out:${cashOut.transactionId}`,
    what: `cash-out ${cashOut.transactionId} is in the books 2 times (#${cashOut.id}, #${second})`,
    exposureSats: 259_029n,
    worth: '≈ 2,000.00 GTQ',
    remedies,
  }
  expect((await found())[1]).toMatchObject(twice)
  await world.distribute()
  await world.pay()
  expect((await found())[1]).toMatchObject(twice)
  const { rows } = await world.pool.query<{ id: bigint; client_id: bigint }>(
    'SELECT id, client_id FROM dca_payments WHERE lamassu_transaction_id = $1 ORDER BY client_id',
    [second],
  )
  const correct = (at: number, words: (id: bigint) => string) =>
    world.pool.query('SELECT adjust_client($1, 100, $2)', [rows[at]?.client_id, words(rows[at]?.id ?? 0n)])
  await correct(0, (id) => `payment #${id} was one too many`)
  await correct(1, (id) => `payment ${id}9 was one too many`)
  expect((await found())[1]).toMatchObject({ exposureSats: 64_757n, worth: '≈ 500.00 GTQ' })
  await correct(1, (id) => `back for payment ${id}`)
  expect(await found()).toMatchObject([{ entity: 'guard:unique_transaction_id' }])
  await world.pool.query(
    `CREATE UNIQUE INDEX once_again ON lamassu_transactions (transaction_id) WHERE id <> ${second}`,
  )
  expect(await found()).toEqual([])
  expect([ana.id, luis.id]).toEqual(rows.map((row) => row.client_id))
})

test('a cash-out twice that is put aside before it is distributed is over', async () => {
  const { world } = shop
  const cashOut = await taken(world)
  await world.pool.query('ALTER TABLE lamassu_transactions DROP CONSTRAINT unique_transaction_id')
  const second = await takenTwice(cashOut)
  expect(await found()).toHaveLength(2)
  await world.pool.query(`UPDATE lamassu_transactions SET status = 'failed' WHERE id = $1`, [second])
  expect(await found()).toHaveLength(1)
})

test('a second payment to a client for one cash-out is said with its sats', async () => {
  const { world, ana } = shop
  const cashOut = await finished(world)
  const [first] = await paymentsOf(world, cashOut)
  await world.pool.query('DROP INDEX one_payment_per_client')
  const { rows } = await world.pool.query<{ id: bigint }>(
    `INSERT INTO dca_payments (lamassu_transaction_id, client_id, amount_sats, amount_fiat, fiat_code, payer_wallet_id, payee_wallet_id)
     SELECT lamassu_transaction_id, client_id, amount_sats, amount_fiat, fiat_code, payer_wallet_id, payee_wallet_id
     FROM dca_payments WHERE id = $1 RETURNING id`,
    [first?.id],
  )
  const second = rows[0]?.id
  expect(await found()).toMatchObject([
    { entity: 'guard:one_payment_per_client' },
    {
      entity: `transfers:client:${cashOut.id}:${ana.id}`,
      what: `2 payments of cash-out #${cashOut.id} to #${ana.id} Ana (#${first?.id}, #${second})`,
      exposureSats: 194_272n,
      worth: '≈ 1,500.00 GTQ',
      steps: [
        `payment lookup ${second}`,
        `tx show ${cashOut.id}`,
        'poll pause --what both --reason "duplicates"',
      ],
      remedies,
    },
  ])
  await byForce(world, `UPDATE transfers SET status = 'cancelled' WHERE id = $1`, [second])
  await world.pool.query(
    `CREATE UNIQUE INDEX one_again ON dca_payments (client_id, lamassu_transaction_id) WHERE id <> ${second}`,
  )
  expect(await found()).toEqual([])
})

test('a wallet that paid the same twice is said until the difference is settled', async () => {
  const { world, ana } = shop
  const cashOut = await finished(world)
  const [first] = await paymentsOf(world, cashOut)
  const reference = `satmachine:client:${cashOut.transactionId}:${ana.wallet.walletId}:2`
  const invoice = await world.client.createInvoice(ana.wallet.invoiceKey as WalletKey, {
    amountSats: sats(194_272n),
    memo: 'once more',
    reference,
    expirySeconds: 60,
  })
  if (invoice.kind !== 'ok') throw new Error('no invoice')
  await world.client.pay(world.wallets.source.adminKey as WalletKey, {
    bolt11: invoice.value.bolt11,
    reference,
  })
  await world.stores.history.doubt()
  await finished(world)
  const { paymentHash } = invoice.value
  expect(await found()).toMatchObject([
    {
      entity: `paid:${paymentHash}`,
      what: `payment #${first?.id} of cash-out #${cashOut.id} to #${ana.id} Ana was paid twice`,
      exposureSats: 194_272n,
      worth: '≈ 1,500.00 GTQ',
      steps: [
        `payment lookup ${first?.id}`,
        `payment show ${first?.id}`,
        'poll pause --what both --reason "duplicates"',
      ],
      remedies,
    },
  ])
  await world.pool.query('SELECT settle_wallet_difference($1, $2)', [paymentHash, 'Ana sent it back'])
  expect(await found()).toEqual([])
})
