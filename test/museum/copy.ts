import { execFile } from 'node:child_process'
import { cp, mkdtemp, rm, stat, symlink } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

/** A copy of this project that may be broken on purpose. */
export interface TreeCopy {
  readonly root: string
  remove(): Promise<void>
}

export const projectRoot = fileURLToPath(new URL('../..', import.meta.url))

/**
 * Copies the working tree as it is, without what git ignores, into a temporary folder; node_modules is linked.
 * Files that are new and not yet added come along: others may already import them.
 */
export async function copyTree(): Promise<TreeCopy> {
  const root = await mkdtemp(path.join(os.tmpdir(), 'satmachine-museum-'))
  const remove = (): Promise<void> => rm(root, { recursive: true, force: true })
  try {
    for (const file of await filesOfTree()) await cp(path.join(projectRoot, file), path.join(root, file))
    await symlink(path.join(projectRoot, 'node_modules'), path.join(root, 'node_modules'), 'dir')
    return { root, remove }
  } catch (thrown) {
    await remove()
    throw thrown
  }
}

/** The commit that is checked out. */
export const currentCommit = async (): Promise<string> => (await git('rev-parse', 'HEAD')).trim()

async function git(...words: string[]): Promise<string> {
  const options = { cwd: projectRoot, maxBuffer: 64 * 1024 * 1024 }
  return (await promisify(execFile)('git', words, options)).stdout
}

async function filesOfTree(): Promise<string[]> {
  const list = await git('ls-files', '-z', '--cached', '--others', '--exclude-standard')
  const files: string[] = []
  for (const file of list.split('\0')) {
    // One that was deleted and not committed is still tracked.
    const found = file === '' ? null : await stat(path.join(projectRoot, file)).catch(() => null)
    if (found?.isFile() === true) files.push(file)
  }
  return files
}
