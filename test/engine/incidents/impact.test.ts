import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Impact, Scenario } from '../../../engine/incidents/incident.ts'
import { callsTheOwner, satsOf } from '../../../engine/incidents/impact.ts'
import { CASH_OUTS } from '../../../engine/lamassu-sights.ts'
import { distributed, finished, paymentsOf, taken } from '../../alerts/shop.ts'
import { type Desk, openDesk } from '../../support/commands.ts'
import { remember } from '../../support/looking.ts'
import { tamper } from '../reconcile-desk.ts'
import { anIncident, impact } from './sight.ts'

/** What an incident comes to, to the sat: of real rows in real books. */

let desk: Desk
let ana: bigint
let luis: bigint
beforeEach(async () => {
  desk = await openDesk({ reissueAfterSeconds: 0 })
  ana = (await desk.world.addClient('Ana', '30000.00')).id
  luis = (await desk.world.addClient('Luis', '10000.00')).id
})
afterEach(() => desk.close())

const impactOf = (scenario: Scenario, before: Impact | null = null) =>
  desk.incidents.impactOf(anIncident({ scenario, impact: before, openedAt: new Date(Date.now() - 60_000) }))
const NOTHING = { cashOuts: 0, clients: 0, satsOver: 0n, satsUnder: 0n, satsInDoubt: 0n, fiat: [] }

test('sound books come to nothing, whatever it is called', async () => {
  await finished(desk.world)
  for (const scenario of ['R1', 'R2', 'R3', 'R4', 'R5', 'R6', 'R10', 'other'] as const)
    expect([scenario, await impactOf(scenario)]).toEqual([scenario, expect.objectContaining(NOTHING)])
})

test('R1: what was paid too many is gone, what was not sent is not', async () => {
  const { world } = desk
  const cashOut = await finished(world)
  const [first] = await paymentsOf(world, cashOut)
  await world.pool.query('DROP INDEX one_payment_per_client')
  const again = async (status: string): Promise<void> =>
    tamper(
      world,
      `INSERT INTO dca_payments (lamassu_transaction_id, client_id, amount_sats, amount_fiat, fiat_code, payer_wallet_id, payee_wallet_id,
         status, payment_hash, bolt11, completed_at)
       SELECT lamassu_transaction_id, client_id, amount_sats, amount_fiat, fiat_code, payer_wallet_id, payee_wallet_id,
         '${status}', md5(random()::text), 'ln', CASE WHEN '${status}' = 'completed' THEN now() END FROM dca_payments WHERE id = ${first?.id}`,
    )
  await again('pending')
  const fiat = [{ fiatCode: 'GTQ', exponent: 2, amount: 150_000n }]
  expect(await impactOf('R1')).toMatchObject({
    ...NOTHING,
    cashOuts: 1,
    clients: 1,
    fiat,
    cashOutIds: [cashOut.id],
    clientIds: [ana],
  })
  await again('completed')
  await again('paying')
  expect(await impactOf('R1')).toMatchObject({
    cashOuts: 1,
    clients: 1,
    satsOver: 194_272n,
    satsUnder: 0n,
    satsInDoubt: 194_272n,
    fiat: [{ fiatCode: 'GTQ', exponent: 2, amount: 450_000n }],
  })
})

test('R2: all sats of what Lamassu dispensed and the books lack', async () => {
  const sold = (id: string, cryptoAtoms: string) => ({
    transactionId: id,
    seenAt: new Date().toISOString(),
    cryptoCode: 'LN',
    cryptoAtoms,
    fiat: '2000',
    fiatCode: 'GTQ',
    machineName: null,
    at: new Date().toISOString(),
  })
  await remember(desk.world, CASH_OUTS, {
    at: new Date(),
    outcome: 'different',
    value: {
      missing: [sold('a', '266800'), sold('b', '1')],
      missingCount: 2,
      gone: [],
      goneCount: 0,
      goneSince: null,
    },
  })
  expect(await impactOf('R2')).toMatchObject({ ...NOTHING, cashOuts: 2, satsUnder: 266_801n })
})

test('R3: what is not sent is owed, what is under way is in doubt; once it is paid the sats are gone and the names stay', async () => {
  const { world } = desk
  const cashOut = await distributed(world)
  await tamper(
    world,
    `UPDATE dca_payments SET status = 'paying', payment_hash = 'h', bolt11 = 'ln' WHERE client_id = ${luis}`,
  )
  const before = await impactOf('R3')
  expect(before).toMatchObject({
    cashOuts: 1,
    clients: 2,
    satsOver: 0n,
    // Ana's part and the commission.
    satsUnder: 194_272n + 7_771n,
    satsInDoubt: 64_757n,
    fiat: [{ fiatCode: 'GTQ', exponent: 2, amount: 200_000n }],
    cashOutIds: [cashOut.id],
    clientIds: [ana, luis],
  })
  await tamper(
    world,
    `UPDATE dca_payments SET status = 'pending', payment_hash = NULL, bolt11 = NULL WHERE client_id = ${luis}`,
  )
  await world.toRest()
  expect(await impactOf('R3', before)).toMatchObject({
    ...NOTHING,
    cashOuts: 1,
    clients: 2,
    clientIds: [ana, luis],
  })
})

test('R4: how far balances are off, in cash and in what it is worth', async () => {
  await finished(desk.world)
  await tamper(
    desk.world,
    `UPDATE dca_clients SET remaining_balance = remaining_balance - 5000 WHERE id = ${ana}`,
  )
  const found = await impactOf('R4')
  expect(found).toMatchObject({
    ...NOTHING,
    clients: 1,
    clientIds: [ana],
    fiat: [{ fiatCode: 'GTQ', exponent: 2, amount: 5000n }],
    // 50.00 GTQ at 772,000 a bitcoin, rounded up.
    satsInDoubt: 6477n,
  })
})

test('R5: too much commission is owed to the clients, too little was given to them', async () => {
  const { world } = desk
  const [one, two] = [await finished(world), await finished(world)]
  await tamper(
    world,
    `ALTER TABLE lamassu_transactions DROP CONSTRAINT commission_is_floor;
     UPDATE lamassu_transactions SET base_amount = base_amount - 1000, commission_amount = commission_amount + 1000 WHERE id = ${one.id};
     UPDATE lamassu_transactions SET base_amount = base_amount + 7, commission_amount = commission_amount - 7 WHERE id = ${two.id}`,
  )
  expect(await impactOf('R5')).toMatchObject({
    ...NOTHING,
    cashOuts: 2,
    clients: 2,
    satsUnder: 1000n,
    satsOver: 7n,
    cashOutIds: [one.id, two.id],
  })
})

test('R6: everything that waits for the key, distributed or not', async () => {
  const { world } = desk
  await distributed(world)
  await taken(world)
  expect(await impactOf('R6')).toMatchObject({
    cashOuts: 2,
    clients: 2,
    satsUnder: 194_272n + 64_757n + 7_771n + 259_029n,
    satsInDoubt: 0n,
  })
})

test('a part that can not be asked is never taken for nothing', async () => {
  await desk.world.pool.query('ALTER TABLE wallet_differences RENAME TO gone')
  await expect(impactOf('R1')).rejects.toThrow(/can't be worked out before this is answered/)
})

test('the owner is called from the threshold on, whichever way the sats went; 0 calls nobody', () => {
  const some = impact({ satsOver: 1n, satsUnder: 2n, satsInDoubt: 3n })
  expect(satsOf(some)).toBe(6n)
  expect([7n, 6n, 1n, 0n].map((threshold) => callsTheOwner(some, threshold))).toEqual([
    false,
    true,
    true,
    false,
  ])
})
