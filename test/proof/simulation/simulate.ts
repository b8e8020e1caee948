import { createHash } from 'node:crypto'
import type { SimulatedBooks } from './books.ts'
import { createDice, type Dice } from './dice.ts'
import { comeToRest } from './rest.ts'
import { customerDoes, personDoes } from './people.ts'
import { booksFailures, lamassuFailures, startProcess } from './process.ts'
import { chanceOf, type Profile, rollProfile } from './profile.ts'
import { createScheduler, type Effect, type EffectOutcome } from './scheduler.ts'
import { createWorld, type World } from './world.ts'

export interface SimulationResult {
  readonly seed: number
  /** Steps with faults on; what follows until everything is at rest comes on top. */
  readonly events: number
  readonly restEvents: number
  readonly violation: string | null
  /** Tells two runs apart: the same seed must always give the same. */
  readonly fingerprint: string
  readonly figures: SimulationFigures
  readonly trace: readonly string[]
}

export interface SimulationFigures {
  readonly cashOuts: number
  readonly payments: number
  readonly paidSats: bigint
  readonly faults: number
  readonly kills: number
  /** Transfers that ended with a person, each with its reason. */
  readonly needsReview: number
  readonly simulatedHours: number
}

/** One run: some days of a shop, with everything going wrong that the seed's profile has in store. */
export async function simulate(books: SimulatedBooks, seed: number): Promise<SimulationResult> {
  const dice = createDice(seed)
  const profile = rollProfile(dice)
  const scheduler = createScheduler()
  const world = await createWorld(books, { dice, profile, scheduler })
  const startedMs = world.nowMs()
  const counts = { events: 0, kills: 0 }
  for (let number = 0; number < profile.replicas; number += 1) startReplica(world, number)
  await world.check()
  while (counts.events < profile.events && world.violation() === null) {
    counts.events += 1
    await step(world, counts)
    await scheduler.settled()
    await world.checkTouched()
  }
  const rest = await comeToRest(world)
  return {
    seed,
    events: counts.events,
    restEvents: rest.events,
    violation: world.violation(),
    fingerprint: createHash('sha256').update(world.trace.join('\n')).digest('hex').slice(0, 16),
    figures: {
      ...rest.figures,
      faults: world.trace.filter((line) => line.endsWith(']')).length,
      kills: counts.kills,
      simulatedHours: (world.nowMs() - startedMs) / 3_600_000,
    },
    trace: world.trace,
  }
}

type Counts = { kills: number }

/** Names are never used twice: a lease of a dead process is not its successor's. */
function startReplica(world: World, slot: number): void {
  world.replicas[slot] = startProcess(
    world,
    `bot${slot}.${world.trace.length}`,
    world.profile.clockSkewSeconds[slot] ?? 0,
  )
}

async function step(world: World, counts: Counts): Promise<void> {
  const { dice, profile, network } = world
  const ready = world.scheduler.waiting().filter((effect) => effect.notBeforeMs <= world.nowMs())
  const idle = world.replicas.filter((replica) => replica.busy.size < 2)
  await dice.weighted<() => Promise<void> | void>([
    [ready.length > 0 ? 100 : 0, () => carryOut(world, dice.pick(ready))],
    [idle.length > 0 ? 8 : 0, () => wake(world)],
    [3, () => letTimePass(world)],
    [profile.sales, () => world.note(customerDoes(world))],
    [profile.people, () => world.note(personDoes(world))],
    [profile.kills, () => killSomebody(world, counts)],
    [profile.kills > 0 ? 0.5 : 0, () => loseLock(world)],
    [network.isUp() ? profile.outages : 10, () => switchLnbits(world)],
    [network.lateCount() > 0 ? 8 : 0, () => executeLate(world)],
    [0.1, () => rotateSourceKey(world)],
  ])()
}

async function carryOut(world: World, effect: Effect): Promise<void> {
  world.scheduler.take(effect)
  const outcome = rollOutcome(world.dice, world.profile, effect)
  if (!effect.name.startsWith('lnbits.'))
    world.note(`${effect.process} ${effect.name}${outcome.kind === 'happens' ? '' : ` [${outcome.kind}]`}`)
  await effect.settle(outcome)
}

const HAPPENS: EffectOutcome = { kind: 'happens' }

/** LNbits' faults are rolled where its requests are executed; these are those of the books and of Lamassu. */
function rollOutcome(dice: Dice, profile: Profile, effect: Effect): EffectOutcome {
  const [part] = effect.name.split('.')
  if (part === 'lnbits' || part === 'pause' || part === 'books' || effect.name === 'takeIn.unlock')
    return HAPPENS
  if (!dice.chance(chanceOf(profile, effect.name))) return HAPPENS
  if (part === 'lamassu') {
    if (profile.lamassuFaults.length === 0) return HAPPENS
    return { kind: 'fails', error: lamassuFailures[dice.pick(profile.lamassuFaults)]() }
  }
  if (profile.booksFaults.length === 0) return HAPPENS
  const fault = dice.pick(profile.booksFaults)
  const error = booksFailures[fault]()
  const unheard = fault === 'commit_unknown' && effect.name !== 'takeIn.lock'
  return unheard ? { kind: 'happens_unheard', error } : { kind: 'fails', error }
}

/** Idle bots are of no interest: mostly they are woken for something, and a customer comes when there is nothing. */
async function wake(world: World): Promise<void> {
  const { dice } = world
  const { unseen, unpaid } = world.openWork()
  const bored = dice.chance(0.05)
  if (!unseen && !unpaid && !bored) {
    if (dice.chance(0.5)) world.note(customerDoes(world))
    else await letTimePass(world)
    return
  }
  const replica = dice.pick(world.replicas)
  const job = dice.weighted([
    [unseen || bored ? 1 : 0, 'polling'],
    [unpaid || bored ? 1 : 0, 'paying'],
  ] as const)
  if (replica.busy.has(job)) return
  if (job === 'polling') replica.startPolling()
  else replica.startPaying()
  world.note(`${replica.name} wakes for ${job}`)
}

async function letTimePass(world: World): Promise<void> {
  const { dice } = world
  const seconds = dice.weighted([
    [6, dice.between(1, 20)],
    [4, dice.between(20, 120)],
    [2, dice.between(120, 1200)],
    [0.5, dice.between(1200, 40_000)],
  ])
  world.note(`${seconds} s pass`)
  await world.advance(seconds)
}

/** What the dead process had sent may still be executed; the answers go nowhere. */
async function killSomebody(world: World, counts: Counts): Promise<void> {
  const { dice, scheduler } = world
  const slot = dice.between(0, world.replicas.length - 1)
  const person = dice.chance(0.2) ? [...world.people][0] : undefined
  const victim = person ?? world.replicas[slot]
  if (victim === undefined) return
  counts.kills += 1
  world.note(`${victim.name} is killed`)
  const sent = scheduler
    .waiting()
    .filter(
      (effect) => effect.process === victim.name && effect.name.startsWith('lnbits.') && dice.chance(0.5),
    )
  await victim.kill()
  for (const effect of sent) await effect.settle(HAPPENS)
  if (person === undefined) startReplica(world, slot)
  else world.people.delete(person)
}

async function loseLock(world: World): Promise<void> {
  const replica = world.dice.pick(world.replicas)
  world.note(`${replica.name} loses its session`)
  await replica.loseLock()
}

function switchLnbits(world: World): void {
  const { network } = world
  world.note(network.isUp() ? 'LNbits stops' : 'LNbits starts')
  if (network.isUp()) network.stop()
  else network.start()
}

async function executeLate(world: World): Promise<void> {
  world.note('LNbits comes to a request whose client has given up')
  world.after({ process: 'LNbits', name: 'lnbits.late', args: [], result: null, before: null })
  await world.network.executeLate()
}

/** The operator makes new keys for the source wallet and restarts every replica with them. */
async function rotateSourceKey(world: World): Promise<void> {
  world.note('the source wallet has new keys')
  const { adminKey } = world.network.control.resetKeys(world.wallets.source)
  world.setKeys({ ...world.keys(), source: adminKey as never })
  for (const [slot, replica] of world.replicas.entries()) {
    await replica.kill()
    startReplica(world, slot)
  }
}
