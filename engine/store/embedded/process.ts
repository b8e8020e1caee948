import { type ChildProcess, type SpawnOptions, execFile, spawn } from 'node:child_process'
import { stat } from 'node:fs/promises'
import { promisify } from 'node:util'
import type { Account } from './account.ts'

/**
 * Linux resolves this name to the current folder of whoever asks. Node enters `cwd` before it gives up root, so
 * PostgreSQL works in its data folder even when its account may not enter the folders above (a clone in root's home).
 */
const CURRENT_FOLDER = '/proc/self/cwd'

/** How the data folder is named to a program that runs in it under `account`. */
export const folderArgument = (folder: string, account: Account | null): string =>
  account ? CURRENT_FOLDER : folder

/** Spawn options for a program of PostgreSQL: as its account, inside its folder, without our secrets in its environment. */
export function launchOptions(folder: string, account: Account | null): SpawnOptions {
  // PG* variables of the operator's shell must not reach it either. Windows programs can't start without theirs.
  const environment = { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/local/bin:/usr/bin:/bin' }
  return {
    cwd: folder,
    windowsHide: true,
    ...(process.platform === 'win32' ? {} : { env: environment }),
    ...(account ? { uid: account.uid, gid: account.gid } : {}),
  }
}

export type Ending =
  | { readonly kind: 'exited'; readonly status: number | null; readonly output: string }
  | { readonly kind: 'not_started'; readonly cause: Error }

/** Runs a program to its end and keeps what it printed. @param stdin an open file, or nothing. */
export function runToEnd(
  program: string,
  args: string[],
  options: SpawnOptions,
  stdin?: number,
): Promise<Ending> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { ...options, stdio: [stdin ?? 'ignore', 'pipe', 'pipe'] })
    let output = ''
    const keep = (chunk: Buffer) => {
      output += chunk.toString()
    }
    child.stdout?.on('data', keep)
    child.stderr?.on('data', keep)
    child.once('error', (cause) => resolve({ kind: 'not_started', cause }))
    child.once('close', (status) => resolve({ kind: 'exited', status, output }))
  })
}

/** A program started to outlive us; `ended` is set once it ends while we are still here. */
export interface Detached {
  readonly child: ChildProcess
  ended: 'running' | 'exited' | Error
}

/** Starts a program in a session of its own, writing to an open file, so that our end is not its end. */
export function startDetached(
  program: string,
  args: string[],
  options: SpawnOptions,
  output: number,
): Detached {
  const child = spawn(program, args, { ...options, detached: true, stdio: ['ignore', output, output] })
  const detached: Detached = { child, ended: 'running' }
  child.once('error', (cause) => {
    detached.ended = cause
  })
  child.once('exit', () => {
    detached.ended = 'exited'
  })
  child.unref()
  return detached
}

/** Whether a process with this number exists and is one of ours to signal; a dead one that nobody waited for counts. */
export function exists(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (thrown) {
    // EPERM: another user's process, which can't be a server on our files.
    const code = (thrown as NodeJS.ErrnoException).code
    if (code === 'ESRCH' || code === 'EPERM') return false
    throw thrown
  }
}

/**
 * Whether `pid` is a live PostgreSQL process of this data folder: after a restart of the machine or container the
 * same number may belong to anything. PostgreSQL always runs inside its data folder.
 */
export async function isServerOf(pid: number, clusterFolder: string): Promise<boolean> {
  if (!exists(pid)) return false
  if (process.platform === 'linux') return await worksIn(pid, clusterFolder)
  if (process.platform === 'win32') return true
  const { stdout } = await promisify(execFile)('ps', ['-p', String(pid), '-o', 'comm=']).catch(() => ({
    stdout: '',
  }))
  return stdout.includes('postgres')
}

async function worksIn(pid: number, folder: string): Promise<boolean> {
  const wanted = await stat(folder)
  try {
    const actual = await stat(`/proc/${pid}/cwd`)
    return actual.dev === wanted.dev && actual.ino === wanted.ino
  } catch (thrown) {
    // Gone, or dead and not waited for by its parent. Where we may not look, assume the worst: that it is the server.
    const code = (thrown as NodeJS.ErrnoException).code
    return code !== 'ENOENT' && code !== 'ESRCH'
  }
}
