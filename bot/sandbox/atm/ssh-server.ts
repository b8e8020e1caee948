import assert from 'node:assert/strict'
import { timingSafeEqual } from 'node:crypto'
import { connect, createServer, type Server, type Socket } from 'node:net'
import ssh2, { type AuthContext, type Connection, type ServerChannel } from 'ssh2'
import { fingerprintOf } from '../../../engine/lamassu/host-key.ts'

export interface SandboxSshSettings {
  readonly user: string
  readonly password?: string
  /** In OpenSSH's one-line form, as in authorized_keys. */
  readonly authorizedKey?: string
  /** A private key in OpenSSH form; a new one is made when none is given. */
  readonly hostKey?: string
  /** The only places that may be reached through this server. */
  readonly database?: { readonly host: string; readonly port: number }
  readonly socketPath?: string
  /** 0 lets the system choose. */
  readonly port?: number
  /** Ask for the password in a dialogue instead of taking it at once, as some servers are set up. */
  readonly asksForPassword?: boolean
}

export interface SandboxSshServer {
  readonly host: string
  readonly port: number
  readonly hostKeyFingerprint: string
  /** Cuts every connection, as a network failure would; new ones are welcome. */
  dropConnections(): void
  stop(): Promise<void>
}

/** An SSH server inside this process, on loopback, that can forward to one database and do nothing else. */
export async function startSandboxSshServer(settings: SandboxSshSettings): Promise<SandboxSshServer> {
  const hostKey = settings.hostKey ?? generateSshKey().privateKey
  const ssh = new ssh2.Server({ hostKeys: [hostKey] }, (connection) => {
    // A client that breaks off is no concern of the server's.
    connection.on('error', () => undefined)
    connection.on('authentication', (context) => authenticate(context, settings))
    connection.on('ready', () => serveForwards(connection, settings))
  })
  const sockets = new Set<Socket>()
  const listener = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    ssh.injectSocket(socket)
  })
  const port = await listen(listener, settings.port ?? 0)
  const dropConnections = (): void => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    host: LOOPBACK,
    port,
    hostKeyFingerprint: fingerprintOf(publicKeyOf(hostKey)),
    dropConnections,
    stop() {
      return new Promise((resolve) => {
        listener.close(() => resolve())
        dropConnections()
      })
    },
  }
}

const LOOPBACK = '127.0.0.1'

function listen(listener: Server, wantedPort: number): Promise<number> {
  return new Promise((resolve, reject) => {
    listener.once('error', reject)
    listener.listen(wantedPort, LOOPBACK, () => {
      const address = listener.address()
      assert(address !== null && typeof address === 'object', 'a TCP server has an address')
      resolve(address.port)
    })
  })
}

function authenticate(context: AuthContext, settings: SandboxSshSettings): void {
  if (context.username !== settings.user) return context.reject()
  const { password, asksForPassword = false } = settings
  if (context.method === 'password' && password !== undefined && !asksForPassword) {
    return sameText(context.password, password) ? context.accept() : context.reject(['publickey'])
  }
  if (context.method === 'keyboard-interactive' && password !== undefined) {
    return context.prompt([{ prompt: 'Password: ', echo: false }], (answers) =>
      sameText(answers[0] ?? '', password) ? context.accept() : context.reject(),
    )
  }
  if (context.method === 'publickey' && keyMatches(context, settings.authorizedKey)) return context.accept()
  context.reject(asksForPassword ? ['keyboard-interactive', 'publickey'] : ['password', 'publickey'])
}

function sameText(given: string, expected: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(expected)]
  return left.length === right.length && timingSafeEqual(left, right)
}

function keyMatches(context: ssh2.PublicKeyAuthContext, authorizedKey: string | undefined): boolean {
  if (authorizedKey === undefined) return false
  const key = ssh2.utils.parseKey(authorizedKey)
  if (key instanceof Error || !key.getPublicSSH().equals(context.key.data)) return false
  // Without a signature the client only asks whether the key would do.
  if (context.signature === undefined || context.blob === undefined) return true
  // Not as typed: the answer may also be an Error.
  const answer: unknown = key.verify(context.blob, context.signature, context.hashAlgo)
  return answer === true
}

function serveForwards(connection: Connection, { database, socketPath }: SandboxSshSettings): void {
  connection.on('session', (_accept, reject) => reject())
  connection.on('tcpip', (accept, reject, { destIP, destPort }) => {
    if (database === undefined || destPort !== database.port || !isLoopbackOr(destIP, database.host)) {
      return reject()
    }
    pipe(connect({ host: database.host, port: database.port, noDelay: true }), accept, reject)
  })
  connection.on('openssh.streamlocal', (accept, reject, info) => {
    if (socketPath === undefined || info.socketPath !== socketPath) return reject()
    pipe(connect(socketPath), accept, reject)
  })
}

const isLoopbackOr = (asked: string, host: string): boolean =>
  asked === host || asked === 'localhost' || asked === '127.0.0.1'

function pipe(socket: Socket, accept: () => ServerChannel, reject: () => void): void {
  let channel: ServerChannel | null = null
  socket.once('connect', () => {
    channel = accept()
    channel.on('error', () => socket.destroy())
    channel.on('close', () => socket.destroy())
    channel.pipe(socket).pipe(channel)
  })
  socket.on('error', () => (channel === null ? reject() : channel.close()))
}

/** An ed25519 key pair; the public half in one line. */
export function generateSshKey(): { privateKey: string; publicKey: string } {
  // ssh2 1.17 writes about one key in 150 in a form that nobody can read.
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const pair = ssh2.utils.generateKeyPairSync('ed25519')
    if (isUsable(pair)) return { privateKey: pair.private, publicKey: pair.public }
  }
  throw new Error('No readable SSH key came out of 20 attempts.')
}

function isUsable(pair: { private: string; public: string }): boolean {
  const [privateKey, publicKey] = [ssh2.utils.parseKey(pair.private), ssh2.utils.parseKey(pair.public)]
  if (privateKey instanceof Error || publicKey instanceof Error) return false
  const answer: unknown = publicKey.verify('proof', privateKey.sign('proof'))
  return answer === true
}

function publicKeyOf(privateKey: string): Buffer {
  const key = ssh2.utils.parseKey(privateKey)
  if (key instanceof Error) throw key
  return key.getPublicSSH()
}
