import { availableParallelism } from 'node:os'
import type { ProofBudget, ProofSection, SectionReport } from '../section.ts'
import { openTestServer } from '../../support/test-server.ts'
import { keptSeeds } from './kept-seeds.ts'
import { runSeeds, type SeedReport } from './run.ts'

/** Where fresh seeds begin when nobody says otherwise: every day other ones. */
const firstSeed = (now: Date): number => Math.floor(now.getTime() / 86_400_000) * 100_000

const replay = (seed: number): string => `npx tsx test/proof/simulation/replay.ts ${seed}`

export const simulationSection: ProofSection = {
  name: 'simulation',
  title: 'Deterministic simulation',
  explanation:
    'The real program on a real PostgreSQL, with clock, chance, LNbits, Lamassu and the order of every step decided by a seed. ' +
    'Each seed is some hours or days of a shop: sales of all kinds, deposits, reversals, corrections, pauses, new keys, one to three bots, kills, outages, and answers that lie. ' +
    'After every step books and wallets are compared; at the end the faults stop and everything must come to rest.',
  run: (budget) => runSimulation(budget, seedsOf(budget)),
}

function* seedsOf({ seeds, firstSeed: given }: ProofBudget): Generator<number> {
  if (given === undefined) yield* keptSeeds.map(({ seed }) => seed)
  const first = given ?? firstSeed(new Date())
  const count = seeds ?? Number.MAX_SAFE_INTEGER
  for (let number = 0; number < count; number += 1) yield first + number
}

async function runSimulation(budget: ProofBudget, seeds: Iterator<number>): Promise<SectionReport> {
  const startedMs = performance.now()
  const untilMs = startedMs + budget.minutes * 60_000
  const reports: SeedReport[] = []
  const rate = (): number => reports.length / ((performance.now() - startedMs) / 60_000)
  const server = await openTestServer()
  try {
    await runSeeds({
      maintenanceUrl: server.maintenanceUrl,
      seeds,
      // Each waits for the database half of its time.
      workers: Math.min(8, 2 * availableParallelism()),
      goOn: () => performance.now() < untilMs,
      onReport(report) {
        reports.push(report)
        const broken = reports.filter(({ violation }) => violation !== null).length
        budget.progress(`${reports.length} seeds, ${rate().toFixed(0)} a minute, ${broken} broke a rule`)
      },
    })
  } finally {
    await server.stop()
  }
  return reportOf(reports, rate(), budget.seeds)
}

function reportOf(reports: readonly SeedReport[], perMinute: number, wanted: number | null): SectionReport {
  const total = (of: (report: SeedReport) => number): number =>
    reports.reduce((sum, report) => sum + of(report), 0)
  const fewest = Math.min(...reports.map(({ events }) => events))
  const broken = reports.filter(({ violation }) => violation !== null)
  const paidSats = reports.reduce((sum, { figures }) => sum + BigInt(figures.paidSats), 0n)
  const figure = (label: string, value: string, meaning: string) => ({ label, value, meaning })
  return {
    figures: [
      figure('seeds', `${reports.length}`, 'runs, each another story'),
      figure('seeds that broke a rule', `${broken.length}`, 'must be 0'),
      figure('seeds a minute', perMinute.toFixed(0), 'on the machine that is named above'),
      figure('steps with faults on', `${total(({ events }) => events)}`, `at least ${fewest} in every seed`),
      figure(
        'steps until rest',
        `${total(({ restEvents }) => restEvents)}`,
        'after the faults had stopped; bounded',
      ),
      figure(
        'faults',
        `${total(({ figures }) => figures.faults)}`,
        'effects that failed, lied or were not heard',
      ),
      figure('kills', `${total(({ figures }) => figures.kills)}`, 'processes that ended between two steps'),
      figure('cash-outs', `${total(({ figures }) => figures.cashOuts)}`, 'taken in, exactly once each'),
      figure(
        'payments',
        `${total(({ figures }) => figures.payments)}`,
        `over ${paidSats} sats, each paid exactly once`,
      ),
      figure(
        'left to a person',
        `${total(({ figures }) => figures.needsReview)}`,
        'payments that LNbits itself broke off between its debit and its credit, each with its reason; never paid twice',
      ),
      figure(
        'simulated days',
        (total(({ figures }) => figures.simulatedHours) / 24).toFixed(0),
        'of all seeds together',
      ),
    ],
    failures: broken.map(({ seed, violation }) => `Seed ${seed}: ${violation}. Repeat it: ${replay(seed)}`),
    repeat: `npm run proof -- --only simulation --seed ${Math.min(...reports.map(({ seed }) => seed))} --seeds ${reports.length}`,
    leftOut:
      wanted !== null && reports.length < wanted
        ? `${wanted - reports.length} of ${wanted} seeds, for lack of time`
        : null,
  }
}
