import { setTimeout as delay } from 'node:timers/promises'
import { randomBytes } from 'node:crypto'
import { inject } from 'vitest'
import { administer } from './global-setup.ts'
import type { TestDatabase } from './database.ts'

/**
 * Copies the books as they are now. Called later, what this returns puts the copy in their place, as a standby does that
 * had not heard of the last commits, or a backup: everything since is forgotten, and all connections break. The
 * connections of every process are broken by the copying, too.
 */
export async function photograph({
  url,
  pool,
}: Pick<TestDatabase, 'url' | 'pool'>): Promise<() => Promise<void>> {
  const { maintenanceUrl } = inject('testServer')
  const name = new URL(url).pathname.slice(1)
  const copy = `${name}_${randomBytes(3).toString('hex')}`
  const disconnected = async (work: () => Promise<void>): Promise<void> => {
    await administer(
      maintenanceUrl,
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}' AND pid <> pg_backend_pid()`,
    )
    await pollUntil(() => pool.totalCount === 0)
    await work()
  }
  await disconnected(() =>
    insisting(() => administer(maintenanceUrl, `CREATE DATABASE ${copy} TEMPLATE ${name}`)),
  )
  return () =>
    disconnected(async () => {
      await insisting(() => administer(maintenanceUrl, `DROP DATABASE ${name} WITH (FORCE)`))
      await administer(maintenanceUrl, `ALTER DATABASE ${copy} RENAME TO ${name}`)
    })
}

const ATTEMPTS = 200

async function pollUntil(holds: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if (holds()) return
    await delay(10)
  }
  throw new Error('the connections were not given up')
}

/** A session that was told to end takes a moment. */
async function insisting(work: () => Promise<void>): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await work()
    } catch (thrown) {
      if (attempt >= ATTEMPTS || (thrown as { code?: string }).code !== '55006') throw thrown
      await delay(10)
    }
  }
}
