import { Client } from 'pg'
import { Failure } from '../failure.ts'
import { type DatabaseTarget, databaseFailure, isStatementError, targetText } from './database-failures.ts'
import { withDeadline } from './deadline.ts'
import { COLUMNS_SQL, COLUMNS_VALUES, type LamassuSchema, readSchema } from './schema.ts'
import {
  ANSWER_GRACE_SECONDS,
  DEFAULT_CONNECT_TIMEOUT_SECONDS,
  DEFAULT_STATEMENT_TIMEOUT_SECONDS,
  type LamassuSettings,
} from './settings.ts'
import { openTunnel, type Tunnel } from './tunnel.ts'

const GOODBYE_SECONDS = 1

export interface SessionQuery {
  readonly text: string
  readonly values?: readonly unknown[]
  readonly timeoutSeconds?: number
}

/** One connection to Lamassu's database, with the SSH connection that it may run through. One query at a time. */
export interface Session {
  /** Throws Failure. After a lost or silent connection `lost()` tells why and every further query throws. */
  query(query: SessionQuery): Promise<unknown[]>
  readonly schema: LamassuSchema
  lost(): Failure | null
  /** Ends politely if that is quick; a running query is rejected. Never throws. */
  close(): Promise<void>
}

/** Connects, makes the session read-only and checks the tables. Throws Failure; leaves nothing behind then. */
export async function openSession(settings: LamassuSettings, signal: AbortSignal): Promise<Session> {
  const timeoutSeconds = settings.connectTimeoutSeconds ?? DEFAULT_CONNECT_TIMEOUT_SECONDS
  const tunnel = settings.ssh === null ? null : await openTunnel(settings.ssh, { timeoutSeconds, signal })
  try {
    return await openDatabase(settings, { tunnel, timeoutSeconds, signal })
  } catch (thrown) {
    tunnel?.close()
    throw thrown
  }
}

async function openDatabase(
  settings: LamassuSettings,
  options: { tunnel: Tunnel | null; timeoutSeconds: number; signal: AbortSignal },
): Promise<Session> {
  const { tunnel, timeoutSeconds, signal } = options
  const connection = createConnection(createClient(settings.databaseUrl, tunnel), settings, tunnel)
  const stop = (): void => connection.destroy(new Failure('lamassu_unreachable', 'The bot is stopping.'))
  signal.addEventListener('abort', stop, { once: true })
  try {
    await connection.connect(timeoutSeconds)
    const schema = readSchema(await connection.query({ text: COLUMNS_SQL, values: COLUMNS_VALUES }))
    return { schema, query: connection.query, lost: connection.lost, close: connection.close }
  } catch (thrown) {
    await connection.close()
    throw thrown
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

function createClient(databaseUrl: string, tunnel: Tunnel | null): Client {
  try {
    return new Client({
      connectionString: databaseUrl,
      keepAlive: true,
      ...(tunnel === null ? {} : { stream: () => tunnel.openStream() }),
    })
  } catch {
    // The cause is left out: it may carry the address with its password.
    throw new Failure(
      'configuration',
      "LAMASSU_DATABASE_URL can't be read. Expected is something like postgresql://reader:password@localhost:5432/lamassu.",
    )
  }
}

type Connection = Pick<Session, 'query' | 'lost' | 'close'> & {
  connect(timeoutSeconds: number): Promise<void>
  /** Ends everything at once; what waits for it fails with this. */
  destroy(failure: Failure): void
}

function createConnection(client: Client, settings: LamassuSettings, tunnel: Tunnel | null): Connection {
  const target: DatabaseTarget = {
    host: client.host,
    port: client.port,
    user: client.user ?? '',
    database: client.database ?? '',
  }
  const statementSeconds = settings.statementTimeoutSeconds ?? DEFAULT_STATEMENT_TIMEOUT_SECONDS
  let lost: Failure | null = null
  let serverTimeoutSeconds: number | null = null

  const destroy = (failure: Failure): void => {
    lost ??= failure
    tunnel?.close()
    // pg has no public way to drop a connection that does not answer; this is its own stream.
    ;(
      client as unknown as { connection: { stream: { destroy(error: Error): void } } }
    ).connection.stream.destroy(failure)
  }
  const silent = (seconds: number): Failure =>
    new Failure(
      tunnel === null ? 'lamassu_unreachable' : 'ssh_lost',
      `Lamassu's database (${targetText(target)}) gave no answer within ${seconds} s; the connection was dropped. Check that server and the network.`,
    )
  /** Runs one exchange with the server; whatever breaks the connection is remembered as the loss. */
  const exchange = async <T>(run: () => Promise<T>, seconds: number): Promise<T> => {
    if (lost !== null) throw lost
    try {
      return await withDeadline(run(), seconds, () => {
        const failure = silent(seconds)
        destroy(failure)
        return failure
      })
    } catch (thrown) {
      if (lost !== null) throw lost
      const failure = databaseFailure(thrown, target)
      if (!isStatementError(thrown)) destroy(failure)
      throw failure
    }
  }
  // Stays for the client's whole life: an 'error' without a listener would end the process.
  client.on('error', (error) => (lost ??= databaseFailure(error, target)))
  client.on('end', () => (lost ??= databaseFailure(new Error('the connection was closed'), target)))
  void tunnel?.lost.then((failure) => destroy(failure))

  const setTimeoutOnServer = async (seconds: number): Promise<void> => {
    if (serverTimeoutSeconds === seconds) return
    await client.query(`SET statement_timeout = ${Math.round(seconds * 1000)}`)
    serverTimeoutSeconds = seconds
  }
  return {
    connect: (timeoutSeconds) =>
      exchange(async () => {
        await client.connect()
        await client.query(SESSION_SQL)
      }, timeoutSeconds),
    query: ({ text, values = [], timeoutSeconds = statementSeconds }) =>
      exchange(async () => {
        await setTimeoutOnServer(timeoutSeconds)
        const result = await client.query(text, [...values])
        return result.rows as unknown[]
      }, timeoutSeconds + ANSWER_GRACE_SECONDS),
    lost: () => lost,
    destroy,
    async close() {
      const closed = new Failure('lamassu_unreachable', "The connection to Lamassu's database was closed.")
      if (lost === null)
        await withDeadline(client.end(), GOODBYE_SECONDS, () => closed).catch(() => undefined)
      destroy(closed)
    },
  }
}

/**
 * Nothing can be written, whatever the role may do; names mean PostgreSQL's own and Lamassu's tables are named with
 * their schema; compiling (jit) costs more than it saves for queries of this size.
 */
const SESSION_SQL = `
  SET default_transaction_read_only = on;
  SET application_name = 'satmachine';
  SET search_path = pg_catalog;
  SET datestyle = 'ISO';
  SET timezone = 'UTC';
  SET jit = off;`
