import { randomBytes } from 'node:crypto'
import { Pool } from 'pg'
import { inject } from 'vitest'
import { administer, inDatabase } from './global-setup.ts'

/**
 * Time runs as it does, but so much ahead: for `new Date()`, and for now() in databases that were made here. A day of
 * watching is over at once, and no program that is tested knows.
 */
export interface TimeAhead {
  now(): Date
  /** In this process, and in every database made here. */
  pass(seconds: number): Promise<void>
  /** An empty one, with this clock. */
  database(): Promise<AheadDatabase>
  /** Date is itself again. */
  stop(): Promise<void>
}

export interface AheadDatabase {
  readonly name: string
  readonly url: string
  drop(): Promise<void>
}

/** Before any migration, so that defaults and triggers mean these; the functions of the machine keep another name. */
const CLOCK = `
  CREATE SCHEMA ahead;
  CREATE TABLE ahead.of_machine (by interval NOT NULL);
  INSERT INTO ahead.of_machine VALUES ('0');
  GRANT USAGE ON SCHEMA ahead TO PUBLIC;
  GRANT SELECT ON ahead.of_machine TO PUBLIC;
  ALTER FUNCTION pg_catalog.now() RENAME TO machine_now;
  ALTER FUNCTION pg_catalog.clock_timestamp() RENAME TO machine_clock_timestamp;
  CREATE FUNCTION pg_catalog.now() RETURNS timestamptz STABLE LANGUAGE sql
    AS $$ SELECT machine_now() + by FROM ahead.of_machine $$;
  CREATE FUNCTION pg_catalog.clock_timestamp() RETURNS timestamptz VOLATILE LANGUAGE sql
    AS $$ SELECT machine_clock_timestamp() + by FROM ahead.of_machine $$`

/** @param startAt must not lie before now: nothing that is kept may come from the future. */
export function timeAhead(startAt: Date): TimeAhead {
  const { maintenanceUrl } = inject('testServer')
  const Machine = globalThis.Date
  let aheadMs = startAt.getTime() - Machine.now()
  const nowMs = (): number => Machine.now() + aheadMs
  const clocks = new Map<string, Pool>()
  globalThis.Date = new Proxy(Machine, {
    construct: (target, given, newTarget) =>
      Reflect.construct(target, given.length === 0 ? [nowMs()] : given, newTarget) as object,
    get: (target, name) => (name === 'now' ? nowMs : (Reflect.get(target, name) as unknown)),
  })
  const setClock = (pool: Pool): Promise<unknown> =>
    pool.query('UPDATE ahead.of_machine SET by = make_interval(secs => $1)', [aheadMs / 1000])
  return {
    now: () => new Machine(nowMs()),
    async pass(seconds) {
      aheadMs += seconds * 1000
      await Promise.all([...clocks.values()].map(setClock))
    },
    async database() {
      const name = `ahead_${randomBytes(6).toString('hex')}`
      await administer(maintenanceUrl, `CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8'`)
      const url = inDatabase(maintenanceUrl, name)
      const clock = new Pool({ connectionString: url, max: 1 })
      clock.on('error', () => undefined)
      await clock.query(CLOCK)
      await setClock(clock)
      clocks.set(name, clock)
      return {
        name,
        url,
        async drop() {
          clocks.delete(name)
          await clock.end()
          await administer(maintenanceUrl, `DROP DATABASE ${name} WITH (FORCE)`)
        },
      }
    },
    async stop() {
      globalThis.Date = Machine
      await Promise.all([...clocks.values()].map((clock) => clock.end()))
    },
  }
}

/** The next time that it is three in the morning, in UTC: when most things break. */
export function nextNight(): Date {
  const night = new Date()
  night.setUTCHours(27, 0, 0, 0)
  return night
}
