import { randomBytes } from 'node:crypto'
import pino from 'pino'
import { sentenceOf } from '../../../engine/failure.ts'
import { migrate } from '../../../engine/store/migrate.ts'
import { administer, inDatabase } from '../../support/global-setup.ts'
import type { ProofBudget, ProofFigure, ProofSection, SectionReport } from '../section.ts'
import { openTestServer } from '../../support/test-server.ts'
import { bookRaces } from './books.ts'
import { correctionRaces } from './corrections.ts'
import { payingRaces } from './paying.ts'
import type { Race } from './race.ts'
import { openRing, type Ring } from './ring.ts'
import { switchRaces } from './switches.ts'

export const races: readonly Race[] = [...bookRaces, ...correctionRaces, ...payingRaces, ...switchRaces]

export const racesSection: ProofSection = {
  name: 'races',
  title: 'Everybody wants the same thing in the same moment',
  explanation:
    'Sixteen copies of the bot, each with its own connections to a real PostgreSQL, do the same thing at once: take in one cash-out, pay one payment, fund one cash-out, while somebody reverses a deposit, stops the payouts or changes a key. Where luck would bring the worst moment too rarely, locks bring it about every time. Whoever comes first, everything must have happened exactly once.',
  run,
}

/** The books are compared with every wallet after so many rounds of all races. */
const ROUNDS_PER_LOOK = 5
/** The books grow with every round, and comparing them with it. */
const ROUNDS_PER_RING = 40

async function run(budget: ProofBudget): Promise<SectionReport> {
  const repeat = `npm run proof -- --only races --minutes ${budget.minutes}`
  const until = performance.now() + budget.minutes * 60_000
  const tally = new Map<Race, Map<string, number>>(races.map((race) => [race, new Map()]))
  const server = await openTestServer()
  const failures: string[] = []
  try {
    for (let rings = 0; rings === 0 || (performance.now() < until && failures.length === 0); rings += 1) {
      const failure = await inFreshBooks(server.maintenanceUrl, (ring) => hold(ring, tally, until, budget))
      if (failure !== null) failures.push(`${failure} Repeat with: ${repeat}`)
    }
  } finally {
    await server.stop()
  }
  return { figures: figuresOf(tally), failures, repeat, leftOut: null }
}

async function inFreshBooks(
  maintenanceUrl: string,
  work: (ring: Ring) => Promise<string | null>,
): Promise<string | null> {
  const name = `races_${randomBytes(4).toString('hex')}`
  await administer(maintenanceUrl, `CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8'`)
  const url = inDatabase(maintenanceUrl, name)
  try {
    await migrate({ databaseUrl: url, log: pino({ level: 'silent' }) })
    const ring = await openRing(url)
    try {
      return await work(ring)
    } finally {
      await ring.close()
    }
  } finally {
    await administer(maintenanceUrl, `DROP DATABASE ${name} WITH (FORCE)`)
  }
}

/** Null, or what went wrong. */
async function hold(
  ring: Ring,
  tally: ReadonlyMap<Race, Map<string, number>>,
  until: number,
  { progress }: ProofBudget,
): Promise<string | null> {
  for (let number = 0; number < ROUNDS_PER_RING; number += 1) {
    for (const race of races) {
      const found = await holdOne(ring, race, number, tally.get(race) ?? new Map())
      if (found !== null) return found
    }
    if (number % ROUNDS_PER_LOOK === 0 || performance.now() > until) {
      const [unsound] = await ring.unsound()
      if (unsound !== undefined) return `After round ${number} the books are unsound: ${unsound}.`
    }
    progress(`${total(tally)} rounds of ${races.length} races, nothing found`)
    if (performance.now() > until) return null
  }
  return null
}

/** One round; null when it went as it must, else what went wrong. */
export async function holdOne(
  ring: Ring,
  race: Race,
  number: number,
  outcomes: Map<string, number>,
): Promise<string | null> {
  try {
    const outcome = await race.round(ring, number)
    await ring.endRound()
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
    return null
  } catch (thrown) {
    return `Round ${number} of "${race.name}" failed: ${sentenceOf(thrown)}.`
  }
}

const roundsOf = (outcomes: ReadonlyMap<string, number> | undefined): number =>
  [...(outcomes?.values() ?? [])].reduce((sum, count) => sum + count, 0)

const total = (tally: ReadonlyMap<Race, Map<string, number>>): number =>
  [...tally.values()].reduce((sum, outcomes) => sum + roundsOf(outcomes), 0)

function figuresOf(tally: ReadonlyMap<Race, Map<string, number>>): ProofFigure[] {
  return races.map((race) => {
    const outcomes = tally.get(race)
    const words = [...(outcomes ?? [])]
      .toSorted(([, a], [, b]) => b - a)
      .map(([what, count]) => `${what}: ${count}`)
    return {
      label: race.name,
      value: `${roundsOf(outcomes)} rounds (${words.join('; ')})`,
      meaning: race.meaning,
    }
  })
}
