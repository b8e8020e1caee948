import { Failure } from '../failure.ts'
import { createDatabaseConnection, type DatabaseConnection } from './database-connection.ts'
import { COLUMNS_SQL, COLUMNS_VALUES, type LamassuSchema, readSchema } from './schema.ts'
import {
  DEFAULT_CONNECT_TIMEOUT_SECONDS,
  DEFAULT_STATEMENT_TIMEOUT_SECONDS,
  type LamassuSettings,
} from './settings.ts'
import { openTunnel } from './tunnel.ts'

export interface SessionQuery {
  readonly text: string
  readonly values?: readonly unknown[]
  readonly timeoutSeconds?: number
}

/** One connection to Lamassu's database, with the SSH connection that it may run through. One query at a time. */
export interface Session {
  /** Throws Failure. After a lost or silent connection `lost()` tells why, and every further query throws. */
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
  let connection: DatabaseConnection
  try {
    connection = createDatabaseConnection(settings.databaseUrl, tunnel)
  } catch (thrown) {
    tunnel?.close()
    throw thrown
  }
  const stop = (): void => connection.destroy(new Failure('lamassu_unreachable', 'The bot is stopping.'))
  signal.addEventListener('abort', stop, { once: true })
  try {
    await connection.connect(timeoutSeconds)
    return await examine(connection, settings)
  } catch (thrown) {
    await connection.close()
    throw thrown
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

async function examine(connection: DatabaseConnection, settings: LamassuSettings): Promise<Session> {
  const statementSeconds = settings.statementTimeoutSeconds ?? DEFAULT_STATEMENT_TIMEOUT_SECONDS
  const query: Session['query'] = (wanted) =>
    connection.query({ timeoutSeconds: statementSeconds, ...wanted })
  const schema = readSchema(await query({ text: COLUMNS_SQL, values: COLUMNS_VALUES }))
  return { query, schema, lost: () => connection.lost(), close: () => connection.close() }
}
