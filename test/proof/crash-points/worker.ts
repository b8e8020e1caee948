import { openBooks } from '../simulation/books.ts'
import { explore } from './explore.ts'
import { openGround } from './moments.ts'
import type { Order, Report } from './run.ts'

/** A child process of run.ts: explores the points that it is sent, one after the other. */
const [maintenanceUrl = '', number = '0'] = process.argv.slice(2)
const books = await openBooks(maintenanceUrl, `crash_points_${process.pid}_${number}`)
const time = { untilMs: Infinity }
const exploration = await explore(await openGround(books), () => performance.now() < time.untilMs)

async function obey(order: Order): Promise<void> {
  if ('end' in order) {
    await books.close()
    process.disconnect()
    return
  }
  time.untilMs = performance.now() + order.untilMs
  const { family, point } = order
  const runs = await exploration.families[family](point)
  const report: Report = { family, point, ...runs }
  process.send?.(report)
}

process.on('message', (order: Order) => {
  obey(order).catch((thrown: unknown) => {
    process.stderr.write(
      `${JSON.stringify(order)}: ${thrown instanceof Error ? thrown.stack : String(thrown)}\n`,
    )
    process.exit(1)
  })
})
// The lead is gone: nobody needs the rest.
process.on('disconnect', () => process.exit())
process.send?.({ points: exploration.points })
