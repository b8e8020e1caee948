import type { PoolClient } from 'pg'
import { commonFaults } from '../../bot/sandbox/lnbits/faults.ts'
import { fiatMinor } from '../../engine/domain/money.ts'
import { openWorld, type World } from '../support/world.ts'

/** A database with a row in about every state, for trying what it refuses. */
export async function openBusyWorld(): Promise<World> {
  const world = await openWorld({ maxAttempts: 3 })
  const ana = await world.addClient('Ana', '3000.00')
  await world.addClient('Luis', '1000.00')
  const sell = (row = {}) => world.sell({ confirmed_at: new Date(Date.now() + 5), ...row })
  await sell()
  await world.toRest()
  await sell({ fiat: '5000', crypto_atoms: '700000' })
  await world.toRest()
  await world.addDeposit(ana.id, '9000.00')
  await world.sell({ commission_percentage: null })

  // One payment that no attempt could make, and went to a person; one that is being paid.
  await sell({ fiat: '100', crypto_atoms: '13340' })
  await world.takeIn()
  await world.distribute()
  const lift = world.control.inject({
    endpoint: 'create',
    fault: commonFaults.serverError('before'),
    times: 'all',
  })
  for (let round = 0; round < 4; round += 1) {
    await world.pay()
    await world.skipWaiting()
  }
  lift()
  await sell({ fiat: '200', crypto_atoms: '26680' })
  await world.takeIn()
  await world.distribute()
  world.control.inject({ endpoint: 'rows', fault: commonFaults.serverError('before'), times: 2 })
  await world.pay()
  await world.stores.bookkeeping.addDeposit(
    { clientId: ana.id, amount: fiatMinor(12_300n), note: null, idempotencyKey: null },
    'maria',
  )
  return world
}

/** Runs something in a transaction that is always taken back, as the one who stands at psql. */
export async function tried<T>(world: World, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await world.pool.connect()
  try {
    await client.query('BEGIN')
    return await work(client)
  } finally {
    await client.query('ROLLBACK')
    client.release()
  }
}

/** The name of the constraint that refuses the statement; 'accepted' when none does. */
export async function refusal(
  client: PoolClient,
  sql: string,
  values: readonly unknown[] = [],
): Promise<string> {
  await client.query('SAVEPOINT before')
  try {
    await client.query(sql, [...values])
    return 'accepted'
  } catch (thrown) {
    await client.query('ROLLBACK TO SAVEPOINT before')
    const { constraint, message } = thrown as { constraint?: string; message: string }
    return constraint ?? message
  }
}
