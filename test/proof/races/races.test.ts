import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../support/database.ts'
import { expectSoundBooks } from '../../support/invariants.ts'
import type { World } from '../../support/world.ts'
import { openRing, type Ring } from './ring.ts'
import { holdOne, races } from './section.ts'

/** A few rounds of every race; `npm run proof -- --only races` holds many. */

const ROUNDS = 3

let books: TestDatabase
let ring: Ring
beforeAll(async () => {
  books = await freshDatabase()
  ring = await openRing(books.url)
})
afterAll(async () => {
  await ring?.close()
  await books?.drop()
})

test.each(races.map((race) => [race.name, race] as const))(
  '%s',
  async (_, race) => {
    const outcomes = new Map<string, number>()
    for (let number = 0; number < ROUNDS; number += 1)
      expect(await holdOne(ring, race, number, outcomes)).toBeNull()
    expect(await ring.unsound()).toEqual([])
    await expectSoundBooks(ring as unknown as World)
  },
  60_000,
)
