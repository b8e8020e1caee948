import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { allocatePending } from '../../engine/allocate.ts'
import { createHistory } from '../../engine/history.ts'
import { payDue } from '../../engine/pay-due.ts'
import type { WalletKey } from '../../engine/ports.ts'
import { preflight } from '../../engine/preflight.ts'
import { poll } from '../../engine/take-in.ts'
import { expectSoundBooks } from '../support/invariants.ts'
import { openWorld, type World } from '../support/world.ts'
import { sellNow } from './one-payment.ts'

/**
 * One cash-out with three clients and a commission, from Lamassu to the wallets, killed at every call that leaves
 * the process, once right before the call and once right after it (when its effect is there and its answer is
 * not). After each kill: a new start, run to rest, and every book and wallet must agree.
 */

class Killed extends Error {}

interface Death {
  /** Wraps an object so that each of its methods counts, and the k-th one dies. */
  wrap<T extends object>(name: string, target: T): T
  /** The calls so far, by name. */
  readonly calls: string[]
  hasCome(): boolean
}

/** `at` is the number of the call that dies, from 0; -1 for a long life. A dead process calls nothing any more. */
function death(at: number, moment: 'before' | 'after'): Death {
  const calls: string[] = []
  let dead = false
  const die = (): never => {
    dead = true
    throw new Killed('killed')
  }
  const call = async (name: string, run: () => Promise<unknown>): Promise<unknown> => {
    if (dead) throw new Killed('killed')
    const number = calls.push(name) - 1
    if (number === at && moment === 'before') die()
    const result = await run()
    if (dead || (number === at && moment === 'after')) die()
    return result
  }
  return {
    calls,
    hasCome: () => dead,
    wrap<T extends object>(name: string, target: T): T {
      const methods = Object.entries(target) as [string, (...args: unknown[]) => Promise<unknown>][]
      const wrapped = methods.map(([method, run]) => [
        method,
        (...args: unknown[]) => call(`${name}.${method}`, () => run(...args)),
      ])
      return Object.fromEntries(wrapped) as T
    },
  }
}

let world: World
let clientIds: bigint[]

beforeAll(async () => {
  world = await openWorld()
  const deposits: [string, string][] = [
    ['Ana', '400000.00'],
    ['Luis', '200000.00'],
    ['Eva', '100000.00'],
  ]
  clientIds = []
  for (const [name, deposit] of deposits) clientIds.push((await world.addClient(name, deposit)).id)
})
afterAll(() => world.close())

/** One life of the program: poll, distribute, pay, with everything that leaves the process under `life`'s control. */
async function live(life: Death): Promise<void> {
  const { stores, wallets } = world
  // Each life learns anew which wallet a key opens.
  await world.pool.query('DELETE FROM known_wallets')
  const lnbits = life.wrap('lnbits', world.client)
  const transfers = life.wrap('transfers', {
    ...stores.transfers,
    // One at a time and in one lane, so that the calls of a run always come in the same order.
    claim: (...[lease, payers]: Parameters<typeof stores.transfers.claim>) =>
      stores.transfers.claim(lease, payers, 1),
  })
  const source = life.wrap('lamassu', {
    digests: () => world.lamassuSource.digests(),
    cashOutsInBuckets: (buckets: readonly number[]) => world.lamassuSource.cashOutsInBuckets(buckets),
  })
  await poll({
    source: { ...world.lamassuSource, ...source },
    store: life.wrap('takeIn', stores.takeIn),
    clock: { now: () => new Date() },
    rule: 'markup',
  })
  const historyStore = life.wrap('history', stores.history)
  await historyStore.doubt()
  const history = createHistory({
    lnbits,
    store: historyStore,
    transfers,
    keyring: world.keyring,
    payerWalletIds: async () => [wallets.source.walletId],
    settleSeconds: async () => 600,
  })
  const preflightStore = life.wrap('preflight', stores.preflight)
  await allocatePending({
    store: life.wrap('allocation', stores.allocation),
    preflight: () =>
      preflight({
        lnbits,
        keys: {
          source: wallets.source.adminKey as WalletKey,
          commission: wallets.commission.invoiceKey as WalletKey,
          treasury: null,
        },
        store: preflightStore,
        maxStuckPaymentHours: 2,
        versionProblem: async () => null,
        historyProblem: () => history.allocationDoubt(),
      }),
    funding: 'prefunded',
    settings: { fixedModeEnabled: true, timeZone: 'UTC' },
  })
  await payDue({
    ...world.payDependencies('first life', lnbits),
    history,
    store: transfers,
    payerWalletIds: [wallets.source.walletId],
    lanes: 1,
    stopping: () => false,
    nowMs: () => 0,
  })
}

async function liveUntilDeath(life: Death): Promise<void> {
  try {
    await live(life)
  } catch (thrown) {
    if (!life.hasCome()) throw thrown
  }
}

async function expectOneDistribution(id: string): Promise<void> {
  expect(await world.readings.transaction(id)).toMatchObject({
    status: 'completed',
    baseAmount: 259_029n,
    commissionAmount: 7_771n,
    unallocatedSats: 0n,
  })
  const { rows } = await world.pool.query<{ client_id: bigint | null; status: string; debits: bigint }>(
    `SELECT p.client_id, p.status, p.payment_hash FROM transfers p JOIN lamassu_transactions t ON t.id = p.lamassu_transaction_id
     WHERE t.transaction_id = $1 ORDER BY p.client_id`,
    [id],
  )
  expect(rows.map((row) => row.client_id)).toEqual([...clientIds, null])
  expect(new Set(rows.map((row) => row.status))).toEqual(new Set(['completed']))
}

/** The names of all calls of one undisturbed life, as the list of what there is to die at. */
async function callsOfOneLife(): Promise<string[]> {
  const id = await sellNow(world)
  const whole = death(-1, 'before')
  await live(whole)
  await expectOneDistribution(id)
  return whole.calls
}

/** Dies at every point in turn; stops after the last one that was reached. */
async function dieEverywhere(moment: 'before' | 'after'): Promise<string[]> {
  const expected = await callsOfOneLife()
  const died: string[] = []
  for (let at = 0; at < expected.length; at += 1) {
    const id = await sellNow(world)
    const life = death(at, moment)
    await liveUntilDeath(life)
    expect(life.calls.length, `call ${at} is the last one of the life that ended there`).toBeGreaterThan(at)
    died.push(life.calls[at] ?? '')
    await world.toRest()
    await expectOneDistribution(id)
    await expectSoundBooks(world)
  }
  expect(died).toEqual(expected)
  return died
}

describe('killed at every call, one after the other', () => {
  test.each(['before', 'after'] as const)(
    '%s the call',
    async (moment) => {
      const died = await dieEverywhere(moment)
      // The list holds what it is about: each step of taking in, of distributing, and of all four payments.
      expect(died.length).toBeGreaterThan(40)
      for (const [name, times] of [
        ['takeIn.takeIn', 1],
        ['takeIn.recordDigests', 1],
        ['allocation.allocate', 1],
        ['lnbits.createInvoice', 5],
        ['transfers.recordInvoice', 4],
        ['transfers.markPaying', 4],
        ['lnbits.pay', 4],
        ['lnbits.rowsByHash', 8],
        ['transfers.complete', 4],
      ] as const) {
        expect(
          died.filter((call) => call === name),
          name,
        ).toHaveLength(times)
      }
    },
    120_000,
  )
})
