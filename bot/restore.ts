import type { Logger } from 'pino'
import { Failure } from '../engine/failure.ts'
import { createPool } from '../engine/store/pool.ts'
import { openDatabase } from './assembly.ts'
import { restoreBackup } from './backup.ts'
import type { Config } from './config.ts'

const USAGE = 'usage: restore <path of a backup> [--json]'

/** `satmachine restore <file>`: into the new, empty database that the settings name. Returns the line to print. */
export async function runRestore(words: readonly string[], config: Config, log: Logger): Promise<string> {
  const isJson = words.includes('--json')
  const [path, unknown] = words.filter((word) => word !== '--json')
  if (path === undefined || path.startsWith('-'))
    throw new Failure('usage', `Say which backup is to be restored; ${USAGE}`)
  if (unknown !== undefined) throw new Failure('usage', `"${unknown}" is not expected here; ${USAGE}`)
  const database = await openDatabase(config, log)
  try {
    const { databaseUrl } = database
    const pool = createPool({ databaseUrl, applicationName: 'satmachine restore', max: 2, log })
    try {
      const { schemaVersion, takenAt, tables } = await restoreBackup({ pool, path, log })
      const rows = tables.reduce((total, table) => total + table.rows, 0)
      return isJson
        ? JSON.stringify({ path, schemaVersion, takenAt, tables: tables.length, rows })
        : `Restored the books of ${takenAt}: ${rows} rows in ${tables.length} tables, each as the backup's manifest says. Start the bot when no other works on these books.`
    } finally {
      await pool.end()
    }
  } finally {
    await database.stop()
  }
}
