import type { Client, ClientChannel, ConnectConfig, utils } from 'ssh2'
import { Failure } from '../failure.ts'
import { type ChannelStream, type ChannelTarget, createChannelStream } from './channel-stream.ts'
import { hostKeyFailure } from './host-key.ts'
import type { LamassuSshSettings } from './settings.ts'
import { forwardFailure, keyFailure, lostFailure, sshAddress, sshConnectFailure } from './ssh-failures.ts'

const KEEPALIVE_SECONDS = 10
const KEEPALIVES_MISSED = 3

/** One live SSH connection and the streams through it. */
export interface Tunnel {
  /** A new stream for pg; it dies with the tunnel. */
  openStream(): ChannelStream
  /** Called when the connection is gone, before its streams end; at once when it is gone already. */
  onLost(listener: (failure: Failure) => void): void
  close(): void
}

/** Connects and logs in. Throws Failure; leaves nothing behind when it does. */
export async function openTunnel(
  ssh: LamassuSshSettings,
  options: { timeoutSeconds: number; signal: AbortSignal },
): Promise<Tunnel> {
  // Loaded with the first tunnel: who reaches Lamassu's database directly does without it.
  const { default: ssh2 } = await import('ssh2')
  const config = connectConfig(ssh2, ssh, options.timeoutSeconds)
  let hostKeyRefusal: Failure | null = null
  config.hostVerifier = (hostKey: Buffer) => {
    hostKeyRefusal = hostKeyFailure(hostKey, ssh.hostKeyFingerprint, sshAddress(ssh))
    return hostKeyRefusal === null
  }
  const client = new ssh2.Client()
  let lastError: Error | undefined
  // Stays for the client's whole life: an 'error' without a listener would end the process.
  client.on('error', (error) => (lastError = error))
  answerPrompts(client, ssh.password)
  try {
    await ready(client, config, options.signal)
    // Otherwise every small query waits some 40 ms for the network stack to collect more.
    client.setNoDelay(true)
  } catch (thrown) {
    client.destroy()
    throw hostKeyRefusal ?? sshConnectFailure(thrown, ssh)
  }
  return createTunnel(client, ssh, () => lastError)
}

function createTunnel(client: Client, ssh: LamassuSshSettings, lastError: () => Error | undefined): Tunnel {
  const listeners = new Set<(failure: Failure) => void>()
  let lost: Failure | null = null
  client.once('close', () => {
    lost = lostFailure(ssh, lastError())
    for (const listener of listeners) listener(lost)
  })
  const onLost = (listener: (failure: Failure) => void): void => {
    listeners.add(listener)
    if (lost !== null) listener(lost)
  }
  const open = async (target: ChannelTarget): Promise<ClientChannel> => {
    try {
      return await openChannel(client, target)
    } catch (thrown) {
      throw forwardFailure(thrown, ssh, targetText(target))
    }
  }
  return {
    openStream() {
      const stream = createChannelStream(open)
      onLost((failure) => stream.destroy(failure))
      return stream
    },
    onLost,
    close() {
      client.end()
      client.destroy()
    },
  }
}

interface Ssh2 {
  readonly utils: typeof utils
}

function connectConfig(ssh2: Ssh2, ssh: LamassuSshSettings, timeoutSeconds: number): ConnectConfig {
  const { privateKey, password } = ssh
  if (privateKey !== undefined) assertKeyReadable(ssh2, privateKey, ssh.passphrase)
  const config: ConnectConfig = {
    host: ssh.host,
    port: ssh.port,
    username: ssh.user,
    readyTimeout: timeoutSeconds * 1000,
    keepaliveInterval: KEEPALIVE_SECONDS * 1000,
    keepaliveCountMax: KEEPALIVES_MISSED,
    // Unix sockets are OpenSSH's own extension; other servers that speak it may as well.
    strictVendor: false,
    tryKeyboard: password !== undefined,
    authHandler: [
      'none',
      ...(privateKey === undefined ? [] : ['publickey' as const]),
      ...(password === undefined ? [] : ['password' as const, 'keyboard-interactive' as const]),
    ],
    algorithms: {
      // The order decides which of the server's keys is shown: the pinned fingerprint must stay the same one.
      serverHostKey: [
        'ssh-ed25519',
        'ecdsa-sha2-nistp256',
        'ecdsa-sha2-nistp384',
        'ecdsa-sha2-nistp521',
        'rsa-sha2-512',
        'rsa-sha2-256',
      ],
    },
  }
  if (privateKey !== undefined) config.privateKey = privateKey
  if (ssh.passphrase !== undefined) config.passphrase = ssh.passphrase
  if (password !== undefined) config.password = password
  return config
}

function assertKeyReadable(ssh2: Ssh2, privateKey: Buffer | string, passphrase: string | undefined): void {
  const key = ssh2.utils.parseKey(privateKey, passphrase)
  if (key instanceof Error) throw keyFailure(key, passphrase)
  const first = Array.isArray(key) ? key[0] : key
  if (!first?.isPrivateKey()) {
    throw new Failure(
      'ssh_key_unreadable',
      'LAMASSU_SSH_PRIVATE_KEY holds a public key; the private one is needed (the file without .pub).',
    )
  }
}

/** Some servers ask for the password in a dialogue instead of taking it at once. */
function answerPrompts(client: Client, password: string | undefined): void {
  client.on('keyboard-interactive', (_name, _instructions, _language, prompts, finish) => {
    finish(prompts.map(() => password ?? ''))
  })
}

function ready(client: Client, config: ConnectConfig, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(new Error('stopped'))
    if (signal.aborted) return abort()
    signal.addEventListener('abort', abort, { once: true })
    const done = (settle: () => void): void => {
      signal.removeEventListener('abort', abort)
      settle()
    }
    client.once('ready', () => done(resolve))
    client.once('error', (error) => done(() => reject(error)))
    client.once('close', () => done(() => reject(new Error('the server closed the connection'))))
    client.connect(config)
  })
}

function openChannel(client: Client, target: ChannelTarget): Promise<ClientChannel> {
  return new Promise((resolve, reject) => {
    const opened = (error: Error | undefined, channel: ClientChannel): void =>
      error ? reject(error) : resolve(channel)
    if ('socketPath' in target) client.openssh_forwardOutStreamLocal(target.socketPath, opened)
    else client.forwardOut('127.0.0.1', 0, target.host, target.port, opened)
  })
}

const targetText = (target: ChannelTarget): string =>
  'socketPath' in target ? target.socketPath : `${target.host}:${target.port}`
