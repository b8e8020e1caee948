import { afterAll, beforeAll, expect, test } from 'vitest'
import { hoursAfter } from '../../../alerts/moments.ts'
import { rule } from '../../../alerts/rules/clients-mismatch.ts'
import { sellNow } from '../../engine/one-payment.ts'
import { check, sightOf } from '../../support/alerts.ts'
import { openWorld, type World } from '../../support/world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

test('sats that found no client are said for a day, above the limit', async () => {
  await world.addClient('Zoe', null)
  expect(await check(rule, await sightOf(world))).toEqual([])
  await sellNow(world)
  await world.toRest()
  const [{ id } = expect.fail('no cash-out')] = await world.readings.transactions({ limit: 1 })
  expect(await check(rule, await sightOf(world))).toMatchObject([
    {
      entity: 'house',
      what: '259,029 sats of 1 cash-out found no client',
      exposureSats: 0n,
      fired: '259,029 sats stayed with the operator in 1 d, limit 1,000 sats of one cash-out',
      steps: [`tx show ${id}`, 'client list', 'deposit list --status pending'],
    },
  ])
  expect(await check(rule, await sightOf(world), { aboveSats: 259_028 })).toHaveLength(1)
  expect(await check(rule, await sightOf(world), { aboveSats: 259_029 })).toEqual([])
  expect(await check(rule, await sightOf(world, { now: hoursAfter(new Date(), 25) }))).toEqual([])
})

test('a cash-out that the deposits cover is none of them', async () => {
  await world.addClient('Ana', '2000.00')
  await sellNow(world)
  await world.toRest()
  expect(await check(rule, await sightOf(world))).toMatchObject([
    { what: expect.stringContaining('1 cash-out') },
  ])
})

test('an active client with cash left and no key is said until there is one', async () => {
  const now = hoursAfter(new Date(), 25)
  const luis = await world.addClient('Luis', '500.00')
  await world.pool.query('UPDATE dca_clients SET invoice_key_sealed = NULL WHERE id = $1', [luis.id])
  const found = await check(rule, await sightOf(world, { now }))
  // Cash that is left is in no doubt.
  expect(found[0]).not.toHaveProperty('worth')
  expect(found).toMatchObject([
    {
      entity: `client:${luis.id}`,
      what: `#${luis.id} Luis has 500.00 GTQ left and no key to be paid by`,
      steps: [`config rotate ${luis.id}`, `client show ${luis.id}`],
    },
  ])
  await world.pool.query(`UPDATE dca_clients SET status = 'paused' WHERE id = $1`, [luis.id])
  expect(await check(rule, await sightOf(world, { now }))).toEqual([])
  await world.pool.query(`UPDATE dca_clients SET status = 'active', invoice_key_sealed = 'x' WHERE id = $1`, [
    luis.id,
  ])
  expect(await check(rule, await sightOf(world, { now }))).toEqual([])
})
