import { randomBytes } from 'node:crypto'
import { closeSync, openSync, rmSync } from 'node:fs'
import { chown, mkdir, open, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { Failure } from '../../failure.ts'
import type { Binaries } from './binaries.ts'
import { lastLines } from './log-tail.ts'
import { exists, folderArgument, launchOptions, runToEnd } from './process.ts'
import type { Site } from './site.ts'
import { statOrNull } from './stat.ts'

export const SUPERUSER = 'satmachine'
const TEMPORARY = 'postgres-new-'

/**
 * Makes the cluster when there is none, and refuses a folder that these programs can't run. A fresh cluster is made
 * beside its place and moved there in one step: one that is there is complete, and of two makers one wins.
 */
export async function ensureCluster(site: Site, binaries: Binaries, password: string): Promise<void> {
  if (!(await isMade(site))) await makeCluster(site, binaries, password)
  await removeLeftovers(site)
  const version = (await readFile(path.join(site.clusterFolder, 'PG_VERSION'), 'utf8')).trim()
  if (version === binaries.majorVersion) return
  throw new Failure(
    'embedded_postgres',
    `The database folder ${site.clusterFolder} was made by PostgreSQL ${version}, but this version of satmachine brings PostgreSQL ${binaries.majorVersion}: start the satmachine version that made it, take a dump, and restore it into a new folder.`,
  )
}

async function isMade(site: Site): Promise<boolean> {
  if (await statOrNull(path.join(site.clusterFolder, 'PG_VERSION'))) return true
  const folder = await statOrNull(site.clusterFolder)
  if (!folder) return false
  if (folder.isDirectory() && (await readdir(site.clusterFolder)).length === 0) return false
  throw new Failure(
    'embedded_postgres',
    `${site.clusterFolder} exists but is not a PostgreSQL database (its file PG_VERSION is missing): restore it from a backup, or move it away to start with an empty database.`,
  )
}

async function makeCluster(site: Site, binaries: Binaries, password: string): Promise<void> {
  const temporary = path.join(site.dataFolder, `${TEMPORARY}${process.pid}-${randomBytes(4).toString('hex')}`)
  try {
    await mkdir(temporary, { mode: 0o700 })
    if (site.account) await chown(temporary, site.account.uid, site.account.gid)
    await runInitdb(site, binaries, { folder: temporary, password })
    await moveIntoPlace(temporary, site)
    site.log.info({ folder: site.clusterFolder }, 'made a new embedded PostgreSQL database')
  } finally {
    await rm(temporary, { recursive: true, force: true })
  }
}

async function runInitdb(
  site: Site,
  binaries: Binaries,
  made: { folder: string; password: string },
): Promise<void> {
  const passwordCopy = site.account ? await openPasswordFor(site, made.password) : null
  const args = [
    `--pgdata=${folderArgument(made.folder, site.account)}`,
    `--pwfile=${passwordCopy === null ? site.passwordFile : '/proc/self/fd/0'}`,
    `--username=${SUPERUSER}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
    ...(site.crashSafe ? [] : ['--no-sync']),
  ]
  try {
    const options = launchOptions(made.folder, site.account)
    const ending = await runToEnd(binaries.initdb, args, options, passwordCopy ?? undefined)
    if (ending.kind === 'exited' && ending.status === 0) return
    throw initdbFailed(site, ending.kind === 'exited' ? ending.output : ending.cause.message)
  } finally {
    if (passwordCopy !== null) closeSync(passwordCopy)
  }
}

/**
 * initdb reads the password from a file, and its account can't reach ours: it gets a nameless file of its own as
 * standard input.
 */
async function openPasswordFor(site: Site, password: string): Promise<number> {
  const file = `${site.passwordFile}-${randomBytes(6).toString('hex')}`
  try {
    await writeFile(file, `${password}\n`, { mode: 0o600, flag: 'wx' })
    if (site.account) await chown(file, site.account.uid, site.account.gid)
    return openSync(file, 'r')
  } finally {
    rmSync(file, { force: true })
  }
}

function initdbFailed(site: Site, output: string): Failure {
  if (/No space left on device/.test(output)) {
    return new Failure(
      'database_full',
      `The disk of ${site.dataFolder} is full: free some space, then start again.`,
    )
  }
  return new Failure(
    'embedded_postgres',
    `A new database could not be made in ${site.clusterFolder}. PostgreSQL's last words: ${lastLines(output)}`,
  )
}

async function moveIntoPlace(temporary: string, site: Site): Promise<void> {
  try {
    await rename(temporary, site.clusterFolder)
  } catch (thrown) {
    // Another process that started at the same time was first: its cluster, with the same password, is used.
    if (await statOrNull(path.join(site.clusterFolder, 'PG_VERSION'))) return
    throw thrown
  }
  if (process.platform === 'win32') return
  const folder = await open(site.dataFolder, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

/** Half-made clusters of processes that were killed. */
async function removeLeftovers(site: Site): Promise<void> {
  for (const name of await readdir(site.dataFolder)) {
    if (!name.startsWith(TEMPORARY)) continue
    const maker = Number(name.slice(TEMPORARY.length).split('-')[0])
    if (Number.isInteger(maker) && exists(maker)) continue
    await rm(path.join(site.dataFolder, name), { recursive: true, force: true })
  }
}
