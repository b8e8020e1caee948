import { randomBytes } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { Client, type Pool } from 'pg'
import pino from 'pino'
import { inject } from 'vitest'
import { createPool } from '../../engine/store/pool.ts'
import { administer, inDatabase } from './global-setup.ts'

export const silentLog = pino({ level: 'silent' })

export interface TestDatabase {
  readonly url: string
  readonly pool: Pool
  /** Closes the pool and drops the database; throws when something else is still connected: a leaked pool. */
  drop(): Promise<void>
}

/** A database of its own with all migrations applied: a copy of the run's template. Call drop() in afterAll. */
export async function freshDatabase(): Promise<TestDatabase> {
  const { template, templateProblem } = inject('testServer')
  if (templateProblem) throw new Error(`The migrations do not run: ${templateProblem}`)
  return await makeDatabase(template)
}

/** A database of its own without anything in it, for somebody else's schema. */
export async function emptyDatabase(): Promise<TestDatabase> {
  return await makeDatabase('template0')
}

async function makeDatabase(template: string): Promise<TestDatabase> {
  const { maintenanceUrl } = inject('testServer')
  const name = `test_${process.pid}_${randomBytes(6).toString('hex')}`
  await administer(maintenanceUrl, `CREATE DATABASE ${name} TEMPLATE ${template}`)
  const url = inDatabase(maintenanceUrl, name)
  const pool = createPool({ databaseUrl: url, applicationName: 'satmachine test', max: 10, log: silentLog })
  const drop = async () => {
    await pool.end()
    const leaked = await dropWithItsSessions(maintenanceUrl, name)
    if (leaked.length > 0) throw new Error(`Connections were never closed: ${leaked.join(', ')}`)
  }
  return { url, pool, drop }
}

const MAX_POLLS = 400
const POLL_MILLISECONDS = 5

/** Drops the database; returns the sessions that were still there after closed ones had time to go. */
async function dropWithItsSessions(maintenanceUrl: string, name: string): Promise<string[]> {
  const client = new Client({ connectionString: maintenanceUrl })
  await client.connect()
  try {
    const leaked = await lastingSessions(client, name)
    await client.query(`DROP DATABASE ${name} WITH (FORCE)`)
    return leaked
  } finally {
    await client.end()
  }
}

async function lastingSessions(client: Client, name: string): Promise<string[]> {
  let sessions: string[] = []
  for (let poll = 0; poll < MAX_POLLS; poll += 1) {
    const { rows } = await client.query(
      "SELECT application_name AS name FROM pg_stat_activity WHERE datname = $1 AND backend_type = 'client backend'",
      [name],
    )
    sessions = rows.map((row) => String(row.name))
    if (sessions.length === 0) return []
    await delay(POLL_MILLISECONDS)
  }
  return sessions
}
