import { existsSync } from 'node:fs'
import { readFile, readdir } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Pool, PoolClient } from 'pg'
import type { Logger } from 'pino'
import Postgrator from 'postgrator'
import { Failure, sentenceOf } from '../failure.ts'
import { createPool, databaseFailure, inTransaction } from './pool.ts'

const VERSIONS_TABLE = 'satoshimachine.schema_versions'
/** Any number will do, as long as nothing else in this database takes the same advisory lock. */
const MIGRATION_LOCK = 7_276_500
const LOCK_SECONDS = 120

export interface Migrated {
  /** File names, in the order in which they ran; empty when there was nothing to do. */
  readonly applied: string[]
  readonly version: number
}

/**
 * Brings the schema to the newest version, all or nothing. Processes that start at once wait for each other. Throws
 * Failure: an applied file was edited, the schema is newer than the files, a migration failed.
 * @param options.folder for tests; by default the program's own migrations.
 */
export async function migrate(
  options: { log: Logger; folder?: string } & ({ pool: Pool } | { databaseUrl: string }),
): Promise<Migrated> {
  const { log, folder = migrationsFolder() } = options
  const files = await migrationFiles(folder)
  const pool =
    'pool' in options
      ? options.pool
      : createPool({ databaseUrl: options.databaseUrl, applicationName: 'satmachine migrate', max: 1, log })
  try {
    const applied = await inTransaction(pool, (client) => applyMissing(client, folder, files))
    if (applied.length > 0) log.info({ applied }, 'migrated the database')
    return { applied, version: files.length }
  } catch (thrown) {
    throw databaseFailure(thrown)
  } finally {
    if (!('pool' in options)) await pool.end()
  }
}

/** The number of the last migration that ran; 0 for a database without our schema. */
export async function schemaVersion(pool: Pool): Promise<number> {
  const table = await pool.query<{ exists: boolean }>('SELECT to_regclass($1) IS NOT NULL AS exists', [
    VERSIONS_TABLE,
  ])
  if (table.rows[0]?.exists !== true) return 0
  const { rows } = await pool.query<{ version: number }>(
    'SELECT coalesce(max(version), 0)::int AS version FROM satoshimachine.schema_versions',
  )
  return rows[0]?.version ?? 0
}

/** `migrations/` beside the program's package.json, from the sources as well as from dist/. */
export function migrationsFolder(): string {
  let folder = path.dirname(fileURLToPath(import.meta.url))
  while (!existsSync(path.join(folder, 'package.json'))) {
    const parent = path.dirname(folder)
    if (parent === folder)
      throw new Failure('database_failed', 'The folder migrations is missing: install satmachine again.')
    folder = parent
  }
  return path.join(folder, 'migrations')
}

/** 001.do.<name>.sql, 002…, without a gap; what else lies there is a mistake that must not go unnoticed. */
async function migrationFiles(folder: string): Promise<string[]> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()
  for (const [index, name] of files.entries()) {
    const number = String(index + 1).padStart(3, '0')
    if (!new RegExp(`^${number}\\.do\\.[a-z0-9_-]+\\.sql$`).test(name)) {
      throw new Failure(
        'database_failed',
        `The migration ${name} should be named ${number}.do.<name>.sql: nothing was changed.`,
      )
    }
    const sql = await readFile(path.join(folder, name), 'utf8')
    if (/^\s*(?:begin|start transaction|commit|rollback)\s*;/im.test(sql)) {
      throw new Failure(
        'database_failed',
        `The migration ${name} ends the transaction that guards it: nothing was changed.`,
      )
    }
  }
  return files
}

async function applyMissing(client: PoolClient, folder: string, files: string[]): Promise<string[]> {
  await client.query(`SET LOCAL lock_timeout = '${LOCK_SECONDS}s'`)
  await client.query('SET LOCAL statement_timeout = 0')
  await client.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK])
  await client.query('CREATE SCHEMA IF NOT EXISTS satoshimachine')
  await client.query('SET LOCAL search_path = satoshimachine')
  const postgrator = new Postgrator({
    driver: 'pg',
    schemaTable: VERSIONS_TABLE,
    migrationPattern: `${literalPattern(folder)}/*.do.*.sql`,
    newline: 'LF',
    execQuery: (sql) => client.query(sql),
  })
  let running: string | null = null
  postgrator.on('migration-started', (migration) => {
    running = path.basename(migration.filename)
  })
  const version = await postgrator.getDatabaseVersion()
  if (version > files.length) throw tooNew(version, files.length)
  try {
    const applied = await postgrator.migrate()
    return applied.map((migration) => path.basename(migration.filename))
  } catch (thrown) {
    throw migrationFailure(thrown, running, files)
  }
}

/** postgrator takes a glob pattern; a folder's own name may hold any of its special characters. */
const literalPattern = (folder: string): string =>
  path
    .resolve(folder)
    .replaceAll(path.sep, '/')
    .replaceAll(/[*?[\]{}()!+@]/g, '\\$&')

function tooNew(version: number, known: number): Failure {
  return new Failure(
    'database_failed',
    `The database is at schema version ${version}, but this version of satmachine only knows ${known}: start the newer satmachine that was used before.`,
  )
}

function migrationFailure(thrown: unknown, running: string | null, files: string[]): Failure {
  const edited = /MD5 checksum failed for migration \[(\d+)\]/.exec(sentenceOf(thrown))
  if (edited) {
    return new Failure(
      'database_failed',
      `The migration ${files[Number(edited[1]) - 1]} was edited after it had been applied to this database: restore the file; changes go into a new migration.`,
      { cause: thrown },
    )
  }
  if (running === null) return databaseFailure(thrown)
  return new Failure(
    'database_failed',
    `The migration ${running} failed, and nothing was changed: ${sentenceOf(thrown)}.`,
    {
      cause: thrown,
    },
  )
}
