import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { openBooks, type SimulatedBooks } from '../simulation/books.ts'
import { createDice } from '../simulation/dice.ts'
import { type Exploration, explore, type Finding } from './explore.ts'
import { live } from './life.ts'
import { type Ground, holdingsOf, openGround, wrongAtRest } from './moments.ts'

/** A small part of what `npm run proof -- --only crash-points` runs in full. */

let books: SimulatedBooks
let ground: Ground
let exploration: Exploration
const chosen = new Set<string>()

beforeAll(async () => {
  books = await openBooks(inject('testServer').maintenanceUrl, `crash_points_${process.pid}`)
  ground = await openGround(books)
  exploration = await explore(ground, (first, second) => chosen.has(`${first} ${second}`))
})
afterAll(() => books.close())

/** The first point of each world. */
const worlds = (): number[] =>
  exploration.points.flatMap(({ sameAs }, number) => (sameAs === number ? [number] : []))

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

test('the list of points holds what it is about', () => {
  const effects = exploration.points.map(({ effect }) => effect)
  expect(effects.length).toBeGreaterThan(80)
  for (const [name, times] of [
    ['takeIn.takeIn', 1],
    ['takeIn.recordDigests', 1],
    ['allocation.allocate', 1],
    ['lnbits.create', 5],
    ['transfers.recordInvoice', 4],
    ['transfers.markPaying', 4],
    ['lnbits.pay', 4],
    ['lnbits.rows', 8],
    ['transfers.complete', 4],
  ] as const)
    expect(
      effects.filter((effect) => effect === name),
      name,
    ).toHaveLength(times)
})

test('a sat too many, and a payment that is not finished, would be seen', async () => {
  const world = await ground.worldAt(ground.start)
  await live(world, { name: 'first', maxRounds: 1 })
  const shares = holdingsOf(world)
  expect(await wrongAtRest(world, shares)).toBeNull()
  world.network.control.topUp(world.clients[0]?.walletId ?? '', 1n)
  expect(await wrongAtRest(world, shares)).toContain('I7')
  const early = await ground.worldAt(ground.start)
  expect(await wrongAtRest(early, shares)).toContain('should be distributed')
})

describe('everybody has exactly his sats after', () => {
  test('a kill at every point', async () => {
    expect(await findingsOf('single', worlds())).toEqual({ findings: [], runs: worlds().length })
  }, 120_000)

  test('some of those kills told from their beginning', async () => {
    const points = createDice(1).shuffled(exploration.points.map((_, number) => number))
    expect((await findingsOf('replay', points.slice(0, 5))).findings).toEqual([])
  }, 120_000)

  test('a second kill, at a few points', async () => {
    const dice = createDice(2)
    const firsts = dice.shuffled(worlds()).slice(0, 4)
    for (const first of firsts)
      for (let second = dice.between(0, 5); second < 90; second += 9) chosen.add(`${first} ${second}`)
    const { findings, runs } = await findingsOf('pairs', firsts)
    expect(findings).toEqual([])
    expect(runs).toBeGreaterThan(5)
  }, 120_000)
})
