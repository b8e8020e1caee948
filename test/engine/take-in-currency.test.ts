import { afterAll, beforeAll, expect, test } from 'vitest'
import { expectSoundBooks } from '../support/invariants.ts'
import { openWorld, type World } from '../support/world.ts'
import { soon } from './one-payment.ts'

/** A cash-out in a currency without clients is set aside, and judged again once there is one. */

let world: World
beforeAll(async () => {
  world = await openWorld({ commissionWallet: false })
})
afterAll(() => world.close())

test('a cash-out waits for the first client of its currency, and is then distributed', async () => {
  const id = await world.sell({ fiat_code: 'USD', confirmed_at: soon() })
  await world.toRest()
  expect(await world.readings.transaction(id)).toMatchObject({
    status: 'quarantined',
    quarantineReason: 'other_currency',
  })
  await world.addClient('Eva', '3000.00', { fiatCode: 'EUR' })
  await world.toRest()
  expect(await world.readings.transaction(id)).toMatchObject({ status: 'quarantined' })
  await world.addClient('Una', '3000.00', { fiatCode: 'USD' })
  await world.toRest()
  expect(await world.readings.transaction(id)).toMatchObject({ status: 'completed', quarantineReason: null })
  await expectSoundBooks(world)
  // Taken in once, and left alone from then on.
  await world.toRest()
  const { rows } = await world.pool.query(`SELECT FROM ledger_entries WHERE kind = 'cash_out'`)
  expect(rows).toHaveLength(1)
})

test('one that has another fault as well is set aside for that, and read no more', async () => {
  const id = await world.sell({ fiat_code: 'CAD', commission_percentage: null, confirmed_at: soon() })
  await world.toRest()
  expect(await world.readings.transaction(id)).toMatchObject({ quarantineReason: 'other_currency' })
  await world.addClient('Cy', '3000.00', { fiatCode: 'CAD' })
  await world.takeIn()
  expect(await world.readings.transaction(id)).toMatchObject({ quarantineReason: 'missing_commission' })
  const again = await world.takeIn()
  expect(again).toMatchObject({ kind: 'done', record: { rowsRead: 0, quarantined: 0 } })
})
