import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { openGround } from '../crash-points/moments.ts'
import { openBooks, type SimulatedBooks } from '../simulation/books.ts'
import { createDice } from '../simulation/dice.ts'
import { allCells, type Cell, expectedOf, nameOf } from './cells.ts'
import { runCell, undisturbed } from './run-cell.ts'
import { scenarios, tellStory, type Told } from './scenarios.ts'
import { openStage, type Stage } from './stage.ts'

/** A small part of what `npm run proof -- --only fault-matrix` runs in full. */

let books: SimulatedBooks
let stage: Stage
let shares: ReadonlyMap<string, bigint>
let cells: Cell[]

beforeAll(async () => {
  books = await openBooks(inject('testServer').maintenanceUrl, `fault_matrix_${process.pid}`)
  stage = await openStage(books)
  shares = (await undisturbed(stage, null)).holdings
  cells = await allCells(async (provocation) => (await undisturbed(stage, provocation)).calls)
})
afterAll(() => books.close())

const cellOf = (name: string): Cell => {
  const found = cells.find((cell) => nameOf(cell) === name)
  if (found === undefined) throw new Error(`there is no cell ${name}`)
  return found
}

test('the table has a row for every call and a column for every fault', () => {
  expect(new Set(cells.map(({ call }) => call)).size).toBeGreaterThan(40)
  expect(new Set(cells.map(({ fault }) => fault)).size).toBeGreaterThan(25)
  expect(new Set(cells.map(nameOf)).size).toBe(cells.length)
})

describe('one cash-out and one fault', () => {
  test.each([
    'lnbits.pay: lie_520 (first)',
    'lnbits.pay: late (all)',
    'lnbits.pay: repeated (all)',
    'lnbits.pay: half_state (second)',
    'lnbits.rows: stale (all)',
    'lnbits.create: wrong_amount (all)',
    'lnbits.wallet: unauthorized (first)',
    'lnbits.history: truncated (first)',
    'lamassu.digests: ssh lost (all)',
    'takeIn.takeIn: commit unknown (first)',
    'takeIn.recordBaseline: connection lost (first)',
    'allocation.allocate: commit unknown (first)',
    'transfers.recordInvoice: commit unknown (all)',
    'transfers.markPaying: serialization failure (second)',
    'transfers.complete: commit unknown (second)',
    'transfers.claim: disk full (all)',
  ])('%s', async (name) => {
    const cell = cellOf(name)
    const { outcome, sentence } = await runCell(stage, cell, shares)
    expect(outcome, sentence ?? '').toBe(expectedOf(cell))
  })

  test('and some that nobody chose', async () => {
    for (const cell of createDice(3).shuffled(cells).slice(0, 6)) {
      const { outcome, sentence } = await runCell(stage, cell, shares)
      expect(outcome, `${nameOf(cell)}: ${sentence}`).toBe(expectedOf(cell))
    }
  })

  test('a fault that never strikes proves nothing, and is told from the others', async () => {
    const never: Cell = { call: 'lnbits.nothing', fault: 'refused', when: 'first', provocation: null }
    expect(await runCell(stage, never, shares)).toMatchObject({ outcome: 'missed' })
  })

  test('a wallet with other sats than its share would be seen', async () => {
    const others = new Map([...shares].map(([walletId, sats]) => [walletId, sats + 1n]))
    expect(await runCell(stage, cellOf('lnbits.pay: lie_520 (first)'), others)).toMatchObject({
      outcome: 'broken',
      sentence: expect.stringContaining('instead of'),
    })
  })
})

describe('a story', () => {
  let told: Told
  let storyBooks: SimulatedBooks
  beforeAll(async () => {
    storyBooks = await openBooks(inject('testServer').maintenanceUrl, `fault_story_${process.pid}`)
    told = await tellStory(await openGround(storyBooks))
  })
  afterAll(() => storyBooks.close())

  test.each(scenarios)('$name', async ({ run }) => {
    expect(await run(told)).toBeNull()
  })
})
