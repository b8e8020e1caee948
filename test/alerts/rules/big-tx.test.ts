import { afterEach, beforeEach, expect, test } from 'vitest'
import { minutesAfter } from '../../../alerts/moments.ts'
import { rule } from '../../../alerts/rules/big-tx.ts'
import { check, sightOf } from '../../support/alerts.ts'
import { finished, openShop, taken, type Shop } from '../shop.ts'

let shop: Shop
beforeEach(async () => {
  shop = await openShop()
})
afterEach(() => shop.close())

const found = async (limits = {}, now = new Date()) => check(rule, await sightOf(shop.world, { now }), limits)

test('a cash-out from the limit on is noted for the digest, until some minutes after it is paid', async () => {
  const { world } = shop
  const small = await taken(world, { crypto_atoms: '4999999', fiat: '37500.00000' })
  expect(await found()).toEqual([])
  const cashOut = await taken(world, { crypto_atoms: '5000000', fiat: '37500.00000' })
  expect(await found()).toEqual([
    {
      entity: `cash-out:${cashOut.id}`,
      severity: 'info',
      what: `cash-out #${cashOut.id} of 5,000,000 sats for 37,500.00 GTQ (${cashOut.machineName ?? '–'})`,
      exposureSats: 0n,
      since: cashOut.createdAt,
      fired: '5,000,000 sats, limit 5,000,000 sats',
      now: 'Have a look at how it was split; nothing has to be done.',
      steps: [`tx show ${cashOut.id}`],
    },
  ])
  expect(await found({ leastSats: 4_999_999 })).toMatchObject([
    { entity: `cash-out:${small.id}` },
    { entity: `cash-out:${cashOut.id}` },
  ])
})

test('one that was paid before anybody looked is seen all the same', async () => {
  const cashOut = await finished(shop.world)
  const at = cashOut.processedAt ?? new Date(0)
  expect(await found({ leastSats: 266_800 }, minutesAfter(at, 9))).toHaveLength(1)
  expect(await found({ leastSats: 266_800 }, minutesAfter(at, 11))).toEqual([])
})
