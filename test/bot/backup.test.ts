import { readdirSync, readFileSync, statSync, writeFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import type { Pool, PoolClient } from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { BACKUPS_KEPT, backUp, restoreBackup } from '../../bot/backup.ts'
import { migrate, migrationsFolder, schemaVersion } from '../../engine/store/migrate.ts'
import { createPool } from '../../engine/store/pool.ts'
import { createReadings } from '../../engine/store/readings/readings.ts'
import { emptyDatabase, freshDatabase, silentLog, type TestDatabase } from '../support/database.ts'
import { openWorld, type World } from '../support/world.ts'
import { workFolder } from './program.ts'

/** Books with everything in them are written out while they are used, and come back as they were. */

const NASTY = 'tab\there, \\N and \\. and "quotes"\r\nnew line ñ 🪙 \u2028 end\\'
let world: World
let folder: ReturnType<typeof workFolder>
const databases: TestDatabase[] = []

beforeAll(async () => {
  world = await openWorld()
  await world.addClient('Ana', '5000.00')
  await world.addClient(NASTY, '3000.00')
  await world.addClient('Bruno', null)
  await world.sell()
  await world.toRest()
  // One that is in the middle of it: allocated, not paid.
  await world.sell()
  await world.takeIn()
  await world.distribute()
})
afterAll(() => world?.close())
beforeEach(() => {
  folder = workFolder('backup')
})
afterEach(async () => {
  for (const database of databases.splice(0)) await database.drop()
  folder.remove()
})

const backup = (now = new Date('2026-11-22T21:05:33.123Z')) =>
  backUp({ pool: world.pool, dataFolder: folder.path, now })

async function empty(): Promise<Pool> {
  const database = await emptyDatabase()
  databases.push(database)
  return database.pool
}

const textOf = (path: string): string => gunzipSync(readFileSync(path)).toString('utf8')

/** Every row of every table, as JSON. */
async function contents(pool: Pool): Promise<Record<string, unknown>> {
  const { rows: tables } = await pool.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relnamespace = 'satoshimachine'::regnamespace AND relkind IN ('r', 'p')
     AND NOT relispartition AND relname <> 'schema_versions' ORDER BY 1`,
  )
  const all: Record<string, unknown> = {}
  for (const { name } of tables) {
    const { rows } = await pool.query(`SELECT to_jsonb(t)::text AS row FROM ${name} t ORDER BY 1`)
    all[name] = rows.map((row) => row.row)
  }
  return all
}

/** The triggers and keys as the catalogue shows them. */
async function guards(pool: Pool): Promise<unknown> {
  const { rows: triggers } = await pool.query(
    `SELECT tgrelid::regclass::text AS t, tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2`,
  )
  const { rows: keys } = await pool.query(
    `SELECT conrelid::regclass::text AS t, conname, condeferrable, condeferred FROM pg_constraint WHERE contype = 'f' ORDER BY 1, 2`,
  )
  return { triggers, keys }
}

describe('a backup', () => {
  test('is one file named for its moment and content, for this user alone', async () => {
    const { path, bytes, sha256 } = await backup()
    expect(path).toBe(join(folder.path, 'backups', `books_20261122T2105Z_${sha256.slice(0, 8)}.sql.gz`))
    expect(statSync(path).size).toBe(bytes)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(readdirSync(join(folder.path, 'backups'))).toHaveLength(1)
  })

  test('comes back whole: every row, every number that is handed out next, every guard', async () => {
    const { path } = await backup()
    const pool = await empty()
    const manifest = await restoreBackup({ pool, path, log: silentLog })
    expect(await contents(pool)).toEqual(await contents(world.pool))
    expect(await guards(pool)).toEqual(await guards(world.pool))
    expect(manifest.tables.find(({ name }) => name === 'satoshimachine.transfers')?.rows).toBeGreaterThan(2)
    const sequences = `SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'satoshimachine' ORDER BY 1`
    expect((await pool.query(sequences)).rows).toEqual((await world.pool.query(sequences)).rows)
    const status = await createReadings(pool).status()
    expect({ ...status, databaseTime: null }).toEqual({
      ...(await world.readings.status()),
      databaseTime: null,
    })
  })

  test('leaves the restored books as well guarded as before', async () => {
    const { path } = await backup()
    const pool = await empty()
    await restoreBackup({ pool, path, log: silentLog })
    await expect(pool.query('DELETE FROM ledger_lines')).rejects.toThrow()
    await expect(
      pool.query(`INSERT INTO dca_deposits (client_id, amount, currency) VALUES (99, 5, 'GTQ')`),
    ).rejects.toThrow()
    await pool.query(
      `INSERT INTO dca_deposits (client_id, amount, status) VALUES (1, 100, 'pending'); UPDATE dca_deposits SET status = 'confirmed', decided_by = 'x' WHERE status = 'pending'`,
    )
    const { rows } = await pool.query(
      'SELECT remaining_balance AS restored, (SELECT count(*) FROM ledger_entries) AS entries FROM dca_clients WHERE id = 1',
    )
    const { rows: before } = await world.pool.query(
      'SELECT remaining_balance AS restored, (SELECT count(*) FROM ledger_entries) AS entries FROM dca_clients WHERE id = 1',
    )
    expect(rows[0].restored).toBe(before[0].restored + 100n)
    expect(rows[0].entries).toBe(before[0].entries + 1n)
  })

  test('is of one moment, whatever is written meanwhile', async () => {
    const stop = new AbortController()
    const writing = (async () => {
      for (let i = 0; !stop.signal.aborted; i += 1) await world.addDeposit(1n, `${i + 1}.00`)
    })()
    try {
      for (let i = 0; i < 3; i += 1) {
        const { path } = await backup(new Date(Date.UTC(2026, 0, 1, 0, i)))
        const pool = await empty()
        await restoreBackup({ pool, path, log: silentLog })
        const { rows } = await pool.query(
          `SELECT (SELECT sum(amount) FROM dca_deposits WHERE client_id = 1 AND status = 'confirmed')
             - (SELECT coalesce(sum(amount_fiat), 0) FROM dca_payments WHERE client_id = 1 AND status = 'completed')
             - (SELECT remaining_balance FROM dca_clients WHERE id = 1) AS off`,
        )
        expect(rows[0].off).toBe('0')
      }
    } finally {
      stop.abort()
      await writing
    }
  })

  test('keeps the newest, and nothing else in the folder is touched', async () => {
    const backups = join(folder.path, 'backups')
    mkdirSync(backups, { recursive: true })
    writeFileSync(join(backups, 'notes.txt'), 'mine')
    for (let day = 1; day <= BACKUPS_KEPT + 2; day += 1)
      writeFileSync(join(backups, `books_202601${String(day).padStart(2, '0')}T0000Z_0123abcd.sql.gz`), '')
    const { path } = await backup()
    const names = readdirSync(backups)
    expect(names).toContain('notes.txt')
    expect(names).toContain(path.split('/').at(-1))
    expect(names).toHaveLength(BACKUPS_KEPT + 1)
    expect(names).not.toContain('books_20260103T0000Z_0123abcd.sql.gz')
    expect(names).toContain('books_20260104T0000Z_0123abcd.sql.gz')
  })

  test('that cannot be written says so and leaves nothing behind', async () => {
    writeFileSync(join(folder.path, 'backups'), 'a file where the folder should be')
    await expect(backup()).rejects.toThrow(
      /^The backup can't be written to .*Older backups are as they were\.$/,
    )
  })

  test('of a database that is gone is a failure of the database, and leaves no file', async () => {
    const gone = await freshDatabase()
    await gone.drop()
    await expect(backUp({ pool: gone.pool, dataFolder: folder.path, now: new Date() })).rejects.toThrow()
    expect(readdirSync(join(folder.path, 'backups'))).toEqual([])
  })
})

describe('restoring refuses, and changes nothing:', () => {
  /** What is said, and that the database is as it was. */
  async function refused(path: string, pool: Pool): Promise<string> {
    const before = await schemaVersion(pool)
    const said = await restoreBackup({ pool, path, log: silentLog }).then(
      () => 'it was restored',
      (thrown: Error) => thrown.message,
    )
    if (before > 0) expect((await pool.query('SELECT count(*) FROM dca_clients')).rows[0].count).toBe(0n)
    return said
  }

  async function altered(change: (text: string) => string): Promise<string> {
    const { path } = await backup()
    const other = join(folder.path, 'other.sql.gz')
    writeFileSync(other, gzipSync(change(textOf(path))))
    return other
  }

  const migrated = async (): Promise<Pool> => {
    const pool = await empty()
    await migrate({ pool, log: silentLog })
    return pool
  }

  test('an amount that was changed', async () => {
    const path = await altered((text) => text.replace('\t500000\t', '\t900000\t'))
    expect(await refused(path, await migrated())).toMatch(/are not what its manifest says .* damaged/)
  })

  test('a row that is missing', async () => {
    const path = await altered((text) => text.replace(/(COPY satoshimachine\.ledger_lines .*\n).*\n/, '$1'))
    expect(await refused(path, await migrated())).toMatch(/rows of satoshimachine\.ledger_lines are not what/)
  })

  test('a file that ends too early', async () => {
    const { path } = await backup()
    const cut = join(folder.path, 'cut.sql.gz')
    writeFileSync(cut, readFileSync(path).subarray(0, 3000))
    expect(await refused(cut, await migrated())).toMatch(/can't be read .*Nothing was changed/)
    const last = await altered((text) => text.replace(/-- manifest .*\n$/, ''))
    expect(await refused(last, await migrated())).toMatch(/it is not whole/)
  })

  test('something else', async () => {
    const other = join(folder.path, 'x.gz')
    writeFileSync(other, gzipSync('SELECT 1;\n'))
    expect(await refused(other, await migrated())).toMatch(/is not a backup of satmachine/)
    expect(await refused(join(folder.path, 'none'), await migrated())).toMatch(/ENOENT/)
  })

  test('books that are in use', async () => {
    const { path } = await backup()
    await expect(restoreBackup({ pool: world.pool, path, log: silentLog })).rejects.toThrow(
      /holds books that are in use/,
    )
    expect((await world.pool.query('SELECT count(*) FROM dca_clients')).rows[0].count).toBe(3n)
  })

  test('a newer version than this program knows', async () => {
    const path = await altered((text) => text.replace(/"schemaVersion":\d+/, '"schemaVersion":999'))
    expect(await refused(path, await empty())).toMatch(/of schema version 999, and this satmachine knows/)
  })
})

test('a backup of an older version is restored into its own schema and then brought up to date', async () => {
  const older = await empty()
  const whole = (await schemaVersion(world.pool)) - 1
  const names = readdirSync(migrationsFolder())
    .filter((name) => name.endsWith('.sql'))
    .sort()
  const old = join(folder.path, 'migrations')
  mkdirSync(old)
  for (const name of names.slice(0, whole))
    writeFileSync(join(old, name), readFileSync(join(migrationsFolder(), name)))
  await migrate({ pool: older, log: silentLog, folder: old })
  await older.query(`INSERT INTO dca_clients (wallet_id, username, fiat_code) VALUES ('w', 'Old', 'GTQ')`)
  const { path } = await backUp({ pool: older, dataFolder: folder.path, now: new Date() })
  const pool = await empty()
  await restoreBackup({ pool, path, log: silentLog })
  expect(await schemaVersion(pool)).toBe(names.length)
  expect((await pool.query('SELECT username FROM dca_clients')).rows).toEqual([{ username: 'Old' }])
})

/** Runs a file as psql does: statements as they stand, and the lines below COPY to the server's own reader. */
async function runAsPsql(pool: Pool, text: string): Promise<void> {
  const client = await pool.connect()
  try {
    const parts = text.split(/^(COPY [^\n]* FROM stdin;)\n([\s\S]*?)^\\\.\n/m)
    for (let i = 0; i < parts.length; i += 3) {
      await client.query(parts[i] || 'SELECT 1')
      if (parts[i + 1] !== undefined) await copyIn(client, parts[i + 1] ?? '', parts[i + 2] ?? '')
    }
  } catch (thrown) {
    await client.query('ROLLBACK')
    throw thrown
  } finally {
    client.release()
  }
}

interface CopyConnection {
  query(text: string): void
  sendCopyFromChunk(chunk: Buffer): void
  endCopyFrom(): void
}

const copyIn = (client: PoolClient, statement: string, rows: string): Promise<void> =>
  new Promise((resolve, reject) => {
    let problem: Error | null = null
    const copy = {
      submit: (connection: CopyConnection) => connection.query(statement),
      handleCopyInResponse(connection: CopyConnection) {
        connection.sendCopyFromChunk(Buffer.from(rows))
        connection.endCopyFrom()
      },
      handleCommandComplete: () => undefined,
      handleError: (error: Error) => (problem = error),
      handleReadyForQuery: () => (problem === null ? resolve() : reject(problem)),
    }
    client.query(copy as never)
  })

test('the file is SQL for psql as well: PostgreSQL reads it without us', async () => {
  const { path } = await backup()
  const pool = await empty()
  await migrate({ pool, log: silentLog })
  await runAsPsql(pool, textOf(path))
  expect(await contents(pool)).toEqual(await contents(world.pool))
  expect(await guards(pool)).toEqual(await guards(world.pool))
  await expect(runAsPsql(world.pool, textOf(path))).rejects.toThrow(/these books are in use/)
})

test('restoring needs no more than to own the database', async () => {
  const { path } = await backup()
  const database = await emptyDatabase()
  databases.push(database)
  const role = `restorer_${process.pid}`
  await database.pool.query(
    `DROP ROLE IF EXISTS ${role}; CREATE ROLE ${role} LOGIN PASSWORD 'restorer'; ALTER DATABASE ${new URL(database.url).pathname.slice(1)} OWNER TO ${role}`,
  )
  const url = new URL(database.url)
  url.username = role
  url.password = 'restorer'
  const pool = createPool({
    databaseUrl: url.href,
    applicationName: 'satmachine test',
    max: 1,
    log: silentLog,
  })
  try {
    await restoreBackup({ pool, path, log: silentLog })
    expect(await contents(database.pool)).toEqual(await contents(world.pool))
  } finally {
    await pool.end()
    await database.pool.query(`REASSIGN OWNED BY ${role} TO CURRENT_USER; DROP OWNED BY ${role}`)
    await database.pool.query(
      `ALTER DATABASE ${new URL(database.url).pathname.slice(1)} OWNER TO CURRENT_USER; DROP ROLE ${role}`,
    )
  }
})
