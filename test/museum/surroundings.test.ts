import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  generateSshKey,
  type SandboxSshServer,
  startSandboxSshServer,
} from '../../bot/sandbox/atm/ssh-server.ts'
import { createLamassuSource, type LamassuConnection } from '../../engine/lamassu/source.ts'
import { silentLog } from '../support/database.ts'
import { expectSoundBooks } from '../support/invariants.ts'
import { openWorld, type World } from '../support/world.ts'
import { openPool } from './pool.ts'

/** The room of the doors that stood open between the bot and the Lamassu server. */

let world: World
let server: SandboxSshServer
const key = generateSshKey()

beforeAll(async () => {
  world = await openWorld()
  const { hostname, port } = new URL(world.lamassu.url)
  server = await startSandboxSshServer({
    user: 'postgres',
    authorizedKey: key.publicKey,
    database: { host: hostname, port: Number(port) },
  })
})
afterAll(async () => {
  await server.stop()
  await world.close()
})

async function throughSsh<T>(
  hostKeyFingerprint: string | null,
  use: (source: LamassuConnection) => Promise<T>,
): Promise<T> {
  const source = createLamassuSource(
    {
      databaseUrl: world.lamassu.url,
      ssh: {
        host: server.host,
        port: server.port,
        user: 'postgres',
        hostKeyFingerprint,
        privateKey: key.privateKey,
      },
    },
    { clock: { now: () => new Date() }, random: () => 0.5, log: silentLog },
  )
  try {
    return await use(source)
  } finally {
    await source.stop()
  }
}

test('B43 nobody in between can tell us of cash-outs: the host key is pinned, and refused when unknown or changed', async () => {
  const probe = (source: LamassuConnection) => source.probe()
  expect(await throughSsh(server.hostKeyFingerprint, probe)).toMatchObject({ cashOutCount: 0 })
  const refusal = (fingerprint: string | null): Promise<unknown> =>
    throughSsh(fingerprint, probe).catch((thrown: unknown) => thrown)
  const unknown = await refusal(null)
  expect(unknown).toMatchObject({ code: 'ssh_host_key_unknown' })
  expect((unknown as Error).message).toContain(server.hostKeyFingerprint)
  expect(await refusal(`SHA256:${'A'.repeat(43)}`)).toMatchObject({ code: 'ssh_host_key_changed' })
})

const injections = [
  "' OR '1'='1",
  "x'; DROP TABLE public.cash_out_txs; --",
  '"; touch /tmp/owned; echo "',
  '$(touch /tmp/owned)',
  '`id`',
  "1b4e28ba-2fa1-11d2-883f-0016d3cca427' OR true --",
  '%',
  '\\',
]

test('B44 an id is a value, not a piece of SQL or of a shell command', async () => {
  const pool = await openPool(world, { Ana: '5000.00' })
  const id = await pool.sell()
  await world.toRest()
  await throughSsh(server.hostKeyFingerprint, async (source) => {
    expect(await source.cashOut(id)).toMatchObject({ transactionId: id })
    for (const injection of injections) expect(await source.cashOut(injection), injection).toBeNull()
    expect(await source.dispensedIds()).toEqual([id])
  })
  for (const injection of injections) {
    expect(await world.readings.transaction(injection), injection).toBeNull()
    expect(await world.readings.findClients(injection), injection).toEqual([])
  }
  await expectSoundBooks(world)
})

test('B48 a connection counts as good only after a real query of the real tables', async () => {
  const { pool } = world.lamassu
  const source = createLamassuSource(
    { databaseUrl: world.lamassu.url, ssh: null },
    { clock: { now: () => new Date() }, random: () => 0.5, log: silentLog },
  )
  try {
    const before = await source.probe()
    await world.sell({ dispense: false, dispense_confirmed: false })
    expect((await source.probe()).cashOutCount).toBe(before.cashOutCount + 1)
    await pool.query('ALTER TABLE public.cash_out_txs RENAME TO moved')
    await expect(source.reconnectNow().then(() => source.probe())).rejects.toMatchObject({
      code: 'lamassu_missing_table',
    })
    await pool.query('ALTER TABLE public.moved RENAME TO cash_out_txs')
    await source.reconnectNow()
    expect((await source.probe()).cashOutCount).toBe(before.cashOutCount + 1)
  } finally {
    await source.stop()
  }
})
