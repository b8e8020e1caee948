import assert from 'node:assert/strict'
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import path from 'node:path'
import pino from 'pino'
import { openEmbeddedPostgres } from '../../engine/store/embedded/open.ts'
import { readPostmasterFile } from '../../engine/store/embedded/postmaster-file.ts'
import { quickestFolder } from './quickest-folder.ts'

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
  const dataFolder = await mkdtemp(path.join(quickestFolder(), 'satmachine-test-'))
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
