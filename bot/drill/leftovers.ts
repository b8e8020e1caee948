import { existsSync } from 'node:fs'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { sentenceOf } from '../../engine/failure.ts'
import { openEmbeddedPostgres } from '../../engine/store/embedded/open.ts'
import { readPostmasterFile } from '../../engine/store/embedded/postmaster-file.ts'
import { exists, isServerOf } from '../../engine/store/embedded/process.ts'

const OWNER_FILE = 'owner.pid'

/** Says whose this folder is, so that another program leaves it alone. */
export const claimFolder = (folder: string): Promise<void> =>
  writeFile(join(folder, OWNER_FILE), `${process.pid}\n`)

/** Ends the server of a drill's world, if one runs, and takes the folder away. */
export async function removeWorld(folder: string, log: Logger): Promise<void> {
  const dataFolder = join(folder, 'sandbox')
  const cluster = join(dataFolder, 'postgres')
  if (existsSync(cluster)) {
    const server = await readPostmasterFile(cluster).catch(() => null)
    // Adopted, and left as the last one who uses it: it shuts down.
    if (server !== null && (await isServerOf(server.pid, cluster)))
      await openEmbeddedPostgres({ dataFolder, log }).then((postgres) => postgres.stop())
  }
  await rm(folder, { recursive: true, force: true })
}

/** Takes away what drills left behind that were killed. Nothing of it is worth keeping a bot from starting. */
export async function removeLeftovers(dataFolder: string, log: Logger): Promise<void> {
  const drills = join(dataFolder, 'drills')
  if (!existsSync(drills)) return
  for (const name of await readdir(drills)) {
    const folder = join(drills, name)
    if (!name.startsWith('world-') || existsSync(join(folder, KEPT_FILE)) || (await isOwned(folder))) continue
    try {
      await removeWorld(folder, log)
      log.info({ folder }, 'what a killed drill left behind is gone')
    } catch (thrown) {
      log.warn({ folder, reason: sentenceOf(thrown) }, 'what a killed drill left behind could not be removed')
    }
  }
}

const KEPT_FILE = 'kept'

/** Somebody wants to look at it: it stays until it is deleted by hand. */
export const keepFolder = (folder: string): Promise<void> => writeFile(join(folder, KEPT_FILE), '')

/** Another program that lives; our own number is that of a predecessor, as in a container that was restarted. */
async function isOwned(folder: string): Promise<boolean> {
  const written = await readFile(join(folder, OWNER_FILE), 'utf8').catch(() => '')
  const pid = Number.parseInt(written, 10)
  return Number.isSafeInteger(pid) && pid > 0 && pid !== process.pid && exists(pid)
}
