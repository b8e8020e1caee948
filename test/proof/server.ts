import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import pino from 'pino'
import { openEmbeddedPostgres } from '../../engine/store/embedded/open.ts'

/** A PostgreSQL of the proof's own, which forgets everything; or the one that TEST_DATABASE_URL names. */
export async function openServer(): Promise<{ maintenanceUrl: string; stop: () => Promise<void> }> {
  const given = process.env['TEST_DATABASE_URL']
  if (given !== undefined) return { maintenanceUrl: given, stop: async () => undefined }
  const dataFolder = await mkdtemp(path.join(os.tmpdir(), 'satmachine-proof-'))
  const log = pino({ level: 'silent' })
  const postgres = await openEmbeddedPostgres({ dataFolder, log, crashSafe: false })
  return {
    maintenanceUrl: postgres.databaseUrl('postgres'),
    async stop() {
      await postgres.stop()
      await rm(dataFolder, { recursive: true, force: true })
    },
  }
}
