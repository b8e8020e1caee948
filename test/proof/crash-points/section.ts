import { availableParallelism } from 'node:os'
import type { ProofBudget, ProofFigure, ProofSection, SectionReport } from '../section.ts'
import { openTestServer } from '../../support/test-server.ts'
import { createDice } from '../simulation/dice.ts'
import type { Family, Point, Runs } from './explore.ts'
import { runExploration, type Task } from './run.ts'

type Done = { readonly task: Task } & Runs

export const crashPointsSection: ProofSection = {
  name: 'crash-points',
  title: 'Crash points, all of them',
  explanation:
    'One cash-out with three clients and a commission, from the row in Lamassu to the sats in the wallets. ' +
    'The process is killed before each of its steps in turn, and so is its successor, in every combination; requests of the dead process arrive at every later moment, and the database comes back without its last commits. ' +
    'Whatever happened, at the end everybody has exactly his sats, once.',
  run: runCrashPoints,
}

interface Plan {
  points: readonly Point[]
  reports: Done[]
  undone: Task[]
}

async function runCrashPoints(budget: ProofBudget): Promise<SectionReport> {
  const seed = budget.firstSeed ?? 1
  const plan: Plan = { points: [], reports: [], undone: [] }
  const untilMs = performance.now() + budget.minutes * 60_000
  const server = await openTestServer()
  try {
    plan.undone = await runExploration({
      maintenanceUrl: server.maintenanceUrl,
      workers: Math.max(1, Math.min(8, availableParallelism())),
      untilMs,
      tasks(points) {
        plan.points = points
        return tasksOf(points, seed)
      },
      onReport(report) {
        plan.reports.push(report)
        const found = plan.reports.flatMap(({ findings }) => findings).length
        budget.progress(
          `${sum(plan, 'replay', 'points')} of ${plan.points.length} crash points, ${sum(plan, 'pairs', 'points')} pairs, ${sum(plan, 'late', 'runs')} late requests, ${sum(plan, 'losses', 'points')} lost commits, ${found} broke a rule`,
        )
      },
    })
  } finally {
    await server.stop()
  }
  return reportOf(plan, seed)
}

/** Every single point first, then the pairs, then late requests and lost commits; a seed decides their order. */
function tasksOf(points: readonly Point[], seed: number): Task[] {
  const dice = createDice(seed)
  const all = points.map((point, number) => ({ ...point, number }))
  const worlds = all.filter(({ sameAs, number }) => sameAs === number)
  const of = (family: Family, chosen: readonly { number: number }[]): Task[] =>
    chosen.map(({ number }) => ({ family, point: number }))
  const requests = all.filter(({ hasRequest }) => hasRequest)
  return [
    ...of('replay', all),
    ...dice.shuffled(of('pairs', worlds)),
    ...dice.shuffled([...of('late', requests), ...of('losses', worlds.slice(1))]),
  ]
}

const sum = ({ reports }: Plan, family: Family, of: 'runs' | 'points'): number =>
  reports.filter((report) => report.task.family === family).reduce((total, report) => total + report[of], 0)

function reportOf(plan: Plan, seed: number): SectionReport {
  const findings = plan.reports.flatMap((report) =>
    report.findings.map(({ where, what }) => `${where}: ${what}. Repeat it: ${again(report.task)}`),
  )
  return {
    figures: figuresOf(plan, findings.length),
    failures: findings,
    repeat: `npm run proof -- --only crash-points --seed ${seed}`,
    leftOut: leftOutOf(plan),
  }
}

const again = ({ family, point }: Task): string =>
  `npx tsx test/proof/crash-points/again.ts ${family} ${point}`

function figuresOf(plan: Plan, found: number): ProofFigure[] {
  const worlds = plan.points.filter(({ sameAs }, number) => sameAs === number).length
  const figure = (label: string, value: number, meaning: string): ProofFigure => ({
    label,
    value: `${value}`,
    meaning,
  })
  return [
    figure(
      'crash points',
      plan.points.length,
      'commits, reads, requests and answers of one cash-out: the process was killed before each, started again, and everything came to rest',
    ),
    figure(
      'different worlds among them',
      worlds,
      'points with exactly the same rows, wallets and clock have one future, since a dead process takes its memory along',
    ),
    figure('single kills', sum(plan, 'replay', 'runs'), 'each told from its very beginning'),
    figure(
      'pairs of kills',
      sum(plan, 'pairs', 'points'),
      `a kill at a first point and another at each point of the next life; ${sum(plan, 'pairs', 'runs')} runs, one for each pair of different worlds`,
    ),
    figure(
      'late requests',
      sum(plan, 'late', 'runs'),
      'the dead process had sent an invoice or a payment, and LNbits executes it at each step of the next life',
    ),
    figure(
      'lost commits',
      sum(plan, 'losses', 'points'),
      `killed at a point, and the database came back as it was at an earlier one, the wallets not; ${sum(plan, 'losses', 'runs')} runs, one for each pair of different worlds`,
    ),
    figure('broke a rule', found, 'must be 0'),
  ]
}

function leftOutOf({ undone, reports, points }: Plan): string | null {
  const count = (family: Family): number => undone.filter((task) => task.family === family).length
  const skipped = reports.reduce((total, report) => total + (report.skipped ?? 0), 0)
  if (undone.length === 0 && skipped === 0 && points.length > 0) return null
  return `for lack of time: ${count('replay')} single points, all pairs after ${count('pairs')} first kills, the late requests of ${count('late')} points, the lost commits of ${count('losses')} points, and ${skipped} cases at points that were begun`
}
