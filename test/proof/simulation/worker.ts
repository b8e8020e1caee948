import { openBooks } from './books.ts'
import type { Order, SeedReport } from './run.ts'
import { simulate } from './simulate.ts'

/** A child process of run.ts: simulates the seeds that it is sent, one after the other. */
const [maintenanceUrl = '', number = '0'] = process.argv.slice(2)
const books = await openBooks(maintenanceUrl, `simulation_${process.pid}_${number}`)

async function obey(order: Order): Promise<void> {
  if ('end' in order) {
    await books.close()
    process.disconnect()
    return
  }
  const { trace: _, ...result } = await simulate(books, order.seed)
  const report: SeedReport = {
    ...result,
    figures: { ...result.figures, paidSats: `${result.figures.paidSats}` },
  }
  process.send?.(report)
}

process.on('message', (order: Order) => {
  obey(order).catch((thrown: unknown) => {
    process.stderr.write(`seed ${'seed' in order ? order.seed : ''}: ${String(thrown)}\n`)
    process.exit(1)
  })
})
// The lead is gone: nobody needs the rest.
process.on('disconnect', () => process.exit())
process.send?.('ready')
