import { createStores } from '../../../bot/stores.ts'
import type { WalletKey } from '../../../engine/ports.ts'
import type { SavedBooks } from '../crash-points/saved-books.ts'
import { openSavedBooks } from '../crash-points/saved-books.ts'
import {
  cashOutAt,
  furnishClients,
  furnishWallets,
  goLive,
  moveIn,
  orderlyLamassu,
  PROFILE,
  sell,
  shopOf,
  START_MS,
} from '../crash-points/shop.ts'
import type { SimulatedBooks } from '../simulation/books.ts'
import { createDice } from '../simulation/dice.ts'
import { createNetwork, type SimulatedNetwork } from '../simulation/lnbits-network.ts'
import type { LnbitsFault } from '../simulation/profile.ts'
import type { World } from '../simulation/world.ts'
import type { Provocation } from './cells.ts'
import { createFaultyPool, type FaultyPool } from './faulty-pool.ts'

/** Where every cell begins: the same shop, the same wallets, the same books. */
export interface Stage {
  open(provocation: Provocation | null, lnbitsFault: (endpoint: string) => LnbitsFault | null): Promise<Scene>
}

export interface Scene {
  readonly world: World
  readonly pool: FaultyPool
  /** Whether the bot has seen what was there before its first day; a sale before that is none of its own. */
  readonly isLive: () => Promise<boolean>
  readonly sell: () => void
}

export async function openStage(books: SimulatedBooks): Promise<Stage> {
  const saved = await openSavedBooks(books)
  const time = { ms: START_MS }
  const furnish = (): { network: SimulatedNetwork } & ReturnType<typeof furnishWallets> & {
      furnished: ReturnType<typeof furnishClients>
    } => {
    time.ms = START_MS
    const network = createNetwork({ dice: createDice(7), profile: PROFILE, nowMs: () => time.ms })
    return { network, ...furnishWallets(network), furnished: furnishClients(network) }
  }
  const first = furnish()
  await books.setTime(time.ms)
  const clients = await moveIn(books, first.furnished)
  const moment = await saved.save()
  return {
    open: (provocation, lnbitsFault) =>
      openScene({ ...furnish(), books, saved, moment, time, clients, provocation, lnbitsFault }),
  }
}

interface SceneParts extends ReturnType<typeof furnishWallets> {
  readonly books: SimulatedBooks
  readonly network: SimulatedNetwork
  readonly saved: SavedBooks
  readonly moment: number
  readonly time: { ms: number }
  readonly clients: World['clients']
  readonly provocation: Provocation | null
  readonly lnbitsFault: (endpoint: string) => LnbitsFault | null
}

async function openScene(parts: SceneParts): Promise<Scene> {
  const { books, network, saved, time, clients, wallets, provocation, lnbitsFault } = parts
  await saved.restore(parts.moment)
  await books.setTime(time.ms)
  const isTreasury = provocation?.kind === 'treasury'
  const treasuryKey = network.control
    .wallets()
    .find(({ walletId }) => walletId === wallets.treasury)?.adminKey
  const keys = { ...parts.keys, treasury: isTreasury ? ((treasuryKey ?? '') as WalletKey) : null }
  const pool = createFaultyPool(books.pool)
  const model = orderlyLamassu(() => time.ms)
  const world = shopOf({
    books,
    time,
    network,
    model,
    wallets,
    keys,
    clients,
    lnbitsFault,
    pool: pool.pool,
  })
  if (isTreasury) await createStores(books.pool).bookkeeping.setSetting('funding', 'treasury', 'setup')
  const old = cashOutAt(new Date(time.ms - 3_600_000), {
    transactionId: '0ddba110-0000-4000-8000-000000000000',
  })
  world.model.put(old)
  world.sales.set(old.transactionId, { row: old, fate: 'absent' })
  world.baseline.add(old.transactionId)
  if (provocation?.kind !== 'before the first poll') await goLive(world)
  return {
    world,
    pool,
    async isLive() {
      const { rows } = await books.checker.query('SELECT FROM lamassu_config WHERE baseline_at IS NOT NULL')
      return rows.length > 0
    },
    sell: () => sell(world),
  }
}
