import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
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

/** A PostgreSQL that lets everybody in and dies at the first question, as one that is stopped in that very moment. */
async function dyingServer(): Promise<{ url: string; deaths: () => number; stop: () => Promise<void> }> {
  const AUTHENTICATED = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0])
  const READY = Buffer.from([0x5a, 0, 0, 0, 5, 0x49])
  let deaths = 0
  const welcome = (socket: Socket): void => {
    socket.on('error', () => undefined)
    socket.once('data', () => {
      socket.write(Buffer.concat([AUTHENTICATED, READY]))
      socket.once('data', () => {
        deaths += 1
        socket.destroy()
      })
    })
  }
  const server = createServer(welcome).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `postgresql://anybody:x@127.0.0.1:${port}/books`,
    deaths: () => deaths,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

test('a database that dies while it is being asked to notify does not end the bot, however often', async () => {
  const server = await dyingServer()
  const unhandled: unknown[] = []
  const warnings: Error[] = []
  const onRejection = (reason: unknown): void => void unhandled.push(reason)
  const onWarning = (warning: Error): void => void warnings.push(warning)
  process.on('unhandledRejection', onRejection)
  process.on('warning', onWarning)
  try {
    const { stop } = listenForWork({
      databaseUrl: server.url,
      log: silentLog,
      wake: () => undefined,
      reconnectSeconds: 0.01,
    })
    await eventually(() => Promise.resolve(server.deaths() > 15))
    await stop()
    expect(unhandled).toEqual([])
    // Nothing is left on the signal by each connection that was lost.
    expect(warnings.filter((warning) => warning.name === 'MaxListenersExceededWarning')).toEqual([])
  } finally {
    process.off('unhandledRejection', onRejection)
    process.off('warning', onWarning)
    await server.stop()
  }
})
