import { randomBytes } from 'node:crypto'
import type { Pool } from 'pg'
import { createStores } from '../../bot/stores.ts'
import { createWallets, type Wallets } from '../../bot/wallets.ts'
import { sealingContext } from '../../engine/actions.ts'
import { msat } from '../../engine/domain/money.ts'
import { createLnbitsClient } from '../../engine/lnbits/client.ts'
import { payDue } from '../../engine/pay-due.ts'
import type { WalletKey } from '../../engine/ports.ts'
import { createSealing, type Sealing } from '../../engine/sealing.ts'
import { effectiveSettings } from '../../engine/settings.ts'
import { createAllocationStore } from '../../engine/store/allocation-store.ts'
import { fixedKeys } from '../support/own-keys.ts'
import { payBarely } from './bare-paying.ts'
import { depositForAll, finishedSale, takeInSale } from './books.ts'
import type { Ground } from './ground.ts'
import { aimAtLeast, atLeast, atMost, type Finding, finding, takeTurns, timed } from './measure.ts'
import { openSimulator, type Simulator } from './simulator.ts'

/** Far above what can be reached: the pace that LNbits is spared with is not what is measured. */
const REQUESTS_PER_MINUTE = 1_000_000

interface Round {
  readonly pool: Pool
  readonly simulator: Simulator
  readonly wallets: Wallets
  /** Where every round's count of requests goes. */
  readonly requests: number[]
}

/** Paying everybody of one cash-out, books included, against a loop that only makes the same requests. */
export async function benchPaying(ground: Ground): Promise<Finding[]> {
  const [few, many] = ground.quick ? [10, 20] : [60, 300]
  const real = await measurePaying(ground, { payments: few, rounds: 3, pace: 'real' })
  const quick = await measurePaying(ground, { payments: many, rounds: ground.quick ? 2 : 7, pace: 'quick' })
  return [
    finding({
      name: 'requests a payment',
      medianMs: {},
      ratio: Math.max(real.perPayment, quick.perPayment),
      unit: 'requests',
      target: atMost(4),
    }),
    finding({
      name: `paying ${few} clients at the pace of a real LNbits: times the rate of a bare loop`,
      medianMs: real.medianMs,
      ratio: real.medianMs.bareLoop / real.medianMs.payDue,
      unit: 'x',
      target: atLeast(0.85),
    }),
    finding({
      name: `paying ${many} clients of an LNbits that answers in no time: the same`,
      medianMs: quick.medianMs,
      ratio: quick.medianMs.bareLoop / quick.medianMs.payDue,
      unit: 'x',
      target: aimAtLeast(0.85),
    }),
  ]
}

async function measurePaying(
  ground: Ground,
  { payments, rounds, pace }: { payments: number; rounds: number; pace: 'real' | 'quick' },
) {
  ground.say(`paying: ${payments} clients, with an LNbits in a process of its own (${pace})`)
  const simulator = await openSimulator(ground, payments)
  const url = pace === 'real' ? simulator.slowUrl : simulator.quickUrl
  await ground.booksDatabase(`paying_${pace}`)
  const pool = ground.pool(`paying_${pace}`)
  const sealing = createSealing(randomBytes(32))
  await fillPayees(pool, simulator, sealing)
  const wallets = openWallets(ground, pool, { url, simulator, sealing })
  // What LNbits has to be asked once in the bot's life.
  await (await wallets.payDependencies('bench')).history.payDoubt()
  const round = { pool, simulator, wallets, requests: [] as number[] }
  const medianMs = await takeTurns(rounds, [
    { name: 'payDue', run: () => payRound(round) },
    { name: 'bareLoop', run: () => timed(() => payBarely(url, simulator)) },
  ])
  return { medianMs, perPayment: Math.max(...round.requests) / payments }
}

async function payRound({ pool, simulator, wallets, requests }: Round): Promise<number> {
  const payments = simulator.clients.length
  const id = await takeInSale(pool, finishedSale())
  const outcome = await createAllocationStore(pool).allocate(
    id,
    // Without a commission wallet the commission accrues, so that the clients are all that is paid.
    {
      sourceWalletId: simulator.source.walletId,
      commissionWalletId: null,
      sourceBalanceMsat: msat(1_000_000_000_000n),
    },
    { fixedModeEnabled: true, timeZone: 'UTC' },
  )
  if (outcome.kind !== 'allocated' || outcome.allocation.shares.length !== payments)
    throw new Error(`the cash-out was not allocated to ${payments} clients`)
  const before = await simulator.requestCount()
  const milliseconds = await timed(async () => {
    const { completed } = await payDue({
      ...(await wallets.payDependencies('bench')),
      payerWalletIds: await wallets.payerWalletIds(),
      nowMs: () => performance.now(),
      stopping: () => false,
    })
    if (completed !== payments) throw new Error(`${completed} of ${payments} payments were completed`)
  })
  requests.push((await simulator.requestCount()) - before)
  return milliseconds
}

/** Clients whose wallets are the simulator's, with their keys sealed as the bot has them. */
async function fillPayees(pool: Pool, { clients }: Simulator, sealing: Sealing): Promise<void> {
  await pool.query(
    `INSERT INTO dca_clients (username, fiat_code, wallet_id, invoice_key_sealed)
     SELECT 'client ' || p.wallet_id, 'GTQ', p.wallet_id, p.sealed FROM unnest($1::text[], $2::bytea[]) AS p(wallet_id, sealed)`,
    [
      clients.map((client) => client.walletId),
      clients.map((client) => sealing.seal(client.invoiceKey, sealingContext(client.walletId, 'GTQ'))),
    ],
  )
  await depositForAll(pool)
}

/** The bot's own wallets and keyring, with the bot's own client of LNbits. */
function openWallets(
  ground: Ground,
  pool: Pool,
  { url, simulator, sealing }: { url: string; simulator: Simulator; sealing: Sealing },
): Wallets {
  return createWallets({
    lnbits: createLnbitsClient({
      baseUrl: url,
      requestsPerMinute: REQUESTS_PER_MINUTE,
      nowMs: () => performance.now(),
      delay: (milliseconds) => new Promise((wake) => setTimeout(wake, milliseconds)),
    }),
    ownKeys: fixedKeys({ source: simulator.source.adminKey as WalletKey, commission: null, treasury: null }),
    stores: createStores(pool),
    sealing,
    settings: () => Promise.resolve(effectiveSettings(new Map(), new Map())),
    random: Math.random,
    log: ground.log,
  })
}
