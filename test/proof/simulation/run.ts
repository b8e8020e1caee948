import { runWorkers } from '../workers.ts'
import type { SimulationFigures } from './simulate.ts'

/** What a worker process reports about one seed; sats as text, since it goes through JSON. */
export interface SeedReport {
  readonly seed: number
  readonly events: number
  readonly restEvents: number
  readonly violation: string | null
  readonly fingerprint: string
  readonly figures: Omit<SimulationFigures, 'paidSats'> & { readonly paidSats: string }
}

export interface Order {
  readonly seed: number
}

export interface SeedRun {
  readonly maintenanceUrl: string
  readonly seeds: Iterator<number>
  readonly workers: number
  /** Asked before each seed. */
  readonly goOn: () => boolean
  readonly onReport: (report: SeedReport) => void
}

/** Runs seeds in as many processes as given, each with books of its own. Throws when a worker dies. */
export async function runSeeds(run: SeedRun): Promise<void> {
  await runWorkers<Order, SeedReport | 'ready'>({
    file: new URL('worker.ts', import.meta.url),
    args: (number) => [run.maintenanceUrl, `${number}`],
    workers: run.workers,
    next(report) {
      if (report !== 'ready') run.onReport(report)
      const next = run.goOn() ? run.seeds.next() : null
      return next === null || next.done === true ? null : { seed: next.value }
    },
  })
}
