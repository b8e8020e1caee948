import { chmod, lstat, readFile, stat, symlink } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import type { Account } from './account.ts'
import { statOrNull } from './stat.ts'

const linkList = z.array(z.object({ source: z.string(), target: z.string() }))
const OTHERS_MAY_ENTER = 0o001
const OTHERS_MAY_READ = 0o004
const EXECUTABLE = 0o755

/**
 * Makes the links and executable bits that the package's own postinstall would have made; npm may have been told not
 * to run it. False when something is missing and can't be made here, because node_modules is not ours to write.
 */
export async function mendInPlace(nativeFolder: string): Promise<boolean> {
  if (process.platform === 'win32') return true
  try {
    await makeLinks(nativeFolder)
    for (const program of ['initdb', 'postgres', 'pg_ctl']) {
      const file = path.join(nativeFolder, 'bin', program)
      const mode = (await stat(file)).mode & 0o777
      if ((mode & 0o100) === 0) await chmod(file, EXECUTABLE)
    }
    return true
  } catch (thrown) {
    if (['EACCES', 'EPERM', 'EROFS'].includes(String((thrown as NodeJS.ErrnoException).code))) return false
    throw thrown
  }
}

/** Makes the missing library links listed in pg-symlinks.json (packages on npm can't carry links). */
async function makeLinks(nativeFolder: string): Promise<void> {
  const list = path.join(nativeFolder, 'pg-symlinks.json')
  if (!(await statOrNull(list))) return
  for (const { source, target } of linkList.parse(JSON.parse(await readFile(list, 'utf8')))) {
    // Paths are relative to the package; every link lies beside the library that it names.
    const link = path.join(nativeFolder, path.relative('native', target))
    if (path.dirname(source) !== path.dirname(target) || !link.startsWith(nativeFolder + path.sep)) continue
    if (!(await lstat(link).catch(() => null))) await makeLink(path.basename(source), link)
  }
}

async function makeLink(source: string, link: string): Promise<void> {
  try {
    await symlink(source, link)
  } catch (thrown) {
    // Another process that starts at the same time made it.
    if ((thrown as NodeJS.ErrnoException).code !== 'EEXIST') throw thrown
  }
}

/** Whether the account reaches the files: every folder above lets others pass, and the files let others read. */
export async function canBeUsedBy(account: Account | null, nativeFolder: string): Promise<boolean> {
  if (!account) return true
  for (let folder = nativeFolder; ; folder = path.dirname(folder)) {
    if (((await stat(folder)).mode & OTHERS_MAY_ENTER) === 0) return false
    if (folder === path.dirname(folder)) break
  }
  const programs = ['bin/postgres', 'bin/initdb']
  for (const file of [...programs, 'lib', 'share', 'share/postgresql', 'share/postgresql/postgres.bki']) {
    const mode = (await stat(path.join(nativeFolder, file))).mode
    if ((mode & OTHERS_MAY_READ) === 0) return false
    if (programs.includes(file) && (mode & OTHERS_MAY_ENTER) === 0) return false
  }
  return true
}
