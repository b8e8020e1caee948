import { Client } from 'pg'

/** Any number will do, as long as nothing else in this database takes two-part advisory locks under it. */
const LOCK_CLASS = 7276

/** A connection that holds one named lock for as long as it lives, or nothing. */
export interface SessionLock {
  /** True when nobody else in this database holds it. */
  tryToHold(): Promise<boolean>
  /** Proves to the server that we live, and to us that the lock is ours. */
  prove(): Promise<void>
  /** Resolves when the connection is gone, and the lock with it. */
  readonly lost: Promise<void>
  close(): Promise<void>
}

export interface SessionLockOptions {
  readonly databaseUrl: string
  readonly name: string
  /**
   * The server ends a session that says nothing for so long, and gives its lock to others: this relieves a holder whose
   * machine died or froze, which a connection alone does not show.
   */
  readonly silenceSeconds: number
  /** For connecting and for each statement. */
  readonly answerSeconds: number
}

/** Throws when the database can't be reached. */
export async function openSessionLock(options: SessionLockOptions): Promise<SessionLock> {
  const client = new Client({
    connectionString: withSettings(options.databaseUrl, {
      idle_session_timeout: `${options.silenceSeconds}s`,
      // The same for a machine that is gone without a word, wherever the system knows these.
      tcp_keepalives_idle: '5',
      tcp_keepalives_interval: '5',
      tcp_keepalives_count: '3',
      tcp_user_timeout: `${options.silenceSeconds * 1000}`,
    }),
    application_name: `satmachine ${options.name} lock`,
    connectionTimeoutMillis: options.answerSeconds * 1000,
    query_timeout: options.answerSeconds * 1000,
    keepAlive: true,
  })
  // Always followed by 'end'; without a listener it would end the program.
  client.on('error', () => undefined)
  const lost = new Promise<void>((resolve) => client.once('end', () => resolve()))
  const close = (): Promise<void> => endQuickly(client, lost)
  try {
    await client.connect()
  } catch (thrown) {
    await close()
    throw thrown
  }
  return {
    lost,
    close,
    async tryToHold() {
      const { rows } = await client.query<{ held: boolean }>(
        'SELECT pg_try_advisory_lock($1, hashtext($2)) AS held',
        [LOCK_CLASS, options.name],
      )
      return rows[0]?.held === true
    },
    async prove() {
      await client.query('SELECT 1')
    },
  }
}

/** Says goodbye, so that the lock is free at once; does not wait for a server that does not answer. */
async function endQuickly(client: Client, lost: Promise<void>): Promise<void> {
  // oxlint-disable-next-line typescript/no-floating-promises -- answered by `lost`, or by the destroyed socket
  client.end().catch(() => undefined)
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, 1000)
  })
  await Promise.race([lost, late])
  clearTimeout(timer)
  client.connection.stream.destroy()
}

/** Kept in the address, because whatever stands there wins over other options. */
function withSettings(databaseUrl: string, settings: Readonly<Record<string, string>>): string {
  const url = new URL(databaseUrl)
  const flags = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`)
  url.searchParams.set('options', [url.searchParams.get('options') ?? '', ...flags].join(' ').trim())
  return url.href
}
