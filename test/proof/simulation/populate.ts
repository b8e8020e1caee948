import { createStores } from '../../../bot/stores.ts'
import { sealingContext } from '../../../engine/actions.ts'
import { allocatePending } from '../../../engine/allocate.ts'
import { fiatMinor, msat } from '../../../engine/domain/money.ts'
import type { AllocationStore } from '../../../engine/storage.ts'
import { poll, type PollOutcome } from '../../../engine/take-in.ts'
import type { Dice } from './dice.ts'
import { sealing } from './process.ts'
import { type Currency, EXPONENTS, rollSale } from './sales.ts'
import type { SimulatedClient, World } from './world.ts'

/** Clients with their deposits, wallets with sats, and cash-outs from before the bot's first day. */
export async function populate(world: World): Promise<void> {
  const { dice, profile, wallets, model } = world
  const stores = createStores(world.pool)
  topUp(world, wallets.source, profile.sourceSats)
  topUp(world, wallets.treasury, 50_000_000n)
  for (let number = 1; number <= profile.clients; number += 1) {
    const client = await addClient(world, number === 1 ? 'GTQ' : dice.pick(['GTQ', 'GTQ', 'USD', 'JPY']))
    if (dice.chance(0.9)) {
      const amount = fiatMinor(rollDeposit(dice, client.currency))
      const deposit = { clientId: client.id, amount, note: null, idempotencyKey: null }
      const depositId = await stores.bookkeeping.addDeposit(deposit, 'setup')
      await stores.bookkeeping.decideDeposit(depositId, 'confirmed', 'setup', null)
    }
  }
  const values = {
    'commission-rule': profile.rule,
    funding: profile.funding,
    'reissue-after-seconds': `${profile.reissueAfterSeconds}`,
  } as const
  for (const [name, value] of Object.entries(values))
    await stores.bookkeeping.setSetting(name as keyof typeof values, value, 'setup')
  for (let old = dice.between(0, 2); old > 0; old -= 1) {
    const { row } = rollSale(dice, new Date(world.nowMs()), ['GTQ'])
    model.put(row)
    world.sales.set(row.transactionId, { row, fate: 'absent' })
    world.baseline.add(row.transactionId)
  }
  const takeIn = (): Promise<PollOutcome> =>
    poll({
      source: model,
      store: stores.takeIn,
      clock: { now: () => new Date(world.nowMs()) },
      rule: profile.rule,
    })
  const baseline = await takeIn()
  if (baseline.kind !== 'done') world.fail('I9: the first poll failed, and nothing had disturbed it')
  await world.advance(60)
  for (let sales = dice.between(1, 2); sales > 0; sales -= 1) {
    const sale = rollSale(dice, new Date(world.nowMs()), ['GTQ'])
    model.put(sale.row)
    world.sales.set(sale.row.transactionId, sale)
  }
  await takeIn()
  await distributeFirst(world, stores.allocation)
}

/** The story begins with payments to be made: the way there is disturbed often enough later. */
async function distributeFirst(world: World, store: AllocationStore): Promise<void> {
  const { wallets, profile, network } = world
  if (profile.funding === 'treasury') return
  await allocatePending({
    store,
    funding: 'prefunded',
    settings: { fixedModeEnabled: true, timeZone: 'UTC' },
    preflight: async () => ({
      ready: true,
      wallets: {
        sourceWalletId: wallets.source,
        commissionWalletId: profile.commissionWallet ? wallets.commission : null,
        treasuryWalletId: null,
        sourceBalanceMsat: msat(network.control.balanceMsat(wallets.source)),
      },
    }),
  })
}

export async function addClient(world: World, currency: Currency): Promise<SimulatedClient> {
  const { dice, network } = world
  const name = `client ${world.clients.length + 1}`
  const { walletId, invoiceKey } = network.control.createWallet(name)
  const fixed = dice.chance(0.3)
  const stores = createStores(world.pool)
  const id = await stores.bookkeeping.addClient(
    {
      username: name,
      fiatCode: currency,
      walletId,
      sealedKey: sealing.seal(invoiceKey, sealingContext(walletId, currency)),
      mode: fixed ? 'fixed' : 'flow',
      dailyLimit: fixed ? fiatMinor(rollDeposit(dice, currency) / 4n + 1n) : null,
    },
    'setup',
  )
  const client = { id, walletId, currency }
  world.clients.push(client)
  return client
}

export const rollDeposit = (dice: Dice, currency: Currency): bigint =>
  BigInt(dice.between(1, 800_000)) * (EXPONENTS[currency] === 2 ? 1n : 5n)

export function topUp(world: World, walletId: string, sats: bigint): void {
  for (let left = sats; left > 0n; left -= 10_000_000n)
    world.network.control.topUp(walletId, left < 10_000_000n ? left : 10_000_000n)
}
