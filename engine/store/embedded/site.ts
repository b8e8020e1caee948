import { lchown, mkdir, stat } from 'node:fs/promises'
import path from 'node:path'
import type { Logger } from 'pino'
import { Failure } from '../../failure.ts'
import { type Account, accountFor } from './account.ts'

/** Where one embedded cluster lives, and as whom its programs run. */
export interface Site {
  readonly dataFolder: string
  /** PostgreSQL's own data directory. */
  readonly clusterFolder: string
  readonly passwordFile: string
  readonly logFile: string
  /** The unprivileged account the programs run as; null: as ourselves. */
  readonly account: Account | null
  /** False only in tests: fsync off. */
  readonly crashSafe: boolean
  readonly log: Logger
}

/** Makes the data folder when it is not there and settles who runs PostgreSQL in it. */
export async function prepareSite(options: {
  dataFolder: string
  crashSafe: boolean
  log: Logger
}): Promise<Site> {
  const dataFolder = path.resolve(options.dataFolder)
  const clusterFolder = path.join(dataFolder, 'postgres')
  try {
    await mkdir(dataFolder, { recursive: true, mode: 0o700 })
  } catch (thrown) {
    const reason = (thrown as Error).message
    throw new Failure(
      'embedded_postgres',
      `The data folder ${dataFolder} can't be made (${reason}): set DATA_DIR to a folder this user may write to.`,
      { cause: thrown },
    )
  }
  return {
    dataFolder,
    clusterFolder,
    passwordFile: path.join(dataFolder, 'postgres-password'),
    logFile: path.join(dataFolder, 'postgres.log'),
    account: await accountFor({ dataFolder, clusterFolder }),
    crashSafe: options.crashSafe,
    log: options.log,
  }
}

/** A file that root made in somebody's folder: that somebody must be able to start the server himself next time. */
export async function giveToFolderOwner(file: string, site: Site): Promise<void> {
  if (!site.account) return
  const owner = await stat(site.dataFolder)
  if (owner.uid !== 0) await lchown(file, owner.uid, owner.gid)
}
