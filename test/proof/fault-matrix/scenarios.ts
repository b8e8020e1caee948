import type { CashOutRow, WalletKey } from '../../../engine/ports.ts'
import { sealingContext } from '../../../engine/actions.ts'
import { createStores } from '../../../bot/stores.ts'
import { live } from '../crash-points/life.ts'
import { type Ground, holdingsOf, type Moment, wrongAtRest } from '../crash-points/moments.ts'
import { cashOutAt } from '../crash-points/shop.ts'
import { viewOf } from '../simulation/checks.ts'
import { brokenAtRest } from '../simulation/final-checks.ts'
import { sealing } from '../simulation/process.ts'
import type { World } from '../simulation/world.ts'

/** Stories that fit in no table: clocks, rows that change, keys that change, servers that come back with an older state. */
export interface Scenario {
  readonly name: string
  /** Null when it ended as it must; else what is wrong. */
  readonly run: (told: Told) => Promise<string | null>
}

/** The undisturbed story, every moment of it. */
export interface Told {
  readonly ground: Ground
  readonly moments: readonly Moment[]
  readonly fairShares: ReadonlyMap<string, bigint>
}

export async function tellStory(ground: Ground): Promise<Told> {
  const world = await ground.worldAt(ground.start)
  const moments: Moment[] = []
  await live(world, {
    name: 'first',
    async onEffect(effect) {
      // In the shop time passes, if only a little.
      await world.advance(0.2)
      moments.push(await ground.save(world, effect))
      return HAPPENS
    },
  })
  moments.push(await ground.save(world, null))
  return { ground, moments, fairShares: holdingsOf(world) }
}

const HAPPENS = { kind: 'happens' } as const

const scenario = (name: string, run: Scenario['run']): Scenario => ({ name, run })

/** To the end, and then everybody has his sats. */
async function paidTo(
  { fairShares }: Told,
  world: World,
  options: Partial<Parameters<typeof live>[1]> = {},
): Promise<string | null> {
  const life = await live(world, { name: 'bot', ...options })
  if (life.end !== 'at rest') return world.violation() ?? `nothing comes to rest in ${life.rounds} rounds`
  return wrongAtRest(world, fairShares)
}

/** The first moment before this effect, or the nth. */
function momentOf({ moments }: Told, effect: string, nth = 1): Moment {
  const found = moments.filter((moment) => moment.effect === effect)[nth - 1]
  if (found === undefined) throw new Error(`${effect} is not part of the story`)
  return found
}

const clocks: Scenario[] = [
  ...[3600, -3600].map((seconds) =>
    scenario(`the bot's clock is ${seconds / 3600} h off`, async (told) =>
      paidTo(told, await told.ground.worldAt(told.ground.start), { skewSeconds: seconds }),
    ),
  ),
  ...[3600, -3600].map((seconds) =>
    scenario(`every clock jumps by ${seconds / 3600} h while payments are under way`, async (told) => {
      const world = await told.ground.worldAt(momentOf(told, 'lnbits.pay', 2))
      await world.advance(seconds)
      return paidTo(told, world, { secondsBetweenRounds: 301 })
    }),
  ),
  scenario("the database's clock goes back a little with every step", async (told) => {
    const world = await told.ground.worldAt(told.ground.start)
    const onEffect = async () => {
      await world.advance(-0.05)
      return HAPPENS
    }
    return paidTo(told, world, { onEffect })
  }),
]

/** Puts the row of the one cash-out as it is to be from now on. */
function changeRow(world: World, change: Partial<CashOutRow>): void {
  const [sale] = world.sales.values()
  if (sale !== undefined) world.model.put({ ...sale.row, ...change })
}

/** The model is one for all worlds: whoever changed it puts it back. */
async function withRow<T>(world: World, work: () => Promise<T>): Promise<T> {
  const before = [...world.model.rows.values()]
  try {
    return await work()
  } finally {
    ;(world.model.rows as Map<string, CashOutRow>).clear()
    for (const row of before) world.model.put(row)
  }
}

/** The row changes while the process is at this effect. */
const changeAt =
  (world: World, at: string, change: Partial<CashOutRow>) =>
  ({ name }: { readonly name: string }) => {
    if (name === at) changeRow(world, change)
    return HAPPENS
  }

const another = { cryptoAtoms: '133400' }

const rows: Scenario[] = [
  scenario('every row of Lamassu comes twice', async (told) => {
    const world = await told.ground.worldAt(told.ground.start)
    const twice = async (buckets: readonly number[]) => {
      const found = await world.model.cashOutsInBuckets(buckets)
      return [...found, ...found]
    }
    return paidTo(told, Object.assign(world, { lamassu: { ...world.model, cashOutsInBuckets: twice } }))
  }),
  scenario('a row changes between the two reads of a poll', async (told) => {
    const world = await told.ground.worldAt(told.ground.start)
    return withRow(world, async () => {
      await live(world, { name: 'bot', onEffect: changeAt(world, 'lamassu.cashOutsInBuckets', another) })
      return (await brokenAtRest(world)) ?? splitOf(world, 133_400n)
    })
  }),
  scenario('a row changes after it was taken in and before it is distributed', async (told) => {
    const world = await told.ground.worldAt(momentOf(told, 'allocation.pending'))
    return withRow(world, async () => {
      changeRow(world, another)
      await live(world, { name: 'bot', maxRounds: 3 })
      return statusOf(world, 'quarantined', 0n)
    })
  }),
  scenario('a row changes while it is being paid', async (told) => {
    const world = await told.ground.worldAt(momentOf(told, 'lnbits.pay', 2))
    return withRow(world, async () => {
      changeRow(world, another)
      return paidTo(told, world)
    })
  }),
  scenario('the machine reports the end of the dispense late', async (told) => {
    const world = await told.ground.worldAt(told.ground.start)
    return withRow(world, async () => {
      changeRow(world, { dispenseConfirmed: null, dispensedFiat: null })
      await live(world, { name: 'early bot', maxRounds: 3 })
      if ((await viewOf(world.books.checker)).transfers.length > 0) return 'it was paid before the report'
      changeRow(world, {})
      return paidTo(told, world)
    })
  }),
  scenario('an older cash-out appears after a younger one', async (told) => {
    const world = await told.ground.worldAt(momentOf(told, 'allocation.pending'))
    return withRow(world, async () => {
      const older = cashOutAt(new Date(world.nowMs() - 30_000), {
        transactionId: '0a000000-0000-4000-8000-000000000002',
      })
      world.model.put(older)
      world.sales.set(older.transactionId, { row: older, fate: 'distributed' })
      await live(world, { name: 'bot' })
      return (await brokenAtRest(world)) ?? splitOf(world, 2n * 266_800n)
    })
  }),
]

/** All of these crypto atoms are with their receivers. */
function splitOf(world: World, atoms: bigint): string | null {
  const held = [...holdingsOf(world).values()].reduce((sum, sats) => sum + sats, 0n)
  return held === atoms ? null : `the receivers hold ${held} sats of ${atoms}`
}

async function statusOf(world: World, status: string, heldSats: bigint): Promise<string | null> {
  const { rows: found } = await world.books.checker.query<{ status: string }>(
    'SELECT status FROM lamassu_transactions',
  )
  return found[0]?.status === status
    ? splitOf(world, heldSats)
    : `it is ${found[0]?.status} instead of ${status}`
}

const keys: Scenario[] = [
  ...[1, 2, 4].map((nth) =>
    scenario(
      `the source wallet gets new keys before payment ${nth}, and the bot is restarted with them`,
      async (told) => {
        const world = await told.ground.worldAt(momentOf(told, 'lnbits.pay', nth))
        const before = world.keys()
        await live(world, { name: 'bot with the old key', maxRounds: 2, onEffect: resetOnce(world) })
        world.setKeys({ ...before, source: sourceKeyOf(world) })
        await world.advance(61)
        return paidTo(told, world)
      },
    ),
  ),
  scenario(
    "a client's wallet gets a new key while it is paid, and the key is entered later",
    async (told) => {
      const world = await told.ground.worldAt(momentOf(told, 'lnbits.create', 2))
      const [client] = world.clients
      if (client === undefined) return 'there is no client'
      const { invoiceKey } = world.network.control.resetKeys(client.walletId)
      await live(world, { name: 'bot with the old key', maxRounds: 3 })
      const sealed = sealing.seal(invoiceKey, sealingContext(client.walletId, client.currency))
      await createStores(world.books.pool).bookkeeping.setClientKey(client.id, client.walletId, sealed, 'Eva')
      await world.advance(61)
      return paidTo(told, world)
    },
  ),
]

const sourceKeyOf = (world: World): WalletKey =>
  (world.network.control.wallets().find(({ walletId }) => walletId === world.wallets.source)?.adminKey ??
    '') as WalletKey

function resetOnce(world: World) {
  let done = false
  return () => {
    if (!done) world.network.control.resetKeys(world.wallets.source)
    done = true
    return HAPPENS
  }
}

const servers: Scenario[] = [
  ...[
    'takeIn.takeIn',
    'allocation.allocate',
    'transfers.recordInvoice',
    'lnbits.pay',
    'transfers.complete',
  ].map((effect) =>
    scenario(`a synchronous standby takes over before ${effect}: nothing is lost`, async (told) => {
      const world = await told.ground.worldAt(momentOf(told, effect))
      await told.ground.saved.changeIdentity()
      await world.advance(30)
      return paidTo(told, world)
    }),
  ),
  ...[
    ['rest', 'transfers.claim'],
    ['rest', 'lnbits.pay'],
    ['transfers.complete', 'lnbits.pay'],
  ].map(([now = '', backup = '']) =>
    scenario(
      `LNbits comes back from a backup of the moment before ${backup}, when the bot is at ${now}`,
      async (told) => {
        const world = await told.ground.worldAfterLoss(lastOf(told, now), momentOf(told, backup))
        const gaveBefore = debitsOf(world)
        const next = cashOutAt(new Date(world.nowMs()), {
          transactionId: '0a000000-0000-4000-8000-000000000003',
        })
        return withRow(world, async () => {
          world.model.put(next)
          await live(world, { name: 'bot', maxRounds: 3 })
          return stoppedWithReason(told, world, gaveBefore)
        })
      },
    ),
  ),
]

const lastOf = ({ moments }: Told, effect: string): Moment => {
  const found = moments.findLast((moment) => moment.effect === effect)
  if (found === undefined) throw new Error(`${effect} is not part of the story`)
  return found
}

const debitsOf = (world: World): number =>
  world.network.control
    .payments()
    .filter((row) => row.amountMsat < 0n && row.walletId === world.wallets.source).length

/** Payments that the books hold as completed and LNbits has forgotten: payouts stop with a reason, and nothing is sent. */
async function stoppedWithReason(
  { fairShares }: Told,
  world: World,
  gaveBefore: number,
): Promise<string | null> {
  const { rows: found } = await world.books.checker.query<{
    payouts_enabled: boolean
    pause_reason: string | null
  }>('SELECT payouts_enabled, pause_reason FROM lamassu_config')
  for (const [walletId, sats] of holdingsOf(world))
    if (sats > (fairShares.get(walletId) ?? 0n))
      return `wallet ${walletId} holds ${sats} sats, more than its share`
  if (found[0]?.payouts_enabled !== false) return 'payouts were not stopped'
  if (!(found[0].pause_reason ?? '').includes('older backup'))
    return `the reason is "${found[0].pause_reason}"`
  return debitsOf(world) === gaveBefore ? null : 'something was sent although completed payments are gone'
}

export const scenarios: readonly Scenario[] = [...clocks, ...rows, ...keys, ...servers]
