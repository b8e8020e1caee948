import { randomBytes } from 'node:crypto'
import { link, open, readFile, rm } from 'node:fs/promises'
import { Failure } from '../../failure.ts'
import { type Site, giveToFolderOwner } from './site.ts'
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
    await giveToFolderOwner(temporary, site)
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

function lostPassword(site: Site): Failure {
  return new Failure(
    'embedded_postgres',
    `The file ${site.passwordFile} is missing or empty, so the database in ${site.clusterFolder} can't be opened: put it back from the same backup as the database folder.`,
  )
}
