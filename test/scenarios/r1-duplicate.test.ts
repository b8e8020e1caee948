import type { Pool } from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { sell } from './outside.ts'
import { expectWellClosed, minutesUntilTold, openScene, type Scene, theIncident } from './scene.ts'

/** As whoever runs the database can, past its triggers. */
async function byForce(pool: Pool, sql: string): Promise<void> {
  const client = await pool.connect()
  try {
    await client.query('SET session_replication_role = replica')
    await client.query(sql)
  } finally {
    await client.query('SET session_replication_role = origin')
    client.release()
  }
}

let scene: Scene
beforeEach(async () => {
  scene = await openScene()
}, 30_000)
afterEach(() => scene?.close())

const AGAIN = `INSERT INTO lamassu_transactions (transaction_id, status, device_id, crypto_code, crypto_atoms, fiat_code, fiat_amount,
     fiat_major, raw_ticker_price, commission_percentage, commission_rule, base_amount, commission_amount, source_row, source_row_hash,
     transaction_time)
   SELECT transaction_id, 'pending', device_id, crypto_code, crypto_atoms, fiat_code, fiat_amount, fiat_major, raw_ticker_price,
     commission_percentage, commission_rule, base_amount, commission_amount, source_row, source_row_hash, transaction_time
   FROM lamassu_transactions`

test('R1: a restored table takes a cash-out in twice; the second is taken out again, and nobody is paid twice', async () => {
  const { outside, bot } = scene
  const { pool } = bot.assembly
  await sell(outside)
  await bot.pass(2)
  await pool.query('ALTER TABLE lamassu_transactions DROP CONSTRAINT unique_transaction_id')
  await pool.query(AGAIN)
  await outside.time.pass(15)
  await bot.look()
  expect(await minutesUntilTold(scene, 'TX_DUPLICATE')).toBeLessThanOrEqual(1)
  const incident = await theIncident(scene, 'TX_DUPLICATE', 'R1')
  const robot = scene.robot({
    money: true,
    clients: false,
    blocked: false,
    causeKind: 'human',
    cause: 'a table was restored without its unique key',
    fix: 'the second cash-out was taken out, and the key made again',
    hands: [
      {
        when: /take the second cash-out, #2, out again/,
        act: () => byForce(pool, 'DELETE FROM lamassu_transactions WHERE id = 2'),
      },
      {
        when: /make the unique keys again/,
        act: () =>
          pool.query(
            'ALTER TABLE lamassu_transactions ADD CONSTRAINT unique_transaction_id UNIQUE (transaction_id)',
          ),
      },
    ],
  })
  await robot.work()
  await expectWellClosed(scene, incident, {
    scenario: 'R1',
    says: [/restored without its unique key/, /TX_DUPLICATE/],
  })
}, 90_000)
