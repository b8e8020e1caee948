import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chown, mkdtemp, readFile, readdir, rm, stat, unlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { Client } from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { openEmbeddedPostgres } from '../../../engine/store/embedded/open.ts'
import { USERS_LOCK } from '../../../engine/store/embedded/keeper.ts'
import { readPostmasterFile } from '../../../engine/store/embedded/postmaster-file.ts'
import { isServerOf } from '../../../engine/store/embedded/process.ts'
import { silentLog as log } from '../../support/database.ts'
import { quickestFolder } from '../../support/quickest-folder.ts'

const asRoot = process.getuid?.() === 0
let dataFolder: string
let clusterFolder: string
const children: ChildProcess[] = []

beforeEach(async () => {
  // Only its owner may enter it: the server's account works below a folder that is closed to it.
  dataFolder = path.join(await mkdtemp(path.join(quickestFolder(), 'satmachine-embedded-')), 'data')
  clusterFolder = path.join(dataFolder, 'postgres')
})
/** A database that was made and stopped before, copied because making it takes most of a test's time. */
let used: string
const beginUsed = () => execFileSync('cp', ['-a', used, dataFolder])
beforeAll(async () => {
  used = path.join(await mkdtemp(path.join(quickestFolder(), 'satmachine-embedded-')), 'data')
  await (await open(used)).stop()
})
afterAll(() => rm(path.dirname(used), { recursive: true, force: true }))

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  await killServer(clusterFolder)
  await rm(path.dirname(dataFolder), { recursive: true, force: true })
})

/** Without waiting for the disk: that is proven by its settings, and the tests are many. */
const open = (folder = dataFolder) => openEmbeddedPostgres({ dataFolder: folder, log, crashSafe: false })
const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.unreachable(),
    (thrown: unknown) => thrown,
  )

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows
  } finally {
    await client.end()
  }
}

/** kill -9 of the server and all of its children's parent; nothing when none runs. */
async function killServer(cluster: string): Promise<void> {
  const file = await readPostmasterFile(cluster).catch(() => null)
  if (!file || !(await isServerOf(file.pid, cluster))) return
  process.kill(file.pid, 'SIGKILL')
  await gone(file.pid, cluster)
}

async function gone(pid: number, cluster: string): Promise<void> {
  await expect.poll(() => isServerOf(pid, cluster), { timeout: 10_000 }).toBe(false)
}

/** Another process that opens the folder, prints the address and keeps the server in use until it is killed. */
async function openElsewhere(): Promise<{ url: string; child: ChildProcess }> {
  const module = new URL('../../../engine/store/embedded/open.ts', import.meta.url).href
  const code = `
    import { openEmbeddedPostgres } from ${JSON.stringify(module)}
    const log = { info() {}, warn() {}, error() {} }
    const postgres = await openEmbeddedPostgres({ dataFolder: ${JSON.stringify(dataFolder)}, log })
    console.log(postgres.databaseUrl())
    setInterval(() => undefined, 1000)`
  const args = ['--import', 'tsx', '--input-type=module', '--eval', code]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  const [line] = await once(createInterface({ input: child.stdout }), 'line')
  return { url: String(line), child }
}

describe('one process', () => {
  test('makes a database, keeps it over a restart, and leaves nothing running', async () => {
    const first = await openEmbeddedPostgres({ dataFolder, log })
    await query(first.databaseUrl(), 'CREATE TABLE kept AS SELECT 1 AS one')
    const settings =
      'fsync synchronous_commit full_page_writes TimeZone listen_addresses unix_socket_directories'
    const names = settings.split(' ').map((name) => `current_setting('${name}') AS "${name}"`)
    expect(
      await query(
        first.databaseUrl(),
        `SELECT ${names.join()}, current_setting('server_encoding') AS encoding`,
      ),
    ).toEqual([
      {
        fsync: 'on',
        synchronous_commit: 'on',
        full_page_writes: 'on',
        TimeZone: 'UTC',
        listen_addresses: '127.0.0.1',
        unix_socket_directories: '',
        encoding: 'UTF8',
      },
    ])
    const { pid } = (await readPostmasterFile(clusterFolder)) ?? expect.unreachable()
    await first.stop()
    expect(await isServerOf(pid, clusterFolder)).toBe(false)
    const second = await open()
    expect(await query(second.databaseUrl(), 'SELECT one FROM kept')).toEqual([{ one: 1 }])
    await second.stop()
  })

  test('the password is needed, is random and is nobody else’s to read', async () => {
    const postgres = await open()
    const url = new URL(postgres.databaseUrl())
    const file = path.join(dataFolder, 'postgres-password')
    expect((await readFile(file, 'utf8')).trim()).toBe(url.password)
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect((await stat(clusterFolder)).mode & 0o777).toBe(0o700)
    url.password = 'guess'
    await expect(query(url.href, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' })
    await postgres.stop()
  })

  test('createDatabase makes a database once, also when asked twice at a time', async () => {
    beginUsed()
    const postgres = await open()
    await Promise.all([postgres.createDatabase('other'), postgres.createDatabase('other')])
    await postgres.createDatabase('other')
    expect(await query(postgres.databaseUrl('other'), 'SELECT current_database() AS name')).toEqual([
      { name: 'other' },
    ])
    await expect(postgres.createDatabase('x; drop database satmachine')).rejects.toThrow(
      /no name for a database/,
    )
    await postgres.stop()
  })
})

describe('after a crash', () => {
  beforeEach(beginUsed)

  test('kill -9 of the bot: the next one adopts the running server', async () => {
    const before = await openElsewhere()
    await query(before.url, 'CREATE TABLE kept AS SELECT 1 AS one')
    before.child.kill('SIGKILL')
    await once(before.child, 'exit')
    const after = await open()
    expect(after.databaseUrl()).toBe(before.url)
    expect(await query(after.databaseUrl(), 'SELECT one FROM kept')).toEqual([{ one: 1 }])
    const { pid } = (await readPostmasterFile(clusterFolder)) ?? expect.unreachable()
    await after.stop()
    expect(await isServerOf(pid, clusterFolder)).toBe(false)
  })

  test('kill -9 of the server: the next open recovers what was committed', async () => {
    const before = await open()
    await query(before.databaseUrl(), 'CREATE TABLE kept AS SELECT 1 AS one')
    await killServer(clusterFolder)
    const after = await open()
    expect(await query(after.databaseUrl(), 'SELECT one FROM kept')).toEqual([{ one: 1 }])
    await before.stop()
    expect(await query(after.databaseUrl(), 'SELECT one FROM kept')).toEqual([{ one: 1 }])
    await after.stop()
  })

  test('kill -9 of the server under a running bot: it comes back at the same address', async () => {
    const bot = await open()
    await query(bot.databaseUrl(), 'CREATE TABLE kept AS SELECT 1 AS one')
    await killServer(clusterFolder)
    const stillThere = async () => {
      await Promise.all([bot.revive(), bot.revive()])
      return query(bot.databaseUrl(), 'SELECT one FROM kept')
    }
    await expect.poll(() => stillThere().catch(String), { timeout: 20_000 }).toEqual([{ one: 1 }])
    const { pid } = (await readPostmasterFile(clusterFolder)) ?? expect.unreachable()
    await bot.stop()
    expect(await isServerOf(pid, clusterFolder)).toBe(false)
  })

  test('the dead server’s number was taken over by another program', async () => {
    const before = await open()
    await killServer(clusterFolder)
    await before.stop()
    // Of the server's own account: PostgreSQL itself would take it for a rival.
    const { uid, gid } = await stat(clusterFolder)
    const stranger = spawn('sleep', ['600'], { uid, gid, stdio: 'ignore' })
    children.push(stranger)
    const file = path.join(clusterFolder, 'postmaster.pid')
    await writeFile(file, (await readFile(file, 'utf8')).replace(/^\d+/, String(stranger.pid)))
    const after = await open()
    expect(await query(after.databaseUrl(), 'SELECT 1 AS one')).toEqual([{ one: 1 }])
    expect(stranger.exitCode).toBe(null)
    await after.stop()
  })
})

describe('several processes', () => {
  test('that start at once on a fresh folder share one server, which ends with the last of them', async () => {
    const others = await Promise.all([openElsewhere(), openElsewhere()])
    const mine = await Promise.all([open(), open(), open()])
    const urls = [...others.map((other) => other.url), ...mine.map((one) => one.databaseUrl())]
    expect(new Set(urls).size).toBe(1)
    expect((await readdir(dataFolder)).sort()).toEqual(['postgres', 'postgres-password', 'postgres.log'])
    await Promise.all(mine.map((one) => one.stop()))
    expect(await query(urls[0] ?? '', 'SELECT 1 AS one')).toEqual([{ one: 1 }])
  })

  test('that stop at once leave nothing running', async () => {
    beginUsed()
    const all = await Promise.all([open(), open(), open(), open()])
    const { pid } = (await readPostmasterFile(clusterFolder)) ?? expect.unreachable()
    await Promise.all(all.map((one) => one.stop()))
    await gone(pid, clusterFolder)
  })

  test('a session of somebody else keeps the server running', async () => {
    beginUsed()
    const postgres = await open()
    const guest = new Client({ connectionString: postgres.databaseUrl() })
    await guest.connect()
    await postgres.stop()
    expect((await guest.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }])
    await guest.end()
  })

  test('one that opens while the last user shuts the server down waits, and gets a server that stays', async () => {
    beginUsed()
    const { url, child } = await openElsewhere()
    child.kill('SIGKILL')
    const { pid } = (await readPostmasterFile(clusterFolder)) ?? expect.unreachable()
    const leaving = new Client({ connectionString: url.replace(/satmachine$/, 'postgres') })
    leaving.on('error', () => undefined)
    await leaving.connect()
    await leaving.query('SELECT pg_advisory_lock($1)', [USERS_LOCK])
    const opening = open()
    const tries =
      "SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name = 'satmachine keeper'"
    await expect
      .poll(async () => (await leaving.query(tries)).rows[0]?.n, { interval: 1, timeout: 10_000 })
      .toBe(1)
    process.kill(pid, 'SIGINT')
    const postgres = await opening
    expect(postgres.databaseUrl()).not.toBe(url)
    expect(await query(postgres.databaseUrl(), 'SELECT 1 AS one')).toEqual([{ one: 1 }])
    await postgres.stop()
  })

  test('folders side by side have servers of their own, even when one is a copy of the other while it runs', async () => {
    beginUsed()
    const original = await open()
    await query(original.databaseUrl(), 'CREATE TABLE kept AS SELECT 1 AS one; CHECKPOINT')
    const copyFolder = path.join(path.dirname(dataFolder), 'copy')
    execFileSync('cp', ['-a', dataFolder, copyFolder])
    const copy = await open(copyFolder)
    onTestFinished(() => killServer(path.join(copyFolder, 'postgres')))
    await query(copy.databaseUrl(), 'UPDATE kept SET one = 2')
    expect(await query(original.databaseUrl(), 'SELECT one FROM kept')).toEqual([{ one: 1 }])
    await copy.stop()
    await original.stop()
  })
})

describe('refuses with one sentence', () => {
  const failureAfter = async (harm: () => Promise<unknown>) => {
    beginUsed()
    await harm()
    return await failureOf(open())
  }
  const inCluster = (name: string) => path.join(clusterFolder, name)

  test.each([
    [
      'another major version',
      () => writeFile(inCluster('PG_VERSION'), '16\n'),
      /made by PostgreSQL 16, but .* brings PostgreSQL 18/,
    ],
    [
      'a corrupt database, with the server’s last words',
      () => unlink(inCluster('global/pg_control')),
      /did not start.*pg_control/s,
    ],
    ['a folder that is no database', () => unlink(inCluster('PG_VERSION')), /PG_VERSION is missing/],
    [
      'a lost password',
      () => unlink(path.join(dataFolder, 'postgres-password')),
      /postgres-password is missing/,
    ],
    [
      'a wrong password',
      () => writeFile(path.join(dataFolder, 'postgres-password'), 'x'),
      /refused the password in/,
    ],
  ])('%s', async (_, harm, sentence) => {
    const failure = await failureAfter(harm)
    expect(failure).toMatchObject({ name: 'Failure', code: 'embedded_postgres' })
    expect(String(failure)).toMatch(sentence)
  })

  test.runIf(asRoot)('a database that was copied there by root', async () => {
    const failure = await failureAfter(() => chown(clusterFolder, 0, 0))
    expect(String(failure)).toMatch(/belongs to root.*chown -R \d+:\d+/)
  })

  test('a data folder that is a file', async () => {
    await writeFile(dataFolder, '')
    expect(await failureOf(open())).toMatchObject({ code: 'embedded_postgres' })
  })
})
