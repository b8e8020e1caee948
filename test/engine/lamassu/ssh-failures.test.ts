import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { inspect } from 'node:util'
import ssh2 from 'ssh2'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  generateSshKey,
  type SandboxSshServer,
  startSandboxSshServer,
} from '../../../bot/sandbox/atm/ssh-server.ts'
import type { LamassuSettings, LamassuSshSettings } from '../../../engine/lamassu/settings.ts'
import { forwardFailure } from '../../../engine/lamassu/ssh-failures.ts'
import { createTestSource, freshLamassu, type LamassuDatabase } from '../../support/lamassu.ts'

const PASSWORD = 'pl4nted-s3cret'
const PASSPHRASE = 'pl4nted-phrase'
const USER = 'lamassu'

type Thrown = Error & { code: string }

async function failureOf(settings: LamassuSettings): Promise<Thrown> {
  const { source } = createTestSource(settings)
  try {
    await source.probe()
  } catch (thrown) {
    const whole = inspect(thrown, { depth: 10, showHidden: true })
    expect(whole).not.toContain(PASSWORD)
    expect(whole).not.toContain(PASSPHRASE)
    return thrown as Thrown
  } finally {
    await source.stop()
  }
  throw new Error('the probe succeeded')
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

/** An encrypted key; like generateSshKey, repeated until it can be read. */
function encryptedKey(): string {
  for (;;) {
    const { private: text } = ssh2.utils.generateKeyPairSync('ed25519', {
      passphrase: PASSPHRASE,
      cipher: 'aes256-ctr',
      rounds: 4,
    })
    if (!(ssh2.utils.parseKey(text, PASSPHRASE) instanceof Error)) return text
  }
}

describe('the way through SSH', () => {
  let lamassu: LamassuDatabase
  let databasePort: number
  const key = generateSshKey()
  let server: SandboxSshServer
  beforeAll(async () => {
    lamassu = await freshLamassu()
    databasePort = Number(new URL(lamassu.url).port)
    server = await startSandboxSshServer({
      user: USER,
      password: PASSWORD,
      authorizedKey: key.publicKey,
      database: { host: new URL(lamassu.url).hostname, port: databasePort },
    })
  })
  afterAll(async () => {
    await server.stop()
    await lamassu.drop()
  })
  const withSsh = (
    changes: Partial<LamassuSshSettings>,
    rest: Partial<LamassuSettings> = {},
  ): LamassuSettings => ({
    databaseUrl: lamassu.url,
    ssh: {
      host: server.host,
      port: server.port,
      user: USER,
      hostKeyFingerprint: server.hostKeyFingerprint,
      ...changes,
    },
    ...rest,
  })
  const works = async (settings: LamassuSettings): Promise<void> => {
    const { source } = createTestSource(settings)
    try {
      expect((await source.probe()).cashOutCount).toBe(0)
    } finally {
      await source.stop()
    }
  }

  test('a key, a protected key, a password and both are let in', async () => {
    await works(withSsh({ privateKey: key.privateKey }))
    await works(withSsh({ privateKey: Buffer.from(key.privateKey) }))
    await works(withSsh({ password: PASSWORD }))
    await works(withSsh({ password: PASSWORD, privateKey: generateSshKey().privateKey }))
  })

  test('a password is also given to a server that asks for it in a dialogue', async () => {
    const asking = await startSandboxSshServer({
      user: USER,
      password: PASSWORD,
      asksForPassword: true,
      database: { host: '127.0.0.1', port: databasePort },
    })
    await works(
      withSsh({ password: PASSWORD, port: asking.port, hostKeyFingerprint: asking.hostKeyFingerprint }),
    )
    await asking.stop()
  })

  test('a server nobody has trusted is told with its fingerprint and what to do', async () => {
    const failure = await failureOf(withSsh({ hostKeyFingerprint: null, password: PASSWORD }))
    expect(failure).toMatchObject({ name: 'Failure', code: 'ssh_host_key_unknown' })
    expect(failure.message).toContain(`LAMASSU_SSH_HOST_KEY=${server.hostKeyFingerprint}`)
    expect(failure.message).toContain('`ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub` run ON that server')
  })

  test('another key than the trusted one is told with both, and no password was sent', async () => {
    const pinned = 'SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'
    const failure = await failureOf(withSsh({ hostKeyFingerprint: pinned, password: PASSWORD }))
    expect(failure).toMatchObject({ name: 'Failure', code: 'ssh_host_key_changed' })
    expect(failure.message).toContain(pinned)
    expect(failure.message).toContain(server.hostKeyFingerprint)
  })

  test.each([
    ['a wrong password', { password: 'wr0ng' }, /with the password of LAMASSU_SSH_PASSWORD/],
    ['a key nobody knows', { privateKey: generateSshKey().privateKey }, /with the private key of/],
    ['neither', {}, /without any key or password/],
    ['another user', { user: 'root', password: PASSWORD }, /login of user root/],
  ])('%s is ssh_auth_failed', async (_name, changes, sentence) => {
    const failure = await failureOf(withSsh(changes))
    expect(failure).toMatchObject({ name: 'Failure', code: 'ssh_auth_failed' })
    expect(failure.message).toMatch(sentence)
  })

  test.each([
    ['a key without its passphrase', { privateKey: encryptedKey() }, /set LAMASSU_SSH_PASSPHRASE/],
    [
      'a wrong passphrase',
      { privateKey: encryptedKey(), passphrase: 'wr0ng' },
      /LAMASSU_SSH_PASSPHRASE is wrong/,
    ],
    ['no key at all', { privateKey: 'hello' }, /must be a whole OpenSSH or PEM private key/],
    ['a public key', { privateKey: key.publicKey }, /without \.pub/],
  ])('%s is ssh_key_unreadable', async (_name, changes, sentence) => {
    const failure = await failureOf(withSsh(changes))
    expect(failure).toMatchObject({ name: 'Failure', code: 'ssh_key_unreadable' })
    expect(failure.message).toMatch(sentence)
  })

  test('nothing listens', async () => {
    const failure = await failureOf(withSsh({ port: 1, password: PASSWORD }))
    expect(failure).toMatchObject({ code: 'ssh_unreachable' })
    expect(failure.message).toMatch(/refused the connection: nothing listens on port 1/)
  })

  test('a name that does not resolve', async () => {
    const failure = await failureOf(withSsh({ host: 'satmachine.invalid', password: PASSWORD }))
    expect(failure).toMatchObject({ code: 'ssh_unreachable' })
    expect(failure.message).toMatch(/satmachine\.invalid, can't be resolved/)
  })

  test.each([
    ['says nothing', () => undefined, /did not answer in time/],
    ['hangs up', (socket: Socket) => socket.end(), /broke before the login was done|does not speak an SSH/],
    ['speaks HTTP', (socket: Socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'), /./],
  ])('a server that %s is ssh_unreachable', async (_name, behaviour, sentence) => {
    const odd = createServer((socket) => {
      socket.on('error', () => undefined)
      behaviour(socket)
    })
    const port = await listening(odd)
    const failure = await failureOf(withSsh({ port, password: PASSWORD }, { connectTimeoutSeconds: 0.5 }))
    odd.close()
    expect(failure).toMatchObject({ name: 'Failure', code: 'ssh_unreachable' })
    expect(failure.message).toMatch(sentence)
  })

  test('a database that is not there behind the server', async () => {
    const settings = withSsh(
      { password: PASSWORD },
      { databaseUrl: 'postgresql://reader@localhost:1/lamassu' },
    )
    const failure = await failureOf(settings)
    expect(failure).toMatchObject({ name: 'Failure', code: 'lamassu_unreachable' })
    expect(failure.message).toMatch(/no database can be reached at localhost:1 .*as seen from that server/)
  })

  test('a refusal to forward is not mistaken for a missing database', () => {
    const { ssh } = withSsh({})
    if (ssh === null) throw new Error('no ssh')
    const refused = Object.assign(new Error('(SSH) Channel open failure: '), { reason: 1 })
    const failure = forwardFailure(refused, ssh, 'localhost:5432')
    expect(failure.code).toBe('ssh_forwarding_refused')
    expect(failure.message).toMatch(/AllowTcpForwarding/)
    expect(forwardFailure(new Error('Not connected'), ssh, 'localhost:5432').code).toBe('ssh_lost')
  })
})
