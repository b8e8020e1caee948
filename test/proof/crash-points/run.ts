import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Family, Point, Runs } from './explore.ts'

/** What a worker process is told to do next. */
export type Order =
  | { readonly family: Family; readonly point: number; readonly untilMs: number }
  | { readonly end: true }

export interface Report extends Runs {
  readonly family: Family
  readonly point: number
}

export interface ExploringRun {
  readonly maintenanceUrl: string
  readonly workers: number
  /** Called once, with the undisturbed life's points: everything that is to be done, in this order. */
  readonly orders: (points: readonly Point[]) => { family: Family; point: number }[]
  /** Nothing is begun after this moment of performance.now(). */
  readonly untilMs: number
  readonly onReport: (report: Report) => void
}

/** Hands the orders to worker processes, each with books of its own; returns those that there was no time for. */
export async function runExploration(run: ExploringRun): Promise<{ family: Family; point: number }[]> {
  let orders: { family: Family; point: number }[] | null = null
  const next = (points: readonly Point[]): Order => {
    orders ??= run.orders(points)
    const order = performance.now() < run.untilMs ? orders.shift() : undefined
    // Every process counts its own time from its own start.
    return order === undefined ? { end: true } : { ...order, untilMs: run.untilMs - performance.now() }
  }
  await Promise.all(Array.from({ length: run.workers }, (_, number) => runWorker(run, number, next)))
  return orders ?? []
}

function runWorker(
  run: ExploringRun,
  number: number,
  next: (points: readonly Point[]) => Order,
): Promise<void> {
  const file = fileURLToPath(new URL('worker.ts', import.meta.url))
  const worker = fork(file, [run.maintenanceUrl, `${number}`])
  let points: readonly Point[] = []
  return new Promise((resolve, reject) => {
    worker.once('error', reject)
    worker.once('exit', (code) =>
      code === 0
        ? resolve()
        : reject(new Error(`a worker of the crash points ended with ${code ?? 'a signal'}`)),
    )
    worker.on('message', (message: { points: readonly Point[] } | Report) => {
      if ('family' in message) run.onReport(message)
      else points = message.points
      worker.send(next(points))
    })
  })
}
