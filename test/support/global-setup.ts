import assert from 'node:assert/strict'
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { Client } from 'pg'
import pino from 'pino'
import type { TestProject } from 'vitest/node'
import { openEmbeddedPostgres } from '../../engine/store/embedded/open.ts'
import { readPostmasterFile } from '../../engine/store/embedded/postmaster-file.ts'
import { migrate } from '../../engine/store/migrate.ts'

/** What the workers are told about the run's PostgreSQL. */
export interface TestServer {
  /** A database from which others may be made and dropped. */
  readonly maintenanceUrl: string
  readonly template: string
  /** Why the template could not be migrated: thrown by freshDatabase(), so that other tests still run. */
  readonly templateProblem: string | null
}

declare module 'vitest' {
  export interface ProvidedContext {
    testServer: TestServer
  }
}

const log = pino({ level: 'silent' })

/**
 * One PostgreSQL for the whole run, with one migrated database to copy: the server named by TEST_DATABASE_URL, else
 * an embedded one in a temporary folder. @returns what is to be done after the run.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = process.env.TEST_DATABASE_URL
    ? await givenServer(process.env.TEST_DATABASE_URL)
    : await ownServer()
  const template = `template_${randomBytes(6).toString('hex')}`
  await administer(server.maintenanceUrl, `CREATE DATABASE ${template} TEMPLATE template0 ENCODING 'UTF8'`)
  const templateProblem = await migrateTemplate(inDatabase(server.maintenanceUrl, template))
  project.provide('testServer', { maintenanceUrl: server.maintenanceUrl, template, templateProblem })
  return async () => {
    await administer(server.maintenanceUrl, `DROP DATABASE ${template} WITH (FORCE)`)
    await server.stop()
  }
}

/** The same server, another database. */
export function inDatabase(url: string, name: string): string {
  const address = new URL(url)
  address.pathname = `/${name}`
  return address.href
}

/** Runs one statement outside of any transaction. */
export async function administer(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

async function givenServer(maintenanceUrl: string) {
  return { maintenanceUrl, stop: async () => undefined }
}

async function ownServer() {
  const dataFolder = await mkdtemp(path.join(os.tmpdir(), 'satmachine-test-'))
  const postgres = await openEmbeddedPostgres({ dataFolder, log, crashSafe: false })
  const guard = await endWithUs(dataFolder)
  const stop = async () => {
    guard.kill()
    await postgres.stop()
    await rm(dataFolder, { recursive: true, force: true })
  }
  return { maintenanceUrl: postgres.databaseUrl('postgres'), stop }
}

/**
 * The embedded server outlives a killed program on purpose; a killed test run must take it along. The guard sleeps on
 * a pipe from us, and hears when we are gone, however that came.
 */
async function endWithUs(dataFolder: string): Promise<ChildProcess> {
  const file = await readPostmasterFile(path.join(dataFolder, 'postgres'))
  assert(file, 'the server was just opened')
  const script =
    'cat; kill -QUIT "$0"; for i in 1 2 3 4 5; do kill -0 "$0" || break; sleep 1; done; rm -rf "$1"'
  const options = { detached: true, stdio: ['pipe', 'ignore', 'ignore'] } satisfies SpawnOptions
  const guard = spawn('sh', ['-c', script, String(file.pid), dataFolder], options)
  // Without a shell (Windows) there is no guard, and the run is none the worse.
  guard.on('error', () => undefined)
  guard.unref()
  return guard
}

async function migrateTemplate(databaseUrl: string): Promise<string | null> {
  try {
    await migrate({ databaseUrl, log })
    return null
  } catch (thrown) {
    return String(thrown)
  }
}
