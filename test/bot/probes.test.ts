import { createServer } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { assemble, openDatabase } from '../../bot/assembly.ts'
import { readConfig } from '../../bot/config.ts'
import type { WalletKey } from '../../engine/ports.ts'
import { silentLog } from '../support/database.ts'
import { simulatedLnbits } from '../support/lnbits-simulated.ts'
import { listening, openOutside, type Outside } from './outside.ts'
import { type Environment, workFolder } from './program.ts'

/** What "check all" finds, with everything put together as in the program. */

const folder = workFolder('probes')
let outside: Outside

beforeAll(async () => {
  outside = await openOutside(folder.path)
  await assembled({}, async (assembly) => {
    const actions = await assembly.actionsFor('test')
    const key = outside.wallets.ana.invoiceKey as WalletKey
    await actions.addClient({ username: 'Ana', fiatCode: 'GTQ', key, mode: 'flow', dailyLimit: null })
  })
})
afterAll(async () => {
  await outside?.close()
  folder.remove()
})

async function assembled<T>(
  changes: Environment,
  work: (assembly: Awaited<ReturnType<typeof assemble>>) => Promise<T>,
): Promise<T> {
  const config = readConfig({ ...outside.environment, ...changes })
  if (config.world === null) throw new Error('this is no sandbox')
  const database = await openDatabase(config, silentLog)
  const assembly = await assemble({ config, world: config.world, database, log: silentLog, poolSize: 2 })
  try {
    return await work(assembly)
  } finally {
    await assembly.stop()
  }
}

/** The sentences of the checks that fail, by name. */
const failed = (changes: Environment): Promise<Record<string, string>> =>
  assembled(changes, async ({ probes }) => {
    const checks = await probes.checkAll()
    return Object.fromEntries(
      checks.filter((check) => !check.ok).map((check) => [check.name, check.sentence]),
    )
  })

test('nothing where all is well', async () => {
  expect(await failed({})).toEqual({})
})

test('an address of something else than LNbits', async () => {
  const server = createServer((_request, response) => response.writeHead(404).end('<html>nothing</html>'))
  const port = await listening(server)
  try {
    const found = await failed({ LNBITS_URL: `http://127.0.0.1:${port}` })
    expect(found['lnbits']).toBe(
      "LNbits can't be asked for its version: it answered 404 without an explanation",
    )
  } finally {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})

test('an LNbits that is too old', async () => {
  const old = simulatedLnbits({ version: '1.2.1' })
  try {
    const found = await failed({ LNBITS_URL: await old.start() })
    expect(found['lnbits']).toMatch(
      /^LNbits says it is version "1\.2\.1", but satmachine needs 1\.3 or newer/,
    )
  } finally {
    await old.stop()
  }
})

test('an invoice key given as the source admin key', async () => {
  expect(await failed({ LNBITS_SOURCE_ADMIN_KEY: outside.wallets.source.invoiceKey })).toEqual({
    'source wallet': 'the key of the source wallet is an invoice key; an admin key is needed to pay',
  })
})

test('a source key of no wallet', async () => {
  const found = await failed({ LNBITS_SOURCE_ADMIN_KEY: 'f'.repeat(32) })
  expect(found).toEqual({ 'source wallet': "the source wallet can't be opened: Wallet not found." })
})

test("a commission key of the source wallet: the operator's share would never leave it", async () => {
  expect(await failed({ LNBITS_COMMISSION_INVOICE_KEY: outside.wallets.source.invoiceKey })).toEqual({
    'commission wallet':
      'LNBITS_COMMISSION_INVOICE_KEY belongs to the source wallet: give the key of a wallet of its own',
  })
})

test('a treasury key of the source wallet', async () => {
  const { adminKey } = outside.wallets.source
  expect(await failed({ FUNDING: 'treasury', LNBITS_TREASURY_ADMIN_KEY: adminKey })).toEqual({
    'treasury wallet':
      'LNBITS_TREASURY_ADMIN_KEY belongs to the source wallet: give the key of a wallet of its own',
  })
})

test("a SECRETS_KEY that is not the one which the clients' keys were sealed with", async () => {
  expect(await failed({ SECRETS_KEY: Buffer.alloc(32, 9).toString('base64') })).toEqual({
    database: expect.stringMatching(
      /^A stored key could not be opened: SECRETS_KEY is not the one .* Restore the old SECRETS_KEY, or enter the key again with "client set-key"\.$/,
    ),
  })
})
