import { isDeepStrictEqual } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { assemble, type Assembly, openDatabase } from '../../bot/assembly.ts'
import { readConfig } from '../../bot/config.ts'
import type { WorkEvents } from '../../bot/shift.ts'
import { startWork } from '../../bot/work.ts'
import { commonFaults } from '../../bot/sandbox/lnbits/faults.ts'
import { fiatMinor } from '../../engine/domain/money.ts'
import type { WalletKey } from '../../engine/ports.ts'
import { silentLog } from '../support/database.ts'
import { eventually } from '../support/lamassu.ts'
import { closedPort, type Gate, openGate, openOutside, type Outside } from './outside.ts'
import { type Environment, workFolder } from './program.ts'

/** The bot's own work on real parts: an ATM's database, a wallet server, and the books, each of which may fail. */

let folder: ReturnType<typeof workFolder>
let outside: Outside
let gate: Gate
const ends: (() => Promise<void>)[] = []

beforeEach(async () => {
  folder = workFolder('work')
  outside = await openOutside(folder.path)
  gate = await openGate(portOf(outside.books.url))
})
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
  await gate?.stop()
  await outside?.close()
  folder.remove()
})

const portOf = (url: string): number => Number(new URL(url).port || 5432)

function throughGate(url: string): string {
  const gated = new URL(url)
  gated.hostname = '127.0.0.1'
  gated.port = String(gate.port)
  return gated.href
}

/** Put together as the program does it, with Ana as the only client and her deposit in the books. */
async function assembled(changes: Environment = {}): Promise<Assembly> {
  const config = readConfig({ ...outside.environment, POLL_SCHEDULE: '* * * * * *', ...changes })
  if (config.world === null) throw new Error('this is no sandbox')
  const database = await openDatabase(config, silentLog)
  const assembly = await assemble({ config, world: config.world, database, log: silentLog, poolSize: 4 })
  ends.push(() => assembly.stop())
  return assembly
}

async function addAna(assembly: Assembly): Promise<void> {
  const actions = await assembly.actionsFor('test')
  const key = outside.wallets.ana.invoiceKey as WalletKey
  const { clientId } = await actions.addClient({
    username: 'Ana',
    fiatCode: 'GTQ',
    key,
    mode: 'flow',
    dailyLimit: null,
  })
  const deposit = { clientId, amount: fiatMinor(100_000_000n), note: null, idempotencyKey: null }
  await actions.decideDeposit(await actions.addDeposit(deposit), 'confirmed', null)
}

type Story = { event: keyof WorkEvents; about: readonly unknown[] }[]

/** At work, with everything that it tells. */
function working(assembly: Assembly, listeners: WorkEvents = {}) {
  const story: Story = []
  const tell =
    (event: keyof WorkEvents) =>
    (...about: unknown[]): void => {
      story.push({ event, about })
      const listener = listeners[event] as ((...about: unknown[]) => void) | undefined
      listener?.(...about)
    }
  const work = startWork(assembly, {
    onPoll: tell('onPoll'),
    onAllocated: tell('onAllocated'),
    onWaiting: tell('onWaiting'),
    onPayment: tell('onPayment'),
    onTrouble: tell('onTrouble'),
  })
  ends.push(() => work.stop())
  return { ...work, story }
}

/** Until the baseline is taken nothing is paid. */
const live = (assembly: Assembly) =>
  eventually(async () => (await assembly.readings.status()).baselineAt !== null)

const completed = async (assembly: Assembly): Promise<number> =>
  (await assembly.readings.transactions({ status: 'completed', limit: 100 })).length

const holds = (wallet: 'ana' | 'commission'): bigint =>
  outside.lnbits.control.balanceMsat(outside.wallets[wallet].walletId)

test('a cash-out is taken in, split and paid, and each step is told once; a listener that throws stops nothing', async () => {
  const assembly = await assembled()
  await addAna(assembly)
  const throwing = (): never => {
    throw new Error('the narrator is ill')
  }
  const { story } = working(assembly, {
    onPoll: throwing,
    onAllocated: throwing,
    onPayment: throwing,
    onWaiting: throwing,
    onTrouble: throwing,
  })
  await live(assembly)
  await outside.lamassu.atm.sellOnce('lightning')
  await eventually(async () => (await completed(assembly)) === 1)
  const told = story.filter(({ event }) => event === 'onAllocated' || event === 'onPayment')
  expect(told.map(({ event }) => event)).toEqual(['onAllocated', 'onPayment', 'onPayment'])
  expect(holds('ana')).toBeGreaterThan(0n)
  expect(holds('commission')).toBeGreaterThan(0n)
})

test('stopping waits for the payment in hand and begins no other', async () => {
  const assembly = await assembled()
  await addAna(assembly)
  const work = working(assembly)
  await live(assembly)
  outside.lnbits.control.inject({ endpoint: 'pay', fault: commonFaults.delayAfter(700) })
  const before = outside.lnbits.control.requestCount('pay')
  await outside.lamassu.atm.sellOnce('lightning')
  await eventually(() => Promise.resolve(outside.lnbits.control.requestCount('pay') > before))
  await work.stop()
  const { rows: leased } = await outside.books.pool.query(
    'SELECT 1 FROM transfers WHERE lease_owner IS NOT NULL AND lease_until > now()',
  )
  expect(leased).toEqual([])
  const statuses = (await assembly.readings.transfers({ status: 'all', limit: 10 })).map((t) => t.status)
  expect(statuses).toContain('completed')
  expect(statuses).not.toContain('paying')
})

describe('what fails does not end the work', () => {
  test("Lamassu's database goes away and comes back", async () => {
    const lamassuGate = await openGate(portOf(outside.lamassu.url))
    ends.push(() => lamassuGate.stop())
    const url = new URL(outside.lamassu.url)
    url.port = String(lamassuGate.port)
    const assembly = await assembled({ LAMASSU_DATABASE_URL: url.href })
    await addAna(assembly)
    const { story } = working(assembly)
    await live(assembly)
    await lamassuGate.shut()
    const failed = () =>
      story.some(
        ({ event, about: [outcome] }) =>
          event === 'onPoll' && (outcome as { kind: string }).kind === 'failed',
      )
    await eventually(() => Promise.resolve(failed()))
    await outside.lamassu.atm.sellOnce('lightning')
    await lamassuGate.open(portOf(outside.lamassu.url))
    await eventually(async () => (await completed(assembly)) === 1, 20)
  })

  test('the books go away for a while, and it is told once they are missed and once they are back', async () => {
    const assembly = await assembled({ DATABASE_URL: throughGate(outside.books.url) })
    await addAna(assembly)
    const { story } = working(assembly)
    await live(assembly)
    const troubles = () => story.filter(({ event }) => event === 'onTrouble').map(({ about }) => about)
    await gate.shut()
    await outside.lamassu.atm.sellOnce('lightning')
    await eventually(() =>
      Promise.resolve(troubles().filter(([, sentence]) => sentence !== null).length >= 2),
    )
    expect(troubles().find(([, sentence]) => sentence !== null)?.[1]).toMatch(
      /^The database can't be reached \(/,
    )
    story.length = 0
    await gate.open(portOf(outside.books.url))
    await eventually(async () => (await completed(assembly).catch(() => 0)) === 1, 20)
    expect(troubles()).toContainEqual(['polling', null])
    expect(troubles()).toContainEqual(['paying', null])
    expect(holds('ana')).toBeGreaterThan(0n)
  })

  test('the disk under the books is full, and then it is not', async () => {
    const assembly = await assembled()
    await addAna(assembly)
    const { story } = working(assembly)
    await live(assembly)
    await outside.books.pool.query(`
      CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        RAISE EXCEPTION 'could not extend file "base/1/2": No space left on device' USING ERRCODE = '53100';
      END $$;
      CREATE TRIGGER full_disk BEFORE INSERT ON lamassu_transactions EXECUTE FUNCTION full_disk()`)
    await outside.lamassu.atm.sellOnce('lightning')
    const failure = () =>
      story
        .filter(({ event }) => event === 'onPoll')
        .map(({ about: [outcome] }) => outcome as { kind: string; record?: { errorMessage: string | null } })
        .find(({ kind }) => kind === 'failed')?.record?.errorMessage
    await eventually(() => Promise.resolve(failure() !== undefined))
    expect(failure()).toMatch(/^The database's disk is full \(could not extend file .*\): free some space\.$/)
    await outside.books.pool.query('DROP TRIGGER full_disk ON lamassu_transactions; DROP FUNCTION full_disk')
    await eventually(async () => (await completed(assembly)) === 1)
  })

  test('LNbits is away: the cash-out waits, and the reason is told', async () => {
    const port = await closedPort()
    const assembly = await assembled()
    await addAna(assembly)
    await assembly.stop()
    const away = await assembled({ LNBITS_URL: `http://127.0.0.1:${port}` })
    const { story } = working(away)
    await live(away)
    await outside.lamassu.atm.sellOnce('lightning')
    const reason = () =>
      story.findLast(({ event, about: [why] }) => event === 'onWaiting' && why !== null)?.about[0]
    await eventually(() => Promise.resolve(reason() !== undefined))
    expect(reason()).toMatch(/nothing listens at this address/)
    expect(holds('ana')).toBe(0n)
  })

  test("a client's key that can't be opened keeps nobody else waiting", async () => {
    const before = await assembled()
    await addAna(before)
    await before.stop()
    const assembly = await assembled({ SECRETS_KEY: Buffer.alloc(32, 9).toString('base64') })
    const { story } = working(assembly)
    await live(assembly)
    await outside.lamassu.atm.sellOnce('lightning')
    await eventually(() => Promise.resolve(story.filter(({ event }) => event === 'onPayment').length === 2))
    expect(holds('commission')).toBeGreaterThan(0n)
    expect(holds('ana')).toBe(0n)
    expect(
      story.filter(({ event, about: [, sentence] }) => event === 'onTrouble' && sentence !== null),
    ).toEqual([])
  })

  test('a cash-out that cannot be distributed does not keep others from being paid', async () => {
    const assembly = await assembled()
    await addAna(assembly)
    const first = working(assembly)
    await live(assembly)
    await assembly.wallets.preflight()
    outside.lnbits.control.inject({
      endpoint: 'create',
      fault: commonFaults.serverError('before'),
      times: 'all',
    })
    await outside.lamassu.atm.sellOnce('lightning')
    await eventually(() => Promise.resolve(first.story.some(({ event }) => event === 'onPayment')))
    await first.stop()
    outside.lnbits.control.clearFaults()
    const broken: Assembly = {
      ...assembly,
      stores: {
        ...assembly.stores,
        allocation: {
          ...assembly.stores.allocation,
          pending: () => Promise.reject(new Error('a mistake of ours')),
        },
      },
    }
    await assembly.pool.query("UPDATE transfers SET next_attempt_at = now() - interval '1 second'")
    const { story } = working(broken)
    await eventually(async () => (await completed(assembly)) === 1)
    const trouble = { event: 'onTrouble', about: ['paying', 'a mistake of ours'] }
    await eventually(() => Promise.resolve(story.some((told) => isDeepStrictEqual(told, trouble))))
  })
})

test('with a treasury the cash-out is paid as soon as its sats have come', async () => {
  const { control } = outside.lnbits
  const treasury = control.createWallet('Treasury')
  control.topUp(treasury.walletId, 10_000_000n)
  const assembly = await assembled({ FUNDING: 'treasury', LNBITS_TREASURY_ADMIN_KEY: treasury.adminKey })
  await addAna(assembly)
  const { story } = working(assembly)
  await live(assembly)
  await outside.lamassu.atm.sellOnce('lightning')
  await eventually(async () => (await completed(assembly)) === 1, 8)
  const order = story.filter(
    ({ event, about: [why] }) =>
      event === 'onPayment' || event === 'onAllocated' || (event === 'onWaiting' && why !== null),
  )
  expect(order.map(({ event }) => event)).toEqual([
    'onWaiting',
    'onPayment',
    'onAllocated',
    'onPayment',
    'onPayment',
  ])
})
