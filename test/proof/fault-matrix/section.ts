import { availableParallelism } from 'node:os'
import { runWorkers } from '../workers.ts'
import type { ProofBudget, ProofFigure, ProofSection, SectionReport } from '../section.ts'
import { openTestServer } from '../../support/test-server.ts'
import { createDice } from '../simulation/dice.ts'
import { type Cell, RULES } from './cells.ts'
import type { CellResult } from './run-cell.ts'

export type Order = { readonly cell: number } | { readonly scenario: number }

export type MatrixReport =
  | { readonly kind: 'ready'; readonly cells: number; readonly scenarios: number }
  | {
      readonly kind: 'cell'
      readonly number: number
      readonly name: string
      readonly cell: Cell
      readonly expected: 'paid' | 'review'
      readonly result: CellResult
    }
  | {
      readonly kind: 'scenario'
      readonly number: number
      readonly name: string
      readonly wrong: string | null
    }

export const faultMatrixSection: ProofSection = {
  name: 'fault-matrix',
  title: 'Every call, every fault',
  explanation:
    'Each request to LNbits, each read of Lamassu and each statement of our own database goes wrong in every way that makes sense: the first time, the second time, or for minutes. ' +
    'Then it goes wrong no more, and within a bounded time one cash-out with three clients and a commission must be paid to the sat, or lie with a person, with a reason, where LNbits itself broke off halfway. ' +
    'Beside the table there are stories of clocks, keys, changed rows and servers that come back with an older state.',
  run: runMatrix,
}

type CellReport = Extract<MatrixReport, { kind: 'cell' }>
type ScenarioReport = Extract<MatrixReport, { kind: 'scenario' }>

interface Progress {
  orders: Order[] | null
  readonly cells: CellReport[]
  readonly scenarios: ScenarioReport[]
}

async function runMatrix(budget: ProofBudget): Promise<SectionReport> {
  const seed = budget.firstSeed ?? 1
  const untilMs = performance.now() + budget.minutes * 60_000
  const progress: Progress = { orders: null, cells: [], scenarios: [] }
  const server = await openTestServer()
  try {
    await runWorkers<Order, MatrixReport>({
      file: new URL('worker.ts', import.meta.url),
      args: (number) => [server.maintenanceUrl, `${number}`],
      workers: Math.max(1, Math.min(8, availableParallelism())),
      next(report) {
        if (report.kind === 'ready') progress.orders ??= ordersOf(report, seed)
        if (report.kind === 'cell') progress.cells.push(report)
        if (report.kind === 'scenario') progress.scenarios.push(report)
        budget.progress(
          `${progress.cells.length} cells and ${progress.scenarios.length} scenarios, ${failuresOf(progress).length} not as they must be`,
        )
        return performance.now() < untilMs ? (progress.orders?.shift() ?? null) : null
      },
    })
  } finally {
    await server.stop()
  }
  return reportOf(progress, seed)
}

/** The few scenarios first; the cells in an order that a seed decides, so that a short run sees some of everything. */
function ordersOf({ cells, scenarios }: Extract<MatrixReport, { kind: 'ready' }>, seed: number): Order[] {
  const numbers = (count: number): number[] => Array.from({ length: count }, (_, number) => number)
  return [
    ...numbers(scenarios).map((scenario) => ({ scenario })),
    ...createDice(seed)
      .shuffled(numbers(cells))
      .map((cell) => ({ cell })),
  ]
}

const hasPassed = ({ expected, result }: CellReport): boolean => result.outcome === expected

function failuresOf({ cells, scenarios }: Progress): string[] {
  const again = (name: string): string => `Repeat it: npx tsx test/proof/fault-matrix/again.ts "${name}"`
  return [
    ...cells
      .filter((report) => !hasPassed(report))
      .map(
        ({ name, expected, result }) =>
          `${name} ended ${result.outcome} instead of ${expected}: ${result.sentence ?? 'without a reason'}. ${again(name)}`,
      ),
    ...scenarios.flatMap(({ name, wrong }) => (wrong === null ? [] : [`${name}: ${wrong}. ${again(name)}`])),
  ]
}

function reportOf(progress: Progress, seed: number): SectionReport {
  const failures = failuresOf(progress)
  const left = progress.orders?.length ?? 0
  return {
    figures: figuresOf(progress),
    failures,
    repeat: `npm run proof -- --only fault-matrix --seed ${seed}`,
    leftOut: left === 0 ? null : `${left} cells and scenarios, for lack of time`,
  }
}

function figuresOf({ cells, scenarios }: Progress): ProofFigure[] {
  const figure = (label: string, value: string, meaning: string): ProofFigure => ({ label, value, meaning })
  const distinct = (of: (report: CellReport) => string): string => `${new Set(cells.map(of)).size}`
  const count = (outcome: CellResult['outcome']): number =>
    cells.filter(({ result }) => result.outcome === outcome).length
  const rounds = Math.max(0, ...cells.map(({ result }) => result.rounds))
  return [
    figure(
      'calls',
      distinct(({ cell }) => cell.call),
      'requests, reads and store methods that can go wrong',
    ),
    figure(
      'faults',
      distinct(({ cell }) => cell.fault),
      'ways in which they go wrong',
    ),
    figure('cells run', `${cells.length}`, `call × fault × when. ${RULES.join(' ')}`),
    figure('cells passed', `${cells.filter(hasPassed).length}`, 'must be all of them'),
    figure('ended paid', `${count('paid')}`, 'everybody had exactly his sats, by itself'),
    figure(
      'ended with a person',
      `${count('review')}`,
      'LNbits had debited and not credited: the bot says so, and pays nothing twice',
    ),
    figure('longest way to rest', `${rounds} min`, 'simulated, fault included; bounded by 40'),
    figure('scenarios run', `${scenarios.length}`, scenarios.map(({ name }) => name).join('; ')),
    figure(
      'scenarios passed',
      `${scenarios.filter(({ wrong }) => wrong === null).length}`,
      'must be all of them',
    ),
    figure('table', JSON.stringify(tableOf(cells)), 'call → fault → when → outcome'),
  ]
}

type Table = Record<string, Record<string, Partial<Record<Cell['when'], string>>>>

/** In the order of names, whatever order the cells were run in. */
function tableOf(cells: readonly CellReport[]): Table {
  const table: Table = {}
  for (const { cell, result } of cells.toSorted((a, b) => a.number - b.number)) {
    const faults = (table[cell.call] ??= {})
    faults[cell.fault] = { ...faults[cell.fault], [cell.when]: result.outcome }
  }
  return table
}
