import assert from 'node:assert/strict'
import type { World } from '../simulation/world.ts'
import { type Life, live } from './life.ts'
import { type Ground, holdingsOf, type Moment, wrongAtRest } from './moments.ts'

/** Runs of one kind after a kill at one point, and what was found. */
export interface Runs {
  readonly runs: number
  /** How many points, or pairs of points, these runs stand for: points with one and the same world have one future. */
  readonly points: number
  readonly findings: readonly Finding[]
  /** Points that were not wanted, or that there was no time for. */
  readonly skipped?: number
}

/** A run that did not end as it must. */
export interface Finding {
  /** Where the processes died, as in "killed before effect 31 (lnbits.pay)". */
  readonly where: string
  readonly what: string
}

/** A place in the undisturbed life at which the process can die. */
export interface Point {
  readonly effect: string
  /** The first point with the same world; itself when there is none before. */
  readonly sameAs: number
  /** A request that moves money is about to be executed. */
  readonly hasRequest: boolean
}

export interface Exploration {
  /** Point k is before effect k of the first life. */
  readonly points: readonly Point[]
  readonly families: Readonly<Record<Family, (point: number) => Promise<Runs>>>
}

/**
 * single: killed there, with a check after every step of the next life. replay: the same, told from its very beginning
 * and without saved moments. pairs: killed there, and the next process at each of its own points. late: killed there, and
 * LNbits executes the request that was under way only while the next process is at its effect n, for each n. losses:
 * killed there, and the database comes back without all commits since each earlier point.
 */
export type Family = 'single' | 'replay' | 'pairs' | 'late' | 'losses'

/** A process that was killed is started again a moment later. */
const RESTART_SECONDS = 3
const HAPPENS = { kind: 'happens' } as const

export interface Ways {
  readonly ground: Ground
  readonly moments: readonly Moment[]
  readonly points: readonly Point[]
  readonly fairShares: ReadonlyMap<string, bigint>
  /** Asked before each run of two points: whether there is time for it, and whether it is wanted. */
  readonly wanted: (first: number, second: number) => boolean
}

/** Lives the undisturbed life, keeps every moment of it, and explores what comes after each. */
export async function explore(ground: Ground, wanted: Ways['wanted'] = () => true): Promise<Exploration> {
  const world = await ground.worldAt(ground.start)
  const { life, moments } = await keptLife(ground, world, 'first')
  assert.equal(life.end, 'at rest', world.violation() ?? 'nothing disturbs the first life')
  const fairShares = holdingsOf(world)
  assert.equal(await wrongAtRest(world, fairShares), null)
  const points = moments.map(({ effect, print, request }) => ({
    effect,
    sameAs: moments.findIndex((other) => other.print === print),
    hasRequest: request !== null,
  }))
  const ways = { ground, moments, points, fairShares, wanted }
  return {
    points,
    families: {
      single: (point) => single(ways, point),
      replay: (point) => replay(ways, point),
      pairs: (point) => pairs(ways, point),
      late: (point) => late(ways, point),
      losses: (point) => losses(ways, point),
    },
  }
}

async function single(ways: Ways, point: number): Promise<Runs> {
  const world = await reborn(ways, momentAt(ways.moments, point))
  const life = await live(world, { name: 'second', onEffect: () => checkedStep(world) })
  return {
    runs: 1,
    points: standsFor(ways, point),
    findings: await judged(ways, world, life, deathAt(ways, point)),
  }
}

async function replay(ways: Ways, point: number): Promise<Runs> {
  const world = await ways.ground.worldAt(ways.ground.start)
  await live(world, { name: 'first', onEffect: (_, number) => (number === point ? 'dies' : HAPPENS) })
  await world.advance(RESTART_SECONDS)
  const life = await live(world, { name: 'second' })
  return { runs: 1, points: 1, findings: await judged(ways, world, life, deathAt(ways, point)) }
}

async function pairs(ways: Ways, first: number): Promise<Runs> {
  const { saved } = ways.ground
  const kept = await saved.save()
  const world = await reborn(ways, momentAt(ways.moments, first))
  const { life, moments } = await keptLife(ways.ground, world, 'second')
  const findings = await judged(ways, world, life, deathAt(ways, first))
  const sum = { runs: 0, points: 0, skipped: 0 }
  for (const [second, moment] of moments.entries()) {
    const same = moments.filter(({ print }) => print === moment.print)
    if (same[0] !== moment) continue
    const stand = same.length * standsFor(ways, first)
    if (!ways.wanted(first, second)) {
      sum.skipped += stand
      continue
    }
    const next = await reborn(ways, moment)
    const third = await live(next, { name: 'third' })
    const where = `${deathAt(ways, first)}, and the next process before its effect ${second} (${moment.effect})`
    findings.push(...(await judged(ways, next, third, where)))
    sum.runs += 1
    sum.points += stand
  }
  await saved.forget(kept)
  return { ...sum, findings }
}

async function late(ways: Ways, point: number): Promise<Runs> {
  const { request } = momentAt(ways.moments, point)
  const findings: Finding[] = []
  let runs = 0
  let last = request === null ? -1 : 0
  for (; runs <= last && ways.wanted(point, runs); runs += 1) {
    const world = await reborn(ways, momentAt(ways.moments, point))
    const execute = async (_: unknown, number: number) => {
      if (number === runs && request !== null) await ways.ground.network.request(request).execute(null)
      return HAPPENS
    }
    const life = await live(world, { name: 'second', onEffect: execute })
    const where = `${deathAt(ways, point)}, whose request is executed when the next process is at its effect ${runs}`
    findings.push(...(await judged(ways, world, life, where)))
    last = life.effects.length - 1
  }
  return { runs, points: runs, findings, skipped: last + 1 - runs }
}

async function losses(ways: Ways, point: number): Promise<Runs> {
  const { ground, moments } = ways
  const findings: Finding[] = []
  const sum = { runs: 0, points: 0, skipped: 0 }
  for (let back = 0; back < point; back += 1) {
    const { sameAs, effect } = ways.points[back] ?? { sameAs: -1, effect: '' }
    if (sameAs !== back || ways.points[point]?.sameAs === back) continue
    const stand = standsFor(ways, back) * standsFor(ways, point)
    if (!ways.wanted(back, point)) {
      sum.skipped += stand
      continue
    }
    const world = await ground.worldAfterLoss(momentAt(moments, back), momentAt(moments, point))
    await ground.saved.changeIdentity()
    await world.advance(RESTART_SECONDS)
    const life = await live(world, { name: 'second' })
    const where = `${deathAt(ways, point)}, and the database came back as it was before effect ${back} (${effect})`
    findings.push(...(await judged(ways, world, life, where)))
    sum.runs += 1
    sum.points += stand
  }
  return { ...sum, findings }
}

/** One life, with the moment before each of its effects, and a check after each that could have broken something. */
async function keptLife(
  ground: Ground,
  world: World,
  name: string,
): Promise<{ life: Life; moments: Moment[] }> {
  const moments: Moment[] = []
  const life = await live(world, {
    name,
    async onEffect(effect) {
      moments.push(await ground.save(world, effect))
      return checkedStep(world)
    },
  })
  return { life, moments }
}

async function checkedStep(world: World): Promise<typeof HAPPENS> {
  await world.checkTouched()
  return HAPPENS
}

async function reborn({ ground }: Ways, moment: Moment): Promise<World> {
  const world = await ground.worldAt(moment)
  await world.advance(RESTART_SECONDS)
  return world
}

async function judged(ways: Ways, world: World, life: Life, where: string): Promise<Finding[]> {
  if (life.end !== 'at rest')
    return [{ where, what: world.violation() ?? `nothing comes to rest within ${life.rounds} rounds` }]
  const what = await wrongAtRest(world, ways.fairShares)
  return what === null ? [] : [{ where, what }]
}

const standsFor = ({ points }: Ways, point: number): number =>
  points.filter(({ sameAs }) => sameAs === points[point]?.sameAs).length

const deathAt = (ways: Ways, point: number): string =>
  `killed before effect ${point} (${momentAt(ways.moments, point).effect})`

function momentAt(moments: readonly Moment[], point: number): Moment {
  const moment = moments[point]
  assert(moment, `there is no point ${point}`)
  return moment
}
