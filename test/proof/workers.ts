import { fork } from 'node:child_process'

/** Processes that are sent one order after the other, and report about each. */
export interface WorkersRun<Order, Report> {
  readonly file: URL
  readonly args: (number: number) => readonly string[]
  readonly workers: number
  /** The next order, after this message of a worker (its first one says that it is ready); null ends the worker. */
  readonly next: (message: Report) => Order | null
}

/** Returns when every worker has ended by itself; throws when one dies. */
export async function runWorkers<Order, Report>(run: WorkersRun<Order, Report>): Promise<void> {
  await Promise.all(Array.from({ length: run.workers }, (_, number) => runWorker(run, number)))
}

function runWorker<Order, Report>(run: WorkersRun<Order, Report>, number: number): Promise<void> {
  const worker = fork(run.file, run.args(number))
  return new Promise((resolve, reject) => {
    worker.once('error', reject)
    worker.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`a worker of the proof ended with ${code ?? 'a signal'}`)),
    )
    worker.on('message', (message) => {
      worker.send(run.next(message as Report) ?? { end: true })
    })
  })
}

/** In the worker: says `ready`, then answers each order until it is told to end. */
export function obeyOrders<Report>(worker: {
  readonly ready: Report
  readonly obey: (order: unknown) => Promise<Report>
  readonly close: () => Promise<void>
}): void {
  const obey = async (order: object): Promise<void> => {
    if ('end' in order) {
      await worker.close()
      process.disconnect()
    } else process.send?.(await worker.obey(order))
  }
  process.on('message', (order: object) => {
    obey(order).catch((thrown: unknown) => {
      const words = thrown instanceof Error ? thrown.stack : String(thrown)
      process.stderr.write(`${JSON.stringify(order)}: ${words}\n`)
      process.exit(1)
    })
  })
  // The lead is gone: nobody needs the rest.
  process.on('disconnect', () => process.exit())
  process.send?.(worker.ready)
}
