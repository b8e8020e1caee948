import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { promisify } from 'node:util'

export const run = promisify(execFile)

export const isRoot = process.getuid?.() === 0

/** Who logs in over SSH. As root a throw-away user of the system; else whoever runs the tests. */
export interface Account {
  readonly name: string
  readonly uid: number
  readonly gid: number
  /** null when it is not ours to set. */
  readonly password: string | null
  remove(): Promise<void>
}

export async function createAccount(): Promise<Account> {
  if (!isRoot) {
    const { username, uid, gid } = userInfo()
    return { name: username, uid, gid, password: null, remove: async () => undefined }
  }
  const name = `sat${randomBytes(5).toString('hex')}`
  const password = randomBytes(12).toString('hex')
  await run('useradd', [
    '--system',
    '--no-create-home',
    '--home-dir',
    '/nonexistent',
    '--shell',
    '/bin/sh',
    name,
  ])
  const changing = run('chpasswd')
  changing.child.stdin?.end(`${name}:${password}\n`)
  await changing
  const [uid, gid] = await Promise.all(
    ['-u', '-g'].map(async (flag) => (await run('id', [flag, name])).stdout),
  )
  return {
    name,
    uid: Number(uid),
    gid: Number(gid),
    password,
    async remove() {
      await run('userdel', ['--force', name])
    },
  }
}

export const SSHD = '/usr/sbin/sshd'

/** Debian's OpenSSH server; root installs it when it is missing. */
export async function ensureSshd(): Promise<void> {
  if (!existsSync(SSHD)) {
    if (!isRoot) throw new Error(`${SSHD} is missing: install openssh-server.`)
    await run('apt-get', ['update'])
    await run('apt-get', ['install', '-y', '--no-install-recommends', 'openssh-server'], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    })
  }
  // Where sshd, started by root, locks itself up before a login; usually made by the init system.
  if (isRoot) await mkdir('/run/sshd', { recursive: true, mode: 0o755 })
}
