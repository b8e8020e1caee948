import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type SandboxSshServer, startSandboxSshServer } from '../../../bot/sandbox/atm/ssh-server.ts'
import type { LamassuSettings } from '../../../engine/lamassu/settings.ts'
import {
  blockReading,
  createTestSource,
  eventually,
  freshLamassu,
  type LamassuDatabase,
} from '../../support/lamassu.ts'

const PASSWORD = 'pl4nted-s3cret'
const USER = 'lamassu'

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

describe('when something between dies', () => {
  let lamassu: LamassuDatabase
  beforeAll(async () => {
    lamassu = await freshLamassu()
  })
  afterAll(() => lamassu.drop())

  const sockets = new Set<Socket>()
  let frozen = false
  let proxy: Server
  let between: SandboxSshServer
  let tunnelled: LamassuSettings
  beforeEach(async () => {
    // Between the SSH server and the database, so that either side of the tunnel can be made to hang.
    frozen = false
    proxy = createServer((socket) => {
      sockets.add(socket)
      socket.on('error', () => undefined)
      if (frozen) return
      const database = new URL(lamassu.url)
      const upstream = connect(Number(database.port), database.hostname)
      upstream.on('error', () => undefined)
      socket.on('data', (chunk) => frozen || upstream.write(chunk))
      upstream.on('data', (chunk) => frozen || socket.write(chunk))
      socket.on('close', () => upstream.destroy())
    })
    const port = await listening(proxy)
    const url = new URL(lamassu.url)
    url.port = String(port)
    const way = await startSandboxSshServer({
      user: USER,
      password: PASSWORD,
      database: { host: '127.0.0.1', port },
    })
    between = way
    tunnelled = {
      databaseUrl: url.href,
      ssh: {
        host: way.host,
        port: way.port,
        user: USER,
        hostKeyFingerprint: way.hostKeyFingerprint,
        password: PASSWORD,
      },
      statementTimeoutSeconds: 1,
      connectTimeoutSeconds: 2,
    }
  })
  afterEach(async () => {
    for (const socket of sockets) socket.destroy()
    proxy.close()
    await between.stop()
  })

  test('a database that never answers the connection', async () => {
    frozen = true
    const { source } = createTestSource(tunnelled)
    const failure: unknown = await source.probe().catch((thrown: unknown) => thrown)
    await source.stop()
    expect(failure).toMatchObject({
      name: 'Failure',
      code: 'ssh_lost',
      message: expect.stringContaining('gave no answer within 2 s'),
    })
  })

  test('a channel that falls silent fails the query in time, then all is made anew', async () => {
    const { source, clock } = createTestSource(tunnelled)
    await source.probe()
    frozen = true
    const failure = await source.dispensedIds().catch((thrown: unknown) => thrown)
    expect(failure).toMatchObject({ name: 'Failure', code: 'ssh_lost' })
    frozen = false
    await expect(source.dispensedIds()).rejects.toMatchObject({
      message: expect.stringMatching(/next try is due in/),
    })
    clock.advance(1)
    expect(await source.dispensedIds()).toEqual([])
    await source.stop()
  })

  test('a connection cut under a query fails it at once, then all is made anew', async () => {
    const { source, clock } = createTestSource({ ...tunnelled, statementTimeoutSeconds: 60 })
    await source.probe()
    const block = await blockReading(lamassu.pool)
    const poll = source.digests().catch((thrown: unknown) => thrown)
    await eventually(block.someoneWaits)
    between.dropConnections()
    expect(await poll).toMatchObject({ name: 'Failure', code: 'ssh_lost' })
    await block.release()
    clock.advance(1)
    expect(await source.dispensedIds()).toEqual([])
    await source.stop()
  })

  test('while the server is away every try waits longer than the one before', async () => {
    const { source, clock } = createTestSource(tunnelled)
    await source.probe()
    const { port } = between
    await between.stop()
    const waits = []
    for (let attempt = 0; attempt < 9; attempt += 1) {
      const failed = await source.digests().catch((thrown: Error) => thrown.message)
      expect(failed).not.toMatch(/next try/)
      const refused = await source.digests().catch((thrown: Error) => thrown.message)
      const seconds = Number(/^.*The next try is due in (\d+) s\.$/.exec(refused as string)?.[1])
      waits.push(seconds)
      clock.advance(seconds)
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60])
    between = await startSandboxSshServer({
      user: USER,
      password: PASSWORD,
      database: { host: '127.0.0.1', port: Number(new URL(tunnelled.databaseUrl).port) },
      port,
    })
    await expect(source.reconnectNow()).rejects.toMatchObject({ code: 'ssh_host_key_changed' })
    await source.stop()
  })
})
