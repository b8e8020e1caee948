import assert from 'node:assert/strict'
import type { Logger } from 'pino'
import { Failure, sentenceOf } from '../../failure.ts'
import { prepareBinaries } from './binaries.ts'
import { SUPERUSER, ensureCluster } from './cluster.ts'
import type { Keeper } from './keeper.ts'
import { ensurePassword } from './password.ts'
import { reachServer } from './postmaster.ts'
import { prepareSite } from './site.ts'
import { leaveServer } from './stop.ts'

/** A PostgreSQL server of our own, shared by every process that opened the same data folder. */
export interface EmbeddedPostgres {
  /** Contains the password: never log it. */
  databaseUrl(name?: string): string
  /** Makes the database when it is not there. Lower-case letters, digits and underscores. */
  createDatabase(name: string): Promise<void>
  /**
   * Starts the server again at the same address when it went away under us (killed, out of memory). Does nothing while
   * it is there. Throws Failure when it can't be brought back.
   */
  revive(): Promise<void>
  /** Leaves the server; it is shut down when nobody else uses it. */
  stop(): Promise<void>
}

const DEFAULT_DATABASE = 'satmachine'

/**
 * Opens the PostgreSQL that lives in `<dataFolder>/postgres`: made when new, adopted when it still runs after this
 * program was killed, else started. The database `satmachine` exists afterwards. Throws Failure.
 * @param options.crashSafe false for tests only: fast, but a crash of the machine may ruin the database.
 */
export async function openEmbeddedPostgres(options: {
  dataFolder: string
  log: Logger
  crashSafe?: boolean
}): Promise<EmbeddedPostgres> {
  try {
    return await open({ crashSafe: true, ...options })
  } catch (thrown) {
    throw asFailure(thrown, options.dataFolder)
  }
}

async function open(options: {
  dataFolder: string
  log: Logger
  crashSafe: boolean
}): Promise<EmbeddedPostgres> {
  const site = await prepareSite(options)
  const binaries = await prepareBinaries(site)
  const password = await ensurePassword(site)
  await ensureCluster(site, binaries, password)
  let keeper = await reachServer(site, binaries, password)
  await createDatabase(keeper, DEFAULT_DATABASE)
  const { port } = keeper
  const revive = async (): Promise<void> => {
    keeper = await reachServer(site, binaries, password, port)
    if (keeper.port === port) return
    throw new Failure(
      'embedded_postgres',
      `The embedded PostgreSQL came back on another port, since ${port} was taken meanwhile: start satmachine again.`,
    )
  }
  let reviving: Promise<void> | null = null
  let stopping: Promise<void> | null = null
  return {
    databaseUrl: (name = DEFAULT_DATABASE) =>
      `postgresql://${SUPERUSER}:${password}@127.0.0.1:${port}/${name}`,
    createDatabase: (name) => createDatabase(keeper, name),
    revive: async () => {
      if (stopping !== null || (keeper.isConnected() && keeper.port === port)) return
      reviving ??= revive().finally(() => {
        reviving = null
      })
      await reviving
    },
    stop: () => {
      stopping ??= leaveServer(site, binaries, keeper)
      return stopping
    },
  }
}

async function createDatabase(keeper: Keeper, name: string): Promise<void> {
  // The name stands in the statement itself: CREATE DATABASE takes no parameters.
  assert.match(name, /^[a-z][a-z0-9_]{0,62}$/, `${name} is no name for a database`)
  const { rowCount } = await keeper.query('SELECT 1 FROM pg_database WHERE datname = $1', [name])
  if (rowCount !== 0) return
  try {
    await keeper.query(`CREATE DATABASE ${name}`)
  } catch (thrown) {
    // Another process made it at the same moment.
    if (!['42P04', '23505'].includes((thrown as { code?: string }).code ?? '')) throw thrown
  }
}

function asFailure(thrown: unknown, dataFolder: string): unknown {
  if (thrown instanceof Failure || (thrown as Error).name === 'AssertionError') return thrown
  const code = (thrown as NodeJS.ErrnoException).code
  if (code === 'ENOSPC' || code === '53100') {
    const sentence = `The disk of ${dataFolder} is full: free some space, then start again.`
    return new Failure('database_full', sentence, { cause: thrown })
  }
  const sentence = `The embedded PostgreSQL in ${dataFolder} can't be opened: ${sentenceOf(thrown)}.`
  return new Failure('embedded_postgres', sentence, { cause: thrown })
}
