import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type { Pool } from 'pg'
import pino, { type Logger } from 'pino'
import { Cleanups } from '../../bot/cleanups.ts'
import { openEmbeddedPostgres } from '../../engine/store/embedded/open.ts'
import { migrate } from '../../engine/store/migrate.ts'
import { createPool } from '../../engine/store/pool.ts'
import { administer } from '../support/global-setup.ts'

/** Where the benchmarks run: a PostgreSQL of their own, as careful with its disk as in production. */
export interface Ground {
  readonly log: Logger
  /** A folder that goes away with everything else. */
  readonly folder: string
  readonly cleanups: Cleanups
  /** True: small sizes, to see that the benchmarks run; their figures mean nothing. */
  readonly quick: boolean
  say(line: string): void
  url(database: string): string
  pool(database: string): Pool
  emptyDatabase(name: string): Promise<void>
  /** A database with the books' schema in it. */
  booksDatabase(name: string): Promise<void>
  /** Nobody may be connected to the original. */
  copyDatabase(original: string, copy: string): Promise<void>
}

export async function openGround(options: { quick: boolean; say: (line: string) => void }): Promise<Ground> {
  const log = pino({ level: 'silent' })
  const cleanups = new Cleanups(pino({ level: 'error' }, pino.destination(2)))
  const folder = await mkdtemp(path.join(os.tmpdir(), 'satmachine-bench-'))
  cleanups.add('folder', () => rm(folder, { recursive: true, force: true }))
  const postgres = await openEmbeddedPostgres({ dataFolder: path.join(folder, 'server'), log })
  cleanups.add('PostgreSQL', () => postgres.stop())
  const url = (database: string): string => postgres.databaseUrl(database)
  return {
    ...options,
    log,
    folder,
    cleanups,
    url,
    pool(database) {
      const pool = createPool({
        databaseUrl: url(database),
        applicationName: 'satmachine bench',
        max: 8,
        log,
      })
      cleanups.add(`pool of ${database}`, () => (pool.ended ? Promise.resolve() : pool.end()))
      return pool
    },
    emptyDatabase: (name) => administer(url('postgres'), `CREATE DATABASE ${name} TEMPLATE template0`),
    async booksDatabase(name) {
      await administer(url('postgres'), `CREATE DATABASE ${name} TEMPLATE template0`)
      await migrate({ databaseUrl: url(name), log })
    },
    copyDatabase: (original, copy) =>
      administer(url('postgres'), `CREATE DATABASE ${copy} TEMPLATE ${original}`),
  }
}
