import { execFile } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { sentenceOf } from '../../failure.ts'
import type { Binaries } from './binaries.ts'
import { type Keeper, USERS_LOCK } from './keeper.ts'
import { readPostmasterFile } from './postmaster-file.ts'
import { isServerOf } from './process.ts'
import type { Site } from './site.ts'

const POLL_MILLISECONDS = 20
const MAX_STOP_POLLS = 3_000
/** Sessions that were closed just now, by us or by others who leave, take a moment to go. */
const MAX_SESSION_POLLS = 50

/**
 * Gives up this process's use of the server, and shuts it down when nobody else uses it: another replica or a
 * command line may be at work on it. A server that went away by itself is left as it is.
 */
export async function leaveServer(site: Site, binaries: Binaries, keeper: Keeper): Promise<void> {
  const pid = await pidToStop(site, keeper)
  if (pid === null) {
    await keeper.end().catch(() => undefined)
    return
  }
  // The session stays until the shutdown breaks it off: its lock keeps newcomers out.
  await interrupt(binaries, pid)
  for (let poll = 0; poll < MAX_STOP_POLLS; poll += 1) {
    if (!(await isServerOf(pid, site.clusterFolder))) return
    await delay(POLL_MILLISECONDS)
  }
  site.log.warn({ pid }, 'the embedded PostgreSQL server is still shutting down')
}

/** The server's process when nobody else uses it, else null. */
async function pidToStop(site: Site, keeper: Keeper): Promise<number | null> {
  keeper.expectEnd()
  try {
    if (!keeper.isConnected()) return null
    if (!(await claimShutdown(keeper))) {
      site.log.info({}, 'others use the embedded PostgreSQL server: it keeps running')
      return null
    }
  } catch (thrown) {
    // Whoever left just before us, or a crash, ended the server while we asked.
    site.log.info({ reason: sentenceOf(thrown) }, 'the embedded PostgreSQL server ended by itself')
    return null
  }
  const file = await readPostmasterFile(site.clusterFolder)
  if (file?.port !== keeper.port) return null
  return (await isServerOf(file.pid, site.clusterFolder)) ? file.pid : null
}

/** Of several that leave at once, the one that unlocks last gets the lock alone; it waits for the others' sessions to go. */
async function claimShutdown(keeper: Keeper): Promise<boolean> {
  await keeper.query('SELECT pg_advisory_unlock_shared($1)', [USERS_LOCK])
  const { rows } = await keeper.query('SELECT pg_try_advisory_lock($1) AS alone', [USERS_LOCK])
  if (rows[0]?.alone !== true) return false
  for (let poll = 0; poll < MAX_SESSION_POLLS; poll += 1) {
    if ((await otherSessions(keeper)) === 0) return true
    await delay(POLL_MILLISECONDS)
  }
  return false
}

async function otherSessions(keeper: Keeper): Promise<number> {
  const { rows } = await keeper.query(
    `SELECT count(*)::int AS others
       FROM pg_stat_activity
      WHERE backend_type = 'client backend'
        AND pid <> pg_backend_pid()`,
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
