import assert from 'node:assert/strict'
import { Pool, type PoolClient, types } from 'pg'
import type { Logger } from 'pino'
import { Failure } from '../failure.ts'

const STATEMENT_TIMEOUT_SECONDS = 30
const IDLE_TRANSACTION_SECONDS = 60
const CONNECT_SECONDS = 10

/** Every session of ours, whatever the server's own settings are. */
const SESSION_SETTINGS: Readonly<Record<string, string>> = {
  search_path: 'satoshimachine',
  timezone: 'UTC',
  // What comes without it is done by hand, and noted by the database itself.
  'satmachine.program': 'satmachine',
  // A commit is on the disk before it is told: what was paid must not be forgotten.
  synchronous_commit: 'on',
  statement_timeout: `${STATEMENT_TIMEOUT_SECONDS}s`,
  idle_in_transaction_session_timeout: `${IDLE_TRANSACTION_SECONDS}s`,
}

/**
 * Connections to our own database. int8 arrives as bigint, timestamptz as Date; numeric and date stay text.
 * The parsers belong to this pool: pg's global ones are left alone.
 */
export function createPool(options: {
  databaseUrl: string
  /** Shown in pg_stat_activity. */
  applicationName: string
  max: number
  log: Logger
}): Pool {
  const pool = new Pool({
    connectionString: withSessionSettings(options.databaseUrl),
    application_name: options.applicationName,
    max: options.max,
    keepAlive: true,
    connectionTimeoutMillis: CONNECT_SECONDS * 1000,
    types: { getTypeParser },
  })
  // Without a listener a server restart would end the program. The error object carries the whole client: not logged.
  pool.on('error', (error: Error & { code?: string }) => {
    options.log.warn({ code: error.code, reason: error.message }, 'an idle database connection broke')
  })
  return pool
}

/** Kept in the address, because whatever stands there wins over other options; ours come last and so win. */
function withSessionSettings(databaseUrl: string): string {
  const flags = Object.entries(SESSION_SETTINGS).map(([name, value]) => `-c ${name}=${value}`)
  if (!URL.canParse(databaseUrl) || !/^postgres(?:ql)?:\/\//.test(databaseUrl)) {
    // Without the address itself, which holds a password.
    throw new Failure(
      'configuration',
      'DATABASE_URL is not an address like postgresql://user:password@host:5432/name.',
    )
  }
  const url = new URL(databaseUrl)
  url.searchParams.set('options', [url.searchParams.get('options') ?? '', ...flags].join(' ').trim())
  return url.href
}

/** Numbers of PostgreSQL's own types whose values pg would turn into something less exact. */
const OID = {
  int8: 20,
  int8Array: 1016,
  date: 1082,
  dateArray: 1182,
  numeric: 1700,
  numericArray: 1231,
  textArray: 1009,
}

function getTypeParser(oid: number, format: 'text' | 'binary' = 'text') {
  if (format === 'text') {
    if (oid === OID.int8) return BigInt
    if (oid === OID.int8Array) return parseInt8Array
    if (oid === OID.numeric || oid === OID.date) return (text: string) => text
  }
  const asText = oid === OID.numericArray || oid === OID.dateArray
  return standardParser(asText ? OID.textArray : oid, format)
}

const standardParser: (oid: number, format: 'text' | 'binary') => (value: string) => unknown =
  types.getTypeParser

const parseInt8Array = (text: string): (bigint | null)[] => {
  const inner = text.slice(1, -1)
  return inner === '' ? [] : inner.split(',').map((item) => (item === 'NULL' ? null : BigInt(item)))
}

/**
 * Runs `work` in one transaction: all of it is stored when this returns, nothing when `work` throws. When the
 * connection breaks during COMMIT nobody can know, and a Failure says so. `work` must not catch errors of its queries.
 */
export async function inTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  let broken = false
  const onError = () => {
    broken = true
  }
  // While a client is taken nobody else listens, and an unheard error event would end the program.
  client.on('error', onError)
  try {
    await client.query('BEGIN')
    const result = await work(client)
    await commit(client)
    return result
  } catch (thrown) {
    broken ||= !(await rolledBack(client))
    throw thrown
  } finally {
    client.off('error', onError)
    client.release(broken)
  }
}

async function commit(client: PoolClient): Promise<void> {
  let command: string
  try {
    command = (await client.query('COMMIT')).command
  } catch (thrown) {
    if (isRefusal(thrown)) throw thrown
    throw new Failure(
      'database_unreachable',
      'The connection to the database broke while a change was being stored, so it is not known whether it was: look at the current state before doing it again.',
      { cause: thrown },
    )
  }
  // PostgreSQL answers COMMIT with ROLLBACK, and no error, after an error that the work swallowed.
  assert.equal(command, 'COMMIT', 'the work went on after one of its statements had failed')
}

/** The server itself said no to the COMMIT (a deferred constraint): it is certain that nothing was stored. */
function isRefusal(thrown: unknown): boolean {
  const code = (thrown as { code?: string }).code
  return code !== undefined && /^(?:23|25|40|P0)/.test(code) && code !== '40003'
}

async function rolledBack(client: PoolClient): Promise<boolean> {
  try {
    await client.query('ROLLBACK')
    return true
  } catch {
    // The reason why we roll back is on its way to the caller; this connection is thrown away.
    return false
  }
}

const UNREACHABLE =
  /^(?:E(?:CONNREFUSED|CONNRESET|PIPE|TIMEDOUT|HOSTUNREACH|NETUNREACH|NOTFOUND|AI_AGAIN|NOENT)|57P0[1-5]|08...|53300)$/

/** What an edge tells the operator about anything that a database call threw. */
export function databaseFailure(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown
  const { code = '', message = '' } = thrown as { code?: string; message?: string }
  const words = message || code || String(thrown)
  const failure = (
    kind: 'database_unreachable' | 'database_full' | 'database_failed' | 'database_refused',
    sentence: string,
  ) => new Failure(kind, sentence, { cause: thrown })
  if (
    UNREACHABLE.test(code) ||
    (code === '' && /^Connection terminated|^timeout exceeded|is not queryable$/.test(message))
  ) {
    return failure(
      'database_unreachable',
      `The database can't be reached (${words}): see that PostgreSQL is running.`,
    )
  }
  if (code === '53100' || code === 'ENOSPC') {
    return failure('database_full', `The database's disk is full (${words}): free some space.`)
  }
  if (code.startsWith('28') || code === '3D000') {
    return failure('database_failed', `The database refused us (${words}): check DATABASE_URL.`)
  }
  // Data exceptions, constraints, and what our own triggers raise.
  if (/^(?:22|23|P0)/.test(code))
    return failure('database_refused', `The database refused the values (${words}).`)
  if (code === '57014') return failure('database_failed', `The database took too long to answer (${words}).`)
  return failure('database_failed', `The database failed (${words}).`)
}
