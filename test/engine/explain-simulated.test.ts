import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { explain } from '../../engine/explain.ts'
import { createExplainStore } from '../../engine/store/explain-store.ts'
import { openBooks, type SimulatedBooks } from '../proof/simulation/books.ts'
import { simulate } from '../proof/simulation/simulate.ts'

/** Histories in which everything goes wrong that can: none of them is explained as a mistake of the books. */

let books: SimulatedBooks
beforeAll(async () => {
  books = await openBooks(inject('testServer').maintenanceUrl, `explain_test_${process.pid}`)
})
afterAll(() => books.close())

test.each([201, 202, 203])(
  'the books of seed %i agree, for every client',
  { timeout: 120_000 },
  async (seed) => {
    expect((await simulate(books, seed)).violation).toBeNull()
    const store = createExplainStore(books.pool)
    const { rows } = await books.pool.query<{ id: bigint }>('SELECT id FROM dca_clients ORDER BY id')
    let entries = 0
    for (const { id } of rows) {
      const read = await store.clientBooks(id)
      if (read === null) throw new Error(`client ${id} was just listed`)
      entries += read.entries.length
      expect(explain(read)).toMatchObject({ agrees: true, divergences: [], settled: [] })
    }
    expect(entries).toBeGreaterThan(rows.length)
  },
)
