import { Pool } from 'pg'
import { createSimulatedAtm, type SimulatedAtm } from '../../bot/sandbox/atm/simulated-atm.ts'
import type { LamassuVersion } from '../../bot/sandbox/atm/schema.ts'
import type { LamassuSettings } from '../../engine/lamassu/settings.ts'
import { createLamassuSource, type LamassuConnection } from '../../engine/lamassu/source.ts'
import { emptyDatabase, silentLog } from './database.ts'
import { seededRandom } from './random.ts'

export { seededRandom }

/** A clock that stands still until it is moved. */
export interface HandClock {
  now(): Date
  advance(seconds: number): void
}

export function handClock(start = new Date('2026-03-01T12:00:00Z')): HandClock {
  let time = start.getTime()
  return {
    now: () => new Date(time),
    advance: (seconds) => {
      time += seconds * 1000
    },
  }
}

export interface LamassuDatabase {
  readonly url: string
  /** As the database's owner. */
  readonly pool: Pick<Pool, 'query' | 'connect'>
  readonly atm: SimulatedAtm
  drop(): Promise<void>
}

/** A Lamassu server's database of its own, without any sale. */
export async function freshLamassu(version: LamassuVersion = 'v10'): Promise<LamassuDatabase> {
  return await lamassuAt(await emptyDatabase(), version)
}

/** The same in an empty database that somebody else made. */
export async function lamassuAt(
  database: { url: string; drop(): Promise<void> },
  version: LamassuVersion,
): Promise<LamassuDatabase> {
  const atm = await createSimulatedAtm(
    { databaseUrl: database.url, version },
    { clock: { now: () => new Date() }, random: seededRandom(21), log: silentLog },
  )
  const pool = new Pool({ connectionString: database.url, max: 4 })
  return {
    url: database.url,
    pool,
    atm,
    async drop() {
      await atm.stop()
      await pool.end()
      await database.drop()
    },
  }
}

export interface TestSource {
  readonly source: LamassuConnection
  /** The back-off's clock. */
  readonly clock: HandClock
}

/** A source with short timeouts whose waiting times pass only when the clock is moved. */
export function createTestSource(settings: LamassuSettings): TestSource {
  const clock = handClock()
  const source = createLamassuSource(
    { statementTimeoutSeconds: 2, connectTimeoutSeconds: 10, ...settings },
    { clock, random: () => 1, log: silentLog },
  )
  return { source, clock }
}

/** The backends that satmachine has in this database. */
export async function satmachineBackends(pool: Pick<Pool, 'query'>): Promise<number[]> {
  const { rows } = await pool.query(
    "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'satmachine'",
  )
  return rows.map((row) => Number(row.pid))
}

/** Asks again until it holds; throws after the deadline. */
export async function eventually(holds: () => Promise<boolean>, deadlineSeconds = 30): Promise<void> {
  const end = performance.now() + deadlineSeconds * 1000
  while (!(await holds())) {
    if (performance.now() > end)
      throw new Error(`It did not come true within ${deadlineSeconds} s: ${holds.toString()}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** Holds a lock that lets nobody read cash_out_txs, so that a query hangs until release(). */
export async function blockReading(pool: Pick<Pool, 'connect' | 'query'>): Promise<{
  readonly someoneWaits: () => Promise<boolean>
  readonly release: () => Promise<void>
}> {
  const client = await pool.connect()
  await client.query('BEGIN')
  await client.query('LOCK TABLE public.cash_out_txs IN ACCESS EXCLUSIVE MODE')
  return {
    async someoneWaits() {
      const { rows } = await pool.query(
        'SELECT 1 FROM pg_locks WHERE NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())',
      )
      return rows.length > 0
    },
    async release() {
      await client.query('ROLLBACK')
      client.release()
    },
  }
}
