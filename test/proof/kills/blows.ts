import { setTimeout as delay } from 'node:timers/promises'
import type { Pool } from 'pg'
import { databaseFailure } from '../../../engine/store/pool.ts'
import type { Ground } from './ground.ts'
import type { Replicas } from './replicas.ts'
import { between, type Stream } from './streams.ts'

/** How often what was done to whom. */
export interface Tally {
  botKills: number
  postgresStops: number
  lnbitsKills: number
  /** Of those, between the debit and the credit of one payment. */
  lnbitsKilledHalfWay: number
  sshCuts: number
  /** Replicas that slept past their lease, by the clock or because the lease was declared over. */
  sleptPastLease: number
  /** Of those, for longer than the lease of 60 seconds by the clock. */
  sleptAMinute: number
  /** Transfers that killed replicas had leased, and whose lease was declared over during the killing. */
  leasesOfTheDead: number
  /** Transfers that a sleeping replica had leased and another could take. */
  leasesLost: number
  cleanStops: number
}

export const emptyTally = (): Tally => ({
  botKills: 0,
  postgresStops: 0,
  lnbitsKills: 0,
  lnbitsKilledHalfWay: 0,
  sshCuts: 0,
  sleptPastLease: 0,
  sleptAMinute: 0,
  leasesOfTheDead: 0,
  leasesLost: 0,
  cleanStops: 0,
})

/** All that is no friendly word; a clean stop is none. */
export const killsOf = (tally: Tally): number =>
  tally.botKills + tally.postgresStops + tally.lnbitsKills + tally.sshCuts + tally.sleptPastLease

export interface Target {
  readonly ground: Ground
  readonly replicas: Replicas
  readonly replicaCount: number
  /** Of the books, for the leases of a sleeping replica. */
  readonly pool: Pool
  readonly tally: Tally
  /** Comes when the killing is over, or the run is broken off. */
  readonly over: AbortSignal
}

/** @param longSleeps whether replicas also sleep for more than a minute, which takes a run of many minutes. */
export function blows(target: Target, { longSleeps }: { longSleeps: boolean }): Stream[] {
  const streams: Stream[] = [
    { name: 'kill replicas', hasty: true, pauseSeconds: [0.2, 1.3], turn: killingAndLulls(target) },
    { name: 'stop PostgreSQL', pauseSeconds: [8, 20], turn: (draw) => stopPostgres(target, draw) },
    { name: 'kill LNbits', pauseSeconds: [12, 24], turn: (draw) => killLnbits(target, draw) },
    { name: 'cut SSH', pauseSeconds: [8, 20], turn: (draw) => cutSsh(target, draw) },
    { name: 'stop a replica', pauseSeconds: [6, 15], turn: (draw) => stopReplica(target, draw) },
    { name: 'a replica sleeps', pauseSeconds: [3, 8], turn: (draw) => sleepBriefly(target, draw) },
  ]
  if (longSleeps)
    streams.push({
      name: 'a replica sleeps for a minute',
      pauseSeconds: [30, 60],
      turn: (draw) => sleepLong(target, draw),
    })
  return streams
}

const slotOf = ({ replicaCount }: Target, draw: () => number): number => Math.floor(draw() * replicaCount)

/**
 * So many turns of killing, then a lull in which the replicas get to work, for the next kills to interrupt; more and
 * longer on a slow machine. What dead replicas had leased is declared over then, as a minute later it would be: what
 * they left behind is taken up under fire, not only when all is quiet.
 */
const TURNS_OF_KILLING = [10, 18] as const
const LULL_SECONDS = [5, 8] as const

function killingAndLulls(target: Target): Stream['turn'] {
  let turnsLeft = 0
  return async (draw) => {
    const [first, dice, turns, lullSeconds] = [
      slotOf(target, draw),
      draw(),
      between(draw, TURNS_OF_KILLING),
      between(draw, LULL_SECONDS),
    ]
    turnsLeft -= 1
    if (turnsLeft < 0) {
      const slowness = target.replicas.slowness()
      turnsLeft = Math.floor(turns * slowness)
      target.tally.leasesOfTheDead += await endLeases(target.pool, target.replicas.deadPids())
      await rest(target, lullSeconds * 1000 * slowness)
    }
    const atOnce = dice < 0.7 ? 1 : dice < 0.9 ? 2 : target.replicaCount
    for (let n = 0; n < atOnce; n += 1)
      if (target.replicas.kill((first + n) % target.replicaCount)) target.tally.botKills += 1
  }
}

/** Ends early when the run does. */
async function rest({ over }: Target, milliseconds: number): Promise<void> {
  await delay(milliseconds, undefined, { signal: over }).catch(() => undefined)
}

async function stopPostgres({ ground, tally }: Target, draw: () => number): Promise<void> {
  await ground.books.stopImmediately()
  tally.postgresStops += 1
  await delay(between(draw, [0, 1500]))
  await ground.books.start()
}

const HALF_WAY_SECONDS = 8

async function killLnbits({ ground: { lnbits }, tally }: Target, draw: () => number): Promise<void> {
  const [halfWay, downMs] = [draw() < 0.35, between(draw, [0, 1500])]
  if (halfWay) {
    lnbits.armHalfWayDeath()
    const deadline = performance.now() + HALF_WAY_SECONDS * 1000
    while (lnbits.isArmed() && performance.now() < deadline) await delay(20)
    // With payouts switched off there may be no payment to die in.
    if (!lnbits.isArmed()) tally.lnbitsKilledHalfWay += 1
    lnbits.disarm()
  }
  await lnbits.kill()
  tally.lnbitsKills += 1
  await delay(downMs)
  await lnbits.restart()
}

async function cutSsh({ ground: { sshd }, tally }: Target, draw: () => number): Promise<void> {
  const [wholeServer, downMs] = [draw() < 0.5, between(draw, [0, 1500])]
  tally.sshCuts += 1
  if (!wholeServer) return sshd.cutConnections()
  await sshd.kill()
  await delay(downMs)
  await sshd.restart()
}

async function stopReplica(target: Target, draw: () => number): Promise<void> {
  if (target.replicas.stop(slotOf(target, draw))) target.tally.cleanStops += 1
}

/**
 * The lease of a sleeping replica is declared over in the books, as a minute later it would be; the others take its
 * payments, and then it wakes up in the middle of whatever it was doing.
 */
async function sleepBriefly(target: Target, draw: () => number): Promise<void> {
  const [slot, othersMs] = [slotOf(target, draw), between(draw, [1500, 4000])]
  const { tally } = target
  await target.replicas.pause(slot, async (pid) => {
    const lost = await endLeases(target.pool, [pid])
    if (lost === 0) return
    await delay(othersMs)
    tally.sleptPastLease += 1
    tally.leasesLost += lost
  })
}

async function sleepLong(target: Target, draw: () => number): Promise<void> {
  const [slot, sleepMs] = [slotOf(target, draw), between(draw, [62_000, 70_000])]
  const { tally } = target
  await target.replicas.pause(slot, async (pid) => {
    const leased = await countLeases(target.pool, [pid])
    if (leased === 0) return
    await rest(target, sleepMs)
    // Cut short by the end of the run, it proves nothing.
    if (target.over.aborted) return
    tally.sleptPastLease += 1
    tally.sleptAMinute += 1
    tally.leasesLost += leased
  })
}

/** Of the processes with these ids; a transfer that an open transaction has locked is left out. */
const endLeases = (pool: Pool, pids: readonly number[]): Promise<number> =>
  countOf(
    pool,
    `UPDATE transfers t SET lease_until = now() - interval '1 second' FROM (
       SELECT kind, id FROM transfers WHERE lease_owner LIKE ANY ($1) AND lease_until > now() FOR UPDATE SKIP LOCKED) AS held
     WHERE t.kind = held.kind AND t.id = held.id`,
    pids,
  )

const countLeases = (pool: Pool, pids: readonly number[]): Promise<number> =>
  countOf(pool, 'SELECT 1 FROM transfers WHERE lease_owner LIKE ANY ($1) AND lease_until > now()', pids)

/** A lease's owner is host:pid:something. 0 when the server is down at the moment. */
async function countOf(pool: Pool, sql: string, pids: readonly number[]): Promise<number> {
  try {
    return (await pool.query(sql, [pids.map((pid) => `%:${pid}:%`)])).rowCount ?? 0
  } catch (thrown) {
    if (databaseFailure(thrown).code === 'database_unreachable') return 0
    throw thrown
  }
}
