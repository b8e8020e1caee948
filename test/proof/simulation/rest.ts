import { sealingContext } from '../../../engine/actions.ts'
import { createStores } from '../../../bot/stores.ts'
import { viewOf } from './checks.ts'
import { brokenAtRest } from './final-checks.ts'
import { foundAtRest } from './reconciled.ts'
import type { EffectOutcome } from './scheduler.ts'
import { sealing, startProcess } from './process.ts'
import { topUp } from './populate.ts'
import type { World } from './world.ts'

export interface Rest {
  readonly events: number
  readonly figures: {
    readonly cashOuts: number
    readonly payments: number
    readonly paidSats: bigint
    readonly needsReview: number
  }
}

/** The faults have stopped: everything must come to an end in so many rounds, or it never will. */
const MAX_ROUNDS = 60
/** No run of a replica takes more effects than this. */
const MAX_EFFECTS_PER_ROUND = 5000
const HAPPENS: EffectOutcome = { kind: 'happens' }

/**
 * Faults stop, a person sees to what only a person can see to, and the bots go on by themselves. Liveness: within
 * MAX_ROUNDS every cash-out and payment is final, or waits for a person with a reason.
 */
export async function comeToRest(world: World): Promise<Rest> {
  const count = { events: 0 }
  if (world.violation() === null) {
    world.note('the faults stop')
    await heal(world, count)
    await rounds(world, count)
    if (world.violation() === null) {
      const broken = (await brokenAtRest(world)) ?? (await foundAtRest(world))
      if (broken !== null) world.fail(broken)
    }
  }
  const figures = await figuresOf(world)
  await abandonEverything(world)
  return { events: count.events, figures }
}

async function heal(world: World, count: { events: number }): Promise<void> {
  const { network, wallets, clients } = world
  world.faults.on = false
  if (!network.isUp()) network.start()
  while (network.lateCount() > 0) await network.executeLate()
  await runOut(world, count)
  for (const replica of world.replicas) await replica.kill()
  world.replicas.splice(0, world.replicas.length, startProcess(world, 'healed'))
  topUp(world, wallets.source, 50_000_000n)
  topUp(world, wallets.treasury, 100_000_000n)
  const stores = createStores(world.pool)
  for (const [name, value] of [
    ['max-stuck-payment-hours', '168'],
    ['max-payment-attempts', '10'],
  ] as const)
    await stores.bookkeeping.setSetting(name, value, 'healer')
  for (const client of clients) await enterKeyAgain(world, client)
  await stores.bookkeeping.setSwitches({ polling: true, payouts: true }, null)
}

/** Whatever became of rotations that were broken off: the wallet's own invoice key is stored. */
async function enterKeyAgain(world: World, client: World['clients'][number]): Promise<void> {
  const found = world.network.control.wallets().find(({ walletId }) => walletId === client.walletId)
  if (found === undefined) return
  const sealed = sealing.seal(found.invoiceKey, sealingContext(client.walletId, client.currency))
  await createStores(world.pool).bookkeeping.setClientKey(client.id, client.walletId, sealed, 'healer')
}

/** Each round: one bot wakes, everything that can happen does, some time passes, and a person retries what is left. */
async function rounds(world: World, count: { events: number }): Promise<void> {
  for (let round = 1; round <= MAX_ROUNDS; round += 1) {
    const replica = world.replicas[round % world.replicas.length]
    replica?.startPolling()
    replica?.startPaying()
    await world.scheduler.settled()
    await runOut(world, count)
    await world.check()
    if (world.violation() !== null) return
    const view = await viewOf(world.books.checker)
    const open = view.transfers.filter(({ status }) => ['pending', 'invoiced', 'paying'].includes(status))
    const review = view.transfers.filter(({ status }) => status === 'needs_review')
    if (open.length === 0 && (await nothingPending(world)) && round > 2) {
      if (review.length === 0 || round > 20) return
    }
    if (round % 5 === 0)
      await retryAll(
        world,
        review.map(({ transfer }) => transfer),
        count,
      )
    await world.advance(round < 10 ? 20 : 400)
  }
  world.fail(
    `liveness: after ${MAX_ROUNDS} rounds without faults something is still under way: ${await whatIsOpen(world)}`,
  )
}

async function runOut(world: World, count: { events: number }): Promise<void> {
  for (let events = 0; events < MAX_EFFECTS_PER_ROUND; events += 1) {
    const waiting = world.scheduler.waiting()
    const ready = waiting.filter((effect) => effect.notBeforeMs <= world.nowMs())
    if (waiting.length === 0) return
    if (ready.length === 0) {
      const due = Math.min(...waiting.map((effect) => effect.notBeforeMs))
      await world.advance((due - world.nowMs()) / 1000 + 0.001)
      continue
    }
    count.events += 1
    const effect = world.dice.pick(ready)
    world.scheduler.take(effect)
    world.note(`${effect.process} ${effect.name}`)
    await effect.settle(HAPPENS)
    await world.scheduler.settled()
    if (world.violation() !== null) return
  }
  world.fail(`liveness: a round without faults takes more than ${MAX_EFFECTS_PER_ROUND} effects`)
}

async function retryAll(
  world: World,
  transfers: readonly string[],
  count: { events: number },
): Promise<void> {
  const person = startProcess(world, `healer${world.trace.length}`)
  void person
    .actions()
    .then(async (actions) => {
      for (const transfer of transfers) {
        const [kind, id] = transfer.split(':') as ['client', string]
        await actions.retryPayment(kind, BigInt(id))
      }
    })
    .catch((thrown: unknown) => world.reportUnlessFailure(person.name, thrown))
  await world.scheduler.settled()
  await runOut(world, count)
  await createStores(world.pool).bookkeeping.setSwitches({ polling: true, payouts: true }, null)
}

const PENDING = `SELECT transaction_id, waiting_reason FROM lamassu_transactions WHERE status = 'pending'`

/** With a treasury, cash-outs keep their order behind one whose funding LNbits broke off half way: a person has to see to it. */
async function nothingPending(world: World): Promise<boolean> {
  const { rows } = await world.pool.query<{ waits_for_person: boolean }>(
    `SELECT EXISTS (SELECT FROM funding_transfers WHERE status = 'needs_review') AS waits_for_person
     FROM (${PENDING}) AS pending`,
  )
  return rows.every((row) => row.waits_for_person)
}

async function whatIsOpen(world: World): Promise<string> {
  const { transfers } = await viewOf(world.books.checker)
  const open = transfers
    .filter(({ status }) => ['pending', 'invoiced', 'paying'].includes(status))
    .map((transfer) => `${transfer.transfer} ${transfer.status} (${transfer.error})`)
  const { rows } = await world.pool.query<{ transaction_id: string; waiting_reason: string | null }>(PENDING)
  const pending = rows.map((row) => `cash-out ${row.transaction_id} pending (${row.waiting_reason})`)
  return [...open, ...pending].slice(0, 5).join('; ')
}

async function figuresOf(world: World): Promise<Rest['figures']> {
  const { transfers } = await viewOf(world.books.checker)
  const completed = transfers.filter(({ status }) => status === 'completed')
  const { rows } = await world.pool.query<{ count: bigint }>('SELECT count(*) FROM lamassu_transactions')
  return {
    cashOuts: Number(rows[0]?.count ?? 0n),
    payments: completed.length,
    paidSats: completed.reduce((sum, transfer) => sum + BigInt(transfer.sats), 0n),
    needsReview: transfers.filter(({ status }) => status === 'needs_review').length,
  }
}

async function abandonEverything(world: World): Promise<void> {
  for (const process of [...world.replicas, ...world.people]) await process.kill()
}
