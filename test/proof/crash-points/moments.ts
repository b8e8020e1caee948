import { createHash } from 'node:crypto'
import { jsonText } from '../../../engine/lnbits/json.ts'
import type { SimulatedBooks } from '../simulation/books.ts'
import type { SimulatedRequest } from '../../../bot/sandbox/lnbits/routes.ts'
import { endpointOf } from '../../../bot/sandbox/lnbits/routes.ts'
import { viewOf } from '../simulation/checks.ts'
import { brokenAtRest } from '../simulation/final-checks.ts'
import type { Effect } from '../simulation/scheduler.ts'
import type { World } from '../simulation/world.ts'
import { openSavedBooks, type SavedBooks } from './saved-books.ts'
import { createRestorableNetwork, type RestorableNetwork, type SavedLnbits } from './saved-lnbits.ts'
import {
  furnishClients,
  furnishWallets,
  goLive,
  moveIn,
  orderlyLamassu,
  sell,
  type ShopParts,
  shopOf,
  START_MS,
} from './shop.ts'

/**
 * The whole world at the moment before one effect. A process that dies here leaves nothing else behind: its memory is
 * gone, its sessions are closed. So what comes after can be run from here, as often as wanted.
 */
export interface Moment {
  readonly booksMoment: number
  readonly lnbits: SavedLnbits
  readonly ms: number
  /** Which effect was about to happen. */
  readonly effect: string
  /** The money-moving request that was about to be executed, or null. */
  readonly request: SimulatedRequest | null
  /** Two moments with the same print are the same world: every row, every wallet, and the clock. */
  readonly print: string
}

export interface Ground {
  readonly saved: SavedBooks
  readonly network: RestorableNetwork
  /** The shop right before the first life. */
  readonly start: Moment
  save(world: World, effect: Effect | null): Promise<Moment>
  /** A world that stands where this moment stood. */
  worldAt(moment: Moment): Promise<World>
  /** The books of one moment with the wallets of another: the last commits are lost. */
  worldAfterLoss(books: Moment, wallets: Moment): Promise<World>
}

/** `before`: what happens between the sale and the first life. */
export async function openGround(
  books: SimulatedBooks,
  before: (world: World) => Promise<void> = async () => {},
): Promise<Ground> {
  const saved = await openSavedBooks(books)
  const time = { ms: START_MS }
  await books.setTime(time.ms)
  const network = createRestorableNetwork(() => time.ms)
  const model = orderlyLamassu(() => time.ms)
  const { wallets, keys } = furnishWallets(network)
  const clients = await moveIn(books, furnishClients(network))
  const parts: ShopParts = { books, time, network, model, wallets, keys, clients }
  const first = shopOf(parts)
  await goLive(first)
  sell(first)
  await before(first)
  const sales = new Map(first.sales)
  const save = async (world: World, effect: Effect | null): Promise<Moment> => ({
    booksMoment: await saved.save(),
    lnbits: network.save(),
    ms: world.nowMs(),
    effect: effect?.name ?? 'rest',
    request: requestOf(network, effect),
    print: await printOf(saved, network, world),
  })
  const worldAfterLoss = async (ofBooks: Moment, ofWallets: Moment): Promise<World> => {
    await saved.restore(ofBooks.booksMoment)
    network.restore(ofWallets.lnbits)
    time.ms = Math.max(ofBooks.ms, ofWallets.ms)
    await books.setTime(time.ms)
    const world = shopOf(parts)
    for (const [id, sale] of sales) world.sales.set(id, sale)
    return world
  }
  return {
    saved,
    network,
    start: await save(first, null),
    save,
    worldAt: (moment) => worldAfterLoss(moment, moment),
    worldAfterLoss,
  }
}

async function printOf(saved: SavedBooks, network: RestorableNetwork, world: World): Promise<string> {
  const lnbits = jsonText({ ms: world.nowMs(), lnbits: network.save() })
  return createHash('sha256')
    .update(`${await saved.fingerprint()} ${lnbits}`)
    .digest('hex')
}

/** Invoices and payments are worth looking at when they are executed late; a late read changes nothing. */
function requestOf({ underWay }: RestorableNetwork, effect: Effect | null): SimulatedRequest | null {
  if (effect?.name !== 'lnbits.create' && effect?.name !== 'lnbits.pay') return null
  return underWay.find((request) => `lnbits.${endpointOf(request)}` === effect.name) ?? null
}

/** Who holds how many sats, receivers only. */
export function holdingsOf(world: World): Map<string, bigint> {
  const receivers = [world.wallets.commission, ...world.clients.map(({ walletId }) => walletId)]
  return new Map(receivers.map((id) => [id, world.network.control.balanceMsat(id) / 1000n]))
}

/** Null, or what is wrong with a world that has come to rest: the simulation's own checks, and each wallet's sats. */
export async function wrongAtRest(
  world: World,
  fairShares: ReadonlyMap<string, bigint>,
): Promise<string | null> {
  await world.check()
  const broken = world.violation() ?? (await brokenAtRest(world))
  if (broken !== null) return broken
  const { transfers } = await viewOf(world.books.checker)
  const unpaid = transfers.find(({ status }) => status !== 'completed')
  if (unpaid !== undefined) return `${unpaid.transfer} is ${unpaid.status}: ${unpaid.error}`
  for (const [walletId, sats] of holdingsOf(world)) {
    const due = fairShares.get(walletId)
    if (sats !== due) return `wallet ${walletId} holds ${sats} sats instead of ${due}`
  }
  return null
}
