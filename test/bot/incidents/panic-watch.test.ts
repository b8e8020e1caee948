import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createHalt, type Halt } from '../../../bot/halt.ts'
import { createPanicWatch } from '../../../bot/incidents/panic-watch.ts'
import { Failure } from '../../../engine/failure.ts'
import { createHaltStore } from '../../../engine/store/halt-store.ts'
import { type Desk, openDesk } from '../../support/commands.ts'
import { workFolder } from '../program.ts'

/** A flag that was raised while the books were away has its incident when they are back. */

let desk: Desk
let folder: ReturnType<typeof workFolder>
let aheadMs: number
let booksAreAway: boolean
beforeEach(async () => {
  desk = await openDesk()
  folder = workFolder('panic-watch')
  aheadMs = 0
  booksAreAway = false
})
afterEach(async () => {
  await desk.close()
  folder.remove()
})

const clock = { now: () => new Date(Date.now() + aheadMs) }
const later = (): void => void (aheadMs += 60_000)
const haltHere = (): Halt => {
  const books = createHaltStore(desk.world.pool)
  return createHalt(
    folder.path,
    {
      stopAll: (reason) =>
        booksAreAway
          ? Promise.reject(new Failure('database_unreachable', 'The database is not there.'))
          : books.stopAll(reason),
    },
    clock.now,
  )
}
const watchHere = () => createPanicWatch({ halt: haltHere(), incidentsFor: desk.incidentsFor, clock })
const incidents = () => desk.incidents.recent(10)

test('nothing raised: nothing is written', async () => {
  await watchHere().look()
  expect(await incidents()).toEqual([])
})

test('with the flag’s own time and author, once for two replicas of a machine, also after a restart', async () => {
  booksAreAway = true
  await haltHere().raise('the cash does not match', 'terminal:maria')
  const raised = await haltHere().flag()
  later()
  const replicas = [watchHere(), watchHere()]
  for (const replica of replicas) await expect(replica.look()).rejects.toThrow(/not there/)
  expect(await incidents()).toEqual([])

  booksAreAway = false
  await Promise.all(replicas.map((replica) => replica.look()))
  for (const replica of [...replicas, watchHere()]) await replica.look()
  expect(await incidents()).toMatchObject([
    {
      origin: 'panic',
      severity: 'critical',
      summary: 'panic: the cash does not match',
      openedBy: 'terminal:maria',
      openedAt: raised?.at,
    },
  ])
  expect(await desk.world.readings.status()).toMatchObject({ payoutsEnabled: false, pollingEnabled: false })
})

test('one that is just being raised is left to whoever raises it', async () => {
  await haltHere().raise('x', 'terminal:maria')
  const watch = watchHere()
  await watch.look()
  expect(await incidents()).toEqual([])
  later()
  await watch.look()
  expect(await incidents()).toHaveLength(1)
})

test('one that somebody made by hand counts as well', async () => {
  writeFileSync(join(folder.path, 'HALT'), '')
  later()
  await watchHere().look()
  expect(await incidents()).toMatchObject([{ origin: 'panic', openedBy: 'bot' }])
})
