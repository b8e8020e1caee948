import { obeyOrders } from '../workers.ts'
import { openBooks } from './books.ts'
import type { Order, SeedReport } from './run.ts'
import { simulate } from './simulate.ts'

/** A child process of run.ts: simulates the seeds that it is sent, one after the other. */
const [maintenanceUrl = '', number = '0'] = process.argv.slice(2)
const books = await openBooks(maintenanceUrl, `simulation_${process.pid}_${number}`)

obeyOrders<SeedReport | 'ready'>({
  ready: 'ready',
  async obey(order) {
    const { trace: _, ...result } = await simulate(books, (order as Order).seed)
    return { ...result, figures: { ...result.figures, paidSats: `${result.figures.paidSats}` } }
  },
  close: () => books.close(),
})
