import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Assembly, assemble, openDatabase } from '../../bot/assembly.ts'
import { readConfig } from '../../bot/config.ts'
import { resupplied, supply, type Supplies } from '../../bot/sandbox/supplies.ts'
import { silentLog } from '../support/database.ts'
import { eventually } from '../support/lamassu.ts'
import { openOutside, type Outside } from './outside.ts'
import { workFolder } from './program.ts'

/** The sandbox never runs dry: nobody could bring it play money from outside. */

const folder = workFolder('supplies')
let outside: Outside
let assembly: Assembly
let supplies: Supplies

beforeAll(async () => {
  outside = await openOutside(folder.path)
  const config = readConfig(outside.environment)
  if (config.world === null) throw new Error('this is no sandbox')
  const database = await openDatabase(config, silentLog)
  assembly = await assemble({ config, world: config.world, database, log: silentLog, poolSize: 2 })
  supplies = {
    lnbits: outside.lnbits,
    sourceKey: config.world.keys.source,
    readings: assembly.readings,
    actions: await assembly.actionsFor('sandbox'),
  }
})
afterAll(async () => {
  await assembly?.stop()
  await outside?.close()
  folder.remove()
})

const deposits = async (): Promise<Record<string, bigint>> => {
  const clients = await assembly.readings.clients({ limit: 10 })
  return Object.fromEntries(clients.map(({ username, remaining }) => [username, remaining]))
}
const sourceMsat = (): bigint => outside.lnbits.control.balanceMsat(outside.wallets.source.walletId)

const FULL = { Ana: 500_000n, Luis: 300_000n, Marta: 200_000n }

test('it begins with three clients, and gives nobody more than needed', async () => {
  await supply(supplies)
  await supply(supplies)
  expect(await deposits()).toEqual(FULL)
  expect(sourceMsat()).toBe(10_000_000_000n)
})

test('deposits are renewed before a busy minute could use them up, so that no sats are left without a client', async () => {
  await outside.books.pool.query(
    `SELECT satoshimachine.adjust_client(id, -1, 'a sale') FROM satoshimachine.dca_clients`,
  )
  await supply(supplies)
  expect(await deposits()).toEqual({ Ana: 1_999_999n, Luis: 1_199_999n, Marta: 799_999n })
})

test('what runs low is renewed after a split, and while a cash-out waits for funds', async () => {
  const { events, stop } = resupplied({}, supplies, silentLog)
  await drain()
  expect(sourceMsat()).toBeLessThan(10_000_000_000n)
  events.onAllocated?.(['some cash-out'])
  await eventually(() => Promise.resolve(sourceMsat() > 50_000_000_000n))
  await stop()

  const before = sourceMsat()
  const waiting = resupplied({}, supplies, silentLog)
  waiting.events.onWaiting?.(null)
  await waiting.stop()
  expect(sourceMsat()).toBe(before)
})

/** Takes a little out of the source wallet, as a payment would. */
async function drain(): Promise<void> {
  const { source, ana } = outside.wallets
  const url = outside.environment['LNBITS_URL'] ?? ''
  const post = async (key: string, body: object) => {
    const headers = { 'x-api-key': key, 'content-type': 'application/json' }
    const response = await fetch(`${url}/api/v1/payments`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    })
    return (await response.json()) as { bolt11: string }
  }
  const { bolt11 } = await post(ana.invoiceKey, {
    out: false,
    internal: true,
    amount: 1000,
    unit: 'sat',
    memo: 'x',
  })
  await post(source.adminKey, { out: true, bolt11 })
}
