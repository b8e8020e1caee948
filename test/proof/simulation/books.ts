import { createHash } from 'node:crypto'
import { Client, type Pool, type PoolClient } from 'pg'
import pino from 'pino'
import { migrate } from '../../../engine/store/migrate.ts'
import { createPool } from '../../../engine/store/pool.ts'
import { administer, inDatabase } from '../../support/global-setup.ts'

const log = pino({ level: 'silent' })

/** Real books in a real PostgreSQL, in which time is what the simulation says it is. */
export interface SimulatedBooks {
  readonly pool: Pool
  /** A connection of the checker's own, as a reader that is never in anybody's way. */
  readonly checker: Client
  /** Empties every table, so that nothing of an earlier run is left, not even the order of rows on the disk. */
  reset(): Promise<void>
  setTime(milliseconds: number): Promise<void>
  close(): Promise<void>
}

/**
 * now() and clock_timestamp() are replaced in this one database, before our migrations are run in it: the schema, the
 * statements and the triggers are the real ones, and a week passes in a second.
 */
const VIRTUAL_CLOCK = `
  ALTER FUNCTION pg_catalog.now() RENAME TO machine_now;
  ALTER FUNCTION pg_catalog.clock_timestamp() RENAME TO machine_clock_timestamp;
  CREATE FUNCTION pg_catalog.now() RETURNS timestamptz STABLE LANGUAGE sql
    AS $$ SELECT current_setting('virtual.now')::timestamptz $$;
  CREATE FUNCTION pg_catalog.clock_timestamp() RETURNS timestamptz VOLATILE LANGUAGE sql
    AS $$ SELECT current_setting('virtual.now')::timestamptz $$`

/** The first moment of every simulation. */
const BEGINNING = '2026-01-01T00:00:00Z'

/** Every statement with values is prepared under a name, so that it is planned once and not each time. */
function planOnce(client: PoolClient): void {
  const query = client.query.bind(client) as (...args: unknown[]) => unknown
  const planned = (statement: unknown, ...rest: unknown[]): unknown => {
    const [values, ...others] = rest
    if (typeof statement !== 'string' || !Array.isArray(values)) return query(statement, ...rest)
    const name = createHash('sha256').update(statement).digest('hex').slice(0, 32)
    return query({ name, text: statement, values }, ...others)
  }
  Object.assign(client, { query: planned })
}

/** A session's clock is set right before it is used, whenever time has passed meanwhile. */
function onVirtualTime(pool: Pool, now: () => string): void {
  const timeOf = new WeakMap<PoolClient, string>()
  const connect = pool.connect.bind(pool)
  const onTime = async (): Promise<PoolClient> => {
    const client = await connect()
    if (!timeOf.has(client)) planOnce(client)
    const time = now()
    if (timeOf.get(client) !== time) await client.query(`SET virtual.now = '${time}'`)
    timeOf.set(client, time)
    return client
  }
  type Callback = (error: Error | undefined, client?: PoolClient, release?: PoolClient['release']) => void
  Object.assign(pool, {
    connect(callback?: Callback) {
      const client = onTime()
      if (callback === undefined) return client
      client.then(
        (ready) => callback(undefined, ready, (broken) => ready.release(broken)),
        (error: Error) => callback(error),
      )
      return undefined
    },
  })
}

export async function openBooks(maintenanceUrl: string, name: string): Promise<SimulatedBooks> {
  await administer(maintenanceUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
  await administer(maintenanceUrl, `CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8'`)
  await administer(maintenanceUrl, `ALTER DATABASE ${name} SET plan_cache_mode = force_generic_plan`)
  await administer(maintenanceUrl, `ALTER DATABASE ${name} SET jit = off`)
  const url = inDatabase(maintenanceUrl, name)
  await administer(maintenanceUrl, `ALTER DATABASE ${name} SET virtual.now = '${BEGINNING}'`)
  await administer(url, VIRTUAL_CLOCK)
  await migrate({ databaseUrl: url, log })
  const reset = await prepareReset(url)
  const pool = createPool({ databaseUrl: url, applicationName: 'simulation', max: 10, log })
  const keeper = await connected(url)
  const checker = await connected(url)
  let time = BEGINNING
  onVirtualTime(pool, () => time)
  await checker.query('SET search_path = satoshimachine')
  return {
    pool,
    checker,
    async reset() {
      await keeper.query(reset)
      time = BEGINNING
    },
    async setTime(milliseconds) {
      time = new Date(milliseconds).toISOString()
      await checker.query(`SET virtual.now = '${time}'`)
    },
    async close() {
      await Promise.all([pool.end(), keeper.end(), checker.end()])
      await administer(maintenanceUrl, `DROP DATABASE ${name} WITH (FORCE)`)
    },
  }
}

async function connected(connectionString: string): Promise<Client> {
  const client = new Client({ connectionString })
  await client.connect()
  return client
}

/** What the migrations themselves wrote is kept aside, to be put back after everything was emptied. */
async function prepareReset(url: string): Promise<string> {
  const client = await connected(url)
  try {
    const tables = await namesOf(
      client,
      "relkind IN ('r', 'p') AND relname NOT IN ('currencies', 'schema_versions')",
    )
    const sequences = await namesOf(client, "relkind = 'S'")
    const initial: string[] = []
    await client.query('CREATE SCHEMA initial')
    // Statistics would change plans, and plans the order of rows that nobody ordered.
    for (const table of await namesOf(client, "relkind = 'r'"))
      await client.query(`ALTER TABLE satoshimachine.${table} SET (autovacuum_enabled = off)`)
    for (const table of tables) {
      const { rows } = await client.query(`SELECT EXISTS (SELECT FROM satoshimachine.${table}) AS filled`)
      if (rows[0]?.filled !== true) continue
      await client.query(`CREATE TABLE initial.${table} AS TABLE satoshimachine.${table}`)
      initial.push(table)
    }
    return [
      'SET session_replication_role = replica',
      `TRUNCATE ${tables.map((table) => `satoshimachine.${table}`).join(', ')}`,
      ...initial.map((table) => `INSERT INTO satoshimachine.${table} TABLE initial.${table}`),
      `SELECT setval(s::regclass, 1, false) FROM unnest(ARRAY[${sequences.map((s) => `'satoshimachine.${s}'`).join(', ')}]) AS s`,
      'SET session_replication_role = DEFAULT',
    ].join('; ')
  } finally {
    await client.end()
  }
}

async function namesOf(client: Client, condition: string): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = 'satoshimachine' AND c.${condition} ORDER BY 1`,
  )
  return rows.map((row) => row.name)
}
