import { randomBytes } from 'node:crypto'
import { link, lchown, open, readFile, rm, stat } from 'node:fs/promises'
import { Failure } from '../../failure.ts'
import type { Site } from './site.ts'
import { statOrNull } from './stat.ts'

/**
 * The password of the embedded server, made on first use. Two processes that start at once get the same one: it
 * appears under its name complete, and only if nobody was first. A password lost beside a kept cluster is a Failure.
 */
export async function ensurePassword(site: Site): Promise<string> {
  if (!(await statOrNull(site.passwordFile))) {
    if (await statOrNull(`${site.clusterFolder}/PG_VERSION`)) throw lostPassword(site)
    await makePassword(site)
  }
  const password = (await readFile(site.passwordFile, 'utf8')).trim()
  if (password === '') throw lostPassword(site)
  return password
}

async function makePassword(site: Site): Promise<void> {
  const temporary = `${site.passwordFile}-${randomBytes(6).toString('hex')}`
  try {
    await writeNew(temporary, `${randomBytes(24).toString('base64url')}\n`)
    if (site.account) await giveToFolderOwner(temporary, site.dataFolder)
    await link(temporary, site.passwordFile)
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'EEXIST') throw thrown
  } finally {
    await rm(temporary, { force: true })
  }
}

async function writeNew(file: string, content: string): Promise<void> {
  const handle = await open(file, 'wx', 0o600)
  try {
    await handle.writeFile(content)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Started by root in somebody's folder, that somebody must be able to start it himself the next time. */
async function giveToFolderOwner(file: string, folder: string): Promise<void> {
  const owner = await stat(folder)
  if (owner.uid !== 0) await lchown(file, owner.uid, owner.gid)
}

function lostPassword(site: Site): Failure {
  return new Failure(
    'embedded_postgres',
    `The file ${site.passwordFile} is missing or empty, so the database in ${site.clusterFolder} can't be opened: put it back from the same backup as the database folder.`,
  )
}
