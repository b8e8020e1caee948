import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
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

export type Order = { readonly seed: number } | { readonly end: true }

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
  await Promise.all(Array.from({ length: run.workers }, (_, number) => runWorker(run, number)))
}

function runWorker(run: SeedRun, number: number): Promise<void> {
  const worker = fork(fileURLToPath(new URL('worker.ts', import.meta.url)), [run.maintenanceUrl, `${number}`])
  const feed = (): void => {
    const next = run.goOn() ? run.seeds.next() : { done: true as const, value: undefined }
    const order: Order = next.done === true ? { end: true } : { seed: next.value }
    worker.send(order)
  }
  return new Promise((resolve, reject) => {
    worker.once('error', reject)
    worker.once('exit', (code) =>
      code === 0
        ? resolve()
        : reject(new Error(`a worker of the simulation ended with ${code ?? 'a signal'}`)),
    )
    worker.on('message', (message) => {
      if (message !== 'ready') run.onReport(message as SeedReport)
      feed()
    })
  })
}
