import { connect, createServer, type Socket } from 'node:net'
import { type Pool, types } from 'pg'
import pino from 'pino'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { Failure } from '../../../engine/failure.ts'
import { createPool, databaseFailure, inTransaction } from '../../../engine/store/pool.ts'
import { type TestDatabase, emptyDatabase, silentLog as log } from '../../support/database.ts'

let database: TestDatabase
let pool: Pool
beforeAll(async () => {
  database = await emptyDatabase()
  pool = database.pool
  await pool.query('CREATE SCHEMA satoshimachine')
  await pool.query('CREATE TABLE satoshimachine.notes (id int8 PRIMARY KEY DEFERRABLE INITIALLY DEFERRED)')
})
afterAll(() => database.drop())

const ids = async () =>
  (await pool.query<{ id: bigint }>('SELECT id FROM notes ORDER BY id')).rows.map((row) => row.id)
const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.unreachable(),
    (thrown: unknown) => thrown,
  )

describe('a session', () => {
  test('gives whole numbers as bigint, decimals and days as text, moments as Date', async () => {
    const { rows } = await pool.query(
      `SELECT 9007199254740993::int8 AS int8, 0.10::numeric AS "numeric", '2026-03-01'::date AS "date",
              '2026-03-01 01:00+01'::timestamptz AS moment, 7::int4 AS int4,
              ARRAY[1, NULL, 9007199254740993]::int8[] AS int8s, '{}'::int8[] AS none,
              ARRAY[0.10]::numeric[] AS numerics, ARRAY['2026-03-01']::date[] AS dates`,
    )
    expect(rows).toEqual([
      {
        int8: 9007199254740993n,
        numeric: '0.10',
        date: '2026-03-01',
        moment: new Date('2026-03-01T00:00:00Z'),
        int4: 7,
        int8s: [1n, null, 9007199254740993n],
        none: [],
        numerics: ['0.10'],
        dates: ['2026-03-01'],
      },
    ])
    expect(types.getTypeParser(types.builtins.INT8)('1')).toBe('1')
  })

  test('has our settings, even when the address or the server says otherwise', async () => {
    const databaseUrl = `${database.url}?options=-c%20search_path%3Dpublic%20-c%20synchronous_commit%3Doff%20-c%20work_mem%3D8MB`
    const own = createPool({ databaseUrl, applicationName: 'asker', max: 1, log })
    onTestFinished(() => own.end())
    const names = [
      'search_path',
      'synchronous_commit',
      'work_mem',
      'statement_timeout',
      'TimeZone',
      'application_name',
    ]
    const { rows } = await own.query(
      `SELECT ${names.map((name) => `current_setting('${name}') AS "${name}"`).join()}`,
    )
    expect(rows[0]).toEqual({
      search_path: 'satoshimachine',
      synchronous_commit: 'on',
      work_mem: '8MB',
      statement_timeout: '30s',
      TimeZone: 'UTC',
      application_name: 'asker',
    })
  })

  test('that breaks while idle is told in the log and does not end the program; the next query gets another', async () => {
    let told: (entry: unknown) => void
    const entry = new Promise((resolve) => {
      told = resolve
    })
    const listening = pino({ base: null, timestamp: false }, { write: (line) => told(JSON.parse(line)) })
    const own = createPool({ databaseUrl: database.url, applicationName: 'idler', max: 1, log: listening })
    onTestFinished(() => own.end())
    await own.query('SELECT 1')
    await pool.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'idler'",
    )
    // The code and the server's words only: the error itself carries the client with all of its settings.
    expect(await entry).toEqual({
      level: 40,
      code: '57P01',
      reason: expect.any(String),
      msg: expect.any(String),
    })
    expect((await own.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }])
  })

  test('is refused without telling the address when that is no address', () => {
    const databaseUrl = 'me:secret@host/name with spaces'
    expect(() => createPool({ databaseUrl, applicationName: 'x', max: 1, log })).toThrow(Failure)
    expect(() => createPool({ databaseUrl, applicationName: 'x', max: 1, log })).not.toThrow(/secret/)
  })
})

describe('inTransaction', () => {
  test('stores all when the work returns, and answers what it returned', async () => {
    const answer = await inTransaction(pool, async (client) => {
      await client.query('INSERT INTO notes VALUES (1), (2)')
      return 'done'
    })
    expect(answer).toBe('done')
    expect(await ids()).toEqual([1n, 2n])
  })

  test('stores nothing when the work throws, and the connection is used again', async () => {
    const work = inTransaction(pool, async (client) => {
      await client.query('INSERT INTO notes VALUES (3)')
      throw new Error('changed my mind')
    })
    await expect(work).rejects.toThrow('changed my mind')
    expect(await ids()).toEqual([1n, 2n])
    expect(pool.idleCount).toBeGreaterThan(0)
  })

  test('a refusal at COMMIT is the server’s own error', async () => {
    const work = inTransaction(pool, (client) => client.query('INSERT INTO notes VALUES (1)'))
    await expect(work).rejects.toMatchObject({ code: '23505' })
  })

  test('work that swallows an error is a bug, not a silent rollback', async () => {
    const work = inTransaction(pool, async (client) => {
      await client.query('INSERT INTO notes VALUES (4)')
      await client.query('SELECT 1/0').catch(() => undefined)
    })
    await expect(work).rejects.toThrow(/went on after one of its statements had failed/)
    expect(await ids()).toEqual([1n, 2n])
  })

  test('a connection that breaks under the work is thrown away', async () => {
    const work = inTransaction(pool, async (client) => {
      const { rows } = await client.query('SELECT pg_backend_pid() AS pid')
      await pool.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid])
      await client.query('SELECT 1')
    })
    const thrown = await failureOf(work)
    expect(databaseFailure(thrown).code).toBe('database_unreachable')
    expect(await ids()).toEqual([1n, 2n])
  })

  test('when the connection breaks during COMMIT, it says that nobody can know', async () => {
    const breaking = await breakAt('COMMIT')
    const own = createPool({ databaseUrl: breaking.url, applicationName: 'breaker', max: 1, log })
    onTestFinished(async () => {
      await own.end()
      breaking.close()
    })
    const failure = await failureOf(
      inTransaction(own, (client) => client.query('INSERT INTO notes VALUES (5)')),
    )
    expect(failure).toMatchObject({ code: 'database_unreachable' })
    expect(String(failure)).toMatch(/not known whether it was/)
    expect(own.totalCount).toBe(0)
  })
})

/** A way to the server that breaks as soon as the client says `word`. */
async function breakAt(word: string): Promise<{ url: string; close(): void }> {
  const target = new URL(database.url)
  const sockets: Socket[] = []
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname)
    sockets.push(client, upstream)
    client.on('data', (chunk) => {
      if (chunk.includes(word)) [client, upstream].forEach((socket) => socket.destroy())
      else upstream.write(chunk)
    })
    upstream.on('data', (chunk) => client.write(chunk))
    for (const socket of [client, upstream]) socket.on('error', () => undefined)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const url = new URL(database.url)
  url.port = String(typeof address === 'object' && address ? address.port : '')
  const close = () => {
    for (const socket of sockets) socket.destroy()
    server.close()
  }
  return { url: url.href, close }
}

describe('databaseFailure', () => {
  test.each([
    ['ECONNREFUSED', 'database_unreachable'],
    ['57P01', 'database_unreachable'],
    ['57P03', 'database_unreachable'],
    ['08006', 'database_unreachable'],
    ['53300', 'database_unreachable'],
    ['53100', 'database_full'],
    ['28P01', 'database_failed'],
    ['57014', 'database_failed'],
    ['23505', 'database_refused'],
    ['22003', 'database_refused'],
    ['42P01', 'database_failed'],
  ])('%s is %s', (code, kind) => {
    const thrown = Object.assign(new Error('words of the server'), { code })
    const failure = databaseFailure(thrown)
    expect(failure).toMatchObject({ code: kind, cause: thrown })
    expect(failure.message).toMatch(/words of the server.*\.$/)
  })

  test('a Failure stays what it is, and a name that several addresses refuse has a sentence', async () => {
    const failure = new Failure('database_full', 'Full.')
    expect(databaseFailure(failure)).toBe(failure)
    expect(databaseFailure(Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' })).message).toMatch(
      /\(ECONNREFUSED\)/,
    )
  })
})

test('a test database tells when a pool was leaked', async () => {
  const leaky = await emptyDatabase()
  const leaked = createPool({ databaseUrl: leaky.url, applicationName: 'forgotten', max: 1, log })
  await leaked.query('SELECT 1')
  // The dropping itself breaks the forgotten session.
  await expect(leaky.drop()).rejects.toThrow('Connections were never closed: forgotten')
  await leaked.end()
})
