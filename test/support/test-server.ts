import assert from 'node:assert/strict'
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { access, constants, mkdtemp, rm, statfs } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import pino from 'pino'
import { openEmbeddedPostgres } from '../../engine/store/embedded/open.ts'
import { readPostmasterFile } from '../../engine/store/embedded/postmaster-file.ts'

export interface RunningServer {
  /** A database from which others may be made and dropped. */
  readonly maintenanceUrl: string
  stop(): Promise<void>
}

const log = pino({ level: 'silent' })

/** The server named by TEST_DATABASE_URL, else an embedded one in a temporary folder, which ends with this process. */
export async function openTestServer(): Promise<RunningServer> {
  const given = process.env['TEST_DATABASE_URL']
  return given ? { maintenanceUrl: given, stop: async () => undefined } : ownServer()
}

async function ownServer(): Promise<RunningServer> {
  const dataFolder = await mkdtemp(path.join(await quickestFolder(), 'satmachine-test-'))
  const postgres = await openEmbeddedPostgres({ dataFolder, log, crashSafe: false })
  const guard = await endWithUs(dataFolder)
  const stop = async () => {
    guard.kill()
    await postgres.stop()
    await rm(dataFolder, { recursive: true, force: true })
  }
  return { maintenanceUrl: postgres.databaseUrl('postgres'), stop }
}

const MEMORY = '/dev/shm'
const BYTES_WANTED = 4 * 1024 ** 3

/**
 * In memory, where the system has such a folder with room. A run makes and drops thousands of databases of hundreds of
 * files, and ext4 hesitates to give out what was deleted a moment ago: there a new database takes a second, in memory
 * a twentieth of it.
 */
async function quickestFolder(): Promise<string> {
  try {
    await access(MEMORY, constants.W_OK)
    const { bavail, bsize } = await statfs(MEMORY)
    return bavail * bsize >= BYTES_WANTED ? MEMORY : os.tmpdir()
  } catch {
    return os.tmpdir()
  }
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
