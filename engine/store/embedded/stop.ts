import { execFile } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { Binaries } from './binaries.ts'
import type { Keeper } from './keeper.ts'
import { readPostmasterFile } from './postmaster-file.ts'
import { isServerOf } from './process.ts'
import type { Site } from './site.ts'

const POLL_MILLISECONDS = 20
const MAX_POLLS = 3_000

/**
 * Gives up this process's use of the server, and shuts it down when nobody else uses it: another replica or a
 * command line may be at work on it. A server that went away by itself is left as it is.
 */
export async function leaveServer(site: Site, binaries: Binaries, keeper: Keeper): Promise<void> {
  const pid = keeper.isConnected() ? await pidToStop(site, keeper) : null
  await keeper.end().catch(() => undefined)
  if (pid === null) return
  await interrupt(binaries, pid)
  for (let poll = 0; poll < MAX_POLLS; poll += 1) {
    if (!(await isServerOf(pid, site.clusterFolder))) return
    await delay(POLL_MILLISECONDS)
  }
  site.log.warn({ pid }, 'the embedded PostgreSQL server is still shutting down')
}

/** The server's process when this session is its last user's, else null. */
async function pidToStop(site: Site, keeper: Keeper): Promise<number | null> {
  const others = await otherSessions(keeper)
  const file = await readPostmasterFile(site.clusterFolder)
  if (others > 0) site.log.info({ others }, 'others use the embedded PostgreSQL server: it keeps running')
  if (others > 0 || file?.port !== keeper.port) return null
  return (await isServerOf(file.pid, site.clusterFolder)) ? file.pid : null
}

async function otherSessions(keeper: Keeper): Promise<number> {
  // Renamed first: of two processes that leave at the same moment, neither waits for the other.
  await keeper.query("SET application_name = 'satmachine leaving'")
  const { rows } = await keeper.query(
    `SELECT count(*)::int AS others
       FROM pg_stat_activity
      WHERE backend_type = 'client backend'
        AND pid <> pg_backend_pid()
        AND application_name <> 'satmachine leaving'`,
  )
  return Number(rows[0]?.others)
}

/** PostgreSQL's fast shutdown: sessions are broken off, everything committed is on the disk. */
async function interrupt(binaries: Binaries, pid: number): Promise<void> {
  if (process.platform === 'win32') {
    // Windows has no signals: PostgreSQL listens to pg_ctl instead, and a kill would be a crash.
    await promisify(execFile)(binaries.pgCtl, ['kill', 'INT', String(pid)])
    return
  }
  try {
    process.kill(pid, 'SIGINT')
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'ESRCH') throw thrown
  }
}
