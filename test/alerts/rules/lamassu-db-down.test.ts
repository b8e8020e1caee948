import { afterAll, beforeAll, expect, test } from 'vitest'
import { rule } from '../../../alerts/rules/lamassu-db-down.ts'
import { hoursAfter } from '../../../alerts/moments.ts'
import {
  generateSshKey,
  type SandboxSshServer,
  type SandboxSshSettings,
  startSandboxSshServer,
} from '../../../bot/sandbox/atm/ssh-server.ts'
import { Failure } from '../../../engine/failure.ts'
import { check, sightOf } from '../../support/alerts.ts'
import { createTestSource, eventually, type TestSource } from '../../support/lamassu.ts'
import { openWorld, type World } from '../../support/world.ts'
import { look, lookSeveral } from '../lamassu-look.ts'

let world: World
let server: SandboxSshServer
let settings: SandboxSshSettings
let remote: TestSource
beforeAll(async () => {
  world = await openWorld()
  const { hostname, port } = new URL(world.lamassu.url)
  const key = generateSshKey()
  settings = {
    user: 'lamassu',
    authorizedKey: key.publicKey,
    hostKey: generateSshKey().privateKey,
    database: { host: hostname, port: Number(port) },
  }
  server = await startSandboxSshServer(settings)
  settings = { ...settings, port: server.port }
  remote = createTestSource({
    databaseUrl: world.lamassu.url,
    ssh: {
      host: server.host,
      port: server.port,
      user: 'lamassu',
      hostKeyFingerprint: server.hostKeyFingerprint,
      privateKey: key.privateKey,
    },
  })
})
afterAll(async () => {
  await remote.source.stop()
  await server.stop()
  await world.close()
})

const poll = () => world.takeIn(remote.source)
/** The back-off's time passes, so that every try is a real one. */
const pollLater = async () => {
  remote.clock.advance(61)
  return poll()
}
const found = async (now?: Date) => check(rule, await sightOf(world, now === undefined ? {} : { now }))

test('an SSH server that is gone is told after the third poll, in its own words, and is over with the first that succeeds', async () => {
  expect((await poll()).kind).toBe('done')
  await server.stop()
  for (const polls of [1, 2]) {
    await pollLater()
    expect(await found(), `after ${polls}`).toEqual([])
  }
  await pollLater()
  const [outage] = await found()
  expect(outage).toMatchObject({
    entity: '',
    severity: 'medium',
    fired: expect.stringMatching(
      /^3 failures in a row, limit 3: The SSH server .* refused the connection: nothing listens/,
    ),
    steps: ['check ssh', 'poll status', 'poll run'],
  })
  expect(outage?.fired).not.toMatch(/next try/)
  const since = outage?.since ?? new Date(0)
  expect(await found(hoursAfter(since, 3.99))).toMatchObject([{ severity: 'medium' }])
  expect(await found(hoursAfter(since, 4))).toMatchObject([{ severity: 'high', what: 'for 4 h' }])
  server = await startSandboxSshServer(settings)
  expect((await pollLater()).kind).toBe('done')
  expect(await found()).toEqual([])
})

test('a database that lets nobody in any more is told as such', async () => {
  const name = new URL(world.lamassu.url).pathname.slice(1)
  await world.pool.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`)
  await world.pool.query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND application_name = 'satmachine'",
    [name],
  )
  await eventually(async () => (await pollLater()).kind === 'failed')
  await pollLater()
  await pollLater()
  expect(await found()).toMatchObject([
    { fired: expect.stringMatching(/not currently accepting connections/) },
  ])
  await world.pool.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`)
  await pollLater()
  expect(await found()).toEqual([])
})

test('while nobody polls, three looks tell it, and one good look ends it', async () => {
  await world.stores.bookkeeping.setSwitches({ polling: false }, 'counting')
  await look(world, { source: remote.source })
  await server.stop()
  const lookLater = async () => {
    remote.clock.advance(61)
    await look(world, { source: remote.source })
  }
  await lookLater()
  await lookLater()
  expect(await found()).toEqual([])
  await lookLater()
  expect(await found()).toMatchObject([
    { fired: expect.stringMatching(/^3 failures in a row, limit 3: The SSH server/) },
  ])
  server = await startSandboxSshServer(settings)
  await lookLater()
  expect(await found()).toEqual([])
  await world.stores.bookkeeping.setSwitches({ polling: true, payouts: true }, null)
})

test('polls that are hours apart: a good look after failed ones says that the way is open again', async () => {
  await server.stop()
  for (let i = 0; i < 3; i += 1) await pollLater()
  expect(await found()).toHaveLength(1)
  server = await startSandboxSshServer(settings)
  remote.clock.advance(61)
  await look(world, { source: remote.source })
  expect(await found()).toEqual([])
  await pollLater()
})

test('a query that fails is not healed by a look that succeeds', async () => {
  const denied = new Failure(
    'lamassu_timeout',
    "Lamassu's database stopped a query that took longer than allowed.",
  )
  for (let i = 0; i < 3; i += 1)
    await world.takeIn({ ...remote.source, digests: () => Promise.reject(denied) })
  await look(world, { source: remote.source })
  expect(await found()).toHaveLength(1)
  await poll()
  expect(await found()).toEqual([])
})

test('what fails in our own house is no outage of Lamassu', async () => {
  const ours = new Failure('database_failed', 'The database failed (XX000).')
  for (let i = 0; i < 4; i += 1) await world.takeIn({ ...remote.source, digests: () => Promise.reject(ours) })
  await lookSeveral(world, 3, { source: remote.source })
  expect(await found()).toEqual([])
})
