import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { atExit, signalQuietly } from './at-exit.ts'
import { type Account, createAccount, ensureSshd, run, SSHD } from './sshd-account.ts'

export interface Sshd {
  readonly host: string
  readonly port: number
  readonly user: string
  /** Lets `user` in. OpenSSH's own format, without a passphrase. */
  readonly privateKey: string
  /** The same login with a key under a passphrase. */
  readonly protectedKey: { readonly privateKey: string; readonly passphrase: string }
  /** null when the tests do not run as root. */
  readonly password: string | null
  readonly hostKeyFingerprint: string
  readonly account: Account
  /** SIGKILL for the server and for every connection's processes, as when the machine dies. */
  kill(): Promise<void>
  /** SIGKILL for the connections only; new ones are welcome. */
  cutConnections(): Promise<void>
  /** Starts it again on the same port, after kill() too; with new host keys when asked. */
  restart(options?: { newHostKeys?: boolean }): Promise<void>
  /** Ends it, and removes its files and its user. */
  stop(): Promise<void>
}

export interface SshdOptions {
  /** Lines of sshd_config that come before ours, and so win. */
  readonly config?: readonly string[]
}

const HOST = '127.0.0.1'
const PASSPHRASE = 'a phrase for tests'

/** A real OpenSSH server on loopback with its own host keys, configuration and user. */
export async function startSshd({ config = [] }: SshdOptions = {}): Promise<Sshd> {
  await ensureSshd()
  const folder = await mkdtemp(path.join(tmpdir(), 'satmachine-sshd-'))
  // sshd reads authorized_keys with the rights of the user who logs in.
  await chmod(folder, 0o755)
  const account = await createAccount()
  const inFolder = (name: string): string => path.join(folder, name)
  await makeHostKeys(folder)
  await makeKey(inFolder('login'), '')
  await makeKey(inFolder('protected'), PASSPHRASE)
  const publicKeys = await Promise.all(
    ['login.pub', 'protected.pub'].map((name) => readFile(inFolder(name), 'utf8')),
  )
  await writeFile(inFolder('authorized_keys'), publicKeys.join(''), { mode: 0o644 })
  const port = await freePort()
  await writeFile(inFolder('sshd_config'), [...config, ...baseConfig(folder, port), ''].join('\n'))
  let process = await launch(folder, port)
  let fingerprint = await fingerprintOf(inFolder('host_ed25519.pub'))
  return {
    host: HOST,
    port,
    user: account.name,
    privateKey: await readFile(inFolder('login'), 'utf8'),
    protectedKey: { privateKey: await readFile(inFolder('protected'), 'utf8'), passphrase: PASSPHRASE },
    password: account.password,
    get hostKeyFingerprint() {
      return fingerprint
    },
    account,
    kill: () => killWithChildren(process),
    async cutConnections() {
      for (const pid of await descendantsOf(process.pid ?? 0)) signalQuietly(pid, 'SIGKILL')
    },
    async restart({ newHostKeys = false } = {}) {
      await killWithChildren(process)
      if (newHostKeys) await makeHostKeys(folder)
      fingerprint = await fingerprintOf(inFolder('host_ed25519.pub'))
      process = await launch(folder, port)
    },
    async stop() {
      await killWithChildren(process)
      await account.remove()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function baseConfig(folder: string, port: number): string[] {
  return [
    `Port ${port}`,
    `ListenAddress ${HOST}`,
    `HostKey ${folder}/host_rsa`,
    `HostKey ${folder}/host_ecdsa`,
    `HostKey ${folder}/host_ed25519`,
    `AuthorizedKeysFile ${folder}/authorized_keys`,
    `PidFile ${folder}/pid`,
    'StrictModes no',
    'UsePAM no',
    'PasswordAuthentication yes',
    'AllowTcpForwarding yes',
    'AllowStreamLocalForwarding yes',
    'LogLevel VERBOSE',
  ]
}

async function makeHostKeys(folder: string): Promise<void> {
  for (const type of ['ed25519', 'ecdsa', 'rsa']) await makeKey(path.join(folder, `host_${type}`), '', type)
}

async function makeKey(file: string, passphrase: string, type = 'ed25519'): Promise<void> {
  await rm(file, { force: true })
  await run('ssh-keygen', ['-q', '-t', type, '-N', passphrase, '-C', 'satmachine test', '-f', file])
}

/** As ssh-keygen prints it: size, fingerprint, comment, type. */
async function fingerprintOf(publicKeyFile: string): Promise<string> {
  const { stdout } = await run('ssh-keygen', ['-lf', publicKeyFile])
  const fingerprint = stdout.split(' ')[1]
  if (fingerprint === undefined) throw new Error(`ssh-keygen printed: ${stdout}`)
  return fingerprint
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, HOST, resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** Throws with sshd's own words when it does not come up. */
async function launch(folder: string, port: number): Promise<ChildProcess> {
  const child = spawn(SSHD, ['-D', '-e', '-f', path.join(folder, 'sshd_config')], {
    stdio: ['ignore', 'ignore', 'pipe'],
    // Ctrl-C is for the tests, which end it in order.
    detached: true,
  })
  child.once(
    'exit',
    atExit(() => child.kill('SIGKILL')),
  )
  let log = ''
  child.stderr.on('data', (chunk: Buffer) => {
    log = (log + chunk.toString()).slice(-4000)
  })
  for (let attempt = 0; attempt < 500; attempt += 1) {
    if (child.exitCode !== null) throw new Error(`sshd ended with ${child.exitCode}: ${log}`)
    if (await answers(port)) return child
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  child.kill('SIGKILL')
  throw new Error(`sshd does not answer on port ${port}: ${log}`)
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, HOST)
    const settle = (answered: boolean): void => {
      socket.destroy()
      resolve(answered)
    }
    socket.once('data', (greeting) => settle(greeting.toString().startsWith('SSH-2.0')))
    socket.once('error', () => settle(false))
    socket.once('close', () => settle(false))
  })
}

/** The listener first, so that it can start no more; then what it had started. */
async function killWithChildren(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null || server.pid === undefined) return
  const children = await descendantsOf(server.pid)
  const gone = once(server, 'exit')
  server.kill('SIGKILL')
  await gone
  for (const pid of children) signalQuietly(pid, 'SIGKILL')
}

async function descendantsOf(ancestor: number): Promise<number[]> {
  const parents = new Map<number, number>()
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '')
    // The second field is the program's name in brackets, which may hold anything; the parent is the fourth.
    const parent = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]
    if (parent !== undefined) parents.set(Number(name), Number(parent))
  }
  const found = new Set([ancestor])
  for (let before = 0; before !== found.size; ) {
    before = found.size
    for (const [pid, parent] of parents) if (found.has(parent)) found.add(pid)
  }
  found.delete(ancestor)
  return [...found]
}
