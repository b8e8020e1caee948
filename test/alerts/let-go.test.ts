import { afterAll, beforeAll, expect, test } from 'vitest'
import { letGoOf } from '../../alerts/let-go.ts'
import type { AlertReading, Remedy } from '../../engine/alerting.ts'
import { sellNow } from '../engine/one-payment.ts'
import { openWorld, type World } from '../support/world.ts'
import { sampleAlert } from './samples.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

const stopping = async (...remedies: Remedy[]): Promise<AlertReading[]> => {
  const alert = await sampleAlert('PAYMENT_STUCK')
  return [{ ...alert, finding: { ...alert.finding, remedies } }]
}

test('what a person has resumed or released goes on; what nobody has touched does not', async () => {
  const ana = await world.addClient('Ana', '5000.00')
  await sellNow(world)
  await world.takeIn()
  const { rows } = await world.pool.query<{ transaction_id: string }>(
    'SELECT transaction_id FROM lamassu_transactions',
  )
  const transactionId = rows[0]?.transaction_id ?? expect.fail('nothing was taken in')
  const alerts = await stopping(
    { kind: 'pause_payouts' },
    { kind: 'pause_client', clientId: ana.id },
    { kind: 'hold_cash_out', transactionId },
  )
  const sql = async (...statements: string[]): Promise<void> => {
    for (const statement of statements) await world.pool.query(statement)
  }
  await sql(
    'UPDATE lamassu_config SET payouts_enabled = false',
    `UPDATE dca_clients SET status = 'paused'`,
    `UPDATE lamassu_transactions SET status = 'quarantined', quarantine_reason = 'held'`,
  )
  expect(await letGoOf(alerts, world.readings)).toEqual(new Set())
  await sql(
    'UPDATE lamassu_config SET payouts_enabled = true',
    `UPDATE dca_clients SET status = 'active'`,
    `UPDATE lamassu_transactions SET status = 'pending', quarantine_reason = NULL`,
  )
  expect(await letGoOf(alerts, world.readings)).toEqual(
    new Set(['pause_payouts', `pause_client:${ana.id}`, `hold_cash_out:${transactionId}`]),
  )
})
