import { randomBytes } from 'node:crypto'
import { Client } from 'pg'
import pino from 'pino'
import type { TestProject } from 'vitest/node'
import { migrate } from '../../engine/store/migrate.ts'
import { openTestServer } from './test-server.ts'

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
  const server = await openTestServer()
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

async function migrateTemplate(databaseUrl: string): Promise<string | null> {
  try {
    await migrate({ databaseUrl, log })
    return null
  } catch (thrown) {
    return String(thrown)
  }
}
