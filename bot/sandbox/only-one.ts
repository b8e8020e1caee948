import { Client } from 'pg'
import { Failure } from '../../engine/failure.ts'

/** Any fixed number, known to the sandbox only. */
const SANDBOX_LOCK = 7_402_101

/**
 * Makes sure that one sandbox only plays in a data folder: two would write one another's play wallets. The lock is the
 * database session's, so a sandbox that was killed leaves none behind.
 */
export async function beTheOnlyOne(databaseUrl: string): Promise<{ stop: () => Promise<void> }> {
  const client = new Client({
    connectionString: databaseUrl,
    application_name: 'satmachine sandbox',
    keepAlive: true,
  })
  // When the server dies the lock is gone with it; the sandbox goes on, as it did before.
  client.on('error', () => undefined)
  await client.connect()
  const { rows } = await client.query<{ alone: boolean }>('SELECT pg_try_advisory_lock($1) AS alone', [
    SANDBOX_LOCK,
  ])
  const stop = (): Promise<void> => client.end().catch(() => undefined)
  if (rows[0]?.alone === true) return { stop }
  await stop()
  throw new Failure(
    'configuration',
    'The sandbox is already running in this folder: use that one, or set DATA_DIR to another folder for a second.',
  )
}
