import type { Family, Point, Runs } from './explore.ts'
import { runWorkers } from '../workers.ts'

export interface Task {
  readonly family: Family
  readonly point: number
}

/** What a worker process is told to do next. */
export interface Order extends Task {
  /** Every process counts its own time from its own start: so much is left. */
  readonly leftMs: number
}

export type Report = { readonly points: readonly Point[] } | ({ readonly task: Task } & Runs)

export interface ExploringRun {
  readonly maintenanceUrl: string
  readonly workers: number
  /** Called once, with the undisturbed life's points: everything that is to be done, in this order. */
  readonly tasks: (points: readonly Point[]) => Task[]
  /** Nothing is begun after this moment of performance.now(). */
  readonly untilMs: number
  readonly onReport: (report: { readonly task: Task } & Runs) => void
}

/** Hands the tasks to worker processes, each with books of its own; returns those that there was no time for. */
export async function runExploration(run: ExploringRun): Promise<Task[]> {
  let tasks: Task[] | null = null
  await runWorkers<Order, Report>({
    file: new URL('worker.ts', import.meta.url),
    args: (number) => [run.maintenanceUrl, `${number}`],
    workers: run.workers,
    next(report) {
      if ('task' in report) run.onReport(report)
      else tasks ??= run.tasks(report.points)
      const leftMs = run.untilMs - performance.now()
      const task = leftMs > 0 ? tasks?.shift() : undefined
      return task === undefined ? null : { ...task, leftMs }
    },
  })
  return tasks ?? []
}
