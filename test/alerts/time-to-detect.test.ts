import { afterEach, beforeEach, expect, test } from 'vitest'
import { loadRules } from '../../alerts/catalogue.ts'
import { hoursAfter, minutesAfter, secondsAfter, secondsBetween } from '../../alerts/moments.ts'
import type { Rule } from '../../alerts/rule.ts'
import { Failure } from '../../engine/failure.ts'
import { sightOf } from '../support/alerts.ts'
import { openPipeline, type Pipeline } from '../support/alert-pipeline.ts'
import { answerWallets, lookAtWallets } from '../support/looking.ts'
import { byForce, distributed, finished, openShop, type Shop, taken } from './shop.ts'

/**
 * From the moment at which the handbook's condition holds to the moment at which somebody was told, with every rule at
 * work, its own pace of checks, and the clock running ahead. The bot's rounds are three seconds apart.
 */
const ROUND_SECONDS = 3

let rules: readonly Rule[]
let shop: Shop
let pipeline: Pipeline
beforeEach(async () => {
  rules = await loadRules()
  shop = await openShop()
  pipeline = await openPipeline({
    rules,
    database: { pool: shop.world.pool, drop: () => Promise.resolve() },
    sight: (now) => sightOf(shop.world, { now }),
    startAt: new Date(),
  })
})
afterEach(() => shop.close())

/** Rounds at the bot's own pace until the rule was told; seconds from then on. */
async function toldAfter(
  rule: string,
  from: Date,
  everyMinute: () => Promise<unknown> = async () => null,
): Promise<number> {
  let minute = -Infinity
  for (let round = 0; round < 1000; round += 1) {
    const { now } = pipeline.clock
    if (now.getTime() - minute >= 60_000) {
      minute = now.getTime()
      await everyMinute()
    }
    await pipeline.tick()
    const told = pipeline.told.find((one) => one.rule === rule)
    if (told !== undefined) return secondsBetween(from, told.at)
    pipeline.clock.now = secondsAfter(now, ROUND_SECONDS)
  }
  throw new Error(`${rule} was never told`)
}

/** By how many minutes the handbook wants an answer. */
const answerMinutes = (id: string): number | undefined => rules.find((rule) => rule.id === id)?.respondMinutes

test('a duplicate: told within twenty seconds, answer due at once', async () => {
  const cashOut = await finished(shop.world)
  await pipeline.tick()
  await shop.world.pool.query('ALTER TABLE lamassu_transactions DROP CONSTRAINT unique_transaction_id')
  await byForce(
    shop.world,
    `INSERT INTO lamassu_transactions (transaction_id, status, device_id, crypto_code, crypto_atoms, fiat_code, fiat_amount, fiat_major,
       raw_ticker_price, commission_percentage, commission_rule, base_amount, commission_amount, source_row, source_row_hash, transaction_time)
     SELECT transaction_id, 'pending', device_id, crypto_code, crypto_atoms, fiat_code, fiat_amount, fiat_major,
       raw_ticker_price, commission_percentage, commission_rule, base_amount, commission_amount, source_row, source_row_hash, transaction_time
     FROM lamassu_transactions WHERE id = $1`,
    [cashOut.id],
  )
  const from = pipeline.clock.now
  expect(await toldAfter('TX_DUPLICATE', from)).toBeLessThanOrEqual(20)
  expect(pipeline.remedies.map(({ remedy }) => remedy)).toContainEqual({ kind: 'pause_payouts' })
  expect(answerMinutes('TX_DUPLICATE')).toBe(0)
})

test('a payment that is stuck: told within half a minute of its fifteenth, answer due within thirty', async () => {
  const cashOut = await distributed(shop.world)
  pipeline.clock.now = minutesAfter(cashOut.createdAt, 14)
  const limit = minutesAfter(cashOut.createdAt, 15)
  const seconds = await toldAfter('PAYMENT_STUCK', limit)
  expect(seconds).toBeGreaterThanOrEqual(0)
  expect(seconds).toBeLessThanOrEqual(30)
  expect(answerMinutes('PAYMENT_STUCK')).toBeLessThanOrEqual(30)
})

test('no successful poll for a day: told within two minutes, answer due within two hours', async () => {
  await shop.world.takeIn()
  const last = (await shop.world.readings.status()).lastSuccessfulPollAt ?? new Date(0)
  pipeline.clock.now = hoursAfter(last, 23.99)
  const seconds = await toldAfter('POLL_SILENT_24H', hoursAfter(last, 24))
  expect(seconds).toBeGreaterThanOrEqual(0)
  expect(seconds).toBeLessThanOrEqual(120)
  expect(answerMinutes('POLL_SILENT_24H')).toBeLessThanOrEqual(120)
})

test('a balance that is off by more than a hundred sats: told within eleven minutes, answer due within four hours', async () => {
  await finished(shop.world)
  await pipeline.tick()
  await shop.world.pool.query(
    'UPDATE dca_clients SET remaining_balance = remaining_balance + 5000, balance_version = balance_version + 1 WHERE id = $1',
    [shop.ana.id],
  )
  // All balances are added up anew, which is not done every minute.
  expect(await toldAfter('BALANCE_DRIFT', pipeline.clock.now)).toBeLessThanOrEqual(660)
  expect(answerMinutes('BALANCE_DRIFT')).toBeLessThanOrEqual(240)
})

test('a wallet that refuses its key: told within three minutes, answer due within an hour', async () => {
  await finished(shop.world)
  const looks = () => lookAtWallets(shop.world, { now: pipeline.clock.now })
  await looks()
  await pipeline.tick()
  answerWallets(shop.world, 401, '{"detail":"Invalid adminkey."}')
  // The bot looks every half minute; here every minute.
  expect(await toldAfter('WALLET_AUTH', pipeline.clock.now, looks)).toBeLessThanOrEqual(180)
  expect(answerMinutes('WALLET_AUTH')).toBeLessThanOrEqual(60)
})

test('a Lamassu database that is away: told within four minutes of polls a minute, answer due within four hours', async () => {
  await shop.world.takeIn()
  await pipeline.tick()
  const away = { ...shop.world.lamassuSource, digests: () => Promise.reject(unreachable()) }
  const seconds = await toldAfter('LAMASSU_DB_DOWN', pipeline.clock.now, () => shop.world.takeIn(away))
  expect(seconds).toBeLessThanOrEqual(240)
  expect(answerMinutes('LAMASSU_DB_DOWN')).toBeLessThanOrEqual(240)
})

test('a commission that differs from the formula: told within two minutes, answer due within a day', async () => {
  const cashOut = await taken(shop.world)
  await pipeline.tick()
  await shop.world.pool.query(
    'ALTER TABLE lamassu_transactions DROP CONSTRAINT commission_is_floor, DROP CONSTRAINT base_is_ticker_worth',
  )
  await byForce(
    shop.world,
    'UPDATE lamassu_transactions SET base_amount = base_amount + 2, commission_amount = commission_amount - 2 WHERE id = $1',
    [cashOut.id],
  )
  expect(await toldAfter('COMMISSION_ANOMALY', pipeline.clock.now)).toBeLessThanOrEqual(120)
  expect(answerMinutes('COMMISSION_ANOMALY')).toBeLessThanOrEqual(24 * 60)
})

const unreachable = () => new Failure('lamassu_unreachable', 'The database is away.')
