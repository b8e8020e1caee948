import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { openBooks, type SimulatedBooks } from '../simulation/books.ts'
import { createDice } from '../simulation/dice.ts'
import { oweCommission } from './compensated.ts'
import { type Exploration, explore, type Finding } from './explore.ts'
import { type Ground, openGround } from './moments.ts'

/** Commission that is given back goes the same way as every payment; these are its own crash points. */

let books: SimulatedBooks
let ground: Ground
let exploration: Exploration
const chosen = new Set<string>()

beforeAll(async () => {
  books = await openBooks(inject('testServer').maintenanceUrl, `compensated_${process.pid}`)
  ground = await openGround(books, oweCommission)
  exploration = await explore(ground, (first, second) => chosen.has(`${first} ${second}`))
})
afterAll(() => books.close())

async function findingsOf(family: keyof Exploration['families'], points: readonly number[]) {
  const findings: Finding[] = []
  let runs = 0
  for (const point of points) {
    const report = await exploration.families[family](point)
    findings.push(...report.findings)
    runs += report.runs
  }
  return { findings, runs }
}

/** The first point of each world. */
const worlds = (): number[] =>
  exploration.points.flatMap(({ sameAs }, number) => (sameAs === number ? [number] : []))

test('the life is about three payments and nothing else', () => {
  const effects = exploration.points.map(({ effect }) => effect)
  for (const [name, times] of [
    ['allocation.allocate', 0],
    ['transfers.recordInvoice', 3],
    ['transfers.markPaying', 3],
    ['lnbits.pay', 3],
    ['transfers.complete', 3],
  ] as const)
    expect(
      effects.filter((effect) => effect === name),
      name,
    ).toHaveLength(times)
})

test('a kill at every point leaves everybody his sats, once', async () => {
  expect(await findingsOf('single', worlds())).toEqual({ findings: [], runs: worlds().length })
}, 120_000)

test('so does a second kill, a request that arrives late, and a database that lost its last commits', async () => {
  const dice = createDice(3)
  const points = dice.shuffled(worlds()).slice(0, 6)
  for (const first of points)
    for (let second = dice.between(0, 3); second < exploration.points.length; second += 7)
      chosen.add(`${first} ${second}`)
  expect((await findingsOf('pairs', points.slice(0, 3))).findings).toEqual([])
  const asked = exploration.points.flatMap(({ hasRequest }, number) => (hasRequest ? [number] : []))
  for (const point of asked) for (let later = 0; later < 12; later += 3) chosen.add(`${point} ${later}`)
  expect((await findingsOf('late', asked)).findings).toEqual([])
  const paid = exploration.points.flatMap(({ effect }, number) =>
    effect === 'transfers.complete' ? [number] : [],
  )
  for (const point of paid) for (let back = 0; back < point; back += 4) chosen.add(`${back} ${point}`)
  const losses = await findingsOf('losses', paid)
  expect(losses.findings).toEqual([])
  expect(losses.runs).toBeGreaterThan(5)
}, 240_000)
