import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { type SimulatedBooks, openBooks } from './books.ts'
import { keptSeeds } from './kept-seeds.ts'
import { simulate } from './simulate.ts'

let books: SimulatedBooks
beforeAll(async () => {
  books = await openBooks(inject('testServer').maintenanceUrl, `simulation_test_${process.pid}`)
})
afterAll(() => books.close())

test.each(keptSeeds)('seed $seed, which once found: $found', { timeout: 120_000 }, async ({ seed }) => {
  expect((await simulate(books, seed)).violation).toBeNull()
})

test.each([101, 102, 103, 104])('seed %i breaks no rule', { timeout: 120_000 }, async (seed) => {
  const { violation, events } = await simulate(books, seed)
  expect(violation).toBeNull()
  expect(events).toBeGreaterThanOrEqual(200)
})

test('the same seed is the same story, whatever was simulated before it', { timeout: 120_000 }, async () => {
  const first = await simulate(books, 107)
  await simulate(books, 108)
  const second = await simulate(books, 107)
  expect(second.trace).toEqual(first.trace)
  expect(first.trace.length).toBeGreaterThan(200)
})
