import { Client } from 'pg'
import { Failure } from '../failure.ts'
import { type DatabaseTarget, databaseFailure, isStatementError, targetText } from './database-failures.ts'
import { withDeadline } from '../deadline.ts'
import type { Tunnel } from './tunnel.ts'

const GOODBYE_SECONDS = 1

/** A server that ran into its own statement timeout needs this long to tell us so. */
const ANSWER_GRACE_SECONDS = 2

export interface DatabaseQuery {
  readonly text: string
  readonly values?: readonly unknown[]
  readonly timeoutSeconds: number
}

/** One pg connection that never leaves anybody waiting and never throws anything but Failure. */
export interface DatabaseConnection {
  connect(timeoutSeconds: number): Promise<void>
  query(query: DatabaseQuery): Promise<unknown[]>
  /** Why the connection can't be used any more; null while it can. */
  lost(): Failure | null
  /** Ends everything at once; what waits for it fails with this. */
  destroy(failure: Failure): void
  /** Ends politely if that is quick; a running query is rejected. Never throws. */
  close(): Promise<void>
}

/** @param tunnel the SSH connection to go through; it ends with the database connection. */
export function createDatabaseConnection(databaseUrl: string, tunnel: Tunnel | null): DatabaseConnection {
  const client = createClient(databaseUrl, tunnel)
  const target = targetOf(client)
  let lost: Failure | null = null
  let ended = false
  let serverTimeoutSeconds: number | null = null

  // Stays for the client's whole life: an 'error' without a listener would end the process.
  client.on('error', (error) => (lost ??= databaseFailure(error, target)))
  // This may come before the news of the reason, which the query under way will be told.
  client.on('end', () => (ended = true))
  tunnel?.onLost((failure) => (lost ??= failure))

  const lossSoFar = (): Failure | null =>
    lost ?? (ended ? databaseFailure(new Error('the connection was closed'), target) : null)
  const destroy = (failure: Failure): void => {
    lost ??= failure
    tunnel?.close()
    streamOf(client).destroy(failure)
  }
  /** Runs one exchange with the server; whatever breaks the connection is remembered as the loss. */
  const exchange = async <T>(run: () => Promise<T>, seconds: number): Promise<T> => {
    const loss = lossSoFar()
    if (loss !== null) throw loss
    const late = (): Failure => {
      destroy(silenceFailure(target, { seconds, tunnelled: tunnel !== null }))
      return lossSoFar() as Failure
    }
    try {
      return await withDeadline(run(), seconds, late)
    } catch (thrown) {
      if (lost !== null) throw lost
      const failure = databaseFailure(thrown, target)
      if (!isStatementError(thrown)) destroy(failure)
      throw failure
    }
  }
  const limitStatements = async (seconds: number): Promise<void> => {
    if (serverTimeoutSeconds === seconds) return
    await client.query(`SET statement_timeout = ${Math.round(seconds * 1000)}`)
    serverTimeoutSeconds = seconds
  }
  return {
    async connect(timeoutSeconds) {
      await exchange(() => client.connect(), timeoutSeconds)
      await exchange(() => client.query(SESSION_SQL), timeoutSeconds)
    },
    query: ({ text, values = [], timeoutSeconds }) =>
      exchange(async () => {
        await limitStatements(timeoutSeconds)
        const { rows } = await client.query<Record<string, unknown>>(text, [...values])
        return rows
      }, timeoutSeconds + ANSWER_GRACE_SECONDS),
    lost: lossSoFar,
    destroy,
    async close() {
      const closed = new Failure('lamassu_unreachable', "The connection to Lamassu's database was closed.")
      // Whatever goes wrong with a goodbye, the line below ends the connection.
      if (lost === null)
        await withDeadline(client.end(), GOODBYE_SECONDS, () => closed).catch(() => undefined)
      destroy(closed)
    },
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

const targetOf = ({ host, port, user, database }: Client): DatabaseTarget => ({
  host,
  port,
  user: user ?? '',
  database: database ?? '',
})

/** pg has no public way to drop a connection that does not answer; this is its own stream. */
const streamOf = (client: Client): { destroy(error: Error): void } =>
  (client as unknown as { connection: { stream: { destroy(error: Error): void } } }).connection.stream

function silenceFailure(
  target: DatabaseTarget,
  { seconds, tunnelled }: { seconds: number; tunnelled: boolean },
): Failure {
  return new Failure(
    tunnelled ? 'ssh_lost' : 'lamassu_unreachable',
    `Lamassu's database (${targetText(target)}) gave no answer within ${seconds} s; the connection was dropped. Check that server and the network.`,
  )
}

/**
 * Nothing can be written, whatever the role may do; names mean PostgreSQL's own, and Lamassu's tables are named with
 * their schema; compiling (jit) costs more than it saves for queries of this size.
 */
const SESSION_SQL = `
  SET default_transaction_read_only = on;
  SET application_name = 'satmachine';
  SET search_path = pg_catalog;
  SET datestyle = 'ISO';
  SET timezone = 'UTC';
  SET jit = off;`
