import { randomBytes } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { Client, type QueryResult } from 'pg'
import { Failure, sentenceOf } from '../../failure.ts'
import { SUPERUSER } from './cluster.ts'
import type { Site } from './site.ts'

const CONNECT_MILLISECONDS = 10_000

/** Held shared by every keeper; whoever gets it alone may shut the server down, and newcomers wait that out. */
export const USERS_LOCK = 7_276_501

/**
 * One idle session that each process holds as long as it uses the server: so that another process that stops can
 * tell that the server is still needed. It never keeps its own process alive.
 */
export interface Keeper {
  query(text: string, values?: unknown[]): Promise<QueryResult>
  end(): Promise<void>
  /** From now on the end of the session is no news. */
  expectEnd(): void
  readonly port: number
  /** False after the session broke: the server is gone, or was started anew by someone. */
  isConnected(): boolean
}

/** null: the server is starting up, shutting down or gone; ask again. Throws when it is not ours or refuses us. */
export async function connectKeeper(site: Site, port: number, password: string): Promise<Keeper | null> {
  const client = new Client({
    host: '127.0.0.1',
    port,
    user: SUPERUSER,
    password,
    database: 'postgres',
    application_name: 'satmachine keeper',
    connectionTimeoutMillis: CONNECT_MILLISECONDS,
    keepAlive: true,
  })
  const state = { connected: true, endExpected: false }
  const { log } = site
  client.on('error', (error: Error) => {
    if (state.endExpected) return
    const { code, message } = error as NodeJS.ErrnoException
    log.error({ code, reason: message }, 'the embedded PostgreSQL server went away')
  })
  client.on('end', () => {
    state.connected = false
  })
  try {
    await client.connect()
    await proveSameFolder(client, site)
    if (!(await countedIn(client))) {
      await client.end()
      return null
    }
  } catch (thrown) {
    await client.end().catch(() => undefined)
    if (isPassing(thrown)) return null
    throw refusal(site, port, thrown)
  }
  return asKeeper(client, port, state)
}

/** The socket holds the process only while a question is under way. */
function asKeeper(client: Client, port: number, state: { connected: boolean; endExpected: boolean }): Keeper {
  // ref and unref are missing in the type definitions.
  const socket = client as unknown as { ref(): void; unref(): void }
  socket.unref()
  const query = async (text: string, values: unknown[] = []) => {
    socket.ref()
    try {
      return await client.query(text, values)
    } finally {
      socket.unref()
    }
  }
  const end = async () => {
    socket.ref()
    await client.end()
  }
  const expectEnd = () => {
    state.endExpected = true
  }
  return { query, end, expectEnd, port, isConnected: () => state.connected }
}

/** False: the last user is shutting the server down at this moment. */
async function countedIn(client: Client): Promise<boolean> {
  const { rows } = await client.query('SELECT pg_try_advisory_lock_shared($1) AS counted', [USERS_LOCK])
  return rows[0]?.counted === true
}

/**
 * A copied data folder has the same password and the same identifier as its original: only a file that appears in
 * the server's folder when it is made in ours proves that they are the same.
 */
async function proveSameFolder(client: Client, site: Site): Promise<void> {
  const name = `satmachine-${randomBytes(8).toString('hex')}`
  const file = path.join(site.clusterFolder, name)
  try {
    await writeFile(file, '', { flag: 'wx' })
    const { rows } = await client.query('SELECT (pg_stat_file($1, true)).size IS NOT NULL AS here', [name])
    if (rows[0]?.here === true) return
  } finally {
    await rm(file, { force: true })
  }
  throw new Failure(
    'embedded_postgres',
    `The PostgreSQL server named in ${site.clusterFolder}/postmaster.pid works in another folder: if no PostgreSQL runs on this folder, delete that file, then start again.`,
  )
}

/** Not answering yet, not answering any more, or broken off in the middle. */
function isPassing(thrown: unknown): boolean {
  const { code, message } = thrown as { code?: string; message?: string }
  // pg's own words for a connection that broke before, during and between two questions.
  if (code === undefined) return /Connection terminated|not queryable|timeout/i.test(message ?? '')
  return ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', '57P01', '57P02', '57P03'].includes(code)
}

function refusal(site: Site, port: number, thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown
  const code = (thrown as { code?: string }).code
  const sentence =
    code === '28P01' || code === '28000'
      ? `The embedded PostgreSQL refused the password in ${site.passwordFile}: put back the file that belongs to ${site.clusterFolder}.`
      : `The embedded PostgreSQL on port ${port} can't be used: ${sentenceOf(thrown)}.`
  return new Failure('embedded_postgres', sentence, { cause: thrown })
}
