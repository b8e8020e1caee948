import { afterAll, beforeAll, expect, test } from 'vitest'
import { expectSoundBooks } from '../support/invariants.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

test('a finished cash-out is taken in once, split, and paid once', async () => {
  const ana = await world.addClient('Ana', '3000.00')
  const luis = await world.addClient('Luis', '1000.00')
  const id = await world.sell()
  await world.toRest()
  const tx = await world.readings.transaction(id)
  expect(tx).toMatchObject({
    status: 'completed',
    baseAmount: 259029n,
    commissionAmount: 7771n,
    unallocatedSats: 0n,
  })
  expect(
    world.control.balanceMsat(ana.wallet.walletId) + world.control.balanceMsat(luis.wallet.walletId),
  ).toBe(259029000n)
  expect(world.control.balanceMsat(world.wallets.commission.walletId)).toBe(7771000n)
  await expectSoundBooks(world)
})
