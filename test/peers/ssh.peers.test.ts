import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { LamassuSettings, LamassuSshSettings } from '../../engine/lamassu/settings.ts'
import { describeLamassuSource } from '../contracts/lamassu.ts'
import {
  blockReading,
  createTestSource,
  eventually,
  freshLamassu,
  lamassuAt,
  type LamassuDatabase,
} from '../support/lamassu.ts'
import { type PeerPostgres, startPeerPostgres } from '../support/lamassu-peer-postgres.ts'
import { type Sshd, type SshdOptions, startSshd } from '../support/sshd.ts'
import { isRoot } from '../support/sshd-account.ts'

const sshOf = (sshd: Sshd, changes: Partial<LamassuSshSettings> = {}): LamassuSshSettings => ({
  host: sshd.host,
  port: sshd.port,
  user: sshd.user,
  hostKeyFingerprint: sshd.hostKeyFingerprint,
  privateKey: sshd.privateKey,
  ...changes,
})

async function failureOf(settings: LamassuSettings): Promise<Error & { code: string }> {
  const { source } = createTestSource(settings)
  try {
    await source.probe()
  } catch (thrown) {
    return thrown as Error & { code: string }
  } finally {
    await source.stop()
  }
  throw new Error('the probe succeeded')
}

/** Gone with the test, also when it fails. */
async function temporarySshd(options?: SshdOptions): Promise<Sshd> {
  const sshd = await startSshd(options)
  onTestFinished(() => sshd.stop())
  return sshd
}

describe('OpenSSH', () => {
  let sshd: Sshd
  let peer: PeerPostgres
  beforeAll(async () => {
    sshd = await startSshd()
    peer = await startPeerPostgres(sshd.account)
  })
  afterAll(async () => {
    await peer.stop()
    await sshd.stop()
  })

  describeLamassuSource('through OpenSSH over TCP', {
    async open(version) {
      const database = await freshLamassu(version)
      return {
        database,
        makeSource: () => createTestSource({ databaseUrl: database.url, ssh: sshOf(sshd) }),
        close: () => database.drop(),
      }
    },
  })

  describeLamassuSource('through OpenSSH over a Unix socket with peer login', {
    async open(version) {
      const name = await peer.createDatabase()
      const database = await lamassuAt({ url: peer.urlOf(name), drop: async () => undefined }, version)
      return {
        database,
        makeSource: () => createTestSource({ databaseUrl: peer.socketUrlOf(name), ssh: sshOf(sshd) }),
        close: () => database.drop(),
      }
    },
  })

  describe('login', () => {
    let lamassu: LamassuDatabase
    beforeAll(async () => {
      lamassu = await freshLamassu()
    })
    afterAll(() => lamassu.drop())
    const works = async (changes: Partial<LamassuSshSettings>) => {
      const { source } = createTestSource({ databaseUrl: lamassu.url, ssh: sshOf(sshd, changes) })
      expect((await source.probe()).cashOutCount).toBe(0)
      await source.stop()
    }
    const failure = (changes: Partial<LamassuSshSettings>, databaseUrl = lamassu.url) =>
      failureOf({ databaseUrl, ssh: sshOf(sshd, changes) })

    test('with a key under a passphrase', () => works(sshd.protectedKey))

    test('with a wrong passphrase', async () => {
      const thrown = await failure({ ...sshd.protectedKey, passphrase: 'wrong' })
      expect(thrown).toMatchObject({ code: 'ssh_key_unreadable' })
      expect(thrown.message).toMatch(/LAMASSU_SSH_PASSPHRASE is wrong/)
    })

    test('with such a key and no passphrase', async () => {
      const thrown = await failure({ privateKey: sshd.protectedKey.privateKey })
      expect(thrown).toMatchObject({ code: 'ssh_key_unreadable' })
      expect(thrown.message).toMatch(/set LAMASSU_SSH_PASSPHRASE/)
    })

    test.skipIf(!isRoot)('with a password', async () => {
      await works({ privateKey: undefined, password: sshd.password ?? '' })
      expect(await failure({ privateKey: undefined, password: 'wrong' })).toMatchObject({
        code: 'ssh_auth_failed',
      })
    })

    test('with a key that nobody let in', async () => {
      const other = await temporarySshd()
      const thrown = await failure({ privateKey: other.privateKey })
      expect(thrown).toMatchObject({ name: 'Failure', code: 'ssh_auth_failed' })
    })

    test('at a server nobody has trusted, which is told as ssh-keygen prints it', async () => {
      const thrown = await failure({ hostKeyFingerprint: null })
      expect(thrown).toMatchObject({ code: 'ssh_host_key_unknown' })
      expect(thrown.message).toContain(`LAMASSU_SSH_HOST_KEY=${sshd.hostKeyFingerprint}`)
      expect(thrown.message).toContain('ssh_host_ed25519_key.pub')
    })

    test('at a port that nobody listens on behind the server', async () => {
      const thrown = await failure({}, 'postgresql://reader@127.0.0.1:1/lamassu')
      expect(thrown).toMatchObject({ code: 'lamassu_unreachable' })
      expect(thrown.message).toMatch(/no database can be reached at 127\.0\.0\.1:1/)
    })

    test('at a socket that is not there', async () => {
      const thrown = await failure({}, 'postgresql://reader@/lamassu?host=/nonexistent')
      expect(thrown).toMatchObject({ code: 'lamassu_unreachable' })
      expect(thrown.message).toContain('/nonexistent/.s.PGSQL.5432')
    })

    test('as another database user than the peer', async () => {
      const name = await peer.createDatabase()
      const url = `postgresql://somebody@/${name}?host=${peer.socketFolder}&port=${peer.port}`
      const thrown = await failure({}, url)
      expect(thrown).toMatchObject({ code: 'lamassu_auth_failed' })
      expect(thrown.message).toMatch(/same name for the SSH user and the database user/)
    })
  })

  test('a server that forbids forwarding says so, for TCP and for sockets', async () => {
    const strict = await temporarySshd({ config: ['AllowTcpForwarding no', 'AllowStreamLocalForwarding no'] })
    const ssh = sshOf(strict)
    const port = await failureOf({ databaseUrl: 'postgresql://reader@127.0.0.1:5432/lamassu', ssh })
    expect(port).toMatchObject({ name: 'Failure', code: 'ssh_forwarding_refused' })
    expect(port.message).toMatch(/AllowTcpForwarding/)
    // OpenSSH's answer is the same for a forbidden socket and for one that is not there.
    const socket = await failureOf({ databaseUrl: 'postgresql://reader@/lamassu?host=/tmp', ssh })
    expect(socket).toMatchObject({ name: 'Failure', code: 'lamassu_unreachable' })
    expect(socket.message).toMatch(/AllowStreamLocalForwarding/)
  })

  test('a server that allows another port only says so', async () => {
    const strict = await temporarySshd({ config: ['PermitOpen 127.0.0.1:1'] })
    const thrown = await failureOf({
      databaseUrl: 'postgresql://reader@127.0.0.1:5432/lamassu',
      ssh: sshOf(strict),
    })
    expect(thrown).toMatchObject({ name: 'Failure', code: 'ssh_forwarding_refused' })
  })

  test('a server killed under a poll fails it quickly; when it is back the bot is, too', async () => {
    const lamassu = await freshLamassu()
    onTestFinished(() => lamassu.drop())
    const mortal = await temporarySshd()
    const { source, clock } = createTestSource({
      databaseUrl: lamassu.url,
      ssh: sshOf(mortal),
      statementTimeoutSeconds: 600,
    })
    onTestFinished(() => source.stop())
    await lamassu.atm.sellOnce('lightning')
    await source.probe()
    const block = await blockReading(lamassu.pool)
    const poll = source.digests().catch((thrown: unknown) => thrown)
    await eventually(block.someoneWaits)
    await mortal.kill()
    expect(await poll).toMatchObject({ name: 'Failure', code: 'ssh_lost' })
    clock.advance(1)
    await expect(source.digests()).rejects.toMatchObject({ code: 'ssh_unreachable' })
    await expect(source.digests()).rejects.toMatchObject({
      message: expect.stringMatching(/next try is due in 2 s\.$/),
    })
    await mortal.restart()
    await block.release()
    clock.advance(2)
    expect((await source.digests()).rowCount).toBe(1)

    await mortal.restart({ newHostKeys: true })
    await expect(source.reconnectNow()).rejects.toMatchObject({ code: 'ssh_host_key_changed' })
  })
})
