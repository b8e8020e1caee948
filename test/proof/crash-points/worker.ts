import { openBooks } from '../simulation/books.ts'
import { explore } from './explore.ts'
import { openGround } from './moments.ts'
import type { Order, Report } from './run.ts'
import { obeyOrders } from '../workers.ts'

/** A child process of run.ts: explores the points that it is sent, one after the other. */
const [maintenanceUrl = '', number = '0'] = process.argv.slice(2)
const books = await openBooks(maintenanceUrl, `crash_points_${process.pid}_${number}`)
const time = { untilMs: Infinity }
const { points, families } = await explore(await openGround(books), () => performance.now() < time.untilMs)

obeyOrders<Report>({
  ready: { points },
  async obey(order) {
    const { family, point, leftMs } = order as Order
    time.untilMs = performance.now() + leftMs
    return { task: { family, point }, ...(await families[family](point)) }
  },
  close: () => books.close(),
})
