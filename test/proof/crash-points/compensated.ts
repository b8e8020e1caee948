import assert from 'node:assert/strict'
import { createStores } from '../../../bot/stores.ts'
import { msat } from '../../../engine/domain/money.ts'
import type { World } from '../simulation/world.ts'
import { live } from './life.ts'

/** The shop's cash-out is paid out, and the clients are owed a part of its commission: booked, and not paid. */
export async function oweCommission(world: World): Promise<void> {
  const life = await live(world, { name: 'before' })
  assert.equal(life.end, 'at rest', world.violation() ?? 'nothing disturbs the life before')
  const { compensations } = createStores(world.pool)
  const done = await compensations.compensate(
    {
      range: { ids: null, last: 1, from: null, to: null },
      right: { rule: null, commissionE5: 2000n },
      reason: '2 % had been agreed',
      incident: null,
      approver: null,
      operationId: 'crash-points',
    },
    {
      walletId: world.wallets.source,
      balanceMsat: msat(world.network.control.balanceMsat(world.wallets.source)),
    },
    'setup',
  )
  assert.equal(done.payments.length, world.clients.length, 'every client is owed something')
  await world.advance(60)
}
