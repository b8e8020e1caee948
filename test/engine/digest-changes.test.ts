import { afterAll, beforeAll, expect, test } from 'vitest'
import { toneOf } from '../../alerts/digest-lines.ts'
import { reconcileChanges } from '../../engine/reconcile.ts'
import { booksOf, reconcileDependencies } from '../support/books.ts'
import type { World } from '../support/world.ts'
import { runOn, shop, tamper } from './reconcile-desk.ts'

let world: World
beforeAll(async () => {
  world = await shop()
})
afterAll(() => world.close())

const look = () => reconcileChanges(reconcileDependencies(world), 'test')
const digest = async () => {
  const figures = await booksOf(world).digest(null, 'UTC', new Date())
  const found = figures.books?.checks.flatMap(({ discrepancies }) =>
    discrepancies.filter(({ verdict }) => verdict === 'broken').map(({ entity }) => entity),
  )
  return { tone: toneOf(figures), found: [...new Set(found)], squareDays: figures.squareDays, figures }
}

test("shows what a minute's look has found as what the daily run has, and no longer than it is there", async () => {
  const { run } = await runOn(world)
  await look()
  const before = await digest()
  expect(before.found).toEqual([])
  expect(before.figures.books?.id).toBe(run.id)
  await tamper(world, 'UPDATE dca_clients SET remaining_balance = remaining_balance + 700 WHERE id = 1')
  const outcome = await look()
  expect(outcome.kind).toBe('found')
  const red = await digest()
  expect(red).toMatchObject({ tone: 'red', found: ['client:1'], squareDays: 0 })
  expect(red.figures.brokenSince).not.toBeNull()
  expect(red.figures.books?.id, 'whoever asks for more sees it').toBe(
    outcome.kind === 'found' ? outcome.run : null,
  )
  await tamper(world, 'UPDATE dca_clients SET remaining_balance = remaining_balance - 700 WHERE id = 1')
  expect((await look()).kind).toBe('square')
  expect((await digest()).found).toEqual([])
})
