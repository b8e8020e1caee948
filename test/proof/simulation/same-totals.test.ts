import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { openBooks, type SimulatedBooks } from './books.ts'
import { createDice, type Dice } from './dice.ts'
import { startProcess } from './process.ts'
import { type Profile, rollProfile } from './profile.ts'
import { comeToRest } from './rest.ts'
import { rollSale } from './sales.ts'
import { createScheduler } from './scheduler.ts'
import { createWorld } from './world.ts'

/** I10 and I11: the same deposits and sales, whatever the number of bots and the order of their steps. */

let books: SimulatedBooks
beforeAll(async () => {
  books = await openBooks(inject('testServer').maintenanceUrl, `totals_test_${process.pid}`)
})
afterAll(() => books.close())

/** Rolls the shop with one seed, and from then on the order of steps with another. */
function twoDice(shop: number, order: number): { dice: Dice; orderNow: () => void } {
  let inUse = createDice(shop)
  const methods = Object.keys(inUse) as (keyof Dice)[]
  const calls = methods.map((name) => [
    name,
    (...args: never[]) => (inUse[name] as (...a: never[]) => unknown)(...args),
  ])
  return {
    dice: Object.fromEntries(calls) as Dice,
    orderNow: () => {
      inUse = createDice(order)
    },
  }
}

async function totals(order: number, replicas: number): Promise<unknown[]> {
  const { dice, orderNow } = twoDice(5, order)
  const profile: Profile = {
    ...rollProfile(createDice(8)),
    clients: 5,
    replicas,
    faultChance: 0,
    sourceSats: 90_000_000n,
    clockSkewSeconds: [],
  }
  const world = await createWorld(books, { dice, profile, scheduler: createScheduler() })
  for (let sale = 0; sale < 8; sale += 1) {
    await world.advance(30)
    const { row, fate } = rollSale(dice, new Date(world.nowMs()), ['GTQ', 'USD', 'JPY'])
    world.model.put(row)
    world.sales.set(row.transactionId, { row, fate })
  }
  orderNow()
  for (let number = 0; number < replicas; number += 1) {
    const replica = startProcess(world, `bot${number}`)
    world.replicas.push(replica)
    replica.startPolling()
    replica.startPaying()
  }
  await comeToRest(world)
  expect(world.violation()).toBeNull()
  const { rows } = await world.pool.query(
    `SELECT account, unit, sum(amount)::text AS total FROM ledger_lines GROUP BY account, unit ORDER BY account, unit`,
  )
  return rows
}

test('any number of bots and any order of their steps give the same totals on every account', {
  timeout: 120_000,
}, async () => {
  const expected = await totals(1, 1)
  expect(expected.length).toBeGreaterThan(10)
  for (const [order, replicas] of [
    [2, 1],
    [3, 2],
    [4, 3],
    [5, 3],
  ] as const)
    expect(await totals(order, replicas)).toEqual(expected)
})
