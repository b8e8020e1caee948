import assert from 'node:assert/strict'
import { createStores } from '../../../bot/stores.ts'
import { sealingContext } from '../../../engine/actions.ts'
import { fiatMinor } from '../../../engine/domain/money.ts'
import type { CashOutRow, WalletKey } from '../../../engine/ports.ts'
import { poll } from '../../../engine/take-in.ts'
import type { SimulatedBooks } from '../simulation/books.ts'
import { createDice, type Dice } from '../simulation/dice.ts'
import { createLamassuModel, type LamassuModel } from '../simulation/lamassu-model.ts'
import type { SimulatedNetwork } from '../simulation/lnbits-network.ts'
import { sealing } from '../simulation/process.ts'
import type { Profile } from '../simulation/profile.ts'
import { createScheduler } from '../simulation/scheduler.ts'
import { type AssembledFrom, assembleWorld, type World } from '../simulation/world.ts'

/** The same small shop in every run: three clients, a commission wallet, and one cash-out that is to be paid out. */

export const START_MS = Date.UTC(2026, 0, 5, 8, 0, 0)

/** Nothing is left to chance here: bytes come from the network, and every request waits for its answer. */
export const noChance: Dice = {
  ...createDice(1),
  next: () => 0.5,
  chance: () => true,
  between: (least) => least,
}

/** Rows of Lamassu come once, and in their order. */
const orderly: Dice = { ...noChance, chance: () => false, shuffled: (items) => [...items] }

export const orderlyLamassu = (nowMs: () => number): LamassuModel =>
  createLamassuModel(orderly, () => new Date(nowMs()))

export const PROFILE: Profile = {
  replicas: 1,
  clients: 3,
  events: 0,
  rule: 'markup',
  funding: 'prefunded',
  commissionWallet: true,
  fundingAnswer: 'pending',
  serviceFeePercent: 0n,
  sourceSats: 5_000_000n,
  clockSkewSeconds: [0],
  faultChance: 0,
  lnbitsFaults: [],
  booksFaults: [],
  lamassuFaults: [],
  kills: 0,
  outages: 0,
  people: 0,
  sales: 0,
  reissueAfterSeconds: 600,
}

/** Names and deposits in centavos. */
const CLIENTS = [
  ['Ana', 40_000_000n],
  ['Luis', 20_000_000n],
  ['Eva', 10_000_000n],
] as const

export const cashOutAt = (moment: Date, over: Partial<CashOutRow> = {}): CashOutRow => ({
  transactionId: '5c3f1a00-0000-4000-8000-000000000001',
  cryptoCode: 'LN',
  cryptoAtoms: '266800',
  fiat: '2000.00000',
  fiatCode: 'GTQ',
  fixedFee: '0',
  commissionPercentage: '0.03000',
  rawTickerPrice: '769230.76923',
  discount: null,
  status: 'confirmed',
  dispense: true,
  dispenseConfirmed: true,
  error: null,
  errorCode: null,
  isTestCustomer: false,
  created: new Date(moment.getTime() - 60_000),
  confirmedAt: moment,
  dispensedFiat: '2000',
  cashTime: moment,
  deviceId: 'machine-1',
  machineName: 'Shop',
  receivedCryptoAtoms: '266800',
  ...over,
})

/** What a shop of its own differs in from the simulation's. */
export type ShopParts = Omit<AssembledFrom, 'dice' | 'scheduler' | 'profile' | 'lnbitsFault'> &
  Partial<Pick<AssembledFrom, 'profile' | 'lnbitsFault'>>

/** A world in which nothing is left to chance. */
export const shopOf = (parts: ShopParts): World =>
  assembleWorld({
    profile: PROFILE,
    lnbitsFault: () => null,
    ...parts,
    dice: noChance,
    scheduler: createScheduler(),
  })

/** Wallets in the network, and the keys that the operator has configured. */
export function furnishWallets({ control }: SimulatedNetwork): Pick<ShopParts, 'wallets' | 'keys'> {
  const source = control.createWallet('source')
  const commission = control.createWallet('commission')
  const treasury = control.createWallet('treasury')
  control.topUp(source.walletId, PROFILE.sourceSats)
  control.topUp(treasury.walletId, PROFILE.sourceSats)
  return {
    wallets: { source: source.walletId, commission: commission.walletId, treasury: treasury.walletId },
    keys: {
      source: source.adminKey as WalletKey,
      commission: commission.invoiceKey as WalletKey,
      treasury: null,
    },
  }
}

/** The clients' wallets, always made in the same order. */
export const furnishClients = ({ control }: SimulatedNetwork) =>
  CLIENTS.map(([username, deposit]) => ({ username, deposit, ...control.createWallet(username) }))

/** The three clients with their wallets and confirmed deposits, in books that are empty. */
export async function moveIn(
  books: SimulatedBooks,
  furnished: ReturnType<typeof furnishClients>,
): Promise<World['clients']> {
  const { bookkeeping } = createStores(books.pool)
  const clients: World['clients'] = []
  for (const { username, deposit, walletId, invoiceKey } of furnished) {
    const sealedKey = sealing.seal(invoiceKey, sealingContext(walletId, 'GTQ'))
    const client = { username, fiatCode: 'GTQ', walletId, sealedKey, mode: 'flow', dailyLimit: null } as const
    const id = await bookkeeping.addClient(client, 'setup')
    const wanted = { clientId: id, amount: fiatMinor(deposit), note: null, idempotencyKey: null }
    await bookkeeping.decideDeposit(await bookkeeping.addDeposit(wanted, 'setup'), 'confirmed', 'setup', null)
    clients.push({ id, walletId, currency: 'GTQ' })
  }
  return clients
}

/** The first poll, of a Lamassu that has nothing yet. */
export async function goLive(world: World): Promise<void> {
  const first = await poll({
    source: world.model,
    store: createStores(world.pool).takeIn,
    clock: { now: () => new Date(world.nowMs()) },
    rule: world.profile.rule,
  })
  assert.equal(first.kind, 'done', 'nothing disturbs the first poll')
  await world.advance(60)
}

/** A customer has sold bitcoin to the machine, and holds his notes. */
export function sell(world: World, row: CashOutRow = cashOutAt(new Date(world.nowMs()))): void {
  world.model.put(row)
  world.sales.set(row.transactionId, { row, fate: 'distributed' })
}
