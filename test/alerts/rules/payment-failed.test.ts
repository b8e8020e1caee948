import { afterEach, beforeEach, expect, test } from 'vitest'
import { rule } from '../../../alerts/rules/payment-failed.ts'
import { commonFaults } from '../../../bot/sandbox/lnbits/faults.ts'
import { check, sightOf } from '../../support/alerts.ts'
import { distributed, openShop, paymentsOf, read, type Shop } from '../shop.ts'

let shop: Shop
beforeEach(async () => {
  shop = await openShop()
})
afterEach(() => shop.close())

async function payAgain(rounds: number): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    await shop.world.skipWaiting()
    await shop.world.pay()
  }
}

test('a payment that LNbits left half done waits for a person, who is told at once', async () => {
  const { world, ana } = shop
  const cashOut = await distributed(world)
  expect(await check(rule, await sightOf(world))).toEqual([])
  world.control.inject({ endpoint: 'pay', fault: { kind: 'half_state' } })
  await payAgain(5)
  const half = (await paymentsOf(world, cashOut)).find(({ status }) => status === 'needs_review')
  // Whose comes first is the queue's affair.
  const isAna = half?.clientId === ana.id
  expect(await check(rule, await sightOf(world))).toMatchObject([
    {
      entity: `payment:client:${half?.id}`,
      what: `payment #${half?.id} to #${half?.clientId} ${isAna ? 'Ana' : 'Luis'}: debited, and the receiver was not credited`,
      exposureSats: isAna ? 194_272n : 64_757n,
      worth: isAna ? '≈ 1,500.00 GTQ' : '≈ 500.00 GTQ',
      since: half?.createdAt,
      steps: [`payment lookup ${half?.id}`, `payment show ${half?.id}`, `tx show ${cashOut.id}`],
    },
  ])
  // LNbits is repaired: the receiver is credited after all, and a person books it.
  await world.pool.query(`UPDATE transfers SET status = 'completed', completed_at = now() WHERE id = $1`, [
    half?.id,
  ])
  expect(await check(rule, await sightOf(world))).toEqual([])
  expect((await read(world, cashOut.id)).status).toBe('processing')
})

test('looking in vain for what became of a payment is no failed payment', async () => {
  const { world } = shop
  const cashOut = await distributed(world)
  world.control.inject({ endpoint: 'pay', fault: commonFaults.serverError('before'), times: 'all' })
  world.control.inject({ endpoint: 'rows', fault: commonFaults.serverError('before'), times: 'all' })
  await payAgain(8)
  const payments = await paymentsOf(world, cashOut)
  expect(payments.filter(({ status, attempts }) => status === 'paying' && attempts > 5)).not.toEqual([])
  expect(await check(rule, await sightOf(world))).toEqual([])
})

test('more attempts in vain than the limit are said, not so many are not', async () => {
  const { world } = shop
  const cashOut = await distributed(world)
  world.control.inject({ endpoint: 'create', fault: { kind: 'wrong_amount' }, times: 'all' })
  await payAgain(5)
  const attempts = async () => (await paymentsOf(world, cashOut)).map((payment) => payment.attempts)
  expect(await attempts()).toEqual([5, 5])
  expect(await check(rule, await sightOf(world))).toEqual([])
  await payAgain(1)
  const found = await check(rule, await sightOf(world))
  expect(found).toHaveLength(3)
  expect(found[0]?.fired).toMatch(/^6 attempts in vain, limit 5; made /)
  expect(found[0]?.did).toBe('It is tried again by itself, and only while both wallets prove it unpaid.')
  expect(await check(rule, await sightOf(world), { attempts: 6 })).toEqual([])
  world.control.clearFaults()
  await payAgain(3)
  expect(await check(rule, await sightOf(world))).toEqual([])
})
