import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** bolt11, which LNbits needs, does not pin bitstring and breaks with its version 5. */
const REQUIREMENTS = ['lnbits>=1.3', 'bitstring<5']
const INSTALL_SECONDS = 600

export interface InstalledLnbits {
  readonly python: string
  /** The folder that holds the package: LNbits finds its static files only from there. */
  readonly folder: string
}

/**
 * The newest LNbits of the package index, in a virtual environment that stays for the next run. Needs python3 with
 * pip. SATMACHINE_PEERS_CACHE names another folder than the system's temporary one.
 */
export async function installLnbits(): Promise<InstalledLnbits> {
  const system = await suitablePython()
  const cache = process.env['SATMACHINE_PEERS_CACHE'] ?? join(tmpdir(), 'satmachine-peers')
  mkdirSync(cache, { recursive: true })
  const venv = join(cache, `lnbits-python${system.version}`)
  const python = join(venv, 'bin', 'python')
  const marker = join(venv, 'installed.txt')
  await underLock(`${venv}.lock`, async () => {
    if (existsSync(marker) && readFileSync(marker, 'utf8') === REQUIREMENTS.join('\n')) return
    rmSync(venv, { recursive: true, force: true })
    // Without its own pip, because Debian's python3 has no ensurepip; the system's pip installs into it.
    await run(system.command, ['-m', 'venv', '--without-pip', venv])
    const pip = ['-m', 'pip', '--python', python, 'install', '--quiet', '--disable-pip-version-check']
    await run(system.command, [...pip, '--prefer-binary', ...REQUIREMENTS], {
      timeout: INSTALL_SECONDS * 1000,
    })
    writeFileSync(marker, REQUIREMENTS.join('\n'))
  })
  const { stdout } = await run(python, ['-c', 'import sysconfig; print(sysconfig.get_paths()["purelib"])'])
  return { python, folder: stdout.trim() }
}

/** LNbits wants Python 3.10 to 3.12. A name on the PATH may be a mere shim, so each one is asked. */
async function suitablePython(): Promise<{ command: string; version: string }> {
  for (const command of ['python3.12', 'python3.11', 'python3.10', 'python3']) {
    const version = await versionOf(command)
    if (version !== null && ['3.10', '3.11', '3.12'].includes(version)) return { command, version }
  }
  throw new Error('The peer tests need Python 3.10, 3.11 or 3.12 with pip on the PATH.')
}

async function versionOf(command: string): Promise<string | null> {
  try {
    const script = 'import sys, pip; print("%d.%d" % sys.version_info[:2])'
    return (await run(command, ['-c', script])).stdout.trim()
  } catch {
    return null
  }
}

/** Test files run side by side: one installs, the others wait. */
async function underLock(lock: string, work: () => Promise<void>): Promise<void> {
  const deadline = Date.now() + INSTALL_SECONDS * 1000
  while (!tryLock(lock)) {
    if (Date.now() > deadline) throw new Error(`Another run still holds ${lock}: delete it if there is none.`)
    await delay(200)
  }
  try {
    await work()
  } finally {
    rmSync(join(lock, 'pid'), { force: true })
    rmdirSync(lock)
  }
}

function tryLock(lock: string): boolean {
  try {
    mkdirSync(lock)
    writeFileSync(join(lock, 'pid'), `${process.pid}`)
    return true
  } catch {
    if (isAbandoned(lock)) rmSync(lock, { recursive: true, force: true })
    return false
  }
}

function isAbandoned(lock: string): boolean {
  try {
    process.kill(Number.parseInt(readFileSync(join(lock, 'pid'), 'utf8'), 10), 0)
    return false
  } catch (thrown) {
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'ESRCH'
  }
}
