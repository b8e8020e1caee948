import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { payDue } from '../../engine/pay-due.ts'
import type { LnbitsClient } from '../../engine/ports.ts'
import type { TransferStore } from '../../engine/storage.ts'
import { expectSoundBooks } from '../support/invariants.ts'
import { photograph } from '../support/rewind.ts'
import { openWorld, type TestClient, type World } from '../support/world.ts'
import { soon } from './one-payment.ts'

/**
 * The database comes back without its last commits, the wallets have them all: the bot finds its payments in the
 * wallets' histories, completes them, and pays nobody twice.
 */

let world: World
let clients: TestClient[]

beforeEach(async () => {
  // Just enough sats for one cash-out: what was paid must not be asked for a second time.
  world = await openWorld({ reissueAfterSeconds: 0, sourceSats: 266_800n })
  clients = []
  for (const [name, deposit] of [
    ['Ana', '4000.00'],
    ['Luis', '2000.00'],
    ['Eva', '1000.00'],
  ] as const)
    clients.push(await world.addClient(name, deposit))
})
afterEach(() => world.close())

type Step = 'before it is taken in' | 'taken in' | keyof TransferStore | keyof LnbitsClient | 'distributed'

/** One whole life of a cash-out, with a copy of the books taken right after this step was done for the first time. */
async function liveWithCopyAfter(step: Step): Promise<() => Promise<void>> {
  let restore: (() => Promise<void>) | null = null
  const copyAfter = async (done: string): Promise<void> => {
    if (done === step) restore ??= await photograph(world.books)
  }
  const watched = <T extends object>(target: T): T =>
    Object.fromEntries(
      Object.entries(target).map(([name, run]: [string, (...args: unknown[]) => Promise<unknown>]) => [
        name,
        async (...args: unknown[]) => {
          const result = await run(...args)
          await copyAfter(name)
          return result
        },
      ]),
    ) as T
  await world.sell({ confirmed_at: soon() })
  await copyAfter('before it is taken in')
  await world.takeIn()
  await copyAfter('taken in')
  await world.distribute()
  await copyAfter('distributed')
  const deps = world.payDependencies('first life')
  await payDue({
    ...deps,
    lnbits: watched(deps.lnbits),
    store: watched(deps.store),
    payerWalletIds: [world.wallets.source.walletId],
    lanes: 1,
    stopping: () => false,
    nowMs: () => 0,
  })
  if (restore === null) throw new Error(`there was no step "${step}"`)
  return restore
}

/** A payment that was recognised in the hands of a worker is completed by the next one, and no round in between moves. */
async function toRest(): Promise<void> {
  await world.toRest()
  await world.toRest()
}

const debits = () => world.control.payments().filter((row) => row.amountMsat < 0n && row.status === 'success')
const balancesMsat = () => clients.map((client) => world.control.balanceMsat(client.wallet.walletId))

describe('commits are lost, and everything had been paid', () => {
  test.each<Step>([
    'before it is taken in',
    'taken in',
    'distributed',
    'createInvoice',
    'recordInvoice',
    'markPaying',
    'pay',
    'complete',
  ])('all of them since: %s', async (step) => {
    const restore = await liveWithCopyAfter(step)
    const paid = balancesMsat()
    expect(paid.every((balance) => balance > 0n)).toBe(true)
    expect(debits()).toHaveLength(4)
    await restore()
    await toRest()
    expect(balancesMsat(), 'every client holds exactly his sats').toEqual(paid)
    expect(debits(), 'nothing was paid twice').toHaveLength(4)
    await expectSoundBooks(world)
    const { rows } = await world.pool.query(`SELECT FROM wallet_differences WHERE settled_at IS NULL`)
    expect(rows).toHaveLength(0)
  })

  test('and the next cash-out is paid as ever', async () => {
    const restore = await liveWithCopyAfter('taken in')
    await restore()
    world.topUp(world.wallets.source.walletId, 266_800n)
    await world.sell({ confirmed_at: soon() })
    await toRest()
    expect(debits()).toHaveLength(8)
    await expectSoundBooks(world)
  })

  test('of the transfer from the treasury', async () => {
    await world.close()
    world = await openWorld({
      reissueAfterSeconds: 0,
      sourceSats: 0n,
      funding: 'treasury',
      treasurySats: 266_800n,
    })
    clients = [await world.addClient('Ana', '9000.00')]
    const restore = await photograph(world.books)
    await world.sell({ confirmed_at: soon() })
    await world.toRest()
    const before = debits().length
    expect(before).toBe(3)
    await restore()
    await toRest()
    expect(debits()).toHaveLength(before)
    await expectSoundBooks(world)
  })
})
