import { afterAll, beforeAll, expect, test } from 'vitest'
import { listenForWork } from '../../bot/listener.ts'
import { inDatabase } from '../support/global-setup.ts'
import { freshDatabase, silentLog, type TestDatabase } from '../support/database.ts'
import { eventually } from '../support/lamassu.ts'
import { type Gate, openGate } from './outside.ts'

let database: TestDatabase
let gate: Gate
let gatedUrl: string

beforeAll(async () => {
  database = await freshDatabase()
  const { port } = new URL(database.url)
  gate = await openGate(Number(port || 5432))
  const url = new URL(inDatabase(database.url, new URL(database.url).pathname.slice(1)))
  url.hostname = '127.0.0.1'
  url.port = String(gate.port)
  gatedUrl = url.href
})
afterAll(async () => {
  await gate?.stop()
  await database?.drop()
})

const listening = () => {
  let wakes = 0
  const wake = (): void => void (wakes += 1)
  const options = { databaseUrl: gatedUrl, log: silentLog, wake, reconnectSeconds: 0.05 }
  return { ...listenForWork(options), wakes: () => wakes }
}

const notify = (): Promise<unknown> => database.pool.query('NOTIFY satmachine_work')

test('work of any process wakes, and so does every connecting: what came before it was not heard', async () => {
  const { wakes, stop } = listening()
  await eventually(() => Promise.resolve(wakes() === 1))
  await notify()
  await eventually(() => Promise.resolve(wakes() === 2))

  await gate.shut()
  await notify()
  await gate.open(Number(new URL(database.url).port || 5432))
  await eventually(() => Promise.resolve(wakes() === 3))
  await notify()
  await eventually(() => Promise.resolve(wakes() === 4))

  await stop()
  await notify()
  expect(wakes()).toBe(4)
})

test('stopping while the database is away leaves no connection behind', async () => {
  await gate.shut()
  const { stop } = listening()
  await gate.open(Number(new URL(database.url).port || 5432))
  await stop()
  const { rows } = await database.pool.query(
    "SELECT 1 FROM pg_stat_activity WHERE application_name = 'satmachine listener' AND datname = current_database()",
  )
  await eventually(() => Promise.resolve(rows.length === 0))
})
