import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { migrate, schemaVersion } from '../../../engine/store/migrate.ts'
import { type TestDatabase, emptyDatabase, freshDatabase, silentLog as log } from '../../support/database.ts'

let database: TestDatabase
let folder: string

beforeEach(async () => {
  database = await emptyDatabase()
  folder = await mkdtemp(path.join(os.tmpdir(), 'satmachine migrations [a] {b,c} (d)!-'))
})
afterEach(async () => {
  await rm(folder, { recursive: true })
  await database.drop()
})

const write = (name: string, sql: string) => writeFile(path.join(folder, name), sql)
const run = () => migrate({ pool: database.pool, log, folder })

const things = 'CREATE TABLE things (id int8 PRIMARY KEY);'

test('applies what is missing, in order, in our schema, and then has nothing to do', async () => {
  await write('001.do.things.sql', things)
  await write('002.do.more.sql', 'INSERT INTO things VALUES (7);')
  expect(await schemaVersion(database.pool)).toBe(0)
  expect(await run()).toEqual({ applied: ['001.do.things.sql', '002.do.more.sql'], version: 2 })
  expect((await database.pool.query('SELECT id FROM satoshimachine.things')).rows).toEqual([{ id: 7n }])
  expect(await run()).toEqual({ applied: [], version: 2 })
  await write('003.do.later.sql', 'INSERT INTO things VALUES (8);')
  expect(await migrate({ databaseUrl: database.url, log, folder })).toEqual({
    applied: ['003.do.later.sql'],
    version: 3,
  })
  expect(await schemaVersion(database.pool)).toBe(3)
})

test('two that start at once: one migrates, the other waits and finds nothing to do', async () => {
  await write('001.do.things.sql', `${things} SELECT pg_sleep(0.2);`)
  const results = await Promise.all([run(), run(), run()])
  expect(results.flatMap((result) => result.applied)).toEqual(['001.do.things.sql'])
})

test('a migration that fails leaves nothing behind, not even those before it', async () => {
  await write('001.do.things.sql', things)
  await write('002.do.broken.sql', 'INSERT INTO nowhere VALUES (1);')
  await expect(run()).rejects.toThrow(
    /002\.do\.broken\.sql failed, and nothing was changed: relation "nowhere"/,
  )
  expect(await schemaVersion(database.pool)).toBe(0)
})

test('an edited migration is refused by name', async () => {
  await write('001.do.things.sql', things)
  await run()
  await write('001.do.things.sql', `${things} -- better`)
  await expect(run()).rejects.toMatchObject({ code: 'database_failed' })
  await expect(run()).rejects.toThrow(/001\.do\.things\.sql was edited/)
})

test('other line endings are no edit', async () => {
  await write('001.do.things.sql', `-- a\n${things}\n`)
  await run()
  await write('001.do.things.sql', `-- a\r\n${things}\r\n`)
  expect((await run()).applied).toEqual([])
})

test('a database of a newer program is refused', async () => {
  await write('001.do.things.sql', things)
  await write('002.do.more.sql', 'INSERT INTO things VALUES (7);')
  await run()
  await rm(path.join(folder, '002.do.more.sql'))
  await expect(run()).rejects.toThrow(/at schema version 2, but this version of satmachine only knows 1/)
})

test.each(['003.do.gap.sql', '001.do.twice.sql', '002.undo.back.sql', '2.do.short.sql', '002.do.UPPER.sql'])(
  'a file named %s is refused',
  async (name) => {
    await write('001.do.things.sql', things)
    await write(name, 'SELECT 1;')
    await expect(run()).rejects.toThrow(/should be named/)
  },
)

test('a migration that would end the guarding transaction is refused', async () => {
  await write('001.do.things.sql', `${things}\nCOMMIT;\n`)
  await expect(run()).rejects.toThrow(/ends the transaction/)
})

test('an unreachable server is told as such, without the password', async () => {
  const databaseUrl = 'postgresql://me:secret@127.0.0.1:1/none'
  const failure = await migrate({ databaseUrl, log, folder }).catch((thrown: unknown) => thrown)
  expect(failure).toMatchObject({ code: 'database_unreachable' })
  expect(String(failure)).not.toContain('secret')
})

let fresh: TestDatabase | undefined
afterAll(() => fresh?.drop())

test("the program's own migrations run, and the test template holds them", async () => {
  fresh = await freshDatabase()
  const { version, applied } = await migrate({ pool: fresh.pool, log })
  expect(applied).toEqual([])
  expect(version).toBeGreaterThan(0)
  expect(await schemaVersion(fresh.pool)).toBe(version)
})
