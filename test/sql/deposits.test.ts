import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { fiatMinor } from '../../engine/domain/money.ts'
import { createBookkeepingStore } from '../../engine/store/bookkeeping-store.ts'
import { createPool } from '../../engine/store/pool.ts'
import { silentLog } from '../support/database.ts'
import { expectSoundBooks } from '../support/invariants.ts'
import { openWorld, type World } from '../support/world.ts'
import { refusal, tried } from './refusals.ts'

/** Deposits between several hands, and against a distribution at the same moment. */

let world: World
beforeAll(async () => {
  world = await openWorld({ commissionWallet: false })
})
afterAll(() => world.close())
afterEach(() => expectSoundBooks(world))

const balanceOf = async (name: string) => {
  const [client] = await world.readings.findClients(name)
  return { remaining: client?.remaining, held: client?.held }
}
const reverse = `UPDATE dca_deposits SET status = 'reversed', note = 'false notes' WHERE id = $1`

test('a deposit confirmed from sixteen terminals at once counts once', async () => {
  const client = await world.addClient('Many', null)
  const { bookkeeping } = world.stores
  const id = await bookkeeping.addDeposit(
    { clientId: client.id, amount: fiatMinor(10_000n), note: null, idempotencyKey: null },
    'maria',
  )
  const pools = Array.from({ length: 16 }, (_, i) =>
    createPool({ databaseUrl: world.books.url, applicationName: `terminal ${i}`, max: 1, log: silentLog }),
  )
  try {
    const decisions = await Promise.all(
      pools.map((pool, i) => createBookkeepingStore(pool).decideDeposit(id, 'confirmed', `clerk ${i}`, null)),
    )
    const done = decisions.filter((decision) => decision.kind === 'done')
    expect(done).toEqual([{ kind: 'done', remainingBefore: 0n, remainingAfter: 10_000n }])
    const winner = (await world.readings.deposit(id))?.decidedBy
    for (const decision of decisions) {
      if (decision.kind !== 'done')
        expect(decision).toEqual({ kind: 'too_late', status: 'confirmed', decidedBy: winner })
    }
  } finally {
    await Promise.all(pools.map((pool) => pool.end()))
  }
  expect(await balanceOf('Many')).toEqual({ remaining: 10_000n, held: 0n })
})

test('of a confirmation and a rejection at once one wins, and the balance fits it', async () => {
  const client = await world.addClient('Torn', null)
  const { bookkeeping } = world.stores
  for (let round = 0; round < 10; round += 1) {
    const before = (await balanceOf('Torn')).remaining ?? 0n
    const id = await bookkeeping.addDeposit(
      { clientId: client.id, amount: fiatMinor(100n), note: null, idempotencyKey: null },
      'maria',
    )
    await Promise.all([
      bookkeeping.decideDeposit(id, 'confirmed', 'maria', null),
      bookkeeping.decideDeposit(id, 'rejected', 'pedro', null),
    ])
    const status = (await world.readings.deposit(id))?.status
    expect((await balanceOf('Torn')).remaining).toBe(status === 'confirmed' ? before + 100n : before)
  }
})

test('the same request for a deposit, sent twice, is one deposit', async () => {
  const client = await world.addClient('Twice', null)
  const deposit = { clientId: client.id, amount: fiatMinor(100n), note: null, idempotencyKey: 'slip-17' }
  const first = await world.stores.bookkeeping.addDeposit(deposit, 'maria')
  expect(await world.stores.bookkeeping.addDeposit(deposit, 'maria')).toBe(first)
  expect(await world.readings.deposits({ clientId: client.id, limit: 5 })).toHaveLength(1)
})

test('a deposit is reversed as long as all of it is still there, and booked as a reversal', async () => {
  const client = await world.addClient('Back', '100.00')
  const [deposit] = await world.readings.deposits({ clientId: client.id, limit: 1 })
  await world.pool.query(reverse, [deposit?.id])
  expect(await balanceOf('Back')).toEqual({ remaining: 0n, held: 0n })
  const { rows } = await world.pool.query(
    'SELECT kind, remaining_before, remaining_after, reason FROM balance_changes WHERE client_id = $1 ORDER BY entry_id',
    [client.id],
  )
  expect(rows).toEqual([
    { kind: 'deposit', remaining_before: 0n, remaining_after: 10_000n, reason: null },
    { kind: 'deposit_reversal', remaining_before: 10_000n, remaining_after: 0n, reason: 'false notes' },
  ])
})

test('a deposit of which a centavo is spent or on hold is not reversed', async () => {
  const client = await world.addClient('Gone', '100.00')
  const [deposit] = await world.readings.deposits({ clientId: client.id, limit: 1 })
  await world.sell({ fiat: '10', confirmed_at: new Date(Date.now() + 5) })
  await world.takeIn()
  await world.distribute()
  expect((await balanceOf('Gone')).held).toBeGreaterThan(0n)
  expect(await tried(world, (db) => refusal(db, reverse, [deposit?.id]))).toBe('deposit_still_there')
  await world.toRest()
  expect((await balanceOf('Gone')).held).toBe(0n)
  expect(await tried(world, (db) => refusal(db, reverse, [deposit?.id]))).toBe('deposit_still_there')
})

test('a reversal and a distribution at once: one of them comes first, and nobody goes below zero', async () => {
  for (let round = 0; round < 10; round += 1) {
    const name = `Race ${round}`
    const fiatCode = 'USD'
    const client = await world.addClient(name, '100.00', { fiatCode })
    const [deposit] = await world.readings.deposits({ clientId: client.id, limit: 1 })
    await world.sell({ fiat: '100', fiat_code: fiatCode, confirmed_at: new Date(Date.now() + 5) })
    await world.takeIn()
    const [, reversed] = await Promise.all([
      world.distribute(),
      world.pool.query(reverse, [deposit?.id]).then(
        () => true,
        () => false,
      ),
    ])
    const { remaining, held } = await balanceOf(name)
    expect({ remaining, held }).toEqual(
      reversed ? { remaining: 0n, held: 0n } : { remaining: 10_000n, held: 10_000n },
    )
    await world.toRest()
  }
})
